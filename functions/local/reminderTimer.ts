import type { LastRun } from '../../shared/domain/reminder/lastRun.ts'
import { RUN_TIME } from '../../shared/domain/reminder/rules.ts'
import { addDays, addMinutes, at, dateOf, type Instant, timeOf } from '../../shared/domain/time.ts'

/** How long to wait before mails that the server refused for now are tried again (machine time). */
const RETRY_MINUTES = 15

/**
 * Is a run to be made now? The day's own, once; and one more some time after a run that left mails unsent: whoever is reminded on the
 * due morning cannot wait until tomorrow for the mail server.
 */
export const isRunDue = (last: LastRun | null, now: Instant, machine: Instant): boolean =>
  last === null || last.at < lastRunDue(now) || (last.failed > 0 && addMinutes(last.machine, RETRY_MINUTES) <= machine)

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
