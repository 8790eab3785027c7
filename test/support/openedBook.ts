import ExcelJS from 'exceljs'
import type { Book, Cell, Value } from '../../shared/domain/output/book.ts'

/** A workbook file read back as the cells and names it holds, so that its formulas can be computed anew from the file alone. */
export const openedBook = async (file: string): Promise<Book> => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.readFile(file)
  const model = workbook.definedNames.model as { name: string; ranges: string[] }[]
  return {
    ...{ title: '', subject: '', author: '', cutOff: '', foot: '' },
    names: model.flatMap(({ name, ranges }) => {
      const [, sheet, column, line] = /^'?(.+?)'?!\$([A-Z]+)\$(\d+)$/.exec(ranges[0] ?? '') ?? []
      return sheet && column && line ? [{ name, sheet, cell: `${column}${line}` }] : []
    }),
    sheets: workbook.worksheets.map((worksheet) => ({
      ...{
        name: worksheet.name,
        columns: [],
        frozen: { rows: 0, columns: 0 },
        repeat: null,
        locked: true,
        tall: false,
      },
      rows: Array.from({ length: worksheet.rowCount }, (_, line) => {
        const row = worksheet.getRow(line + 1)
        return { cells: Array.from({ length: row.cellCount }, (_, column) => cellOf(row.getCell(column + 1))) }
      }),
    })),
  }
}

const cellOf = (cell: ExcelJS.Cell): Cell | null => {
  // A cell that another one covers holds nothing of its own.
  if (cell.isMerged && cell.master !== cell) return null
  return { value: valueIn(cell.value), look: 'text' }
}

const valueIn = (value: ExcelJS.CellValue): Value => {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'string') return value
  // exceljs drops a cached 0.
  if (typeof value === 'object' && 'formula' in value && value.formula)
    return { formula: value.formula, result: (value.result ?? 0) as string | number }
  return String(value)
}
