import type { WorkCalendar } from '../domain/calendar.ts'
import { defaultLayout, type FormLayout } from '../domain/formLayout.ts'
import { type Actor, actorOf, type Person, type Unit } from '../domain/people.ts'
import { byUnit, type Duty, type Plan, type WholePlan } from '../domain/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Deps } from './deps.ts'
import { keys, type PlanHead, type Sharers } from './keys.ts'
import type { Between } from './ports.ts'
import { allDutiesIn, dutiesIn, hashOf, StoredPlan, sharersOf } from './storedPlan.ts'

/** Reads of what changes seldom and is asked for everywhere. */
export type Load = ReturnType<typeof createLoad>

const KEPT = 16
/** Units whose duties are kept at hand, and plans with all of theirs. */
const KEPT_UNITS = 4_096
const KEPT_WHOLE = 3

/** What never changes once it is written, the newest kept. */
const keep = <T>(most: number) => {
  const kept = new Map<string, T>()
  return {
    get: (key: string): T | undefined => kept.get(key),
    put: (key: string, value: T): T => {
      if (kept.size >= most) kept.delete(kept.keys().next().value ?? '')
      kept.set(key, value)
      return value
    },
    values: (): T[] => [...kept.values()],
  }
}

export const createLoad = ({ chains, cells, chance }: Deps) => {
  /** Plan bodies by record id: records never change, so a body once parsed stays right. So do sets of duties. */
  const bodies = keep<StoredPlan>(KEPT)
  const wholes = keep<WholePlan>(KEPT_WHOLE)
  const units = keep<Duty[]>(KEPT_UNITS)
  const shared = keep<Sharers>(KEPT)

  const recordIn = (head: PlanHead): string => {
    const id = head.draft ?? head.current
    if (id === null) throw new Refusal('access.missing', {})
    return id
  }

  const storedOf = async (head: PlanHead): Promise<StoredPlan> => {
    const id = recordIn(head)
    const kept = bodies.get(id)
    if (kept) return kept
    const record = await chains.record(keys.plan(head.id), id)
    if (!record) throw new Refusal('access.missing', {})
    return bodies.put(id, StoredPlan.parse(record.body))
  }

  const headOf = async (id: string): Promise<PlanHead> => {
    const head = await chains.head(keys.plan(id))
    if (!head) throw new Refusal('access.missing', {})
    return head
  }

  const publishedHead = async (id: string): Promise<PlanHead> => {
    const head = await headOf(id)
    if (head.state !== 'published') throw new Refusal('access.missing', {})
    return head
  }

  /** @throws Error for duties that are not all there or not as they were written: whoever counted from them would count wrong */
  const wholeOf = async (head: PlanHead): Promise<WholePlan> => {
    const id = recordIn(head)
    const kept = wholes.get(id)
    if (kept) return kept
    const { plan, duties, dutySet } = await storedOf(head)
    if (dutySet === null) return wholes.put(id, { ...plan, duties })
    const read = allDutiesIn((await cells.list(keys.duties(plan.id, dutySet.id))).map(({ value }) => value))
    if (hashOf(chance, read) !== dutySet.hash)
      throw new Error(`plan ${plan.id}: the duties ${dutySet.id} are not those that were written`)
    return wholes.put(id, { ...plan, duties: read })
  }

  const ownOf = async ({ plan, duties, dutySet }: StoredPlan, unit: string): Promise<Duty[]> => {
    if (dutySet === null) return [...(byUnit(duties).get(unit) ?? [])]
    const key = `${dutySet.id} ${unit}`
    const kept = units.get(key)
    if (kept) return kept
    const found = await cells.get(keys.unitDuties(plan.id, dutySet.id, unit))
    return units.put(key, found ? dutiesIn(found.value) : [])
  }

  const load = {
    /** All plans' heads, the newest year first. */
    plans: async (): Promise<PlanHead[]> => (await chains.heads(keys.plans)).sort((a, b) => b.year - a.year),

    /** A plan with its head, draft or published. @throws Refusal access.missing */
    plan: async (id: string): Promise<{ head: PlanHead; plan: Plan }> => {
      const head = await headOf(id)
      return { head, plan: (await storedOf(head)).plan }
    },

    /** A plan as its record has it, for whoever writes the next one. @throws Refusal access.missing */
    stored: async (id: string): Promise<{ head: PlanHead; stored: StoredPlan }> => {
      const head = await headOf(id)
      return { head, stored: await storedOf(head) }
    },

    /** @throws Refusal access.missing when there is no such published plan */
    published: async (id: string): Promise<Plan> => (await storedOf(await publishedHead(id))).plan,

    /** A published plan with one unit's duties: one cell, however many units there are. @throws Refusal access.missing */
    owing: async (id: string, unit: string): Promise<{ plan: Plan; duties: Duty[] }> => {
      const stored = await storedOf(await publishedHead(id))
      return { plan: stored.plan, duties: await ownOf(stored, unit) }
    },

    /** A published plan with all duties: one Query the first time, whose cost grows with units. @throws Refusal access.missing */
    whole: async (id: string): Promise<WholePlan> => wholeOf(await publishedHead(id)),

    wholeOf,

    /**
     * How a plan's monthly form is laid out: as the office last said for this plan or, until it does, for the year before under this plan's own title;
     * else the reconstructed 样表.
     */
    layout: async (plan: Pick<Plan, 'id' | 'year' | 'formTitle'>): Promise<FormLayout> => {
      const own = await chains.head(keys.formLayout(plan.id))
      if (own) return own.layout
      const earlier = (await load.plans()).find(({ state, year }) => state === 'published' && year < plan.year)
      const before = earlier ? await chains.head(keys.formLayout(earlier.id)) : null
      return before ? { ...before.layout, title: plan.formTitle } : defaultLayout(plan)
    },

    /** The duties of a stretch of units, for whoever goes through all of them without holding all: read anew each time. */
    dutiesIn: async (head: PlanHead, between: Between): Promise<Duty[]> => {
      const { plan, duties, dutySet } = await storedOf(head)
      if (dutySet === null) return duties
      return (await cells.list(keys.duties(plan.id, dutySet.id), between)).flatMap(({ value }) => dutiesIn(value))
    },

    /** Who shares each task of a published plan. @throws Refusal access.missing */
    sharers: async (id: string): Promise<Sharers> => {
      const { plan, duties, dutySet } = await storedOf(await publishedHead(id))
      if (dutySet === null) return sharersOf(duties)
      const kept = shared.get(dutySet.id)
      if (kept) return kept
      return shared.put(dutySet.id, (await cells.get(keys.sharers(plan.id, dutySet.id)))?.value ?? [])
    },

    /**
     * The plan as this process last read it, for understanding a form's fields; whatever is decided reads the plan anew.
     * @throws Refusal access.missing
     */
    glance: async (id: string): Promise<Plan> =>
      bodies.values().findLast(({ plan }) => plan.id === id)?.plan ?? load.published(id),

    /** The published plan of the newest year, or null. */
    newest: async (): Promise<Plan | null> => {
      const head = (await load.plans()).find((plan) => plan.state === 'published')
      return head ? load.bodyOf(head) : null
    },

    /** The plan of a head, without its duties. */
    bodyOf: async (head: PlanHead): Promise<Plan> => (await storedOf(head)).plan,

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
