import type { Clause } from './clauses.ts'
import { findClauses } from './clauses.ts'
import type { FormalKind } from './header.ts'
import { type Marker, type MarkerForm, rank } from './markers.ts'
import type { Piece } from './pieces.ts'
import type { Source } from './source.ts'
import { gather, type Stretch } from './stretch.ts'

/** One numbered heading or item with the lines that belong to it; the root of a section has no marker. */
export interface OutlineNode {
  marker: Marker | null
  line: number
  /** Its own pieces: the numbered line and the unnumbered ones up to the next number. */
  pieces: Piece[]
  children: OutlineNode[]
  parent: OutlineNode | null
  /** Its own words after the number, and the clauses in them. */
  stretch: Stretch
  clauses: Clause[]
  /** Its units stand in running text, and the notice writes all its clauses so. */
  trusted: boolean
}

/** The notice's body or one annex: annexes start a numbering of their own. */
export interface Section {
  root: OutlineNode
  annex: boolean
  /** Indices of the pieces that are titles within it. */
  titles: number[]
}

const emptyStretch: Stretch = { folded: '', text: '', parts: [] }

const node = (marker: Marker | null, line: number, parent: OutlineNode | null): OutlineNode => ({
  marker,
  line,
  pieces: [],
  children: [],
  parent,
  stretch: emptyStretch,
  clauses: [],
  trusted: false,
})

/**
 * Nests the pieces by their numbering: a form already open continues its list, a new form opens a list inside. The order
 * of forms is that of GB/T 9704 unless the section has no 一、 and begins with 1. (then （一） lies within it).
 */
export const buildOutline = (source: Source, pieces: Piece[], kinds: (FormalKind | null)[]): Section[] => {
  const sections: Section[] = []
  const open = (annex: boolean): OutlineNode => {
    const root = node(null, 1, null)
    sections.push({ root, annex, titles: [] })
    return root
  }
  let root = open(false)
  let stack: OutlineNode[] = [root]
  let depthOf = formOrder(pieces)
  pieces.forEach((piece, i) => {
    const kind = kinds[i] ?? null
    if (kind === 'annex') {
      root = open(true)
      stack = [root]
      depthOf = formOrder(pieces.slice(i + 1))
      return
    }
    // Whatever follows a signature or a title belongs to no item above it.
    if (kind === 'title') sections.at(-1)?.titles.push(i)
    if (kind === 'title' || kind === 'signature' || kind === 'publicity') stack = [root]
    if (kind !== null) return
    const marker = piece.marker
    if (marker === null) {
      stack.at(-1)?.pieces.push(piece)
      return
    }
    const same = stack.findIndex((level) => level.marker?.form === marker.form)
    if (same > 0) stack = stack.slice(0, same)
    else stack = stack.filter((level) => level.marker === null || depthOf(level.marker.form) < depthOf(marker.form))
    const parent = stack.at(-1) ?? root
    const child = node(marker, piece.line, parent)
    child.pieces.push(piece)
    parent.children.push(child)
    stack.push(child)
  })
  for (const section of sections) {
    for (const one of walk(section.root)) readOwnWords(source, one)
    trustPlain(section)
  }
  return sections
}

const formOrder = (pieces: Piece[]): ((form: MarkerForm) => number) => {
  const forms = pieces.flatMap(({ marker }) => (marker === null ? [] : [marker.form]))
  const digitsOutside =
    (forms[0] === 'digit' || forms[0] === 'taskWord') &&
    !forms.includes('han') &&
    !forms.includes('chapter') &&
    !forms.includes('part')
  return (form) => (digitsOutside && (form === 'digit' || form === 'taskWord') ? rank.han : rank[form])
}

const readOwnWords = (source: Source, one: OutlineNode): void => {
  one.stretch = gather(
    source,
    one.pieces.map((piece) => ({ from: piece.marker?.to ?? piece.from, to: piece.to })),
  )
  one.clauses = one.marker === null ? [] : findClauses(one.stretch.folded, one.stretch.text)
}

/** Without any clause of its own kind, a list of which most items say 由A负责 is written so: then that is the clause. */
const trustPlain = ({ root }: Section): void => {
  const nodes = [...walk(root)]
  if (nodes.some(isCarrier)) return
  for (const { children } of nodes) {
    const plain = children.filter(({ clauses }) => clauses.some((clause) => clause.plain))
    if (plain.length >= 2 && plain.length * 2 > children.length) for (const one of plain) one.trusted = true
  }
}

/** A node and all below it, in the order of the text. */
export function* walk(from: OutlineNode): Generator<OutlineNode> {
  const waiting = [from]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i]
      if (child !== undefined) waiting.push(child)
    }
  }
}

/** Clauses that name somebody; a bracket with only a date or a note is none, nor is 由A负责 in a sentence by itself. */
export const duties = (one: OutlineNode): Clause[] =>
  one.clauses.filter(({ note, plain }) => !note && (plain !== true || one.trusted))

export const isCarrier = (one: OutlineNode): boolean => duties(one).length > 0
