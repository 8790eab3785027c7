import type { Year } from '../../../shared/domain/counting/year.ts'
import type { Evaluation, ItemScore, ScoreLine, UnitScore } from '../../../shared/domain/evaluation/score.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { UNIT_CLASSES } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { DUTY_WORDS } from '../../../shared/domain/plan.ts'
import { momentInWords, monthInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, page, planParam, signedIn } from '../request.ts'
import { Actions, Details, Lead, LinkButton, Phrase, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { namesOf } from './taskFacts.tsx'

/** 41.14; a minus is the typographic one. */
const points = (value: number): string => value.toFixed(2).replace('-', '−')
const signed = (value: number): string => (value > 0 ? `+${points(value)}` : points(value))

/** The items that apply to at least one unit; the others are left out as a whole. */
const columnsOf = ({ units }: Evaluation): ItemScore[] =>
  (units[0]?.items ?? []).filter((item) =>
    units.some((unit) => unit.items.some((one) => one.key === item.key && one.points !== null)),
  )

/** What is left out, and why: once per item and reason, with the units where it is not all of them. */
export const leftOut = ({ units }: Evaluation, name: (unit: string) => string): string[] => {
  const reasons = new Map<string, string[]>()
  for (const unit of units)
    for (const item of unit.items)
      if (item.points === null) {
        const key = `${item.name}（${item.max}分）：${item.why ?? '不适用'}`
        reasons.set(key, [...(reasons.get(key) ?? []), name(unit.unit)])
      }
  return [...reasons].map(([text, who]) =>
    who.length === units.length ? `${text}。` : `${text}（${who.join('、')}）。`,
  )
}

const selfAccepted = (year: Year, unit: string): number =>
  Object.values(year.standings[unit] ?? {}).filter((standing) => standing.selfAccepted).length

/** The classes that hold units, or one list where the rules rank all together. */
const listsOf = ({ units, rules }: Evaluation): { title: string; units: UnitScore[] }[] =>
  (rules.ranking === 'all' ? ['全部单位'] : [...UNIT_CLASSES])
    .map((title) => ({
      title,
      units: units
        .filter((unit) => rules.ranking === 'all' || unit.class === title)
        .sort((a, b) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER)),
    }))
    .filter((list) => list.units.length > 0)

