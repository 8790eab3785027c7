import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRules, typedOf } from '../../../../functions/web/forms/rules.ts'
import { RULE_FIELDS, withRule } from '../../../../shared/domain/evaluation/ruleFields.ts'
import { DEFAULT_RULES, type RuleSet } from '../../../../shared/domain/evaluation/rules.ts'

const MOST = { points: 100, share: 1, periods: 12 } as const
const numbers = RULE_FIELDS.flatMap(({ path, kind }) =>
  kind === 'points' || kind === 'share' || kind === 'periods' ? [{ path, kind }] : [],
)

describe('the form of the rules', () => {
  it('gives back any rule set that it shows', () => {
    const changes = fc.uniqueArray(fc.tuple(fc.constantFrom(...numbers), fc.nat(1_000)), {
      selector: ([field]) => field.path,
    })
    fc.assert(
      fc.property(changes, fc.constantFrom('class', 'all'), (wishes, ranking) => {
        const rules = wishes.reduce<RuleSet>(
          (before, [{ path, kind }, wish]) =>
            withRule(
              before,
              path,
              kind === 'periods' ? 1 + (wish % 12) : Math.round((wish / 1_000) * MOST[kind] * 100) / 100,
            ),
          { ...DEFAULT_RULES, ranking: ranking as RuleSet['ranking'] },
        )
        expect(readRules(typedOf(rules), DEFAULT_RULES)).toEqual({ rules, problems: null })
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['items.completion.weights.lead', '1.5', '请填0到1的数'],
    ['items.kickoff.by', '3月15日', '请填月和日，比如03-15'],
    ['bonus.yellowPeriods', '0', '请填1到12的整数'],
    ['bonus.falseReportGrade', '还行', '弄虚作假的最高等次要是等次之一'],
    ['items.quality.name', ' ', '请填名称，最多20字'],
    ['items.timeliness.late', '1e1', '请填0到100的数'],
    ['items.timeliness.late', '', '请填0到100的数'],
    ['grades.1.from', '95', '等次从高到低排列'],
    ['ranking', 'none', '请选一种'],
  ])('%s = %s: %s', (field, value, words) => {
    const { problems } = readRules({ ...typedOf(DEFAULT_RULES), [field]: value }, DEFAULT_RULES)
    expect(Object.values(problems ?? {})).toEqual([words])
  })

  it('points at the line of a grade that is wrong, also behind an empty line', () => {
    const typed = { ...typedOf(DEFAULT_RULES), 'grades.1.name': '', 'grades.1.from': '', 'grades.2.from': '很多' }
    expect(Object.keys(readRules(typed, DEFAULT_RULES).problems ?? {})).toContain('grades.2.from')
  })
})
