import { describe, expect, it } from 'vitest'
import { isRunDue, lastRunDue, runsBetween } from '../../../shared/domain/reminder/lastRun.ts'
import { at } from '../../../shared/domain/time.ts'

describe('the daily run', () => {
  it('is due at nine in Shanghai, and was due yesterday before that', () => {
    expect(lastRunDue(at('2019-06-25', '09:00'))).toBe(at('2019-06-25', '09:00'))
    expect(lastRunDue(at('2019-06-25', '08:59'))).toBe(at('2019-06-24', '09:00'))
  })

  it('is made once a day, at once after one that handed on, and again when something that failed is to be tried', () => {
    const [now, machine] = [at('2019-06-28', '09:05'), at('2026-11-20', '12:00')]
    const last = {
      at: at('2019-06-28', '09:00'),
      machine,
      trigger: 'daily',
      sent: 3,
      failed: 0,
      unknown: 0,
      again: false,
    }
    expect(isRunDue(null, null, now, machine)).toBe(true)
    expect(isRunDue(last, null, now, machine)).toBe(false)
    expect(isRunDue(last, null, at('2019-06-29', '09:00'), machine)).toBe(true)
    expect(isRunDue({ ...last, again: true }, null, now, machine)).toBe(true)
    expect(isRunDue(last, null, at('2019-03-01', '09:00'), at('2026-11-21', '11:59'))).toBe(false)
    expect(isRunDue(last, null, at('2019-03-01', '09:00'), at('2026-11-21', '12:00'))).toBe(true)
    const next = at('2026-11-20', '12:15')
    expect(isRunDue(last, next, now, at('2026-11-20', '12:14'))).toBe(false)
    expect(isRunDue(last, next, now, next)).toBe(true)
  })

  it('was due once a day on the way from one time to another', () => {
    expect(runsBetween(at('2019-06-25', '09:00'), at('2019-06-27', '10:00'))).toEqual([
      at('2019-06-26', '09:00'),
      at('2019-06-27', '09:00'),
    ])
    expect(runsBetween(at('2019-06-25', '08:00'), at('2019-06-25', '09:00'))).toEqual([at('2019-06-25', '09:00')])
    expect(runsBetween(at('2019-06-25', '09:00'), at('2019-06-25', '09:00'))).toEqual([])
  })
})
