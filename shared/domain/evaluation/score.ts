import type { Year } from '../counting/year.ts'
import type { Unit, UnitClass } from '../people.ts'
import type { Instant, Period } from '../time.ts'
import type { DutyScore } from './items/completion.ts'
import type { Records } from './records.ts'
import type { ItemKey, RuleSet } from './rules.ts'

/** The shapes of an evaluation: what an item is computed from, and what it answers. */

/** What kind of record gave or cost points; the workbook finds the rule by it. */
export const LINE_KINDS = [
  'duty',
  'late',
  'madeUp',
  'missing',
  'returned',
  'error',
  'hollow',
  'overall',
  'praised',
  'innovation',
  'falseReport',
  'red',
  'yellow',
  'coordinator',
  'filed',
  'filedLate',
  'selfCheck',
  'remedied',
] as const
export type LineKind = (typeof LINE_KINDS)[number]

/** A record that gave or cost points; count × each = points, before the item is rounded and bounded. */
export type ScoreLine = {
  kind: LineKind
  what: string
  period: Period | null
  task: number | null
  count: number
  each: number
  points: number
  /** The manual mark, where the line is one. */
  mark: string | null
}

/** What each item is computed from; an item is one pure function of it, in a file of its own under `items/`. */
export type ItemInput = { year: Year; unit: Unit; rules: RuleSet; records: Records }
/** Points rounded to two decimals, or null with the reason: the item does not apply. */
export type ItemResult = { points: number | null; why: string | null; lines: ScoreLine[] }

export type ItemScore = ItemResult & {
  key: ItemKey | 'bonus'
  name: string
  /** Full points; of 加减分 how far it may go either way. */
  max: number
}

export type UnitScore = {
  unit: string
  class: UnitClass
  /** The items that make up the hundred, in the order of `ITEM_KEYS`. */
  items: ItemScore[]
  bonus: ItemScore
  /** What 任务完成 is made of. */
  duties: DutyScore[]
  /** Full points of the items that apply; the sum of the items is scaled by 100 / this. */
  applicable: number
  /** What ties are broken by. */
  missing: number
  late: number
  /** All null for a unit that is left out of the ranking, and `why` says so. */
  total: number | null
  rank: number | null
  grade: string | null
  /** The best grade that a false report leaves, where there is one. */
  cap: string | null
  why: string | null
}

/** Units stand in the office's order. */
export type Evaluation = { cutOff: Instant; rules: RuleSet; units: UnitScore[] }

/** What is said of an item that is left out: the rest is scaled to the hundred. */
export const leftOut = (reason: string): ItemResult => ({
  points: null,
  why: `${reason}，这一项不计，总分按其余各项折算`,
  lines: [],
})
