import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { DEFAULT_SETTINGS } from '../../shared/domain/reminder/rules.ts'
import { addMinutes, type Instant } from '../../shared/domain/time.ts'
import { keys } from '../../shared/service/keys.ts'
import { createNotify } from '../../shared/service/notify.ts'
import type { Delivery, Mail } from '../../shared/service/ports.ts'
import { createReminders } from '../../shared/service/remind.ts'
import { as, type Bureau, bothTasks, filled, JUNE, jiuzhuJune, openBureau, plan, when } from '../support/bureau.ts'
import { openStore, type Store } from '../support/store.ts'

let store: Store
let bureau: Bureau
let mails: Mail[]
let answer: Delivery
let machineNow: Instant
let reminders: ReturnType<typeof createReminders>
beforeEach(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  mails = []
  answer = { outcome: 'sent', detail: '250 ok' }
  machineNow = '2026-01-01T00:00:00.000Z'
  const deps = {
    ...store,
    chance: systemChance,
    load: bureau.load,
    mailer: {
      send: async (mail: Mail) => {
        mails.push(mail)
        return answer
      },
    },
    machine: () => machineNow,
    publicUrl: 'https://yuebao.example',
    sample: false,
  }
  reminders = createReminders({ ...deps, notify: createNotify(deps), proofOf: async () => 'proof' })
})
afterEach(() => store.close())

const machine = (): Instant => machineNow
const sunning = (date: string, time = '14:00') => ({ actor: as('sunning'), now: when(date, time) })
const chase = (call: ReturnType<typeof sunning>, units: string[] | null, confirmed = false) =>
  reminders.chase(call, { ...JUNE, units, confirmed, machine })
const chases = async () =>
  (await reminders.ledger(sunning('2019-06-25'), plan.id, '2019-06')).filter(({ rule }) => rule === 'chase')

describe('a 催办 by hand', () => {
  it('writes to who still owes, and records who chased whom', async () => {
    await bureau.reports.submit(
      { ...JUNE, unit: 'fuli' },
      { actor: as('zhangwei'), now: when('2019-06-20') },
      { entries: [filled(2)], version: 0 },
    )
    const done = await chase(sunning('2019-06-25'), null)
    expect(done).toMatchObject({ units: ['fagui', 'jiuzhu'], already: [], unreachable: [] })
    expect(mails.map(({ to }) => to.mail).sort()).toEqual(['hefan@mzt.example', 'limin@mzt.example'])
    expect(mails[0]?.text).toContain('法规处示例·sunning催办这份月报。')
    expect(mails[0]?.headers['X-Yuebao-Rule']).toBe('chase')
    expect((await chases()).map(({ unit, person, state, by }) => [unit, person, state, by?.id])).toEqual([
      ['fagui', 'hefan', 'sent', 'sunning'],
      ['jiuzhu', 'limin', 'sent', 'sunning'],
    ])
  })

  it('is not made twice on one day for one report unless confirmed; the next day it is', async () => {
    await chase(sunning('2019-06-25'), ['jiuzhu'])
    await expect(chase(sunning('2019-06-25', '15:00'), ['jiuzhu'])).rejects.toMatchObject({ code: 'reminder.chased' })
    expect(await chase(sunning('2019-06-25', '15:00'), null)).toMatchObject({
      units: ['fagui', 'fuli'],
      already: ['jiuzhu'],
    })
    expect(mails).toHaveLength(3)
    await chase(sunning('2019-06-25', '16:00'), ['jiuzhu'], true)
    await chase(sunning('2019-06-26'), ['jiuzhu'])
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(5)
    expect((await chases()).filter(({ unit }) => unit === 'jiuzhu').map(({ due, about }) => [due, about])).toEqual([
      ['2019-06-25', ''],
      ['2019-06-25', '2'],
      ['2019-06-26', ''],
    ])
    const listed = await reminders.chaseable(sunning('2019-06-26', '15:00'), { ...JUNE, machine: machineNow })
    expect(listed.map(({ unit, chased }) => [unit.id, chased?.by ?? null])).toEqual([
      ['jiuzhu', '示例·sunning'],
      ['fuli', null],
      ['fagui', null],
    ])
  })

  it('is refused to others than the office, for a locked month, and where nobody owes', async () => {
    await expect(chase({ ...sunning('2019-06-25'), actor: as('limin') }, null)).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    await expect(chase(sunning('2019-07-08'), null)).rejects.toMatchObject({ code: 'reminder.nothing' })
    await expect(chase(sunning('2019-06-25'), ['nobody'])).rejects.toMatchObject({ code: 'reminder.nothing' })
  })

  it('that did not get out is tried again by the next run that is due, with who chased in it', async () => {
    // The morning's run is made: what is left is the 催办.
    await reminders.run({ now: when('2019-06-25'), machine })
    mails.length = 0
    answer = { outcome: 'failed', detail: '451 later' }
    await chase(sunning('2019-06-25'), ['jiuzhu'])
    expect((await chases()).map(({ state, tries }) => [state, tries])).toEqual([['failed', 1]])
    expect(await reminders.runIfDue({ now: when('2019-06-25', '14:01'), machine })).toBeNull()
    answer = { outcome: 'sent', detail: '250 ok' }
    machineNow = addMinutes(machineNow, 5)
    expect(await reminders.runIfDue({ now: when('2019-06-25', '14:05'), machine })).toMatchObject({
      sent: 1,
      next: null,
    })
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1)
    expect(mails.at(-1)?.text).toContain('催办这份月报')
    expect((await chases()).map(({ state }) => state)).toEqual(['sent'])
  })

  it('shows a unit without a recipient, and writes to its shared mailbox once there is one', async () => {
    const admin = { actor: as('guanli'), now: when('2019-06-24') }
    await bureau.people.savePerson(admin, { ...as('limin').person, mail: null })
    expect((await reminders.unreachable(sunning('2019-06-25'))).map(({ id }) => id)).toEqual(['jiuzhu'])
    expect(await chase(sunning('2019-06-25'), ['jiuzhu'])).toMatchObject({ units: [], unreachable: ['jiuzhu'] })
    const unit = (await bureau.load.units()).find(({ id }) => id === 'jiuzhu')
    if (!unit) throw new Error('no unit')
    await bureau.people.saveUnit(admin, { ...unit, mailbox: 'jiuzhuchu@mzt.example' })
    expect(await reminders.unreachable(sunning('2019-06-25'))).toEqual([])
    await chase(sunning('2019-06-26'), ['jiuzhu'])
    expect(mails.map(({ to }) => to)).toEqual([{ name: '救助处', mail: 'jiuzhuchu@mzt.example' }])
    expect(mails[0]?.text).toContain('这里是救助处的公用邮箱，所以收到这封信。')
  })
})

