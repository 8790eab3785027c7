import { type WorkCalendar, workingDaysBetween } from '../calendar.ts'
import { addDays, dateOf, daysBetween, type Instant, instant, momentInWords, ms, timeOf } from '../time.ts'

const dayOf = (deadline: Instant) => dateOf(instant(ms(deadline) - 1))
const hour = (deadline: Instant): string =>
  timeOf(deadline) === '00:00' ? '24:00' : timeOf(deadline).replace(/^0/, '')

/** A deadline in a subject: 今天17:30 · 明天17:30 · 6月28日（星期五）17:30. */
export const soonInWords = (now: Instant, deadline: Instant): string => {
  const day = dayOf(deadline)
  if (day === dateOf(now)) return `今天${hour(deadline)}`
  if (day === addDays(dateOf(now), 1)) return `明天${hour(deadline)}`
  return momentInWords(deadline)
}

/** How long is left, in working days where there are any: 还有3个工作日 · 今天截止 · 还有1天. */
export const leftInWords = (calendar: WorkCalendar, now: Instant, deadline: Instant): string => {
  const [today, day] = [dateOf(now), dayOf(deadline)]
  if (day <= today) return now < deadline ? '就在今天' : '已经过了'
  const working = workingDaysBetween(calendar, today, day)
  return working > 0 ? `还有${working}个工作日` : `还有${daysBetween(today, day)}天`
}
