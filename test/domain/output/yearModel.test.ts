import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import type { ManualMark } from '../../../shared/domain/evaluation/marks.ts'
import { NO_RECORDS, type Records } from '../../../shared/domain/evaluation/records.ts'
import { DEFAULT_RULES, ITEM_KEYS, type ItemKey, RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import { type Book, letter } from '../../../shared/domain/output/book.ts'
import {
  gradeFrom,
  place,
  RAW_FACTS,
  RAW_MARKS,
  RULE,
  SCORES,
  YEAR_SHEETS,
} from '../../../shared/domain/output/vocabulary.ts'
import { yearModel } from '../../../shared/domain/output/yearModel.ts'
import type { WholePlan } from '../../../shared/domain/plan.ts'
import { at } from '../../../shared/domain/time.ts'
import { recalculated } from '../../support/formulas.ts'
import { type SampleYear, samplePlan, sampleRecords, sampleYear } from '../../support/workbook.ts'

const notice = new URL('../../fixture/notices/jilin-2019.txt', import.meta.url)
let plan: WholePlan
let sample: SampleYear
let records: Records
let book: Book

const bookOf = ({ year, input, texts }: SampleYear, rules: RuleSet = DEFAULT_RULES, given = NO_RECORDS): Book =>
  yearModel({ year, evaluation: evaluate(year, rules, given), reports: input.reports, texts, records: given })
const sheet = (name: string, of: Book = book) => {
  const found = of.sheets.find((one) => one.name === name)
  if (!found) throw new Error(name)
  return found
}
const words = (name: string, of: Book = book): string[][] =>
  sheet(name, of).rows.map(({ cells }) => cells.map((cell) => String(cell?.value ?? '')))

/** Every formula gives what stands beside it; numbers may differ by less than a spreadsheet shows. */
const differing = (of: Book): string[] =>
  [...recalculated(of)].flatMap(([where, { formula, written, value }]) => {
    const same =
      typeof written === 'number' && typeof value === 'number' ? Math.abs(written - value) < 1e-9 : written === value
    return same ? [] : [`${where} ${formula} written ${written} gives ${value}`]
  })

/** A row of 评分表 by the unit's name: head → place of the cell. */
const scoreCells = (of: Book): Map<string, Record<keyof typeof SCORES, string>> => {
  const keys = Object.keys(SCORES) as (keyof typeof SCORES)[]
  return new Map(
    sheet(YEAR_SHEETS.scores, of).rows.flatMap(({ cells }, index) => {
      const [number, unit] = [cells[0]?.value, cells[1]?.value]
      if (typeof number !== 'number' || typeof unit !== 'string') return []
      const places = keys.map((key, column) => [
        key,
        `${YEAR_SHEETS.scores}!${String.fromCharCode(65 + column)}${index + 1}`,
      ])
      return [[unit, Object.fromEntries(places) as Record<keyof typeof SCORES, string>] as const]
    }),
  )
}
const named = (of: Book, name: string): string => {
  const found = of.names.find((one) => one.name === name)
  return `${found?.sheet}!${found?.cell}`
}

/** Every number of the rules that the workbook follows: how large it may be, and where it stands in the rule set. */
const LIVE = {
  kickoff: { most: 100, set: ({ items }, value) => (items.kickoff.max = value) },
  completion: { most: 100, set: ({ items }, value) => (items.completion.max = value) },
  timeliness: { most: 100, set: ({ items }, value) => (items.timeliness.max = value) },
  quality: { most: 100, set: ({ items }, value) => (items.quality.max = value) },
  lookback: { most: 100, set: ({ items }, value) => (items.lookback.max = value) },
  overall: { most: 100, set: ({ items }, value) => (items.overall.max = value) },
  lead: { most: 1, set: ({ items }, value) => (items.completion.weights.lead = value) },
  responsible: { most: 1, set: ({ items }, value) => (items.completion.weights.responsible = value) },
  support: { most: 1, set: ({ items }, value) => (items.completion.weights.support = value) },
  wildcard: { most: 1, set: ({ items }, value) => (items.completion.weights.wildcard = value) },
  verified: { most: 1, set: ({ items }, value) => (items.completion.values.verified = value) },
  done: { most: 1, set: ({ items }, value) => (items.completion.values.已完成 = value) },
  ahead: { most: 1, set: ({ items }, value) => (items.completion.values.进度超前 = value) },
  onPlan: { most: 1, set: ({ items }, value) => (items.completion.values.按计划推进 = value) },
  behind: { most: 1, set: ({ items }, value) => (items.completion.values.滞后 = value) },
  stalled: { most: 1, set: ({ items }, value) => (items.completion.values.停顿 = value) },
  notStarted: { most: 1, set: ({ items }, value) => (items.completion.values.未启动 = value) },
  late: { most: 10, set: ({ items }, value) => (items.timeliness.late = value) },
  madeUp: { most: 10, set: ({ items }, value) => (items.timeliness.madeUp = value) },
  missing: { most: 10, set: ({ items }, value) => (items.timeliness.missing = value) },
  returned: { most: 5, set: ({ items }, value) => (items.quality.returned = value) },
  error: { most: 5, set: ({ items }, value) => (items.quality.error = value) },
  hollow: { most: 5, set: ({ items }, value) => (items.quality.hollow = value) },
  coordinator: { most: 10, set: ({ items }, value) => (items.kickoff.coordinator = value) },
  filed: { most: 10, set: ({ items }, value) => (items.kickoff.filed = value) },
  filedLate: { most: 10, set: ({ items }, value) => (items.kickoff.filedLate = value) },
  selfCheck: { most: 10, set: ({ items }, value) => (items.lookback.onTime = value) },
  remedied: { most: 10, set: ({ items }, value) => (items.lookback.remedied = value) },
  within: { most: 20, set: ({ bonus }, value) => (bonus.within = value) },
  red: { most: 10, set: ({ bonus }, value) => (bonus.red = value) },
  yellow: { most: 10, set: ({ bonus }, value) => (bonus.yellow = value) },
  praised: { most: 10, set: ({ bonus }, value) => (bonus.praised = value) },
  innovation: { most: 10, set: ({ bonus }, value) => (bonus.innovation = value) },
  falseReport: { most: 10, set: ({ bonus }, value) => (bonus.falseReport = value) },
} satisfies Record<string, { most: number; set: (rules: RuleSet, value: number) => void }>

beforeAll(async () => {
  plan = samplePlan(await readFile(notice, 'utf8'))
  sample = sampleYear(plan, { cutOff: at('2019-12-20', '17:30') })
  records = sampleRecords(sample)
  book = bookOf(sample, DEFAULT_RULES, records)
})

describe('the evaluation workbook', () => {
  it('has exactly the eight sheets, in this order', () => {
    expect(book.sheets.map((one) => one.name)).toEqual([
      '评分表',
      '扣分明细',
      '排名表',
      '任务完成情况',
      '报送矩阵',
      '回头看',
      '规则',
      '原始数据',
    ])
  })

  it('writes beside every formula what the formula gives', () => {
    expect(recalculated(book).size).toBeGreaterThan(1_000)
    expect(differing(book)).toEqual([])
  })

  it.each([
    ['before anything was due', '2019-03-12', 7],
    ['in the middle of the year', '2019-07-02', 5],
    ['after the last lock', '2020-02-01', 3],
  ])('does so %s', (_, date, seed) => {
    const other = sampleYear(plan, { seed, cutOff: at(date, '09:00') })
    expect(differing(bookOf(other, DEFAULT_RULES, sampleRecords(other, seed)))).toEqual([])
    expect(differing(bookOf(other))).toEqual([])
  })

  it('states the evaluation’s own figures: items, total, rank and grade', () => {
    const cells = recalculated(book)
    const labels = new Map(
      sample.year.units.map((unit) => [unit.id, unit.assumed ? `${unit.name}（示例）` : unit.name]),
    )
    const rows = scoreCells(book)
    for (const unit of evaluate(sample.year, DEFAULT_RULES, records).units) {
      const places = rows.get(labels.get(unit.unit) ?? '')
      const value = (key: keyof typeof SCORES) => cells.get(places?.[key] ?? '')?.value
      expect([value('total'), value('rank'), value('grade'), value('bonus')]).toEqual([
        unit.total,
        unit.rank,
        unit.grade,
        unit.bonus.points,
      ])
      for (const key of ITEM_KEYS) {
        const points = unit.items.find((item) => item.key === key)?.points
        expect(value(key)).toBe(points ?? '—')
      }
    }
  })

  it('names the units of which an item is left out, unless it is all of them', () => {
    const said = (of: Book) =>
      words(YEAR_SHEETS.scores, of)
        .flat()
        .filter((text) => text.includes('还没有录入综合评价'))
    expect(said(bookOf(sample))).toEqual([expect.stringMatching(/^(\d+\.)?综合评价：还没有录入综合评价/)])
    const without = (name: string) => sample.year.units.find((unit) => unit.name === name)?.id
    const overall = sample.year.units.map((unit) => ({ unit: unit.id, kind: 'overall' as const, points: 8 }))
    const mark = records.marks[0]
    if (!mark) throw new Error('the sample has no marks')
    const marks = overall.filter(({ unit }) => unit !== without('救助处')).map((one) => ({ ...mark, ...one }))
    expect(said(bookOf(sample, DEFAULT_RULES, { ...NO_RECORDS, marks }))).toEqual([
      expect.stringContaining('综合评价（救助处）：还没有录入综合评价'),
    ])
  })

  it('notes of a unit whose grade a false report caps that it is so, and of no other', () => {
    const rows = words(YEAR_SHEETS.scores)
    const { units } = evaluate(sample.year, DEFAULT_RULES, records)
    const noted = rows.filter((line) => line[place(SCORES, 'note') - 1]?.includes('弄虚作假，最高合格'))
    const capped = units.filter(({ cap, total }) => cap !== null && total !== null)
    expect(capped.length).toBeGreaterThan(0)
    expect(noted).toHaveLength(capped.length)
  })

  /** The evaluation’s units beside what 评分表 gives after some cells were changed. */
  const agrees = (rules: RuleSet, changed: ReadonlyMap<string, number | string>, given: Records = records): void => {
    const cells = recalculated(book, changed)
    const rows = scoreCells(book)
    for (const unit of evaluate(sample.year, rules, given).units) {
      const found = sample.year.units.find((one) => one.id === unit.unit)
      const places = rows.get(found?.assumed ? `${found.name}（示例）` : (found?.name ?? ''))
      const value = (key: keyof typeof SCORES) => cells.get(places?.[key] ?? '')?.value
      expect([unit.unit, value('total'), value('rank'), value('grade'), value('bonus')]).toEqual([
        unit.unit,
        unit.total,
        unit.rank,
        unit.grade,
        unit.bonus.points,
      ])
      for (const item of unit.items)
        expect([item.name, value(item.key as ItemKey)]).toEqual([item.name, item.points ?? '—'])
    }
  }

  it('follows any changed rule exactly as the evaluation does', () => {
    const paths = Object.keys(LIVE) as (keyof typeof LIVE)[]
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.constantFrom(...paths), fc.nat(1_000)), {
          selector: ([name]) => name,
          minLength: 3,
        }),
        fc.integer({ min: 81, max: 100 }),
        (wishes, best) => {
          const rules = structuredClone(DEFAULT_RULES)
          const changed = new Map<string, number | string>()
          for (const [name, wish] of wishes) {
            const { most, set } = LIVE[name]
            const value = Math.round((wish / 1_000) * most * 10) / 10
            set(rules, value)
            changed.set(named(book, RULE[name]), value)
          }
          rules.grades = rules.grades.map((grade, index) => (index === 0 ? { ...grade, from: best } : grade))
          changed.set(named(book, gradeFrom(1)), best)
          agrees(RuleSet.parse(rules), changed)
        },
      ),
      { numRuns: 12, seed: 20190 },
    )
  })

  it('covers every named number of the rules in that test, and the cap by name', () => {
    expect([...Object.keys(LIVE), 'cap'].sort()).toEqual(Object.keys(RULE).sort())
    const capped = { ...DEFAULT_RULES, bonus: { ...DEFAULT_RULES.bonus, falseReportGrade: '不合格' } }
    agrees(capped, new Map([[named(book, RULE.cap), '不合格']]))
  })

  const rawCell = (line: number, column: number): string => `${YEAR_SHEETS.raw}!${letter(column)}${line}`
  const rawRow = (head: string, unit: string): number => {
    const rows = words(YEAR_SHEETS.raw)
    const from = rows.findIndex((line) => line.includes(head))
    return rows.findIndex((line, index) => index > from && line[1] === unit) + 1
  }

  it('follows a changed manual mark, one taken away and one added in the file', () => {
    const mark = records.marks.find(({ kind }) => kind === 'falseReport')
    const praised = records.marks.find(({ kind }) => kind === 'praised')
    const unit = sample.year.units.find(({ name }) => name === '救助处')
    if (!mark || !praised || !unit) throw new Error('the sample has too few marks')
    const raw = words(YEAR_SHEETS.raw)
    const block = raw.findIndex((line) => line.includes(RAW_MARKS.kind))
    const listed = records.marks.filter(({ kind }) => kind !== 'overall')
    const rowOf = (one: ManualMark): number => block + 2 + listed.indexOf(one)
    const spare = block + 2 + listed.length
    const changed = new Map<string, number | string>([
      [rawCell(rowOf(mark), place(RAW_MARKS, 'count')), 0],
      [rawCell(rowOf(praised), place(RAW_MARKS, 'count')), 2],
      [rawCell(spare, place(RAW_MARKS, 'unit')), '救助处'],
      [rawCell(spare, place(RAW_MARKS, 'kind')), '差错'],
      [rawCell(spare, place(RAW_MARKS, 'count')), 3],
      [rawCell(rawRow(RAW_FACTS.coordinator, '救助处'), place(RAW_FACTS, 'overall')), 7.5],
    ])
    const error: ManualMark = { ...mark, unit: unit.id, kind: 'error' }
    const marks = [
      ...records.marks.filter((one) => one !== mark && !(one.unit === unit.id && one.kind === 'overall')),
      praised,
      error,
      error,
      error,
      { ...mark, unit: unit.id, kind: 'overall' as const, points: 7.5 },
    ]
    agrees(DEFAULT_RULES, changed, { ...records, marks })
  })

  it('counts a fact entered by hand as soon as it stands there, where nothing was collected', () => {
    const bare = bookOf(sample)
    const row = scoreCells(bare).get('救助处')
    const line = words(YEAR_SHEETS.raw, bare).findIndex(
      (cells, index, all) =>
        cells[1] === '救助处' && all.findIndex((one) => one.includes(RAW_FACTS.coordinator)) < index,
    )
    const changed = new Map<string, number | string>([
      [rawCell(line + 1, place(RAW_FACTS, 'coordinator')), 1],
      [rawCell(line + 1, place(RAW_FACTS, 'kickoff')), '迟报'],
      [rawCell(line + 1, place(RAW_FACTS, 'selfCheck')), '按时'],
      [rawCell(line + 1, place(RAW_FACTS, 'problems')), 4],
      [rawCell(line + 1, place(RAW_FACTS, 'remedied')), 3],
      [rawCell(line + 1, place(RAW_FACTS, 'overall')), 8],
    ])
    const after = recalculated(bare, changed)
    const value = (key: keyof typeof SCORES) => after.get(row?.[key] ?? '')?.value
    expect([value('kickoff'), value('lookback'), value('overall'), value('applicable')]).toEqual([4, 8.5, 8, 100])
  })

  it('leaves the cells that may be filled open, and locks the rest', () => {
    const open = book.sheets.flatMap((one) =>
      one.rows.flatMap(({ cells }) => cells.filter((cell) => cell?.input).map(() => one.name)),
    )
    expect(new Set(open)).toEqual(new Set(['规则', '原始数据']))
    expect(open.filter((name) => name === '规则')).toHaveLength(book.names.length)
    expect(book.sheets.every((one) => one.locked)).toBe(true)
  })

  it('shows twelve months, January and February as —', () => {
    const [head, first] = [words(YEAR_SHEETS.matrix)[2] ?? [], words(YEAR_SHEETS.matrix)[3] ?? []]
    expect(head.slice(2, 14)).toEqual(Array.from({ length: 12 }, (_, month) => `${month + 1}月`))
    expect(first.slice(2, 4)).toEqual(['—', '—'])
    expect(first[13]).toBe('未到期')
    expect(words(YEAR_SHEETS.tasks)[4]?.slice(2, 4)).toEqual(['—', '—'])
  })

  it('says what is left out and that the total is scaled', () => {
    const bare = bookOf(sample)
    const notes = words(YEAR_SHEETS.scores, bare).map((line) => line[0] ?? '')
    for (const item of ['组织启动', '回头看', '综合评价'])
      expect(notes.some((line) => line.startsWith(`${item}：`))).toBe(true)
    expect(words(YEAR_SHEETS.lookback, bare).flat().join()).toContain('还没有在本系统收集')
  })

  it('traces every deduction to its row of the raw data', () => {
    const raw = words(YEAR_SHEETS.raw)
    const lines = words(YEAR_SHEETS.deductions).filter((line) => line.some((word) => /第\d+行/.test(word)))
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) {
      const row = Number(line.join().match(/第(\d+)行/)?.[1])
      expect(raw[row - 1]?.[1]).toBe(line[1])
    }
  })

  it('keeps two units of one name apart', () => {
    const [first, second] = sample.input.units
    if (!first || !second) throw new Error('units')
    const twins = sample.input.units.map((unit) => (unit.id === second.id ? { ...unit, name: first.name } : unit))
    const other = { ...sample, year: { ...sample.year, units: twins } }
    expect(differing(bookOf(other))).toEqual([])
  })

  it('uses only functions that Excel, WPS and LibreOffice share', () => {
    const used = new Set(
      [...recalculated(book).values()].flatMap(({ formula }) => formula.match(/[A-Z]+(?=\()/g) ?? []),
    )
    expect([...used].sort()).toEqual(
      [
        'AND',
        'AVERAGE',
        'CHOOSE',
        'COUNT',
        'COUNTIF',
        'IF',
        'INDEX',
        'ISNUMBER',
        'MATCH',
        'MAX',
        'MIN',
        'N',
        'NOT',
        'OR',
        'ROUND',
        'SUM',
        'SUMPRODUCT',
      ].sort(),
    )
  })
})
