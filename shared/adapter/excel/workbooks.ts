import type { Workbook, Worksheet } from 'exceljs'
import type { Book, Cell, Sheet } from '../../domain/output/book.ts'
import type { Workbooks } from '../../service/ports.ts'
import { createLooks, sizeOf } from './looks.ts'
import { fitted, HIGHEST, height, need } from './measure.ts'
import { stamp } from './stamp.ts'
import { cellText, footText, sheetName } from './text.ts'

/**
 * Workbooks by exceljs, loaded when the first one is made. Its buffer writer is used: the streaming writer makes invalid conditional formats, and
 * a year of a department (some thousand rows) needs no stream.
 */
export const createWorkbooks = (): Workbooks => ({
  write: async (book) => {
    const { default: ExcelJS } = await import('exceljs')
    const workbook = new ExcelJS.Workbook()
    describe(workbook, book)
    const look = createLooks()
    const taken = new Set<string>()
    for (const sheet of book.sheets) {
      const name = sheetName(sheet.name, taken)
      taken.add(name.toLowerCase())
      await fill(workbook.addWorksheet(name, settings(sheet, book)), sheet, look)
    }
    for (const { name, sheet, cell } of book.names)
      workbook.definedNames.add(`'${sheet}'!${cell.replace(/^([A-Z]+)(\d+)$/, '$$$1$$$2')}`, name)
    const bytes = await workbook.xlsx.writeBuffer()
    return stamp(new Uint8Array(bytes), book.cutOff)
  },
})

const describe = (workbook: Workbook, book: Book): void => {
  workbook.title = cellText(book.title)
  workbook.subject = cellText(book.subject)
  workbook.creator = cellText(book.author)
  workbook.lastModifiedBy = cellText(book.author)
  workbook.created = new Date(book.cutOff)
  workbook.modified = new Date(book.cutOff)
  workbook.views = [{ x: 0, y: 0, width: 24_000, height: 14_000, firstSheet: 0, activeTab: 0, visibility: 'visible' }]
}

/** A4 landscape, one page wide, as many pages long as it takes; head rows on each. */
const settings = (sheet: Sheet, book: Book): Partial<Worksheet> => ({
  pageSetup: {
    paperSize: 9,
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    horizontalCentered: true,
    margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.7, header: 0.3, footer: 0.35 },
  },
  headerFooter: {
    oddFooter: `&L&9${footText(` ${book.foot}`)}&C&9第&P页 共&N页&R&9${footText(` ${sheet.name}`)}`,
  },
  views: [
    {
      state: 'frozen',
      xSplit: sheet.frozen.columns,
      ySplit: sheet.frozen.rows,
      showGridLines: false,
      zoomScale: 100,
    },
  ] as Worksheet['views'],
})

/** Where each row of the model begins on the sheet, and how high its parts are. */
type Layout = { starts: number[]; heights: number[][] }

const layOut = (sheet: Sheet, widths: readonly number[]): Layout => {
  const needs = sheet.rows.map(({ cells }) =>
    cells.reduce(
      (most, one, index) =>
        one && (one.rows ?? 1) === 1 ? Math.max(most, need(one, index, widths, sizeOf(one.look))) : most,
      0,
    ),
  )
  // A cell over several rows may need more than they have: the last of them gives it.
  sheet.rows.forEach(({ cells }, at) => {
    cells.forEach((one, index) => {
      const span = one?.rows ?? 1
      if (!one || span === 1) return
      const has = needs.slice(at, at + span).reduce((sum, part) => sum + part, 0)
      const short = need(one, index, widths, sizeOf(one.look)) - has
      if (short > 0) needs[at + span - 1] = (needs[at + span - 1] ?? 0) + short
    })
  })
  const starts: number[] = []
  const heights: number[][] = []
  let next = 1
  for (const high of needs) {
    const total = Math.max(high, height(1))
    const parts = sheet.tall ? Math.ceil(total / HIGHEST) : 1
    starts.push(next)
    heights.push(Array<number>(parts).fill(Math.min(HIGHEST, Math.ceil(total / parts))))
    next += parts
  }
  return { starts: [...starts, next], heights }
}

const fill = async (worksheet: Worksheet, sheet: Sheet, look: ReturnType<typeof createLooks>): Promise<void> => {
  const widths = fitted(sheet.columns, sheet.rows)
  widths.forEach((one, index) => {
    worksheet.getColumn(index + 1).width = one
  })
  const { starts, heights } = layOut(sheet, widths)
  const startOf = (line: number): number => starts[line - 1] ?? line
  sheet.rows.forEach((row, index) => {
    const start = startOf(index + 1)
    for (const [part, high] of (heights[index] ?? []).entries()) worksheet.getRow(start + part).height = high
    row.cells.forEach((one, column) => {
      if (!one) return
      const target = worksheet.getCell(start, column + 1)
      target.value = written(one)
      target.style = look(one)
      const bottom = startOf(index + 1 + (one.rows ?? 1)) - 1
      const right = column + (one.cols ?? 1)
      if (bottom > start || right > column + 1) worksheet.mergeCells(start, column + 1, bottom, right)
    })
    if (row.breakAfter) worksheet.getRow(startOf(index + 2) - 1).addPageBreak()
  })
  const last = (starts.at(-1) ?? 2) - 1
  const right = worksheet.getColumn(sheet.columns.length).letter
  // The writer puts a $ before each column only.
  worksheet.pageSetup.printArea = `A$1:${right}$${last}`
  if (sheet.repeat)
    worksheet.pageSetup.printTitlesRow = `${startOf(sheet.repeat.from)}:${startOf(sheet.repeat.to + 1) - 1}`
  if (sheet.filter)
    worksheet.autoFilter = {
      from: { row: startOf(sheet.filter.from), column: 1 },
      to: { row: startOf(sheet.filter.to + 1) - 1, column: sheet.columns.length },
    }
  if (sheet.locked) await worksheet.protect('', { formatColumns: true, formatRows: true, autoFilter: true, sort: true })
}

/** User text is always a string; only what the models call a formula is one. */
const written = ({ value }: Cell) => {
  if (typeof value === 'string') return value === '' ? null : cellText(value)
  if (value === null || typeof value === 'number') return value
  return { formula: value.formula, result: typeof value.result === 'string' ? cellText(value.result) : value.result }
}
