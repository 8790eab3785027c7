import * as z from 'zod'
import type { Plan } from './plan.ts'
import { monthInWords, type Period } from './time.ts'

/**
 * The office's own 样表: the monthly form's title, its columns and the words around them (domain.md, 1). Data that the office lays out on a page;
 * the monthly workbook prints every unit's month so, and a unit's own form for Excel is made and read by it.
 */

/** What a column may hold, with the name it has until the office gives it another. The first form is the reconstructed one. */
export const FORM_COLUMNS = {
  number: '序号',
  task: '任务编号及工作任务',
  role: '责任类型',
  measures: '具体工作措施',
  deadline: '完成时限',
  targets: '量化目标',
  work: '本月工作进展情况',
  progress: '累计完成进度（%）',
  status: '进展状态',
  problem: '存在问题',
  coordination: '需协调解决事项',
  next: '下一步工作措施',
  note: '备注',
  attachments: '佐证材料',
} as const
export type FormColumn = keyof typeof FORM_COLUMNS
export const FORM_KEYS = Object.keys(FORM_COLUMNS) as [FormColumn, ...FormColumn[]]

/** The words over and under the table, each with what follows its colon. */
export const FORM_LABELS = {
  unit: '填报单位（盖章）',
  period: '填报月份',
  filedAt: '填报时间',
  filedBy: '工作协调员（填报人）',
  phone: '联系电话',
  signed: '单位主要负责人（审核）签字',
} as const
export type FormLabel = keyof typeof FORM_LABELS
export const LABEL_KEYS = Object.keys(FORM_LABELS) as FormLabel[]

const word = (most: number) =>
  z
    .string()
    .trim()
    .min(1, '不能空着')
    .max(most, `最多${most}字`)
    .regex(/^\P{Cc}*$/u, '不能换行')

export const FormLayout = z.object({
  /** `X` stands for the month. */
  title: word(120),
  columns: z
    .array(
      z.object({
        key: z.enum(FORM_KEYS),
        name: word(30),
        /** In half-width characters, as a spreadsheet counts. */
        width: z.int('列宽请填4到80的整数').min(4, '列宽请填4到80的整数').max(80, '列宽请填4到80的整数'),
      }),
    )
    .max(FORM_KEYS.length)
    .refine((columns) => new Set(columns.map(({ key }) => key)).size === columns.length, '同一项只能有一列')
    .refine(
      (columns) => ['task', 'work'].every((needed) => columns.some(({ key }) => key === needed)),
      '“工作任务”和“本月工作进展情况”两列不能去掉',
    ),
  labels: z.object({
    unit: word(30),
    period: word(30),
    filedAt: word(30),
    filedBy: word(30),
    phone: word(30),
    signed: word(30),
  }),
})
export type FormLayout = z.infer<typeof FormLayout>

export const WIDTHS: Record<FormColumn, number> = {
  number: 5,
  task: 24,
  role: 9,
  measures: 11,
  deadline: 11,
  targets: 14,
  work: 36,
  progress: 10,
  status: 11,
  problem: 18,
  coordination: 16,
  next: 24,
  note: 16,
  attachments: 18,
}

/** Left out until the office asks for them: the reconstructed form has no such columns. */
const EXTRA: readonly FormColumn[] = ['targets', 'attachments']

/** The reconstructed 样表, under the title that the plan's notice gives it. */
export const defaultLayout = ({ formTitle }: Pick<Plan, 'formTitle'>): FormLayout => ({
  title: formTitle,
  columns: FORM_KEYS.filter((key) => !EXTRA.includes(key)).map((key) => ({
    key,
    name: FORM_COLUMNS[key],
    width: WIDTHS[key],
  })),
  labels: { ...FORM_LABELS },
})

/** The form's title for a month: X stands for the month. */
export const formTitle = ({ title }: Pick<FormLayout, 'title'>, period: Period): string =>
  title.replace(/[XxＸ×](?=月)/, monthInWords(period).replace('月', ''))

/** The same title for the summary: 月进展情况报表 → 月进展情况汇总表. */
export const summaryTitle = (layout: Pick<FormLayout, 'title'>, period: Period): string => {
  const title = formTitle(layout, period)
  return title.includes('报表') ? title.replace('报表', '汇总表') : `${title}汇总表`
}
