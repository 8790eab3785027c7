import type { PartyRole } from './ParsedNotice.ts'
import type { Piece } from './pieces.ts'
import type { Source } from './source.ts'

export interface Cell {
  from: number
  to: number
}

/** One row of a pasted table with the pieces it was read from; a single cell is a heading between rows. */
export interface Row {
  pieces: Piece[]
  cells: Cell[]
}

export type Column =
  | { kind: 'number' | 'group' | 'task' | 'detail' | 'time' | 'none' }
  | { kind: 'units'; role: PartyRole }

/** What a column holds, by the words at its head. */
export const columnOf = (head: string): Column => {
  const words = head.replace(/[\s()]/g, '')
  if (/^(?:序号|编号|任务编号|No\.?)$/i.test(words)) return { kind: 'number' }
  if (/责任人|领导|负责人|联系/.test(words)) return { kind: 'none' }
  if (/(?:牵头|主办|主责)/.test(words)) return { kind: 'units', role: 'lead' }
  if (/(?:配合|协办|参与|协同|协助)/.test(words)) return { kind: 'units', role: 'support' }
  if (/(?:责任|承办|落实|实施)(?:单位|部门|处室|科室|主体|机构)|分工/.test(words))
    return { kind: 'units', role: 'responsible' }
  if (/时限|时间|期限|节点/.test(words)) return { kind: 'time' }
  if (/类别|领域|板块|分类|环境|方面/.test(words)) return { kind: 'group' }
  if (/具体|措施|内容|要求|目标/.test(words)) return { kind: 'detail' }
  if (/任务|事项|工作|项目|举措/.test(words)) return { kind: 'task' }
  return { kind: 'none' }
}

/** Whether these are the heads of a table of tasks: one column for units, one for the task, all of them short. */
export const isHead = (words: string[]): boolean => {
  const kinds = words.map(columnOf)
  return (
    kinds.some(({ kind }) => kind === 'units') &&
    kinds.some(({ kind }) => kind === 'task' || kind === 'detail') &&
    words.every((cell) => cell.trim().length <= 16)
  )
}

const split = (folded: string, piece: Piece, mark: RegExp): Cell[] => {
  const cells: Cell[] = []
  let start = 0
  for (const hit of folded.matchAll(mark)) {
    cells.push({ from: piece.from + start, to: piece.from + hit.index })
    start = hit.index + hit[0].length
  }
  cells.push({ from: piece.from + start, to: piece.to })
  return cells
}

/** Cells parted by tabs or by |; a row of |a|b| begins and ends with an empty one. */
const marked = (source: Source, piece: Piece): Cell[] => {
  const folded = source.folded.slice(piece.from, piece.to)
  if (folded.includes('\t')) return split(folded, piece, /\t/g)
  if (!folded.includes('|')) return []
  const cells = split(folded, piece, /\|/g)
  return cells.filter(
    ({ from, to }, i) => (i > 0 && i < cells.length - 1) || source.folded.slice(from, to).trim() !== '',
  )
}

/**
 * The rows of pasted tables, in the order of the text: cells parted by tabs, by |, by blanks (where a head of several
 * columns is set so), or written one below the other, each closed by a |.
 */
export const readGrid = (source: Source, pieces: Piece[]): Row[] => {
  const words = ({ from, to }: Cell): string => source.folded.slice(from, to)
  const rows: Row[] = []
  /** The blanks that part the columns of the open table, and how many columns it has. */
  let blanks: { mark: RegExp; columns: number } | null = null
  let refused = 0
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]
    if (piece === undefined) continue
    const upright = i < refused ? null : readUpright(source, pieces, i)
    if (upright !== null && upright.rows.length > 0) {
      rows.push(...upright.rows)
      i = upright.next - 1
      continue
    }
    refused = Math.max(refused, upright?.next ?? 0)
    const cells = marked(source, piece)
    if (cells.length >= 2) {
      blanks = null
      rows.push({ pieces: [piece], cells })
      continue
    }
    const folded = words(piece)
    for (const mark of [/\s{2,}/g, /\s+/g]) {
      const head = folded.length <= 160 && !/[。,;:]/.test(folded) ? split(folded, piece, mark) : []
      if (head.length >= 3 && isHead(head.map(words))) {
        blanks = { mark, columns: head.length }
        break
      }
    }
    const row = blanks === null ? [] : split(folded, piece, blanks.mark)
    rows.push({ pieces: [piece], cells: row.length === blanks?.columns ? row : [{ from: piece.from, to: piece.to }] })
  }
  return rows
}

interface UprightCell extends Cell {
  /** The pieces it stands on, by index. */
  first: number
  last: number
}

const NUMBER = /^\d{1,3}$/

/** A table whose cells stand one below the other, each closed by a |; without rows where such cells make no table. */
const readUpright = (source: Source, pieces: Piece[], start: number): { rows: Row[]; next: number } | null => {
  const line = (i: number): string => {
    const piece = pieces[i]
    return piece === undefined ? '' : source.folded.slice(piece.from, piece.to)
  }
  // Cheap refusals first: nearly every line of a notice ends here.
  if (!(line(start).endsWith('|') || line(start + 1) === '|')) return null
  const cells: UprightCell[] = []
  let open = -1
  let next = start
  for (let i = start; i < pieces.length && i - next <= 12; i++) {
    const words = line(i)
    const bars = words.split('|').length - 1
    if (bars > 1 || (bars === 1 && !words.endsWith('|'))) break
    const piece = pieces[i]
    if (piece === undefined) break
    if (open < 0 && words !== '|') open = i
    if (bars === 0) continue
    const from = pieces[open]?.from
    if (open >= 0 && from !== undefined) {
      const body = source.folded.slice(from, piece.to - 1).trimEnd()
      if (body !== '') cells.push({ from, to: from + body.length, first: open, last: i })
    }
    open = -1
    next = i + 1
  }
  const words = (cell: Cell | undefined): string =>
    cell === undefined ? '' : source.folded.slice(cell.from, cell.to).trim()
  const isHeadCell = (cell: Cell): boolean =>
    words(cell).length <= 10 &&
    (columnOf(words(cell)).kind !== 'none' || /领导|责任人|负责人|备注|进展/.test(words(cell)))
  let width = cells.findIndex((cell) => !isHeadCell(cell))
  if (width < 0) width = cells.length
  const head = cells.slice(0, width)
  if (width < 3 || !isHead(head.map(words))) return { rows: [], next }

  const body = cells.slice(width)
  const anchors = body.flatMap((cell, i) => (NUMBER.test(words(cell)) ? [i] : []))
  const rows: Row[] = []
  const push = (row: UprightCell[]): void => {
    const first = row[0]
    const last = row.at(-1)
    if (first === undefined || last === undefined) return
    rows.push({
      pieces: pieces.slice(first.first, last.last + 1),
      cells: row.map(({ from, to }) => ({ from, to })),
    })
  }
  push(head)
  if (anchors.length === 0) for (let i = 0; i + width <= body.length; i += width) push(body.slice(i, i + width))
  else {
    // Behind each number stand the columns right of it; what is left over before the next number is a heading.
    const lengths = anchors.map((at, i) => (anchors[i + 1] ?? body.length) - at)
    const length = Math.min(width, ...lengths)
    for (const cell of body.slice(0, anchors[0])) push([cell])
    anchors.forEach((at, i) => {
      push(body.slice(at, at + length))
      for (const cell of body.slice(at + length, anchors[i + 1] ?? body.length)) push([cell])
    })
  }
  return { rows, next }
}
