import { type Area, letter, type Row, type Sheet } from '../../domain/output/book.ts'
import { fitted, HIGHEST, height, need } from './measure.ts'
import { sizeOf } from './styles.ts'

/** Where the model's rows and columns lie on the sheet. */
export type Layout = {
  widths: number[]
  /** The heights of the sheet's rows that a row of the model takes: one, but for a tall row. */
  heightsOf: (row: Row, index: number) => readonly number[]
  /** First and last row of the sheet for a row of the model, both from 1. */
  first: (line: number) => number
  last: (line: number) => number
}

/** Tall rows are laid over several, so all are measured first; others are measured when their turn comes, and made no oftener than they must be. */
export const layOut = (sheet: Sheet): Layout => {
  const widths = fitted(sheet.columns, sheet.rows)
  if (sheet.tall) return { widths, ...laidTall(sheet, widths) }
  return {
    widths,
    heightsOf: (row) => [Math.min(HIGHEST, Math.ceil(needOf(row, widths)))],
    first: (line) => line,
    last: (line) => line,
  }
}

/** What a row needs by itself. Cells over several rows are left to `spans`, if anybody asks for them. */
const needOf = (
  row: Row,
  widths: readonly number[],
  spans?: (span: { rows: number; need: number }) => void,
): number => {
  if (row.height !== undefined) return row.height
  let most = height(1)
  row.cells.forEach((one, index) => {
    if (!one) return
    const rows = one.rows ?? 1
    if (rows > 1 && !spans) return
    const wanted = need(one, index, widths, sizeOf(one.look))
    if (rows > 1) spans?.({ rows, need: wanted })
    else if (wanted > most) most = wanted
  })
  return most
}

const laidTall = (sheet: Sheet, widths: readonly number[]): Omit<Layout, 'widths'> => {
  const spans: { at: number; rows: number; need: number }[] = []
  const needs = sheet.rows.map((row, at) => needOf(row, widths, (span) => spans.push({ at, ...span })))
  // A cell over several rows may need more than they have: the last of them gives it.
  for (const span of spans) {
    const end = span.at + span.rows - 1
    const has = needs.slice(span.at, end + 1).reduce((sum, part) => sum + part, 0)
    if (span.need > has) needs[end] = (needs[end] ?? 0) + span.need - has
  }
  const starts: number[] = []
  let next = 1
  const heights = needs.map((total) => {
    const parts = Math.ceil(total / HIGHEST)
    starts.push(next)
    next += parts
    return Array<number>(parts).fill(Math.min(HIGHEST, Math.ceil(total / parts)))
  })
  const first = (line: number): number => starts[line - 1] ?? next + line - 1 - starts.length
  return { heightsOf: (_, index) => heights[index] ?? [], first, last: (line) => first(line + 1) - 1 }
}

/** A block of the model's cells as the sheet's addresses: `B4:C9`. */
export const addressOf = (area: Area, { first, last }: Layout): string => {
  const from = `${letter(area.column)}${first(area.from)}`
  const to = `${letter(area.toColumn ?? area.column)}${last(area.to)}`
  return from === to ? from : `${from}:${to}`
}
