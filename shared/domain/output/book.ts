/**
 * A workbook as data: what stands in which cell, and what it is there for. The models fill it, the adapter writes it; neither knows the other's
 * trade. Rows and columns are counted from 1 in addresses, as a spreadsheet does.
 */

/** A live formula (without the equals sign) with the result that this code computed for it. */
type Formula = { formula: string; result: string | number }
export type Value = string | number | null | Formula

/** What a cell is there for; the adapter knows how that looks. */
export type Look =
  | 'title'
  | 'note'
  | 'head'
  | 'section'
  | 'text'
  | 'centre'
  | 'count'
  | 'score'
  | 'weight'
  | 'rate'
  | 'strong'
  | 'plain'
  | 'label'

/** State is told by words; a tone only tints the cell behind them. */
export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'sum' | 'input'

export type Cell = {
  value: Value
  look: Look
  tone?: Tone
  /** Columns and rows that the cell covers. */
  cols?: number
  rows?: number
  /** May be changed in a protected sheet. */
  input?: boolean
}

export type Row = {
  /** By column; null where nothing stands or another cell reaches over. */
  cells: (Cell | null)[]
  /** A page ends after this row. */
  breakAfter?: boolean
}

/** Least and greatest width in half-width characters; between them the column fits its content. */
export type Column = { min: number; max: number }

export type Sheet = {
  name: string
  columns: Column[]
  rows: Row[]
  frozen: { rows: number; columns: number }
  /** Head rows repeated on every page. */
  repeat: { from: number; to: number } | null
  /** Rows that carry a filter, the head row first. */
  filter?: { from: number; to: number }
  /** Cells are locked, without a password: against slips, not against people. */
  locked: boolean
  /** A row higher than a spreadsheet allows is laid over several. Only for sheets to which no formula refers. */
  tall: boolean
}

export type Book = {
  title: string
  subject: string
  author: string
  /** Instant of the data; also the file's own date, so that equal data gives equal bytes. */
  cutOff: string
  /** Printed at the left of every page's foot. */
  foot: string
  sheets: Sheet[]
  /** Named cells, absolute: `{ name: '满分_任务完成', sheet: '规则', cell: 'C5' }`. */
  names: { name: string; sheet: string; cell: string }[]
}

export const cell = (value: Value, look: Look, more: Omit<Cell, 'value' | 'look'> = {}): Cell => ({
  value,
  look,
  ...more,
})

/** Cells side by side; one that covers several columns pushes the next. */
export const row = (...cells: (Cell | null)[]): Row => ({
  cells: cells.flatMap((one) => [one, ...Array<null>(Math.max(0, (one?.cols ?? 1) - 1)).fill(null)]),
})

/** 1 → A, 27 → AA. */
export const letter = (column: number): string =>
  (column > 26 ? letter(Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26))

/** A cell's address in another sheet, both parts absolute. */
export const at = (sheet: string, column: number, line: number): string => `'${sheet}'!$${letter(column)}$${line}`

/** A column's stretch in another sheet. */
export const stretch = (sheet: string, column: number, from: number, to: number): string =>
  `'${sheet}'!$${letter(column)}$${from}:$${letter(column)}$${to}`
