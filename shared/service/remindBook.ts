import type { PeriodDates, WorkCalendar } from '../domain/calendar.ts'
import type { Person, Unit } from '../domain/people.ts'
import type { Plan } from '../domain/plan.ts'
import { periodsOfConcern } from '../domain/reminder/owed.ts'
import { officeOf } from '../domain/reminder/recipients.ts'
import { DEFAULT_REMINDERS, type ReminderRule, rulesOf } from '../domain/reminder/rules.ts'
import type { Instant } from '../domain/time.ts'
import { keys, type PlanHead } from './keys.ts'
import type { Load } from './load.ts'
import type { Chains } from './ports.ts'

/** A published plan with the periods that a run looks at and the rules that hold for it. */
export type RemindedPlan = {
  head: PlanHead
  plan: Plan
  periods: PeriodDates[]
  rules: readonly ReminderRule[]
}

/** What a run knows of the whole: nothing in it grows with tasks or texts. Reports and ledger are read slice by slice. */
export type RemindBook = {
  calendar: WorkCalendar
  /** In the order in which the ledger holds their lines. */
  units: Unit[]
  people: ReadonlyMap<string, Person>
  office: Person[]
  plans: RemindedPlan[]
  rulesOf: (plan: string) => readonly ReminderRule[]
}

/** The ledger's ids begin with the unit's and a slash, so that a stretch of them is a stretch of units in this order. */
const byLedger = (one: Unit, other: Unit): number => (`${one.id}/` < `${other.id}/` ? -1 : 1)

export const openBook = async (
  { chains, load }: { chains: Pick<Chains, 'head'>; load: Load },
  now: Instant,
): Promise<RemindBook> => {
  const [heads, calendar, units, people] = await Promise.all([
    load.plans(),
    load.calendar(),
    load.units(),
    load.people(),
  ])
  const plans = await Promise.all(
    heads
      .filter((head) => head.state === 'published')
      .map(async (head): Promise<RemindedPlan> => {
        const [plan, set] = await Promise.all([load.bodyOf(head), chains.head(keys.reminderRules(head.id))])
        const periods = periodsOfConcern(plan, calendar, head.publishedAt, now)
        return { head, plan, periods, rules: set ? rulesOf(set.settings) : DEFAULT_REMINDERS }
      }),
  )
  const byId = new Map(people.map((person) => [person.id, person]))
  const rules = new Map(plans.map((one) => [one.plan.id, one.rules]))
  return {
    calendar,
    units: [...units].sort(byLedger),
    people: byId,
    office: officeOf(byId),
    plans: plans.filter(({ periods }) => periods.length > 0),
    rulesOf: (plan) => rules.get(plan) ?? DEFAULT_REMINDERS,
  }
}

/** Units of one slice: what a run holds at a time is their reports and lines, however many units there are. */
const SLICE = 200

export const slicesOf = ({ units }: Pick<RemindBook, 'units'>): Unit[][] =>
  Array.from({ length: Math.ceil(units.length / SLICE) }, (_, index) => units.slice(index * SLICE, (index + 1) * SLICE))
