import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ACTS, type Act } from '../../../../functions/local/cost/acts.ts'
import { forMore, type Measured, PRICES, totalOf, yearOfCost } from '../../../../functions/local/cost/year.ts'

const measured = Object.fromEntries(ACTS.map((act) => [act, { read: 10, written: 1 }])) as Measured
const usdOf = (what: string, given: Measured, units: number): number =>
  yearOfCost(given, units).find((line) => line.what === what)?.usd ?? Number.NaN

describe('a year’s bill', () => {
  it('is the sum of quantities by their prices', () => {
    const lines = yearOfCost(measured, 19)
    const reads = lines.find(({ what }) => what === 'DynamoDB reads')
    expect(reads?.usd).toBeCloseTo((reads?.quantity ?? 0) * PRICES.readUnit, 12)
    expect(totalOf(lines)).toBeCloseTo(
      lines.reduce((sum, { usd }) => sum + usd, 0),
      12,
    )
    for (const { what, usd } of lines) expect(Number.isFinite(usd), what).toBe(true)
  })

  it('doubles with units where units work, and not where parts stand by', () => {
    for (const what of ['DynamoDB storage and recovery', 'S3 storage', 'Mail by SES'])
      expect(usdOf(what, measured, 200) / usdOf(what, measured, 100), what).toBeCloseTo(2, 1)
    for (const what of ['Alarms', 'Metrics', 'Dashboard', 'Secret'])
      expect(usdOf(what, measured, 200), what).toBe(usdOf(what, measured, 100))
  })

  it('grows, for more units, what reads the whole department and nothing else', () => {
    const more = forMore(measured, 4)
    const grown = ACTS.filter((act: Act) => more[act].read === 40)
    expect(grown).toEqual([
      'review page',
      'month',
      'tasks',
      'month workbook',
      'year workbook',
      'due morning',
      'quiet morning',
    ])
    for (const act of ACTS) expect(more[act].written, act).toBe(1)
  })
})

describe('docs/cost.md', () => {
  const page = readFileSync('docs/cost.md', 'utf8')
  /** Rows of each bill in it: quantity and dollars, and the total it states. */
  const bills = page
    .split('| for | quantity | of | US$ a year |')
    .slice(1)
    .map((text) => {
      const [table = ''] = text.split('\n\n')
      const rows = [...table.matchAll(/^\| ([^|*-]+) \| ([\d,.]+) \| [^|]+ \| ([\d,.]+) \|$/gm)]
      const total = /\*\*together\*\* \| +\| +\| \*\*([\d,.]+)\*\*/.exec(table)?.[1] ?? ''
      const number = (text: string | undefined): number => Number((text ?? '').replaceAll(',', ''))
      return {
        rows: rows.map(([, what, quantity, usd]) => ({ what, quantity: number(quantity), usd: number(usd) })),
        total: number(total),
      }
    })

  it('adds up: every bill names every line, and states their sum', () => {
    expect(bills).toHaveLength(2)
    const whats = yearOfCost(measured, 1).map(({ what }) => what)
    for (const { rows, total } of bills) {
      expect(rows.map(({ what }) => what)).toEqual(whats)
      expect(Math.abs(rows.reduce((sum, { usd }) => sum + usd, 0) - total)).toBeLessThan(0.1)
    }
  })

  it('multiplies its quantities by the prices that the computation uses', () => {
    const prices = new Map(
      yearOfCost(measured, 1_000).map(({ what, quantity, usd }) => [what, usd / quantity] as const),
    )
    for (const { rows } of bills)
      for (const { what, quantity, usd } of rows)
        expect(Math.abs(quantity * (prices.get(what ?? '') ?? 0) - usd), what).toBeLessThan(0.05)
  })
})