describe('the mail to a unit', () => {
  it('goes to its coordinator, with the copies that the unit wants; the head’s and the office’s have none', async () => {
    const admin = { actor: as('guanli'), now: when('2019-06-24') }
    const unit = (await bureau.load.units()).find(({ id }) => id === 'jiuzhu')
    if (!unit) throw new Error('no unit')
    await bureau.people.saveUnit(admin, { ...unit, mailbox: 'jiuzhuchu@mzt.example', cc: ['wang@mzt.example'] })
    await reminders.run({ now: when('2019-06-27'), machine })
    const copies = new Map(mails.map(({ to, cc }) => [to.mail, cc]))
    expect(copies.get('limin@mzt.example')).toEqual(['jiuzhuchu@mzt.example', 'wang@mzt.example'])
    for (const [to, cc] of copies) if (to !== 'limin@mzt.example') expect([to, cc]).toEqual([to, []])
  })
})

describe('the rules of a plan', () => {
  const earlier = DEFAULT_SETTINGS.map((setting) => (setting.id === 'before-5' ? { ...setting, days: -8 } : setting))

  it('are set by the office within their bounds, with a history line, and hold from the next run on', async () => {
    expect(await reminders.rules(sunning('2019-06-01'), plan.id)).toMatchObject({ version: 0 })
    await expect(
      reminders.setRules({ ...sunning('2019-06-01'), actor: as('limin') }, plan.id, { settings: earlier }),
    ).rejects.toMatchObject({ code: 'access.forbidden' })
    const bad = earlier.map((setting) => ({ ...setting, days: setting.id === 'before-5' ? 3 : setting.days }))
    await expect(reminders.setRules(sunning('2019-06-01'), plan.id, { settings: bad })).rejects.toMatchObject({
      code: 'input.invalid',
    })
    const set = await reminders.setRules(sunning('2019-06-01'), plan.id, { settings: earlier, version: 0 })
    expect(set.version).toBe(1)
    await expect(
      reminders.setRules(sunning('2019-06-01'), plan.id, { settings: DEFAULT_SETTINGS, version: 0 }),
    ).rejects.toMatchObject({ code: 'head.moved' })
    expect(
      (await reminders.rulesHistory(sunning('2019-06-01'), plan.id)).map(({ act, why, by }) => [act, why, by.id]),
    ).toEqual([['reminder-rules', '截止前8个工作日', 'sunning']])
    await reminders.run({ now: when('2019-06-18'), machine })
    expect(mails.some(({ headers }) => headers['X-Yuebao-Rule'] === 'before-5')).toBe(true)
  })
})

