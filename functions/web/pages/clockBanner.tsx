import { addWorkingDays, allPeriods, type WorkCalendar } from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import {
  addMinutes,
  at,
  dateOf,
  type Instant,
  momentInWords,
  monthInWords,
  shanghai,
} from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { Token } from './components.tsx'

/** A moment to which the demo's clock can be moved, with what happens then. */
export type Stop = { at: Instant; says: string }

const RUN = '09:00'

/**
 * The next moments worth seeing, at most `limit`: reminders before the due time, the due morning, half an hour before it, the first working day after,
 * the lock; of every period of the plan.
 */
export const stopsAfter = (plan: Plan, calendar: WorkCalendar, now: Instant, limit = 7): Stop[] =>
  allPeriods(plan.rhythm, calendar)
    // Each period has several moments before its lock: the next few periods hold more than are shown.
    .filter((period) => period.locks > now)
    .slice(0, 3)
    .flatMap((period): Stop[] => {
      const month = monthInWords(period.period)
      const due = dateOf(addMinutes(period.due, -1))
      const before = (days: number) => at(addWorkingDays(calendar, due, -days), RUN)
      return [
        { at: before(5), says: `${month}截止前5个工作日` },
        { at: before(1), says: `${month}截止前1个工作日` },
        { at: at(due, RUN), says: `${month}截止当天早上` },
        { at: addMinutes(period.due, -30), says: `${month}截止前半小时` },
        { at: at(addWorkingDays(calendar, due, 1), RUN), says: `${month}截止后第一个工作日` },
        { at: period.locks, says: `${month}锁定` },
      ]
    })
    .filter((stop) => stop.at > now)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, limit)

/** The demo's banner: says that this is one, shows its time and moves it. Posts `to`, an ISO 8601 time at +08:00, to the clock. */
export const ClockBanner = ({ c, plan, calendar }: { c: Ctx; plan: Plan | null; calendar: WorkCalendar }) => {
  const { now } = c.var
  const stops = plan ? stopsAfter(plan, calendar, now) : []
  return (
    <aside class="clock" aria-label="演示时钟">
      <div class="wrap">
        <p>
          <strong>演示</strong>　现在是{momentInWords(now, true)}
        </p>
        <p>
          <a href={paths.mailbox}>演示邮箱</a>
        </p>
        {stops.length > 0 ? (
          <form method="post" action={paths.clock}>
            <Token c={c} />
            <input type="hidden" name="back" value={c.req.path} />
            <label for="clock-to">时钟拨到</label>
            <select id="clock-to" name="to">
              {stops.map((stop) => (
                <option value={shanghai(stop.at)}>{`${momentInWords(stop.at)}，${stop.says}`}</option>
              ))}
            </select>
            <button class="btn small" type="submit">
              拨钟
            </button>
          </form>
        ) : null}
      </div>
    </aside>
  )
}
