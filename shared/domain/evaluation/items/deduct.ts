import { roundHalfAway } from '../round.ts'
import type { ScoreLine } from '../score.ts'

/** A line that takes points: count × each, written negative. */
export const deduction = (
  kind: ScoreLine['kind'],
  what: string,
  where: Pick<ScoreLine, 'period' | 'task' | 'mark'>,
  count: number,
  each: number,
): ScoreLine => ({ kind, what, ...where, count, each: -each, points: -roundHalfAway(count * each, 10) })

/** Full points less the deductions, not below 0. */
export const less = (max: number, lines: readonly ScoreLine[]): number =>
  roundHalfAway(Math.max(0, max + lines.reduce((sum, line) => sum + line.points, 0)), 2)
