import type { Unit } from './people.ts'
import {
  type Duty,
  type DutyRole,
  existsIn,
  type Party,
  type Plan,
  type Settlement,
  sortDuties,
  strongerRole,
  type Task,
} from './plan.ts'
import { lastDay, type Period } from './time.ts'

/**
 * From the names in the notice to units that owe (P2). A name that is a unit's name, full name or alias is settled by itself; a wildcard
 * (相关处室), an unknown name, and a task for which nobody is named are questions to the office. Nothing is guessed: what was answered
 * for an earlier plan is offered, not taken.
 */

const bare = (name: string): string => name.replace(/[\s　]/g, '')

/**
 * The units that exist when a plan begins. One that was merged since the last notice still answers to its name there: who carries its tasks on is meant.
 */
export const unitsAt = (units: readonly Unit[], first: Period): Unit[] => {
  const there = units.filter((unit) => existsIn(unit, first))
  const gone = units.filter((unit) => !existsIn(unit, first))
  return there.map((unit) => {
    const merged = gone.filter((one) => one.successors.length === 1 && one.successors[0] === unit.id)
    const formerly = merged.flatMap((one) =>
      [one.name, one.fullName, ...one.aliases]
        .filter((name) => name !== '')
        .map((name) => ({ name, to: one.to ?? lastDay(first) })),
    )
    return merged.length === 0 ? unit : { ...unit, formerly: [...unit.formerly, ...formerly] }
  })
}

/** Earlier answers as they would be given today: who carries on the tasks of a unit that is gone stands in its place. */
export const carriedOver = (
  settlements: readonly Settlement[],
  units: readonly Unit[],
  first: Period,
): Settlement[] => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const today = (id: string, deep = 0): string[] => {
    const unit = byId.get(id)
    if (!unit || deep > 5) return []
    return existsIn(unit, first) ? [id] : unit.successors.flatMap((heir) => today(heir, deep + 1))
  }
  return settlements.map((one) => ({ ...one, units: [...new Set(one.units.flatMap((id) => today(id)))] }))
}

/** Names, full names and aliases → the first unit that bears them; made once per list of units. */
const names = new WeakMap<readonly Unit[], ReadonlyMap<string, Unit>>()
const namesIn = (units: readonly Unit[]): ReadonlyMap<string, Unit> => {
  const known = names.get(units)
  if (known) return known
  const made = new Map<string, Unit>()
  const bears = (unit: Unit, all: readonly string[]): void => {
    for (const name of all.map(bare)) if (name !== '' && !made.has(name)) made.set(name, unit)
  }
  for (const unit of units) bears(unit, [unit.name, unit.fullName, ...unit.aliases])
  for (const unit of units)
    bears(
      unit,
      unit.formerly.map((one) => one.name),
    )
  names.set(units, made)
  return made
}

/** The unit a party's name stands for, or null. */
export const unitNamed = (name: string, units: readonly Unit[]): Unit | null => namesIn(units).get(bare(name)) ?? null

/** One question to the office: which units are meant? `units` is the answer given, null when there is none yet. */
export type Question = {
  task: Task
  /** Null where the notice names nobody for the task. */
  party: Party | null
  kind: 'wildcard' | 'unknown' | 'nobody'
  units: string[] | null
}

const answerFor = (settlements: readonly Settlement[], task: number, party: string | null): string[] | null =>
  settlements.find((settled) => settled.task === task && settled.party === party)?.units ?? null

/** Every question that the plan's tasks raise, in the order of the tasks. */
export const questionsOf = (plan: Pick<Plan, 'tasks' | 'settlements'>, units: readonly Unit[]): Question[] =>
  plan.tasks.flatMap((task): Question[] => {
    const parties = task.responsibility?.parties ?? []
    if (parties.length === 0)
      return [{ task, party: null, kind: 'nobody', units: answerFor(plan.settlements, task.number, null) }]
    return parties
      .filter((party) => party.wildcard || unitNamed(party.name, units) === null)
      .map((party) => ({
        task,
        party,
        kind: party.wildcard ? ('wildcard' as const) : ('unknown' as const),
        units: answerFor(plan.settlements, task.number, party.name),
      }))
  })

/** The duties that names and answers give: one per unit and task, with the stronger role. */
export const dutiesFrom = (plan: Pick<Plan, 'tasks' | 'settlements'>, units: readonly Unit[]): Duty[] => {
  const duties = new Map<string, Duty>()
  const add = (task: number, unit: string, role: DutyRole): void => {
    const key = `${task} ${unit}`
    const known = duties.get(key)
    duties.set(key, { unit, task, role: known ? strongerRole(known.role, role) : role, from: null, to: null })
  }
  for (const task of plan.tasks) {
    const parties = task.responsibility?.parties ?? []
    if (parties.length === 0)
      for (const unit of answerFor(plan.settlements, task.number, null) ?? []) add(task.number, unit, 'responsible')
    for (const party of parties) {
      const named = party.wildcard ? null : unitNamed(party.name, units)
      if (named) add(task.number, named.id, party.role)
      else
        for (const unit of answerFor(plan.settlements, task.number, party.name) ?? [])
          add(task.number, unit, party.wildcard ? 'wildcard' : party.role)
    }
  }
  return sortDuties([...duties.values()], new Map(units.map((unit) => [unit.id, unit.order])))
}

/** Tasks that nobody owes: while there is one, the plan cannot be published. */
export const unowned = (plan: Pick<Plan, 'tasks' | 'settlements'>, units: readonly Unit[]): Task[] => {
  const owed = new Set(dutiesFrom(plan, units).map((duty) => duty.task))
  return plan.tasks.filter((task) => !owed.has(task.number))
}

/**
 * What an earlier plan's answers suggest for a question: the answer for the same party on a task of the same title, else the newest
 * answer for a party of that name, else nothing.
 */
export const suggestionFor = (
  question: Question,
  earlier: Pick<Plan, 'tasks' | 'settlements'> | null,
  units: readonly Unit[],
): string[] => {
  if (!earlier) return []
  const name = question.party?.name ?? null
  const titled = earlier.tasks.find((task) => task.title === question.task.title)
  const same = earlier.settlements.find((settled) => settled.party === name && settled.task === titled?.number)
  const any = name === null ? undefined : earlier.settlements.findLast((settled) => settled.party === name)
  const known = new Set(units.map((unit) => unit.id))
  return ((same ?? any)?.units ?? []).filter((unit) => known.has(unit))
}
