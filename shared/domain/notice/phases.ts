import { type DateContext, isoOr, MONTH, partOfMonth, QUARTER_END, relativeYear, toNumber } from './dates.ts'
import type { NoticePhase } from './ParsedNotice.ts'
import { compact } from './source.ts'

/**
 * The plan's phases: 启动阶段(3月1日-15日） · （2019年3月—5月） · 2019年3月1日至3月15日 · 3月上旬 · 全年 · 11月1日起. The name is the
 * heading without its dates, brackets and quotes.
 */
const DASH = '\\s*(?:-{1,2}|至|到|―)\\s*'
const RANGE = new RegExp(
  `${MONTH}${DASH}(?:(?:(\\d{4})\\s*年\\s*|(今年|本年|当年|明年|次年)的?\\s*)?(?:(\\d{1,2}|十[一二]?|[一二三四五六七八九])\\s*月份?\\s*)?(?:(\\d{1,2})\\s*[日号]|(上旬|中旬|下旬|[底末初中]))?(?:\\s*(年底|年末))?)`,
)
const SINGLE = new RegExp(MONTH)

export interface Stretched {
  start: string | null
  end: string | null
  /** [from, to) of the words that gave the dates. */
  from: number
  to: number
}

/** The first period written in folded text, or null. */
export const findPeriod = (folded: string, { year }: DateContext): Stretched | null => {
  // 3-5月 and 3月1-15日 leave out what both ends share.
  const shared =
    /(?:(\d{4})\s*年\s*)?(?<!\d)(?:(\d{1,2})\s*月\s*(\d{1,2})\s*(?:-|至|到)\s*(\d{1,2})\s*[日号]|(\d{1,2})\s*(?:-|至|到)\s*(\d{1,2})\s*月(?!\s*\d))/.exec(
      folded,
    )
  const range = RANGE.exec(folded)
  if (shared !== null && (range === null || shared.index <= range.index)) {
    const [whole, y, m, d1, d2, m1, m2] = shared
    const written = y !== undefined ? Number(y) : year
    const start = m !== undefined ? isoOr(written, Number(m), Number(d1)) : isoOr(written, Number(m1), 1)
    const end = m !== undefined ? isoOr(written, Number(m), Number(d2)) : isoOr(written, Number(m2), 31)
    return { start, end, from: shared.index, to: shared.index + whole.length }
  }
  if (range?.slice(6).some((group) => group !== undefined)) {
    const [whole, y1, rel1, m1, d1, p1, y2, rel2, m2, d2, p2, yearEnd] = range
    const startYear = y1 !== undefined ? Number(y1) : relativeYear(rel1, year)
    const startMonth = toNumber(m1 ?? '')
    const endMonth = yearEnd !== undefined ? 12 : m2 === undefined ? startMonth : toNumber(m2)
    let endYear = y2 !== undefined ? Number(y2) : rel2 !== undefined ? relativeYear(rel2, year) : startYear
    if (y2 === undefined && rel2 === undefined && endYear !== null && endMonth < startMonth) endYear++
    const start = isoOr(startYear, startMonth, partOfMonth(p1, d1).first)
    const last = yearEnd !== undefined ? 31 : partOfMonth(p2, d2).last
    return { start, end: isoOr(endYear, endMonth, last), from: range.index, to: range.index + whole.length }
  }
  const upTo = new RegExp(`(?:即日起|印发之日起|发文之日起|自通知印发)[^()]{0,4}(?:至|到|-)\\s*(${MONTH})`).exec(folded)
  if (upTo !== null) {
    const single = SINGLE.exec(upTo[1] ?? '')
    const y = single?.[1] !== undefined ? Number(single[1]) : year
    return {
      start: null,
      end: isoOr(y, toNumber(single?.[3] ?? ''), partOfMonth(single?.[5], single?.[4]).last),
      from: upTo.index,
      to: upTo.index + upTo[0].length,
    }
  }
  const single = SINGLE.exec(folded)
  if (single !== null) {
    const [whole, y, rel, m, d, p] = single
    const written = y !== undefined ? Number(y) : relativeYear(rel, year)
    const month = toNumber(m ?? '')
    const { first, last } = partOfMonth(p, d)
    const tail = /^\s*(?:之前|以前|前)/.exec(folded.slice(single.index + whole.length))
    const onwards = /^\s*(?:起|开始|以后|后)/.exec(folded.slice(single.index + whole.length))
    return {
      start: tail !== null || p === '底' || p === '末' ? null : isoOr(written, month, first),
      end: onwards !== null ? null : isoOr(written, month, last),
      from: single.index,
      to: single.index + whole.length + (tail?.[0].length ?? onwards?.[0].length ?? 0),
    }
  }
  const quarter =
    /(?:(\d{4})年\s*)?第?([一二三四1-4])季度(?:\s*(?:-|至|到)\s*第?([一二三四1-4])季度)?|(?:(\d{4})年\s*)?(上半年|下半年|全年)/.exec(
      folded,
    )
  if (quarter !== null) {
    const [whole, y1, q1, q2, y2, half] = quarter
    const written = y1 !== undefined ? Number(y1) : y2 !== undefined ? Number(y2) : year
    const [endMonth, endDay] =
      q1 !== undefined ? (QUARTER_END[q2 ?? q1] ?? [12, 31]) : half === '上半年' ? [6, 30] : [12, 31]
    const startMonth = q1 !== undefined ? (QUARTER_END[q1]?.[0] ?? 3) - 2 : half === '下半年' ? 7 : 1
    return {
      start: isoOr(written, startMonth, 1),
      end: isoOr(written, endMonth, endDay),
      from: quarter.index,
      to: quarter.index + whole.length,
    }
  }
  return null
}

