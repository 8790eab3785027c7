import { MARKS } from '../../counting/standing.ts'
import type { Year, YearInput } from '../../counting/year.ts'
import type { FormLayout } from '../../formLayout.ts'
import type { Person, Unit } from '../../people.ts'
import type { KickoffEntry } from '../../phase/kickoff.ts'
import { dutiesOf, planIn, type Verification } from '../../plan.ts'
import type { Entry } from '../../report/entry.ts'
import type { ReportHead } from '../../report/report.ts'
import { monthNotes } from '../marks.ts'
import { ENTERED } from '../vocabulary.ts'
import { MARK_TONES } from '../year/YearScene.ts'
import type { Month, MonthRow } from './MonthRow.ts'

/** What a month's workbook is made from. `texts`: unit → entries of its filed report. */
export type MonthInput = {
  input: YearInput
  year: Year
  people: readonly Person[]
  period: string
  texts: ReadonlyMap<string, readonly Entry[]>
  /** unit → the 佐证材料 of its filed report. */
  attachments?: ReadonlyMap<string, MonthRow['attachments']>
  /** unit → what it filed in the kick-off. */
  measures?: ReadonlyMap<string, readonly KickoffEntry[]>
  layout: FormLayout
}

/** A year's data → one month of it; null when the plan has no such period. */
export const monthOf = ({
  input,
  year,
  people,
  period,
  texts,
  attachments,
  measures,
  layout,
}: MonthInput): Month | null => {
  const dates = year.periods.find((one) => one.period === period)
  if (!dates) return null
  const heads = new Map(input.reports.filter((head) => head.period === period).map((head) => [head.unit, head]))
  const phones = new Map(people.map((person) => [person.id, person.phone]))
  const verified = new Map(input.verified.map((one) => [one.unit, one.verified]))
  const rows = year.units.flatMap((unit): MonthRow[] => {
    const standing = year.standings[unit.id]?.[period]
    if (!standing) return []
    const head = heads.get(unit.id) ?? null
    const filed = standing.filed && head?.filedBy ? head.filedBy : null
    const one = (is: boolean): number => (is ? 1 : 0)
    return [
      {
        unit,
        duties: owedBy(input, unit, dates, head, verified.get(unit.id) ?? []),
        entries: standing.filed ? (texts.get(unit.id) ?? []) : [],
        attachments: standing.filed ? (attachments?.get(unit.id) ?? []) : [],
        measures: measures?.get(unit.id) ?? [],
        expected: one(standing.expected),
        reported: one(standing.reported),
        onTime: one(standing.onTime),
        late: one(standing.late),
        madeUp: one(standing.madeUp),
        missing: one(standing.missing),
        zero: one(standing.reported && standing.zero),
        returned: standing.returned,
        mark: MARKS[standing.mark].word,
        tone: MARK_TONES[standing.mark],
        due: standing.due,
        filedAt: standing.filedAt,
        filedBy: filed
          ? { name: standing.entered ? `${filed.name}（${ENTERED}）` : filed.name, phone: phones.get(filed.id) ?? '' }
          : null,
        acceptedBy: standing.filed ? (head?.acceptedBy?.name ?? null) : null,
        signedBy: standing.filed ? (head?.signedBy?.name ?? null) : null,
        notes: monthNotes(standing, head),
      },
    ]
  })
  return {
    year,
    plan: planIn(year.plan, period),
    period: dates,
    cutOff: year.cutOff,
    layout,
    rows,
    verified: input.verified.flatMap(({ unit, verified }) =>
      verified.filter(({ at }) => at <= input.cutOff).map(({ task, at, by }) => ({ unit, task, at, by })),
    ),
    zeroRuns: new Map(
      Object.values(year.tasks).flatMap((months) =>
        (months[period]?.duties ?? []).map((duty) => [`${duty.unit} ${duty.task}`, duty.zeroRun] as const),
      ),
    ),
  }
}

/** A filed report keeps the duties it was filed with; otherwise what the plan says. */
const owedBy = (
  { plan, cutOff }: YearInput,
  unit: Unit,
  dates: { period: string; opens: string },
  head: ReportHead | null,
  verified: readonly Verification[],
): MonthRow['duties'] => {
  if (head && head.filedAt !== null && head.duties.length > 0) return head.duties
  const done = verified.filter((one) => one.at <= cutOff)
  return dutiesOf(plan, unit, dates.period, done, dates.opens)
}
