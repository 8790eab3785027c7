import type { Rates } from '../../counting/rates.ts'
import { sumRates } from '../../counting/rates.ts'
import { MARKS } from '../../counting/standing.ts'
import type { Unit } from '../../people.ts'
import { monthInWords } from '../../time.ts'
import { type Cell, cell, letter, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { rate, rateFormula } from '../rate.ts'
import { NONE, place, RAW_REPORTS, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords, definitions } from '../words.ts'
import { sumOfUnit } from './deductions.ts'
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
  let number = 0
  for (const list of scene.lists) {
    const from = rows.length + 1
    for (const unit of list.units) {
      number += 1
      rows.push(unitRow(scene, places, unit, rows.length + 1, number))
    }
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
  rows.push(...notes([legend(), ...definitions()], WIDTH))
  return {
    name: YEAR_SHEETS.matrix,
    columns: [
      { min: 5, max: 5 },
      { min: 14, max: 26 },
      ...Array.from({ length: 12 }, () => ({ min: 8, max: 8 })),
      ...COUNTS.map(() => ({ min: 7, max: 7 })),
      { min: 8, max: 8 },
      { min: 8, max: 8 },
    ],
    rows,
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    locked: true,
    tall: false,
  }
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
      'reports',
      columns.map((column) => place(RAW_REPORTS, column)),
      line,
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