/** A phase from a heading's words; null when they hold no date within reach of the name. */
export const readPhase = (folded: string, text: string, line: number, context: DateContext): NoticePhase | null => {
  const head = folded.slice(0, 90)
  const period = findPeriod(head, context)
  if (period === null) return null
  const bracket = head.lastIndexOf('(', period.from)
  const inBracket = bracket >= 0 && !head.slice(bracket, period.from).includes(')')
  const stop = /[。;\n]/.exec(head)?.index ?? head.length
  // A date far behind the heading's first sentence belongs to the work, not to the phase.
  if (period.from > stop + 2 && !inBracket && period.from > stop + 16) return null
  const open = inBracket ? bracket : period.from
  const closing = head.indexOf(')', Math.max(period.to - 1, open))
  const close = inBracket && closing >= 0 ? closing + 1 : period.to
  const named = compact(text.slice(0, Math.min(open, stop)))
  let name = plainName(named)
  if (name === '') {
    // The date stands first: （3月1日-15日）启动阶段。
    const behind = /[^。;,\n:]+/.exec(folded.slice(close))
    name = behind === null ? '' : plainName(text.slice(close + behind.index, close + behind.index + behind[0].length))
  } else if (/^第[一二三四五六]阶段$/.test(name)) {
    // 第一阶段（4月10日至20日）：动员部署。
    const rest = /^[:\s]*([^。;,\n:(]{2,12})[。;\n:]/.exec(folded.slice(close))
    if (rest?.[1] !== undefined)
      name += plainName(text.slice(close + rest[0].indexOf(rest[1]), close + rest[0].indexOf(rest[1]) + rest[1].length))
  }
  return name === '' ? null : { name: name.slice(0, 40), start: period.start, end: period.end, line }
}

const plainName = (words: string): string => compact(words).replace(/[“”"‘’'「」『』（）()【】[\]：:，,。；;、]/g, '')

/** Phases named inside a sentence: 分启动阶段（3月1日-15日）、落实阶段（…）三步推进. */
export const phasesInline = (
  folded: string,
  text: string,
  lineOf: (at: number) => number,
  context: DateContext,
): NoticePhase[] =>
  [...folded.matchAll(/([\u4e00-\u9fff“”]{2,14}阶段)\s*\(([^()]{2,40})\)/g)].flatMap((hit) => {
    const period = findPeriod(hit[2] ?? '', context)
    if (period === null) return []
    const name = compact(text.slice(hit.index, hit.index + (hit[1]?.length ?? 0)))
      .replace(/[“”]/g, '')
      .replace(/^.*?(?:分为|分|一是|二是|三是|四是|和|为)(?=.{2,})/, '')
    return [{ name, start: period.start, end: period.end, line: lineOf(hit.index) }]
  })
