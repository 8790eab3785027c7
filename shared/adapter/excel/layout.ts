import type { Area, Sheet } from '../../domain/output/book.ts'
import { fitted, HIGHEST, height, need } from './measure.ts'
import { sizeOf } from './styles.ts'
import { columnLetters } from './xml.ts'

/** Where the model's rows and columns lie on the sheet. A tall row is laid over several of the sheet's. */
export type Layout = {
  widths: number[]
  /** The heights of the sheet's rows that a row of the model takes, by its index. */
  heights: number[][]
  /** First and last row of the sheet for a row of the model, both from 1. */
  first: (line: number) => number
  last: (line: number) => number
}

export const layOut = (sheet: Sheet): Layout => {
  const widths = fitted(sheet.columns, sheet.rows)
  const spans: { at: number; rows: number; need: number }[] = []
  const needs = sheet.rows.map((row, at) => {
    if (row.height !== undefined) return row.height
    let most = 0
    row.cells.forEach((one, index) => {
      if (!one) return
      const wanted = need(one, index, widths, sizeOf(one.look))
      if ((one.rows ?? 1) === 1) most = Math.max(most, wanted)
      else spans.push({ at, rows: one.rows ?? 1, need: wanted })
    })
    return Math.max(most, height(1))
  })
  // A cell over several rows may need more than they have: the last of them gives it.
  for (const span of spans) {
    const end = span.at + span.rows - 1
    const has = needs.slice(span.at, end + 1).reduce((sum, part) => sum + part, 0)
    if (span.need > has) needs[end] = (needs[end] ?? 0) + span.need - has
  }
  const starts: number[] = []
  let next = 1
  const heights = needs.map((total) => {
    const parts = sheet.tall ? Math.ceil(total / HIGHEST) : 1
    starts.push(next)
    next += parts
    return Array<number>(parts).fill(Math.min(HIGHEST, Math.ceil(total / parts)))
  })
  const first = (line: number): number => starts[line - 1] ?? next + line - 1 - starts.length
  return { widths, heights, first, last: (line) => first(line + 1) - 1 }
}

/** A block of the model's cells as the sheet's addresses: `B4:C9`. */
export const addressOf = (area: Area, { first, last }: Layout): string => {
  const from = `${columnLetters(area.column - 1)}${first(area.from)}`
  const to = `${columnLetters((area.toColumn ?? area.column) - 1)}${last(area.to)}`
  return from === to ? from : `${from}:${to}`
}
