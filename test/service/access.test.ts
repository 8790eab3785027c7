import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { isRefusal, type RefusalCode } from '../../shared/domain/refusal.ts'
import { addMinutes, type Instant } from '../../shared/domain/time.ts'
import { type Access, createAccess } from '../../shared/service/access.ts'
import { keys } from '../../shared/service/keys.ts'
import type { Delivery, Mail } from '../../shared/service/ports.ts'
import { as, type Bureau, openBureau, when } from '../support/bureau.ts'
import { openStore, type Store } from '../support/store.ts'

const T0: Instant = '2026-03-02T01:00:00.000Z'
const after = (minutes: number): Instant => addMinutes(T0, minutes)
const admin = { actor: as('guanli'), now: when('2019-06-25') }

let store: Store
let bureau: Bureau
let access: Access
let mails: Mail[]
let answer: () => Promise<Delivery>
let undelivered: Delivery[]
/** Each test asks from a browser and a place of its own, and is a day apart, so that no limit of one is felt by another. */
let day = 0
let browser = ''

beforeAll(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  for (const id of ['limin', 'hefan', 'guyong']) await store.cells.put(keys.mailOwner(`${id}@mzt.example`), id, 'any')
})
afterAll(() => store.close())
beforeEach(() => {
  mails = []
  undelivered = []
  answer = async () => ({ outcome: 'sent', detail: '' })
  access = createAccess({
    ...bureau.deps,
    load: bureau.load,
    people: bureau.people,
    mailer: {
      send: (mail) => {
        mails.push(mail)
        return answer()
      },
    },
    issuer: null,
    publicUrl: 'http://127.0.0.1:3000',
    sample: true,
    undelivered: (delivery) => undelivered.push(delivery),
  })
  day++
  browser = access.newBrowser()
})

const at = (minutes: number): Instant => after(day * 24 * 60 + minutes)
const ask = (mail: string, minutes = 0, place: string | null = `10.1.${day}.1`, from = browser) =>
  access.askCode({ mail, browser: from, place, machine: at(minutes), now: when('2019-06-25') })
const codeIn = (mail: Mail | undefined): string => /\b\d{8}\b/.exec(mail?.text ?? '')?.[0] ?? ''
const enter = (code: string, minutes = 1, from = browser) =>
  access.enterCode({ code, browser: from, machine: at(minutes) })
const refusalOf = async (work: Promise<unknown>): Promise<{ code: RefusalCode; details: unknown } | 'taken'> => {
  try {
    await work
    return 'taken'
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { code: error.code, details: error.details }
  }
}
const askedCode = async (mail = 'limin@mzt.example'): Promise<string> => {
  await ask(mail)
  await access.idle()
  return codeIn(mails.at(-1))
}
const wrongOf = (code: string): string => String((Number(code) + 1) % 100_000_000).padStart(8, '0')
const signedIn = async (): Promise<string> => enter(await askedCode())

