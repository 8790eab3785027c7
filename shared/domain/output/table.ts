import * as z from 'zod'
import { Instant, stampInWords } from '../time.ts'
import { BOM, csvRow } from './csv.ts'
import { Change, type Revision, revisionInWords } from './revision.ts'

/** A plain table that goes out as CSV and as JSON: the same columns and rows, read by people in the one and by programs in the other. */
export type Value = string | number | boolean | null
export type Column = { key: string; words: string }

/** The JSON document of a table. */
export const TableFile = z.object({
  title: z.string(),
  plan: z.string(),
  cutOff: Instant,
  revision: z.int().min(1),
  changes: z.array(Change).describe('锁定以后的改动'),
  columns: z.array(z.object({ key: z.string(), words: z.string() })),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
})
export type TableFile = z.infer<typeof TableFile>

/** What a table's file says of itself. */
export type About = { title: string; plan: string; cutOff: string; revision: Revision }

/** A value as a spreadsheet shows it. */
export const said = (value: Value): string | number =>
  value === null || value === false ? '' : value === true ? '是' : value

/** Every row states cut-off and revision, so that a table stays one table to whoever counts in it; one without rows says so in a row. */
export async function* csvOf(
  { cutOff, revision }: About,
  columns: readonly Column[],
  rows: AsyncIterable<readonly Value[]>,
): AsyncGenerator<string> {
  const stated = [stampInWords(cutOff), revisionInWords(revision)]
  yield `${BOM}${csvRow([...columns.map((column) => column.words), '数据截至', '版次'])}`
  let empty = true
  for await (const row of rows) {
    yield csvRow([...row.map(said), ...stated])
    empty = false
  }
  if (empty) yield csvRow([...columns.map((_, index) => (index === 0 ? '没有' : '')), ...stated])
}

export async function* jsonOf(
  { title, plan, cutOff, revision }: About,
  columns: readonly Column[],
  rows: AsyncIterable<readonly Value[]>,
): AsyncGenerator<string> {
  const head = { title, plan, cutOff, revision: revision.number, changes: revision.changes, columns }
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`
  let first = true
  for await (const row of rows) {
    yield `${first ? '' : ','}\n${JSON.stringify(rowOf(columns, row))}`
    first = false
  }
  yield '\n]}\n'
}

export const rowOf = (columns: readonly Column[], row: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(columns.map((column, index) => [column.key, row[index] ?? null]))

/** Lines → bytes in pieces of some size: a write for each line would cost more than the line. */
export async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let piece = ''
  for await (const line of lines) {
    piece += line
    if (piece.length < PIECE) continue
    yield encoder.encode(piece)
    piece = ''
  }
  if (piece !== '') yield encoder.encode(piece)
}
const PIECE = 1 << 16
