import { roundHalfAway } from '../round.ts'
import { type ItemInput, type ItemResult, leftOut } from '../score.ts'

/** 综合评价: by hand with a reason, at most the full points; left out until it is entered. The newest mark counts. */
export const overall = ({ unit, rules, records }: ItemInput): ItemResult => {
  const { max } = rules.items.overall
  const mark = records.marks.findLast((one) => one.unit === unit.id && one.kind === 'overall')
  if (!mark) return leftOut('还没有录入综合评价')
  const points = roundHalfAway(Math.min(max, mark.points ?? 0), 2)
  const line = { period: null, task: null, count: 1, each: points, points, mark: mark.id }
  return { points, why: null, lines: [{ kind: 'overall', what: `${mark.by.name}：${mark.reason}`, ...line }] }
}
