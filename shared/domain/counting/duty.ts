import type { DutyRole, Task } from '../plan.ts'
import type { EntryBrief, Status } from '../report/entry.ts'
import { addDays, at, type Instant, type Period } from '../time.ts'
import { type Light, lightOf } from './lights.ts'
import type { Standing } from './standing.ts'

/** One duty in one period: what was owed, what was said, and how it stands. */
export type DutyMonth = {
  unit: string
  task: number
  role: DutyRole
  period: Period
  /** Counted in 应填: owed, and the period has fallen due for the unit. */
  due: boolean
  /** Counted in 已填: `due`, and an entry in a reported report. */
  filled: boolean
  /** `due`, and the unit's report is missing. */
  missing: boolean
  /** The entry in a filed report, also before the due time. */
  entry: EntryBrief | null
  zero: boolean
  /** Zero months running that end with this one; 0 when this is none. From `ZERO_RUN` on the reviewer is shown 连续零报告. */
  zeroRun: number
  /** Status and progress that hold up to this month: a zero entry keeps those before it. Null when none was ever reported. */
  status: Status | null
  progress: number | null
  /** The status that lights and scores read: 申请调整 counts as the status before it. */
  judged: Status | null
  /** Period of the entry that status and progress come from. */
  from: Period | null
  /** Verified (核验销号) before the month fell due; from the next month on the duty is no longer owed, but still shown. */
  verified: boolean
  /** The duty's own light; null before the due time. */
  light: Light | null
}

/** Zero months running that are worth a hint. Never a penalty. */
export const ZERO_RUN = 3

/** One period of a duty, in force by the plan whether or not it is still owed. */
export type DutyPeriod = {
  period: Period
  role: DutyRole
  owed: boolean
  standing: Standing
  /** The entry in the filed report. */
  entry: EntryBrief | null
}

/**
 * The task's deadline is its last one: a task with a date for each half is past its deadline when the second has passed.
 * Had it passed at that instant? A date lasts until the following midnight.
 */
const pastDeadline = (task: Task | undefined, when: Instant): boolean => {
  const last = task?.deadlines
    .map((deadline) => deadline.date)
    .sort()
    .at(-1)
  return last !== undefined && at(addDays(last, 1), '00:00') <= when
}

/**
 * A duty through the year. "Newest" is by period, not by time of filing: a month made up later does not override the months after it.
 * @param periods those in which it is in force, in order of time
 * @param verifiedAt when it was verified, as it stands at the cut-off
 */
export const dutyMonths = ({
  unit,
  number,
  task,
  periods,
  verifiedAt,
  cutOff,
}: {
  unit: string
  number: number
  task: Task | undefined
  periods: readonly DutyPeriod[]
  verifiedAt: Instant | null
  cutOff: Instant
}): DutyMonth[] => {
  let held: Pick<DutyMonth, 'status' | 'progress' | 'judged' | 'from'> = {
    status: null,
    progress: null,
    judged: null,
    from: null,
  }
  let problem = false
  let zeroRun = 0
  return periods.map(({ period, role, owed, standing, entry }) => {
    if (entry && !entry.zero) {
      const judged = entry.status === '申请调整' ? held.judged : entry.status
      held = { status: entry.status, progress: entry.progress, judged, from: period }
      problem = entry.problem && !entry.measure
    }
    zeroRun = entry?.zero ? zeroRun + 1 : 0
    const due = owed && standing.expected
    const missing = due && standing.missing
    const verified = verifiedAt !== null && verifiedAt < standing.due
    return {
      unit,
      task: number,
      role,
      period,
      due,
      filled: due && standing.reported && entry !== null,
      missing,
      entry,
      zero: entry?.zero ?? false,
      zeroRun,
      ...held,
      verified,
      light:
        standing.due <= cutOff && (due || verified)
          ? lightOf({ verified, missing, pastDeadline: pastDeadline(task, standing.due), status: held.judged, problem })
          : null,
    }
  })
}
