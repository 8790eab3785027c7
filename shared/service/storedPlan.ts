import * as z from 'zod'
import { Slug, type Unit } from '../domain/people.ts'
import { byTask, byUnit, Duty, Plan, sortDuties, type WholePlan } from '../domain/plan.ts'
import { type DutyRow, keys, type Sharers, type UnitDuties } from './keys.ts'
import type { Cells, Chance } from './ports.ts'

/**
 * How a plan lies in the store. Its record holds all but who owes what: 3,200 units of 30 tasks are 96,000 duties, far beyond one item. The
 * duties lie in cells under a fresh id, one per unit, which nobody changes; the record names that id with their number and hash. They are written before
 * the head moves, so a set that no record names never happened.
 */

/** Which duties belong to a record, and by what they are known to be all there and unchanged. */
export const DutySet = z.object({ id: z.string(), hash: z.string(), units: z.int(), duties: z.int() })
export type DutySet = z.infer<typeof DutySet>

/** Names that a form gives of the others with the same task; of more it says only how many they are. */
export const SHARERS_NAMED = 9
/** Writes under way at once. */
const TOGETHER = 40

const rowOf = ({ task, role, from, to }: Duty): DutyRow => [task, role, from, to]
export const dutiesIn = ({ unit, rows }: UnitDuties): Duty[] =>
  rows.map(([task, role, from, to]) => ({ unit, task, role, from, to }))

/** Cells of a set, in whatever order → all duties in theirs. */
export const allDutiesIn = (cells: readonly UnitDuties[]): Duty[] =>
  sortDuties(cells.flatMap(dutiesIn), new Map(cells.map(({ unit, rank }) => [unit, rank])))

export const sharersOf = (duties: readonly Duty[]): Sharers =>
  [...byTask(duties)].map(([task, all]) => ({ task, units: all.length, first: all.slice(0, SHARERS_NAMED) }))

/** The same for the same duties, in whatever order their units come. */
export const hashOf = (chance: Pick<Chance, 'hash'>, duties: readonly Duty[]): string =>
  chance.hash(
    [...byUnit(duties)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([unit, own]) => `${unit} ${JSON.stringify(own.map(rowOf))}\n`)
      .join(''),
  )

/** Writes all duties under a fresh id. @param order all units, in their order @returns what the plan's record says of them */
export const writeDuties = async (
  { cells, chance }: { cells: Cells; chance: Chance },
  plan: string,
  duties: readonly Duty[],
  order: readonly Pick<Unit, 'id'>[],
): Promise<DutySet> => {
  const id = chance.id()
  const rank = new Map(order.map((unit, index) => [unit.id, index]))
  const units = [...byUnit(duties)].map(
    ([unit, own]): UnitDuties => ({ unit, rank: rank.get(unit) ?? order.length, rows: own.map(rowOf) }),
  )
  await cells.put(keys.sharers(plan, id), sharersOf(duties), 0)
  for (let from = 0; from < units.length; from += TOGETHER)
    await Promise.all(
      units.slice(from, from + TOGETHER).map((one) => cells.put(keys.unitDuties(plan, id, one.unit), one, 0)),
    )
  return { id, hash: hashOf(chance, duties), units: units.length, duties: duties.length }
}

/** Answers that name the same units share one list: 14 tasks of one wording would else hold 3,200 names fourteen times. */
const Packed = z.array(z.object({ task: z.int(), party: z.string().nullable(), list: z.int() }))

/**
 * A plan's record. Plans of the first version carry their duties and each answer's units in it.
 */
export const StoredPlan = z
  .looseObject({
    duties: z.array(Duty).default([]),
    dutySet: DutySet.nullable().default(null),
    answers: z.object({ lists: z.array(z.array(Slug)), given: Packed }).optional(),
  })
  .transform(({ duties, dutySet, answers, ...body }): { plan: Plan; duties: Duty[]; dutySet: DutySet | null } => ({
    plan: Plan.parse(answers ? { ...body, settlements: unpacked(answers) } : body),
    duties,
    dutySet,
  }))
export type StoredPlan = z.infer<typeof StoredPlan>

type Answers = { lists: string[][]; given: z.infer<typeof Packed> }

const unpacked = ({ lists, given }: Answers): Plan['settlements'] =>
  given.map(({ task, party, list }) => ({ task, party, units: lists[list] ?? [] }))

const packed = (settlements: Plan['settlements']): Answers => {
  const places = new Map<string, number>()
  const lists: string[][] = []
  const given = settlements.map(({ task, party, units }) => {
    const key = units.join(' ')
    const list = places.get(key) ?? lists.push(units) - 1
    places.set(key, list)
    return { task, party, list }
  })
  return { lists, given }
}

/** Plan → the body of its record. */
export const storedPlan = ({ settlements, ...plan }: Plan | WholePlan, dutySet: DutySet | null): unknown => {
  const { duties: _, ...body } = plan as Omit<WholePlan, 'settlements'>
  return { ...body, answers: packed(settlements), dutySet }
}
