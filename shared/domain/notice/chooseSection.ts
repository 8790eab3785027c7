import { findClauses } from './clauses.ts'
import type { FormalKind, Header } from './header.ts'
import { duties, isCarrier, type OutlineNode, type Section, walk } from './outline.ts'
import type { Piece } from './pieces.ts'
import { type Evidence, type Selection, selectTasks } from './selectTasks.ts'
import type { Source } from './source.ts'
import { gather } from './stretch.ts'
import { NO_TABLE, readTable, type Table } from './table.ts'

/** Where the tasks are: in the body or in one annex (a covering note often carries the plan as its annex), or in a table. */
export interface Chosen {
  section: Section
  selection: Selection
  table: Table
  /** Where the first task begins; null without tasks. */
  firstTask: number | null
}

const PLAN_TITLE = /方案|计划|要点|任务|分工|措施|意见|清单/

export const chooseSection = (
  source: Source,
  pieces: Piece[],
  kinds: (FormalKind | null)[],
  sections: Section[],
  header: Header,
): Chosen => {
  const evidence: Evidence =
    header.title === null && header.documentNumber === null
      ? 'none'
      : PLAN_TITLE.test(header.title ?? '')
        ? 'plan'
        : 'header'
  const options = sections.map((section) => ({ section, selection: selectTasks(section, evidence) }))
  for (const { section, selection } of options)
    if (selection.tasks.size === 0) addUnnumbered(source, section, selection)

  const table = readTable(
    source,
    // A number alone on its line is a page's, unless it is a cell.
    pieces.filter(
      ({ to }, i) =>
        kinds[i] === null ||
        kinds[i] === 'title' ||
        (kinds[i] === 'page' && /^\s*\|/.test(source.folded.slice(to, to + 8))),
    ),
    { year: header.year },
  )
  const size = (option: (typeof options)[number]): number =>
    option.selection.byClauses ? option.selection.tasks.size : 0
  let best = options[0]
  for (const option of options)
    if (best === undefined || size(option) > size(best) * (best.section.annex ? 1 : 3)) best = option
  if (best !== undefined && best.selection.tasks.size === 0)
    best = options.find(({ selection }) => selection.tasks.size > 0) ?? best
  const section = best?.section ?? { root: emptyRoot(), annex: false, titles: [] }
  const selection = best?.selection ?? { tasks: new Set(), doubtful: new Map(), remarks: [], byClauses: false }
  if (
    table.rows.length > 0 &&
    table.rows.some(({ parties }) => parties.length > 0) &&
    (!selection.byClauses || selection.tasks.size < table.rows.length / 3)
  )
    return {
      section,
      selection: { tasks: new Set(), doubtful: new Map(), remarks: [], byClauses: true },
      table,
      firstTask: table.rows[0]?.pieces[0]?.from ?? null,
    }
  const starts = [...selection.tasks].map(({ pieces: own }) => own[0]?.from ?? 0)
  return {
    section,
    selection,
    table: NO_TABLE,
    firstTask: starts.length === 0 ? null : starts.reduce((a, b) => Math.min(a, b)),
  }
}

const emptyRoot = (): OutlineNode => ({
  marker: null,
  line: 1,
  pieces: [],
  children: [],
  parent: null,
  stretch: { folded: '', text: '', parts: [] },
  clauses: [],
  trusted: false,
})

/** Paragraphs without a number of which each ends in a clause: tasks all the same, numbered in their order. */
const addUnnumbered = (source: Source, section: Section, selection: Selection): void => {
  let count = 0
  for (const one of [...walk(section.root)]) {
    if (one.marker !== null) continue
    let open: Piece[] = []
    for (const piece of one.pieces) {
      const stretch = gather(source, [piece])
      const clauses = findClauses(stretch.folded, stretch.text).filter(({ note, plain }) => !note && plain !== true)
      open.push(piece)
      const first = clauses[0]
      if (first === undefined) {
        if (open.length > 1) open = [piece]
        continue
      }
      const alone = stretch.folded.slice(0, first.from).trim() === ''
      const own = alone ? open.slice(-2) : [piece]
      open = []
      if (alone && own.length < 2) continue
      count++
      const words = gather(source, own)
      const node: OutlineNode = {
        marker: {
          form: 'digit',
          number: count,
          from: own[0]?.from ?? piece.from,
          to: own[0]?.from ?? piece.from,
          weak: false,
        },
        line: own[0]?.line ?? piece.line,
        pieces: own,
        children: [],
        parent: one,
        stretch: words,
        clauses: findClauses(words.folded, words.text),
        trusted: false,
      }
      if (!isCarrier(node) || duties(node).length === 0) continue
      selection.tasks.add(node)
      selection.byClauses = true
      selection.remarks.push({ node, reason: '这一段有责任单位而没有编号，按出现的顺序编了号，请确认。' })
    }
  }
}
