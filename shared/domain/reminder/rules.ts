import * as z from 'zod'
import { addWorkingDays, isWorkingDay, type WorkCalendar } from '../calendar.ts'
import { Slug } from '../people.ts'
import type { ReportDates } from '../report/dates.ts'
import { addDays, at, dateOf, type Instant, instant, type LocalDate, ms } from '../time.ts'

/** The daily run's time of day, Asia/Shanghai (domain.md, 2a). */
export const RUN_TIME = '09:00'

/** How long after its lock a period is still looked at: a run missed for less than this loses nothing. */
export const CONCERN_DAYS = 60

export const ADDRESSEES = ['coordinator', 'head', 'office'] as const
export const Addressee = z.enum(ADDRESSEES)
export type Addressee = z.infer<typeof Addressee>

/**
 * One rule of 催报 (M1, M2): so many working days before or after a date of the report, to whom.
 * `due` is the report's own due time, `lock` its lock, `close` the end of an extension that runs beyond the lock (补报).
 */
export const ReminderRule = z.object({
  id: Slug,
  anchor: z.enum(['due', 'lock', 'close']),
  /** Working days from the anchor's day: negative before it, 0 its own morning, positive after it. */
  days: z.int().min(-20).max(20),
  to: z.array(Addressee).min(1),
  /** Sent by a run on a day that is not a working day, too. */
  always: z.boolean(),
  /** As the office reads it in the ledger. */
  words: z.string(),
})
export type ReminderRule = z.infer<typeof ReminderRule>

/** What holds until the office changes it. Later in the list is more urgent where two fall on one morning. */
export const DEFAULT_REMINDERS: readonly ReminderRule[] = [
  { id: 'before-5', anchor: 'due', days: -5, to: ['coordinator'], always: false, words: '截止前5个工作日' },
  { id: 'before-1', anchor: 'due', days: -1, to: ['coordinator'], always: false, words: '截止前1个工作日' },
  { id: 'due-morning', anchor: 'due', days: 0, to: ['coordinator'], always: true, words: '截止当天' },
  { id: 'overdue', anchor: 'due', days: 1, to: ['coordinator', 'head'], always: false, words: '逾期' },
  { id: 'digest', anchor: 'due', days: 1, to: ['office'], always: false, words: '逾期汇总' },
  { id: 'before-lock', anchor: 'lock', days: -1, to: ['coordinator', 'head'], always: false, words: '锁定前1个工作日' },
  { id: 'lock-digest', anchor: 'lock', days: 0, to: ['office'], always: false, words: '锁定日汇总' },
  { id: 'close-1', anchor: 'close', days: -1, to: ['coordinator'], always: false, words: '补报截止前1个工作日' },
  { id: 'close-morning', anchor: 'close', days: 0, to: ['coordinator'], always: true, words: '补报截止当天' },
]

/** When a rule speaks for one report: from `falls` on, while `now < until`; `due` is the day of the anchor and part of the ledger's key. */
export type Moment = { rule: ReminderRule; due: LocalDate; falls: Instant; until: Instant }

/** The last run at or before an anchor's own moment: the morning of its day, or of the day before where the anchor is no later than the run. */
const morningOf = (anchor: Instant): LocalDate => {
  const day = dateOf(instant(ms(anchor) - 1))
  return at(day, RUN_TIME) < anchor ? day : addDays(day, -1)
}

const dayOf = (rule: Pick<ReminderRule, 'days'>, calendar: WorkCalendar, anchor: Instant): LocalDate => {
  const morning = morningOf(anchor)
  if (rule.days === 0) return morning
  if (rule.days < 0) return addWorkingDays(calendar, morning, rule.days)
  // An anchor before the run of its own day leaves that day's run as the first one after it.
  const own = dateOf(anchor)
  const early = at(own, RUN_TIME) >= anchor && isWorkingDay(calendar, own)
  return addWorkingDays(calendar, early ? addDays(own, -1) : morning, rule.days)
}

/**
 * The moments of all rules for one report, the least urgent first. What speaks before its anchor is void after it; what speaks of a passed
 * due time to the unit is void at the lock; the office is told until the period is no longer looked at.
 */
export const momentsOf = (rules: readonly ReminderRule[], calendar: WorkCalendar, dates: ReportDates): Moment[] => {
  const concern = concernEnd(dates)
  return rules
    .flatMap((rule) => {
      if (rule.anchor === 'close' && dates.closes <= dates.locks) return []
      const anchor = { due: dates.due, lock: dates.locks, close: dates.closes }[rule.anchor]
      const office = rule.to.includes('office')
      const day = dayOf(rule, calendar, anchor)
      // An extension can move the due time up to the lock: nobody is called overdue before it.
      const early = rule.anchor === 'lock' && at(day, RUN_TIME) < dates.due
      if (early && !office) return []
      const falls = at(early ? dayOf({ days: 1 }, calendar, dates.due) : day, RUN_TIME)
      const until = office ? concern : rule.days > 0 ? dates.locks : anchor
      const moment: Moment = {
        rule,
        due: dateOf(instant(ms(anchor) - 1)),
        falls: falls > dates.opens ? falls : dates.opens,
        until,
      }
      return [moment]
    })
    .sort((a, b) => (a.falls === b.falls ? 0 : a.falls < b.falls ? -1 : 1))
}

/** From when on nobody is reminded of this report any more. */
export const concernEnd = (dates: Pick<ReportDates, 'locks' | 'closes'>): Instant => {
  const last = dates.closes > dates.locks ? dates.closes : dates.locks
  return instant(ms(last) + CONCERN_DAYS * 86_400_000)
}

/** The next daily run at or after a moment. */
export const nextRun = (now: Instant): Instant => {
  const today = at(dateOf(now), RUN_TIME)
  return now <= today ? today : at(addDays(dateOf(now), 1), RUN_TIME)
}
