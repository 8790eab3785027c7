import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundHalfAway } from '../../../shared/domain/evaluation/round.ts'

describe('rounding to two decimals', () => {
  it.each([
    [1.005, 1.01],
    [8.575, 8.58],
    [0.285, 0.29],
    [-1.005, -1.01],
    [2.5, 2.5],
    [41.13636363, 41.14],
    [0.004999, 0],
    [-0.004, 0],
    [0, 0],
  ])('%d is %d, as in LibreOffice', (x, rounded) => {
    expect(roundHalfAway(x, 2)).toBe(rounded)
  })

  it('never gives a negative zero', () => {
    expect(Object.is(roundHalfAway(-0.001, 2), 0)).toBe(true)
  })

  it('takes every exact half away from zero, both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (n) => {
        const half = (2 * n + 1) / 200
        expect(roundHalfAway(half, 2)).toBe((n + 1) / 100)
        expect(roundHalfAway(-half, 2)).toBe(-(n + 1) / 100)
      }),
      { numRuns: 2000 },
    )
  })

  it('lies within half a cent, is stable, odd and never falls as the number grows', () => {
    const number = fc.double({ min: -10_000, max: 10_000, noNaN: true })
    fc.assert(
      fc.property(number, number, (x, y) => {
        const rounded = roundHalfAway(x, 2)
        expect(Math.abs(rounded - x)).toBeLessThanOrEqual(0.005 + 1e-9)
        expect(roundHalfAway(rounded, 2)).toBe(rounded)
        expect(roundHalfAway(-x, 2) + rounded).toBe(0)
        if (x <= y) expect(rounded).toBeLessThanOrEqual(roundHalfAway(y, 2))
      }),
      { numRuns: 5000 },
    )
  })
})
