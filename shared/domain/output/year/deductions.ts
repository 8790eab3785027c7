import { taskOf } from '../../plan.ts'
import { periodInWords } from '../../time.ts'
import { type Cell, cell, letter, type Row, row, type Sheet, stretch } from '../book.ts'
import { emptyLine, heading, headRow, notes } from '../frame.ts'
import { DEDUCTION_LINES, DEDUCTIONS, NONE, place, RAW_DUTIES, RAW_REPORTS, RULE, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords, taskNumber } from '../words.ts'
import type { RawPlaces } from './raw.ts'
import { labelOf, type YearScene } from './YearScene.ts'

const WIDTH = Object.keys(DEDUCTIONS).length

/** Sum of a column of the raw data over the rows of the unit named in `$B` of this line. */
export const sumOfUnit = (
  places: RawPlaces,
  block: 'reports' | 'duties',
  columns: readonly number[],
  line: number,
): string => {
  const { from, to } = places[block]
  const unit = place(block === 'reports' ? RAW_REPORTS : RAW_DUTIES, 'unit')
  const ranges = columns.map((column) => stretch(YEAR_SHEETS.raw, column, from, to))
  return `SUMPRODUCT(--(${stretch(YEAR_SHEETS.raw, unit, from, to)}=$B${line}),${ranges.join(',')})`
}

/** What was counted of a unit: from the same records as the raw data. */
const countsOf = (scene: YearScene, unit: string) => {
  const standings = Object.values(scene.year.standings[unit] ?? {}).filter((standing) => standing.owed)
  const count = (key: 'expected' | 'late' | 'madeUp' | 'missing'): number =>
    standings.filter((standing) => standing[key]).length
  const lights = scene.score.get(unit)?.bonus.lines ?? []
  const isRed = (task: number | null, period: string | null): boolean =>
    (scene.year.duties[unit] ?? [])
      .flat()
      .some((month) => month.task === task && month.period === period && month.light === 'red')
  const red = lights.filter((line) => isRed(line.task, line.period)).length
  return {
    expected: count('expected'),
    late: count('late'),
    madeUp: count('madeUp'),
    missing: count('missing'),
    returned: standings.reduce((sum, standing) => sum + standing.returnedByUnit, 0),
    red,
    yellow: lights.length - red,
    isRed,
  }
}

/** 扣分明细: per unit how often and how much, with formulas on the raw data; then every single record. */
export const deductionsSheet = (
  scene: YearScene,
  places: RawPlaces,
): { sheet: Sheet; rowOf: ReadonlyMap<string, number> } => {
  const { year } = scene
  const rows: Row[] = [
    ...heading(
      `${year.plan.year}年度评价扣分明细`,
      `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}　　次数由“原始数据”汇总，扣分按“规则”计算`,
      WIDTH,
    ),
    headRow(Object.values(DEDUCTIONS)),
  ]
  const rowOf = new Map<string, number>()
  const from = rows.length + 1
  for (const unit of scene.units) {
    rowOf.set(unit.id, rows.length + 1)
    rows.push(unitRow(scene, places, unit.id, rows.length + 1, rows.length - from + 2))
  }
  rows.push(totals(rows, from, rows.length), row(null))
  const heads = rows.length + 2
  linesBlock(scene, places, rows)
  rows.push(
    ...notes(
      ['扣分写正数，减分（灯号）写负数。任务完成一项不在本表，见“任务完成情况”。零报告按时报送的不扣分。'],
      WIDTH,
    ),
  )
  return {
    rowOf,
    sheet: {
      name: YEAR_SHEETS.deductions,
      columns: [
        { min: 5, max: 5 },
        { min: 14, max: 26 },
        ...Array.from({ length: WIDTH - 2 }, () => ({ min: 11.5, max: 11.5 })),
      ],
      rows,
      frozen: { rows: 2, columns: 2 },
      // The first block fits a page; the second goes on, under its own heads.
      repeat: { from: heads, to: heads },
      locked: true,
      tall: false,
    },
  }
}

