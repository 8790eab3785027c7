import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MARKS, standingOf } from '../../../shared/domain/counting/standing.ts'
import type { ReportHead } from '../../../shared/domain/report/report.ts'
import { addMinutes, instant, ms } from '../../../shared/domain/time.ts'
import { anyHead, clock, datesOf, headOf, momentNear } from './scene.ts'

const june = datesOf('2019-06')
const stand = (over: Partial<ReportHead> | null, cutOff: string, duties = 2) =>
  standingOf({
    head: over === null ? null : headOf('a', '2019-06', over),
    dates: june,
    duties,
    cutOff: clock(cutOff),
  })

describe('how a unit stands in a month', () => {
  it('June 2019 is due on the 28th and locks on 5 July, both at 17:30', () => {
    expect([june.due, june.locks]).toEqual([clock('2019-06-28T17:30'), clock('2019-07-05T17:30')])
  })

  it.each([
    ['nothing received, not yet due', null, '2019-06-28T17:29', 'not-due'],
    ['nothing received at the due time', null, '2019-06-28T17:30', 'overdue'],
    ['nothing received at the lock', null, '2019-07-05T17:30', 'missing'],
    ['a draft only', { state: 'draft' }, '2019-06-29T00:00', 'overdue'],
    ['waiting for the head to sign', { state: 'awaiting-sign-off' }, '2019-06-29T00:00', 'overdue'],
    ['withdrawn and not filed again', { state: 'draft', filedAt: null, revision: 1 }, '2019-07-06T00:00', 'missing'],
    [
      'submitted and not reviewed',
      { state: 'submitted', filedAt: clock('2019-06-27T09:00') },
      '2019-06-29T00:00',
      'waiting',
    ],
    [
      'late and not reviewed: what needs an act wins',
      { state: 'submitted', filedAt: clock('2019-06-29T09:00') },
      '2019-07-01T00:00',
      'waiting',
    ],
    ['accepted', { state: 'accepted', filedAt: clock('2019-06-27T09:00') }, '2019-07-01T00:00', 'on-time'],
    [
      'accepted before the due time',
      { state: 'accepted', filedAt: clock('2019-06-25T09:00') },
      '2019-06-26T00:00',
      'on-time',
    ],
    [
      'a zero report on time',
      { state: 'accepted', zero: true, filedAt: clock('2019-06-27T09:00') },
      '2019-07-01T00:00',
      'zero',
    ],
    [
      'a zero report too late is late',
      { state: 'accepted', zero: true, filedAt: clock('2019-06-28T17:30') },
      '2019-07-01T00:00',
      'late',
    ],
    [
      'returned, window open',
      { state: 'returned', filedAt: clock('2019-06-27T09:00'), windowUntil: clock('2019-07-05T17:30'), returns: 1 },
      '2019-07-05T17:29',
      'returned',
    ],
    [
      'returned, window closed',
      { state: 'returned', filedAt: clock('2019-06-27T09:00'), windowUntil: clock('2019-07-05T17:30'), returns: 1 },
      '2019-07-05T17:30',
      'missing',
    ],
    [
      'filed after the lock under an extension',
      { state: 'accepted', filedAt: clock('2019-07-08T09:00') },
      '2019-07-09T00:00',
      'made-up',
    ],
  ] as const)('%s', (_, over, cutOff, mark) => {
    expect(stand(over, cutOff).mark).toBe(mark)
  })

  it('without a duty nothing is owed, expected or missing', () => {
    expect(stand(null, '2019-08-01T00:00', 0)).toMatchObject({
      mark: 'none',
      owed: false,
      expected: false,
      missing: false,
    })
  })

  it('counts as filed, and in no figure, before the due time', () => {
    const standing = stand({ state: 'submitted', filedAt: clock('2019-06-20T09:00') }, '2019-06-26T00:00')
    expect(standing).toMatchObject({ filed: true, expected: false, reported: false, onTime: false, missing: false })
  })

  it('17:30 means 17:30:00.000: the last moment before is on time, the stroke itself is late', () => {
    const at = (ms_: number) =>
      standingOf({
        head: headOf('a', '2019-06', { state: 'accepted', filedAt: instant(ms(june.due) + ms_) }),
        dates: june,
        duties: 1,
        cutOff: june.locks,
      })
    expect([at(-1).onTime, at(0).onTime, at(0).late]).toEqual([true, false, true])
  })

  it('an extension granted before the due time moves it; the month is then expected later', () => {
    const extensions = [{ at: clock('2019-06-27T10:00'), until: clock('2019-07-10T12:00'), reason: '外出', by: '某' }]
    expect(stand({ state: 'draft', extensions }, '2019-07-08T00:00')).toMatchObject({
      mark: 'not-due',
      expected: false,
    })
    expect(
      stand({ state: 'accepted', filedAt: clock('2019-07-10T11:59'), extensions }, '2019-07-11T00:00'),
    ).toMatchObject({ mark: 'on-time', onTime: true })
  })

  it('one granted between due time and lock moves only the lock: what comes then is late', () => {
    const extensions = [{ at: clock('2019-07-01T10:00'), until: clock('2019-07-10T12:00'), reason: '外出', by: '某' }]
    expect(
      stand({ state: 'accepted', filedAt: clock('2019-07-09T09:00'), extensions }, '2019-07-11T00:00'),
    ).toMatchObject({ mark: 'late', late: true, madeUp: false })
  })

  it('one granted after the lock moves neither: what comes then is made up', () => {
    const extensions = [{ at: clock('2019-07-08T10:00'), until: clock('2019-07-10T12:00'), reason: '外出', by: '某' }]
    expect(stand({ state: 'draft', extensions }, '2019-07-09T00:00').mark).toBe('missing')
    expect(
      stand({ state: 'accepted', filedAt: clock('2019-07-09T09:00'), extensions }, '2019-07-11T00:00'),
    ).toMatchObject({ mark: 'made-up', madeUp: true })
  })

  it('for any report at any time: expected is the sum of the four, reported of the first three, and only one is true', () => {
    fc.assert(
      fc.property(
        anyHead('a', '2019-06', [1, 2]),
        fc.boolean(),
        fc.integer({ min: 0, max: 3 }),
        momentNear(june),
        (head, absent, duties, cutOff) => {
          const s = standingOf({ head: absent ? null : head, dates: june, duties, cutOff })
          const four = [s.onTime, s.late, s.madeUp, s.missing].map(Number)
          const sum = four.reduce((a, b) => a + b, 0)
          expect(Number(s.expected)).toBe(sum)
          expect(s.reported).toBe(s.onTime || s.late || s.madeUp)
          expect(s.expected).toBe(s.owed && s.due <= cutOff)
          if (s.reported) expect(s.filed && s.filedAt !== null).toBe(true)
          if (s.onTime) expect(s.filedAt !== null && s.filedAt < s.due).toBe(true)
          if (s.madeUp) expect(s.filedAt !== null && s.filedAt >= s.locks).toBe(true)
          if (s.zero) expect(s.filed).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('the mark never contradicts the figures', () => {
    fc.assert(
      fc.property(
        anyHead('a', '2019-06', [1, 2]),
        fc.integer({ min: 0, max: 1 }),
        momentNear(june),
        (head, duties, cutOff) => {
          const s = standingOf({ head, dates: june, duties, cutOff })
          expect(s.mark === 'none').toBe(!s.owed)
          expect(s.mark === 'not-due').toBe(s.owed && !s.filed && !s.expected)
          expect(s.mark === 'overdue').toBe(s.missing && cutOff < s.locks)
          expect(s.mark === 'missing').toBe(s.missing && cutOff >= s.locks)
          expect(s.mark === 'waiting').toBe(s.filed && s.state === 'submitted')
          expect(s.mark === 'returned').toBe(s.filed && s.state === 'returned')
          if (s.mark === 'late') expect(s.expected ? s.late : s.filedAt !== null && s.filedAt > cutOff).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('passing time never turns a report that is there into a better one', () => {
    const order = ['missing', 'madeUp', 'late', 'onTime'] as const
    fc.assert(
      fc.property(
        anyHead('a', '2019-06', [1]),
        momentNear(june),
        fc.integer({ min: 0, max: 30 * 1440 }),
        (head, cutOff, minutes) => {
          const before = standingOf({ head, dates: june, duties: 1, cutOff })
          const after = standingOf({ head, dates: june, duties: 1, cutOff: addMinutes(cutOff, minutes) })
          const worth = (s: typeof before): number => order.findIndex((key) => s[key])
          if (before.expected) expect(worth(after)).toBeLessThanOrEqual(worth(before))
          if (before.expected) expect(after.expected).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('every mark has one letter and one word of its own', () => {
    const marks = Object.values(MARKS)
    expect(new Set(marks.map((mark) => mark.letter)).size).toBe(marks.length)
    expect(new Set(marks.map((mark) => mark.word)).size).toBe(marks.length)
    expect(marks.map((mark) => mark.letter).join('')).toBe('·按迟零审退逾漏未')
  })
})
