import type { DateContext } from './dates.ts'
import { findDeadlines } from './deadlines.ts'
import { type Cell, type Column, columnOf, isHead, type Row, readGrid } from './grid.ts'
import type { Deadline, Party } from './ParsedNotice.ts'
import { mergeParties, readClause } from './parties.ts'
import type { Piece } from './pieces.ts'
import { compact, type Source } from './source.ts'

/** A row of a 任务分解表 pasted as text, under a head that names a column 责任单位. */
export interface TableRow {
  pieces: Piece[]
  number: number
  /** The heading above it or its 类别, as an index into the table's groups. */
  group: number | null
  /** The cells that say what is to be done, and those of number, units and time. */
  text: Cell[]
  numberCell: Cell | null
  times: Cell[]
  clause: { from: number; to: number }[]
  parties: Party[]
  deadlines: Deadline[]
}

export interface Table {
  heads: Piece[]
  groups: { number: number; title: string; at: Cell }[]
  rows: TableRow[]
}

export const NO_TABLE: Table = { heads: [], groups: [], rows: [] }

/** Rows under each head that has a column for units and one for the task. */
export const readTable = (source: Source, pieces: Piece[], context: DateContext): Table => {
  const table: Table = { heads: [], groups: [], rows: [] }
  const words = (cell: Cell | undefined): string =>
    cell === undefined ? '' : source.text.slice(cell.from, cell.to).trim()
  let columns: Column[] | null = null
  let group: number | null = null
  /** A heading counts once a row follows it. */
  let heading: Row | null = null
  const open = (at: Cell, number: number | null, title: string): void => {
    group = table.groups.length
    table.groups.push({ number: number ?? table.groups.length + 1, title: compact(title), at })
  }
  for (const row of readGrid(source, pieces)) {
    const { cells } = row
    if (cells.length < 2) {
      // A sentence or a long line ends the table; a short line may head the rows below it.
      const only = words(cells[0])
      if (only.length > 40 || /[。；：:]/.test(only)) columns = null
      heading = columns === null ? null : row
      continue
    }
    if (isHead(cells.map((cell) => source.folded.slice(cell.from, cell.to)))) {
      columns = cells.map((cell) => columnOf(source.folded.slice(cell.from, cell.to)))
      table.heads.push(...row.pieces)
      heading = null
      continue
    }
    if (columns === null) continue
    if (cells.every((cell) => /^[-:\s]*$/.test(source.folded.slice(cell.from, cell.to)))) {
      table.heads.push(...row.pieces)
      continue
    }
    const kinds: Column[] = columns
    const at = (wanted: Column['kind']): Cell[] => cells.filter((_, i) => kinds[i]?.kind === wanted)
    // A number before the first column stands under the head of the column that is merged there.
    const unnamed = at('number').length === 0 && /^\d{1,3}$/.test(words(cells[0])) ? cells[0] : undefined
    const text = [...at('task'), ...at('detail')]
      .filter((cell) => cell !== unnamed && words(cell) !== '')
      .sort((a, b) => a.from - b.from)
    if (text.length === 0) continue
    if (heading !== null) {
      const piece = heading.pieces[0]
      const cell = heading.cells[0]
      const mark = piece?.marker ?? null
      if (cell !== undefined) open(cell, mark?.number ?? null, source.text.slice(mark?.to ?? cell.from, cell.to))
      heading = null
    }
    const kindOf = at('group')[0]
    if (kindOf !== undefined && words(kindOf) !== '' && compact(words(kindOf)) !== table.groups.at(-1)?.title)
      open(kindOf, null, words(kindOf))
    const numberCell = unnamed ?? at('number')[0] ?? null
    const written = compact(words(numberCell ?? undefined))
    const parties: Party[] = []
    const clause: Cell[] = []
    cells.forEach((cell, i) => {
      const column = kinds[i]
      if (column?.kind !== 'units' || words(cell) === '') return
      const read = readClause(source.folded.slice(cell.from, cell.to), source.text.slice(cell.from, cell.to))
      for (const party of read.parties) parties.push({ ...party, role: read.rolesWritten ? party.role : column.role })
      clause.push(cell)
    })
    const deadlines = at('time').flatMap((cell) =>
      findDeadlines(source.folded.slice(cell.from, cell.to), context, true).map(({ from, to, date }) => ({
        text: compact(source.text.slice(cell.from + from, cell.from + to)),
        date,
      })),
    )
    table.rows.push({
      pieces: row.pieces,
      number: /^\d{1,3}/.test(written) ? Number.parseInt(written, 10) : table.rows.length + 1,
      group,
      text,
      numberCell,
      times: at('time'),
      clause,
      parties: mergeParties(parties),
      deadlines,
    })
  }
  return table
}
