import type { Rates } from '../../counting/rates.ts'
import { sumRates } from '../../counting/rates.ts'
import { MARKS } from '../../counting/standing.ts'
import type { Unit } from '../../people.ts'
import { monthInWords } from '../../time.ts'
import { type Area, type Cell, cell, letter, type Row, row, type Sheet, type Stretch, stretch } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { rate, rateFormula } from '../rate.ts'
import { NONE, place, RAW_REPORTS, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords, definitions } from '../words.ts'
import { sumOfUnit } from './deductions.ts'
import { missingMarks, rateBar } from './looks.ts'
import type { RawPlaces } from './raw.ts'
import { labelOf, MARK_TONES, type YearScene } from './YearScene.ts'

const COUNTS = ['expected', 'reported', 'onTime', 'late', 'madeUp', 'missing', 'zero', 'returned'] as const
const COUNT_WORDS = ['应报', '已报', '按时', '迟报', '漏报', '未报', '零报告', '退回次数']
const LEFT = 2
/** 序号 and 单位, twelve months, eight counts, two rates. */
const WIDTH = LEFT + 12 + COUNTS.length + 2
const countColumn = (index: number): string => letter(LEFT + 12 + 1 + index)

/** 报送矩阵: unit × month in words, then the counts and rates from 原始数据. */
export const matrixSheet = (scene: YearScene, places: RawPlaces): Sheet => {
  const { year } = scene
  const rows: Row[] = [
    ...heading(`${year.plan.year}年月报报送矩阵`, `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}`, WIDTH),
    headRow(['序号', '单位', ...scene.months.map(monthInWords), ...COUNT_WORDS, '报送率', '按时率']),
  ]
  const sums: number[] = []
  const blocks: { from: number; to: number }[] = []
  let number = 0
  for (const list of scene.lists) {
    const from = rows.length + 1
    for (const unit of list.units) {
      const line = rows.length + 1
      number += 1
      const count = number
      rows.push(scene.row(() => unitRow(scene, places, unit, line, count)))
    }
    blocks.push({ from, to: rows.length })
    sums.push(rows.length + 1)
    rows.push(
      totalRow(
        scene,
        `${list.title}小计`,
        list.units,
        rows.length + 1,
        (column) => `SUM(${column}${from}:${column}${rows.length})`,
      ),
    )
  }
  rows.push(
    totalRow(scene, '合计', scene.units, rows.length + 1, (column) => sums.map((line) => `${column}${line}`).join('+')),
  )
  const monthly = rows.length + 1
  rows.push(
    monthRow(scene, places, '各月报送率', 'reported'),
    monthRow(scene, places, '各月按时率', 'onTime'),
    ...notes([legend(), ...definitions()], WIDTH),
  )
  const chart = rows.length + 2
  rows.push(
    { ...row(null), breakAfter: true },
    ...Array.from({ length: CHART_ROWS }, () => ({ ...row(null), height: 18 })),
  )
  const unitAreas = (column: number): Area[] => blocks.map(({ from, to }) => ({ from, to, column }))
  const months = (line: number): Stretch => ({
    sheet: YEAR_SHEETS.matrix,
    from: [line, LEFT + 1],
    to: [line, LEFT + scene.months.length],
  })
  return {
    name: YEAR_SHEETS.matrix,
    columns: [
      { min: 5, max: 5 },
      { min: 14, max: 26 },
      ...Array.from({ length: 12 }, () => ({ min: 9, max: 9 })),
      ...COUNTS.map(() => ({ min: 7, max: 7 })),
      { min: 9, max: 9 },
      { min: 9, max: 9 },
    ],
    rows,
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    locked: true,
    tall: false,
    shadings: [
      rateBar([...unitAreas(WIDTH - 1), ...unitAreas(WIDTH)]),
      missingMarks(unitAreas(LEFT + 12 + 1 + COUNTS.indexOf('missing'))),
    ],
    charts: [
      {
        kind: 'column',
        title: '各月报送率和按时率',
        format: '0%',
        least: 0,
        most: 1,
        categories: months(HEADS_AT),
        series: [
          { name: '报送率', values: months(monthly), tone: 'calm' },
          { name: '按时率', values: months(monthly + 1), tone: 'good' },
        ],
        over: { from: chart, to: chart + CHART_ROWS - 1, column: 1, toColumn: WIDTH },
      },
    ],
  }
}
const HEADS_AT = 3
const CHART_ROWS = 16

