import {
  allPeriods,
  type PeriodDates,
  pastChanged,
  type Rhythm,
  type Rule,
  type WorkCalendar,
  withDue,
  withRule,
} from '../domain/calendar.ts'
import { Refusal } from '../domain/refusal.ts'
import { type Instant, momentInWords, type Period, periodInWords } from '../domain/time.ts'
import { change } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys, type PlanHead } from './keys.ts'
import type { Load } from './load.ts'
import { type StoredPlan, storedPlan, writeDuties } from './storedPlan.ts'

/**
 * When the months of a published plan fall due and lock (D1): the rule from a month on, and one month's own due time. What has passed stays. Each change
 * is a record of the plan with its reason; the tasks and who owes them are as before.
 */
export const createRhythms = (deps: Deps, load: Load) => {
  type Found = {
    head: PlanHead
    stored: StoredPlan
    calendar: WorkCalendar
    periods: PeriodDates[]
    /** Of the period that is asked about. */
    dates: PeriodDates
  }

  /** @throws Refusal access.missing for a plan that is not published or a period it does not have · rhythm.past for one that was due before now */
  const find = async (id: string, period: Period, now: Instant): Promise<Found> => {
    const [{ head, stored }, calendar] = await Promise.all([load.stored(id), load.calendar()])
    const periods = allPeriods(stored.plan.rhythm, calendar)
    const dates = periods.find((one) => one.period === period)
    if (head.state !== 'published' || !dates) throw new Refusal('access.missing', {})
    if (dates.due <= now)
      throw new Refusal('rhythm.past', { what: periodInWords(period), due: momentInWords(dates.due, true) })
    return { head, stored, calendar, periods, dates }
  }

  const reasonOf = (why: string): string => {
    const reason = why.trim()
    if (reason === '') throw new Refusal('reason.missing', {})
    return reason
  }

  const write = async (
    id: string,
    act: 'rule' | 'due',
    call: Call,
    { head, stored, calendar, periods }: Found,
    next: { rhythm: Rhythm; why: string; version?: number | undefined },
  ): Promise<PlanHead> => {
    const touched = pastChanged(periods, allPeriods(next.rhythm, calendar), call.now)
    if (touched !== null) throw new Refusal('calendar.past', { what: periodInWords(touched) })
    const { plan, duties } = stored
    // A plan of the first version carries its duties in its record: they move out with the first change.
    const dutySet = stored.dutySet ?? (await writeDuties(deps, id, duties, await load.units()))
    const { version: _version, current: _current, hash: _hash, draft: _draft, ...kept } = head
    return change(deps, keys.plan(id), head, call, {
      act,
      why: next.why,
      version: next.version,
      head: kept,
      body: storedPlan({ ...plan, rhythm: next.rhythm }, dutySet),
    })
  }

  return {
    /**
     * Another rule for due time and lock from a period on that is not due yet.
     * @throws Refusal access.missing · rhythm.past · reason.missing · calendar.past · head.moved
     */
    changeRule: async (
      id: string,
      call: Call,
      given: Rule & { from: Period; window?: number | undefined; why: string; version?: number | undefined },
    ): Promise<PlanHead> => {
      permit(call.actor, 'plan.edit')
      const why = reasonOf(given.why)
      const found = await find(id, given.from, call.now)
      const { rhythm: before } = found.stored.plan
      const rhythm = { ...withRule(before, given.from, given), window: given.window ?? before.window }
      return write(id, 'rule', call, found, { rhythm, why, version: given.version })
    },

    /**
     * One period's own due time, ahead of us and not after its lock; `due` null gives the period back to the rule.
     * @throws Refusal access.missing · rhythm.past · reason.missing · rhythm.due · head.moved
     */
    setDue: async (
      id: string,
      call: Call,
      given: { period: Period; due: Instant | null; why: string; version?: number | undefined },
    ): Promise<PlanHead> => {
      permit(call.actor, 'plan.edit')
      const why = reasonOf(given.why)
      const found = await find(id, given.period, call.now)
      const { due } = given
      const { opens, locks } = found.dates
      const earliest = opens > call.now ? opens : call.now
      if (due !== null && (due <= earliest || due > locks))
        throw new Refusal('rhythm.due', { after: momentInWords(earliest, true), until: momentInWords(locks, true) })
      const rhythm = withDue(found.stored.plan.rhythm, given.period, due === null ? null : { due, reason: why })
      return write(id, 'due', call, found, { rhythm, why, version: given.version })
    },
  }
}
