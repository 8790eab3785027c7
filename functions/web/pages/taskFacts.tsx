import type { Unit } from '../../../shared/domain/people.ts'
import { DUTY_ROLES, DUTY_WORDS, type Duty, type DutyRole, type Plan, type Task } from '../../../shared/domain/plan.ts'
import { dateInWords, monthInWords, type Period } from '../../../shared/domain/time.ts'

/** What is said of a task in several places, in one wording. */

export const namesOf = (units: readonly Unit[]): ((id: string) => string) => {
  const names = new Map(units.map((unit) => [unit.id, unit.name]))
  return (id) => names.get(id) ?? id
}

/** Units named one by one for a role; of more it is said how many there are. */
const NAMED = 30

/** 牵头单位：办公室；责任单位：救助处、福利处（7月起）, in force in a period or from a later one. */
export const dutiesInWords = (duties: readonly Duty[], name: (unit: string) => string, period: Period): string =>
  DUTY_ROLES.map((role): [DutyRole, Duty[]] => [
    role,
    duties.filter((duty) => duty.role === role && (duty.to === null || duty.to >= period)),
  ])
    .filter(([, own]) => own.length > 0)
    .map(([role, own]) => {
      const said = own
        .slice(0, NAMED)
        .map(({ unit, from }) => `${name(unit)}${from !== null && from > period ? `（${monthInWords(from)}起）` : ''}`)
      return `${DUTY_WORDS[role]}：${said.join('、')}${own.length > NAMED ? `等${own.length}个单位` : ''}`
    })
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
