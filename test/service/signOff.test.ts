import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../shared/domain/people.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import { as, type Bureau, bothTasks, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openStore } from '../support/store.ts'

/** R7: the unit head signs the report off before it reaches the office. 2019-06: due June 28 17:30, locked July 5 17:30. */

let bureau: Bureau
let head: Actor
let deputy: Actor
const opened: { close(): Promise<void> }[] = []
beforeEach(async () => {
  const store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
  const call = { actor: as('guanli'), now: when('2019-06-01') }
  for (const id of ['wuqiang', 'zhoujie'])
    await bureau.people.savePerson(call, {
      id,
      name: `示例·${id}`,
      mail: `${id}@mzt.example`,
      phone: '',
      unit: 'jiuzhu',
    })
  const unit = await bureau.load.unit('jiuzhu')
  await bureau.people.saveUnit(call, { ...unit, signOff: true })
  await bureau.people.appoint(call, 'jiuzhu', { head: 'wuqiang', standInHead: 'zhoujie' })
  head = (await bureau.load.actor('wuqiang')) as Actor
  deputy = (await bureau.load.actor('zhoujie')) as Actor
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const limin = (now: string, time?: string) => ({ actor: as('limin'), now: when(now, time) })
const sunning = (now: string, time?: string) => ({ actor: as('sunning'), now: when(now, time) })
const submit = (now: string, version: number, time?: string) =>
  bureau.reports.submit(jiuzhuJune, limin(now, time), { entries: bothTasks, version })
const code = async (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'ok',
    (error: unknown) => (isRefusal(error) ? error.code : String(error)),
  )

describe('a report that its head signs off', () => {
  it('waits for the signature, and is filed when the head signs', async () => {
    const waiting = await submit('2019-06-25', 0)
    expect(waiting).toMatchObject({ state: 'awaiting-sign-off', filedAt: null, revision: 1 })
    expect(await code(bureau.reports.accept(jiuzhuJune, sunning('2019-06-25', '10:00')))).toBe('report.state')
    const signed = await bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-06-26', '09:30') })
    expect(signed).toMatchObject({
      state: 'submitted',
      filedAt: when('2019-06-26', '09:30'),
      signedBy: { id: 'wuqiang', at: when('2019-06-26', '09:30') },
      revision: 1,
    })
    expect(signed.hands).toEqual(['limin', 'wuqiang'])
  })

  it('is late when the signature comes after the due time, however early the coordinator was', async () => {
    await submit('2019-06-25', 0)
    const signed = await bureau.reports.signOff(jiuzhuJune, { actor: deputy, now: when('2019-06-28', '17:30') })
    const { dates } = await bureau.reports.scene(jiuzhuJune)
    expect(signed.filedAt).toBe(when('2019-06-28', '17:30'))
    expect(signed.filedAt && signed.filedAt < dates.due).toBe(false)
  })

  it('goes back with the reason, keeps its texts, and can be submitted again', async () => {
    await submit('2019-06-25', 0)
    expect(await code(bureau.reports.decline(jiuzhuJune, { actor: head, now: when('2019-06-26') }, { why: ' ' }))).toBe(
      'reason.missing',
    )
    const back = await bureau.reports.decline(
      jiuzhuJune,
      { actor: head, now: when('2019-06-26') },
      { why: '数字再核一遍' },
    )
    expect(back).toMatchObject({ state: 'draft', filedAt: null })
    const view = await bureau.reports.view(jiuzhuJune, limin('2019-06-26', '10:00'))
    expect(view.entries.map((entry) => entry.work)).toEqual(bothTasks.map((entry) => entry.work))
    expect(view.act).toMatchObject({ act: 'decline', why: '数字再核一遍' })
    expect(await submit('2019-06-26', back.version, '11:00')).toMatchObject({
      state: 'awaiting-sign-off',
      revision: 2,
    })
  })

  it('is read by nobody outside the unit before it is signed', async () => {
    await submit('2019-06-25', 0)
    const seenBy = async (actor: Actor) =>
      (await bureau.reports.view(jiuzhuJune, { actor, now: when('2019-06-25', '12:00') })).entries.length
    expect(await seenBy(as('sunning'))).toBe(0)
    expect(await seenBy(as('zhengyan'))).toBe(0)
    expect(await seenBy(head)).toBe(2)
    expect(await seenBy(deputy)).toBe(2)
  })

  it('is signed by the head or who stands in for the head, and by nobody else', async () => {
    await submit('2019-06-25', 0)
    for (const actor of [as('limin'), as('sunning'), as('zhangwei'), as('guanli')])
      expect(await code(bureau.reports.signOff(jiuzhuJune, { actor, now: when('2019-06-26') }))).toBe(
        'access.forbidden',
      )
    await bureau.reports.signOff(jiuzhuJune, { actor: deputy, now: when('2019-06-26') })
    expect(await code(bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-06-26', '10:00') }))).toBe(
      'report.state',
    )
  })

  it('keeps its first time when it comes back within the correction window, also over a decline; a withdrawal gives it up', async () => {
    const first = when('2019-06-26', '09:30')
    await submit('2019-06-25', 0)
    await bureau.reports.signOff(jiuzhuJune, { actor: head, now: first })
    await bureau.reports.sendBack('return', jiuzhuJune, sunning('2019-07-01'), { why: '写具体', cause: 'unit' })
    const again = await submit('2019-07-02', 3)
    expect(again).toMatchObject({ state: 'awaiting-sign-off', filedAt: null, keptFiledAt: first })
    const back = await bureau.reports.decline(
      jiuzhuJune,
      { actor: head, now: when('2019-07-02', '10:00') },
      { why: '还差一项' },
    )
    await submit('2019-07-02', back.version, '11:00')
    const signed = await bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-07-03') })
    expect(signed).toMatchObject({ state: 'submitted', filedAt: first, keptFiledAt: null })

    await bureau.reports.sendBack('return', jiuzhuJune, sunning('2019-07-03', '10:00'), { why: '写具体' })
    const third = await submit('2019-07-03', signed.version + 1, '11:00')
    await bureau.reports.withdraw(jiuzhuJune, limin('2019-07-03', '12:00'))
    await submit('2019-07-03', third.version + 1, '13:00')
    const late = await bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-07-03', '14:00') })
    expect(late.filedAt).toBe(when('2019-07-03', '14:00'))
  })

  it('counts at the signature when the correction window has closed by then', async () => {
    await submit('2019-06-25', 0)
    await bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-06-25', '10:00') })
    // The window ends with the lock, on July 5 at 17:30; an extension keeps the report open beyond it.
    await bureau.reports.sendBack('return', jiuzhuJune, sunning('2019-06-26'), { why: '写具体' })
    const { version } = await bureau.reports.extend(jiuzhuJune, sunning('2019-07-04'), {
      until: when('2019-07-09'),
      why: '出差',
    })
    await submit('2019-07-05', version)
    const signed = await bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-07-08') })
    expect(signed.filedAt).toBe(when('2019-07-08'))
  })

  it('meets the coordinator’s withdrawal on the version: one wins, the other is told', async () => {
    const { version } = await submit('2019-06-25', 0)
    const outcomes = await Promise.all([
      code(bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-06-26') }, { version })),
      code(bureau.reports.withdraw(jiuzhuJune, limin('2019-06-26'))),
    ])
    expect(outcomes.filter((one) => one === 'ok')).toHaveLength(1)
  })

  it('cannot be signed after the lock', async () => {
    await submit('2019-06-25', 0)
    expect(await code(bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-07-05', '17:30') }))).toBe(
      'report.locked',
    )
  })

  it('left unsigned until the lock, can be signed or withdrawn again once the office extends it', async () => {
    const { version } = await submit('2019-06-25', 0)
    const until = when('2019-07-10', '17:30')
    const extended = await bureau.reports.extend(jiuzhuJune, sunning('2019-07-08'), { until, why: '负责人出差' })
    expect(extended).toMatchObject({ state: 'awaiting-sign-off', filedAt: null, version: version + 1 })
    const signed = await bureau.reports.signOff(jiuzhuJune, { actor: head, now: when('2019-07-09') })
    expect(signed).toMatchObject({ state: 'submitted', filedAt: when('2019-07-09') })
    expect((await bureau.reports.withdraw(jiuzhuJune, limin('2019-07-09', '14:00'))).state).toBe('draft')
  })

  it('the office’s 代录 needs no signature', async () => {
    const entered = await bureau.reports.enter(jiuzhuJune, sunning('2019-06-25'), {
      entries: bothTasks,
      version: 0,
      why: '来电报送',
    })
    expect(entered).toMatchObject({ state: 'submitted', filedAt: when('2019-06-25') })
  })
})
