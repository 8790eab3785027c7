import type { ReportDates } from '../report/dates.ts'
import type { Instant } from '../time.ts'
import type { Owing } from './reminder.ts'

/** Where a report stands among its dates: before its due time, before its lock, within an extension after it, past everything. */
export type Stage = 'before' | 'late' | 'made-up' | 'locked'
export const stageOf = ({ dates: { due, locks, closes } }: { dates: ReportDates }, now: Instant): Stage =>
  now < due ? 'before' : now < locks ? 'late' : now < closes ? 'made-up' : 'locked'

/** The moment up to which there is something to do. */
export const deadlineOf = (
  { dates, need, window }: Pick<Owing, 'dates' | 'need' | 'window'>,
  now: Instant,
): Instant => {
  if (need === 'correct') return window ?? dates.closes
  return now < dates.due ? dates.due : now < dates.locks ? dates.locks : dates.closes
}

export const unfilled = ({ tasks }: Pick<Owing, 'tasks'>): number =>
  tasks.filter((task) => task.state === '未填').length
