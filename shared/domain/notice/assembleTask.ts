import { type Clause, findClauses } from './clauses.ts'
import type { DateContext } from './dates.ts'
import { findDeadlines } from './deadlines.ts'
import { firstSentence } from './headings.ts'
import { type OutlineNode, walk } from './outline.ts'
import type { Deadline, NoticeTask, Party, Responsibility, Target } from './ParsedNotice.ts'
import { mergeParties } from './parties.ts'
import type { Piece } from './pieces.ts'
import { compact, type Source } from './source.ts'
import { gather, inSource } from './stretch.ts'
import { findTargets } from './targets.ts'

export const NO_YEAR = '时限没有写年份，方案的年度也看不出来，请补上。'

interface Range {
  from: number
  to: number
}

export interface AssembledTask {
  task: Omit<NoticeTask, 'group'>
  /** Ranges of the source by use: the words of the task (with its number), its clauses, marks that belong to nothing. */
  words: Range[]
  clauses: Range[]
  strays: Range[]
  remarks: string[]
  /** Pieces after the clause that are not part of the task. */
  behind: Piece[]
  /** `列第一位者为牵头单位，下同` was read here. */
  firstLeadsOnwards: boolean
}

export interface TaskContext extends DateContext {
  /** A note above made the first named unit the lead. */
  firstLeads: boolean
  /** How many unnumbered lines a task may have behind its numbered one; null for any number. */
  linesBehind: number | null
}

/** One task from its outline node: text without number and clauses, parties, deadlines, targets. */
export const assembleTask = (source: Source, node: OutlineNode, context: TaskContext): AssembledTask => {
  const all = [...walk(node)].flatMap(({ pieces }) => pieces)
  const { kept, behind } = partBehind(node, all, context)
  const ranges = kept.map((piece, i) => ({
    from: i === 0 ? (node.marker?.to ?? piece.from) : piece.from,
    to: piece.to,
  }))
  const stretch = gather(source, ranges)
  const clauses = findClauses(stretch.folded, stretch.text)
  const { gaps, strays } = between(stretch.folded, clauses)
  const remarks: string[] = []

  const text = gaps
    .map(({ from, to }) => stretch.text.slice(from, to))
    .map((words, i) => (i === 0 ? words.trimStart() : words))
    .join('')
    .replace(/[^\S\n]*\n\s*/g, '\n')
    .trim()
  const folded = gaps.map(({ from, to }) => stretch.folded.slice(from, to)).join('')
  const plain = gaps.map(({ from, to }) => stretch.text.slice(from, to)).join('')

  const responsibility = unite(clauses, stretch.text, context.firstLeads, remarks)
  const deadlines: Deadline[] = findDeadlines(folded, context).map(({ from, to, date }) => ({
    text: compact(plain.slice(from, to)),
    date,
  }))
  for (const clause of clauses) {
    const innerFrom = clause.from + (stretch.folded.charAt(clause.from) === '(' ? 1 : 0)
    for (const { from, to } of clause.content.times) {
      const words = stretch.folded.slice(innerFrom + from, innerFrom + to)
      for (const one of findDeadlines(words, context, true))
        deadlines.push({
          text: compact(stretch.text.slice(innerFrom + from + one.from, innerFrom + from + one.to)),
          date: one.date,
        })
    }
  }
  const targets: Target[] = findTargets(folded).map(({ from, to, quantity, unit }) => ({
    text: compact(plain.slice(from, to)),
    quantity,
    unit,
  }))
  if (deadlines.some(({ date }) => date === null)) remarks.push(NO_YEAR)
  if (clauses.some(({ unclosed }) => unclosed)) remarks.push('责任单位的括号没有写完整，按写到行末处理，请确认。')
  if (strays.length > 0) remarks.push('责任单位后面多出标点，按没有处理，请确认。')

  const toSource = (list: Range[]): Range[] => list.flatMap(({ from, to }) => inSource(stretch, from, to))
  const numberMark = node.marker === null ? [] : [{ from: node.marker.from, to: node.marker.to }]
  return {
    task: {
      number: node.marker?.number ?? 0,
      title: firstSentence(folded.trimStart(), plain.trimStart()),
      text,
      responsibility,
      deadlines: unique(deadlines),
      targets,
      line: node.line,
    },
    words: [...numberMark, ...toSource(gaps)],
    clauses: toSource(clauses),
    strays: toSource(strays),
    remarks,
    behind,
    firstLeadsOnwards: clauses.some(({ content }) => content.firstLeads?.onwards === true),
  }
}

