import type { Cell, Column, Row } from '../../domain/output/book.ts'

/**
 * How much room text takes. A spreadsheet computes no height for wrapped text until a person opens it, and none at all for merged cells,
 * so the clerk counts characters: a Chinese one is two wide, any other one; a line of the body face (10 points) is 14.5 points high.
 */
const BODY = 10
const LINE = 14.5
const AIR = 5
const LEAST = 20
/** The greatest row height a spreadsheet stores is 409.5 points. */
export const HIGHEST = 400

const WIDE =
  /[\u1100-\u115f\u2014-\u201d\u2026\u2190-\u21ff\u2460-\u24ff\u25a0-\u25ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\u00b7\u00d7\u00f7]/

/** Width in half-width characters. */
const width = (text: string): number => {
  let sum = 0
  for (const sign of text) sum += sign.length > 1 || WIDE.test(sign) ? 2 : 1
  return sum
}

/** Lines that wrapped text takes in a column. One character of each line is lost to the cell's edges. */
const lines = (text: string, columnWidth: number, size: number): number => {
  const room = Math.max(2, (columnWidth - 1) * (BODY / size))
  if (text.length * 2 <= room && !text.includes('\n')) return 1
  return text.split('\n').reduce((sum, part) => sum + Math.max(1, Math.ceil(width(part) / room)), 0)
}

export const height = (lineCount: number, size: number = BODY): number =>
  Math.max(LEAST, Math.ceil(lineCount * LINE * (size / BODY) + AIR))

const shown = ({ value }: Cell): string => {
  const plain = typeof value === 'object' ? value?.result : value
  return typeof plain === 'number' ? plain.toFixed(Number.isInteger(plain) ? 0 : 2) : (plain ?? '')
}

/** Column widths: as wide as the widest line of content, between the column's least and greatest. Cells over several columns do not count. */
export const fitted = (columns: readonly Column[], rows: readonly Row[]): number[] => {
  const widths = columns.map(({ min }) => min)
  const open = columns.flatMap(({ min, max }, index) => (max > min ? [index] : []))
  if (open.length === 0) return widths
  for (const { cells } of rows)
    for (const index of open) {
      const one = cells[index]
      const max = columns[index]?.max ?? 0
      const widest = widths[index] ?? 0
      if (!one || (one.cols ?? 1) > 1 || widest >= max) continue
      const text = shown(one)
      // No character is wider than two: what cannot be the widest is not measured.
      if (text.length * 2 + 2 <= widest) continue
      widths[index] = Math.min(max, Math.max(widest, Math.max(...text.split('\n').map(width)) + 2))
    }
  return widths
}

/** What a cell needs in height when it stands over `cols` columns from `index`. */
export const need = (one: Cell, index: number, widths: readonly number[], size: number): number => {
  if (typeof one.value === 'number' || one.value === null) return height(1, size)
  let room = 0
  for (let column = index; column < index + (one.cols ?? 1); column++) room += widths[column] ?? 0
  return height(lines(shown(one), room, size), size)
}
