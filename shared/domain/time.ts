import * as z from 'zod'

/**
 * Time as this service knows it. An *instant* is a UTC ISO string; a *date*, a *clock time* and a *period* are always those of
 * Asia/Shanghai, which has had the fixed offset +08:00 since 1991. The time zone of the process is never asked.
 */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant looks like 2019-06-28T09:30:00.000Z')
export type Instant = z.infer<typeof Instant>

export const LocalDate = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .refine((date: string): boolean => addDays(date, 0) === date, 'no such day')
export type LocalDate = z.infer<typeof LocalDate>

/** A month in which is reported, such as `2019-06`. */
export const Period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
export type Period = z.infer<typeof Period>

/** A time of day, `HH:mm`; `24:00` is the following midnight. */
export const ClockTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
export type ClockTime = z.infer<typeof ClockTime>

const OFFSET = 8 * 3_600_000
const DAY = 86_400_000

/** Milliseconds since the epoch → instant. */
export const instant = (ms: number): Instant => new Date(ms).toISOString()

/** Instant → milliseconds since the epoch. */
export const ms = (at: Instant): number => Date.parse(at)

const wall = (at: Instant): string => new Date(ms(at) + OFFSET).toISOString()

/** Any ISO 8601 text with an offset, as `CLOCK` carries it → instant; null when it is not one. */
export const parseInstant = (text: string): Instant | null => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : instant(at)
}

/** Instant → ISO 8601 at +08:00, such as `2019-06-28T17:30:00+08:00`. */
export const shanghai = (at: Instant): string =>
  `${wall(at)
    .slice(0, 23)
    .replace(/\.000$/, '')}+08:00`

export const dateOf = (at: Instant): LocalDate => wall(at).slice(0, 10)
export const timeOf = (at: Instant): ClockTime => wall(at).slice(11, 16)
export const periodOf = (at: Instant): Period => wall(at).slice(0, 7)

/** The instant at which a clock in Shanghai shows `time` on `date`. */
export const at = (date: LocalDate, time: ClockTime): Instant => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return instant(Date.parse(`${date}T00:00:00.000Z`) + hours * 3_600_000 + minutes * 60_000 - OFFSET)
}

/** The later of two instants. */
export const later = (one: Instant, other: Instant): Instant => (one > other ? one : other)

export const addMinutes = (from: Instant, minutes: number): Instant => instant(ms(from) + minutes * 60_000)

export const addDays = (date: string, days: number): string => {
  const day = Date.parse(`${date}T00:00:00.000Z`)
  return Number.isNaN(day) ? '' : new Date(day + days * DAY).toISOString().slice(0, 10)
}

/** Whole days from one date to another; negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  Math.round((Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / DAY)

/** 0 Sunday … 6 Saturday. */
export const weekday = (date: LocalDate): number => new Date(`${date}T00:00:00.000Z`).getUTCDay()

export const addPeriods = (period: Period, months: number): Period => {
  const count = Number(period.slice(0, 4)) * 12 + Number(period.slice(5)) - 1 + months
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
}

/** Every period from `first` to `last`, both included. */
export const periodsBetween = (first: Period, last: Period): Period[] => {
  const periods: Period[] = []
  for (let period = first; period <= last; period = addPeriods(period, 1)) periods.push(period)
  return periods
}

export const firstDay = (period: Period): LocalDate => `${period}-01`
export const lastDay = (period: Period): LocalDate => addDays(firstDay(addPeriods(period, 1)), -1)

// Words ------------------------------------------------------------------------------------------------------------

const WEEKDAYS = '日一二三四五六'

/** `2019-06-28` → 6月28日; with the year where it is asked for: 2019年6月28日. */
export const dateInWords = (date: LocalDate, withYear = false): string => {
  const [year, month, day] = date.split('-').map(Number)
  return `${withYear ? `${year}年` : ''}${month}月${day}日`
}

/** `2019-06-28` → 星期五. */
export const weekdayInWords = (date: LocalDate): string => `星期${WEEKDAYS[weekday(date)]}`

/** Instant → 6月28日（星期五）17:30. Midnight is written as the end of the day before: 6月28日（星期五）24:00. */
export const momentInWords = (when: Instant, withYear = false): string => {
  const midnight = timeOf(when) === '00:00'
  const date = midnight ? addDays(dateOf(when), -1) : dateOf(when)
  return `${dateInWords(date, withYear)}（${weekdayInWords(date)}）${midnight ? '24:00' : timeOf(when).replace(/^0/, '')}`
}

/** Instant → 2019年6月25日9:20:14, for receipts, refusals and histories. */
export const stampInWords = (when: Instant): string =>
  `${dateInWords(dateOf(when), true)}${wall(when).slice(11, 19).replace(/^0/, '')}`

/** `2019-06` → 2019年6月. */
export const periodInWords = (period: Period): string => `${period.slice(0, 4)}年${monthInWords(period)}`

/** `2019-06` → 6月. */
export const monthInWords = (period: Period): string => `${Number(period.slice(5))}月`

/** How far a due time is, in calendar days: 还有3天 · 今天截止 · 已过2天. */
export const daysLeftInWords = (now: Instant, due: Instant): string => {
  if (now >= due) {
    const days = daysBetween(dateOf(due), dateOf(now))
    return days === 0 ? '今天已截止' : `已过${days}天`
  }
  const days = daysBetween(dateOf(now), dateOf(instant(ms(due) - 1)))
  return days === 0 ? '今天截止' : `还有${days}天`
}
