import { MARK_TABLE, type MarkKind } from '../../evaluation/marks.ts'
import type { LineKind, ScoreLine } from '../../evaluation/score.ts'
import { taskOf } from '../../plan.ts'
import { periodInWords } from '../../time.ts'
import { at, type Cell, cell, type Look, letter, type Row, row, type Sheet, stretch, type Value } from '../book.ts'
import { emptyLine, heading, headRow, notes } from '../frame.ts'
import {
  DEDUCTIONS,
  NONE,
  POINT_LINES,
  place,
  RAW_DUTIES,
  RAW_FACTS,
  RAW_MARKS,
  RAW_REPORTS,
  RULE,
  YEAR_SHEETS,
} from '../vocabulary.ts'
import { cutOffInWords, taskNumber } from '../words.ts'
import type { RawPlaces } from './raw.ts'
import { labelOf, type YearScene } from './YearScene.ts'

const WIDTH = Object.keys(DEDUCTIONS).length

/**
 * Sum of a column of the raw data over a unit's own rows, or of the products of two columns. They lie together, so that a formula reads these rows
 * and no others: with thousands of units every one would otherwise read everybody's.
 */
export const sumOfUnit = (
  places: RawPlaces,
  block: 'ownReports' | 'ownDuties',
  columns: readonly number[],
  unit: string,
): string => {
  const own = places[block].get(unit)
  if (!own) return 'SUM(0)'
  const ranges = columns.map((column) => stretch(YEAR_SHEETS.raw, column, own.from, own.to))
  return `${columns.length === 1 ? 'SUM' : 'SUMPRODUCT'}(${ranges.join(',')})`
}

/** How often a kind of mark stands against a unit: the counts of its rows in the raw data, which a person may change. */
const marksOf = (places: RawPlaces, kind: MarkKind, line: number): string => {
  const { from, to } = places.marks
  const column = (key: keyof typeof RAW_MARKS): string => stretch(YEAR_SHEETS.raw, place(RAW_MARKS, key), from, to)
  return `SUMPRODUCT(--(${column('unit')}=$B${line}),--(${column('kind')}="${MARK_TABLE[kind].word}"),${column('count')})`
}

