import { describe, expect, it } from 'vitest'
import { lastRunDue, runsBetween } from '../../../functions/local/reminderTimer.ts'
import { at } from '../../../shared/domain/time.ts'

describe('the daily run', () => {
  it('is due at nine in Shanghai, and was due yesterday before that', () => {
    expect(lastRunDue(at('2019-06-25', '09:00'))).toBe(at('2019-06-25', '09:00'))
    expect(lastRunDue(at('2019-06-25', '08:59'))).toBe(at('2019-06-24', '09:00'))
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