export const ScoreTable = ({
  year,
  evaluation,
  name,
}: {
  year: Year
  evaluation: Evaluation
  name: (unit: string) => string
}) => {
  const columns = columnsOf(evaluation)
  const head = (title: string, full: string) => (
    <th scope="col" class="r">
      {title}
      <br />
      <span class="full">{full}</span>
    </th>
  )
  return (
    <Scroll label="各单位得分，可左右滚动">
      <table class="ranks">
        <thead>
          <tr>
            <th scope="col" class="r">
              名次
            </th>
            <th scope="col">单位</th>
            {columns.map((item) => head(item.name, `${item.max}分`))}
            {head(evaluation.rules.bonus.name, `±${evaluation.rules.bonus.within}分`)}
            <th scope="col" class="r">
              总分
            </th>
            <th scope="col">等次</th>
          </tr>
        </thead>
        {listsOf(evaluation).map((list) => (
          <tbody>
            <tr class="cls">
              <th scope="rowgroup" colspan={columns.length + 5}>
                {list.title}　{list.units.length}个
              </th>
            </tr>
            {list.units.map((unit) => (
              <tr>
                <td class="r">{unit.rank ?? '—'}</td>
                <th scope="row">
                  <a href={`#u-${unit.unit}`}>{name(unit.unit)}</a>
                  {selfAccepted(year, unit.unit) > 0 ? (
                    <span class="tag">自审{selfAccepted(year, unit.unit)}个月</span>
                  ) : null}
                </th>
                {columns.map((column) => {
                  const item = unit.items.find((one) => one.key === column.key)
                  return <td class="r">{item?.points == null ? '不计' : points(item.points)}</td>
                })}
                <td class="r">{unit.bonus.points === null ? '不计' : signed(unit.bonus.points)}</td>
                <td class="r">{unit.total === null ? '—' : <strong>{points(unit.total)}</strong>}</td>
                <td>{unit.grade ?? unit.why ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Scroll>
  )
}

type LinkOf = (line: Pick<ScoreLine, 'period' | 'task'>, unit: string) => string | null

/** Why a unit has its points: its duties one by one, then every deduction with the record that it comes from. */
const UnitDetails = ({ score, title, link }: { score: UnitScore; title: string; link: LinkOf }) => {
  const completion = score.items.find((item) => item.key === 'completion')
  const others = [...score.items.filter((item) => item.key !== 'completion'), score.bonus].filter(
    (item) => item.points !== null,
  )
  const weights = score.duties.reduce((sum, duty) => sum + duty.weight, 0)
  const sum = score.duties.reduce((all, duty) => all + duty.weight * duty.value, 0)
  return (
    <Details summary={title}>
      <h3 id={`u-${score.unit}`}>{title}</h3>
      <div class="half">
        <div>
          <Scroll label={`${title}：任务完成`}>
            <table>
              <caption>
                任务完成
                {completion?.points == null
                  ? '：不计'
                  : `：${sum.toFixed(2)}÷${weights.toFixed(1)}×${completion.max}＝${points(completion.points)}分`}
              </caption>
              <thead>
                <tr>
                  <th scope="col">任务</th>
                  <th scope="col">责任类型</th>
                  <th scope="col" class="r">
                    权重
                  </th>
                  <th scope="col">状态</th>
                  <th scope="col" class="r">
                    得分率
                  </th>
                </tr>
              </thead>
              <tbody>
                {score.duties.map((duty) => {
                  const href = link({ period: duty.from, task: duty.task }, score.unit)
                  const words = `${duty.words}${duty.progress === null ? '' : `，${duty.progress}%`}`
                  return (
                    <tr>
                      <th scope="row">{duty.task}</th>
                      <td>{DUTY_WORDS[duty.role]}</td>
                      <td class="r">{duty.weight.toFixed(1)}</td>
                      <td>
                        {href === null ? words : <a href={href}>{words}</a>}
                        {duty.from ? `（${monthInWords(duty.from)}）` : ''}
                      </td>
                      <td class="r">{duty.value.toFixed(2)}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </Scroll>
        </div>
        <div>
          <Scroll label={`${title}：其他各项`}>
            <table>
              <caption>其他各项</caption>
              <thead>
                <tr>
                  <th scope="col">项目</th>
                  <th scope="col">依据</th>
                  <th scope="col" class="r">
                    分值
                  </th>
                </tr>
              </thead>
              <tbody>
                {others.map((item) => (
                  <>
                    <tr>
                      <th scope="row">{item.name}</th>
                      <td>{item.lines.length === 0 ? '没有扣分，也没有加分' : `${item.lines.length}条`}</td>
                      <td class="r">
                        <strong>{item.key === 'bonus' ? signed(item.points ?? 0) : points(item.points ?? 0)}</strong>
                      </td>
                    </tr>
                    {item.lines.map((line) => {
                      const href = link(line, score.unit)
                      const text = `${line.period && !line.what.includes('月') ? monthInWords(line.period) : ''}${line.what}${line.count > 1 ? `${line.count}次` : ''}`
                      return (
                        <tr>
                          <td />
                          <td>{href === null ? text : <a href={href}>{text}</a>}</td>
                          <td class="r">{signed(line.points)}</td>
                        </tr>
                      )
                    })}
                  </>
                ))}
              </tbody>
            </table>
          </Scroll>
        </div>
      </div>
    </Details>
  )
}

/** GET /plans/:plan/evaluation: scores, ranks and grades as of now, what is left out and why, and where every point comes from. */
export const showEvaluation = async (c: Ctx): Promise<Response> => {
  const actor = signedIn(c)
  const { year, plan, units, evaluation } = await c.var.house.services.overview.evaluation(planParam(c), call(c))
  const name = namesOf(units)
  const reads = may(actor, 'report.read', { unit: '' })
  const link: LinkOf = ({ period, task }, unit) =>
    reads && period ? `${paths.review(plan.id, period, unit)}${task === null ? '' : `#task-${task}`}` : null
  const counted = evaluation.units.filter((unit) => unit.total !== null)
  const grades = evaluation.rules.grades
    .map((grade) => [grade.name, counted.filter((unit) => unit.grade === grade.name).length] as const)
    .filter(([, count]) => count > 0)
  const out = leftOut(evaluation, name)
  const { completion, timeliness, quality } = evaluation.rules.items
  return page(
    c,
    <Frame c={c} title={`${plan.year}年度评价`} current="evaluation" landscape>
      <h1>{plan.year}年度评价</h1>
      <Lead>
        <Phrase>
          {counted.length}个单位{grades.length > 0 ? '：' : '。'}
          {grades.map(([grade, count]) => `${grade}${count}个`).join('，')}
          {grades.length > 0 ? '。' : ''}
        </Phrase>
        <br />
        <Phrase>这是草稿，没有发布，</Phrase>
        <Phrase>随月报变动。</Phrase>
      </Lead>
      {may(actor, 'output.download') ? (
        <Actions>
          <LinkButton href={paths.output(plan.id, 'evaluation')} primary>
            下载评价工作簿
          </LinkButton>
        </Actions>
      ) : null}
      <Section id="rank" title="排名" note={`数据截至${momentInWords(evaluation.cutOff, true)}`}>
        <ScoreTable year={year} evaluation={evaluation} name={name} />
      </Section>
      {out.length === 0 ? null : (
        <Section id="out" title="没有计入的">
          <ul class="bullets">
            {out.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </Section>
      )}
      <Section id="why" title="每一分从哪里来" note={reads ? '点开一条看那份月报' : undefined}>
        {listsOf(evaluation)
          .flatMap((list) => list.units)
          .map((score) => (
            <UnitDetails
              score={score}
              title={`${name(score.unit)}　${score.total === null ? (score.why ?? '') : `${points(score.total)}分`}`}
              link={link}
            />
          ))}
      </Section>
      <Section id="how" title="怎么算">
        <ul class="bullets hint">
          <li>总分＝各项之和×100÷计入各项的满分，再加减分，限于0到100分；各项和总分都保留两位小数。</li>
          <li>
            任务完成：按责任类型加权平均，
            {Object.entries(completion.weights)
              .map(([role, weight]) => `${DUTY_WORDS[role as keyof typeof DUTY_WORDS]}${weight}`)
              .join('、')}
            。已核验销号{completion.values.verified}，已完成{completion.values.已完成}，进度超前
            {completion.values.进度超前}，按计划推进{completion.values.按计划推进}，滞后按进度且不超过
            {completion.values.滞后}，停顿、未启动{completion.values.停顿}。
          </li>
          <li>
            报送及时：迟报每次扣{timeliness.late}分，漏报扣{timeliness.madeUp}分，未报扣{timeliness.missing}
            分。按时的零报告不扣分。
          </li>
          <li>报送质量：因本单位原因退回，每次扣{quality.returned}分。</li>
          <li>同类单位一起排名。同分先比未报少，再比迟报少；仍相同的并列，下一名顺延。</li>
          <li>
            等次：
            {evaluation.rules.grades
              .filter((grade) => grade.from > 0)
              .map((grade) => `${grade.name}≥${grade.from}`)
              .join('，')}
            ，再低为{evaluation.rules.grades.at(-1)?.name}。
          </li>
          <li>页面上的分数和工作簿里的公式一致。只比履行责任的情况，不比登录次数和字数。</li>
        </ul>
      </Section>
    </Frame>,
  )
}
