import type { PeriodDates } from '../calendar.ts'
import { reportDates, windowOpen } from '../report/dates.ts'
import type { ReportHead, ReportState } from '../report/report.ts'
import type { Instant } from '../time.ts'

/** How one unit stands in one period; one mark per cell of the matrix. The same letters and words in pages, Excel, mail and API. */
export const MARKS = {
  none: { letter: '', word: '没有应报任务', meaning: '这个月没有应报任务' },
  'not-due': { letter: '·', word: '未到期', meaning: '还没到截止时间' },
  'on-time': { letter: '按', word: '按时', meaning: '截止前提交，审核通过' },
  late: { letter: '迟', word: '迟报', meaning: '截止后、锁定前提交' },
  zero: { letter: '零', word: '零报告', meaning: '按时报“无新进展”，有理由' },
  waiting: { letter: '审', word: '待审', meaning: '已提交，还没审核' },
  returned: { letter: '退', word: '退回', meaning: '退回后还没有重报' },
  overdue: { letter: '逾', word: '逾期', meaning: '截止后、锁定前还没有收到' },
  'made-up': { letter: '漏', word: '漏报', meaning: '锁定后经延期补报' },
  missing: { letter: '未', word: '未报', meaning: '锁定后仍没有收到' },
} as const satisfies Record<string, { letter: string; word: string; meaning: string }>

export type Mark = keyof typeof MARKS

/**
 * One unit in one period, as of a cut-off (domain.md, 2a). `expected`, `reported`, `onTime`, `late`, `madeUp` and `missing` are what figures
 * count, and are false before the due time; expected = onTime + late + madeUp + missing, and reported is the first three. `zero` and `returned` lie across.
 */
export type Standing = {
  /** At least one duty in the period. */
  owed: boolean
  expected: boolean
  /** Filed, and submitted, accepted, or returned with the window still open; also before the due time. */
  filed: boolean
  reported: boolean
  onTime: boolean
  late: boolean
  madeUp: boolean
  missing: boolean
  /** Filed, and every entry zero. */
  zero: boolean
  /** Number of return acts, and of those whose cause is the unit's; 0 before the due time, like every figure. */
  returned: number
  returnedByUnit: number
  filedAt: Instant | null
  due: Instant
  locks: Instant
  mark: Mark
  /** Entered by the office for the unit (代录). */
  entered: boolean
  /** Accepted by a member of the unit that filed it (自审). */
  selfAccepted: boolean
  state: ReportState
}

/** Filed, and still counted as such at the cut-off; a withdrawn report has no `filedAt`. */
const isFiled = (head: ReportHead, cutOff: Instant): boolean =>
  head.filedAt !== null &&
  (head.state === 'submitted' || head.state === 'accepted' || (head.state === 'returned' && windowOpen(head, cutOff)))

const markOf = (standing: Omit<Standing, 'mark'>, cutOff: Instant): Mark => {
  const { filedAt, due, locks } = standing
  if (!standing.owed) return 'none'
  if (!standing.filed || filedAt === null) {
    if (cutOff < due) return 'not-due'
    return cutOff < locks ? 'overdue' : 'missing'
  }
  if (standing.state === 'returned') return 'returned'
  if (standing.state === 'submitted') return 'waiting'
  if (filedAt >= locks) return 'made-up'
  if (filedAt >= due) return 'late'
  return standing.zero ? 'zero' : 'on-time'
}

/**
 * How a unit stands in a period.
 * @param head the report's head as it was at the cut-off; null when nothing ever happened to it
 * @param dates the period's dates, before this report's extensions
 * @param duties number of the unit's duties in the period
 */
export const standingOf = ({
  head,
  dates,
  duties,
  cutOff,
}: {
  head: ReportHead | null
  dates: PeriodDates
  duties: number
  cutOff: Instant
}): Standing => {
  const { due, locks } = reportDates(dates, head ?? { extensions: [], windowUntil: null })
  const owed = duties > 0
  const expected = owed && due <= cutOff
  const filed = owed && head !== null && isFiled(head, cutOff)
  const filedAt = filed ? head.filedAt : null
  const reported = expected && filed
  const onTime = reported && filedAt !== null && filedAt < due
  const late = reported && filedAt !== null && !onTime && filedAt < locks
  const standing = {
    owed,
    expected,
    filed,
    reported,
    onTime,
    late,
    madeUp: reported && !onTime && !late,
    missing: expected && !reported,
    zero: filed && head.zero,
    returned: expected ? (head?.returns ?? 0) : 0,
    returnedByUnit: expected ? (head?.returnsByUnit ?? 0) : 0,
    filedAt,
    due,
    locks,
    entered: filed && head.entered,
    selfAccepted: filed && head.selfAccepted,
    state: head?.state ?? ('draft' as const),
  }
  return { ...standing, mark: markOf(standing, cutOff) }
}
