import { beforeAll, describe, expect, it } from 'vitest'
import { benchYear } from '../../../functions/local/bench/department.ts'
import { createWorkbooks } from '../../../shared/adapter/excel/workbooks.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../../../shared/domain/evaluation/rules.ts'
import { defaultLayout } from '../../../shared/domain/formLayout.ts'
import type { Book, Sheet, Stretch, Value } from '../../../shared/domain/output/book.ts'
import { monthModel } from '../../../shared/domain/output/monthModel.ts'
import { place, RANKING, SCORES, YEAR_SHEETS } from '../../../shared/domain/output/vocabulary.ts'
import { yearModel } from '../../../shared/domain/output/yearModel.ts'
import { recalculated } from '../../support/formulas.ts'
import { faultsOf } from '../../support/ooxml.ts'

const bookOf = (units: number, texts = true): Book => {
  const made = benchYear({ units, tasks: 3, texts })
  return yearModel({
    year: made.year,
    evaluation: evaluate(made.year, DEFAULT_RULES),
    reports: made.input.reports,
    texts: made.texts,
    elsewhere: !texts,
  })
}
const sheetOf = (book: Book, name: string): Sheet => {
  const found = book.sheets.find((one) => one.name === name)
  if (!found) throw new Error(name)
  return found
}
const result = (value: Value | undefined): unknown =>
  typeof value === 'object' && value !== null ? value.result : value
const within = (book: Book, { sheet, from, to }: Stretch): unknown[] =>
  sheetOf(book, sheet)
    .rows.slice(from[0] - 1, to[0])
    .flatMap(({ cells }) => cells.slice(from[1] - 1, to[1]).map((cell) => result(cell?.value)))

let small: Book
beforeAll(() => {
  small = bookOf(12)
})

describe('what a year’s workbook draws', () => {
  it('lies over figures: every bar and scale on numbers, every tint on grades', () => {
    // Nothing is collected for 回头看 here: its figures are all —.
    for (const sheet of small.sheets.filter(({ name }) => name !== YEAR_SHEETS.lookback))
      for (const { areas, kind } of sheet.shadings ?? [])
        for (const { from, to, column } of areas) {
          expect(to).toBeGreaterThanOrEqual(from)
          const values = within(small, { sheet: sheet.name, from: [from, column], to: [to, column] })
          const wanted = kind === 'when' ? 'string' : 'number'
          // Between them stand heads, and — where there is no figure.
          expect([sheet.name, kind, values.some((value) => typeof value === wanted)]).toEqual([sheet.name, kind, true])
        }
  })

  it('charts the totals in the order of the ranks, and the rates month by month', () => {
    const charts = sheetOf(small, YEAR_SHEETS.ranking).charts ?? []
    expect(charts.map(({ title }) => title)).toEqual(['处室总分', '直属事业单位总分'])
    for (const { categories, series } of charts) {
      const names = within(small, categories)
      const totals = within(small, series[0]?.values ?? categories).map(Number)
      expect(names.every((name) => /^第\d+业务处$/.test(String(name)))).toBe(true)
      expect([...totals].sort((a, b) => b - a)).toEqual(totals)
    }
    const [monthly] = sheetOf(small, YEAR_SHEETS.matrix).charts ?? []
    expect(within(small, monthly?.categories ?? { sheet: '', from: [1, 1], to: [1, 1] })).toHaveLength(12)
    const rates = within(small, monthly?.series[0]?.values ?? { sheet: '', from: [1, 1], to: [1, 1] })
    expect(rates.slice(0, 2)).toEqual(['—', '—'])
    expect(rates.slice(2).every((rate) => typeof rate === 'number' && rate > 0.5)).toBe(true)
  })

  it('computes the months’ rates from the raw data', () => {
    for (const [where, { written, value }] of recalculated(small))
      if (where.startsWith(YEAR_SHEETS.matrix)) expect([where, value]).toEqual([where, written])
  })
})

describe('a month of many units', () => {
  it('has their forms on one sheet, a page each', async () => {
    const made = benchYear({ units: 201, tasks: 2, texts: true })
    const texts = new Map(
      [...made.texts].flatMap(([key, entries]) =>
        key.endsWith('2019-06') ? [[key.split(' ')[0] ?? '', entries] as const] : [],
      ),
    )
    const layout = defaultLayout(made.input.plan)
    const book = monthModel({ input: made.input, year: made.year, people: [], period: '2019-06', texts, layout })
    if (!book) throw new Error('no book')
    const forms = sheetOf(book, '报表')
    expect(book.sheets.at(-1)).toBe(forms)
    expect(forms.rows.filter(({ breakAfter }) => breakAfter)).toHaveLength(201)
    expect(await faultsOf(await createWorkbooks().write(book))).toEqual([])
  })
})

describe('a year of many units', () => {
  it('is made row by row and says the same as one made at once', async () => {
    const book = bookOf(301, false)
    const scores = sheetOf(book, YEAR_SHEETS.scores)
    const line = scores.rows.findIndex(({ cells }) => cells[1]?.value === '第1业务处')
    const first = scores.rows[line]
    expect(first?.cells).toEqual(scores.rows[line]?.cells)
    expect(first?.cells === scores.rows[line]?.cells).toBe(false)
    const ranks = within(book, {
      sheet: YEAR_SHEETS.scores,
      from: [1, place(SCORES, 'rank')],
      to: [scores.rows.length, place(SCORES, 'rank')],
    }).filter((value) => typeof value === 'number')
    expect(ranks).toHaveLength(301)
    const listed = within(book, {
      sheet: YEAR_SHEETS.ranking,
      from: [1, place(RANKING, 'unit')],
      to: [sheetOf(book, YEAR_SHEETS.ranking).rows.length, place(RANKING, 'unit')],
    }).filter((value) => String(value).startsWith('第'))
    expect(new Set(listed).size).toBe(301)
    expect(JSON.stringify(sheetOf(book, YEAR_SHEETS.raw).rows.at(-1)?.cells)).toContain('2019年月报全部内容')
    expect(await faultsOf(await createWorkbooks().write(book))).toEqual([])
  })

  it('draws no picture of more units than one can tell apart', () => {
    expect(sheetOf(bookOf(150, false), YEAR_SHEETS.ranking).charts?.length ?? 0).toBeLessThan(3)
  })
})
