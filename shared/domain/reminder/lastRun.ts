import * as z from 'zod'
import { Instant, ms } from '../time.ts'

/** What a finished run leaves behind. `at` is business time, `machine` machine time. */
export const LastRun = z.object({
  at: Instant,
  machine: Instant,
  trigger: z.string(),
  sent: z.int(),
  failed: z.int(),
  unknown: z.int(),
})
export type LastRun = z.infer<typeof LastRun>

export const ALARM_HOURS = 26

/** Has no run finished for 26 hours (M3)? Asked of the machine clock, so that a moved demo clock raises no alarm. */
export const runIsOverdue = (last: LastRun | null, machine: Instant): boolean =>
  last === null || ms(machine) - ms(last.machine) > ALARM_HOURS * 3_600_000
