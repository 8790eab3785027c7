import { letter } from '../../domain/output/book.ts'
import type { RawBook, RawRow } from '../../domain/output/rawBook.ts'
import type { Watch } from '../../service/ports.ts'
import { firstParts, lastParts } from './parts.ts'
import { pageXml, type SheetFacts, sheetHead } from './sheet.ts'
import { styleOf } from './styles.ts'
import { sheetName } from './text.ts'
import { stringElement } from './xml.ts'
import type { Part } from './zip.ts'

/** Rows of a sheet, the head among them (the format's own limit), and characters of XML: a part of 4 GB needs a format that few can read. */
export type Full = { rows: number; characters: number }
const FULL: Full = { rows: 1_048_576, characters: 1_200_000_000 }

/** Many plain rows as sheets, one after the other, each begun when a row is there for it. */
export async function* rowParts(
  book: RawBook,
  batches: AsyncIterable<readonly RawRow[]>,
  { progress }: Watch,
  full: Full = FULL,
): AsyncGenerator<Part, void, undefined> {
  yield* firstParts(book)
  const facts: SheetFacts[] = []
  const taken = new Set<string>()
  const source = rowsOf(batches)
  const cells = cellsOf(book)
  let total = 0
  do {
    const name = sheetName(book.sheet, taken)
    taken.add(name.toLowerCase())
    const number = facts.length + 1
    const sheet = { lines: 1 }
    yield {
      name: `xl/worksheets/sheet${number}.xml`,
      text: sheetOf(book, name, source, full, cells, sheet, number === 1, (rows) => progress?.(total + rows)),
    }
    total += sheet.lines - 1
    facts.push(rowFacts(book, name, sheet.lines))
  } while (!(await source.ended()))
  yield* lastParts(facts, { names: [], drawings: [], strings: false })
}

type Source = {
  /** The rows at hand, and how many of them are used up. */
  batch: readonly RawRow[]
  used: number
  /** Brings the next batch that holds a row; is there none? */
  ended: () => Promise<boolean>
}

const rowsOf = (batches: AsyncIterable<readonly RawRow[]>): Source => {
  const iterator = batches[Symbol.asyncIterator]()
  let over = false
  const source: Source = {
    batch: [],
    used: 0,
    ended: async () => {
      while (!over && source.used >= source.batch.length) {
        const next = await iterator.next()
        over = next.done === true
        source.batch = next.done === true ? [] : next.value
        source.used = 0
      }
      return over
    },
  }
  return source
}

/** A row's XML, all that is the same in every row made ready. */
const cellsOf = ({ columns }: RawBook): ((line: number, row: RawRow) => string) => {
  const heads = columns.map((_, index) => `<c r="${letter(index + 1)}`)
  const styles = columns.map(({ look }) => `" s="${styleOf({ look })}"`)
  return (line, row) => {
    const number = String(line)
    let out = `<row r="${number}">`
    for (let column = 0; column < heads.length; column++) {
      const value = row[column]
      out += heads[column] + number + styles[column]
      if (typeof value === 'string' && value !== '') out += ` t="inlineStr"><is>${stringElement(value)}</is></c>`
      else if (typeof value === 'number' && Number.isFinite(value)) out += `><v>${value}</v></c>`
      else out += '/>'
    }
    return `${out}</row>`
  }
}

async function* sheetOf(
  book: RawBook,
  name: string,
  source: Source,
  full: Full,
  cells: (line: number, row: RawRow) => string,
  sheet: { lines: number },
  first: boolean,
  progress: (rows: number) => void,
): AsyncGenerator<string, void, undefined> {
  yield sheetHead(
    { rows: 1, columns: 1 },
    book.columns.map(({ width }) => width),
    first,
  )
  const head = styleOf({ look: 'head' })
  yield `<row r="1">${book.columns
    .map(
      (column, index) =>
        `<c r="${letter(index + 1)}1" s="${head}" t="inlineStr"><is>${stringElement(column.head)}</is></c>`,
    )
    .join('')}</row>`
  let written = 0
  while (sheet.lines < full.rows && written < full.characters && !(await source.ended())) {
    let text = ''
    const { batch } = source
    while (source.used < batch.length && sheet.lines < full.rows && text.length < PIECE) {
      sheet.lines += 1
      text += cells(sheet.lines, batch[source.used++] ?? [])
    }
    written += text.length
    yield text
    progress(sheet.lines - 1)
  }
  const all = `A1:${letter(book.columns.length)}${sheet.lines}`
  yield `</sheetData><autoFilter ref="${all}"/>${pageXml(book.foot, name)}</worksheet>`
}
const PIECE = 64 * 1024

const rowFacts = ({ columns }: RawBook, name: string, lines: number): SheetFacts => ({
  name,
  titles: `'${name}'!$1:$1`,
  filter: `'${name}'!$A$1:$${letter(columns.length)}$${lines}`,
})
