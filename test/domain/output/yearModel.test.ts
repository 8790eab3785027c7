import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { DEFAULT_RULES, ITEM_KEYS, type RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import type { Book } from '../../../shared/domain/output/book.ts'
import { gradeFrom, RULE, SCORES, YEAR_SHEETS } from '../../../shared/domain/output/vocabulary.ts'
import { yearModel } from '../../../shared/domain/output/yearModel.ts'
import type { WholePlan } from '../../../shared/domain/plan.ts'
import { at } from '../../../shared/domain/time.ts'
import { recalculated } from '../../support/formulas.ts'
import { type SampleYear, samplePlan, sampleYear } from '../../support/workbook.ts'

const notice = new URL('../../fixture/notices/jilin-2019.txt', import.meta.url)
let plan: WholePlan
let sample: SampleYear
let book: Book

const bookOf = ({ year, input, texts }: SampleYear, rules: RuleSet = DEFAULT_RULES): Book =>
  yearModel({ year, evaluation: evaluate(year, rules), reports: input.reports, texts })
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

beforeAll(async () => {
  plan = samplePlan(await readFile(notice, 'utf8'))
  sample = sampleYear(plan, { cutOff: at('2019-12-20', '17:30') })
  book = bookOf(sample)
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
    expect(differing(bookOf(sampleYear(plan, { seed, cutOff: at(date, '09:00') })))).toEqual([])
  })

  it('states the evaluation’s own figures: items, total, rank and grade', () => {
    const cells = recalculated(book)
    const labels = new Map(
      sample.year.units.map((unit) => [unit.id, unit.assumed ? `${unit.name}（示例）` : unit.name]),
    )
    const rows = scoreCells(book)
    for (const unit of evaluate(sample.year, DEFAULT_RULES).units) {
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
        if (points !== null) expect(value(key)).toBe(points)
      }
    }
  })

  it('follows a changed rule exactly as the evaluation does', () => {
    const tenths = (most: number) => fc.integer({ min: 0, max: most * 10 }).map((value) => value / 10)
    fc.assert(
      fc.property(
        fc.record({
          wildcard: tenths(1),
          responsible: tenths(1),
          done: tenths(1),
          onPlan: tenths(1),
          behind: tenths(1),
          completion: tenths(100),
          quality: tenths(100),
          late: tenths(10),
          missing: tenths(10),
          returned: tenths(5),
          red: tenths(10),
          within: tenths(10),
          best: fc.integer({ min: 81, max: 100 }),
        }),
        (wish) => {
          const rules = structuredClone(DEFAULT_RULES)
          const { completion, quality, timeliness } = rules.items
          completion.weights.wildcard = wish.wildcard
          completion.weights.responsible = wish.responsible
          completion.values.已完成 = wish.done
          completion.values.按计划推进 = wish.onPlan
          completion.values.滞后 = wish.behind
          completion.max = wish.completion
          quality.max = wish.quality
          quality.returned = wish.returned
          timeliness.late = wish.late
          timeliness.missing = wish.missing
          rules.bonus.red = wish.red
          rules.bonus.within = wish.within
          rules.grades = rules.grades.map((grade, index) => (index === 0 ? { ...grade, from: wish.best } : grade))
          const changed = new Map<string, number>([
            [named(book, RULE.wildcard), wish.wildcard],
            [named(book, RULE.responsible), wish.responsible],
            [named(book, RULE.done), wish.done],
            [named(book, RULE.onPlan), wish.onPlan],
            [named(book, RULE.behind), wish.behind],
            [named(book, RULE.completion), wish.completion],
            [named(book, RULE.quality), wish.quality],
            [named(book, RULE.returned), wish.returned],
            [named(book, RULE.late), wish.late],
            [named(book, RULE.missing), wish.missing],
            [named(book, RULE.red), wish.red],
            [named(book, RULE.within), wish.within],
            [named(book, gradeFrom(1)), wish.best],
          ])
          const cells = recalculated(book, changed)
          const rows = scoreCells(book)
          for (const unit of evaluate(sample.year, rules).units) {
            const found = sample.year.units.find((one) => one.id === unit.unit)
            const places = rows.get(found?.assumed ? `${found.name}（示例）` : (found?.name ?? ''))
            const value = (key: keyof typeof SCORES) => cells.get(places?.[key] ?? '')?.value
            expect(value('total')).toBeCloseTo(unit.total ?? 0, 9)
            expect([value('rank'), value('grade')]).toEqual([unit.rank, unit.grade])
          }
        },
      ),
      { numRuns: 12, seed: 20190 },
    )
  })

  it('counts an item entered by hand as soon as it stands there, and scales by it', () => {
    const row = scoreCells(book).get('救助处')
    const before = recalculated(book)
    const after = recalculated(
      book,
      new Map<string, number>([
        [row?.overall ?? '', 8],
        [row?.manual ?? '', 2],
      ]),
    )
    const sum = Number(before.get(row?.sum ?? '')?.value)
    expect(after.get(row?.applicable ?? '')?.value).toBe(85)
    expect(after.get(row?.total ?? '')?.value).toBeCloseTo(
      Math.min(100, Math.round(((sum + 8) * 10_000) / 85) / 100 + 2),
      9,
    )
  })

  it('leaves the cells that may be filled open, and locks the rest', () => {
    const open = book.sheets.flatMap((one) =>
      one.rows.flatMap(({ cells }) => cells.filter((cell) => cell?.input).map(() => one.name)),
    )
    expect(new Set(open)).toEqual(new Set(['评分表', '规则']))
    expect(open.filter((name) => name === '评分表')).toHaveLength(19 * 4)
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
    const notes = words(YEAR_SHEETS.scores).map((line) => line[0] ?? '')
    for (const item of ['组织启动', '回头看', '综合评价'])
      expect(notes.some((line) => line.startsWith(`${item}：`))).toBe(true)
    expect(words(YEAR_SHEETS.lookback).flat().join()).toContain('还没有在本系统收集')
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
        'AVERAGE',
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
