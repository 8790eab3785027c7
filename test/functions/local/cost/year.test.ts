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
