import type { MovedItem, MovedUnit } from '../../../shared/domain/evaluation/compare.ts'
import type { ScoreLine } from '../../../shared/domain/evaluation/score.ts'
import { lineInWords } from '../../../shared/domain/output/year/moved.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Ctx } from '../context.ts'
import { call, page, planParam } from '../request.ts'
import { Crumb, Lead, Phrase, Scroll, Section } from './components.tsx'
import { nameIn, pointsOr } from './evaluationTable.tsx'
import { Frame } from './frame.tsx'

/** A revision's number from the query; null where none is given. @throws Refusal access.missing */
const numberIn = (c: Ctx, name: string): number | null => {
  const text = c.req.query(name)
  if (text === undefined || text === '') return null
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Refusal('access.missing', {})
  return Number(text)
}

/** GET /plans/:plan/evaluation/compare?from=1&to=2: what moved and why; without `to`, against the draft of now. */
export const showCompare = async (c: Ctx): Promise<Response> => {
  const plan = planParam(c)
  const [from, to] = [numberIn(c, 'from') ?? 1, numberIn(c, 'to')]
  const { units, moved, rules } = await c.var.house.services.evaluations.compare(plan, call(c), from, to)
  const later = to === null ? '现在的草稿' : `第${to}版`
  const title = `第${from}版和${later}相比`
  const name = nameIn(units)
  return page(
    c,
    <Frame c={c} title={title} current="evaluation" landscape>
      <Crumb items={[{ href: paths.evaluation(plan), text: '评价' }]} here={title} />
      <h1>
        <Phrase>第{from}版和</Phrase>
        <Phrase>{later}相比</Phrase>
      </h1>
      <Lead>
        {moved.length === 0
          ? '各单位的得分、名次、等次和依据都没有变动。'
          : `${moved.length}个单位有变动，其中总分变动的${moved.filter(({ before, after }) => before?.total !== after?.total).length}个。`}
      </Lead>
      {rules.length === 0 ? null : (
        <Section id="rules" title="规则的变动">
          <ul class="bullets">
            {rules.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </Section>
      )}
      {moved.map((unit) => (
        <Unit unit={unit} name={name(unit.unit)} />
      ))}
    </Frame>,
  )
}

const arrow = (before: string, after: string): string => (before === after ? `${after}（不变）` : `${before}→${after}`)

const Unit = ({ unit: { unit, before, after, items }, name }: { unit: MovedUnit; name: string }) => (
  <Section
    id={`u-${unit}`}
    title={name}
    note={[
      `总分${arrow(pointsOr(before?.total, '—'), pointsOr(after?.total, '—'))}`,
      `名次${arrow(String(before?.rank ?? '—'), String(after?.rank ?? '—'))}`,
      `等次${arrow(before?.grade ?? '—', after?.grade ?? '—')}`,
    ].join('　')}
  >
    {items.length === 0 ? (
      <p>得分和依据没有变，名次随别的单位变动。</p>
    ) : (
      <Scroll label={`${name}的变动，可左右滚动`}>
        <table class="roomy">
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col" class="r">
                原来
              </th>
              <th scope="col" class="r">
                后来
              </th>
              <th scope="col">为什么</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr>
                <th scope="row">{item.name}</th>
                <td class="r">{pointsOr(item.before)}</td>
                <td class="r">{pointsOr(item.after)}</td>
                <td>
                  <Why item={item} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    )}
  </Section>
)

/** What was there and is not any more, what has come; a duty that is told otherwise now, before and after in one line. */
const Why = ({ item: { gone, come } }: { item: MovedItem }) => {
  if (gone.length + come.length === 0) return <>记录没有变，规则或适用的项变了</>
  const again = (line: ScoreLine, lines: readonly ScoreLine[]): ScoreLine | undefined =>
    line.kind === 'duty' ? lines.find((other) => other.task === line.task) : undefined
  return (
    <ul class="bullets">
      {gone.map((line) => {
        const now = again(line, come)
        return (
          <li>
            <del>{lineInWords(line)}</del>　{now ? <ins>{lineInWords(now)}</ins> : null}
          </li>
        )
      })}
      {come
        .filter((line) => again(line, gone) === undefined)
        .map((line) => (
          <li>
            <ins>{lineInWords(line)}</ins>
          </li>
        ))}
    </ul>
  )
}
