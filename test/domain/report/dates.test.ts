import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueAndLock, isOpen, reportDates, windowOpen } from '../../../shared/domain/report/dates.ts'
import type { Extension } from '../../../shared/domain/report/report.ts'
import { addMinutes, instant, ms } from '../../../shared/domain/time.ts'
import { anyExtensions, clock, datesOf, momentNear } from '../counting/scene.ts'

const june = datesOf('2019-06')
const extension = (at: string, until: string): Extension => ({ at, until, reason: '负责人外出', by: '某' })
const anyWindow = fc.option(momentNear(june))

describe('the dates of one report', () => {
  it('without extension or return are those of the period', () => {
    expect(reportDates(june, { extensions: [], windowUntil: null })).toEqual({
      opens: june.opens,
      due: june.due,
      locks: june.locks,
      closes: june.locks,
    })
  })

  it('an extension granted before the due time moves it, and the lock only where it would fall earlier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: ms(june.opens), max: ms(june.due) - 1 }).map(instant),
        fc.integer({ min: 1, max: 30 * 1440 }),
        (at, minutes) => {
          const until = addMinutes(june.due, minutes)
          const dates = dueAndLock(june, [extension(at, until)])
          expect(dates).toEqual({ due: until, locks: until > june.locks ? until : june.locks })
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('one granted from the due time until the lock moves only the lock, and never forward in time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: ms(june.due), max: ms(june.locks) - 1 }).map(instant),
        fc.integer({ min: 1, max: 30 * 1440 }),
        (at, minutes) => {
          const until = addMinutes(at, minutes)
          const dates = dueAndLock(june, [extension(at, until)])
          expect(dates).toEqual({ due: june.due, locks: until > june.locks ? until : june.locks })
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('one granted at or after the lock moves neither, and opens the report until it runs out', () => {
    fc.assert(
      fc.property(fc.nat(20 * 1440), fc.integer({ min: 1, max: 30 * 1440 }), (after, minutes) => {
        const at = addMinutes(june.locks, after)
        const until = addMinutes(at, minutes)
        const dates = reportDates(june, { extensions: [extension(at, until)], windowUntil: null })
        expect(dates).toEqual({ opens: june.opens, due: june.due, locks: june.locks, closes: until })
        expect([isOpen(dates, at), isOpen(dates, until)]).toEqual([true, false])
      }),
      { numRuns: 1000 },
    )
  })

  it('the stroke of the due time is no longer before it', () => {
    const until = clock('2019-07-10T12:00')
    expect(dueAndLock(june, [extension(june.due, until)]).due).toBe(june.due)
    expect(dueAndLock(june, [extension(addMinutes(june.due, -1), until)]).due).toBe(until)
    expect(dueAndLock(june, [extension(june.locks, until)]).locks).toBe(june.locks)
  })

  it('a second extension is judged by the dates that the first left', () => {
    const first = extension(clock('2019-06-27T10:00'), clock('2019-07-08T12:00'))
    const second = extension(clock('2019-07-04T10:00'), clock('2019-07-12T12:00'))
    expect(dueAndLock(june, [first, second])).toEqual({ due: second.until, locks: second.until })
  })

  it('closes at the latest of lock, extensions and correction window; due never lies after the lock', () => {
    fc.assert(
      fc.property(anyExtensions(june), anyWindow, (extensions, windowUntil) => {
        const dates = reportDates(june, { extensions, windowUntil })
        const ends = [
          dates.locks,
          ...extensions.map((one) => one.until),
          ...(windowUntil === null ? [] : [windowUntil]),
        ]
        expect(dates.closes).toBe(ends.sort().at(-1))
        expect(dates.due >= june.due && dates.locks >= june.locks && dates.due <= dates.locks).toBe(true)
        expect(dates.opens).toBe(june.opens)
      }),
      { numRuns: 2000 },
    )
  })

  it('is open from its opening to just before it closes', () => {
    fc.assert(
      fc.property(anyExtensions(june), anyWindow, momentNear(june), (extensions, windowUntil, now) => {
        const dates = reportDates(june, { extensions, windowUntil })
        expect(isOpen(dates, now)).toBe(now >= dates.opens && now < dates.closes)
        if (windowOpen({ windowUntil }, now) && now >= dates.opens) expect(isOpen(dates, now)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    const dates = reportDates(june, { extensions: [], windowUntil: null })
    expect([isOpen(dates, addMinutes(june.opens, -1)), isOpen(dates, june.opens)]).toEqual([false, true])
    expect([isOpen(dates, addMinutes(june.locks, -1)), isOpen(dates, june.locks)]).toEqual([true, false])
  })
})
