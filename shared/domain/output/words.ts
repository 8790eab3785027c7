import { FILLING_DEFINITIONS } from '../counting/filling.ts'
import { RATE_DEFINITIONS } from '../counting/rates.ts'
import type { Plan, Task } from '../plan.ts'
import type { Entry } from '../report/entry.ts'
import { ENTRY_WORDS, ZERO_WORDS } from '../report/entry.ts'
import { dateInWords, dateOf, type Instant, timeOf } from '../time.ts'

/** Sentences and short forms that several sheets share. */

const DIGITS = '零一二三四五六七八九'

/** 1 → 一, 12 → 十二, 20 → 二十; beyond 99 the digits stay. */
const numeral = (count: number): string => {
  if (!Number.isInteger(count) || count < 1 || count > 99) return String(count)
  const [tens, ones] = [Math.floor(count / 10), count % 10]
  return `${tens > 1 ? DIGITS[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 || tens === 0 ? DIGITS[ones] : ''}`
}

/** The plan's groups with their tasks, in the order of the notice; tasks without a group come last. */
export const groupsOf = (plan: Plan): { title: string; tasks: Task[] }[] => {
  const loose = plan.tasks.filter((task) => task.group === null || plan.groups[task.group] === undefined)
  return [
    ...plan.groups.map((group, index) => ({
      title: `（${numeral(Number(group.number)) === 'NaN' ? group.number : numeral(Number(group.number))}）${group.title}`,
      tasks: plan.tasks.filter((task) => task.group === index),
    })),
    ...(loose.length > 0 ? [{ title: plan.groups.length > 0 ? '其他任务' : '工作任务', tasks: loose }] : []),
  ].filter((group) => group.tasks.length > 0)
}

/** 救助处、福利处等3200个单位: of a whole province's units the first are named, and a cell holds no more than so much anyway. */
export const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMES ? names.join('、') : `${names.slice(0, MOST_NAMES).join('、')}等${names.length}个单位`
const MOST_NAMES = 20

/** 1.进一步提升社会救助兜底保障水平 */
export const taskTitle = (task: Task): string => `${task.label}.${task.title.replace(/[。.]$/, '')}`

/** The task's number in the notice, as a number where it is one. */
export const taskNumber = (task: Task): number | string =>
  /^\d{1,6}$/.test(task.label) ? Number(task.label) : task.label

export const deadlineOf = (task: Task): string =>
  task.deadlines.map((deadline) => dateInWords(deadline.date, true)).join('、') || '—'

/** 100个 */
export const targetsOf = (task: Task): string => task.targets.map((target) => target.text).join('\n')

/** 量化目标100个，已完成45个 */
const figuresOf = (entry: Entry, task: Task | undefined): string[] =>
  entry.figures.flatMap(({ target, quantity }) => {
    const wanted = task?.targets[target]
    return wanted ? [`量化目标${wanted.text}，已完成${quantity}${wanted.unit}`] : []
  })

/** What stands in 备注: the unit's own note, a zero's reason, the figures against numeric targets. */
export const noteOf = (entry: Entry, task: Task | undefined): string =>
  [
    entry.note,
    ...(entry.zero && entry.reason !== '' ? [`${ENTRY_WORDS.reason}：${entry.reason}`] : []),
    ...figuresOf(entry, task),
  ]
    .filter((part) => part !== '')
    .join('\n')

export const figuresText = (entry: Entry, task: Task | undefined): string => figuresOf(entry, task).join('\n')

export const workOf = (entry: Entry): string => (entry.zero ? ZERO_WORDS : entry.work)

/** 6月27日9:31 */
export const shortMoment = (when: Instant): string => `${dateInWords(dateOf(when))}${timeOf(when).replace(/^0/, '')}`

/** 2019年7月1日9:00 */
export const cutOffInWords = (when: Instant): string =>
  `${dateInWords(dateOf(when), true)}${timeOf(when).replace(/^0/, '')}`

/** What the counts and rates mean, printed beside them in the words of the pages. */
export const definitions = (): string[] => [
  RATE_DEFINITIONS.map(({ label, definition }) =>
    definition.startsWith(label) ? definition : `${label}：${definition}`,
  ).join(''),
]

export const fillingDefinitions = (): string =>
  FILLING_DEFINITIONS.map(({ label, definition }) => `${label}：${definition}`).join('')
