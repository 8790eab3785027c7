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
  | 'line'
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
  /** In points; without it the row is as high as its text needs. */
  height?: number
}

/** Least and greatest width in half-width characters; between them the column fits its content. */
export type Column = { min: number; max: number }

/** A block of cells: rows and columns from 1, both ends included. */
export type Area = { from: number; to: number; column: number; toColumn?: number }

/** An end of a bar or a scale: a number, or a formula such as the name of a rule's cell. */
type End = number | string

/** What the spreadsheet itself draws into cells, and draws anew when their numbers change. State still stands there in words or numbers. */
export type Shading = { areas: Area[] } & (
  | { kind: 'bar'; tone: Tone; least: End; most: End }
  /** From one tone to white to another, by three points. */
  | { kind: 'scale'; low: Tone; high: Tone; least: End; middle: End; most: End }
  /** Three marks: from `steps[0]` on the second, from `steps[1]` on the third; `reversed` begins with the best. */
  | {
      kind: 'icons'
      set: '3TrafficLights1' | '3Symbols2' | '3Flags' | '3Arrows'
      steps: [End, End]
      reversed?: boolean
    }
  /** Tints where a formula is true; relative addresses are those of the first area's first cell. */
  | { kind: 'when'; formula: string; tone: Tone }
)

/** What may be typed into open cells, and what is said otherwise. */
export type Check = { areas: Area[]; title: string; message: string } & (
  | { kind: 'list'; words: readonly string[] }
  | { kind: 'whole'; least: number; most: number }
  | { kind: 'number'; least: number; most: number }
  | { kind: 'length'; most: number }
)

/** Cells of a sheet in one row or one column. */
export type Stretch = { sheet: string; from: [row: number, column: number]; to: [row: number, column: number] }

/** A native chart: it reads the cells that it names, and changes with them. */
export type Chart = {
  kind: 'column' | 'bar' | 'line'
  title: string
  /** How the value axis writes its numbers, and where it ends. */
  format: '0' | '0.0' | '0.00' | '0%'
  least?: number
  most?: number
  stacked?: boolean
  /** The figure stands at each bar or point. */
  labels?: boolean
  categories: Stretch
  series: { name: string; values: Stretch; tone: Tone }[]
  /** The cells over which it lies. */
  over: Required<Area>
}

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
  /**
   * A row higher than a spreadsheet allows is laid over several, and rows make room for cells that cover several of them. Only for sheets to which no
   * formula refers.
   */
  tall: boolean
  shadings?: Shading[]
  checks?: Check[]
  charts?: Chart[]
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

/** A row whose cells are made each time they are asked for: a sheet of a hundred thousand rows need not be in memory all at once. */
export const rowLater = (make: () => Row): Row => new Later(make)
class Later implements Row {
  readonly #make: () => Row
  constructor(make: () => Row) {
    this.#make = make
  }
  get cells(): (Cell | null)[] {
    return this.#make().cells
  }
}

const LETTERS: string[] = []
/** 1 → A, 27 → AA; kept, because every cell and formula asks. */
export const letter = (column: number): string => {
  const known = LETTERS[column]
  if (known !== undefined) return known
  const made =
    (column > 26 ? letter(Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26))
  LETTERS[column] = made
  return made
}

/** A cell's address in another sheet, both parts absolute. */
export const at = (sheet: string, column: number, line: number): string => `'${sheet}'!$${letter(column)}$${line}`

/** A column's stretch in another sheet. */
export const stretch = (sheet: string, column: number, from: number, to: number): string =>
  `'${sheet}'!$${letter(column)}$${from}:$${letter(column)}$${to}`
