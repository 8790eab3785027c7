import { roundHalfAway } from '../round.ts'
import { type ItemInput, type ItemResult, leftOut, type ScoreLine } from '../score.ts'

/**
 * 回头看: points for a self-check on time, and for the share of remedied problems; all of the latter where none was found and none marked. What is
 * not filed at the cut-off gives nothing.
 */
export const lookback = ({ unit, rules, records }: ItemInput): ItemResult => {
  if (records.lookbacks === null) return leftOut('还没有回头看的自查记录')
  const rule = rules.items.lookback
  const facts = records.lookbacks.find((one) => one.unit === unit.id)
  if (!facts || facts.filedAt === null) return { points: 0, why: null, lines: [] }
  const share = facts.problems === 0 ? 1 : Math.min(1, facts.remedied / facts.problems)
  const line = (kind: ScoreLine['kind'], what: string, count: number, each: number): ScoreLine => ({
    ...{ kind, what, period: null, task: null, count, each, points: count * each, mark: null },
  })
  const lines = [
    ...(facts.onTime ? [line('selfCheck', '按时自查', 1, rule.onTime)] : []),
    line(
      'remedied',
      facts.problems === 0 ? '没有发现问题' : `${facts.problems}个问题整改${facts.remedied}个`,
      share,
      rule.remedied,
    ),
  ]
  const points = Math.min(
    rule.max,
    lines.reduce((sum, one) => sum + one.points, 0),
  )
  return { points: roundHalfAway(points, 2), why: null, lines }
}
