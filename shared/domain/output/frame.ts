import type { Light } from '../counting/lights.ts'
import { type Area, cell, type Row, row, type Shading, type Tone } from './book.ts'

/** The head of a sheet: the title in the middle, a line of facts under it. */
export const heading = (title: string, facts: string, columns: number): Row[] => [
  row(cell(title, 'title', { cols: columns })),
  row(cell(facts, 'note', { cols: columns })),
]

export const headRow = (words: readonly string[]): Row => row(...words.map((word) => cell(word, 'head')))

/** Lines under a table, each over its whole width. */
export const notes = (lines: readonly string[], columns: number): Row[] =>
  lines.map((line) => row(cell(line, 'note', { cols: columns })))

/** One line in place of an empty table. */
export const emptyLine = (line: string, columns: number): Row => row(cell(line, 'centre', { cols: columns }))

/** 累计完成进度 in per cent: the cell fills as the work does. */
export const progressBar = (areas: Area[]): Shading => ({ kind: 'bar', areas, tone: 'calm', least: 0, most: 100 })

/** How a light tints its cell; the word says it. */
export const LIGHT_TONES: Record<Light, Tone> = {
  green: 'good',
  yellow: 'warn',
  red: 'bad',
  grey: 'calm',
  verified: 'calm',
}
