import { Counting } from './counting.ts'
import { type Marker, rank, readMarker } from './markers.ts'
import { splitBack, splitFront } from './pasted.ts'
import type { Line, Source } from './source.ts'

/** A stretch of one line that begins at its start or at a numbering mark within it. */
export interface Piece {
  from: number
  to: number
  line: number
  marker: Marker | null
}

const HAN = '〇零一二三四五六七八九十百'
const CANDIDATE = new RegExp(
  `\\(\\s{0,2}[${HAN}\\d]{1,5}\\s{0,2}\\)|[${HAN}]{1,5}[、.]|\\d{1,3}\\s?[.、,]|\\d{1,2}\\)|第[${HAN}]{1,5}[章节条]|(?:重点|主要)?任务(?:[${HAN}]{1,4}|\\d{1,3}):|[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿]`,
  'g',
)
const PLAN_TITLE = /(?:方案|计划|要点|意见|措施|清单|分工|分解表)\s*$/
/** A clause among the words, or the end of one that began before them. */
const DUTY =
  /(?:责任|牵头|主办|负责)(?:单位|部门|处室|科室)[^:()]{0,4}:|(?:负责|牵头|配合|参与|协办|承办)[^()。]{0,14}\)/

/** Whether numbering may begin here, seen from the characters before it. */
const mayBegin = (folded: string, lineFrom: number, marker: Marker, continues: boolean): boolean => {
  let at = marker.from
  while (at > lineFrom && /\s/.test(folded.charAt(at - 1))) at--
  if (at === lineFrom) return true
  const before = folded.charAt(at - 1)
  const blank = at < marker.from
  const afterSentence = /[。;:!?)”"’》]/.test(before) || (before === '、' && folded.charAt(at - 2) === ')')
  if (marker.form === 'hanParen' || marker.form === 'digitParen') return !/[第条款项见按即照\d]/.test(before)
  if (
    marker.form === 'circled' ||
    /-\s*\d{1,3}\s*-\s*$/.test(folded.slice(Math.max(lineFrom, marker.from - 12), marker.from))
  )
    return true
  if (marker.form === 'han') {
    if (afterSentence || blank) return true
    if (continues) return !/[第其统单唯专合划归同之十百〇零一二三四五六七八九、,(]/.test(before)
    return /(?:方案|通知|意见|计划|要点|措施|安排|清单|分工)$/.test(folded.slice(Math.max(lineFrom, at - 2), at))
  }
  // 控制在3.5%以内: what looks like a decimal is a number only behind a full stop, and before its measure only behind a clause.
  if (
    marker.weak &&
    (!afterSentence ||
      (before !== ')' && /^\d+\s?[%‰倍万亿千百元米公平吨个]/.test(folded.slice(marker.to, marker.to + 10))))
  )
    return false
  if (/[\d.A-Za-z%-]/.test(before) || (!blank && /[第、,(]/.test(before) && !afterSentence)) return false
  return (
    afterSentence ||
    blank ||
    ((marker.form === 'digit' || marker.form === 'taskWord') && /[\u4e00-\u9fff]/.test(before))
  )
}

/** The marks inside a line that fit the counting; the counting given is moved on. */
const marksWithin = (source: Source, line: Line, head: Marker | null, counting: Counting): Marker[] => {
  const { folded } = source
  const marks: Marker[] = []
  let last = head?.to ?? line.from
  CANDIDATE.lastIndex = last
  const slice = folded.slice(0, line.to)
  for (let found = CANDIDATE.exec(slice); found !== null; found = CANDIDATE.exec(slice)) {
    const marker = readMarker(folded, found.index)
    if (marker === null || marker.from < last || marker.to > line.to) continue
    // 31 is followed by 43 in an excerpt: believed behind a closed clause, or as the first item under such a heading.
    const behindClause =
      /\)\s*[。、;]?\s*$/.test(slice.slice(Math.max(last, marker.from - 16), marker.from)) &&
      DUTY.test(slice.slice(Math.max(last, marker.from - 200), marker.from))
    const behindHeading =
      marks.length > 0 && marker.from - last <= 30 && rank[marks.at(-1)?.form ?? marker.form] < rank[marker.form]
    const skips = !marker.weak && (behindClause || behindHeading) && counting.skipsAhead(marker)
    const begins = opensExcerpt(folded, line, marker, counting)
    // Behind a title the plan itself begins to count, whatever the covering note counted.
    const restarts =
      marker.number === 1 &&
      marker.form === 'han' &&
      PLAN_TITLE.test(slice.slice(Math.max(last, marker.from - 24), marker.from))
    if ((!counting.expects(marker) && !skips && !begins && !restarts) || (marker.weak && !counting.continues(marker)))
      continue
    if (!mayBegin(folded, line.from, marker, counting.continues(marker))) continue
    counting.take(marker)
    marks.push(marker)
    last = marker.to
    CANDIDATE.lastIndex = last
  }
  return marks
}

/** An excerpt's first number need not be 1: believed where the next one follows behind a closed clause. */
const opensExcerpt = (folded: string, line: Line, marker: Marker, counting: Counting): boolean => {
  if (marker.form !== 'digit' || marker.weak || marker.number === 1 || counting.knows('digit')) return false
  const rest = folded.slice(marker.to, Math.min(line.to, marker.to + 1500))
  const next = new RegExp(`\\)\\s{0,8}[。;]?\\s{0,8}(?<!\\d)${marker.number + 1}\\s?[.、]`).exec(rest)
  return next !== null && DUTY.test(rest.slice(0, next.index + 1))
}

/** Items pasted behind one another: two of the stretches between the marks end in a clause of their own. */
const holdsSeveralTasks = (source: Source, line: Line, marks: Marker[]): boolean => {
  let duties = 0
  let from = line.from
  for (const mark of [...marks.map(({ from }) => from), line.to]) {
    if (DUTY.test(source.folded.slice(from, mark))) duties++
    from = mark
  }
  return duties >= 2
}

/**
 * Cuts the text into pieces: every line, and within a line every numbered item where the line is a paste of several
 * (a notice pasted as one line; a heading with its first item behind it). Enumerations inside a sentence stay whole.
 */
export const cutPieces = (source: Source): Piece[] => {
  const { folded } = source
  const lines = source.lines.filter(({ from, to }) => to > from)
  const total = lines.reduce((sum, { from, to }) => sum + to - from, 0)
  const heads = lines.map(({ from, to }) => {
    let at = from
    while (at < to && /[#*>★☆▲●■◆•\s]/.test(folded.charAt(at))) at++
    const marker = readMarker(folded, at)
    return marker !== null && marker.to <= to ? marker : null
  })
  const pieces: Piece[] = []
  let counting = new Counting()
  lines.forEach((line, i) => {
    let head = heads[i] ?? null
    if (head?.weak && !counting.continues(head)) head = null
    if (head !== null) counting.take(head)

    const size = line.to - line.from
    const tentative = counting.copy()
    let marks = size > 12 ? marksWithin(source, line, head, tentative) : []
    const pasted = (size > 300 && (lines.length <= 6 || size * 5 > total * 2)) || (size > 80 && lines.length <= 2)
    if (marks.length > 0 && !pasted && !holdsSeveralTasks(source, line, marks)) {
      const next = heads.slice(i + 1, i + 12).find((marker) => marker !== null)
      const last = marks.at(-1)
      const opensList =
        next &&
        last &&
        next.form === last.form &&
        next.number === last.number + 1 &&
        (head === null || rank[head.form] < rank[last.form])
      if (!opensList) marks = []
    }
    if (marks.length > 0) counting = tentative

    const starts = [{ from: line.from, marker: head }, ...marks.map((marker) => ({ from: marker.from, marker }))]
    starts.forEach(({ from, marker }, k) => {
      const to = starts[k + 1]?.from ?? line.to
      if (to <= from) return
      if (!pasted) pieces.push({ from, to, line: line.number, marker })
      else if (marker === null && k === 0)
        for (const cut of splitFront(folded, from, to)) pieces.push({ ...cut, line: line.number, marker: null })
      else
        splitBack(folded, marker?.to ?? from, to).forEach((cut, n) => {
          pieces.push({
            from: n === 0 ? from : cut.from,
            to: cut.to,
            line: line.number,
            marker: n === 0 ? marker : null,
          })
        })
    })
  })
  return pieces.map((piece) => trim(source.text, piece)).filter(({ from, to }) => to > from)
}

const trim = (text: string, piece: Piece): Piece => {
  let { from, to } = piece
  while (from < to && /\s/.test(text.charAt(from))) from++
  while (to > from && /\s/.test(text.charAt(to - 1))) to--
  return { ...piece, from, to }
}
