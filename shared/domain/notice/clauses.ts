import { withColons } from './bareLabels.ts'
import { beginsWithUnitLabel, matchLabels } from './labels.ts'
import { type ClauseContent, readClause } from './parties.ts'
import { plainDuties } from './plainDuties.ts'
import { fold } from './source.ts'
import { isUnitLike, wildcardKind } from './unitNames.ts'

/**
 * Finds who owes a task in the words of the task, in the forms of domain.md section 5: `（责任单位：A、B）` with any kind of
 * bracket, half-width, nested or never closed; `（A牵头，B配合）` and `（A、B负责）` without a label; the bare sentence
 * `责任单位：A、B。` at the end or on lines of its own; `（完成时限：6月底前）`. A bracket that says neither is part of the text.
 */
export interface Clause {
  from: number
  to: number
  content: ClauseContent
  /** Only a note or a time: nobody is named, and none is expected here. */
  note: boolean
  /** The bracket was never closed, or marks followed that belong to nothing. */
  unclosed: boolean
  /** Said in running text (由A负责): it gives a task its units and makes nothing a task. */
  plain?: boolean
}

interface Bracket {
  from: number
  to: number
  innerTo: number
  closed: boolean
}

/** A clause is a line or two; what runs on for longer is text in brackets. */
const LONGEST = 1200

/** Outermost brackets; one that never closes ends with its line. */
const outerBrackets = (folded: string): Bracket[] => {
  const partner = new Map<number, number>()
  const stack: number[] = []
  for (let i = 0; i < folded.length; i++) {
    const c = folded.charAt(i)
    if (c === '(') stack.push(i)
    else if (c === ')') {
      const open = stack.pop()
      if (open !== undefined && i - open <= LONGEST) partner.set(open, i)
    }
  }
  const brackets: Bracket[] = []
  let end = -1
  for (let i = folded.indexOf('('); i >= 0; i = folded.indexOf('(', i)) {
    const close = partner.get(i)
    if (close !== undefined) {
      brackets.push({ from: i, to: close + 1, innerTo: close, closed: true })
      i = close + 1
      continue
    }
    if (end < i) {
      const lineEnd = folded.indexOf('\n', i)
      end = lineEnd < 0 ? folded.length : lineEnd
    }
    if (end - i <= LONGEST && opensClause(folded.slice(i + 1, end))) {
      brackets.push({ from: i, to: end, innerTo: end, closed: false })
      i = end
    } else i++
  }
  return brackets
}

const opensClause = (words: string): boolean => {
  const first = matchLabels(words.slice(0, 60))[0]
  return first !== undefined && first.from <= 2 && first.kind !== 'other'
}

const NOTE_ONLY =
  /^\s*(?:(?:以上|以下|上述)?(?:责任单位|任务|单位|分工)?[^()]{0,24}(?:列|排)[^()]{0,30}(?:牵头|主办)[^()]{0,12}|[^()]{0,30}下同[。,;\s]*)$/

/** Whether the words in a bracket make a clause, and what they say. */
const readBracket = (
  folded: string,
  text: string,
  atEnd: boolean,
): { content: ClauseContent; note: boolean } | null => {
  const labels = matchLabels(folded)
  const content = (): ClauseContent => readClause(folded, text)
  if (labels.some(({ kind }) => kind === 'units')) {
    const first = labels.find(({ kind }) => kind === 'units')
    // （明确责任单位：…）in running text: a label counts at the beginning or after a mark.
    const before = folded.slice(0, first?.from).trimEnd()
    if (labels[0] === first && before !== '' && !/[,;。:、]$/.test(before) && before.length > 12) return null
    return { content: content(), note: false }
  }
  if (labels.length > 0 && (labels[0]?.from ?? 9) <= 2) {
    const read = content()
    return { content: read, note: read.parties.length === 0 }
  }
  if (folded.length > 400) return null
  const read = content()
  if (read.parties.length === 0)
    return NOTE_ONLY.test(folded) && /牵头|主办/.test(folded) ? { content: read, note: true } : null
  const known = read.parties.map(({ name, wildcard }) => wildcard || isUnitLike(fold(name)))
  // Behind the last full stop 负责 can mean nothing else, also of names without a unit's ending (中石油、中石化负责).
  if (read.verb && atEnd && read.unclear.length === 0 && read.parties.every(({ name }) => name.length <= 15))
    return { content: read, note: false }
  if (read.verb && known[0] === true && known.filter(Boolean).length * 2 > known.length)
    return { content: read, note: false }
  if (
    !read.verb &&
    atEnd &&
    known.every(Boolean) &&
    read.unclear.length === 0 &&
    read.parties.some(({ name }) => wildcardKind(fold(name)) !== 'generic')
  )
    return { content: read, note: false }
  return null
}

