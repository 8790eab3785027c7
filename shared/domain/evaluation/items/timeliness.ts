import type { ItemInput, ItemResult, ScoreLine } from '../score.ts'
import { deduction, less } from './deduct.ts'
import { monthsOf } from './months.ts'

/** 报送及时: each late, made up or missing report costs; a zero report on time costs nothing. */
export const timeliness = (input: ItemInput): ItemResult => {
  const rule = input.rules.items.timeliness
  const lines = monthsOf(input).flatMap(([period, standing]): ScoreLine[] => {
    const where = { period, task: null, mark: null }
    if (standing.late) return [deduction('late', '迟报', where, 1, rule.late)]
    if (standing.madeUp) return [deduction('madeUp', '漏报', where, 1, rule.madeUp)]
    return standing.missing ? [deduction('missing', '未报', where, 1, rule.missing)] : []
  })
  return { points: less(rule.max, lines), why: null, lines }
}
