import type { DateContext } from './dates.ts'
import { findDeadlines } from './deadlines.ts'
import type { Deadline, Party, PartyRole } from './ParsedNotice.ts'
import { mergeParties, readClause } from './parties.ts'
import type { Piece } from './pieces.ts'
import { compact, type Source } from './source.ts'

/** A row of a 任务分解表 pasted as text: cells parted by tabs or by |, under a head that names a column 责任单位. */
export interface TableRow {
  piece: Piece
  number: number
  text: { from: number; to: number }
  clause: { from: number; to: number }[]
  parties: Party[]
  deadlines: Deadline[]
  columns: string[]
}

interface Cell {
  from: number
  to: number
}

type Column = { kind: 'number' | 'group' | 'task' | 'detail' | 'time' | 'none' } | { kind: 'units'; role: PartyRole }

const cells = (source: Source, piece: Piece): Cell[] => {
  const folded = source.folded.slice(piece.from, piece.to)
  const mark = folded.includes('\t') ? '\t' : '|'
  if (!folded.includes(mark)) return []
  const found: Cell[] = []
  let start = 0
  for (let end = folded.indexOf(mark); ; end = folded.indexOf(mark, start)) {
    found.push({ from: piece.from + start, to: piece.from + (end < 0 ? folded.length : end) })
    if (end < 0) break
    start = end + 1
  }
  // A row of |a|b| begins and ends with an empty cell.
  return mark === '|'
    ? found.filter(
        ({ from, to }, i) =>
          (i > 0 && i < found.length - 1) || folded.slice(from - piece.from, to - piece.from).trim() !== '',
      )
    : found
}

const columnOf = (head: string): Column => {
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

/** Rows under each head that has a column for units and one for the task. */
export const readTable = (
  source: Source,
  pieces: Piece[],
  context: DateContext,
): { heads: Piece[]; rows: TableRow[] } => {
  const heads: Piece[] = []
  const rows: TableRow[] = []
  let columns: Column[] | null = null
  let names: string[] = []
  for (const piece of pieces) {
    const row = cells(source, piece)
    const words = (cell: Cell | undefined): string =>
      cell === undefined ? '' : source.text.slice(cell.from, cell.to).trim()
    if (row.length < 2) {
      if (columns !== null && row.length === 0) columns = null
      continue
    }
    const kinds = row.map((cell) => columnOf(source.folded.slice(cell.from, cell.to)))
    const isHead =
      kinds.some(({ kind }) => kind === 'units') &&
      kinds.some(({ kind }) => kind === 'task' || kind === 'detail') &&
      row.every((cell) => words(cell).length <= 16)
    if (isHead) {
      columns = kinds
      names = row.map(words)
      heads.push(piece)
      continue
    }
    if (columns === null) continue
    if (row.every((cell) => /^[-:\s]*$/.test(source.folded.slice(cell.from, cell.to)))) {
      heads.push(piece)
      continue
    }
    const at = (wanted: Column['kind']): Cell[] => row.filter((_, i) => columns?.[i]?.kind === wanted)
    const body = [...at('task'), ...at('detail')].filter((cell) => words(cell) !== '')
    const first = body[0]
    const last = body.at(-1)
    if (first === undefined || last === undefined) continue
    const numberCell = compact(words(at('number')[0]))
    const parties: Party[] = []
    const clause: { from: number; to: number }[] = []
    row.forEach((cell, i) => {
      const column = columns?.[i]
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
    rows.push({
      piece,
      number: /^\d{1,3}/.test(numberCell) ? Number.parseInt(numberCell, 10) : rows.length + 1,
      text: { from: first.from, to: last.to },
      clause,
      parties: mergeParties(parties),
      deadlines,
      columns: names,
    })
  }
  return { heads, rows }
}
