import type { ItemScore, ScoreLine, UnitScore } from '../../../shared/domain/evaluation/score.ts'
import type { Snapshot } from '../../../shared/domain/evaluation/snapshot.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { DUTY_WORDS } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { momentInWords, monthInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { page, planParam, signedIn, unitParam } from '../request.ts'
import { Crumb, Facts, Lead, Phrase, Scroll, Section } from './components.tsx'
import { snapshotShown } from './evaluation.tsx'
import { HowCounted, points, signed } from './evaluationTable.tsx'
import { Frame } from './frame.tsx'

/** GET …/units/:unit: every point of one unit with the record that gave or cost it. */
export const showUnitScore = async (c: Ctx): Promise<Response> => {
  const { snapshot, revision } = await snapshotShown(c)
  const plan = planParam(c)
  const score = snapshot.scores.find((one) => one.unit === unitParam(c))
  const unit = snapshot.units.find((one) => one.id === unitParam(c))
  if (!score || !unit) throw new Refusal('access.missing', {})
  const reads = may(signedIn(c), 'report.read', { unit: score.unit })
  const record = may(signedIn(c), 'overview.read') ? paths.review : paths.report
  const link: LinkOf = ({ period, task }) =>
    reads && period ? `${record(plan, period, score.unit)}${task === null ? '' : `#task-${task}`}` : null
  const back = revision === null ? paths.evaluation(plan) : paths.revision(plan, String(revision.number))
  return page(
    c,
    <Frame c={c} title={`${unit.name}${snapshot.plan.year}年度评价`} current="evaluation" landscape>
      <Crumb
        items={[{ href: back, text: revision === null ? '评价' : `评价第${revision.number}版` }]}
        here={unit.name}
      />
      <h1>
        <Phrase>{unit.name}</Phrase>　<Phrase>{snapshot.plan.year}年度评价</Phrase>
      </h1>
      <Lead>
        <Phrase>
          {score.total === null ? `${score.why}。` : `${points(score.total)}分，${score.grade}，第${score.rank}名。`}
        </Phrase>
        <br />
        <Phrase>{revision === null ? '草稿，' : `第${revision.number}版，`}</Phrase>
        <Phrase>数据截至{momentInWords(snapshot.cutOff, true)}。</Phrase>
      </Lead>
      <Sum score={score} />
      {score.duties.length === 0 && score.items.every((item) => item.lines.length === 0) ? (
        <p class="hint">只有本单位和评价人员能看每一分的依据。</p>
      ) : (
        <>
          {score.items.map((item) =>
            item.key === 'completion' ? (
              <Completion score={score} item={item} link={link} />
            ) : (
              <Item item={item} link={link} snapshot={snapshot} />
            ),
          )}
          <Item item={score.bonus} link={link} snapshot={snapshot} />
        </>
      )}
      <HowCounted rules={snapshot.rules} />
    </Frame>,
  )
}

type LinkOf = (line: Pick<ScoreLine, 'period' | 'task'>) => string | null

/** How the total comes from the items. */
const Sum = ({ score }: { score: UnitScore }) => {
  const sum = score.items.reduce((all, item) => all + (item.points ?? 0), 0)
  const bonus = score.bonus.points ?? 0
  return (
    <Section id="sum" title="总分">
      <Facts
        items={[
          ...score.items.map(
            (item) =>
              [
                item.name,
                item.points === null ? `不计：${item.why}` : `${points(item.points)}（满分${item.max}）`,
              ] as const,
          ),
          [score.bonus.name, signed(bonus)] as const,
          ...(score.total === null
            ? []
            : [
                [
                  '总分',
                  `${points(sum)}×100÷${score.applicable}${bonus === 0 ? '' : bonus > 0 ? `＋${points(bonus)}` : `−${points(-bonus)}`}＝${points(score.total)}分`,
                ] as const,
              ]),
          ...(score.cap === null ? [] : [['等次', `有弄虚作假记录，最高${score.cap}`] as const]),
          ['未报、迟报', `${score.missing}次、${score.late}次（同分时比较）`] as const,
        ]}
      />
    </Section>
  )
}

const Linked = ({ href, text }: { href: string | null; text: string }) =>
  href === null ? text : <a href={href}>{text}</a>

