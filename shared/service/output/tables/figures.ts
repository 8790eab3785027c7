import { LIGHTS } from '../../../domain/counting/lights.ts'
import { RATE_DEFINITIONS, ratesOf } from '../../../domain/counting/rates.ts'
import { MARKS } from '../../../domain/counting/standing.ts'
import type { TaskMonth } from '../../../domain/counting/year.ts'
import { ITEM_KEYS } from '../../../domain/evaluation/rules.ts'
import { shanghai } from '../../../domain/time.ts'
import { evaluated } from '../../evaluation/evaluated.ts'
import { columns, type TableKind } from './table.ts'

/** What is counted: rates, matrices, scores. */

const COUNTED = ['expected', 'reported', 'onTime', 'late', 'madeUp', 'missing', 'zero', 'returned'] as const
const label = (key: string): string => RATE_DEFINITIONS.find((one) => one.key === key)?.label ?? key

/** One row per unit and month in which it owes a report; counts are 0 or 1, so that sums are right. */
export const rates: TableKind = {
  id: 'rates',
  words: '各单位各月报送情况',
  says: '每个单位每月一行，可以自己再统计',
  needs: 'output.download',
  columns: () =>
    columns({
      unit: '单位',
      class: '类别',
      period: '报告期',
      mark: '状态',
      ...Object.fromEntries(COUNTED.map((key) => [key, label(key)])),
      entered: '代录',
      selfAccepted: '自审',
      filedAt: '提交时间',
      due: '截止时间',
    }),
  rows: async function* ({ data: { year } }) {
    for (const unit of year.units)
      for (const { period } of year.periods) {
        const standing = year.standings[unit.id]?.[period]
        if (!standing?.owed) continue
        const counts = ratesOf([standing])
        yield [
          unit.name,
          unit.class,
          period,
          MARKS[standing.mark].word,
          ...COUNTED.map((key) => counts[key]),
          standing.entered,
          standing.selfAccepted,
          standing.filedAt && shanghai(standing.filedAt),
          shanghai(standing.due),
        ]
      }
  },
}

export const unitMatrix: TableKind = {
  id: 'unit-matrix',
  words: '单位和月份矩阵',
  says: '每个单位一行，每月一列，写状态',
  needs: 'output.download',
  columns: ({ data: { year } }) =>
    columns({ unit: '单位', class: '类别', ...Object.fromEntries(year.periods.map(({ period }) => [period, period])) }),
  rows: async function* ({ data: { year } }) {
    for (const unit of year.units)
      yield [
        unit.name,
        unit.class,
        ...year.periods.map(({ period }) => {
          const standing = year.standings[unit.id]?.[period]
          return standing?.owed ? MARKS[standing.mark].word : null
        }),
      ]
  },
}

/** 绿50%，零，缺1 */
const taskCell = (month: TaskMonth | undefined): string | null =>
  month?.light
    ? [
        `${LIGHTS[month.light].letter}${month.progress === null ? '' : `${month.progress}%`}`,
        ...(month.zero ? ['零'] : []),
        ...(month.missing > 0 ? [`缺${month.missing}`] : []),
      ].join('，')
    : null

export const taskMatrix: TableKind = {
  id: 'task-matrix',
  words: '任务和月份矩阵',
  says: '每项任务一行，每月一列，写状态灯和累计完成进度',
  needs: 'output.download',
  columns: ({ data: { year } }) =>
    columns({
      task: '任务编号',
      title: '任务',
      group: '环境',
      ...Object.fromEntries(year.periods.map(({ period }) => [period, period])),
    }),
  rows: async function* ({ plan, data: { year } }) {
    for (const task of plan.tasks)
      yield [
        task.label,
        task.title,
        task.group === null ? null : (plan.groups[task.group]?.title ?? null),
        ...year.periods.map(({ period }) => taskCell(year.tasks[task.number]?.[period])),
      ]
  },
}

export const scores: TableKind = {
  id: 'scores',
  words: '评价得分',
  says: '每个单位一行，各项得分、总分、名次和等次',
  needs: 'output.download',
  columns: async ({ with: { chains }, data }) => {
    const { rules } = (await evaluated(chains, data)).evaluation
    return columns({
      unit: '单位',
      class: '类别',
      ...Object.fromEntries(ITEM_KEYS.map((key) => [key, rules.items[key].name])),
      bonus: rules.bonus.name,
      total: '总分',
      rank: '名次',
      grade: '等次',
    })
  },
  rows: async function* ({ with: { chains }, data }) {
    const names = new Map(data.year.units.map((unit) => [unit.id, unit.name]))
    for (const unit of (await evaluated(chains, data)).evaluation.units)
      yield [
        names.get(unit.unit) ?? unit.unit,
        unit.class,
        ...ITEM_KEYS.map((key) => unit.items.find((item) => item.key === key)?.points ?? null),
        unit.bonus.points,
        unit.total,
        unit.rank,
        unit.grade,
      ]
  },
}
