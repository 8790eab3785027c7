import type { PeriodDates } from '../calendar.ts'
import { type Instant, later } from '../time.ts'
import type { Extension, ReportHead } from './report.ts'

/** The dates that hold for one unit's report: the period's, moved by its extensions and widened by a correction window. */
export type ReportDates = { opens: Instant; due: Instant; locks: Instant; closes: Instant }

/**
 * Due and lock of one report (domain.md, 2a, D3, D4). An extension granted before the due time moves the due time, and the lock where it would
 * fall earlier; one granted between due and lock moves only the lock; one granted after the lock moves neither, but the report is open until it
 * runs out (what is filed then is made up, 漏报).
 */
export const dueAndLock = (dates: PeriodDates, extensions: readonly Extension[]): { due: Instant; locks: Instant } =>
  extensions.reduce(
    ({ due, locks }, extension) => {
      if (extension.at < due) return { due: extension.until, locks: later(locks, extension.until) }
      if (extension.at < locks) return { due, locks: later(locks, extension.until) }
      return { due, locks }
    },
    { due: dates.due, locks: dates.locks },
  )

/** `closes` is the latest of lock, extension and correction window; the report is open while opens ≤ now < closes. */
export const reportDates = (dates: PeriodDates, head: Pick<ReportHead, 'extensions' | 'windowUntil'>): ReportDates => {
  const { due, locks } = dueAndLock(dates, head.extensions)
  const closes = [...head.extensions.map((extension) => extension.until), head.windowUntil ?? locks].reduce(
    later,
    locks,
  )
  return { opens: dates.opens, due, locks, closes }
}

export const isOpen = (dates: ReportDates, now: Instant): boolean => dates.opens <= now && now < dates.closes

/** Is a correction window running? */
export const windowOpen = (head: Pick<ReportHead, 'windowUntil'>, now: Instant): boolean =>
  head.windowUntil !== null && now < head.windowUntil