const unitRow = (scene: YearScene, places: RawPlaces, unit: string, line: number, number: number): Row => {
  const { timeliness, quality } = scene.evaluation.rules.items
  const { bonus } = scene.evaluation.rules
  const counts = countsOf(scene, unit)
  const here = (key: keyof typeof DEDUCTIONS): string => `${letter(place(DEDUCTIONS, key))}${line}`
  const counted = (column: keyof typeof RAW_REPORTS, result: number): Cell =>
    cell({ formula: sumOfUnit(places, 'reports', [place(RAW_REPORTS, column)], line), result }, 'count')
  const lit = (column: keyof typeof RAW_DUTIES, result: number): Cell =>
    cell({ formula: sumOfUnit(places, 'duties', [place(RAW_DUTIES, column)], line), result }, 'count')
  const times = (key: keyof typeof DEDUCTIONS, rule: string, result: number): Cell =>
    cell({ formula: `${here(key)}*${rule}`, result }, 'score')
  const minus = (key: keyof typeof DEDUCTIONS, rule: string, result: number): Cell =>
    cell({ formula: `-${here(key)}*${rule}`, result: result === 0 ? 0 : -result }, 'score')
  const points = {
    late: counts.late * timeliness.late,
    madeUp: counts.madeUp * timeliness.madeUp,
    missing: counts.missing * timeliness.missing,
  }
  const lights = counts.red * bonus.red + counts.yellow * bonus.yellow
  const cells: Record<keyof typeof DEDUCTIONS, Cell> = {
    number: cell(number, 'centre'),
    unit: cell(labelOf(scene, unit), 'centre'),
    expected: counted('expected', counts.expected),
    late: counted('late', counts.late),
    latePoints: times('late', RULE.late, points.late),
    madeUp: counted('madeUp', counts.madeUp),
    madeUpPoints: times('madeUp', RULE.madeUp, points.madeUp),
    missing: counted('missing', counts.missing),
    missingPoints: times('missing', RULE.missing, points.missing),
    timeliness: cell(
      {
        formula: `${here('latePoints')}+${here('madeUpPoints')}+${here('missingPoints')}`,
        result: points.late + points.madeUp + points.missing,
      },
      'score',
    ),
    returned: counted('returnsByUnit', counts.returned),
    quality: times('returned', RULE.returned, counts.returned * quality.returned),
    red: lit('red', counts.red),
    redPoints: minus('red', RULE.red, counts.red * bonus.red),
    yellow: lit('yellow', counts.yellow),
    yellowPoints: minus('yellow', RULE.yellow, counts.yellow * bonus.yellow),
    lights: cell(
      { formula: `${here('redPoints')}+${here('yellowPoints')}`, result: lights === 0 ? 0 : -lights },
      'score',
    ),
  }
  return row(...(Object.keys(DEDUCTIONS) as (keyof typeof DEDUCTIONS)[]).map((key) => cells[key]))
}

/** Sums of the unit rows just made, from their own cells. */
const totals = (rows: readonly Row[], from: number, to: number): Row =>
  row(
    cell('合计', 'strong', { cols: 2, tone: 'sum' }),
    ...Object.keys(DEDUCTIONS)
      .slice(2)
      .map((_, index) => {
        const column = letter(index + 3)
        const parts = rows.slice(from - 1, to).map(({ cells }) => cells[index + 2])
        const result = parts.reduce((sum, part) => {
          const value = part?.value
          return sum + (typeof value === 'object' && value !== null ? Number(value.result) : 0)
        }, 0)
        return cell({ formula: `SUM(${column}${from}:${column}${to})`, result }, parts[0]?.look ?? 'count', {
          tone: 'sum',
        })
      }),
  )

type Found = {
  unit: string
  item: string
  what: string
  period: string
  task: number | null
  count: number
  rule: string
  each: number
  source: number | undefined
}