describe('A mailed code', () => {
  it('signs in the person whose address it was sent to', async () => {
    const session = await signedIn()
    const actor = await access.who(session, at(1))
    expect(actor?.person.id).toBe('limin')
    expect(actor?.serves).toEqual([{ unit: 'jiuzhu', as: 'coordinator' }])
  })

  it('has eight digits, which stand in the body and never in the subject or a header', async () => {
    const code = await askedCode()
    expect(code).toMatch(/^\d{8}$/)
    const { text, html, ...rest } = mails[0] as Mail
    expect(text).toContain(code)
    expect(html).toContain(code)
    expect(JSON.stringify(rest)).not.toContain(code)
  })

  it('is found for an address written in capitals and with spaces around it', async () => {
    await ask('  LiMin@MZT.example ')
    await access.idle()
    expect(mails).toHaveLength(1)
  })

  it('is taken with spaces between the digits', async () => {
    const code = await askedCode()
    expect(await enter(`${code.slice(0, 4)} ${code.slice(4)}`)).toContain('limin.')
  })

  it('is taken in full-width digits, as an input method may leave them', async () => {
    const code = await askedCode()
    const wide = code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
    expect(await enter(wide)).toContain('limin.')
  })

  it('is stored hashed, with the browser: the store holds neither code nor token', async () => {
    const code = await askedCode()
    const kept: string[] = []
    for await (const item of store.items.all()) kept.push(JSON.stringify(item))
    expect(kept.join()).not.toContain(code)
    expect(kept.join()).not.toContain(browser)
    expect(kept.join()).not.toContain(systemChance.hash(code))
    const session = await enter(code)
    const now: string[] = []
    for await (const item of store.items.all()) now.push(JSON.stringify(item))
    expect(now.join()).not.toContain(session.split('.')[1])
  })

  it('is right for ten minutes', async () => {
    const code = await askedCode()
    expect(await refusalOf(enter(code, 10))).toEqual({ code: 'access.code', details: { left: 0 } })
    await ask('limin@mzt.example', 20)
    await access.idle()
    expect(await refusalOf(enter(codeIn(mails.at(-1)), 29.99))).toBe('taken')
  })

  it('is right once', async () => {
    const code = await askedCode()
    await enter(code)
    expect(await refusalOf(enter(code))).toEqual({ code: 'access.code', details: { left: 0 } })
  })

  it('opens one session when it is sent twice at once', async () => {
    const code = await askedCode()
    const both = await Promise.all([refusalOf(enter(code)), refusalOf(enter(code)), refusalOf(enter(code))])
    expect(both.filter((one) => one === 'taken')).toHaveLength(1)
  })

  it('is right in the browser that asked and in no other', async () => {
    const code = await askedCode()
    expect(await refusalOf(enter(code, 1, access.newBrowser()))).toEqual({ code: 'access.code', details: { left: 0 } })
    expect(await refusalOf(enter(code))).toBe('taken')
  })

  it('of an earlier mail is void once a new one was asked for', async () => {
    const first = await askedCode()
    const second = await askedCode()
    expect(await refusalOf(enter(first))).toMatchObject({ code: 'access.code' })
    expect(await refusalOf(enter(second))).toBe('taken')
  })

  it('may be mistyped four times, and at the fifth is void', async () => {
    const code = await askedCode()
    for (const left of [4, 3, 2, 1, 0])
      expect(await refusalOf(enter(wrongOf(code)))).toEqual({ code: 'access.code', details: { left } })
    expect(await refusalOf(enter(code))).toEqual({ code: 'access.code', details: { left: 0 } })
  })

  it('counts guesses that arrive at once', async () => {
    const code = await askedCode()
    const guesses = await Promise.all(Array.from({ length: 8 }, () => refusalOf(enter(wrongOf(code)))))
    expect(guesses.every((one) => one !== 'taken')).toBe(true)
    expect(await refusalOf(enter(code))).toEqual({ code: 'access.code', details: { left: 0 } })
  })

  it('is of no use when the person was removed or got another address meanwhile', async () => {
    const code = await askedCode('guyong@mzt.example')
    const guyong = as('guyong').person
    await bureau.people.savePerson(admin, { ...guyong, mail: 'gu@mzt.example' })
    expect(await refusalOf(enter(code))).toMatchObject({ code: 'access.code' })
    await bureau.people.savePerson(admin, { ...guyong, mail: 'guyong@mzt.example' })
    const again = await askedCode('guyong@mzt.example')
    await bureau.people.savePerson(admin, { ...guyong, removed: true })
    expect(await refusalOf(enter(again))).toMatchObject({ code: 'access.code' })
    await bureau.people.savePerson(admin, { ...guyong, removed: false })
  })

  it('is not sent to what is no address', async () => {
    for (const mail of ['', 'limin', 'a@b', 'limin@mzt.example\r\nBcc: x@y.example', '<script>@x.example'])
      expect(await refusalOf(ask(mail))).toMatchObject({ code: 'input.invalid' })
    expect(mails).toHaveLength(0)
  })

  it('that the mail server refused is told to the log without the address, and to nobody else', async () => {
    answer = () => Promise.reject(new Error('limin@mzt.example: no such user'))
    expect(await refusalOf(ask('limin@mzt.example'))).toBe('taken')
    await access.idle()
    expect(undelivered).toEqual([{ outcome: 'failed', detail: 'sign-in code' }])
  })
})

