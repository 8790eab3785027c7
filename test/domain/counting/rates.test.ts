import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  NO_RATES,
  percent,
  RATE_DEFINITIONS,
  type Rates,
  ratesOf,
  sumRates,
} from '../../../shared/domain/counting/rates.ts'
import { standingOf } from '../../../shared/domain/counting/standing.ts'
import { anyHead, anyInstant, periods } from './scene.ts'

describe('percent', () => {
  it.each([
    [0, 0, '—'],
    [0, 19, '0.0%'],
    [16, 19, '84.2%'],
    [1, 3, '33.3%'],
    [2, 3, '66.7%'],
    [1, 8, '12.5%'],
    [1, 16, '6.3%'],
    [19, 19, '100.0%'],
    [9996, 10_000, '99.9%'],
    [9995, 10_000, '99.9%'],
    [9994, 10_000, '99.9%'],
    [1, 10_000, '0.0%'],
    [5, 10_000, '0.1%'],
  ])('%i of %i is %s', (n, d, shown) => {
    expect(percent(n, d)).toBe(shown)
  })

  it('has one decimal, lies within half a tenth, and is 100.0% only when equal', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (d, part) => {
        const n = Math.min(d, Math.round(part * d))
        const shown = percent(n, d)
        expect(shown).toMatch(/^\d{1,3}\.\d%$/)
        expect(shown === '100.0%').toBe(n === d)
        const off = Number.parseFloat(shown) - (100 * n) / d
        expect(Math.abs(off)).toBeLessThanOrEqual(shown === '99.9%' ? 0.1 + 1e-9 : 0.05 + 1e-9)
      }),
      { numRuns: 5000 },
    )
  })

  it('never falls when one more is there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (d, k) => {
        const n = k % d
        expect(Number.parseFloat(percent(n + 1, d))).toBeGreaterThanOrEqual(Number.parseFloat(percent(n, d)))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('rates', () => {
  const anyStandings = fc
    .array(
      fc.constantFrom(...periods).chain((dates) => anyHead('a', dates.period, [1, 2]).map((head) => ({ dates, head }))),
      { maxLength: 12 },
    )
    .chain((cells) =>
      anyInstant.map((cutOff) => cells.map(({ dates, head }, i) => standingOf({ head, dates, duties: i % 4, cutOff }))),
    )

  it('expected = on time + late + made up + missing; a rate is never above 100 %; zero and returned lie across', () => {
    fc.assert(
      fc.property(anyStandings, (standings) => {
        const rates = ratesOf(standings)
        expect(rates.expected).toBe(rates.onTime + rates.late + rates.madeUp + rates.missing)
        expect(rates.reported).toBe(rates.onTime + rates.late + rates.madeUp)
        expect(rates.reported).toBeLessThanOrEqual(rates.expected)
        expect(rates.zero).toBeLessThanOrEqual(rates.reported)
        expect(rates.expected).toBeLessThanOrEqual(standings.length)
      }),
      { numRuns: 1500 },
    )
  })

  it('sums over sums: rates of the whole are the sum of the rates of its parts', () => {
    fc.assert(
      fc.property(anyStandings, fc.nat(12), (standings, cut) => {
        expect(sumRates([ratesOf(standings.slice(0, cut)), ratesOf(standings.slice(cut))])).toEqual(ratesOf(standings))
      }),
      { numRuns: 1000 },
    )
  })

  it('of nothing are nothing', () => {
    expect(ratesOf([])).toEqual(NO_RATES)
    expect(percent(NO_RATES.reported, NO_RATES.expected)).toBe('—')
  })

  it('every figure has its definition', () => {
    const defined = RATE_DEFINITIONS.map((line) => line.key as string)
    for (const key of Object.keys(NO_RATES) as (keyof Rates)[]) expect(defined).toContain(key)
    for (const { definition } of RATE_DEFINITIONS) expect(definition).toMatch(/。$/)
  })
})