const VERB_LINE = /(?:牵头|负责|配合|参与|协办|承办|主办|落实|组织实施)\s*[。;]?\s*$/

/** Clauses in the text of one task, in order. `folded` and `text` have equal length. */
export const findClauses = (written: string, text: string): Clause[] => {
  if (!/[(:为是]|单位|部门|[处科]室|负责|牵头|配合|参与|协办|承办|主办|落实|实施/.test(written)) return []
  const folded = withColons(written)
  const clauses: Clause[] = []
  const brackets = outerBrackets(folded)
  for (const { from, to, innerTo, closed } of brackets) {
    const before = folded.slice(Math.max(0, from - 12), from).trimEnd()
    const after = folded.slice(to, to + 8)
    // 【市财政局、市教育局】 is no way to write a remark: it needs no full stop before it.
    const square = /[【[〔]/.test(text.charAt(from)) && !/\d/.test(folded.charAt(from + 1))
    const atEnd =
      (square || /[。;!]$/.test(before)) && /^\s*[、,;。.]*\s*$/.test(folded.slice(to, to + 40).split('\n')[0] ?? '')
    // 《…办法（市民政局负责）》and （…）的 stand inside a sentence; a clause ends one.
    if (/^[的》”及和]/.test(after)) continue
    const read = readBracket(folded.slice(from + 1, innerTo), text.slice(from + 1, innerTo), atEnd)
    if (read !== null) clauses.push({ from, to, ...read, unclosed: !closed })
  }
  for (const bare of bareSentences(folded, written, brackets)) {
    const over = clauses.filter(({ from, to }) => bare.from < to && bare.to > from)
    if (over.some(({ note }) => !note)) continue
    // 责任单位：A、B（第一责任单位为牵头单位，下同）: the note is part of the sentence.
    for (const note of over) clauses.splice(clauses.indexOf(note), 1)
    const content = readClause(folded.slice(bare.from, bare.innerTo), text.slice(bare.from, bare.innerTo))
    if (bare.labelled) clauses.push({ from: bare.from, to: bare.to, content, note: bare.namesNobody, unclosed: false })
    else if (
      content.verb &&
      content.parties.length > 0 &&
      content.unclear.length === 0 &&
      content.parties.every(({ name, wildcard }) => wildcard || isUnitLike(fold(name)))
    )
      clauses.push({ from: bare.from, to: bare.to, content, note: false, unclosed: false })
  }
  if (clauses.every(({ note }) => note))
    for (const { from, innerFrom, innerTo, to } of plainDuties(folded)) {
      if (clauses.some((clause) => from < clause.to && to > clause.from)) continue
      const content = readClause(folded.slice(innerFrom, innerTo), text.slice(innerFrom, innerTo))
      const known = content.parties.filter(({ name, wildcard }) => wildcard || isUnitLike(fold(name)))
      if (
        content.verb &&
        content.unclear.length === 0 &&
        known.length > 0 &&
        known.length * 2 >= content.parties.length
      )
        clauses.push({ from, to, content, note: false, unclosed: false, plain: true })
    }
  return clauses.sort((a, b) => a.from - b.from)
}

interface Bare {
  from: number
  to: number
  innerTo: number
  labelled: boolean
  namesNobody: boolean
}

/** `责任单位：A、B。` at the end of a paragraph or on its own line, and a line that says `A牵头，B配合。` */
const bareSentences = (folded: string, written: string, brackets: Bracket[]): Bare[] => {
  const found: Bare[] = []
  let bracket = 0
  let at = 0
  let first = true
  while (at <= folded.length) {
    const newline = folded.indexOf('\n', at)
    const lineEnd = newline < 0 ? folded.length : newline
    const line = folded.slice(at, lineEnd)
    const labels = matchLabels(line).filter((label) => {
      const start = at + label.from
      while ((brackets[bracket]?.to ?? Number.POSITIVE_INFINITY) <= start) bracket++
      const inside = brackets[bracket]
      return inside === undefined || start < inside.from
    })
    let begin = -1
    for (const label of labels) {
      if (label.kind === 'other') continue
      const before = line.slice(0, label.from).trimEnd()
      const begins =
        before === '' ||
        /[。;!?)]$/.test(before) ||
        // A label that had lost its colon stands where the line break was lost with it.
        written.charAt(at + label.to - 1) !== folded.charAt(at + label.to - 1) ||
        (/,$/.test(before) && label.kind === 'units' && label.to - label.from >= 5) ||
        (/\s$/.test(line.slice(0, label.from)) && label.kind === 'units')
      if (begin < 0 && begins && folded.charAt(at + label.to - 1) !== '为' && folded.charAt(at + label.to - 1) !== '是')
        begin = before === '' ? 0 : label.from
    }
    if (begin >= 0) {
      // The names may run on over a hard line break: 责任单位：市发展改革委、↵市财政局.
      let end = lineEnd
      while (end < folded.length && /[、,及和:]\s*$/.test(folded.slice(Math.max(at, end - 4), end))) {
        const next = folded.indexOf('\n', end + 1)
        end = next < 0 ? folded.length : next
      }
      const words = folded.slice(at + begin, end)
      const stop = sentenceEnd(words)
      found.push({
        from: at + begin,
        to: at + begin + stop.to,
        innerTo: at + begin + stop.inner,
        labelled: true,
        namesNobody: labels.filter(({ from }) => from >= begin).every(({ kind }) => kind !== 'units'),
      })
      at = Math.max(end, lineEnd) + 1
      first = false
      continue
    }
    const trimmed = line.trim()
    if (
      !first &&
      trimmed.length >= 4 &&
      trimmed.length <= 120 &&
      VERB_LINE.test(trimmed) &&
      !/[。;].+/.test(trimmed) &&
      !trimmed.startsWith('(')
    ) {
      const start = at + line.indexOf(trimmed)
      found.push({
        from: start,
        to: start + trimmed.length,
        innerTo: start + trimmed.replace(/[。;]$/, '').length,
        labelled: false,
        namesNobody: false,
      })
    }
    first = false
    at = lineEnd + 1
  }
  return found
}

/** A bare clause ends at its full stop, unless another label follows it (责任单位：A。完成时限：6月底前。). */
const sentenceEnd = (words: string): { inner: number; to: number } => {
  let depth = 0
  for (let i = 0; i < words.length; i++) {
    const c = words.charAt(i)
    if (c === '(') depth++
    else if (c === ')' && depth > 0) depth--
    else if (
      c === '。' &&
      depth === 0 &&
      !/^\s*$/.test(words.slice(i + 1)) &&
      !beginsWithUnitLabel(words.slice(i + 1, i + 40).trimStart()) &&
      matchLabels(words.slice(i + 1, i + 40).trimStart())[0]?.from !== 0
    )
      return { inner: i, to: i + 1 }
  }
  const inner = words.replace(/[。;\s]+$/, '').length
  return { inner, to: words.trimEnd().length }
}
