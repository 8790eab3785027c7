import { type Rates, ratesOf } from '../counting/rates.ts'
import type { Year } from '../counting/year.ts'
import type { Period } from '../time.ts'
import type { Evaluation } from './score.ts'

/** One unit and due period of `figures.json` (design.md, fixed interface): each 0 or 1, `returned` a count. */
export type RateRow = { unit: string; period: Period } & Rates

/** A row for each unit and period in which a report is expected; by unit, then by period. */
export const ratesTable = (year: Year): RateRow[] =>
  year.units.flatMap((unit) =>
    year.periods.flatMap(({ period }): RateRow[] => {
      const standing = year.standings[unit.id]?.[period]
      return standing?.expected ? [{ unit: unit.id, period, ...ratesOf([standing]) }] : []
    }),
  )

/**
 * One unit of `figures.json`: points by the items' names, 加减分 among them; items that do not apply are left out. Nothing applies to a unit of
 * whom no report was expected: it has no points, no total and no rank.
 */
export type ScoreRow = {
  unit: string
  items: Record<string, number>
  total: number | null
  rank: number | null
  grade: string | null
}

export const scoresOf = (evaluation: Pick<Evaluation, 'units'>): ScoreRow[] =>
  evaluation.units.map(({ unit, items, bonus, total, rank, grade }) => ({
    unit,
    items: Object.fromEntries(
      [...items, bonus].flatMap((item) => (total === null || item.points === null ? [] : [[item.name, item.points]])),
    ),
    total,
    rank,
    grade,
  }))
