import { addMinutes, type Instant } from '../time.ts'

/**
 * How long to wait after the n-th attempt that failed for now, in minutes: soon at first (greylisting lets a second attempt through), then ever
 * longer, for two days in all. After the last one the mail counts as undeliverable, and the office is shown it.
 */
const WAITS = [5, 15, 30, 60, 120, 240, 480, 960, 960] as const

/** When to try again after so many failed attempts; null: not any more. Machine time. */
export const nextTry = (failed: number, machine: Instant): Instant | null => {
  const wait = WAITS[failed - 1]
  return wait === undefined ? null : addMinutes(machine, wait)
}