/** What was counted of a unit: from the same records as the raw data. */
const countsOf = (scene: YearScene, unit: string) => {
  const standings = Object.values(scene.year.standings[unit] ?? {}).filter((standing) => standing.owed)
  const count = (key: 'expected' | 'late' | 'madeUp' | 'missing'): number =>
    standings.filter((standing) => standing[key]).length
  const lines = [...(scene.score.get(unit)?.items ?? []), scene.score.get(unit)?.bonus].flatMap(
    (item) => item?.lines ?? [],
  )
  const of = (kind: LineKind): number => lines.filter((line) => line.kind === kind).length
  return {
    expected: count('expected'),
    late: count('late'),
    madeUp: count('madeUp'),
    missing: count('missing'),
    returned: standings.reduce((sum, standing) => sum + standing.returnedByUnit, 0),
    error: of('error'),
    hollow: of('hollow'),
    red: of('red'),
    yellow: of('yellow'),
    praised: of('praised'),
    innovation: of('innovation'),
    falseReport: of('falseReport'),
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
    const line = rows.length + 1
    rowOf.set(unit.id, line)
    rows.push(scene.row(() => unitRow(scene, places, unit.id, line, line - from + 1)))
  }
  rows.push(totals(rows, from, rows.length), row(null))
  const heads = rows.length + 2
  linesBlock(scene, places, rows)
  rows.push(
    ...notes(
      [
        '上表的扣分写正数，加减分写正负数；逐笔明细里得分为正、扣分为负。任务完成一项不在本表，见“任务完成情况”。零报告按时报送的不扣分。',
      ],
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
    cell({ formula: sumOfUnit(places, 'ownReports', [place(RAW_REPORTS, column)], unit), result }, 'count')
  const lit = (column: keyof typeof RAW_DUTIES, result: number): Cell =>
    cell({ formula: sumOfUnit(places, 'ownDuties', [place(RAW_DUTIES, column)], unit), result }, 'count')
  const marked = (kind: MarkKind & keyof typeof counts): Cell =>
    cell({ formula: marksOf(places, kind, line), result: counts[kind] }, 'count')
  const times = (key: keyof typeof DEDUCTIONS & keyof typeof RULE): string => `${here(key)}*${RULE[key]}`
  const points = (formula: string, result: number): Cell =>
    cell({ formula, result: result === 0 ? 0 : result }, 'score')
  const cells: Record<keyof typeof DEDUCTIONS, Cell> = {
    number: cell(number, 'centre'),
    unit: cell(labelOf(scene, unit), 'centre'),
    expected: counted('expected', counts.expected),
    late: counted('late', counts.late),
    madeUp: counted('madeUp', counts.madeUp),
    missing: counted('missing', counts.missing),
    timeliness: points(
      `${times('late')}+${times('madeUp')}+${times('missing')}`,
      counts.late * timeliness.late + counts.madeUp * timeliness.madeUp + counts.missing * timeliness.missing,
    ),
    returned: counted('returnsByUnit', counts.returned),
    error: marked('error'),
    hollow: marked('hollow'),
    quality: points(
      `${times('returned')}+${times('error')}+${times('hollow')}`,
      counts.returned * quality.returned + counts.error * quality.error + counts.hollow * quality.hollow,
    ),
    red: lit('red', counts.red),
    yellow: lit('yellow', counts.yellow),
    lights: points(`-(${times('red')}+${times('yellow')})`, -(counts.red * bonus.red + counts.yellow * bonus.yellow)),
    praised: marked('praised'),
    innovation: marked('innovation'),
    falseReport: marked('falseReport'),
    manual: points(
      `${times('praised')}+${times('innovation')}-${times('falseReport')}`,
      counts.praised * bonus.praised + counts.innovation * bonus.innovation - counts.falseReport * bonus.falseReport,
    ),
  }
  return row(...(Object.keys(DEDUCTIONS) as (keyof typeof DEDUCTIONS)[]).map((key) => cells[key]))
}

/** Sums of the unit rows just made, from their own cells. */
const totals = (rows: readonly Row[], from: number, to: number): Row => {
  const sums: { look: Look; result: number }[] = Object.keys(DEDUCTIONS).map(() => ({ look: 'count', result: 0 }))
  for (const { cells } of rows.slice(from - 1, to))
    sums.forEach((sum, index) => {
      const { value, look } = cells[index] ?? { value: null, look: 'count' }
      if (typeof value !== 'object' || value === null) return
      sum.result += Number(value.result)
      sum.look = look
    })
  return row(
    cell('合计', 'strong', { cols: 2, tone: 'sum' }),
    ...sums.slice(2).map(({ look, result }, index) => {
      const column = letter(index + 3)
      return cell({ formula: `SUM(${column}${from}:${column}${to})`, result }, look, { tone: 'sum' })
    }),
  )
}

/** The rule by which a kind of record gives or costs points; the sheet 任务完成情况 tells of duties. */
const RULE_OF: Record<Exclude<LineKind, 'duty' | 'overall'>, { name: string; sign: 1 | -1 }> = {
  late: { name: RULE.late, sign: -1 },
  madeUp: { name: RULE.madeUp, sign: -1 },
  missing: { name: RULE.missing, sign: -1 },
  returned: { name: RULE.returned, sign: -1 },
  error: { name: RULE.error, sign: -1 },
  hollow: { name: RULE.hollow, sign: -1 },
  red: { name: RULE.red, sign: -1 },
  yellow: { name: RULE.yellow, sign: -1 },
  praised: { name: RULE.praised, sign: 1 },
  innovation: { name: RULE.innovation, sign: 1 },
  falseReport: { name: RULE.falseReport, sign: -1 },
  coordinator: { name: RULE.coordinator, sign: 1 },
  filed: { name: RULE.filed, sign: 1 },
  filedLate: { name: RULE.filedLate, sign: 1 },
  selfCheck: { name: RULE.selfCheck, sign: 1 },
  remedied: { name: RULE.remedied, sign: 1 },
}

type Found = {
  unit: string
  item: string
  line: ScoreLine
  count: Value
  each: Value
  /** Row of the raw data. */
  source: number
}

/** Every record that gave or cost points, by unit and item, with the row it stands on in the raw data. */
const foundOf = (scene: YearScene, places: RawPlaces): Found[] =>
  scene.units.flatMap(({ id: unit }) => {
    const score = scene.score.get(unit)
    const facts = places.facts.get(unit) ?? 1
    const raw = (columns: typeof RAW_MARKS | typeof RAW_FACTS, key: string, line: number): string =>
      at(YEAR_SHEETS.raw, place(columns as Record<string, string>, key), line)
    const foundIn = (item: string, line: ScoreLine): Found[] => {
      if (line.kind === 'duty') return []
      if (line.kind === 'overall')
        return [
          {
            ...{ unit, item, line, count: 1, source: facts },
            each: { formula: `MIN(${RULE.overall},N(${raw(RAW_FACTS, 'overall', facts)}))`, result: line.each },
          },
        ]
      const { name, sign } = RULE_OF[line.kind]
      const each = { formula: sign < 0 ? `-${name}` : name, result: line.each }
      const mark = line.mark === null ? undefined : places.mark.get(line.mark)
      if (mark !== undefined)
        return [
          {
            ...{ unit, item, line, each, source: mark },
            count: { formula: `N(${raw(RAW_MARKS, 'count', mark)})`, result: line.count },
          },
        ]
      const source =
        line.task !== null
          ? places.duty.get(`${unit} ${line.task}`)
          : line.period !== null
            ? places.report.get(`${unit} ${line.period}`)
            : facts
      return [{ unit, item, line, each, count: line.count, source: source ?? facts }]
    }
    return [...(score?.items ?? []), ...(score ? [score.bonus] : [])].flatMap((item) =>
      item.lines.flatMap((line) => foundIn(item.name, line)),
    )
  })

/** The second block uses the first block's columns: 事由 spans two, 出处 what is left. */
const linesBlock = (scene: YearScene, places: RawPlaces, rows: Row[]): void => {
  const found = foundOf(scene, places)
  const spans: Partial<Record<keyof typeof POINT_LINES, number>> = { what: 6, source: 3 }
  const keys = Object.keys(POINT_LINES) as (keyof typeof POINT_LINES)[]
  const laid = (cells: Record<keyof typeof POINT_LINES, Cell>): Row =>
    row(...keys.map((key) => ({ ...cells[key], cols: spans[key] ?? 1 })))
  rows.push(
    row(cell(`逐笔明细　${found.length}笔　　每笔写明出自“原始数据”哪一行`, 'section', { cols: WIDTH })),
    row(...keys.map((key) => cell(POINT_LINES[key], 'head', { cols: spans[key] ?? 1 }))),
  )
  if (found.length === 0) rows.push(emptyLine('没有得分、扣分的记录。', WIDTH))
  const column = (key: keyof typeof POINT_LINES): string => {
    const before = keys.slice(0, keys.indexOf(key)).reduce((sum, one) => sum + (spans[one] ?? 1), 0)
    return letter(before + 1)
  }
  found.forEach(({ unit, item, line: record, count, each, source }, index) => {
    const line = rows.length + 1
    const task = record.task === null ? undefined : taskOf(scene.year.plan, record.task)
    rows.push(
      scene.row(() =>
        laid({
          number: cell(index + 1, 'centre'),
          unit: cell(labelOf(scene, unit), 'centre'),
          item: cell(item, 'centre'),
          what: cell(record.what, 'text'),
          period: cell(record.period === null ? NONE : periodInWords(record.period), 'centre'),
          task: cell(task ? taskNumber(task) : NONE, 'centre'),
          count: cell(count, Number.isInteger(record.count) ? 'count' : 'score'),
          each: cell(each, 'score'),
          points: cell(
            { formula: `${column('count')}${line}*${column('each')}${line}`, result: record.count * record.each },
            'score',
          ),
          source: cell(`${YEAR_SHEETS.raw}第${source}行`, 'centre'),
        }),
      ),
    )
  })
}
