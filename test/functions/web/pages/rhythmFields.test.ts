import { describe, expect, it } from 'vitest'
import { readRhythm } from '../../../../functions/web/pages/rhythmFields.tsx'
import { defaultRhythm } from '../../../../shared/domain/calendar.ts'
import { isRefusal } from '../../../../shared/domain/refusal.ts'

const before = {
  ...defaultRhythm(2019),
  overrides: [{ period: '2019-12', due: '2019-12-20T09:30:00.000Z', reason: '年底前' }],
}
const fields = {
  first: '2019-03',
  last: '2019-12',
  firstOpens: '2019-03-16',
  due: 'last-calendar-day',
  dueDay: '',
  dueTime: '24:00',
  lockDay: '7',
  lockTime: '17:30',
  window: '2',
}
const problemsOf = (sent: Record<string, string>): string[] => {
  try {
    readRhythm(sent, before)
    return []
  } catch (error) {
    return isRefusal(error, 'input.invalid') ? error.details.problems : ['?']
  }
}

describe('the rhythm as the office types it', () => {
  it('reads every field and keeps the single periods that were moved', () => {
    expect(readRhythm(fields, before)).toEqual({
      ...before,
      due: { day: 'last-calendar-day', time: '24:00' },
      lock: { workingDay: 7, time: '17:30' },
      window: 2,
    })
  })
  it('takes a fixed day of the month', () => {
    expect(readRhythm({ ...fields, due: 'day', dueDay: '25' }, before).due.day).toBe(25)
  })
  it.each([
    ['a fixed day without its number', { due: 'day' }, '固定的一天请填1到28，截止时间请选一个'],
    ['a window that is no number', { window: '三天' }, '重报期限请填1到20的整数'],
    [
      'a last period before the first',
      { first: '2019-12', firstOpens: '2019-12-01', last: '2019-03' },
      '最后一个报告期早于第一个',
    ],
    ['an opening outside the first period', { firstOpens: '2019-04-16' }, '第一个报告期开始填的日期要在那个月里'],
  ])('refuses %s in words', (_, over, problem) => {
    expect(problemsOf({ ...fields, ...over } as Record<string, string>)).toEqual([problem])
  })
})