/** Every late, made up and missing report, every return of the unit's own making, every light that costs. */
const foundOf = (scene: YearScene, places: RawPlaces): Found[] => {
  const { rules } = scene.evaluation
  const { timeliness, quality } = rules.items
  return scene.units.flatMap((unit) => {
    const reports = scene.year.periods.flatMap(({ period }): Found[] => {
      const standing = scene.year.standings[unit.id]?.[period]
      if (!standing?.owed) return []
      const found = (item: string, what: string, count: number, rule: string, each: number): Found => ({
        unit: unit.id,
        item,
        what,
        period,
        task: null,
        count,
        rule,
        each,
        source: places.report.get(`${unit.id} ${period}`),
      })
      return [
        ...(standing.late ? [found(timeliness.name, '迟报', 1, RULE.late, timeliness.late)] : []),
        ...(standing.madeUp ? [found(timeliness.name, '漏报', 1, RULE.madeUp, timeliness.madeUp)] : []),
        ...(standing.missing ? [found(timeliness.name, '未报', 1, RULE.missing, timeliness.missing)] : []),
        ...(standing.returnedByUnit > 0
          ? [found(quality.name, '因本单位原因退回', standing.returnedByUnit, RULE.returned, quality.returned)]
          : []),
      ]
    })
    const { isRed } = countsOf(scene, unit.id)
    const lights = (scene.score.get(unit.id)?.bonus.lines ?? []).map((line): Found => {
      const red = isRed(line.task, line.period)
      return {
        unit: unit.id,
        item: rules.bonus.name,
        what: red ? '红灯' : `最近${rules.bonus.yellowPeriods}期都是黄灯`,
        period: line.period ?? '',
        task: line.task,
        count: 1,
        rule: red ? RULE.red : RULE.yellow,
        each: red ? rules.bonus.red : rules.bonus.yellow,
        source: places.duty.get(`${unit.id} ${line.task}`),
      }
    })
    return [...reports, ...lights]
  })
}

/** The second block uses the first block's columns: 事由 spans two, 出处 what is left. */
const linesBlock = (scene: YearScene, places: RawPlaces, rows: Row[]): void => {
  const found = foundOf(scene, places)
  const spans: Partial<Record<keyof typeof DEDUCTION_LINES, number>> = { what: 3, source: 3 }
  const keys = Object.keys(DEDUCTION_LINES) as (keyof typeof DEDUCTION_LINES)[]
  const laid = (cells: Record<keyof typeof DEDUCTION_LINES, Cell>): Row =>
    row(...keys.map((key) => ({ ...cells[key], cols: spans[key] ?? 1 })))
  rows.push(
    row(cell(`逐笔明细　${found.length}笔`, 'section', { cols: WIDTH })),
    row(...keys.map((key) => cell(DEDUCTION_LINES[key], 'head', { cols: spans[key] ?? 1 }))),
  )
  if (found.length === 0) rows.push(emptyLine('没有扣分。', WIDTH))
  const column = (key: keyof typeof DEDUCTION_LINES): string => {
    const before = keys.slice(0, keys.indexOf(key)).reduce((sum, one) => sum + (spans[one] ?? 1), 0)
    return letter(before + 1)
  }
  found.forEach((one, index) => {
    const line = rows.length + 1
    const task = one.task === null ? undefined : taskOf(scene.year.plan, one.task)
    rows.push(
      laid({
        number: cell(index + 1, 'centre'),
        unit: cell(labelOf(scene, one.unit), 'centre'),
        item: cell(one.item, 'centre'),
        what: cell(one.what, 'centre'),
        period: cell(one.period === '' ? NONE : periodInWords(one.period), 'centre'),
        task: cell(task ? taskNumber(task) : NONE, 'centre'),
        count: cell(one.count, 'count'),
        each: cell({ formula: one.rule, result: one.each }, 'score'),
        points: cell(
          { formula: `${column('count')}${line}*${column('each')}${line}`, result: one.count * one.each },
          'score',
        ),
        source: cell(one.source ? `${YEAR_SHEETS.raw}第${one.source}行` : NONE, 'centre'),
      }),
    )
  })
}
