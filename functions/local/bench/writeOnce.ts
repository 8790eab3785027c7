import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createWorkbooks } from '../../../shared/adapter/excel/workbooks.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../../../shared/domain/evaluation/rules.ts'
import type { Book, Cell, Look } from '../../../shared/domain/output/book.ts'
import type { RawBook, RawRow } from '../../../shared/domain/output/rawBook.ts'
import { yearModel } from '../../../shared/domain/output/yearModel.ts'
import { benchYear } from './department.ts'

/**
 * One workbook, written in a process of its own, so that its memory is its own: `writeOnce WHAT BY OUT SIZE…`. Prints seconds, rows, and the peak
 * memory in kilobytes; `before` is what the figures took that it is made from.
 */
const [what = '', by = '', out = '', ...size] = process.argv.slice(2)

const LOOKS = [
  'count',
  'centre',
  'centre',
  'centre',
  'count',
  'centre',
  'count',
  'centre',
  'centre',
  'centre',
  'count',
  'line',
  'line',
  'line',
  'line',
] as const
const TEXT = '完成对象动态核查126户，新增保障对象18户，退出9户，入户调查率达到100%，有关台账已更新。'
/** The rows that cells.c makes as well. */
const rawRow = (index: number): RawRow => [
  index + 1,
  `第${index % 3200}业务处`,
  '2019-06',
  '责任单位',
  (index % 30) + 1,
  '按计划推进',
  index % 101,
  '',
  '',
  '是',
  1,
  `${TEXT}${index}`,
  '',
  `需要协调${index % 7}`,
  '下一步继续推进，做好收尾工作。',
]
const rawBook: RawBook = {
  title: '原始数据',
  subject: '测量',
  author: '法规处',
  cutOff: '2019-12-20T09:30:00.000Z',
  foot: '测量',
  sheet: '原始数据',
  columns: LOOKS.map((look, index) => ({ head: `第${index + 1}列`, look, width: 12 })),
}
async function* batches(count: number): AsyncGenerator<RawRow[]> {
  for (let from = 0; from < count; from += 500)
    yield Array.from({ length: Math.min(500, count - from) }, (_, index) => rawRow(from + index))
}

const store = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
  const file = createWriteStream(out)
  for await (const piece of pieces) if (!file.write(piece)) await once(file, 'drain')
  file.end()
  await once(file, 'finish')
}

/** exceljs at its best: a stream, and one style object for all cells of a look. */
const byExcelJs = async (sheets: Iterable<{ name: string; rows: Iterable<(Cell | null)[]> }>): Promise<void> => {
  const { default: ExcelJS } = await import('exceljs')
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: out, useStyles: true, useSharedStrings: false })
  const thin = { style: 'thin' } as const
  const styles = new Map<Look, object>()
  const styleOf = (look: Look): object => {
    const horizontal = look === 'count' || look === 'score' ? 'right' : look === 'centre' ? 'center' : 'left'
    const known = styles.get(look) ?? {
      font: { name: '宋体', size: 10 },
      border: { top: thin, left: thin, bottom: thin, right: thin },
      alignment: { horizontal, vertical: 'middle' },
    }
    styles.set(look, known)
    return known
  }
  for (const { name, rows } of sheets) {
    const sheet = workbook.addWorksheet(name)
    for (const cells of rows) {
      const row = sheet.addRow([])
      cells.forEach((one, index) => {
        if (!one) return
        const cell = row.getCell(index + 1)
        cell.value = one.value
        cell.style = styleOf(one.look)
      })
      row.commit()
    }
    sheet.commit()
  }
  await workbook.commit()
}

function* rawCells(count: number): Generator<Cell[]> {
  for (let index = 0; index < count; index++)
    yield rawRow(index).map((value, column) => ({ value, look: LOOKS[column] ?? 'line' }))
}

/** The cells as lines for cells.c. */
const asLines = (book: Book): string => {
  const lines: string[] = []
  const flat = (text: string): string => text.replace(/[\t\n]/g, ' ')
  for (const { name, rows } of book.sheets) {
    lines.push(`S\t${name}`)
    rows.forEach(({ cells }, line) => {
      cells.forEach((one, column) => {
        if (!one) return
        const style = one.look === 'count' || one.look === 'score' ? 0 : one.look === 'centre' ? 1 : 2
        const { value } = one
        const said =
          typeof value === 'number'
            ? `n\t${value}`
            : typeof value === 'object' && value !== null
              ? `f\t=${flat(value.formula)}\t${value.result}`
              : `s\t${flat(value ?? '')}`
        lines.push(`${line}\t${column}\t${style}\t${said}`)
      })
    })
  }
  return `${lines.join('\n')}\n`
}

function* cellsOf(rows: Book['sheets'][number]['rows']): Generator<(Cell | null)[]> {
  for (const { cells } of rows) yield cells
}

const yearBook = (units: number, tasks: number, texts: boolean): Book => {
  const { year, input, texts: written } = benchYear({ units, tasks, texts })
  const evaluation = evaluate(year, DEFAULT_RULES)
  return yearModel({ year, evaluation, reports: input.reports, texts: written, elsewhere: !texts })
}

const measured = async (rows: number, write: () => Promise<void>): Promise<void> => {
  const before = process.resourceUsage().maxRSS
  const began = performance.now()
  await write()
  const seconds = (performance.now() - began) / 1000
  console.log(JSON.stringify({ seconds, rows, peak: process.resourceUsage().maxRSS, before }))
}

const [first = 0, second = 0] = size.map(Number)
if (what === 'rows')
  await measured(first, () =>
    by === 'ours'
      ? store(createWorkbooks().rows(rawBook, batches(first)))
      : byExcelJs([{ name: '原始数据', rows: rawCells(first) }]),
  )
else {
  const book = yearBook(first, second, what === 'year-with-texts')
  const rows = book.sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0)
  await measured(rows, async () => {
    if (by === 'ours') await store(createWorkbooks().stream(book))
    else if (by === 'lines') await writeFile(out, asLines(book))
    else await byExcelJs(book.sheets.map(({ name, rows: all }) => ({ name, rows: cellsOf(all) })))
  })
}
