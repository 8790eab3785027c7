import stateCouncil from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import * as z from 'zod'
import {
  addDays,
  addPeriods,
  at,
  ClockTime,
  dateOf,
  firstDay,
  Instant,
  type Instant as InstantType,
  instant,
  LocalDate,
  type LocalDate as LocalDateType,
  lastDay,
  ms,
  Period,
  type Period as PeriodType,
  periodsBetween,
  weekday,
} from './time.ts'

/**
 * Working days and due times. The State Council's holidays and make-up days (调休) come from the package chinese-days; the office's
 * corrections stand above it, because a calendar can change within its year (May 2019 did). Only the package's data are read: its functions ask
 * for the process's time zone and are a day off west of Greenwich.
 */

const isWeekday = (date: LocalDateType): boolean => weekday(date) >= 1 && weekday(date) <= 5

const isWorkday = (date: LocalDateType): boolean =>
  date in stateCouncil.workdays || (isWeekday(date) && !(date in stateCouncil.holidays))

/** The years chinese-days 1.5 carries. For any other year it falls back to Monday–Friday without saying so; we say so. */
export const KNOWN_YEARS = { first: 2004, last: 2026 } as const

export const CalendarCorrection = z.object({
  date: LocalDate,
  working: z.boolean(),
  reason: z.string().trim().min(1).max(200),
})
export type CalendarCorrection = z.infer<typeof CalendarCorrection>

/** The office's corrections, the newest for a date winning. */
export type WorkCalendar = { corrections: readonly CalendarCorrection[] }

export const isKnownYear = (date: LocalDateType): boolean => {
  const year = Number(date.slice(0, 4))
  return year >= KNOWN_YEARS.first && year <= KNOWN_YEARS.last
}

export const isWorkingDay = (calendar: WorkCalendar, date: LocalDateType): boolean => {
  const correction = calendar.corrections.findLast((corrected) => corrected.date === date)
  if (correction) return correction.working
  return isKnownYear(date) ? isWorkday(date) : isWeekday(date)
}

/** The first working day at or after (`step` 1) or at or before (`step` -1) a date. A calendar without any working day within a year gives the date itself. */
const nearestWorkingDay = (calendar: WorkCalendar, date: LocalDateType, step: 1 | -1): LocalDateType => {
  for (let day = date, tries = 0; tries < 366; day = addDays(day, step), tries++)
    if (isWorkingDay(calendar, day)) return day
  return date
}

/** `n` working days after (or, negative, before) a date; the date itself never counts. */
export const addWorkingDays = (calendar: WorkCalendar, date: LocalDateType, n: number): LocalDateType => {
  const step = n < 0 ? -1 : 1
  let day = date
  for (let left = Math.abs(n); left > 0; left--) day = nearestWorkingDay(calendar, addDays(day, step), step)
  return day
}

/** Working days after `from` up to and including `to`; 0 when `to` is not later. */
export const workingDaysBetween = (calendar: WorkCalendar, from: LocalDateType, to: LocalDateType): number => {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(calendar, day)) count++
  return count
}

export const lastWorkingDay = (calendar: WorkCalendar, period: PeriodType): LocalDateType =>
  nearestWorkingDay(calendar, lastDay(period), -1)

/** The n-th working day of a month. */
export const nthWorkingDay = (calendar: WorkCalendar, period: PeriodType, n: number): LocalDateType =>
  addWorkingDays(calendar, addDays(firstDay(period), -1), n)

/** A plan is for a year; two leave room for one that runs on. */
const MOST_PERIODS = 24

/** When a period falls due and locks. */
const rule = {
  due: z.object({
    day: z.union([z.literal('last-working-day'), z.literal('last-calendar-day'), z.int().min(1).max(28)]),
    time: ClockTime,
  }),
  lock: z.object({ workingDay: z.int().min(1).max(20), time: ClockTime }),
}
export const Rule = z.object(rule)
export type Rule = z.infer<typeof Rule>

/**
 * When a plan's periods open, fall due and lock. The default is that of the 2019 plan (domain.md, 2a): open on the first day
 * 00:00 (March: the 16th), due on the last working day 17:30 (每月底前), locked on the 5th working day of the next month 17:30.
 */
export const Rhythm = z
  .object({
    first: Period,
    last: Period,
    /** The first period may open later than its first day. */
    firstOpens: LocalDate,
    ...rule,
    /** Rules that took the place of the first ones from a period on, in order of periods: months that were due before keep theirs. */
    changes: z.array(Rule.extend({ from: Period })).default([]),
    /** Working days that a return leaves for correction. */
    window: z.int().min(1).max(20),
    /** One period's own due time, with the reason the office gave. */
    overrides: z.array(z.object({ period: Period, due: Instant, reason: z.string().min(1).max(200) })).default([]),
  })
  .refine(({ first, last }) => first <= last, { path: ['last'], error: '最后一个报告期早于第一个' })
  .refine(({ first, last }) => last < addPeriods(first, MOST_PERIODS), {
    path: ['last'],
    error: `报告期最多${MOST_PERIODS}个`,
  })
  .refine(({ first, firstOpens }) => firstOpens.startsWith(first), {
    path: ['firstOpens'],
    error: '第一个报告期开始填的日期要在那个月里',
  })
export type Rhythm = z.infer<typeof Rhythm>

export const defaultRhythm = (year: number): Rhythm => ({
  first: `${year}-03`,
  last: `${year}-12`,
  firstOpens: `${year}-03-16`,
  due: { day: 'last-working-day', time: '17:30' },
  lock: { workingDay: 5, time: '17:30' },
  changes: [],
  window: 3,
  overrides: [],
})

