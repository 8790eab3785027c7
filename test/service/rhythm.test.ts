import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { isRefusal } from '../../shared/domain/refusal.ts'
import { as, type Bureau, bothTasks, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openStore } from '../support/store.ts'

/** 2019-06: due June 28 17:30, locked July 5 17:30; 2019-12: due December 31 17:30. */

let bureau: Bureau
const opened: { close(): Promise<void> }[] = []
beforeEach(async () => {
  const store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const by = (id: string, now: string) => ({ actor: as(id), now: when(now) })
const code = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'ok',
    (error: unknown) => (isRefusal(error) ? error.code : String(error)),
  )
const datesOf = async (period: string) => (await bureau.reports.scene({ plan: '2019', period, unit: 'jiuzhu' })).period
const FIFTEENTH = {
  due: { day: 15, time: '12:00' },
  lock: { workingDay: 2, time: '12:00' },
  why: '厅党组会议定在下旬',
} as const

describe('one month’s own due time', () => {
  const set = (now: string, due: string | null, more: { period?: string; why?: string } = {}) =>
    bureau.rhythms.setDue('2019', by('sunning', now), {
      period: more.period ?? '2019-12',
      due: due === null ? null : when(due, '12:00'),
      why: more.why ?? '年底前要上报',
    })

  it('moves that month alone, with the reason in the plan’s history, and can be given back to the rule', async () => {
    const before = await datesOf('2019-11')
    await set('2019-06-25', '2019-12-20')
    expect((await datesOf('2019-12')).due).toBe(when('2019-12-20', '12:00'))
    expect(await datesOf('2019-11')).toEqual(before)
    const history = await bureau.plans.history('2019', by('sunning', '2019-06-25'))
    expect(history.at(-1)).toMatchObject({ act: 'due', why: '年底前要上报' })
    await set('2019-06-25', null)
    expect((await datesOf('2019-12')).due).toBe(when('2019-12-31', '17:30'))
  })

  it('lies ahead and not behind the lock; what was due stays', async () => {
    expect(await code(set('2019-06-25', '2019-06-25', { period: '2019-06' }))).toBe('ok')
    expect(await code(set('2019-06-25', '2019-06-24', { period: '2019-07' }))).toBe('rhythm.due')
    expect(await code(set('2019-06-25', '2020-02-01'))).toBe('rhythm.due')
    expect(await code(set('2019-07-01', '2019-07-03', { period: '2019-06' }))).toBe('rhythm.past')
    expect(await code(set('2019-06-25', '2019-12-20', { why: ' ' }))).toBe('reason.missing')
    expect(await code(set('2019-06-25', '2019-12-20', { period: '2020-01' }))).toBe('access.missing')
  })

  it('is the office’s to set', async () => {
    for (const id of ['limin', 'zhengyan', 'guanli', 'tingling'])
      expect(
        await code(
          bureau.rhythms.setDue('2019', by(id, '2019-06-25'), {
            period: '2019-12',
            due: when('2019-12-20'),
            why: '年底前',
          }),
        ),
      ).toBe('access.forbidden')
  })
})

describe('another rule from a month on', () => {
  it('holds from that month; months that were due keep theirs, and so does who owes what', async () => {
    await bureau.reports.submit(jiuzhuJune, by('limin', '2019-06-25'), { entries: bothTasks, version: 0 })
    const before = await datesOf('2019-06')
    await bureau.rhythms.changeRule('2019', by('sunning', '2019-07-20'), { ...FIFTEENTH, from: '2019-08', window: 5 })
    expect(await datesOf('2019-06')).toEqual(before)
    expect((await datesOf('2019-07')).due).toBe(when('2019-07-31', '17:30'))
    expect(await datesOf('2019-08')).toMatchObject({
      due: when('2019-08-15', '12:00'),
      locks: when('2019-09-03', '12:00'),
    })
    const scene = await bureau.reports.scene({ plan: '2019', period: '2019-08', unit: 'jiuzhu' })
    expect(scene.duties.map(({ task }) => task)).toEqual([1, 2])
    expect(scene.plan.rhythm.window).toBe(5)
  })

  it('takes the place of one that was to begin later, and begins with no month that is due', async () => {
    const change = (from: string, day: number) =>
      bureau.rhythms.changeRule('2019', by('sunning', '2019-07-20'), {
        ...FIFTEENTH,
        due: { day, time: '12:00' },
        from,
      })
    await change('2019-10', 10)
    await change('2019-09', 20)
    expect((await datesOf('2019-10')).due).toBe(when('2019-10-20', '12:00'))
    expect(await code(change('2019-06', 25))).toBe('rhythm.past')
    // July's own 15th has passed.
    expect(await code(change('2019-07', 15))).toBe('calendar.past')
  })

  it('is refused to whoever saw an older plan', async () => {
    const { version } = await bureau.rhythms.changeRule('2019', by('sunning', '2019-07-20'), {
      ...FIFTEENTH,
      from: '2019-08',
    })
    const again = (seen: number) =>
      bureau.rhythms.changeRule('2019', by('tanyue', '2019-07-20'), { ...FIFTEENTH, from: '2019-09', version: seen })
    expect(await code(again(version - 1))).toBe('head.moved')
    expect(await code(again(version))).toBe('ok')
  })
})
