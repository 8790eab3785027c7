import type { CellValue } from 'exceljs'
import type { Grid } from '../../domain/output/fillable.ts'

/** Rows and columns that are looked at: a province's units and people have fewer, and a file that claims a million blank ones is not walked through. */
const MOST_ROWS = 10_050
const MOST_COLUMNS = 60

/** What a person sees in a cell, as text. */
const shown = (value: CellValue): string => {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('text' in value) return shown(value.text as CellValue)
  if ('result' in value) return shown(value.result as CellValue)
  return ''
}

/**
 * A sent workbook's sheets as text, after the guard has held it against bombs, macros and foreign definitions; each row as far as it is filled.
 * @throws UnreadableFile
 */
export const readGrids = async (bytes: Uint8Array): Promise<Grid[]> => {
  const [{ checkOoxml }, { UnreadableFile }, { default: ExcelJS }] = await Promise.all([
    import('../word/ooxmlGuard.ts'),
    import('../../domain/notice/UnreadableFile.ts'),
    import('exceljs'),
  ])
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw new UnreadableFile('not-excel')
  await checkOoxml(bytes, () => false)
  const workbook = new ExcelJS.Workbook()
  try {
    await workbook.xlsx.load(new Uint8Array(bytes).buffer)
  } catch {
    throw new UnreadableFile('damaged')
  }
  return workbook.worksheets.map((sheet) => ({
    name: sheet.name,
    rows: Array.from({ length: Math.min(sheet.rowCount, MOST_ROWS) }, (_, line) => {
      const row = sheet.getRow(line + 1)
      return Array.from({ length: Math.min(row.cellCount, MOST_COLUMNS) }, (_cell, column) => {
        const one = row.getCell(column + 1)
        // A merged cell's text is told once, at its first cell.
        return one.isMerged && one.master !== one ? '' : shown(one.value)
      })
    }),
  }))
}
