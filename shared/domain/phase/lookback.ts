import * as z from 'zod'
import type { Entry } from '../report/entry.ts'
import { Instant, LocalDate } from '../time.ts'
import { type PhaseProblem, phaseText } from './phase.ts'

/**
 * “回头看”阶段 (H2): each unit checks its year's work task by task, makes good what it missed, and says what came of it (notice of 2019, 三（三）:
 * 自查自纠，及时拾遗补缺).
 */

export const RESULTS = ['done', 'partly', 'not'] as const
export const Result = z.enum(RESULTS)
export type Result = z.infer<typeof Result>
export const RESULT_WORDS: Record<Result, string> = { done: '已落实', partly: '部分落实', not: '未落实' }

/** One task's self-check. */
export const SelfCheck = z.object({
  task: z.int().min(1),
  result: Result.nullable().default(null),
  /** 落实情况. */
  found: phaseText,
})
export type SelfCheck = z.infer<typeof SelfCheck>

/** A problem of a task: found in the self-check or marked by the office, with its remedy, and what became of it. */
export const Problem = z.object({
  id: z.string(),
  task: z.int().min(1),
  text: phaseText,
  /** 整改措施; empty where the office marked the problem and the unit has not answered yet. */
  remedy: phaseText,
  /** 整改时限. */
  by: LocalDate.nullable().default(null),
  foundAt: Instant,
  /** Marked by the office. */
  marked: z.boolean().default(false),
  remedied: z.object({ at: Instant, result: phaseText, by: z.string() }).nullable().default(null),
})
export type Problem = z.infer<typeof Problem>

export const LookbackBody = z.object({ checks: z.array(SelfCheck), problems: z.array(Problem).max(400) })
export type LookbackBody = z.infer<typeof LookbackBody>

/** What of a problem the year's figures read; its texts lie in the record. */
export const ProblemBrief = Problem.pick({ id: true, task: true, foundAt: true, marked: true }).extend({
  remediedAt: Instant.nullable(),
})
export type ProblemBrief = z.infer<typeof ProblemBrief>
export const problemBrief = ({ id, task, foundAt, marked, remedied }: Problem): ProblemBrief => ({
  ...{ id, task, foundAt, marked },
  remediedAt: remedied?.at ?? null,
})

/**
 * What the year says of a task, as a first answer: a task that is done or verified is 已落实, one that is on its way 部分落实, anything else 未落实; the text is
 * the newest that was filed. The unit reads it and changes it.
 * @param newest the unit's newest entry on the task in a reported month that is no zero report; null where there is none
 */
export const suggestedCheck = (task: number, newest: Entry | null, verified: boolean): SelfCheck => ({
  task,
  result: verified || newest?.status === '已完成' ? 'done' : newest?.status === '未启动' || !newest ? 'not' : 'partly',
  found: newest?.work ?? '',
})

/** The checks for these tasks, in their order; what was not answered is as suggested. */
export const checksFor = (
  tasks: readonly number[],
  given: readonly SelfCheck[],
  suggest: (task: number) => SelfCheck,
): SelfCheck[] => tasks.map((task) => given.find((check) => check.task === task) ?? suggest(task))

/** What a self-check still lacks to be filed; a problem needs its text, its remedy and until when. */
export const lookbackLacking = ({ checks, problems }: LookbackBody): PhaseProblem[] => [
  ...checks.flatMap(({ task, result, found }): PhaseProblem[] => [
    ...(result === null ? [{ task, field: 'result', message: '请选落实情况' }] : []),
    ...(found === '' ? [{ task, field: 'found', message: '请写落实情况' }] : []),
    ...(result !== null && result !== 'done' && !problems.some((problem) => problem.task === task)
      ? [{ task, field: 'problem', message: '没有全部落实的，请写明存在问题和整改' }]
      : []),
  ]),
  ...problems.flatMap(({ id, task, text, remedy, by }): PhaseProblem[] => [
    ...(text === '' ? [{ task, field: `${id}.text`, message: '请写明存在问题' }] : []),
    ...(remedy === '' ? [{ task, field: `${id}.remedy`, message: '请写明整改措施' }] : []),
    ...(by === null ? [{ task, field: `${id}.by`, message: '请选整改时限' }] : []),
  ]),
]
