import type { Standing } from '../counting/standing.ts'
import type { Year } from '../counting/year.ts'
import type { Unit, UnitClass } from '../people.ts'
import { DUTY_WORDS, taskOf } from '../plan.ts'
import type { Instant, Period } from '../time.ts'
import { completionPoints, type DutyScore, dutyScores } from './completion.ts'
import { lightLines } from './malus.ts'
import { gradeOf, ranksOf } from './rank.ts'
import { roundHalfAway } from './round.ts'
import { ITEM_KEYS, type ItemKey, type RuleSet } from './rules.ts'

/** A record that gave or cost points; count × each = points, before the item is rounded and bounded. */
export type ScoreLine = {
  what: string
  period: Period | null
  task: number | null
  count: number
  each: number
  points: number
}

export type ItemScore = {
  key: ItemKey | 'bonus'
  name: string
  /** Full points; of 加减分 how far it may go either way. */
  max: number
  /** Rounded to two decimals; null: the item does not apply, and `why` says so. */
  points: number | null
  why: string | null
  lines: ScoreLine[]
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
  why: string | null
}

/** Units stand in the office's order. */
export type Evaluation = { cutOff: Instant; rules: RuleSet; units: UnitScore[] }

/** Why an item is left out, where nothing is collected for it yet. */
const NOT_COLLECTED: Partial<Record<ItemKey, string>> = {
  kickoff: '启动阶段的材料没有在本系统报送，这一项不计，总分按其余各项折算',
  lookback: '回头看的自查没有在本系统报送，这一项不计，总分按其余各项折算',
  overall: '还没有录入综合评价，这一项不计，总分按其余各项折算',
}
const NO_DUTY_COUNTED = '没有计分的任务分工，这一项不计，总分按其余各项折算'
const NOTHING_EXPECTED = '截至统计时间没有应报的月报，不参加排名'

const deduction = (what: string, period: Period, count: number, each: number): ScoreLine => ({
  what,
  period,
  task: null,
  count,
  each: -each,
  points: -roundHalfAway(count * each, 10),
})

/** Full points less the deductions, not below 0. */
const less = (max: number, lines: readonly ScoreLine[]): number =>
  roundHalfAway(Math.max(0, max + lines.reduce((sum, line) => sum + line.points, 0)), 2)

type Months = readonly (readonly [Period, Standing])[]

const timelinessLines = (months: Months, rule: RuleSet['items']['timeliness']): ScoreLine[] =>
  months.flatMap(([period, standing]) => {
    if (standing.late) return [deduction('迟报', period, 1, rule.late)]
    if (standing.madeUp) return [deduction('漏报', period, 1, rule.madeUp)]
    return standing.missing ? [deduction('未报', period, 1, rule.missing)] : []
  })

const qualityLines = (months: Months, rule: RuleSet['items']['quality']): ScoreLine[] =>
  months
    .filter(([, standing]) => standing.owed && standing.returnedByUnit > 0)
    .map(([period, standing]) => deduction('因本单位原因退回', period, standing.returnedByUnit, rule.returned))

const completionLines = (year: Year, duties: readonly DutyScore[], max: number): ScoreLine[] => {
  const weights = duties.reduce((sum, duty) => sum + duty.weight, 0)
  return duties.map((duty) => ({
    what: `任务${taskOf(year.plan, duty.task)?.label || duty.task}（${DUTY_WORDS[duty.role]}）${duty.words}`,
    period: duty.from,
    task: duty.task,
    count: duty.weight,
    each: weights === 0 ? 0 : (duty.value * max) / weights,
    points: weights === 0 ? 0 : (duty.weight * duty.value * max) / weights,
  }))
}

/** Sum of the rounded items × 100 / points of the items that apply, rounded, plus bonus and malus, within 0–100. */
const totalOf = (items: readonly ItemScore[], applicable: number, bonus: number): number => {
  const sum = items.reduce((points, item) => points + (item.points ?? 0), 0)
  return roundHalfAway(Math.min(100, Math.max(0, roundHalfAway((sum * 100) / applicable, 2) + bonus)), 2)
}

const scored = (year: Year, unit: Unit, rules: RuleSet): UnitScore => {
  const months: Months = year.periods.flatMap(({ period }) => {
    const standing = year.standings[unit.id]?.[period]
    return standing ? [[period, standing] as const] : []
  })
  const { completion, timeliness, quality } = rules.items
  const duties = dutyScores(year, unit.id, completion)
  const done = completionPoints(duties, completion.max)
  const late = timelinessLines(months, timeliness)
  const returns = qualityLines(months, quality)
  const found: Partial<Record<ItemKey, Pick<ItemScore, 'points' | 'why' | 'lines'>>> = {
    completion: {
      points: done === null ? null : roundHalfAway(done, 2),
      why: done === null ? NO_DUTY_COUNTED : null,
      lines: completionLines(year, duties, completion.max),
    },
    timeliness: { points: less(timeliness.max, late), why: null, lines: late },
    quality: { points: less(quality.max, returns), why: null, lines: returns },
  }
  const items = ITEM_KEYS.map((key): ItemScore => {
    const { name, max } = rules.items[key]
    return { key, name, max, ...(found[key] ?? { points: null, why: NOT_COLLECTED[key] ?? null, lines: [] }) }
  })
  const lights = lightLines(year, unit.id, rules.bonus)
  const { within } = rules.bonus
  const bonus = roundHalfAway(
    Math.min(
      within,
      Math.max(
        -within,
        lights.reduce((sum, line) => sum + line.points, 0),
      ),
    ),
    2,
  )
  const applicable = items.reduce((sum, item) => sum + (item.points === null ? 0 : item.max), 0)
  const expected = year.rates.unit[unit.id]?.expected ?? 0
  const total = expected === 0 || applicable === 0 ? null : totalOf(items, applicable, bonus)
  return {
    unit: unit.id,
    class: unit.class,
    items,
    bonus: { key: 'bonus', name: rules.bonus.name, max: within, points: bonus, why: null, lines: lights },
    duties,
    applicable,
    missing: year.rates.unit[unit.id]?.missing ?? 0,
    late: year.rates.unit[unit.id]?.late ?? 0,
    total,
    rank: null,
    grade: total === null ? null : gradeOf(total, rules.grades),
    why: total === null ? NOTHING_EXPECTED : null,
  }
}

/**
 * Scores, ranks and grades of all units (domain.md, 3), every point explained by its lines. 组织启动, 回头看 and 综合评价, and within 报送质量 and
 * 加减分 the manual marks, are not collected: the former are left out and the total is scaled, the latter are none.
 */
export const evaluate = (year: Year, rules: RuleSet): Evaluation => {
  const units = year.units.map((unit) => scored(year, unit, rules))
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