/**
 * The rhythm offered for a new plan: from the phase after the kick-off where the notice names phases (the 2019 plan's 落实阶段 begins on 16
 * March), else from the month in which it is imported, if that lies in the plan's year. The office can change it before publishing.
 * @param phases the notice's dated phases, in order
 * @param imported the day of the import
 */
export const rhythmFor = (year: number, phases: readonly { start: string }[], imported: LocalDateType): Rhythm => {
  const start = (phases[1] ?? phases[0])?.start ?? `${imported.slice(0, 7)}-01`
  if (!start.startsWith(`${year}-`)) return defaultRhythm(year)
  return { ...defaultRhythm(year), first: start.slice(0, 7), firstOpens: start }
}

export type PeriodDates = { period: PeriodType; opens: InstantType; due: InstantType; locks: InstantType }

/** The rule that holds for a period. */
export const ruleOf = ({ due, lock, changes }: Rhythm, period: PeriodType): Rule => {
  const change = changes.findLast(({ from }) => from <= period)
  return change ? { due: change.due, lock: change.lock } : { due, lock }
}

const dueDate = ({ due: { day } }: Rule, calendar: WorkCalendar, period: PeriodType): LocalDateType => {
  if (day === 'last-working-day') return lastWorkingDay(calendar, period)
  if (day === 'last-calendar-day') return lastDay(period)
  return `${period}-${String(day).padStart(2, '0')}`
}

/** Opening, due and lock instants of one period. The lock never falls before the due time. */
export const periodDates = (rhythm: Rhythm, calendar: WorkCalendar, period: PeriodType): PeriodDates => {
  const held = ruleOf(rhythm, period)
  const due =
    rhythm.overrides.findLast((override) => override.period === period)?.due ??
    at(dueDate(held, calendar, period), held.due.time)
  const locks = at(nthWorkingDay(calendar, addPeriods(period, 1), held.lock.workingDay), held.lock.time)
  return {
    period,
    opens: at(period === rhythm.first ? rhythm.firstOpens : firstDay(period), '00:00'),
    due,
    locks: locks > due ? locks : due,
  }
}

/** Periods once worked out: pages ask for the same ones again and again. Keyed by the rhythm itself, which a plan's body never changes. */
const workedOut = new WeakMap<Rhythm, { corrections: string; periods: PeriodDates[] }>()

/** All periods of a rhythm, in order. */
export const allPeriods = (rhythm: Rhythm, calendar: WorkCalendar): PeriodDates[] => {
  const corrections = JSON.stringify(calendar.corrections)
  const known = workedOut.get(rhythm)
  if (known?.corrections === corrections) return [...known.periods]
  const periods = periodsBetween(rhythm.first, rhythm.last).map((period) => periodDates(rhythm, calendar, period))
  workedOut.set(rhythm, { corrections, periods })
  return [...periods]
}

/**
 * Years in which due times or locks fall and for which no holidays are known: working days are Monday to Friday there, until the package carries the
 * year or the office corrects the calendar. A December's lock falls in the year after.
 */
export const unknownYears = (periods: readonly PeriodDates[]): number[] =>
  [...new Set(periods.flatMap(({ due, locks }) => [due, locks]).map(dateOf))]
    .filter((date) => !isKnownYear(date))
    .map((date) => Number(date.slice(0, 4)))
    .filter((year, index, years) => years.indexOf(year) === index)

/**
 * What has passed stays: the first period of which a change of calendar or rhythm would move a due time or lock that has passed, or move one into the
 * past; or which has begun and would go, or come after its due time. Null when the change touches only what is ahead.
 */
export const pastChanged = (
  before: readonly PeriodDates[],
  after: readonly PeriodDates[],
  now: InstantType,
): PeriodType | null => {
  const names = ['due', 'locks'] as const
  const was = new Map(before.map((dates) => [dates.period, dates]))
  const is = new Map(after.map((dates) => [dates.period, dates]))
  const touched = [...new Set([...was.keys(), ...is.keys()])].sort().find((period) => {
    const [old, next] = [was.get(period), is.get(period)]
    if (!old || !next) return old ? old.opens <= now : next !== undefined && next.due <= now
    return names.some((name) => old[name] !== next[name] && (old[name] <= now || next[name] <= now))
  })
  return touched ?? null
}

/** The rhythm with another rule from a period on; rules that were to begin later give way to it. */
export const withRule = (rhythm: Rhythm, from: PeriodType, { due, lock }: Rule): Rhythm => ({
  ...rhythm,
  changes: [...rhythm.changes.filter((change) => change.from < from), { from, due, lock }],
})

/** The rhythm with one period's own due time, or back to the rule for it (`own` null). */
export const withDue = (
  rhythm: Rhythm,
  period: PeriodType,
  own: { due: InstantType; reason: string } | null,
): Rhythm => ({
  ...rhythm,
  overrides: [
    ...rhythm.overrides.filter((override) => override.period !== period),
    ...(own === null ? [] : [{ period, ...own }]),
  ],
})

/**
 * When a correction window closes: on the `window`-th working day after the return, at that month's due time of day, or at the lock if that is later.
 */
export const windowEnd = (
  rhythm: Rhythm,
  calendar: WorkCalendar,
  returnedAt: InstantType,
  locks: InstantType,
): InstantType => {
  const day = addWorkingDays(calendar, dateOf(returnedAt), rhythm.window)
  const end = at(day, ruleOf(rhythm, day.slice(0, 7)).due.time)
  return ms(end) > ms(locks) ? end : instant(ms(locks))
}
