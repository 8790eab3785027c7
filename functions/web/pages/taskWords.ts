import { DUTY_WORDS, type DutyRole, type Plan, type Task } from '../../../shared/domain/plan.ts'
import type { Entry } from '../../../shared/domain/report/entry.ts'
import { dateInWords, type LocalDate } from '../../../shared/domain/time.ts'

/** How pages speak of a task in a line: its group, the unit's role, its deadline. */

/** The last day for a task: its own last deadline, else the end of the plan's last phase, else of its year. */
export const deadlineOf = (plan: Plan, task: Task): LocalDate =>
  task.deadlines
    .map((deadline) => deadline.date)
    .sort()
    .at(-1) ??
  plan.phases
    .map((phase) => phase.end)
    .sort()
    .at(-1) ??
  `${plan.year}-12-31`

/** 12月31日前完成; with the year when it is not the plan's. */
export const deadlineWords = (plan: Plan, task: Task): string => {
  const date = deadlineOf(plan, task)
  return `${dateInWords(date, !date.startsWith(String(plan.year)))}前完成`
}

/** The group's short name: 政策环境 of 着力…，建设…的政策环境; the whole title where it is short. */
export const groupWords = (plan: Plan, task: Task): string => {
  const group = task.group === null ? undefined : plan.groups[task.group]
  if (!group) return ''
  return /[\p{sc=Han}]{2}环境/u.exec(group.title)?.[0] ?? (group.title.length <= 12 ? group.title : group.number)
}

/** 政策环境　责任单位　12月31日前完成 */
export const taskLine = (plan: Plan, task: Task, role: DutyRole): string =>
  [groupWords(plan, task), DUTY_WORDS[role], deadlineWords(plan, task)].filter((word) => word !== '').join('　')

/** What an entry said in a few words: 按计划推进，40% or 零报告. */
export const entryWords = (entry: Pick<Entry, 'zero' | 'status' | 'progress'>): string =>
  entry.zero
    ? '零报告'
    : [entry.status ?? '', entry.progress === null ? '' : `${entry.progress}%`].filter((word) => word !== '').join('，')
