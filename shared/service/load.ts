import type { WorkCalendar } from '../domain/calendar.ts'
import { type Actor, actorOf, type Person, type Unit } from '../domain/people.ts'
import { Plan } from '../domain/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import { keys, type PlanHead } from './keys.ts'
import type { Chains } from './ports.ts'

/** Reads of what changes seldom and is asked for everywhere. */
export type Load = ReturnType<typeof createLoad>

const KEPT = 16

export const createLoad = (chains: Chains) => {
  /** Plan bodies by record id: records never change, so a body once parsed stays right. */
  const bodies = new Map<string, Plan>()

  const bodyOf = async (head: PlanHead): Promise<Plan> => {
    const id = head.draft ?? head.current
    if (id === null) throw new Refusal('access.missing', {})
    const kept = bodies.get(id)
    if (kept) return kept
    const record = await chains.record(keys.plan(head.id), id)
    if (!record) throw new Refusal('access.missing', {})
    const plan = Plan.parse(record.body)
    if (bodies.size >= KEPT) bodies.delete(bodies.keys().next().value ?? '')
    bodies.set(id, plan)
    return plan
  }

  const load = {
    /** All plans' heads, the newest year first. */
    plans: async (): Promise<PlanHead[]> => (await chains.heads(keys.plans)).sort((a, b) => b.year - a.year),

    /** A plan with its head, draft or published. @throws Refusal access.missing */
    plan: async (id: string): Promise<{ head: PlanHead; plan: Plan }> => {
      const head = await chains.head(keys.plan(id))
      if (!head) throw new Refusal('access.missing', {})
      return { head, plan: await bodyOf(head) }
    },

    /** @throws Refusal access.missing when there is no such published plan */
    published: async (id: string): Promise<Plan> => {
      const { head, plan } = await load.plan(id)
      if (head.state !== 'published') throw new Refusal('access.missing', {})
      return plan
    },

    /**
     * The plan as this process last read it, for understanding a form's fields; whatever is decided reads the plan anew.
     * @throws Refusal access.missing
     */
    glance: async (id: string): Promise<Plan> =>
      [...bodies.values()].findLast((plan) => plan.id === id) ?? load.published(id),

    /** The published plan of the newest year, or null. */
    newest: async (): Promise<Plan | null> => {
      const head = (await load.plans()).find((plan) => plan.state === 'published')
      return head ? bodyOf(head) : null
    },

    bodyOf,

    calendar: async (): Promise<WorkCalendar> => ({
      corrections: (await chains.head(keys.calendar))?.corrections ?? [],
    }),

    /** All units in their order. */
    units: async (): Promise<Unit[]> =>
      (await chains.heads(keys.units))
        .map((head) => head.unit)
        .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)),

    unit: async (id: string): Promise<Unit> => {
      const head = await chains.head(keys.unit(id))
      if (!head) throw new Refusal('access.missing', {})
      return head.unit
    },

    people: async (): Promise<Person[]> => (await chains.heads(keys.people)).map((head) => head.person),

    person: async (id: string): Promise<Person | null> => (await chains.head(keys.person(id)))?.person ?? null,

    /** Some people by id, those unknown left out. */
    peopleOf: async (ids: readonly string[]): Promise<Person[]> =>
      ids.length === 0 ? [] : (await chains.headsOf(keys.people, ids)).map((head) => head.person),

    /** Some units by id, in their order; those unknown left out. */
    unitsOf: async (ids: readonly string[]): Promise<Unit[]> =>
      ids.length === 0
        ? []
        : (await chains.headsOf(keys.units, ids))
            .map((head) => head.unit)
            .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)),

    /** A person with what they serve today; null when unknown or removed. */
    actor: async (id: string): Promise<Actor | null> => {
      const person = await load.person(id)
      if (!person || person.removed) return null
      const heads = person.units.length === 0 ? [] : await chains.headsOf(keys.units, person.units)
      return actorOf(
        person,
        heads.map((head) => head.unit),
      )
    },
  }
  return load
}
