import * as z from 'zod'
import { addDays, at, dateOf, Instant, ms, timeOf } from '../time.ts'
import { RUN_TIME } from './rules.ts'

/** What a finished run leaves behind. `at` is business time, `machine` machine time. */
export const LastRun = z.object({
  at: Instant,
  machine: Instant,
  trigger: z.string(),
  sent: z.int(),
  failed: z.int(),
  unknown: z.int(),
  /** It stopped for want of time, or another run was at something. */
  again: z.boolean().default(false),
})
export type LastRun = z.infer<typeof LastRun>

export const ALARM_HOURS = 26

/** Has no run finished for 26 hours (M3)? Asked of the machine clock, so that a moved demo clock raises no alarm. */
export const runIsOverdue = (last: LastRun | null, machine: Instant): boolean =>
  last === null || ms(machine) - ms(last.machine) > ALARM_HOURS * 3_600_000

/**
 * Is a run to be made now? The day's own, once; at once after one that handed on; and one more when something that failed for now is to be tried
 * again: whoever is reminded on the due morning cannot wait until tomorrow for the mail server.
 * Where the demo's clock was turned back behind the last run, one is made a day all the same, or it would count as stopped.
 * @param next when that is (machine time); null: nothing waits
 */
export const isRunDue = (last: LastRun | null, next: Instant | null, now: Instant, machine: Instant): boolean =>
  last === null ||
  last.again ||
  last.at < lastRunDue(now) ||
  (next !== null && next <= machine) ||
  (now < last.at && ms(machine) - ms(last.machine) >= 24 * 3_600_000)

/** The newest moment at or before `now` at which a daily run was due. */
export const lastRunDue = (now: Instant): Instant =>
  timeOf(now) >= RUN_TIME ? at(dateOf(now), RUN_TIME) : at(addDays(dateOf(now), -1), RUN_TIME)

/** Every daily run after `from` up to and including `to`. */
export const runsBetween = (from: Instant, to: Instant): Instant[] => {
  const runs: Instant[] = []
  for (let run = lastRunDue(from); run <= to; run = at(addDays(dateOf(run), 1), RUN_TIME))
    if (run > from) runs.push(run)
  return runs
}
