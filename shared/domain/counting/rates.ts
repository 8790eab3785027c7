import type { Standing } from './standing.ts'

/** Counts of reports: numbers of (unit, period). The entry level has counts of its own (`Filling`); the two are never added. */
export type Rates = {
  expected: number
  reported: number
  zero: number
  onTime: number
  late: number
  madeUp: number
  missing: number
  /** Number of return acts. */
  returned: number
}

export const NO_RATES: Rates = {
  expected: 0,
  reported: 0,
  zero: 0,
  onTime: 0,
  late: 0,
  madeUp: 0,
  missing: 0,
  returned: 0,
}

/** Sums, never a mean of rates. */
export const sumRates = (rates: readonly Rates[]): Rates =>
  rates.reduce(
    (sum, one) => ({
      expected: sum.expected + one.expected,
      reported: sum.reported + one.reported,
      zero: sum.zero + one.zero,
      onTime: sum.onTime + one.onTime,
      late: sum.late + one.late,
      madeUp: sum.madeUp + one.madeUp,
      missing: sum.missing + one.missing,
      returned: sum.returned + one.returned,
    }),
    NO_RATES,
  )

const one = (is: boolean): number => (is ? 1 : 0)

/** What one standing adds: nothing at all before the due time. */
const rateOf = (standing: Standing): Rates =>
  standing.expected
    ? {
        expected: 1,
        reported: one(standing.reported),
        zero: one(standing.reported && standing.zero),
        onTime: one(standing.onTime),
        late: one(standing.late),
        madeUp: one(standing.madeUp),
        missing: one(standing.missing),
        returned: standing.returned,
      }
    : NO_RATES

export const ratesOf = (standings: readonly Standing[]): Rates => sumRates(standings.map(rateOf))

/**
 * n of d in per cent with one decimal, rounded half up: `93.8%`. "—" when d is 0; `100.0%` only when n equals d, so 9996 of 10000 is `99.9%`.
 * Whole numbers only, so no rounding error comes between.
 */
export const percent = (n: number, d: number): string => {
  if (d === 0) return '—'
  const tenths = Math.floor((2_000 * n + d) / (2 * d))
  const shown = n < d ? Math.min(tenths, 999) : tenths
  return `${Math.floor(shown / 10)}.${shown % 10}%`
}

export const reportingRate = (rates: Rates): string => percent(rates.reported, rates.expected)
export const onTimeRate = (rates: Rates): string => percent(rates.onTime, rates.expected)

/** What each figure means; shown beside the figures. */
export const RATE_DEFINITIONS = [
  {
    key: 'expected',
    label: '应报',
    definition: '到截止时间、有应报任务的单位，每个单位每月记1份。没到截止时间的不计。',
  },
  {
    key: 'reported',
    label: '已报',
    definition: '已提交、已通过，或退回后仍在更正期内的月报，等于按时、迟报、漏报三项之和。',
  },
  { key: 'onTime', label: '按时', definition: '截止时间以前提交。截止前批准延期的，按延期后的时间算。' },
  { key: 'late', label: '迟报', definition: '截止以后、锁定以前提交。' },
  { key: 'madeUp', label: '漏报', definition: '锁定时没有收到，以后经延期补报。' },
  { key: 'missing', label: '未报', definition: '应报而没有收到，退回后过了更正期没有重报的也算。锁定以前显示为逾期。' },
  { key: 'zero', label: '零报告', definition: '已报的月报中，全部任务都报“无新进展”的份数，不另外相加。' },
  { key: 'returned', label: '退回', definition: '退回的次数，不是份数，不另外相加。' },
  { key: 'reportingRate', label: '报送率', definition: '报送率＝已报÷应报。多个单位或多个月，先分别求和再相除。' },
  { key: 'onTimeRate', label: '按时率', definition: '按时率＝按时÷应报。没有应报的写“—”，全部按时才写100.0%。' },
] as const satisfies { key: keyof Rates | 'reportingRate' | 'onTimeRate'; label: string; definition: string }[]