describe('An address that nobody has', () => {
  it('gets the same answer, and no code is right for it', async () => {
    expect(await refusalOf(ask('nobody@mzt.example'))).toBe('taken')
    await access.idle()
    expect(mails).toHaveLength(0)
    expect(await access.codeSentTo(browser, at(1))).toBe('nobody@mzt.example')
    expect(await refusalOf(enter('00000000'))).toEqual({ code: 'access.code', details: { left: 4 } })
  })

  it('is limited as a known one is', async () => {
    for (const minutes of [0, 1, 2]) await ask('nobody@mzt.example', minutes)
    expect(await refusalOf(ask('nobody@mzt.example', 3))).toEqual({ code: 'access.too-many', details: {} })
  })

  it('is answered after the same calls to the store, and never waits for the mail server', async () => {
    const calls: string[] = []
    const watched: typeof store.cells = {
      ...store.cells,
      get: (ref) => {
        calls.push('get')
        return store.cells.get(ref)
      },
      put: (...all) => {
        calls.push('put')
        return store.cells.put(...all)
      },
    }
    const person = (id: string) => {
      calls.push('person')
      return bureau.load.person(id)
    }
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const counting = createAccess({
      ...bureau.deps,
      cells: watched,
      load: { ...bureau.load, person },
      people: bureau.people,
      mailer: { send: () => held.then(() => ({ outcome: 'sent', detail: '' })) },
      issuer: null,
      publicUrl: 'http://127.0.0.1:3000',
      sample: false,
    })
    const callsFor = async (mail: string): Promise<string[]> => {
      calls.length = 0
      await counting.askCode({ mail, browser, place: `10.9.${day}.1`, machine: at(0), now: when('2019-06-25') })
      return [...calls]
    }
    const known = await callsFor('limin@mzt.example')
    expect(await callsFor('nobody@mzt.example')).toEqual(known)
    release()
    await counting.idle()
  })
})

describe('Codes are limited', () => {
  it('to three for one address in any fifteen minutes', async () => {
    for (const minutes of [0, 7, 14]) await ask('limin@mzt.example', minutes)
    expect(await refusalOf(ask('limin@mzt.example', 14.9))).toMatchObject({ code: 'access.too-many' })
    expect(await refusalOf(ask('limin@mzt.example', 15.1))).toBe('taken')
    // The window slides: those at 7, 14 and 15.1 are still in it.
    expect(await refusalOf(ask('limin@mzt.example', 21))).toMatchObject({ code: 'access.too-many' })
    expect(await refusalOf(ask('limin@mzt.example', 22.1))).toBe('taken')
  })

  it('for one address also when they are asked for from several places and browsers', async () => {
    for (const place of ['1', '2', '3']) await ask('limin@mzt.example', 0, `10.3.${day}.${place}`, access.newBrowser())
    expect(await refusalOf(ask('limin@mzt.example', 1, `10.3.${day}.4`))).toMatchObject({ code: 'access.too-many' })
  })

  it('to twenty from one place in any hour, whatever the addresses', async () => {
    for (let n = 0; n < 20; n++) await ask(`someone${n}@mzt.example`, n)
    expect(await refusalOf(ask('limin@mzt.example', 59))).toMatchObject({ code: 'access.too-many' })
    expect(await refusalOf(ask('limin@mzt.example', 59, `10.2.${day}.1`))).toBe('taken')
    expect(await refusalOf(ask('hefan@mzt.example', 60.1))).toBe('taken')
  })

  it('also when they are asked for at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => refusalOf(ask('limin@mzt.example'))))
    expect(all.filter((one) => one === 'taken').length).toBeLessThanOrEqual(3)
  })
})

