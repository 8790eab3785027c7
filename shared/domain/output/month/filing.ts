import { momentInWords, periodInWords } from '../../time.ts'
import { type Cell, cell, letter, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { type Counts, rate, rateFormula } from '../rate.ts'
import { MONTH_SHEETS, NONE, unitLabel } from '../vocabulary.ts'
import { cutOffInWords, definitions, shortMoment } from '../words.ts'
import type { Month, MonthRow } from './MonthRow.ts'

const COUNTS = ['expected', 'reported', 'onTime', 'late', 'madeUp', 'missing', 'zero', 'returned'] as const
const HEADS = [
  '序号',
  '单位',
  '类别',
  '状态',
  '应报',
  '已报',
  '按时',
  '迟报',
  '漏报',
  '未报',
  '零报告',
  '退回次数',
  '截止时间',
  '报送时间',
  '填报人',
  '审核人',
  '标注',
]
const FIRST_COUNT = 5

const unitRow = (one: MonthRow, number: number): Row => {
  const owes = one.duties.length > 0
  return row(
    cell(number, 'centre'),
    cell(unitLabel(one.unit), 'centre'),
    cell(one.unit.class, 'centre'),
    cell(owes ? one.mark : NONE, 'centre', owes && one.tone ? { tone: one.tone } : {}),
    ...COUNTS.map((key) => cell(one[key], 'count')),
    cell(owes ? shortMoment(one.due) : NONE, 'centre'),
    cell(one.filedAt ? shortMoment(one.filedAt) : NONE, 'centre'),
    cell(one.filedBy?.name ?? NONE, 'centre'),
    cell(one.acceptedBy ?? NONE, 'centre'),
    cell(one.notes.join('；'), 'text'),
  )
}

/** 报送情况: who reported when, the sums, the rates with their definitions. */
export const filingSheet = (month: Month): Sheet => {
  const { plan, period, rows: units } = month
  const rows: Row[] = [
    ...heading(
      `${periodInWords(period.period)}月报报送情况`,
      `${plan.title}　　数据截至${cutOffInWords(month.cutOff)}　　截止${momentInWords(period.due)}，锁定${momentInWords(period.locks)}`,
      HEADS.length,
    ),
    headRow(HEADS),
  ]
  const from = rows.length + 1
  units.forEach((one, index) => {
    rows.push(unitRow(one, index + 1))
  })
  const to = rows.length
  const sum = (key: (typeof COUNTS)[number]): number => units.reduce((total, one) => total + one[key], 0)
  const total: Counts = { expected: sum('expected'), reported: sum('reported'), onTime: sum('onTime') }
  const totals = rows.length + 1
  const sumCell = (key: (typeof COUNTS)[number], index: number): Cell => {
    const column = letter(FIRST_COUNT + index)
    return cell({ formula: `SUM(${column}${from}:${column}${to})`, result: sum(key) }, 'count', { tone: 'sum' })
  }
  const [expected, reported, onTime] = [0, 1, 2].map((offset) => `${letter(FIRST_COUNT + offset)}${totals}`)
  rows.push(
    row(
      cell('合计', 'strong', { cols: 4, tone: 'sum' }),
      ...COUNTS.map(sumCell),
      cell('报送率', 'strong', { tone: 'sum' }),
      cell(
        { formula: rateFormula(`${reported}`, `${expected}`), result: rate(total.reported, total.expected) },
        'rate',
        { tone: 'sum' },
      ),
      cell('按时率', 'strong', { tone: 'sum' }),
      cell({ formula: rateFormula(`${onTime}`, `${expected}`), result: rate(total.onTime, total.expected) }, 'rate', {
        tone: 'sum',
      }),
      cell('', 'text', { tone: 'sum' }),
    ),
    ...notes(
      [
        ...definitions(),
        '自审：审核通过的人属于填报单位。代录：由法规处代为录入。修订：退回以后重报过的次数。示例：通知没有点名、样例数据里假定的单位。',
        '各单位报表里的“具体工作措施”取自启动阶段报送的工作措施；没有报送的留空。',
      ],
      HEADS.length,
    ),
  )
  return {
    name: MONTH_SHEETS.filing,
    columns: [
      { min: 5, max: 5 },
      { min: 12, max: 26 },
      { min: 10, max: 14 },
      { min: 9, max: 10 },
      ...COUNTS.map(() => ({ min: 7, max: 7 })),
      { min: 12, max: 16 },
      { min: 12, max: 16 },
      { min: 12, max: 16 },
      { min: 12, max: 16 },
      { min: 14, max: 30 },
    ],
    rows,
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    filter: { from: 3, to },
    locked: false,
    tall: false,
  }
}
