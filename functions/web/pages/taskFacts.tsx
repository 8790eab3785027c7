import type { Unit } from '../../../shared/domain/people.ts'
import { DUTY_ROLES, DUTY_WORDS, type Duty, type DutyRole, type Plan, type Task } from '../../../shared/domain/plan.ts'
import { dateInWords } from '../../../shared/domain/time.ts'

/** What is said of a task in several places, in one wording. */

export const namesOf = (units: readonly Unit[]): ((id: string) => string) => {
  const names = new Map(units.map((unit) => [unit.id, unit.name]))
  return (id) => names.get(id) ?? id
}

/** 牵头单位：办公室；责任单位：救助处、福利处 */
export const dutiesInWords = (duties: readonly Duty[], name: (unit: string) => string): string =>
  DUTY_ROLES.map((role): [DutyRole, string[]] => [
    role,
    duties.filter((duty) => duty.role === role).map((duty) => name(duty.unit)),
  ])
    .filter(([, names]) => names.length > 0)
    .map(([role, names]) => `${DUTY_WORDS[role]}：${names.join('、')}`)
    .join('；')

/** 2019年6月30日前完成；量化目标100个、15项. Empty where the task has neither. */
export const aimsInWords = (task: Pick<Task, 'deadlines' | 'targets'>): string =>
  [
    ...task.deadlines.map((deadline) => `${dateInWords(deadline.date, true)}前完成（原文“${deadline.text}”）`),
    ...(task.targets.length > 0 ? [`量化目标：${task.targets.map((target) => target.text).join('、')}`] : []),
  ].join('；')

/** （三）着力落实… as the notice numbers its groups. */
export const groupInWords = (plan: Pick<Plan, 'groups'>, index: number | null): string =>
  index === null ? '不分组' : (plan.groups[index]?.title ?? '')

/** The tasks by group, in the notice's order; tasks outside any group stand together. */
export const byGroup = (
  plan: Pick<Plan, 'groups' | 'tasks'>,
): { title: string; index: number | null; tasks: Task[] }[] =>
  [...plan.groups.map((_, index) => index), null]
    .map((index) => ({
      index,
      title: index === null && plan.groups.length === 0 ? '任务' : groupInWords(plan, index),
      tasks: plan.tasks.filter((task) => task.group === index),
    }))
    .filter((group) => group.tasks.length > 0)
