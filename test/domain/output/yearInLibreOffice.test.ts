import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkbooks } from '../../../shared/adapter/excel/workbooks.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import type { Records } from '../../../shared/domain/evaluation/records.ts'
import { DEFAULT_RULES, type RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import { letter } from '../../../shared/domain/output/book.ts'
import { place, RAW_FACTS, RAW_MARKS, RULE, SCORES, YEAR_SHEETS } from '../../../shared/domain/output/vocabulary.ts'
import { yearModel } from '../../../shared/domain/output/yearModel.ts'
import { at } from '../../../shared/domain/time.ts'
import { hasLibreOffice, recalculatedBy, withCells } from '../../support/libreOffice.ts'
import { openedBook } from '../../support/openedBook.ts'
import { type SampleYear, samplePlan, sampleRecords, sampleYear } from '../../support/workbook.ts'

/** The year-end workbook as a file, changed in the file itself and computed by LibreOffice: it says what the code says of the same rules and marks. */

const notice = new URL('../../fixture/notices/jilin-2019.txt', import.meta.url)
let folder: string
let sample: SampleYear
let records: Records
let file: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'yuebao-book-'))
  sample = sampleYear(samplePlan(await readFile(notice, 'utf8')), { cutOff: at('2019-12-20', '17:30') })
  records = sampleRecords(sample)
  file = path.join(folder, 'year.xlsx')
  const evaluation = evaluate(sample.year, DEFAULT_RULES, records)
  const book = yearModel({ year: sample.year, evaluation, records, reports: sample.input.reports, texts: sample.texts })
  await writeFile(file, await createWorkbooks().write(book))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

type Stated = Record<string, (number | string | null)[]>
const KEYS = [
  'kickoff',
  'completion',
  'timeliness',
  'quality',
  'lookback',
  'overall',
  'bonus',
  'total',
  'rank',
  'grade',
] as const

/** 评分表 of a file as it is cached there: unit → figures. */
const statedIn = async (path: string): Promise<Stated> => {
  const sheet = (await openedBook(path)).sheets.find(({ name }) => name === YEAR_SHEETS.scores)
  return Object.fromEntries(
    (sheet?.rows ?? []).flatMap(({ cells }) => {
      const values = cells.map((cell) => {
        const value = cell?.value ?? null
        return typeof value === 'object' && value !== null ? value.result : value
      })
      if (typeof values[0] !== 'number' || typeof values[1] !== 'string') return []
      return [[values[1], KEYS.map((key) => values[place(SCORES, key) - 1] ?? null)]]
    }),
  )
}

const codeSays = (rules: RuleSet, given: Records): Stated =>
  Object.fromEntries(
    evaluate(sample.year, rules, given).units.map((unit) => {
      const found = sample.year.units.find((one) => one.id === unit.unit)
      const label = found?.assumed ? `${found.name}（示例）` : (found?.name ?? '')
      const points = unit.items.map((item) => item.points ?? '—')
      return [label, [...points, unit.bonus.points, unit.total, unit.rank, unit.grade]]
    }),
  )

const inLibreOffice = (): void => {
  it('every score, rank and grade of the file comes out as it is written there', async () => {
    expect(await statedIn(await recalculatedBy(file))).toEqual(codeSays(DEFAULT_RULES, records))
  }, 300_000)

  it('changed weights and one changed manual mark give what the code gives for the same rules and marks', async () => {
    const book = await openedBook(file)
    const named = (name: string): string => {
      const found = book.names.find((one) => one.name === name)
      return `${found?.sheet}!${found?.cell}`
    }
    const raw = book.sheets.find(({ name }) => name === YEAR_SHEETS.raw)?.rows ?? []
    const rowOf = (head: string, unit: string, kind?: string): number => {
      const from = raw.findIndex(({ cells }) => cells.some((cell) => cell?.value === head))
      return (
        raw.findIndex(
          ({ cells }, index) =>
            index > from && cells[1]?.value === unit && (kind === undefined || cells[3]?.value === kind),
        ) + 1
      )
    }
    const mark = records.marks.find(({ kind }) => kind === 'falseReport')
    const unit = sample.year.units.find((one) => one.id === mark?.unit)
    if (!mark || !unit) throw new Error('the sample has no false report')
    const label = unit.assumed ? `${unit.name}（示例）` : unit.name
    const changed = new Map<string, number>([
      [named(RULE.wildcard), 0.8],
      [named(RULE.responsible), 0.6],
      [named(RULE.completion), 35],
      [named(RULE.missing), 2.5],
      [`${YEAR_SHEETS.raw}!${letter(place(RAW_MARKS, 'count'))}${rowOf(RAW_MARKS.kind, label, '弄虚作假')}`, 0],
      [`${YEAR_SHEETS.raw}!${letter(place(RAW_FACTS, 'overall'))}${rowOf(RAW_FACTS.coordinator, '救助处')}`, 3.5],
    ])
    const other = path.join(folder, 'changed.xlsx')
    await writeFile(other, await withCells(file, changed))
    const rules = structuredClone(DEFAULT_RULES)
    rules.items.completion.weights.wildcard = 0.8
    rules.items.completion.weights.responsible = 0.6
    rules.items.completion.max = 35
    rules.items.timeliness.missing = 2.5
    const marks = [
      ...records.marks.filter((one) => one !== mark && !(one.unit === 'jiuzhu' && one.kind === 'overall')),
      { ...mark, unit: 'jiuzhu', kind: 'overall' as const, points: 3.5 },
    ]
    const expected = codeSays(rules, { ...records, marks })
    expect(expected).not.toEqual(codeSays(DEFAULT_RULES, records))
    expect(await statedIn(await recalculatedBy(other))).toEqual(expected)
  }, 300_000)
}

if (hasLibreOffice) describe('in LibreOffice', inLibreOffice)
else
  describe('LibreOffice is not installed here', () => {
    it('so the engine of test/support/formulas.ts alone computes the workbook anew', () => {
      expect(hasLibreOffice).toBe(false)
    })
  })
