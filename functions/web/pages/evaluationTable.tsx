import { capInWords } from '../../../shared/domain/evaluation/rank.ts'
import { RANKING_WORDS } from '../../../shared/domain/evaluation/ruleFields.ts'
import type { RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import type { ItemScore, UnitScore } from '../../../shared/domain/evaluation/score.ts'
import type { Snapshot } from '../../../shared/domain/evaluation/snapshot.ts'
import { UNIT_CLASSES } from '../../../shared/domain/people.ts'
import { DUTY_WORDS } from '../../../shared/domain/plan.ts'
import { Scroll, Section } from './components.tsx'

/** The ranking, of a draft and of a published revision alike, and what the numbers mean. */

/** 41.14; a minus is the typographic one. */
export const points = (value: number): string => value.toFixed(2).replace('-', '−')
export const signed = (value: number): string => (value > 0 ? `+${points(value)}` : points(value))
/** Points that may be missing: 不计. */
export const pointsOr = (value: number | null | undefined, none = '不计'): string =>
  value === null || value === undefined ? none : points(value)

export const nameIn = (units: readonly { id: string; name: string }[]): ((id: string) => string) => {
  const names = new Map(units.map((unit) => [unit.id, unit.name]))
  return (id) => names.get(id) ?? id
}

/** The items that apply to at least one unit; the others are left out as a whole. */
const columnsOf = ({ scores }: Snapshot): ItemScore[] =>
  (scores[0]?.items ?? []).filter((item) =>
    scores.some((unit) => unit.items.some((one) => one.key === item.key && one.points !== null)),
  )

/** What is left out, and why: once per item and reason, with the units where it is not all of them. */
export const leftOut = ({ scores, units }: Snapshot): string[] => {
  const name = nameIn(units)
  const reasons = new Map<string, string[]>()
  for (const unit of scores)
    for (const item of unit.items)
      if (item.points === null) {
        const key = `${item.name}（${item.max}分）：${item.why ?? '不适用'}`
        reasons.set(key, [...(reasons.get(key) ?? []), name(unit.unit)])
      }
  return [...reasons].map(([text, who]) =>
    who.length === scores.length ? `${text}。` : `${text}（${who.join('、')}）。`,
  )
}

/** The classes that hold units, or one list where the rules rank all together. */
export const listsOf = ({ scores, rules }: Pick<Snapshot, 'scores' | 'rules'>) =>
  (rules.ranking === 'all' ? ['全部单位'] : [...UNIT_CLASSES])
    .map((title) => ({
      title,
      units: scores
        .filter((unit) => rules.ranking === 'all' || unit.class === title)
        .sort((a, b) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER)),
    }))
    .filter((list) => list.units.length > 0)

/** 优秀13个，良好5个 */
export const gradesInWords = ({ scores, rules }: Snapshot): { counted: number; words: string } => {
  const counted = scores.filter((unit) => unit.total !== null)
  const words = rules.grades
    .map((grade) => [grade.name, counted.filter((unit) => unit.grade === grade.name).length] as const)
    .filter(([, count]) => count > 0)
    .map(([grade, count]) => `${grade}${count}个`)
    .join('，')
  return { counted: counted.length, words }
}

const Grade = ({ unit }: { unit: UnitScore }) => (
  <>
    {unit.grade ?? unit.why ?? '—'}
    {unit.cap === null ? null : <span class="tag">{capInWords(unit.cap)}</span>}
  </>
)

/** @param href the page of a unit's score */
export const ScoreTable = ({ snapshot, href }: { snapshot: Snapshot; href: (unit: string) => string }) => {
  const columns = columnsOf(snapshot)
  const about = new Map(snapshot.units.map((unit) => [unit.id, unit]))
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
            {head(snapshot.rules.bonus.name, `±${snapshot.rules.bonus.within}分`)}
            <th scope="col" class="r">
              总分
            </th>
            <th scope="col">等次</th>
          </tr>
        </thead>
        {listsOf(snapshot).map((list) => (
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
                  <a href={href(unit.unit)}>{about.get(unit.unit)?.name ?? unit.unit}</a>
                  {(about.get(unit.unit)?.selfAccepted ?? 0) > 0 ? (
                    <span class="tag">自审{about.get(unit.unit)?.selfAccepted}个月</span>
                  ) : null}
                </th>
                {columns.map((column) => (
                  <td class="r">{pointsOr(unit.items.find((one) => one.key === column.key)?.points)}</td>
                ))}
                <td class="r">{unit.bonus.points === null ? '不计' : signed(unit.bonus.points)}</td>
                <td class="r">{unit.total === null ? '—' : <strong>{points(unit.total)}</strong>}</td>
                <td>
                  <Grade unit={unit} />
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Scroll>
  )
}

export const LeftOut = ({ snapshot }: { snapshot: Snapshot }) => {
  const out = leftOut(snapshot)
  return out.length === 0 ? null : (
    <Section id="out" title="没有计入的">
      <ul class="bullets">
        {out.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    </Section>
  )
}

/** The rules in a few sentences; every number of them stands on the rules page. */
export const HowCounted = ({ rules }: { rules: RuleSet }) => {
  const { completion, timeliness, quality, lookback, kickoff } = rules.items
  const { bonus } = rules
  return (
    <Section id="how" title="怎么算">
      <ul class="bullets hint">
        <li>总分＝各项之和×100÷计入各项的满分，再加减分，限于0到100分；各项和总分都保留两位小数。</li>
        <li>
          {completion.name}：按责任类型加权平均，
          {Object.entries(completion.weights)
            .map(([role, weight]) => `${DUTY_WORDS[role as keyof typeof DUTY_WORDS]}${weight}`)
            .join('、')}
          。已核验销号{completion.values.verified}，已完成{completion.values.已完成}，进度超前
          {completion.values.进度超前}，按计划推进{completion.values.按计划推进}，滞后按进度且不超过
          {completion.values.滞后}，停顿{completion.values.停顿}，未启动{completion.values.未启动}。
        </li>
        <li>
          {timeliness.name}：迟报每次扣{timeliness.late}分，漏报扣{timeliness.madeUp}分，未报扣{timeliness.missing}
          分。按时的零报告不扣分。
        </li>
        <li>
          {quality.name}：因本单位原因退回每次扣{quality.returned}分，差错每处扣{quality.error}分，无实质内容每处扣
          {quality.hollow}分。
        </li>
        <li>
          {kickoff.name}：明确工作协调员{kickoff.coordinator}分，措施、流程、时间表按时报齐{kickoff.filed}分，迟报
          {kickoff.filedLate}分。{lookback.name}：按时自查{lookback.onTime}分，问题整改率×{lookback.remedied}分。
        </li>
        <li>
          {bonus.name}：省级以上表扬加{bonus.praised}分，工作创新加{bonus.innovation}分；红灯每项减{bonus.red}
          分（只看牵头单位，没有牵头的看责任单位），最近{bonus.yellowPeriods}期都是黄灯的每项减{bonus.yellow}
          分；弄虚作假减{bonus.falseReport}分，等次最高
          {bonus.falseReportGrade}。
        </li>
        <li>{RANKING_WORDS[rules.ranking]}。同分先比未报少，再比迟报少；仍相同的并列，下一名顺延。</li>
        <li>
          等次：
          {rules.grades
            .filter((grade) => grade.from > 0)
            .map((grade) => `${grade.name}≥${grade.from}`)
            .join('，')}
          ，再低为{rules.grades.at(-1)?.name}。
        </li>
        <li>页面上的分数和工作簿里的公式一致。只比履行责任的情况，不比登录次数和字数。</li>
      </ul>
    </Section>
  )
}
