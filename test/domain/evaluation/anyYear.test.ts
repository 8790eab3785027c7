import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { yearOf } from '../../../shared/domain/counting/year.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { roundHalfAway } from '../../../shared/domain/evaluation/round.ts'
import { DEFAULT_RULES } from '../../../shared/domain/evaluation/rules.ts'
import type { ItemScore } from '../../../shared/domain/evaluation/score.ts'
import type { EntryBrief } from '../../../shared/domain/report/entry.ts'
import { addMinutes } from '../../../shared/domain/time.ts'
import { anyYearInput, zeroOn } from '../counting/scene.ts'
import { item, of } from './scene.ts'

describe('scores in any year', () => {
  const sumOf = (one: ItemScore): number => one.lines.reduce((sum, line) => sum + line.points, 0)

  it('scores keep within their bounds, two decimals, and every point is explained by the lines', () => {
    fc.assert(
      fc.property(anyYearInput, (input) => {
        const counted = yearOf(input)
        for (const score of evaluate(counted, DEFAULT_RULES).units) {
          for (const one of [...score.items, score.bonus]) {
            if (one.points === null) continue
            expect(one.points).toBe(roundHalfAway(one.points, 2))
            expect(one.points).toBeLessThanOrEqual(one.max)
            expect(one.points).toBeGreaterThanOrEqual(one.key === 'bonus' ? -one.max : 0)
            for (const line of one.lines) expect(line.count * line.each).toBeCloseTo(line.points, 6)
          }
          expect(item(score, 'completion').points ?? 0).toBeCloseTo(sumOf(item(score, 'completion')), 1)
          expect(item(score, 'timeliness').points).toBe(Math.max(0, 15 + sumOf(item(score, 'timeliness'))))
          expect(score.bonus.points).toBe(Math.max(-5, sumOf(score.bonus)))
          const rates = counted.rates.unit[score.unit]
          if (score.total === null) expect(rates?.expected).toBe(0)
          else expect(score.total >= 0 && score.total <= 100 && score.rank !== null && score.grade !== null).toBe(true)
          expect([score.missing, score.late]).toEqual([rates?.missing, rates?.late])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('filing later never raises a score', () => {
    fc.assert(
      fc.property(anyYearInput, fc.nat(200), fc.integer({ min: 1, max: 20 * 1440 }), (input, pick, minutes) => {
        const chosen = input.reports[pick % Math.max(1, input.reports.length)]
        if (!chosen || chosen.filedAt === null) return
        const later = { ...chosen, filedAt: addMinutes(chosen.filedAt, minutes) }
        const reports = input.reports.map((head) => (head === chosen ? later : head))
        const before = of(evaluate(yearOf(input), DEFAULT_RULES), chosen.unit)
        const after = of(evaluate(yearOf({ ...input, reports }), DEFAULT_RULES), chosen.unit)
        expect(after.total ?? 0).toBeLessThanOrEqual(before.total ?? 0)
      }),
      { numRuns: 300 },
    )
  })

  it('one more return by the unit never raises a score, one for another cause never changes it', () => {
    fc.assert(
      fc.property(anyYearInput, fc.nat(200), fc.boolean(), (input, pick, byUnit) => {
        const chosen = input.reports[pick % Math.max(1, input.reports.length)]
        if (!chosen) return
        const more = { ...chosen, returns: chosen.returns + 1, returnsByUnit: chosen.returnsByUnit + Number(byUnit) }
        const reports = input.reports.map((head) => (head === chosen ? more : head))
        const before = of(evaluate(yearOf(input), DEFAULT_RULES), chosen.unit).total ?? 0
        const after = of(evaluate(yearOf({ ...input, reports }), DEFAULT_RULES), chosen.unit).total ?? 0
        if (byUnit) expect(after).toBeLessThanOrEqual(before)
        else expect(after).toBe(before)
      }),
      { numRuns: 300 },
    )
  })

  it('a zero entry costs nothing against one that says the same again', () => {
    fc.assert(
      fc.property(anyYearInput, fc.nat(200), fc.constantFrom(1, 2, 3, 6), (input, pick, task) => {
        const chosen = input.reports[pick % Math.max(1, input.reports.length)]
        const months = yearOf(input).duties[chosen?.unit ?? '']?.find((list) => list[0]?.task === task) ?? []
        const index = months.findIndex((month) => month.period === chosen?.period)
        const before = months[index - 1]
        const again = input.reports.find((head) => head.unit === chosen?.unit && head.period === before?.from)
        const words = again?.entries.find((entry) => entry.task === task)
        if (!chosen || !months[index]?.entry || !words || words.status === '申请调整') return
        const total = (entry: EntryBrief): number => {
          const entries = chosen.entries.map((one) => (one.task === task ? entry : one))
          const reports = input.reports.map((head) => (head === chosen ? { ...head, entries } : head))
          return of(evaluate(yearOf({ ...input, reports }), DEFAULT_RULES), chosen.unit).total ?? 0
        }
        expect(total(zeroOn(task))).toBe(total(words))
      }),
      { numRuns: 300 },
    )
  })

  it('better ranks have better scores, within each class', () => {
    fc.assert(
      fc.property(anyYearInput, (input) => {
        const { units } = evaluate(yearOf(input), DEFAULT_RULES)
        for (const one of units)
          for (const other of units) {
            if (one.class !== other.class || one.rank === null || other.rank === null) continue
            if (one.rank < other.rank) expect(one.total ?? 0).toBeGreaterThanOrEqual(other.total ?? 0)
          }
      }),
      { numRuns: 200 },
    )
  })
})
