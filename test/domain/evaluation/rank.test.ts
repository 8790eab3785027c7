import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradeOf, type Ranked, ranksOf } from '../../../shared/domain/evaluation/rank.ts'
import { DEFAULT_RULES, RuleSet } from '../../../shared/domain/evaluation/rules.ts'

const anyone: fc.Arbitrary<Ranked> = fc.record({
  total: fc.integer({ min: 90, max: 94 }),
  missing: fc.nat(2),
  late: fc.nat(2),
})

describe('ranks', () => {
  it('equal in all three share the rank, and the next follows on: 1, 2, 2, 4', () => {
    const second = { total: 94.6, missing: 0, late: 1 }
    expect(ranksOf([{ total: 97.9, missing: 0, late: 0 }, second, second, { total: 90, missing: 0, late: 0 }])).toEqual(
      [1, 2, 2, 4],
    )
  })

  it('the same total is decided by fewer missing, then by fewer late reports', () => {
    expect(
      ranksOf([
        { total: 90, missing: 1, late: 0 },
        { total: 90, missing: 0, late: 3 },
        { total: 90, missing: 0, late: 2 },
      ]),
    ).toEqual([3, 2, 1])
  })

  it('a rank is one more than the number of those before; nobody with more stands behind; order of the list plays no part', () => {
    fc.assert(
      fc.property(fc.array(anyone, { maxLength: 20 }), (list) => {
        const ranks = ranksOf(list)
        for (const [i, rank] of ranks.entries()) {
          expect(ranks.filter((other) => other < rank)).toHaveLength(rank - 1)
          for (const [j, other] of list.entries()) {
            const one = list[i]
            if (!one) continue
            if (one.total > other.total) expect(rank).toBeLessThan(ranks[j] ?? 0)
            if (one.total === other.total && one.missing === other.missing && one.late === other.late)
              expect(rank).toBe(ranks[j])
          }
        }
        expect(ranksOf([...list].reverse()).reverse()).toEqual(ranks)
        if (list.length > 0) expect(Math.min(...ranks)).toBe(1)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('grades', () => {
  it.each([
    [100, '优秀'],
    [90, '优秀'],
    [89.99, '良好'],
    [80, '良好'],
    [79.99, '合格'],
    [60, '合格'],
    [59.99, '不合格'],
    [0, '不合格'],
  ])('%d is %s', (total, grade) => {
    expect(gradeOf(total, DEFAULT_RULES.grades)).toBe(grade)
  })
})

describe('the rule set', () => {
  it('that ships is a rule set, and its items make up the hundred', () => {
    expect(RuleSet.parse(DEFAULT_RULES)).toEqual(DEFAULT_RULES)
    expect(Object.values(DEFAULT_RULES.items).reduce((sum, item) => sum + item.max, 0)).toBe(100)
  })

  it('bands must fall and end at 0', () => {
    const withGrades = (grades: { name: string; from: number }[]) =>
      RuleSet.safeParse({
        ...DEFAULT_RULES,
        bonus: { ...DEFAULT_RULES.bonus, falseReportGrade: grades.at(-1)?.name },
        grades,
      }).success
    expect(withGrades([{ name: '合格', from: 60 }])).toBe(false)
    expect(
      withGrades([
        { name: '合格', from: 0 },
        { name: '优秀', from: 90 },
      ]),
    ).toBe(false)
    expect(withGrades([{ name: '参加', from: 0 }])).toBe(true)
  })

  it('a false report is capped at one of the grades', () => {
    const bonus = { ...DEFAULT_RULES.bonus, falseReportGrade: '还行' }
    expect(RuleSet.safeParse({ ...DEFAULT_RULES, bonus }).success).toBe(false)
  })
})
