import * as z from 'zod'
import type { Year } from '../counting/year.ts'
import { Slug, Unit } from '../people.ts'
import { DUTY_ROLES } from '../plan.ts'
import { STATUSES } from '../report/entry.ts'
import { Instant, Period } from '../time.ts'
import { ratesTable } from './figures.ts'
import { ManualMark } from './marks.ts'
import type { Records } from './records.ts'
import { ITEM_KEYS, RuleSet } from './rules.ts'
import { type Evaluation, LINE_KINDS, type UnitScore } from './score.ts'

/**
 * A published evaluation as it was: what was judged by, every score with the records behind it, and the rates. Nothing of it is computed again, so that a
 * later change of plan, rules or program leaves it as it is. Its hash is that of its canonical JSON.
 */
const count = z.int().min(0)
const Line = z.object({
  kind: z.enum(LINE_KINDS),
  what: z.string(),
  period: Period.nullable(),
  task: z.int().nullable(),
  count: z.number(),
  each: z.number(),
  points: z.number(),
  mark: z.string().nullable(),
})
const Item = z.object({
  key: z.enum([...ITEM_KEYS, 'bonus']),
  name: z.string(),
  max: z.number(),
  points: z.number().nullable(),
  why: z.string().nullable(),
  lines: z.array(Line),
})
const Duty = z.object({
  task: z.int(),
  role: z.enum(DUTY_ROLES),
  weight: z.number(),
  words: z.string(),
  status: z.enum(STATUSES).nullable(),
  progress: z.number().nullable(),
  verified: z.boolean(),
  from: Period.nullable(),
  value: z.number(),
})
const Score = z.object({
  unit: Slug,
  class: Unit.shape.class,
  items: z.array(Item),
  bonus: Item,
  duties: z.array(Duty),
  applicable: z.number(),
  missing: count,
  late: count,
  total: z.number().nullable(),
  rank: z.int().nullable(),
  grade: z.string().nullable(),
  cap: z.string().nullable(),
  why: z.string().nullable(),
}) satisfies z.ZodType<UnitScore>

export const Snapshot = z.object({
  plan: z.object({ id: Slug, title: z.string(), year: z.int() }),
  revision: z.int().min(1),
  cutOff: Instant,
  rules: RuleSet,
  units: z.array(
    Unit.pick({ id: true, name: true, class: true, assumed: true }).extend({
      /** Months accepted by the unit's own people (自审), and months that the office entered (代录). */
      selfAccepted: count,
      entered: count,
    }),
  ),
  scores: z.array(Score),
  marks: z.array(ManualMark),
  rates: z.array(
    z.object({
      unit: Slug,
      period: Period,
      expected: count,
      reported: count,
      zero: count,
      onTime: count,
      late: count,
      madeUp: count,
      missing: count,
      returned: count,
    }),
  ),
})
export type Snapshot = z.infer<typeof Snapshot>

/** How often a unit's months bear a mark: 自审, 代录. */
export const markedMonths = (year: Year, unit: string, mark: 'selfAccepted' | 'entered'): number =>
  Object.values(year.standings[unit] ?? {}).filter((standing) => standing[mark]).length

/** Freezes an evaluation. */
export const snapshotOf = (year: Year, evaluation: Evaluation, records: Records, revision: number): Snapshot => ({
  plan: { id: year.plan.id, title: year.plan.title, year: year.plan.year },
  revision,
  cutOff: evaluation.cutOff,
  rules: evaluation.rules,
  units: year.units.map(({ id, name, class: unitClass, assumed }) => ({
    ...{ id, name, class: unitClass, assumed },
    selfAccepted: markedMonths(year, id, 'selfAccepted'),
    entered: markedMonths(year, id, 'entered'),
  })),
  scores: evaluation.units,
  marks: [...records.marks],
  rates: ratesTable(year),
})
