import * as z from 'zod'
import { Slug } from '../people.ts'
import { Instant, monthInWords, Period } from '../time.ts'
import type { RuleSet } from './rules.ts'

/**
 * Manual marks (domain.md, 3): what no record counts by itself, entered by the office or the evaluator with a reason and the record it refers to.
 * A mark says how often; what it is worth stands in the rules. 综合评价 alone carries its points.
 */
export const MARK_KINDS = ['error', 'hollow', 'overall', 'praised', 'innovation', 'falseReport'] as const
export const MarkKind = z.enum(MARK_KINDS)
export type MarkKind = z.infer<typeof MarkKind>

/** Where a kind counts, its word, and what it must refer to: a unit's month, a document, or the year as a whole. */
export const MARK_TABLE = {
  error: { item: 'quality', word: '差错', refers: 'report' },
  hollow: { item: 'quality', word: '无实质内容', refers: 'report' },
  overall: { item: 'overall', word: '综合评价', refers: 'year' },
  praised: { item: 'bonus', word: '省级以上表扬', refers: 'document' },
  innovation: { item: 'bonus', word: '工作创新', refers: 'document' },
  falseReport: { item: 'bonus', word: '弄虚作假', refers: 'report' },
} as const satisfies Record<
  MarkKind,
  { item: 'quality' | 'overall' | 'bonus'; word: string; refers: 'report' | 'document' | 'year' }
>

/** What is entered. `record` names a document: 省厅通报2019年第3期. */
export const MarkInput = z
  .object({
    kind: MarkKind,
    period: Period.nullable().default(null),
    task: z.int().min(1).max(9_999).nullable().default(null),
    record: z
      .string()
      .trim()
      .max(200)
      .regex(/^\P{Cc}*$/u)
      .default(''),
    /** Of 综合评价 alone. */
    points: z.number().min(0).max(100).nullable().default(null),
    reason: z.string().trim().min(1).max(500),
  })
  .refine(({ kind, period }) => MARK_TABLE[kind].refers !== 'report' || period !== null, {
    path: ['period'],
    message: '请选是哪个月的月报',
  })
  .refine(({ kind, record }) => MARK_TABLE[kind].refers !== 'document' || record !== '', {
    path: ['record'],
    message: '请写明依据的文件或证书',
  })
  .refine(({ kind, points }) => (kind === 'overall') === (points !== null), {
    path: ['points'],
    message: '综合评价要打分，别的记录按规则计分',
  })
export type MarkInput = z.infer<typeof MarkInput>

export const ManualMark = z.object({
  id: z.string(),
  unit: Slug,
  kind: MarkKind,
  period: Period.nullable(),
  task: z.int().nullable(),
  record: z.string(),
  points: z.number().nullable(),
  reason: z.string(),
  at: Instant,
  by: z.object({ id: z.string(), name: z.string() }),
})
export type ManualMark = z.infer<typeof ManualMark>

/** What one mark gives (or, negative, costs) by the rules. */
export const worthOfMark = ({ kind, points }: Pick<ManualMark, 'kind' | 'points'>, rules: RuleSet): number => {
  const { quality } = rules.items
  const { bonus } = rules
  switch (kind) {
    case 'error':
      return -quality.error
    case 'hollow':
      return -quality.hollow
    case 'overall':
      return points ?? 0
    case 'praised':
      return bonus.praised
    case 'innovation':
      return bonus.innovation
    case 'falseReport':
      return -bonus.falseReport
  }
}

/** What a mark refers to: 6月任务16 · 省厅通报2019年第3期. */
export const recordInWords = ({ period, task, record }: Pick<ManualMark, 'period' | 'task' | 'record'>): string =>
  [`${period === null ? '' : monthInWords(period)}${task === null ? '' : `任务${task}`}`, record]
    .filter((part) => part !== '')
    .join('，')
