import { RUN_TIME } from '../../shared/domain/reminder/rules.ts'
import { addDays, at, dateOf, type Instant, timeOf } from '../../shared/domain/time.ts'

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
