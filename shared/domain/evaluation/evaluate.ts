import type { Year } from '../counting/year.ts'
import type { Unit } from '../people.ts'
import { bonus, capOf } from './items/bonus.ts'
import { completion, dutyScores } from './items/completion.ts'
import { kickoff } from './items/kickoff.ts'
import { lookback } from './items/lookback.ts'
import { overall } from './items/overall.ts'
import { quality } from './items/quality.ts'
import { timeliness } from './items/timeliness.ts'
import { cappedGrade, gradeOf, ranksOf } from './rank.ts'
import { NO_RECORDS, type Records } from './records.ts'
import { roundHalfAway } from './round.ts'
import { ITEM_KEYS, type ItemKey, type RuleSet } from './rules.ts'
import type { Evaluation, ItemInput, ItemResult, ItemScore, UnitScore } from './score.ts'

/** Each item of the hundred, by its key. */
const ITEMS: Record<ItemKey, (input: ItemInput) => ItemResult> = {
  kickoff,
  completion,
  timeliness,
  quality,
  lookback,
  overall,
}

const NOTHING_EXPECTED = '截至统计时间没有应报的月报，不参加排名'

/** Sum of the rounded items × 100 / points of the items that apply, rounded, plus bonus and malus, within 0–100. */
const totalOf = (items: readonly ItemScore[], applicable: number, extra: number): number => {
  const sum = items.reduce((points, item) => points + (item.points ?? 0), 0)
  return roundHalfAway(Math.min(100, Math.max(0, roundHalfAway((sum * 100) / applicable, 2) + extra)), 2)
}

const scored = (year: Year, unit: Unit, rules: RuleSet, records: Records): UnitScore => {
  const input = { year, unit, rules, records }
  const items = ITEM_KEYS.map((key): ItemScore => {
    const { name, max } = rules.items[key]
    return { key, name, max, ...ITEMS[key](input) }
  })
  const extra: ItemScore = { key: 'bonus', name: rules.bonus.name, max: rules.bonus.within, ...bonus(input) }
  const applicable = items.reduce((sum, item) => sum + (item.points === null ? 0 : item.max), 0)
  const rates = year.rates.unit[unit.id]
  const total = (rates?.expected ?? 0) === 0 || applicable === 0 ? null : totalOf(items, applicable, extra.points ?? 0)
  const cap = capOf(input)
  return {
    unit: unit.id,
    class: unit.class,
    items,
    bonus: extra,
    duties: dutyScores(year, unit.id, rules.items.completion),
    applicable,
    missing: rates?.missing ?? 0,
    late: rates?.late ?? 0,
    total,
    rank: null,
    grade: total === null ? null : cappedGrade(gradeOf(total, rules.grades), cap, rules.grades),
    cap,
    why: total === null ? NOTHING_EXPECTED : null,
  }
}

/**
 * Scores, ranks and grades of all units (domain.md, 3), every point explained by its lines. An item for which nothing is collected, or nothing
 * entered yet, is left out and says so; the total is scaled by those that apply.
 */
export const evaluate = (year: Year, rules: RuleSet, records: Records = NO_RECORDS): Evaluation => {
  const units = year.units.map((unit) => scored(year, unit, rules, records))
  const ranks = new Map<string, number>()
  const lists =
    rules.ranking === 'all'
      ? [units]
      : [...new Set(units.map((unit) => unit.class))].map((wanted) => units.filter((unit) => unit.class === wanted))
  for (const list of lists) {
    const ranked = list.flatMap(({ unit, total, missing, late }) =>
      total === null ? [] : [{ unit, total, missing, late }],
    )
    ranksOf(ranked).forEach((rank, i) => {
      const unit = ranked[i]?.unit
      if (unit !== undefined) ranks.set(unit, rank)
    })
  }
  return { cutOff: year.cutOff, rules, units: units.map((unit) => ({ ...unit, rank: ranks.get(unit.unit) ?? null })) }
}
