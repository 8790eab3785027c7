import { allPeriods } from '../domain/calendar.ts'
import { chainOf, type HistoryRecord } from '../domain/history.ts'
import {
  CAPACITIES,
  CAPACITY_WORDS,
  type Capacity,
  freshId,
  Person,
  ROLES,
  type Role,
  Slug,
  Unit,
  type UnitInput,
} from '../domain/people.ts'
import { existsIn } from '../domain/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import { type Instant, periodInWords } from '../domain/time.ts'
import { change } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys, type PersonHead } from './keys.ts'
import type { Load } from './load.ts'

/** Units and people (P3): who they are, who serves which unit as what. */
export type PeopleService = ReturnType<typeof createPeople>

/** What a form says of a person. Roles are left as they are unless given, and giving them is the administrator's. */
export type PersonInput = Pick<Person, 'id' | 'name' | 'mail' | 'phone' | 'unit'> & {
  roles?: Role[]
  removed?: boolean
}

export const createPeople = (deps: Deps, load: Load) => {
  const { chains, cells } = deps

  /** An address belongs to one person: claimed before the person is written, released when it is given up. */
  const claim = async (mail: string, person: string): Promise<void> => {
    const ref = keys.mailOwner(mail)
    if (await cells.put(ref, person, 0)) return
    const owner = await cells.get(ref)
    if (!owner || owner.value === person) return
    const holder = await load.person(owner.value)
    if (holder && holder.mail === mail && !holder.removed)
      throw new Refusal('people.mail-taken', { mail, name: holder.name })
    if (!(await cells.put(ref, person, owner.version))) throw new Refusal('head.moved', { by: '', at: '' })
  }

  const writePerson = async (
    before: PersonHead | null,
    person: Person,
    call: Call,
    act: string,
    version?: number,
  ): Promise<Person> => {
    if (person.mail !== null && !person.removed) await claim(person.mail, person.id)
    await change(deps, keys.person(person.id), before, call, {
      act,
      head: { state: person.removed ? 'removed' : 'kept', person },
      body: person,
      version,
    })
    const given = before?.person.mail
    if (given && (given !== person.mail || person.removed)) {
      const owner = await cells.get(keys.mailOwner(given))
      if (owner?.value === person.id) await cells.remove(keys.mailOwner(given), owner.version)
    }
    return person
  }

  /** What a unit owed in months that have fallen due stays so. @throws Refusal unit.past */
  const keepPast = async (now: Instant, before: Unit, after: Unit): Promise<void> => {
    const [heads, calendar] = await Promise.all([load.plans(), load.calendar()])
    for (const plan of await Promise.all(heads.filter((head) => head.state === 'published').map(load.bodyOf)))
      for (const { period, due } of allPeriods(plan.rhythm, calendar))
        if (due <= now && existsIn(before, period) !== existsIn(after, period))
          throw new Refusal('unit.past', { unit: before.name, what: periodInWords(period) })
  }

  /** Makes the unit one that the person's sign-in looks at. The unit's record alone decides whether they serve it. */
  const remember = async (person: string, unit: string, call: Call): Promise<void> => {
    const head = await chains.head(keys.person(person))
    if (!head) throw new Refusal('access.missing', {})
    if (!head.person.units.includes(unit))
      await writePerson(head, { ...head.person, units: [...head.person.units, unit] }, call, 'appoint')
  }

  const service = {
    /**
     * Creates or changes a person. A change of roles and a removal end the person's sessions.
     * @throws Refusal access.forbidden when one who is no administrator gives roles, or changes the address of a person who has some or removes
     * them; people.mail-taken; access.missing for an unknown unit
     */
    savePerson: async (call: Call, input: PersonInput, version?: number): Promise<Person> => {
      permit(call.actor, 'people.edit')
      const before = await chains.head(keys.person(input.id))
      const old = before?.person
      const roles = input.roles ?? old?.roles ?? []
      const changed = ROLES.filter((role) => roles.includes(role) !== (old?.roles ?? []).includes(role))
      if (changed.includes('reviewer')) permit(call.actor, 'reviewer.appoint')
      if (changed.some((role) => role !== 'reviewer')) permit(call.actor, 'roles.edit')
      const removed = input.removed ?? old?.removed ?? false
      // Every page of a person whose unit does not exist would lead nowhere.
      if (input.unit !== null && input.unit !== old?.unit) await load.unit(input.unit)
      if (old && (input.mail !== old.mail || removed !== old.removed))
        permit(call.actor, 'sign-in.edit', { roles: old.roles })
      const ends = old !== undefined && (changed.length > 0 || removed !== old.removed)
      return writePerson(
        before,
        Person.parse({
          ...old,
          ...input,
          roles,
          removed,
          units: old?.units ?? [],
          epoch: (old?.epoch ?? 0) + (ends ? 1 : 0),
        }),
        call,
        removed ? 'remove' : before ? 'change' : 'create',
        version,
      )
    },

    /** Ends every session of a person (sign-out everywhere): by themselves, or by those who keep the people. */
    endSessions: async (call: Call, id: string): Promise<void> => {
      if (call.actor.person.id !== id) permit(call.actor, 'people.edit')
      const before = await chains.head(keys.person(id))
      if (!before) throw new Refusal('access.missing', {})
      await writePerson(before, { ...before.person, epoch: before.person.epoch + 1 }, call, 'end-sessions')
    },

    /** Creates or changes a unit; its people are appointed with `appoint`. */
    saveUnit: async (call: Call, input: UnitInput, version?: number): Promise<Unit> => {
      permit(call.actor, 'people.edit')
      const before = await chains.head(keys.unit(input.id))
      const unit = Unit.parse({ ...before?.unit, ...input })
      if (before && (before.unit.from !== unit.from || before.unit.to !== unit.to))
        await keepPast(call.now, before.unit, unit)
      await change(deps, keys.unit(unit.id), before, call, {
        act: before ? 'change' : 'create',
        head: { state: 'kept', unit },
        body: unit,
        version,
      })
      return unit
    },

    /**
     * Appoints a unit's coordinator, stand-in and head in one step (also a handover): what is given changes, null leaves the place empty.
     * Old months keep the old names, since their records carry them.
     * @throws Refusal access.missing · input.invalid for a person who was removed · head.moved
     */
    appoint: async (
      call: Call,
      unitId: string,
      given: Partial<Record<Capacity, string | null>>,
      version?: number,
    ): Promise<Unit> => {
      permit(call.actor, 'people.edit')
      const before = await chains.head(keys.unit(unitId))
      if (!before) throw new Refusal('access.missing', {})
      // All of them are looked for before the first is written to.
      const named = CAPACITIES.flatMap((as) => (given[as] === before.unit[as] ? [] : (given[as] ?? [])))
      const known = await Promise.all(named.map((id) => (Slug.safeParse(id).success ? load.person(id) : null)))
      if (known.includes(null)) throw new Refusal('access.missing', {})
      const gone = known.find((person) => person?.removed)
      if (gone) throw new Refusal('input.invalid', { problems: [`${gone.name}已移除，不能担任`] })
      for (const person of named) await remember(person, unitId, call)
      const unit = Unit.parse({ ...before.unit, ...given })
      const changed = CAPACITIES.filter((as) => before.unit[as] !== unit[as])
      if (changed.length === 0) return unit
      await change(deps, keys.unit(unitId), before, call, {
        act: before.unit.coordinator !== null && changed.includes('coordinator') ? 'handover' : 'appoint',
        why: changed.map((as) => CAPACITY_WORDS[as]).join('、'),
        head: { state: 'kept', unit },
        body: unit,
        version,
      })
      return unit
    },

    /**
     * Hands a place over to somebody who is not on the list yet, in one step: the person is added and serves from now on. Drafts belong to the
     * unit and stay; months that were filed keep the old name.
     * @throws Refusal people.mail-taken · head.moved, before anybody is added
     */
    handOver: async (
      call: Call,
      unitId: string,
      given: { as: Capacity } & Pick<Person, 'name' | 'mail' | 'phone'>,
      version?: number,
    ): Promise<Unit> => {
      permit(call.actor, 'people.edit')
      const before = await chains.head(keys.unit(unitId))
      if (!before) throw new Refusal('access.missing', {})
      if (version !== undefined && version !== before.version) throw new Refusal('head.moved', { by: '', at: '' })
      const { as, ...input } = given
      const id = freshId(
        input.mail?.split('@')[0] ?? 'person',
        (await load.people()).map((person) => person.id),
      )
      await service.savePerson(call, { ...input, id, unit: unitId }, 0)
      return service.appoint(call, unitId, { [as]: id }, before.version)
    },

    /** Units and people with the versions that forms carry. */
    directory: async (call: Call) => {
      permit(call.actor, 'people.read')
      const [units, people] = await Promise.all([chains.heads(keys.units), chains.heads(keys.people)])
      return { units: units.sort((a, b) => a.unit.order - b.unit.order), people }
    },

    unitHistory: async (call: Call, id: string): Promise<HistoryRecord[]> => {
      permit(call.actor, 'people.read')
      const head = await chains.head(keys.unit(id))
      return head ? chainOf(head, await chains.records(keys.unit(id))) : []
    },
  }
  return service
}
