import type * as z from 'zod'
import { allPeriods, type PeriodDates, periodDates, type WorkCalendar } from '../calendar.ts'
import type { Unit } from '../people.ts'
import { type Duty, dutiesOf, type Plan, type Verification } from '../plan.ts'
import { type ReportDates, reportDates } from '../report/dates.ts'
import { newReport, ReportHead } from '../report/report.ts'
import type { Instant, Period } from '../time.ts'
import { concernEnd, type Moments, type Need } from './rules.ts'

/** What a run reads of a report's head: nothing of what its entries say, so that a page of heads is soon forgotten. */
export const ReportBrief = ReportHead.pick({
  version: true,
  current: true,
  hash: true,
  draft: true,
  state: true,
  plan: true,
  period: true,
  unit: true,
  since: true,
  windowUntil: true,
  extensions: true,
  duties: true,
})
export type ReportBrief = z.infer<typeof ReportBrief>

/** A report that waits for something, with the dates that hold for it. */
export type OwedReport = {
  plan: Plan
  period: Period
  unit: Unit
  need: Need
  tasks: number[]
  dates: ReportDates
  head: ReportBrief
}

/**
 * What a report waits for. A draft, to be filed; awaiting sign-off, for the head; returned, to be corrected (nobody is told that it is missing);
 * submitted, to be reviewed; accepted, for nothing.
 */
export const needOf = ({ state }: Pick<ReportHead, 'state'>): Need | null =>
  (({ draft: 'file', 'awaiting-sign-off': 'sign', returned: 'correct', submitted: 'review', accepted: null }) as const)[
    state
  ]

/** Is it its unit's turn: to file it, to sign it off, to correct it? */
export const isUnits = (need: Need): boolean => need !== 'review'

/** The moments that rules count from. */
export const momentsIn = ({ need, dates, head }: Pick<OwedReport, 'need' | 'dates' | 'head'>): Moments => ({
  need,
  dates,
  since: head.since,
  window: need === 'correct' ? head.windowUntil : null,
})

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

/** A report as it stands, if it waits for anything. A withdrawn report keeps the duties it was filed with. */
export const owedReport = (
  plan: Plan,
  unit: Unit,
  dates: PeriodDates,
  head: ReportBrief,
  duties: readonly { task: number }[],
): OwedReport | null => {
  const need = needOf(head)
  const tasks = (head.duties.length > 0 ? head.duties : duties).map((duty) => duty.task)
  if (need === null || tasks.length === 0) return null
  return { plan, period: dates.period, unit, need, tasks, dates: reportDates(dates, head), head }
}

/** Of which units the reports of a period wait for anything. `duties` are those of these units at least. */
export const owedReports = (
  plan: Plan,
  duties: Duty[],
  dates: PeriodDates,
  units: readonly Unit[],
  heads: readonly ReportBrief[],
  verifications: readonly { unit: string; verified: readonly Verification[] }[],
): OwedReport[] => {
  const headOf = new Map(heads.map((head) => [head.unit, head]))
  const verifiedOf = new Map(verifications.map((one) => [one.unit, one.verified]))
  return units.flatMap((unit) => {
    const head = headOf.get(unit.id) ?? newReport(plan.id, dates.period, unit.id)
    const verified = verifiedOf.get(unit.id) ?? []
    const own = dutiesOf({ tasks: plan.tasks, duties }, unit, dates.period, verified, dates.opens)
    return owedReport(plan, unit, dates, head, own) ?? []
  })
}

/** Does it wait for the same by the same deadline? Where an act or an extension came between plan and mail, the line is void. */
export const sameMatter = (one: OwedReport, other: OwedReport): boolean =>
  one.need === other.need &&
  one.head.since === other.head.since &&
  one.head.windowUntil === other.head.windowUntil &&
  one.dates.due === other.dates.due &&
  one.dates.locks === other.dates.locks &&
  one.dates.closes === other.dates.closes
