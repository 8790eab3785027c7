import { addWorkingDays, type PeriodDates, type WorkCalendar } from '../../../shared/domain/calendar.ts'
import { type PhaseDates, phaseOf } from '../../../shared/domain/phase/phase.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import { addDays, addMinutes, at, dateOf, daysBetween, type Instant } from '../../../shared/domain/time.ts'
import { type Dice, dice } from '../sample/texts.ts'
import type { Deed } from './deeds/deed.ts'
import type { Cast } from './script.ts'

/** The phases' part in a year: who files the kick-off and the look-back when, and what is remedied. A plan that names no phase has none. */

type Given = {
  plan: Plan
  calendar: WorkCalendar
  periods: readonly PeriodDates[]
  cast: Cast
  seed: number
  /** Units that owe something in the year. */
  owing: readonly string[]
}

/** A working time on a day. */
const during = (date: string, roll: Dice): Instant => addMinutes(at(date, '08:40'), Math.floor(roll() * 480))

/** On time as a rule; every sixth late, every ninth not at all. */
const filing = (
  { due }: PhaseDates,
  index: number,
  roll: Dice,
  days: number,
  calendar: WorkCalendar,
): Instant | null => {
  if (index % 9 === 8) return null
  const last = addDays(dateOf(due), -1)
  if (index % 6 === 5) return during(addWorkingDays(calendar, last, 1 + Math.floor(roll() * 2)), roll)
  return during(addDays(last, -Math.floor(roll() * days)), roll)
}

export const phased = ({ plan, calendar, periods, cast, seed, owing }: Given): Deed[] => {
  const roll = dice(seed * 65_537 + 3)
  const [kickoff, lookback] = [phaseOf(plan, 'kickoff'), phaseOf(plan, 'lookback')]
  const closes = periods.at(-1)?.locks ?? ''
  const deeds = owing.flatMap((unit, index): Deed[] => {
    const actor = cast.coordinator(unit)
    const started = kickoff ? filing(kickoff, index, roll, 2, calendar) : null
    const days = lookback ? daysBetween(dateOf(lookback.opens), dateOf(lookback.due)) - 10 : 0
    const checked = lookback ? filing(lookback, index + 3, roll, days, calendar) : null
    const problems = Math.floor(roll() * 4)
    const remedied = [...Array(problems).keys()].filter(() => roll() < 0.7)
    return [
      ...(started ? [{ act: 'kickoff' as const, at: started, actor, unit }] : []),
      ...(checked
        ? [
            {
              ...{ act: 'lookback' as const, at: checked, actor, unit, problems },
              by: addDays(dateOf(checked), 14),
            },
            ...remedied.map((number) => ({
              ...{ act: 'remedy' as const, actor, unit },
              at: addMinutes(during(addDays(dateOf(checked), 3 + number * 4), roll), number),
            })),
          ]
        : []),
    ]
  })
  return deeds.filter((deed) => deed.at < closes)
}
