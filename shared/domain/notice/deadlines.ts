import { type DateContext, isoOr, MONTH, partOfMonth, QUARTER_END, relativeYear, toNumber } from './dates.ts'

/**
 * Days by which something must be done: 2019年6月底前 · 2020年底前 · 6月底完成 · 12月20日前 · 年底前 · 上半年完成 · 第三季度末 ·
 * 到2025年, and, where a clause or a label speaks of time, a bare date or a range (3月16日-10月31日 ends on 10-31).
 * Not deadlines: a law's period (2019年1月1日至12月31日 in running text), 5年内, 自…起, and what recurs (每年2月底前).
 */
export interface FoundDeadline {
  from: number
  to: number
  date: string | null
}

const TAIL =
  '(?:\\s*(之前|以前|前|内|止|截止|(?=(?:全部|全面|基本|正式|初步)?(?:完成|办结|到位|建成|出台|印发|制定|上报|报送|上线|实现))))?'
const DONE = '(?=(?:全部|全面|基本|正式|初步)?(?:完成|办结|到位|建成|出台|印发|制定|上线|实现|启动|投用|投入))'
const MONTHLY = new RegExp(MONTH + TAIL, 'g')
const YEARLY = new RegExp(
  `(\\d{4})年\\s*(?:年?([底末])(?:之前|以前|前)?|(?:前|以前|之前|内)(?!期))|(今年|明年|本年|当年|本年度)\\s*(?:年?[底末]|[内前]|年内)(?:之前|以前|前)?|(?<![\\d\\u4e00-\\u9fff])年[底末](?:之前|以前|前|${DONE})|(?<!\\d)年[底末](?:之前|以前|前)|(?<![\\d每半一二两三四五六七八九十百几多])年内|(?:到|至)(\\d{4})年(?=,|[底末])[底末]?`,
  'g',
)
const PERIODIC = new RegExp(
  `(?:(\\d{4})年\\s*|(今年|明年|本年|当年))?(?:第?([一二三四1-4])季度|(上半年|下半年))(?:([末底])?(之前|以前|前|内)|([末底])|${DONE})`,
  'g',
)
const LOOSE_PERIODIC = /(?:(\d{4})年\s*|(今年|明年|本年|当年))?(?:第?([一二三四1-4])季度|(上半年|下半年))([末底])?/g
const LOOSE_YEARLY = /(\d{4})年(?:年?[底末])?(?:前|之前|以前|内)?(?![\d\s]*\d*月)|(?<!\d)年[底末]|全年|年内/g
const RANGE_LEFT = /(?:\d\s*日|月|月份|[旬底末初])\s*(?:-|至|到)\s*$/

const recurs = (folded: string, at: number): boolean =>
  /每[个年月季半度一次\s]{0,3}$|逐[年月]$|[自从]$/.test(folded.slice(Math.max(0, at - 6), at))

/**
 * Deadlines in folded text. `loose` is for the words of a clause or behind 完成时限, where every date is one.
 * A month without a year takes the last year written before it, then the plan's.
 */
export const findDeadlines = (folded: string, { year: plan }: DateContext, loose = false): FoundDeadline[] => {
  if (!/[年月季半]/.test(folded)) return []
  const found: FoundDeadline[] = []
  const monthly = [...folded.matchAll(MONTHLY)]
  const years = [...folded.matchAll(/((?:19|20)\d{2})年(?=\s*\d{1,2}\s*月|[底末]|年底|上|下|第?[一二三四]季)/g)]
  const yearBefore = (at: number): number | null => {
    let low = 0
    let high = years.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((years[middle]?.index ?? at) < at) low = middle + 1
      else high = middle
    }
    const written = years[low - 1]?.[1]
    return written === undefined ? plan : Number(written)
  }
  for (const hit of monthly) {
    const [whole, y, rel, month, day, part, tail] = hit
    const m = toNumber(month ?? '')
    if (m < 1 || m > 12 || recurs(folded, hit.index)) continue
    const after = folded.slice(hit.index + whole.length, hit.index + whole.length + 3)
    const before = folded.slice(Math.max(0, hit.index - 8), hit.index)
    const due = tail !== undefined || ((part === '底' || part === '末') && !/^(?:起|开始|以来)/.test(after))
    if (!due && !loose) continue
    if (loose && /^\s*(?:-|至|到)/.test(after)) continue
    if (/^(?:起|开始|以来)/.test(after)) continue
    // In running text a date range is a period of law, unless 前 or 底 makes its end a deadline.
    let from = hit.index
    if (RANGE_LEFT.test(before)) {
      if (!loose && tail === undefined) continue
      const start = [...folded.slice(0, from).matchAll(new RegExp(MONTH, 'g'))].at(-1)
      if (start !== undefined && loose) from = start.index
    }
    const year = y !== undefined ? Number(y) : rel !== undefined ? relativeYear(rel, plan) : yearBefore(hit.index)
    found.push({ from, to: hit.index + whole.length, date: isoOr(year, m, partOfMonth(part, day).last) })
  }
  if (loose) {
    // `3月16日-31日`: the second day has no month of its own.
    for (const hit of folded.matchAll(new RegExp(`${MONTH}\\s*(?:-|至|到)\\s*(\\d{1,2})\\s*[日号]`, 'g'))) {
      const year = hit[1] !== undefined ? Number(hit[1]) : relativeYear(hit[2], yearBefore(hit.index))
      found.push({
        from: hit.index,
        to: hit.index + hit[0].length,
        date: isoOr(year, toNumber(hit[3] ?? ''), Number(hit[6])),
      })
    }
  }
  for (const hit of folded.matchAll(YEARLY)) {
    if (recurs(folded, hit.index)) continue
    const written = hit[1] ?? hit[4]
    const year =
      written !== undefined
        ? Number(written)
        : hit[3] !== undefined
          ? relativeYear(hit[3], plan)
          : yearBefore(hit.index)
    found.push({ from: hit.index, to: hit.index + hit[0].length, date: isoOr(year, 12, 31) })
  }
  for (const hit of folded.matchAll(loose ? LOOSE_PERIODIC : PERIODIC)) {
    if (recurs(folded, hit.index)) continue
    const year =
      hit[1] !== undefined ? Number(hit[1]) : hit[2] !== undefined ? relativeYear(hit[2], plan) : yearBefore(hit.index)
    const [month, day] =
      hit[3] !== undefined ? (QUARTER_END[hit[3]] ?? [12, 31]) : hit[4] === '上半年' ? [6, 30] : [12, 31]
    found.push({ from: hit.index, to: hit.index + hit[0].length, date: isoOr(year, month, day) })
  }
  if (loose) {
    for (const hit of folded.matchAll(LOOSE_YEARLY)) {
      const year = hit[1] !== undefined ? Number(hit[1]) : yearBefore(hit.index)
      found.push({ from: hit.index, to: hit.index + hit[0].length, date: isoOr(year, 12, 31) })
    }
  }
  return withoutOverlaps(found)
}

const withoutOverlaps = (found: FoundDeadline[]): FoundDeadline[] => {
  const kept: FoundDeadline[] = []
  for (const one of found.sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = kept.at(-1)
    if (last === undefined || one.from >= last.to) kept.push(one)
  }
  return kept
}
