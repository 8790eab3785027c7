import { MARKS, type Standing } from '../../../shared/domain/counting/standing.ts'
import type { Year } from '../../../shared/domain/counting/year.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Person, Unit } from '../../../shared/domain/people.ts'
import type { ReportHead } from '../../../shared/domain/report/report.ts'
import { momentInWords, monthInWords, type Period } from '../../../shared/domain/time.ts'
import { Hidden, Rows } from './components.tsx'
import { State } from './marks.tsx'
import { hasText, reportingUnits } from './matrix.tsx'

/** Who has not filed this month: the unit, its mark, its coordinator, what is known of it, and what the office can do. */

export type Owing = { unit: Unit; standing: Standing; coordinator: Person | null; notes: string[] }

const NOT_FILED = ['not-due', 'overdue', 'missing', 'returned']

/** Expected and not on time: late, made up or missing. */
const wasLate = (standing: Standing | undefined): boolean => standing?.expected === true && !standing.onTime

const notesOf = (
  year: Year,
  unit: Unit,
  period: Period,
  standing: Standing,
  head: ReportHead | undefined,
): string[] => {
  const months = year.periods.filter((one) => one.period <= period && one.due <= year.cutOff)
  const expected = months.filter((one) => year.standings[unit.id]?.[one.period]?.expected)
  const late = expected.filter((one) => wasLate(year.standings[unit.id]?.[one.period]))
  const before = year.periods[year.periods.findIndex((one) => one.period === period) - 1]
  const beforeMark = before ? year.standings[unit.id]?.[before.period]?.mark : undefined
  const extension = head?.extensions.at(-1)
  return [
    ...(standing.state === 'awaiting-sign-off' ? ['已填好，等负责人审签'] : []),
    ...(standing.mark === 'returned' && head?.windowUntil
      ? [`${momentInWords(head.windowUntil)}前重报，提交时间仍按第一次算`]
      : []),
    ...(standing.mark !== 'returned' && head?.draftAt ? [`有草稿，${momentInWords(head.draftAt)}保存`] : []),
    ...(extension && extension.until > year.cutOff ? [`已延期到${momentInWords(extension.until)}`] : []),
    ...(beforeMark === 'missing' && before ? [`${monthInWords(before.period)}也未报`] : []),
    ...(late.length > 1 ? [`${expected.length}个月里${late.length}次没有按时报`] : []),
  ]
}

export const owingIn = (
  year: Year,
  period: Period,
  people: readonly Person[],
  heads: readonly ReportHead[],
): Owing[] => {
  const byId = new Map(people.map((person) => [person.id, person]))
  return reportingUnits(year).flatMap((unit) => {
    const standing = year.standings[unit.id]?.[period]
    if (!standing?.owed || !NOT_FILED.includes(standing.mark)) return []
    const head = heads.find((one) => one.unit === unit.id && one.period === period)
    const coordinator = byId.get(unit.coordinator ?? '') ?? null
    const trouble =
      coordinator === null || coordinator.removed
        ? ['没有工作协调员，催报没有人收']
        : coordinator.mail === null
          ? ['协调员没有邮箱，催报送不到']
          : []
    return [{ unit, standing, coordinator, notes: [...trouble, ...notesOf(year, unit, period, standing, head)] }]
  })
}

/**
 * @param office may the reader enter reports and grant extensions?
 * @param reads may the reader open the reports?
 */
export const OwingRows = ({
  owing,
  plan,
  period,
  office,
  reads,
}: {
  owing: readonly Owing[]
  plan: string
  period: Period
  office: boolean
  reads: boolean
}) => (
  <Rows kind="owes">
    {owing.map(({ unit, standing, coordinator, notes }) => (
      <li>
        <strong>{unit.name}</strong>
        <State
          letter={MARKS[standing.mark].letter}
          word={standing.mark === 'not-due' ? '还没有提交' : MARKS[standing.mark].word}
        />
        <span>
          {coordinator?.name ?? ''}
          {notes.length > 0 ? <span class="note use">{notes.join('；')}</span> : null}
        </span>
        <span class="acts">
          {office ? (
            <>
              <a href={paths.enter(plan, period, unit.id)}>
                代录<Hidden>{unit.name}的月报</Hidden>
              </a>
              <a href={paths.extend(plan, period, unit.id)}>
                延期<Hidden>{unit.name}</Hidden>
              </a>
              <a href={`${paths.reminders(plan)}?period=${period}#chase`}>
                催办<Hidden>{unit.name}</Hidden>
              </a>
            </>
          ) : null}
          {reads && hasText(standing) ? (
            <a href={paths.review(plan, period, unit.id)}>
              看月报<Hidden>：{unit.name}</Hidden>
            </a>
          ) : null}
        </span>
      </li>
    ))}
  </Rows>
)
