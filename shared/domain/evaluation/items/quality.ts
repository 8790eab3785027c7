import { MARK_TABLE } from '../marks.ts'
import type { ItemInput, ItemResult } from '../score.ts'
import { deduction, less } from './deduct.ts'
import { monthsOf } from './months.ts'

/** 报送质量: each return whose cause is the unit's, each error and each text without substance that was marked. */
export const quality = (input: ItemInput): ItemResult => {
  const rule = input.rules.items.quality
  const { marks } = input.records
  const lines = [
    ...monthsOf(input)
      .filter(([, standing]) => standing.owed && standing.returnedByUnit > 0)
      .map(([period, standing]) =>
        deduction(
          'returned',
          '因本单位原因退回',
          { period, task: null, mark: null },
          standing.returnedByUnit,
          rule.returned,
        ),
      ),
    ...marks
      .filter(({ unit, kind }) => unit === input.unit.id && MARK_TABLE[kind].item === 'quality')
      .map(({ id, kind, period, task, reason }) =>
        deduction(
          kind,
          `${MARK_TABLE[kind].word}：${reason}`,
          { period, task, mark: id },
          1,
          kind === 'error' ? rule.error : rule.hollow,
        ),
      ),
  ]
  return { points: less(rule.max, lines), why: null, lines }
}
