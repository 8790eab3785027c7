import type { Book, Look } from './book.ts'

/** A workbook of many plain rows: no formulas, one look a column, heads in the first row of each sheet. */
export type RawBook = Pick<Book, 'title' | 'subject' | 'author' | 'cutOff' | 'foot'> & {
  /** What the sheet is called; those that follow a full one are numbered. */
  sheet: string
  columns: RawColumn[]
}

/** Width in half-width characters. */
export type RawColumn = { head: string; look: Extract<Look, 'line' | 'centre' | 'count' | 'score'>; width: number }

/** By column; text is text whatever it begins with. */
export type RawRow = readonly (string | number | null)[]
