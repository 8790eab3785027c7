import { allPeriods, type PeriodDates, periodDates, type WorkCalendar } from '../calendar.ts'
import type { Unit } from '../people.ts'
import { dutiesOf, type Plan, type Verification, type WholePlan } from '../plan.ts'
import { type ReportDates, reportDates } from '../report/dates.ts'
import { newReport, type ReportHead } from '../report/report.ts'
import type { Instant, Period } from '../time.ts'
import { concernEnd } from './rules.ts'

/** A report that its unit still owes, with the dates that hold for it. */
export type OwedReport = {
  plan: Plan
  period: Period
  unit: Unit
  tasks: number[]
  dates: ReportDates
  head: ReportHead
}

/**
 * Does the unit still owe it to file? A draft, yes. Filed, no; awaiting sign-off, it is the head's turn; returned, it has its own reminders (V3):
 * nobody is told that it is missing.
 */
export const owes = (head: Pick<ReportHead, 'state'>): boolean => head.state === 'draft'

/**
 * The periods of a plan that a run looks at: those that have opened and were not locked before the plan was published. None once the whole plan
 * is long past; within the plan all, because an extension may open an early month again.
 */
export const periodsOfConcern = (
  plan: Plan,
  calendar: WorkCalendar,
  publishedAt: Instant | null,
  now: Instant,
): PeriodDates[] => {
  const { locks } = periodDates(plan.rhythm, calendar, plan.rhythm.last)
  if (now >= concernEnd({ locks, closes: locks })) return []
  return allPeriods(plan.rhythm, calendar).filter(
    (dates) => dates.opens <= now && (publishedAt === null || publishedAt < dates.locks),
  )
}

/** Who owes a report in a period. */
export const owedReports = (
  plan: WholePlan,
  dates: PeriodDates,
  units: readonly Unit[],
  heads: readonly ReportHead[],
  verifications: readonly { unit: string; verified: readonly Verification[] }[],
): OwedReport[] => {
  const headOf = new Map(heads.map((head) => [head.unit, head]))
  const verifiedOf = new Map(verifications.map((one) => [one.unit, one.verified]))
  return units.flatMap((unit) => {
    const head = headOf.get(unit.id) ?? newReport(plan.id, dates.period, unit.id)
    const verified = verifiedOf.get(unit.id) ?? []
    // A withdrawn report keeps the duties it was filed with.
    const duties = head.duties.length > 0 ? head.duties : dutiesOf(plan, unit, dates.period, verified, dates.opens)
    const tasks = duties.map((duty) => duty.task)
    if (tasks.length === 0 || !owes(head)) return []
    return [{ plan, period: dates.period, unit, tasks, dates: reportDates(dates, head), head }]
  })
}

/** Is this the same deadline as the line's? Where an extension came between plan and mail, the line is void. */
export const sameDates = (one: ReportDates, other: ReportDates): boolean =>
  one.due === other.due && one.locks === other.locks && one.closes === other.closes