/** A rate of each month over all units, from 原始数据. */
const monthRow = (scene: YearScene, places: RawPlaces, title: string, key: 'reported' | 'onTime'): Row => {
  const { from, to } = places.reports
  const column = (of: 'period' | 'expected' | typeof key): string =>
    stretch(YEAR_SHEETS.raw, place(RAW_REPORTS, of), from, to)
  const sum = (period: string, of: 'expected' | typeof key): string =>
    `SUMPRODUCT(--(${column('period')}="${period}"),${column(of)})`
  return row(
    cell(title, 'strong', { cols: LEFT, tone: 'sum' }),
    ...scene.months.map((period) => {
      const rates = scene.year.rates.period[period]
      return rates
        ? cell(
            {
              formula: rateFormula(sum(period, key), sum(period, 'expected')),
              result: rate(rates[key], rates.expected),
            },
            'rate',
            { tone: 'sum' },
          )
        : cell(NONE, 'centre', { tone: 'sum' })
    }),
    cell('', 'text', { cols: COUNTS.length + 2, tone: 'sum' }),
  )
}

const markCell = (scene: YearScene, unit: Unit, period: string): Cell => {
  const standing = scene.year.standings[unit.id]?.[period]
  if (!standing?.owed) return cell(NONE, 'centre')
  const tone = MARK_TONES[standing.mark]
  return cell(MARKS[standing.mark].word, 'centre', tone ? { tone } : {})
}

const rateCells = (rates: Rates, line: number, tone: { tone: 'sum' } | object): Cell[] => {
  const [expected, reported, onTime] = [countColumn(0), countColumn(1), countColumn(2)].map(
    (column) => `${column}${line}`,
  )
  return [
    cell(
      { formula: rateFormula(`${reported}`, `${expected}`), result: rate(rates.reported, rates.expected) },
      'rate',
      tone,
    ),
    cell(
      { formula: rateFormula(`${onTime}`, `${expected}`), result: rate(rates.onTime, rates.expected) },
      'rate',
      tone,
    ),
  ]
}

const unitRow = (scene: YearScene, places: RawPlaces, unit: Unit, line: number, number: number): Row => {
  const rates = scene.year.rates.unit[unit.id] ?? sumRates([])
  const counted = (key: (typeof COUNTS)[number]): Cell => {
    // Returns count where a report is expected, as every other figure does.
    const columns = key === 'returned' ? (['expected', 'returned'] as const) : ([key] as const)
    const formula = sumOfUnit(
      places,
      'ownReports',
      columns.map((column) => place(RAW_REPORTS, column)),
      unit.id,
    )
    return cell({ formula, result: rates[key] }, 'count')
  }
  return row(
    cell(number, 'centre'),
    cell(labelOf(scene, unit.id), 'centre'),
    ...scene.months.map((period) => markCell(scene, unit, period)),
    ...COUNTS.map(counted),
    ...rateCells(rates, line, {}),
  )
}

const totalRow = (
  scene: YearScene,
  title: string,
  units: readonly Unit[],
  line: number,
  formula: (column: string) => string,
): Row => {
  const rates = sumRates(units.flatMap((unit) => scene.year.rates.unit[unit.id] ?? []))
  const months = scene.months.map((period) => {
    const owed = units.flatMap((unit) => scene.year.standings[unit.id]?.[period] ?? []).filter((one) => one.expected)
    const reported = owed.filter((one) => one.reported).length
    return cell(owed.length === 0 ? NONE : `${reported}／${owed.length}`, 'centre', { tone: 'sum' })
  })
  return row(
    cell(title, 'strong', { cols: LEFT, tone: 'sum' }),
    ...months,
    ...COUNTS.map((key, index) =>
      cell({ formula: formula(countColumn(index)), result: rates[key] }, 'count', { tone: 'sum' }),
    ),
    ...rateCells(rates, line, { tone: 'sum' }),
  )
}

const legend = (): string =>
  `${Object.values(MARKS)
    .filter((mark) => mark.letter !== '')
    .map((mark) => `${mark.word}：${mark.meaning}`)
    .join('；')}；${NONE}：没有应报任务，或不是报告期。各月合计写“已报／应报”。`