describe('A session', () => {
  it('lasts as long as no twelve hours pass without a request', async () => {
    const session = await signedIn()
    expect(await access.who(session, at(1 + 719))).not.toBeNull()
    expect(await access.who(session, at(1 + 719 + 719))).not.toBeNull()
    expect(await access.who(session, at(1 + 719 + 719 + 720))).toBeNull()
  })

  it('writes nothing while it is used within five minutes', async () => {
    const session = await signedIn()
    const ref = keys.session(systemChance.hash(session.split('.')[1] ?? ''))
    const before = await store.cells.get(ref)
    await access.who(session, at(3))
    await access.who(session, at(5.5))
    expect((await store.cells.get(ref))?.version).toBe(before?.version)
    await access.who(session, at(6))
    expect((await store.cells.get(ref))?.value.seen).toBe(at(6))
  })

  it('ends at sign-out, while another browser of the same person stays signed in', async () => {
    const one = await signedIn()
    const other = await signedIn()
    await access.signOut(one)
    expect(await access.who(one, at(2))).toBeNull()
    expect(await access.who(other, at(2))).not.toBeNull()
  })

  it('ends in every browser at sign-out everywhere', async () => {
    const one = await signedIn()
    const other = await signedIn()
    const actor = await access.who(one, at(2))
    if (!actor) throw new Error('not signed in')
    await access.signOutEverywhere({ actor, now: when('2019-06-25') })
    expect(await access.who(one, at(3))).toBeNull()
    expect(await access.who(other, at(3))).toBeNull()
    expect(await access.who(await enter(await askedCode()), at(3))).not.toBeNull()
  })

  it('ends when the roles of the person change, and when the person is removed', async () => {
    const guyong = as('guyong').person
    const opened = await access.openAs('guyong', at(0))
    await bureau.people.savePerson(admin, { ...guyong, roles: [] })
    expect(await access.who(opened, at(1))).toBeNull()
    const again = await access.openAs('guyong', at(2))
    await bureau.people.savePerson(admin, { ...guyong, roles: [], removed: true })
    expect(await access.who(again, at(3))).toBeNull()
    await bureau.people.savePerson(admin, { ...guyong, removed: false })
    expect(await access.who(again, at(4))).toBeNull()
  })

  it('shows at once whom the person serves no more', async () => {
    const session = await access.openAs('zhangwei', at(0))
    await bureau.people.appoint(admin, 'fuli', { coordinator: 'guyong' })
    expect((await access.who(session, at(1)))?.serves).toEqual([])
    await bureau.people.appoint(admin, 'fuli', { coordinator: 'zhangwei' })
    expect((await access.who(session, at(1)))?.serves).toEqual([{ unit: 'fuli', as: 'coordinator' }])
  })

  it('belongs to one person: with another name before the token it is none', async () => {
    const session = await signedIn()
    const token = session.split('.')[1]
    for (const cookie of [
      `hefan.${token}`,
      `.${token}`,
      `${token}`,
      'limin.',
      'limin.x',
      '',
      `limin.${'x'.repeat(43)}`,
      undefined,
    ])
      expect(await access.who(cookie, at(1))).toBeNull()
  })

  it('is opened for nobody who is not there', async () => {
    expect(await refusalOf(access.openAs('nobody', at(0)))).toMatchObject({ code: 'access.missing' })
  })
})

describe('Without an issuer in the settings', () => {
  it('there is no way to one', async () => {
    expect(access.hasIssuer).toBe(false)
    expect(await refusalOf(access.toIssuer('http://127.0.0.1:3000/x'))).toMatchObject({ code: 'access.missing' })
    expect(await refusalOf(access.fromIssuer('http://127.0.0.1:3000/x', null, at(0)))).toMatchObject({
      code: 'access.missing',
    })
  })
})
