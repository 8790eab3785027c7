import type { DutyMonth } from '../../counting/duty.ts'
import type { Year } from '../../counting/year.ts'
import { taskOf } from '../../plan.ts'
import { monthInWords } from '../../time.ts'
import type { RuleSet } from '../rules.ts'
import type { ScoreLine } from '../score.ts'
import { isCancelled } from './completion.ts'
import { deduction } from './deduct.ts'

/** Is the unit the task's lead, or one of its responsible units where there is no lead? */
const answersForLight = (year: Year, month: DutyMonth): boolean => {
  if (month.role === 'lead') return true
  if (month.role !== 'responsible') return false
  return !(year.tasks[month.task]?.[month.period]?.duties ?? []).some((other) => other.role === 'lead')
}

/**
 * What lights cost a unit (加减分), once per task. A task's light is its lead's or, without one, that of its responsible units, each of whom answers
 * for its own; supporting and wildcard units never change it, and so lose nothing, not even where only wildcard units speak for a task.
 * Looked at is the unit's newest due period: red in it, or yellow in it and in each of the due periods before, `yellowPeriods` in all. A duty that was
 * over by then, and one verified or cancelled at the cut-off, costs nothing.
 */
export const lightLines = (year: Year, unit: string, rule: RuleSet['bonus']): ScoreLine[] => {
  const newest = year.periods.findLast(({ period }) => year.standings[unit]?.[period]?.expected)?.period
  return (year.duties[unit] ?? []).flatMap((months): ScoreLine[] => {
    const due = months.filter((month) => month.due)
    const last = due.at(-1)
    if (!last || last.period !== newest || isCancelled(year, last.task)) return []
    if ((year.verified[unit] ?? []).includes(last.task)) return []
    if (!answersForLight(year, last)) return []
    const line = (kind: 'red' | 'yellow', what: string, each: number): ScoreLine =>
      deduction(kind, what, { period: last.period, task: last.task, mark: null }, 1, each)
    const name = `任务${taskOf(year.plan, last.task)?.label || last.task}`
    if (last.light === 'red') return [line('red', `${name}：${monthInWords(last.period)}是红灯`, rule.red)]
    const lately = due.slice(-rule.yellowPeriods)
    if (lately.length < rule.yellowPeriods || lately.some((month) => month.light !== 'yellow')) return []
    const yellow = lately.map((month) => monthInWords(month.period)).join('、')
    return [line('yellow', `${name}：${yellow}都是黄灯`, rule.yellow)]
  })
}
