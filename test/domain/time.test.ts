import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMinutes,
  addPeriods,
  at,
  ClockTime,
  dateInWords,
  dateOf,
  daysBetween,
  daysLeftInWords,
  Instant,
  instant,
  LocalDate,
  lastDay,
  momentInWords,
  monthInWords,
  ms,
  Period,
  parseInstant,
  periodInWords,
  periodOf,
  periodsBetween,
  shanghai,
  stampInWords,
  timeOf,
  weekday,
  weekdayInWords,
} from '../../shared/domain/time.ts'

const anyMs = fc.integer({ min: Date.parse('1992-01-02T00:00:00Z'), max: Date.parse('2099-12-30T00:00:00Z') })
const anyInstant = anyMs.map(instant)
const anyDate = anyInstant.map(dateOf)
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
const clock = (local: string): string => parseInstant(`${local}+08:00`) ?? ''

describe('instants', () => {
  it('are ordered as texts as they are in time', () => {
    fc.assert(
      fc.property(anyMs, anyMs, (one, other) => {
        expect(instant(one) < instant(other)).toBe(one < other)
        expect(ms(instant(one))).toBe(one)
        expect(Instant.safeParse(instant(one)).success).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('are shown at +08:00 and read back as the same', () => {
    expect(shanghai('2019-06-28T09:30:00.000Z')).toBe('2019-06-28T17:30:00+08:00')
    fc.assert(
      fc.property(anyInstant, (when) => {
        expect(parseInstant(shanghai(when))).toBe(when)
        expect(shanghai(when).slice(0, 10)).toBe(dateOf(when))
        expect(periodOf(when)).toBe(dateOf(when).slice(0, 7))
      }),
      { numRuns: 1000 },
    )
  })

  it('of a date and a clock time in Shanghai give both back', () => {
    fc.assert(
      fc.property(anyDate, anyTime, (date, time) => {
        expect([dateOf(at(date, time)), timeOf(at(date, time))]).toEqual([date, time])
      }),
      { numRuns: 1000 },
    )
  })

  it('24:00 is the following midnight, and written as the end of the day', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        expect(at(date, '24:00')).toBe(at(addDays(date, 1), '00:00'))
        expect(momentInWords(at(date, '24:00'))).toBe(`${dateInWords(date)}（${weekdayInWords(date)}）24:00`)
      }),
      { numRuns: 1000 },
    )
  })

  it.each(['2019-06-28', '2019-06-28T17:30', '2019-06-28 17:30+08:00', '2019-13-01T00:00Z', '明天', ''])(
    '%s is none: it has no day, time or offset',
    (text) => {
      expect(parseInstant(text)).toBeNull()
    },
  )
})

describe('dates and periods', () => {
  it('adding days and taking them away again comes back; the days between are counted whole', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -3000, max: 3000 }), (date, days) => {
        expect(addDays(addDays(date, days), -days)).toBe(date)
        expect(daysBetween(date, addDays(date, days))).toBe(days)
        expect(weekday(addDays(date, 7))).toBe(weekday(date))
      }),
      { numRuns: 1000 },
    )
  })

  it('adding months crosses years both ways', () => {
    expect([addPeriods('2019-12', 1), addPeriods('2020-01', -1), addPeriods('2019-03', 24)]).toEqual([
      '2020-01',
      '2019-12',
      '2021-03',
    ])
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -200, max: 200 }), (date, n) => {
        const period = date.slice(0, 7)
        expect(addPeriods(addPeriods(period, n), -n)).toBe(period)
        expect(Period.safeParse(addPeriods(period, n)).success).toBe(true)
        expect(periodsBetween(period, addPeriods(period, n))).toHaveLength(n < 0 ? 0 : n + 1)
      }),
      { numRuns: 1000 },
    )
  })

  it('the last day of a month is the day before the next month', () => {
    expect([lastDay('2019-02'), lastDay('2020-02'), lastDay('2019-12')]).toEqual([
      '2019-02-28',
      '2020-02-29',
      '2019-12-31',
    ])
  })

  it.each(['2019-02-29', '2019-04-31', '2019-13-01', '2019-6-1', ''])('%s is no date', (date) => {
    expect(LocalDate.safeParse(date).success).toBe(false)
  })

  it.each(['24:01', '25:00', '9:00', '12:60'])('%s is no clock time', (time) => {
    expect(ClockTime.safeParse(time).success).toBe(false)
  })
})

describe('words', () => {
  it('say a moment, a stamp, a month as people write them', () => {
    expect(momentInWords(clock('2019-06-28T17:30'))).toBe('6月28日（星期五）17:30')
    expect(momentInWords(clock('2019-06-28T09:05'), true)).toBe('2019年6月28日（星期五）9:05')
    expect(stampInWords(clock('2019-06-25T09:20:14'))).toBe('2019年6月25日9:20:14')
    expect([periodInWords('2019-06'), monthInWords('2019-12')]).toEqual(['2019年6月', '12月'])
  })

  it.each([
    ['2019-06-25T09:00', '还有3天'],
    ['2019-06-27T23:59', '还有1天'],
    ['2019-06-28T09:00', '今天截止'],
    ['2019-06-28T17:30', '今天已截止'],
    ['2019-06-29T00:00', '已过1天'],
    ['2019-07-01T09:00', '已过3天'],
  ])('at %s, due on the 28th at 17:30: %s', (now, words) => {
    expect(daysLeftInWords(clock(now), clock('2019-06-28T17:30'))).toBe(words)
  })

  it('a midnight due time belongs to the day it ends', () => {
    expect(daysLeftInWords(clock('2019-06-28T09:00'), at('2019-06-28', '24:00'))).toBe('今天截止')
  })

  it('minutes are added as such', () => {
    expect(addMinutes(clock('2019-12-31T23:59'), 1)).toBe(clock('2020-01-01T00:00'))
  })
})
