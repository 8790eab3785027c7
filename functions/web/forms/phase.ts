import type { BenchmarkStep } from '../../../shared/domain/phase/benchmarks.ts'
import { BENCHMARK_STEPS, Benchmark } from '../../../shared/domain/phase/benchmarks.ts'
import { KICKOFF_TEXTS, KickoffEntry } from '../../../shared/domain/phase/kickoff.ts'
import { Problem, SelfCheck } from '../../../shared/domain/phase/lookback.ts'
import { FIELD_LIMIT, type PhaseProblem } from '../../../shared/domain/phase/phase.ts'
import type { LookbackGiven } from '../../../shared/service/phase.ts'
import type { Form } from '../request.ts'

/**
 * The forms of the phases. A task's field is `t5.measures`; a known problem's `p.ID.text`, with `p.ID.task` saying whose it is; a new problem's
 * `new5.text`. What was typed is kept letter by letter, also where it is wrong.
 */

/** Name → what was typed. */
export type Typed = Record<string, string>

export const taskField = (task: number, field: string): string => `t${task}.${field}`
export const problemField = (id: string, field: string): string => `p.${id}.${field}`
export const newField = (task: number, field: string): string => `new${task}.${field}`
/** A field's id in the page, which the summary of errors links to. */
export const idOf = (name: string): string => name.replaceAll('.', '-')

const version = (form: Form): { version?: number } =>
  /^\d+$/.test(form.get('version')) ? { version: Number(form.get('version')) } : {}

const tasksIn = (form: Form, field: string): number[] =>
  form
    .names()
    .flatMap((name) => {
      const [, task] = /^t(\d{1,4})\.(\w+)$/.exec(name) ?? []
      return task !== undefined && name.endsWith(`.${field}`) ? [Number(task)] : []
    })
    .sort((one, other) => one - other)

const tooLong = (task: number | null, field: string, text: string): PhaseProblem[] =>
  text.trim().length > FIELD_LIMIT
    ? [{ task, field, message: `最多${FIELD_LIMIT}字，现在${text.trim().length}字` }]
    : []

export type Sent<T> = { typed: Typed; problems: PhaseProblem[]; given: T }

export const readKickoff = (form: Form): Sent<{ entries: KickoffEntry[]; version?: number }> => {
  const tasks = tasksIn(form, 'measures')
  const text = (task: number, field: string): string => form.get(taskField(task, field))
  const problems = tasks.flatMap((task) => KICKOFF_TEXTS.flatMap((field) => tooLong(task, field, text(task, field))))
  const entries =
    problems.length > 0
      ? []
      : tasks.map((task) =>
          KickoffEntry.parse({
            task,
            ...Object.fromEntries(KICKOFF_TEXTS.map((field) => [field, text(task, field)])),
          }),
        )
  return { typed: form.record(), problems, given: { entries, ...version(form) } }
}

const dateOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** One problem's fields, under whatever name. */
const problemIn = (
  form: Form,
  task: number,
  name: (field: string) => string,
  key: string,
): { problems: PhaseProblem[]; value: { task: number; text: string; remedy: string; by: string | null } | null } => {
  const [text, remedy, by] = ['text', 'remedy', 'by'].map((field) => form.get(name(field)))
  const shape = Problem.pick({ task: true, text: true, remedy: true, by: true })
  const wrong = [
    ...tooLong(task, `${key}.text`, text ?? ''),
    ...tooLong(task, `${key}.remedy`, remedy ?? ''),
    ...(Problem.shape.by.safeParse(dateOrNull(by ?? '')).success
      ? []
      : [{ task, field: `${key}.by`, message: '整改时限请选一天' }]),
  ]
  if (wrong.length > 0) return { problems: wrong, value: null }
  return { problems: [], value: shape.parse({ task, text, remedy, by: dateOrNull(by ?? '') }) }
}

export const readLookback = (form: Form): Sent<LookbackGiven> => {
  const tasks = tasksIn(form, 'found')
  const known = form
    .names()
    .flatMap((name) => /^p\.([\w-]{1,80})\.task$/.exec(name)?.[1] ?? [])
    .map((id) => ({ id, task: Number(form.get(problemField(id, 'task'))) }))
    .filter(({ task }) => Number.isInteger(task) && task > 0)
  const read = [
    ...known.map(({ id, task }) => ({ id, ...problemIn(form, task, (field) => problemField(id, field), id) })),
    ...tasks.map((task) => ({
      id: null,
      ...problemIn(form, task, (field) => newField(task, field), 'new'),
    })),
  ]
  const problems = [
    ...tasks.flatMap((task) => tooLong(task, 'found', form.get(taskField(task, 'found')))),
    ...read.flatMap((one) => one.problems),
  ]
  const checks =
    problems.length > 0
      ? []
      : tasks.map((task) => {
          const result = SelfCheck.shape.result.safeParse(form.get(taskField(task, 'result')))
          return SelfCheck.parse({
            task,
            result: result.success ? result.data : null,
            found: form.get(taskField(task, 'found')),
          })
        })
  const given = read.flatMap(({ id, value }) => (value === null ? [] : [{ id, ...value }]))
  return { typed: form.record(), problems, given: { checks, problems: given, ...version(form) } }
}

export const stepField = (step: BenchmarkStep, field: 'text' | 'on'): string => `${step}.${field}`

export const readBenchmarks = (form: Form): Sent<{ steps: Benchmark[]; version?: number }> => {
  const problems = BENCHMARK_STEPS.flatMap((step): PhaseProblem[] => {
    const on = Benchmark.shape.on.safeParse(dateOrNull(form.get(stepField(step, 'on'))))
    return [
      ...tooLong(null, stepField(step, 'text'), form.get(stepField(step, 'text'))),
      ...(on.success ? [] : [{ task: null, field: stepField(step, 'on'), message: '完成日期请选一天' }]),
    ]
  })
  const steps =
    problems.length > 0
      ? []
      : BENCHMARK_STEPS.map((step) =>
          Benchmark.parse({
            step,
            text: form.get(stepField(step, 'text')),
            on: dateOrNull(form.get(stepField(step, 'on'))),
          }),
        )
  return { typed: form.record(), problems, given: { steps, ...version(form) } }
}