/**
 * Lines behind a clause that closed the task belong to nothing known, unless the clause closed only the heading or
 * another clause follows; and at the end of the notice come closing words that no other task has.
 */
const partBehind = (node: OutlineNode, all: Piece[], context: TaskContext): { kept: Piece[]; behind: Piece[] } => {
  const own = node.pieces
  if (node.children.length > 0 || own.length <= 1) return { kept: all, behind: [] }
  const real = node.clauses.filter(({ plain }) => plain !== true)
  const last = real.at(-1)
  let keep = own.length
  if (last !== undefined) {
    const { folded, parts } = node.stretch
    const headingOnly =
      !/[。;]/.test(folded.slice(0, real[0]?.from ?? 0)) &&
      parts[0] !== undefined &&
      last.to <= parts[0].to - parts[0].from + 1
    const lastPart = parts.findLastIndex(({ at }) => at < last.to)
    if (!headingOnly) keep = lastPart + 1
  }
  if (context.linesBehind !== null) keep = Math.min(keep, Math.max(1, 1 + context.linesBehind))
  if (last !== undefined) keep = Math.max(keep, node.stretch.parts.findLastIndex(({ at }) => at < last.to) + 1)
  return { kept: own.slice(0, keep), behind: own.slice(keep) }
}

/** The words between the clauses, and marks after a clause that belong to neither (）、 in task 29 of the 2019 notice). */
const between = (folded: string, clauses: Clause[]): { gaps: Range[]; strays: Range[] } => {
  const gaps: Range[] = []
  const strays: Range[] = []
  let at = 0
  for (const clause of clauses) {
    gaps.push({ from: at, to: clause.from })
    at = clause.to
    const mark = /^[\s、,;。.)]+/.exec(folded.slice(at, at + 12))?.[0] ?? ''
    const closes = /[。;!?]\s*$/.test(folded.slice(0, clause.from)) || clause.from === 0
    const marks = mark.trim()
    if (marks === '') continue
    // `…生活（责任单位：救助处）。`: the full stop ends the sentence before the bracket.
    if (!closes && /^[。;]$/.test(marks)) continue
    if (/^[。;]$/.test(marks) && folded.charAt(clause.from) === '(') {
      at += mark.length
      continue
    }
    strays.push({ from: at + mark.indexOf(marks), to: at + mark.indexOf(marks) + marks.length })
    at += mark.length
  }
  gaps.push({ from: at, to: folded.length })
  return { gaps: gaps.filter(({ from, to }) => to > from), strays }
}

/** Several clauses are one responsibility: the union of the parties, with the last clause's words. */
const unite = (clauses: Clause[], text: string, firstLeads: boolean, remarks: string[]): Responsibility | null => {
  const dutiful = clauses.filter(({ note }) => !note)
  const last = dutiful.at(-1)
  if (last === undefined) return null
  const parties: Party[] = []
  let leads = firstLeads
  for (const { content } of clauses) {
    if (content.firstLeads !== null) leads = true
    const named = content.parties.map((party) => ({ ...party }))
    const first = named[0]
    if (leads && !content.rolesWritten && first !== undefined && !first.wildcard) first.role = 'lead'
    parties.push(...named)
    if (content.andOthers) remarks.push('责任单位里有“等”字，没有写明还有谁，请确认。')
    for (const word of content.unclear) remarks.push(`责任单位里的“${word.slice(0, 30)}”看不出是不是单位，请确认。`)
  }
  const united = mergeParties(parties)
  if (united.length === 0) remarks.push('写了责任单位的字样，却没有单位名称，请补上。')
  return { text: text.slice(last.from, last.to).trim(), parties: united }
}

const unique = (deadlines: Deadline[]): Deadline[] =>
  deadlines.filter((one, i) => deadlines.findIndex(({ text, date }) => text === one.text && date === one.date) === i)
