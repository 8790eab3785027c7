import type { Plan, Task } from '../../../shared/domain/plan.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import {
  ENTRY_TEXTS,
  ENTRY_WORDS,
  Entry,
  type EntryText,
  emptyEntry,
  type FieldProblem,
} from '../../../shared/domain/report/entry.ts'
import type { Form } from '../request.ts'

/**
 * The report form: field names, what was typed, and the entries made of it. A field is `t5.work`: task 5, the entry's field. Figures are
 * `t5.figures.0`, by the place of the target. On the page for two versions, `pick.t5.work` names whose text is taken and `mine.t5.work` carries
 * the sender's own.
 */

export const fieldName = (task: number, field: string): string => `t${task}.${field}`

/** The id of a field in the page, which the summary of errors links to. */
export const fieldId = (task: number, field: string): string => `${field}-${task}`

/** The value of the button that saves the form and goes on to 佐证材料; null: of the whole report. */
export const attachAct = (task: number | null): string => `attach-${task ?? 'whole'}`

/** For which 佐证材料 the form was sent; undefined: it was sent to be saved and shown again. */
export const attachTask = (form: Form): number | null | undefined => {
  const [, task] = /^attach-(whole|\d{1,4})$/.exec(form.get('act')) ?? []
  return task === undefined ? undefined : task === 'whole' ? null : Number(task)
}

/** One task's fields as they were typed: kept letter by letter, also where they are wrong. */
export type Typed = Record<EntryText | 'progress' | 'status', string> & {
  task: number
  zero: boolean
  figures: string[]
}

const targetsOf = (task: Task | undefined): Task['targets'] => task?.targets ?? []

/** A stored entry as it stands in the fields. */
export const typedOf = (entry: Entry, task: Task | undefined): Typed => ({
  ...entry,
  progress: entry.progress === null ? '' : String(entry.progress),
  status: entry.status ?? '',
  figures: targetsOf(task).map((_, target) => {
    const figure = entry.figures.find((one) => one.target === target)
    return figure ? String(figure.quantity) : ''
  }),
})

/** What was sent for one task. A choice between two versions is followed here, so that every reader of the form sees the outcome. */
const readTyped = (form: Form, number: number, task: Task | undefined): Typed => {
  const read = (field: string): string => {
    const name = fieldName(number, field)
    return form.get(form.get(`pick.${name}`) === 'mine' ? `mine.${name}` : name)
  }
  const texts = Object.fromEntries(ENTRY_TEXTS.map((field) => [field, read(field)])) as Record<EntryText, string>
  return {
    ...texts,
    task: number,
    zero: read('zero') !== '',
    progress: read('progress').trim(),
    status: read('status'),
    figures: targetsOf(task).map((_, target) => read(`figures.${target}`).trim()),
  }
}

/** Digits as an input method may leave them (５５ → 55, a full-width stop, a % behind); null for an empty field. */
const numberOf = (text: string): number | null => {
  const plain = text.normalize('NFKC').replace(/\s|%/g, '')
  if (plain === '') return null
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
}

const PROGRESS = `${ENTRY_WORDS.progress}请填写0到100的整数`
const QUANTITY = `${ENTRY_WORDS.figures}请填写数字，没有就空着`

/** One task's typed fields → entry and what is wrong with it. The entry holds what is right; wrong fields are left empty in it. */
export const entryOf = (typed: Typed): { entry: Entry; problems: FieldProblem[] } => {
  const { figures, progress, status, ...rest } = typed
  const quantities = figures.map(numberOf)
  const given = {
    ...rest,
    progress: numberOf(progress),
    status: status === '' ? null : status,
    figures: quantities.flatMap((quantity, target) => (quantity === null ? [] : [{ target, quantity }])),
  }
  const parsed = Entry.safeParse(given)
  if (parsed.success) return { entry: parsed.data, problems: [] }
  const wrong = new Map<FieldProblem['field'], string>()
  for (const issue of parsed.error.issues) {
    const field = issue.path[0] as FieldProblem['field']
    if (wrong.has(field)) continue
    if (field === 'progress') wrong.set(field, PROGRESS)
    else if (field === 'figures') wrong.set(field, QUANTITY)
    else if (field === 'status') wrong.set(field, '请选择一种进展状态')
    else wrong.set(field, `${ENTRY_WORDS[field]}${issue.message}，现在${typed[field as EntryText].trim().length}字`)
  }
  const right = Object.fromEntries(
    Object.entries(given).filter(([field]) => !wrong.has(field as FieldProblem['field'])),
  )
  return {
    entry: Entry.catch(emptyEntry(typed.task)).parse({ ...right, task: typed.task }),
    problems: [...wrong].map(([field, message]) => ({ task: typed.task, field, message })),
  }
}

export type SentReport = {
  /** The version of the report that the form was opened on. */
  version: number
  typed: Typed[]
  entries: Entry[]
  /** Fields that hold what cannot be kept, such as letters where a number belongs. */
  problems: FieldProblem[]
}

/**
 * A sent report form → entries.
 * @param tasks the tasks the unit owes; fields of other tasks are not read
 */
export const readReport = (form: Form, plan: Plan, tasks: readonly number[]): SentReport => {
  const typed = tasks.map((number) => readTyped(form, number, taskOf(plan, number)))
  const read = typed.map(entryOf)
  const version = Number(form.get('version'))
  return {
    version: Number.isSafeInteger(version) && version >= 0 ? version : 0,
    typed,
    entries: read.map((one) => one.entry),
    problems: read.flatMap((one) => one.problems),
  }
}

/** The plan's tasks that a sent form has fields for, in their order. */
export const tasksIn = (form: Form, plan: Plan): number[] => {
  const sent = new Set(form.names().flatMap((name) => /^(?:mine\.)?t(\d{1,4})\./.exec(name)?.[1] ?? []))
  return plan.tasks.map((task) => task.number).filter((number) => sent.has(String(number)))
}

/** A piece of text that goes back to the person when what they sent was refused. */
export type Kept = { label: string; text: string }

const KEPT_NAMES: Record<string, string> = {
  reason: '理由',
  why: '理由',
  next: '下一步工作措施',
  text: '粘贴的原文',
}

/** Every longer text of a sent form, with the words of its field: nothing typed is ever lost, whatever refused it. */
export const keptOf = (form: Form): Kept[] =>
  form.names().flatMap((name): Kept[] => {
    const text = form.get(name).trim()
    if (text === '') return []
    const field = /^(mine\.)?t(\d+)\.([a-z]+)$/.exec(name)
    if (field) {
      const word = ENTRY_TEXTS.find((one) => one === field[3])
      if (word) return [{ label: `任务${field[2]}　${ENTRY_WORDS[word]}`, text }]
      return field[3] === 'remark' ? [{ label: `任务${field[2]}　审核意见`, text }] : []
    }
    const label = KEPT_NAMES[name]
    return label === undefined ? [] : [{ label, text }]
  })
