import * as z from 'zod'

/**
 * The rules of the evaluation are data (domain.md, 3): points, deductions, weights, values, bands and ranking can be changed without code.
 * Deductions are written as positive numbers. What each number means stands beside it.
 */

const points = z.number().min(0).max(100)
const share = z.number().min(0).max(1)
const item = { name: z.string().min(1).max(20), max: points }

const Rules = z.object({
  items: z.object({
    /** 组织启动: a coordinator named; measures, workflow and timetable filed by the day (month-day), or later. */
    kickoff: z.object({
      ...item,
      coordinator: points,
      filed: points,
      filedLate: points,
      by: z.string().regex(/^\d\d-\d\d$/),
    }),
    /** 任务完成: the mean of the duties' values, by the weight of the role. */
    completion: z.object({
      ...item,
      weights: z.object({ lead: share, responsible: share, support: share, wildcard: share }),
      values: z.object({
        verified: share,
        已完成: share,
        进度超前: share,
        按计划推进: share,
        停顿: share,
        未启动: share,
        /** 滞后 is worth its progress, at most this. */
        滞后: share,
      }),
    }),
    /** 报送及时: deductions for each report. */
    timeliness: z.object({ ...item, late: points, madeUp: points, missing: points }),
    /** 报送质量: deductions for each return whose cause is the unit's, and by manual marks for each error and each text without substance (无实质内容). */
    quality: z.object({ ...item, returned: points, error: points, hollow: points }),
    /** 回头看: a self-check on time; the share of remedied problems, times so many points. */
    lookback: z.object({ ...item, onTime: points, remedied: points }),
    /** 综合评价: by hand, with a reason. */
    overall: z.object(item),
  }),
  /** 加减分, together within ±`within`. */
  bonus: z.object({
    name: z.string().min(1).max(20),
    within: points,
    praised: points,
    innovation: points,
    /** By lights, once per task at the cut-off: red; yellow in each of the last so many due periods. */
    red: points,
    yellow: points,
    yellowPeriods: z.int().min(1).max(12),
    falseReport: points,
    /** The best grade that a false report leaves. */
    falseReportGrade: z.string(),
  }),
  /** From the best down; the last begins at 0. */
  grades: z
    .array(z.object({ name: z.string().min(1).max(10), from: points }))
    .min(1)
    .refine((bands) => bands.at(-1)?.from === 0, '最低一等从0分起')
    .refine((bands) => new Set(bands.map((band) => band.name)).size === bands.length, '等次的名称不能重复')
    .refine((bands) => bands.every((band, i) => i === 0 || band.from < (bands[i - 1]?.from ?? 0)), '等次从高到低排列'),
  /** Rank within the class of the units, or all in one list. */
  ranking: z.enum(['class', 'all']),
})

export const RuleSet = Rules.refine(({ items }) => Object.values(items).some(({ max }) => max > 0), {
  path: ['items', 'completion', 'max'],
  message: '各项满分不能都是0',
}).refine(({ bonus, grades }) => grades.some((grade) => grade.name === bonus.falseReportGrade), {
  path: ['bonus', 'falseReportGrade'],
  message: '弄虚作假的最高等次要是等次之一',
})
export type RuleSet = z.infer<typeof RuleSet>

export type ItemKey = keyof RuleSet['items']

/** The items that make up the hundred, in the order of every output. */
export const ITEM_KEYS = [
  'kickoff',
  'completion',
  'timeliness',
  'quality',
  'lookback',
  'overall',
] as const satisfies ItemKey[]

/** The default rule set of domain.md, section 3. */
export const DEFAULT_RULES: RuleSet = {
  items: {
    kickoff: { name: '组织启动', max: 5, coordinator: 2, filed: 3, filedLate: 2, by: '03-15' },
    completion: {
      name: '任务完成',
      max: 50,
      weights: { lead: 1, responsible: 1, support: 0.5, wildcard: 0.3 },
      values: { verified: 1, 已完成: 0.9, 进度超前: 0.8, 按计划推进: 0.8, 停顿: 0, 未启动: 0, 滞后: 0.7 },
    },
    timeliness: { name: '报送及时', max: 15, late: 0.5, madeUp: 1, missing: 1.5 },
    quality: { name: '报送质量', max: 10, returned: 0.3, error: 0.2, hollow: 0.5 },
    lookback: { name: '回头看', max: 10, onTime: 4, remedied: 6 },
    overall: { name: '综合评价', max: 10 },
  },
  bonus: {
    name: '加减分',
    within: 5,
    praised: 2,
    innovation: 1,
    red: 2,
    yellow: 1,
    yellowPeriods: 2,
    falseReport: 5,
    falseReportGrade: '合格',
  },
  grades: [
    { name: '优秀', from: 90 },
    { name: '良好', from: 80 },
    { name: '合格', from: 60 },
    { name: '不合格', from: 0 },
  ],
  ranking: 'class',
}
