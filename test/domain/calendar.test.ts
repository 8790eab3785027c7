import stateCouncil from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  addWorkingDays,
  allPeriods,
  defaultRhythm,
  isKnownYear,
  isWorkingDay,
  KNOWN_YEARS,
  lastWorkingDay,
  nthWorkingDay,
  pastChanged,
  periodDates,
  Rhythm,
  rhythmFor,
  unknownYears,
  type WorkCalendar,
  windowEnd,
  workingDaysBetween,
} from '../../shared/domain/calendar.ts'
import {
  addDays,
  addPeriods,
  at,
  dateOf,
  firstDay,
  instant,
  lastDay,
  ms,
  parseInstant,
  periodsBetween,
  timeOf,
  weekday,
} from '../../shared/domain/time.ts'

const plain: WorkCalendar = { corrections: [] }
const clock = (local: string): string => parseInstant(`${local}+08:00`) ?? ''

const FIRST = Date.parse('2004-01-01T00:00:00.000Z')
const DAYS_KNOWN = Math.round((Date.parse('2026-12-31T00:00:00.000Z') - FIRST) / 86_400_000)
const knownDate = fc.integer({ min: 0, max: DAYS_KNOWN }).map((days) => addDays('2004-01-01', days))
const anyDate = fc.integer({ min: 0, max: 36_500 }).map((days) => addDays('1990-01-01', days))
const anyPeriod = fc
  .tuple(fc.integer({ min: 2004, max: 2026 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`)
const anyCalendar: fc.Arbitrary<WorkCalendar> = fc
  .array(fc.record({ date: knownDate, working: fc.boolean(), reason: fc.constant('国务院通知') }), { maxLength: 8 })
  .map((corrections) => ({ corrections }))
const anyTime = fc.constantFrom('00:00', '09:00', '17:30', '23:59', '24:00')
const anyRhythm: fc.Arbitrary<Rhythm> = fc
  .record({
    year: fc.integer({ min: 2005, max: 2025 }),
    day: fc.oneof(
      fc.constantFrom('last-working-day' as const, 'last-calendar-day' as const),
      fc.integer({ min: 1, max: 28 }),
    ),
    time: anyTime,
    workingDay: fc.integer({ min: 1, max: 20 }),
    window: fc.integer({ min: 1, max: 20 }),
  })
  .map(({ year, day, time, workingDay, window }) => ({
    ...defaultRhythm(year),
    due: { day, time },
    lock: { workingDay, time },
    window,
  }))

describe('working days', () => {
  it.each([
    ['2019-05-01', false, 'the statutory holiday'],
    ['2019-05-02', false, 'the bridge that the change of May 2019 added'],
    ['2019-04-28', true, 'a Sunday made a working day'],
    ['2019-05-05', true, 'a Sunday made a working day'],
    ['2019-09-29', true, 'a Sunday made a working day'],
    ['2019-10-12', true, 'a Saturday made a working day'],
    ['2019-10-07', false, 'a Monday of the National Day week'],
    ['2019-06-07', false, 'the Dragon Boat Festival, a Friday'],
    ['2019-06-29', false, 'a Saturday'],
    ['2019-12-31', true, 'a Tuesday'],
  ])('%s: %s, %s', (date, working) => {
    expect(isWorkingDay(plain, date)).toBe(working)
  })

  it('the last working days of 2019 are those of the list', () => {
    expect(periodsBetween('2019-01', '2019-12').map((period) => lastWorkingDay(plain, period).slice(5))).toEqual(
      '01-31 02-28 03-29 04-30 05-31 06-28 07-31 08-30 09-30 10-31 11-29 12-31'.split(' '),
    )
  })

  it('the newest correction of the office stands above the State Council’s calendar', () => {
    const reason = '厅办公室通知'
    const corrections = [
      { date: '2019-06-28', working: true, reason },
      { date: '2019-06-28', working: false, reason },
    ]
    expect(isWorkingDay({ corrections }, '2019-06-28')).toBe(false)
    expect(lastWorkingDay({ corrections }, '2019-06')).toBe('2019-06-27')
    expect(isWorkingDay({ corrections }, '2019-06-27')).toBe(true)
  })

  it('the known years are those of the data, and every one has its holidays', () => {
    const years = [...new Set(Object.keys(stateCouncil.holidays).map((date) => Number(date.slice(0, 4))))].sort()
    expect([years[0], years.at(-1)]).toEqual([KNOWN_YEARS.first, KNOWN_YEARS.last])
    for (let year: number = KNOWN_YEARS.first; year <= KNOWN_YEARS.last; year++) expect(years).toContain(year)
  })

  it('an unknown year falls back to Monday to Friday, and is known to be unknown', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        if (isKnownYear(date)) return
        expect(isWorkingDay(plain, date)).toBe(weekday(date) >= 1 && weekday(date) <= 5)
      }),
      { numRuns: 1000 },
    )
    expect([
      isKnownYear('2003-12-31'),
      isKnownYear('2004-01-01'),
      isKnownYear('2026-12-31'),
      isKnownYear('2027-01-01'),
    ]).toEqual([false, true, true, false])
  })
})

describe('counting working days', () => {
  it('n working days on and back again: there are n between, and the end is one', () => {
    fc.assert(
      fc.property(anyCalendar, knownDate, fc.integer({ min: 1, max: 40 }), (calendar, date, n) => {
        const end = addWorkingDays(calendar, date, n)
        expect(isWorkingDay(calendar, end)).toBe(true)
        expect(end > date).toBe(true)
        expect(workingDaysBetween(calendar, date, end)).toBe(n)
        const start = addWorkingDays(calendar, date, -n)
        expect(isWorkingDay(calendar, start)).toBe(true)
        expect(workingDaysBetween(calendar, start, addDays(date, -1))).toBe(n - 1)
      }),
      { numRuns: 1000 },
    )
  })

  it('no working days on is the date itself, and none lie between a date and an earlier one', () => {
    fc.assert(
      fc.property(knownDate, fc.nat(100), (date, back) => {
        expect(addWorkingDays(plain, date, 0)).toBe(date)
        expect(workingDaysBetween(plain, date, addDays(date, -back))).toBe(0)
      }),
      { numRuns: 1000 },
    )
  })

  it('the last working day lies in its month, and no later day of the month is one', () => {
    fc.assert(
      fc.property(anyCalendar, anyPeriod, (calendar, period) => {
        const last = lastWorkingDay(calendar, period)
        expect(last.slice(0, 7)).toBe(period)
        expect(isWorkingDay(calendar, last)).toBe(true)
        for (let day = addDays(last, 1); day <= lastDay(period); day = addDays(day, 1))
          expect(isWorkingDay(calendar, day)).toBe(false)
      }),
      { numRuns: 1500 },
    )
  })

  it('the n-th working day of a month is a working day with n − 1 before it', () => {
    fc.assert(
      fc.property(anyCalendar, anyPeriod, fc.integer({ min: 1, max: 15 }), (calendar, period, n) => {
        const day = nthWorkingDay(calendar, period, n)
        expect(day.slice(0, 7)).toBe(period)
        expect(isWorkingDay(calendar, day)).toBe(true)
        expect(workingDaysBetween(calendar, addDays(firstDay(period), -1), day)).toBe(n)
      }),
      { numRuns: 1500 },
    )
  })

  it('a calendar without any working day ends the search instead of running on', () => {
    const corrections = Array.from({ length: 1200 }, (_, i) => ({
      date: addDays('2018-06-01', i),
      working: false,
      reason: '停止办公',
    }))
    expect(lastWorkingDay({ corrections }, '2019-12')).toBe('2019-12-31')
  })
})

describe('the periods of a plan', () => {
  it('those of 2019 stand as the calendar of that year has it', () => {
    const told = allPeriods(defaultRhythm(2019), plain).map(
      ({ period, opens, due, locks }) => `${period} ${dateOf(opens)} ${dateOf(due)} ${dateOf(locks)}`,
    )
    expect(told).toEqual([
      '2019-03 2019-03-16 2019-03-29 2019-04-08',
      '2019-04 2019-04-01 2019-04-30 2019-05-09',
      '2019-05 2019-05-01 2019-05-31 2019-06-10',
      '2019-06 2019-06-01 2019-06-28 2019-07-05',
      '2019-07 2019-07-01 2019-07-31 2019-08-07',
      '2019-08 2019-08-01 2019-08-30 2019-09-06',
      '2019-09 2019-09-01 2019-09-30 2019-10-12',
      '2019-10 2019-10-01 2019-10-31 2019-11-07',
      '2019-11 2019-11-01 2019-11-29 2019-12-06',
      '2019-12 2019-12-01 2019-12-31 2020-01-08',
    ])
    for (const { opens, due, locks } of allPeriods(defaultRhythm(2019), plain))
      expect([timeOf(opens), timeOf(due), timeOf(locks)]).toEqual(['00:00', '17:30', '17:30'])
  })

  it('by default: opens before it is due on the last working day, locks after it on the fifth working day of the next month', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        fc.integer({ min: 2004, max: 2025 }),
        fc.integer({ min: 3, max: 12 }),
        (calendar, year, month) => {
          const period = `${year}-${String(month).padStart(2, '0')}`
          const { opens, due, locks } = periodDates(defaultRhythm(year), calendar, period)
          expect(due).toBe(at(lastWorkingDay(calendar, period), '17:30'))
          expect(dateOf(locks).slice(0, 7)).toBe(addPeriods(period, 1))
          expect(workingDaysBetween(calendar, lastDay(period), dateOf(locks))).toBe(5)
          expect(opens < due && due < locks).toBe(true)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('whatever the rhythm, a lock never falls before its due time, and December locks in the next year', () => {
    fc.assert(
      fc.property(anyRhythm, anyCalendar, (rhythm, calendar) => {
        const dates = allPeriods(rhythm, calendar)
        expect(dates).toHaveLength(10)
        for (const { due, locks } of dates) expect(locks >= due).toBe(true)
        expect(Number(dateOf(dates.at(-1)?.locks ?? '').slice(0, 4))).toBe(Number(rhythm.first.slice(0, 4)) + 1)
        for (const [i, one] of dates.entries()) {
          const next = dates[i + 1]
          if (next) expect(one.due < next.due && one.opens < next.opens).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('the day of a due time may be a fixed one or the last of the month; 24:00 is the following midnight', () => {
    const rhythm: Rhythm = { ...defaultRhythm(2019), due: { day: 'last-calendar-day', time: '24:00' } }
    expect(periodDates(rhythm, plain, '2019-06').due).toBe(clock('2019-07-01T00:00'))
    expect(periodDates({ ...rhythm, due: { day: 5, time: '12:00' } }, plain, '2019-06').due).toBe(
      clock('2019-06-05T12:00'),
    )
  })

  it('the office may set another due time for one period; the lock gives way where it would fall earlier', () => {
    const overrides = [
      { period: '2019-12', due: clock('2019-12-20T17:30'), reason: '年底前报告' },
      { period: '2019-11', due: clock('2019-12-31T17:30'), reason: '推迟' },
    ]
    const rhythm: Rhythm = { ...defaultRhythm(2019), overrides }
    expect(periodDates(rhythm, plain, '2019-12')).toMatchObject({
      due: clock('2019-12-20T17:30'),
      locks: clock('2020-01-08T17:30'),
    })
    expect(periodDates(rhythm, plain, '2019-11')).toMatchObject({
      due: clock('2019-12-31T17:30'),
      locks: clock('2019-12-31T17:30'),
    })
    expect(periodDates(rhythm, plain, '2019-10').due).toBe(clock('2019-10-31T17:30'))
  })

  it('the default rhythm is a rhythm', () => {
    expect(Rhythm.parse(defaultRhythm(2019))).toEqual(defaultRhythm(2019))
  })
})

describe('a correction window', () => {
  it('ends on the third working day after the return, or at the lock if that is later', () => {
    const { locks } = periodDates(defaultRhythm(2019), plain, '2019-06')
    const end = (returned: string): string => windowEnd(defaultRhythm(2019), plain, clock(returned), locks)
    expect(end('2019-07-01T08:40')).toBe(clock('2019-07-05T17:30'))
    expect(end('2019-07-05T09:00')).toBe(clock('2019-07-10T17:30'))
    expect(end('2019-09-29T23:59')).toBe(clock('2019-10-09T17:30'))
  })

  it('lies after the return, never before the lock, with exactly its working days in it', () => {
    const span = { min: ms('2004-01-10T00:00:00.000Z'), max: ms('2026-10-01T00:00:00.000Z') }
    fc.assert(
      fc.property(
        anyRhythm,
        anyCalendar,
        fc.integer(span).map(instant),
        fc.integer(span).map(instant),
        (rhythm, calendar, returned, locks) => {
          const end = windowEnd(rhythm, calendar, returned, locks)
          expect(end > returned && end >= locks).toBe(true)
          if (end !== locks) {
            const lastMoment = dateOf(instant(ms(end) - (rhythm.due.time === '24:00' ? 1 : 0)))
            expect(workingDaysBetween(calendar, dateOf(returned), lastMoment)).toBe(rhythm.window)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('the time zone of the process', () => {
  const before = process.env['TZ']
  afterEach(() => {
    process.env['TZ'] = before
  })

  it('never changes a working day, a due time, a lock or a window', () => {
    const offsets = new Set<number>()
    const told = (zone: string): string => {
      process.env['TZ'] = zone
      offsets.add(new Date(0).getTimezoneOffset())
      const days = Array.from({ length: 366 }, (_, i) => (isWorkingDay(plain, addDays('2019-01-01', i)) ? '1' : '0'))
      const { locks } = periodDates(defaultRhythm(2019), plain, '2019-06')
      const window = windowEnd(defaultRhythm(2019), plain, clock('2019-07-05T01:00'), locks)
      return JSON.stringify([days.join(''), allPeriods(defaultRhythm(2019), plain), window])
    }
    const here = told('Asia/Shanghai')
    for (const zone of [
      'America/New_York',
      'UTC',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Asia/Kolkata',
      'Europe/Berlin',
    ])
      expect(told(zone)).toBe(here)
    expect(offsets.size, 'the zone did change').toBeGreaterThan(4)
  })
})

describe('the rhythm offered for a new plan', () => {
  const phases = [{ start: '2019-03-01' }, { start: '2019-03-16' }, { start: '2019-11-01' }]

  it('begins after the kick-off, where the notice names phases', () => {
    expect(rhythmFor(2019, phases, '2019-03-12')).toEqual(defaultRhythm(2019))
    expect(rhythmFor(2020, [{ start: '2020-05-06' }], '2020-04-01')).toMatchObject({
      first: '2020-05',
      firstOpens: '2020-05-06',
    })
  })

  it('begins with the month of the import where it names none, so that no month is missing before anybody could file', () => {
    expect(rhythmFor(2026, [], '2026-11-22')).toMatchObject({
      first: '2026-11',
      firstOpens: '2026-11-01',
      last: '2026-12',
    })
    expect(rhythmFor(2026, [], '2025-12-20')).toEqual(defaultRhythm(2026))
  })
})

describe('what has passed', () => {
  const periods = (more: Partial<ReturnType<typeof defaultRhythm>>, corrections: WorkCalendar['corrections'] = []) =>
    allPeriods({ ...defaultRhythm(2019), ...more }, { corrections })
  const now = clock('2019-07-01T09:00')

  it.each([
    [
      'an earlier lock of a month that is due but not locked, ahead of us',
      { lock: { workingDay: 4, time: '17:30' } },
      '2019-03',
    ],
    [
      'a later hour for months still to come and for those behind',
      { due: { day: 'last-working-day', time: '18:00' } },
      '2019-03',
    ],
    ['a shorter correction window', { window: 2 }, null],
    ['a last month that has not begun left out', { last: '2019-11' }, null],
    ['a first month that is behind left out', { first: '2019-04', firstOpens: '2019-04-01' }, '2019-03'],
    ['a month added that was due before', { first: '2019-02', firstOpens: '2019-02-01' }, '2019-02'],
    ['a month of next year added', { last: '2020-01' }, null],
  ] as const)('%s', (_name, change, period) => {
    expect(pastChanged(periods({}), periods(change), now)).toBe(period)
  })

  it('stays as it was whenever a change is let through', () => {
    const day = fc.integer({ min: 60, max: 364 }).map((n) => addDays('2019-01-01', n))
    const correction = fc.record({ date: day, working: fc.boolean(), reason: fc.constant('通知') })
    const due = fc.constantFrom(
      { day: 'last-working-day' as const, time: '17:30' },
      { day: 'last-calendar-day' as const, time: '24:00' },
      { day: 25, time: '12:00' },
    )
    fc.assert(
      fc.property(fc.array(correction, { maxLength: 6 }), due, day, (corrections, rule, today) => {
        const moment = at(today, '09:00')
        const [before, after] = [periods({}), periods({ due: rule }, corrections)]
        if (pastChanged(before, after, moment) !== null) return
        for (const [index, was] of before.entries())
          for (const name of ['due', 'locks'] as const) {
            if (was[name] <= moment) expect(after[index]?.[name]).toBe(was[name])
            else expect((after[index]?.[name] ?? '') > moment).toBe(true)
          }
      }),
      { numRuns: 500 },
    )
  })
})

describe('years without known holidays', () => {
  it('are those in which a due time or a lock falls, the January of the last lock among them', () => {
    expect(unknownYears(allPeriods(defaultRhythm(2019), plain))).toEqual([])
    expect(unknownYears(allPeriods(defaultRhythm(2026), plain))).toEqual([2027])
    expect(unknownYears(allPeriods(defaultRhythm(2030), plain))).toEqual([2030, 2031])
  })
})
