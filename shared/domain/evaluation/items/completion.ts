import type { DutyMonth } from '../../counting/duty.ts'
import type { Year } from '../../counting/year.ts'
import { DUTY_WORDS, type DutyRole, taskOf } from '../../plan.ts'
import type { Status } from '../../report/entry.ts'
import type { Period } from '../../time.ts'
import { roundHalfAway } from '../round.ts'
import type { RuleSet } from '../rules.ts'
import { type ItemInput, type ItemResult, leftOut, type ScoreLine } from '../score.ts'

/** One duty in 任务完成: weight × value, with the entry that it comes from. */
export type DutyScore = {
  task: number
  role: DutyRole
  weight: number
  /** 已核验销号, the status, or 没有填报过. */
  words: string
  status: Status | null
  progress: number | null
  verified: boolean
  /** Period of the entry that the status comes from; null when there is none. */
  from: Period | null
  value: number
}

const worth = (
  duty: Pick<DutyMonth, 'judged' | 'progress'>,
  verified: boolean,
  { values }: RuleSet['items']['completion'],
): number => {
  if (verified) return values.verified
  if (duty.judged === null || duty.judged === '申请调整') return 0
  if (duty.judged === '滞后') return Math.min(values.滞后, (duty.progress ?? 0) / 100)
  return values[duty.judged]
}

const wordsOf = (duty: Pick<DutyMonth, 'status' | 'judged'>, verified: boolean): string => {
  if (verified) return '已核验销号'
  if (duty.status === null) return '没有填报过'
  if (duty.status === '申请调整') return `申请调整（按此前“${duty.judged ?? '未启动'}”计）`
  return duty.status
}

/** Is a task cancelled as things stand at the cut-off: has a period opened from which on it is cancelled? */
export const isCancelled = (year: Year, task: number): boolean => {
  const from = taskOf(year.plan, task)?.cancelledFrom ?? null
  return from !== null && year.periods.some((dates) => dates.period >= from && dates.opens <= year.cutOff)
}

/**
 * A unit's duties that were in force in any due period, cancelled tasks left out, by task. The value comes from the newest entry in a reported
 * report at the cut-off: a period not yet due is in no figure (domain.md, 2a), also where its report is already in. The weight is that of the role
 * in the newest due period.
 */
export const dutyScores = (year: Year, unit: string, rule: RuleSet['items']['completion']): DutyScore[] =>
  (year.duties[unit] ?? []).flatMap((months) => {
    const due = months.filter((month) => month.due).at(-1)
    if (!due || isCancelled(year, due.task)) return []
    const verified = (year.verified[unit] ?? []).includes(due.task)
    return {
      task: due.task,
      role: due.role,
      weight: rule.weights[due.role],
      words: wordsOf(due, verified),
      status: due.status,
      progress: due.progress,
      verified,
      from: due.from,
      value: worth(due, verified, rule),
    }
  })

/**
 * Points of 任务完成 before rounding: Σ(weight × value) ÷ Σ weight × max, in the workbook's order of operations; null when no duty weighs anything.
 */
const pointsOf = (duties: readonly DutyScore[], max: number): number | null => {
  const weights = duties.reduce((sum, duty) => sum + duty.weight, 0)
  if (weights === 0) return null
  return (duties.reduce((sum, duty) => sum + duty.weight * duty.value, 0) / weights) * max
}

const linesOf = (year: Year, duties: readonly DutyScore[], max: number): ScoreLine[] => {
  const weights = duties.reduce((sum, duty) => sum + duty.weight, 0)
  return duties.map((duty) => ({
    kind: 'duty',
    what: `任务${taskOf(year.plan, duty.task)?.label || duty.task}（${DUTY_WORDS[duty.role]}）${duty.words}`,
    period: duty.from,
    task: duty.task,
    count: duty.weight,
    each: weights === 0 ? 0 : (duty.value * max) / weights,
    points: weights === 0 ? 0 : (duty.weight * duty.value * max) / weights,
    mark: null,
  }))
}

/** 任务完成: the mean of the duties' values by the weight of the role. */
export const completion = ({ year, unit, rules }: ItemInput): ItemResult => {
  const rule = rules.items.completion
  const duties = dutyScores(year, unit.id, rule)
  const points = pointsOf(duties, rule.max)
  const lines = linesOf(year, duties, rule.max)
  return points === null
    ? { ...leftOut('没有计分的任务分工'), lines }
    : { points: roundHalfAway(points, 2), why: null, lines }
}
