import { MARK_TABLE, worthOfMark } from '../marks.ts'
import { roundHalfAway } from '../round.ts'
import type { ItemInput, ItemResult, ScoreLine } from '../score.ts'
import { lightLines } from './lights.ts'

/** 加减分: lights at the cut-off and manual marks together, within ±`within`. */
export const bonus = ({ year, unit, rules, records }: ItemInput): ItemResult => {
  const { within } = rules.bonus
  const lines = [
    ...lightLines(year, unit.id, rules.bonus),
    ...records.marks
      .filter((mark) => mark.unit === unit.id && MARK_TABLE[mark.kind].item === 'bonus')
      .map((mark): ScoreLine => {
        const points = worthOfMark(mark, rules)
        const what = [MARK_TABLE[mark.kind].word, mark.record, mark.reason].filter((part) => part !== '').join('：')
        return {
          ...{ kind: mark.kind, what, period: mark.period, task: mark.task, count: 1, each: points, points },
          mark: mark.id,
        }
      }),
  ]
  const sum = lines.reduce((total, line) => total + line.points, 0)
  return { points: roundHalfAway(Math.min(within, Math.max(-within, sum)), 2), why: null, lines }
}

/** The best grade that the unit may still have: capped by a false report. */
export const capOf = ({ unit, rules, records }: ItemInput): string | null =>
  records.marks.some((mark) => mark.unit === unit.id && mark.kind === 'falseReport')
    ? rules.bonus.falseReportGrade
    : null