const Completion = ({ score, item, link }: { score: UnitScore; item: ItemScore; link: LinkOf }) => {
  const weights = score.duties.reduce((sum, duty) => sum + duty.weight, 0)
  const sum = score.duties.reduce((all, duty) => all + duty.weight * duty.value, 0)
  return (
    <Section id={item.key} title={`${item.name}　${item.points === null ? '不计' : `${points(item.points)}分`}`}>
      <Scroll label={`${item.name}，可左右滚动`}>
        <table class="roomy">
          <thead>
            <tr>
              <th scope="col">任务</th>
              <th scope="col">责任类型</th>
              <th scope="col" class="r">
                权重
              </th>
              <th scope="col">状态和出处</th>
              <th scope="col" class="r">
                得分率
              </th>
              <th scope="col" class="r">
                加权
              </th>
              <th scope="col" class="r">
                得分
              </th>
            </tr>
          </thead>
          <tbody>
            {score.duties.map((duty, index) => (
              <tr>
                <th scope="row">{duty.task}</th>
                <td>{DUTY_WORDS[duty.role]}</td>
                <td class="r">{duty.weight}</td>
                <td>
                  <Linked
                    href={link({ period: duty.from, task: duty.task })}
                    text={`${duty.words}${duty.progress === null ? '' : `，${duty.progress}%`}`}
                  />
                  {duty.from ? `（${monthInWords(duty.from)}月报）` : ''}
                </td>
                <td class="r">{duty.value.toFixed(2)}</td>
                <td class="r">{(duty.weight * duty.value).toFixed(2)}</td>
                <td class="r">{points(item.lines[index]?.points ?? 0)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colspan={2}>
                合计
              </th>
              <td class="r">{Number(weights.toFixed(2))}</td>
              <td colspan={2}>
                {item.points === null
                  ? item.why
                  : `${sum.toFixed(2)}÷${Number(weights.toFixed(2))}×${item.max}＝${points(item.points)}`}
              </td>
              <td class="r">{sum.toFixed(2)}</td>
              <td class="r">{item.points === null ? '—' : points(item.points)}</td>
            </tr>
          </tfoot>
        </table>
      </Scroll>
    </Section>
  )
}

const Item = ({ item, link, snapshot }: { item: ItemScore; link: LinkOf; snapshot: Snapshot }) => {
  const marks = new Map(snapshot.marks.map((mark) => [mark.id, mark]))
  const stands =
    item.points === null ? '不计' : item.key === 'bonus' ? `${signed(item.points)}分` : `${points(item.points)}分`
  return (
    <Section id={item.key} title={`${item.name}　${stands}`} note={item.points === null ? undefined : bounds(item)}>
      {item.points === null ? (
        <p>{item.why}。</p>
      ) : item.lines.length === 0 ? (
        <p>没有扣分，也没有加分的记录。</p>
      ) : (
        <Scroll label={`${item.name}，可左右滚动`}>
          <table class="roomy">
            <thead>
              <tr>
                <th scope="col">依据</th>
                <th scope="col">出处</th>
                <th scope="col" class="r">
                  次数×每次
                </th>
                <th scope="col" class="r">
                  得失分
                </th>
              </tr>
            </thead>
            <tbody>
              {item.lines.map((line) => {
                const mark = line.mark === null ? undefined : marks.get(line.mark)
                const where = [
                  line.period === null ? '' : `${monthInWords(line.period)}月报`,
                  line.task === null ? '' : `任务${line.task}`,
                ].join('')
                return (
                  <tr>
                    <td>
                      {line.what}
                      {mark ? (
                        <p class="note">
                          {mark.by.name}　{stampInWords(mark.at)}记录
                          {mark.record === '' ? '' : `　依据：${mark.record}`}
                        </p>
                      ) : null}
                    </td>
                    <td>{where === '' ? '—' : <Linked href={link(line)} text={where} />}</td>
                    <td class="r">
                      {Number(line.count.toFixed(2))}×{points(line.each)}
                    </td>
                    <td class="r">{signed(line.points)}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  )
}

const bounds = (item: ItemScore): string => (item.key === 'bonus' ? `限在±${item.max}分` : `满分${item.max}分`)
