import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIGHTS, type Light, lightOf, speakers, worstLight } from '../../../shared/domain/counting/lights.ts'
import { DUTY_ROLES } from '../../../shared/domain/plan.ts'
import { STATUSES } from '../../../shared/domain/report/entry.ts'

const calm = { verified: false, missing: false, pastDeadline: false, status: '按计划推进', problem: false } as const

describe('the light of a duty', () => {
  it.each([
    ['按计划推进', 'green'],
    ['进度超前', 'green'],
    ['已完成', 'green'],
    ['滞后', 'yellow'],
    ['停顿', 'red'],
    ['未启动', 'grey'],
    [null, 'grey'],
  ] as const)('%s is %s', (status, light) => {
    expect(lightOf({ ...calm, status })).toBe(light)
  })

  it.each([
    ['a problem without a measure is yellow', { problem: true }, 'yellow'],
    ['past its deadline is red', { pastDeadline: true }, 'red'],
    ['done before its deadline passed stays green', { pastDeadline: true, status: '已完成' }, 'green'],
    ['not started and past its deadline is red', { pastDeadline: true, status: '未启动' }, 'red'],
    ['a missing report is red whatever was said before', { missing: true, status: '已完成' }, 'red'],
    ['verified is verified, also when the report is missing', { verified: true, missing: true }, 'verified'],
  ] as const)('%s', (_, over, light) => {
    expect(lightOf({ ...calm, ...over })).toBe(light)
  })
})

describe('the light of a task', () => {
  const anyLight = fc.constantFrom(...(Object.keys(LIGHTS) as Light[]))

  it('is the worst of those who speak, in any order', () => {
    expect(worstLight(['green', 'yellow', 'verified'])).toBe('yellow')
    expect(worstLight(['green', 'grey'])).toBe('grey')
    expect(worstLight(['verified', 'green'])).toBe('green')
    expect(worstLight([])).toBeNull()
    fc.assert(
      fc.property(fc.array(anyLight, { minLength: 1 }), anyLight, (lights, more) => {
        const worst = worstLight(lights)
        expect(lights).toContain(worst)
        expect(worstLight([...lights].reverse())).toBe(worst)
        expect([worst, more]).toContain(worstLight([...lights, more]))
      }),
      { numRuns: 1000 },
    )
  })

  it('is told by the lead, else by the responsible units; wildcard units speak only where nobody else does', () => {
    const duties = DUTY_ROLES.map((role) => ({ role }))
    const told = (roles: readonly string[]) =>
      speakers(duties.filter((one) => roles.includes(one.role))).map((one) => one.role)
    expect(told(['lead', 'responsible', 'support', 'wildcard'])).toEqual(['lead'])
    expect(told(['responsible', 'support', 'wildcard'])).toEqual(['responsible'])
    expect(told(['wildcard', 'support'])).toEqual(['wildcard'])
    expect(told(['support'])).toEqual(['support'])
    expect(told([])).toEqual([])
  })

  it('has a letter and a word for each', () => {
    expect(
      Object.values(LIGHTS)
        .map((light) => light.letter)
        .join(''),
    ).toBe('绿黄红灰销')
    expect(STATUSES.every((status) => lightOf({ ...calm, status }) in LIGHTS)).toBe(true)
  })
})
