import { hanNumber } from './numerals.ts'

/** The year that is meant where the notice does not write one: the plan's own. */
export interface DateContext {
  year: number | null
}

export const iso = (year: number, month: number, day: number): string | null => {
  const at = new Date(Date.UTC(year, month - 1, day))
  return month >= 1 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null
}

export const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

export const isoOr = (year: number | null, month: number, day: number): string | null =>
  year === null ? null : iso(year, month, Math.min(day, lastDay(year, month)))

const HAN_MONTH = '十[一二]?|[一二三四五六七八九]'
const HAN_DAY = '[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]'

/** A month or a day within it; groups: year, relative year, month, day, part of the month. */
export const MONTH = `(?:(\\d{4})\\s*年\\s*|(今年|本年|当年|明年|次年)的?\\s*)?(?<!\\d)(\\d{1,2}|${HAN_MONTH})\\s*月份?\\s*(?:(\\d{1,2}|${HAN_DAY})\\s*[日号]|(上旬|中旬|下旬|[底末初中]))?`

export const toNumber = (text: string): number => (/^\d+$/.test(text) ? Number(text) : (hanNumber(text) ?? 0))

export const relativeYear = (word: string | undefined, year: number | null): number | null =>
  year === null ? null : word === '明年' || word === '次年' ? year + 1 : year

/** First and last day that `上旬`, `底` and the like can mean within a month. */
export const partOfMonth = (part: string | undefined, day: string | undefined): { first: number; last: number } => {
  if (day !== undefined) return { first: toNumber(day), last: toNumber(day) }
  if (part === '上旬' || part === '初') return { first: 1, last: 10 }
  if (part === '中旬' || part === '中') return { first: 11, last: 20 }
  if (part === '下旬') return { first: 21, last: 31 }
  if (part === '底' || part === '末') return { first: 31, last: 31 }
  return { first: 1, last: 31 }
}

export const QUARTER_END: Record<string, [number, number]> = {
  一: [3, 31],
  二: [6, 30],
  三: [9, 30],
  四: [12, 31],
  1: [3, 31],
  2: [6, 30],
  3: [9, 30],
  4: [12, 31],
}