describe('a run that is handed on', () => {
  it('stops before the next mail once its time is up, and the next carries on: nothing lost, nothing twice', async () => {
    let asked = 0
    const slow = (): Instant => addMinutes(machineNow, asked++)
    const first = await reminders.run({ now: when('2019-06-27'), machine: slow, until: addMinutes(machineNow, 6) })
    expect(first.again).toBe(true)
    const before = mails.length
    expect(before).toBeLessThan(6)
    machineNow = addMinutes(machineNow, 60)
    const second = await reminders.runIfDue({ now: when('2019-06-27', '09:01'), machine })
    expect(second?.again).toBe(false)
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length)
    const told = mails.filter(({ headers }) => headers['X-Yuebao-Period']?.includes('2019-06')).map(({ to }) => to.mail)
    expect(told.sort()).toEqual(['hefan@mzt.example', 'limin@mzt.example', 'zhangwei@mzt.example'])
  })

  it('leaves the rest alone when no server is there, and comes back', async () => {
    answer = { outcome: 'failed', detail: 'ECONNREFUSED', down: true }
    const first = await reminders.run({ now: when('2019-07-01'), machine })
    expect(first.failed).toBe(5)
    expect(first.next).toBe(addMinutes(machineNow, 5))
    answer = { outcome: 'sent', detail: '250 ok' }
    machineNow = addMinutes(machineNow, 5)
    const second = await reminders.runIfDue({ now: when('2019-07-01', '09:05'), machine })
    expect(second).toMatchObject({ failed: 0, next: null })
    const lines = await reminders.ledger(sunning('2019-07-01'), plan.id, '2019-06')
    expect(lines.filter(({ state }) => state === 'failed' || state === 'claimed')).toEqual([])
    expect((await store.cells.get(keys.nextTry))?.value).toBeNull()
  })
})

describe('no run for 26 hours', () => {
  it('is told to the administrators once a day, with a line in the ledger', async () => {
    await reminders.run({ now: when('2019-06-25'), machine })
    mails.length = 0
    machineNow = addMinutes(machineNow, 26 * 60)
    expect(await reminders.alarm({ now: when('2019-06-26', '11:00'), machine: machineNow })).toEqual([])
    machineNow = addMinutes(machineNow, 1)
    await reminders.alarm({ now: when('2019-06-26', '11:01'), machine: machineNow })
    await reminders.alarm({ now: when('2019-06-26', '11:02'), machine: addMinutes(machineNow, 1) })
    expect(mails.map(({ to, subject }) => [to.mail, subject.slice(0, 4)])).toEqual([['guanli@mzt.example', '催报停了']])
    const page = await reminders.ledgerPage(sunning('2019-06-26'), plan.id, '2026-01', {})
    expect(page.lines.map(({ rule, state }) => [rule, state])).toEqual([['alarm', 'sent']])
    await reminders.alarm({ now: when('2019-06-27', '11:01'), machine: addMinutes(machineNow, 24 * 60) })
    expect(mails).toHaveLength(2)
  })
})

describe('a notice', () => {
  it('that failed is visible, and tried again with the same Message-ID until it is out', async () => {
    const notify = createNotify({
      ...{
        ...store,
        chance: systemChance,
        load: bureau.load,
        machine,
        publicUrl: 'https://yuebao.example',
        sample: false,
      },
      mailer: {
        send: async (mail) => {
          mails.push(mail)
          return answer
        },
      },
    })
    await reminders.run({ now: when('2019-06-27', '09:00'), machine })
    mails.length = 0
    answer = { outcome: 'failed', detail: '451 greylisted' }
    await bureau.reports.submit(
      jiuzhuJune,
      { actor: as('limin'), now: when('2019-06-27', '10:00') },
      {
        entries: bothTasks,
        version: 0,
      },
    )
    const told = bureau.told.at(-1)
    if (!told) throw new Error('nothing happened')
    await notify.after(told)
    const receipts = async () =>
      (await reminders.ledger(sunning('2019-06-27'), plan.id, '2019-06')).filter(({ rule }) => rule === 'receipt')
    expect((await receipts()).map(({ state, person }) => [state, person])).toEqual([['failed', 'limin']])
    answer = { outcome: 'sent', detail: '250 ok' }
    machineNow = addMinutes(machineNow, 5)
    await reminders.runIfDue({ now: when('2019-06-27', '10:05'), machine })
    expect((await receipts()).map(({ state, tries }) => [state, tries])).toEqual([['sent', 2]])
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(1)
    expect(mails).toHaveLength(2)
  })

  it('whose process ended before it was sent is sent by the next run; one that a later act overtook is dropped', async () => {
    await bureau.reports.submit(
      jiuzhuJune,
      { actor: as('limin'), now: when('2019-06-27', '08:00') },
      {
        entries: bothTasks,
        version: 0,
      },
    )
    await reminders.run({ now: when('2019-06-27', '08:05'), machine })
    expect(mails.filter(({ headers }) => headers['X-Yuebao-Rule'] === 'receipt')).toEqual([])
    answer = { outcome: 'failed', detail: '451' }
    await reminders.run({ now: when('2019-06-27', '09:00'), machine })
    expect(mails.filter(({ headers }) => headers['X-Yuebao-Rule'] === 'receipt')).toHaveLength(1)
    await bureau.reports.withdraw(jiuzhuJune, { actor: as('limin'), now: when('2019-06-27', '10:00') })
    answer = { outcome: 'sent', detail: '250 ok' }
    machineNow = addMinutes(machineNow, 5)
    await reminders.run({ now: when('2019-06-27', '10:20'), machine })
    expect(mails.filter(({ headers }) => headers['X-Yuebao-Rule'] === 'receipt')).toHaveLength(1)
    const lines = await reminders.ledger(sunning('2019-06-27'), plan.id, '2019-06')
    expect(lines.filter(({ rule }) => rule === 'receipt').map(({ state }) => state)).toEqual(['skipped'])
  })
})
