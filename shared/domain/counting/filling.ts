/** Counts of entries, for tasks and groups: 应填 duties due, 已填 entries in reported reports. Never added to counts of reports (`Rates`). */
export type Filling = { due: number; filled: number }

export const sumFilling = (fillings: readonly Filling[]): Filling =>
  fillings.reduce((sum, { due, filled }) => ({ due: sum.due + due, filled: sum.filled + filled }), {
    due: 0,
    filled: 0,
  })

/** What the two figures mean; shown beside them. */
export const FILLING_DEFINITIONS = [
  { key: 'due', label: '应填', definition: '已到截止时间的任务分工，每个单位每项任务每月记1条。' },
  {
    key: 'filled',
    label: '已填',
    definition: '已报的月报里填了的条数，零报告也算。按任务统计的条数和按单位统计的份数不相加。',
  },
] as const satisfies { key: keyof Filling; label: string; definition: string }[]
