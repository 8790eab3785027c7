import type { PeriodDates } from '../../calendar.ts'
import type { Year } from '../../counting/year.ts'
import type { FormLayout } from '../../formLayout.ts'
import type { Unit } from '../../people.ts'
import type { KickoffEntry } from '../../phase/kickoff.ts'
import type { DutyRole, Plan } from '../../plan.ts'
import type { Entry } from '../../report/entry.ts'
import type { Instant } from '../../time.ts'
import type { Tone } from '../book.ts'

/** What the sheets of a month say of one unit. */
export type MonthRow = {
  unit: Unit
  duties: { task: number; role: DutyRole }[]
  /** The texts of a reported report; empty otherwise. */
  entries: readonly Entry[]
  /** 佐证材料 by name; `task` null: of the report as a whole. */
  /** What the unit filed in the kick-off, by task. */
  measures: readonly KickoffEntry[]
  attachments: readonly { task: number | null; name: string }[]
  /** 应报 已报 按时 迟报 漏报 未报 零报告, each 0 or 1; `returned` a count. */
  expected: number
  reported: number
  onTime: number
  late: number
  madeUp: number
  missing: number
  zero: number
  returned: number
  /** The state's word as every page says it, and how it tints. */
  mark: string
  tone: Tone | null
  due: Instant
  filedAt: Instant | null
  /** Who filed, with the telephone where it is known. */
  filedBy: { name: string; phone: string } | null
  acceptedBy: string | null
  /** Who signed it off in the system. */
  signedBy: string | null
  /** 迟报 自审 代录 修订 延期 重新打开, in words. */
  notes: string[]
}

export type Month = {
  year: Year
  plan: Plan
  period: PeriodDates
  cutOff: Instant
  /** How the office lays its form out. */
  layout: FormLayout
  /** All units in their order, those that owe nothing among them. */
  rows: MonthRow[]
  /** Duties taken off the list (核验销号) by the cut-off, with when and by whom. */
  verified: { unit: string; task: number; at: Instant; by: string }[]
  /** In how many periods running a unit's entry on a task has been zero, this one included; key `unit task`. */
  zeroRuns: ReadonlyMap<string, number>
}
