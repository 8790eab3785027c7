import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../support/app.ts'
import { as } from '../../support/bureau.ts'

const LIMIN = 'limin@mzt.example'
const JUNE = paths.report('2019', '2019-06', 'jiuzhu')
const to = (answer: Response): string | null => answer.headers.get('location')

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

/** Each sign-in is from a place and at a time of its own, so that no limit is felt but where it is tested. */
let place = 0
const fresh = (): Browser => {
  house.wait(61)
  return house.browser(`10.7.0.${++place}`)
}
const signInBy = async (browser: Browser, mail: string): Promise<Response> => {
  await browser.post(paths.signIn, { mail })
  return browser.post(paths.signInCode, { code: await house.codeFor(mail) })
}

describe('Signing in by a mailed code', () => {
  it('leads from the address to the code and to where the person works', async () => {
    const browser = fresh()
    expect((await browser.get(paths.signIn)).status).toBe(200)
    const asked = await browser.post(paths.signIn, { mail: LIMIN })
    expect([asked.status, to(asked)]).toEqual([303, paths.signInCode])
    const page = await (await browser.get(paths.signInCode)).text()
    expect(page).toContain(LIMIN)
    expect(page).toContain('autocomplete="one-time-code"')
    const entered = await browser.post(paths.signInCode, { code: await house.codeFor(LIMIN) })
    expect([entered.status, to(entered)]).toEqual([303, paths.home])
    expect(to(await browser.get(paths.home))).toBe(paths.mine)
    expect((await browser.get(paths.mine)).status).toBe(200)
  })

  it('leads each kind of person to where their work begins', async () => {
    for (const [person, path] of [
      ['limin', paths.mine],
      ['sunning', paths.overview('2019', '2019-06')],
      ['hefan', paths.overview('2019', '2019-06')],
      ['zhengyan', paths.overview('2019', '2019-06')],
      ['tingling', paths.overview('2019', '2019-06')],
      ['guyong', paths.overview('2019', '2019-06')],
      ['guanli', paths.people],
    ] as const)
      expect([person, to(await (await house.signIn(person)).get(paths.home))]).toEqual([person, path])
    expect(to(await house.browser().get(paths.home))).toBe(paths.signIn)
  })

  it('says at the field what is no address, and keeps what was typed', async () => {
    const refused = await fresh().post(paths.signIn, { mail: 'limin@mzt' })
    expect(refused.status).toBe(422)
    const page = await refused.text()
    expect(page).toContain('请填写完整的邮箱地址')
    expect(page).toContain('value="limin@mzt"')
  })

  it('says how many attempts are left, and then asks for a new code', async () => {
    const browser = fresh()
    await browser.post(paths.signIn, { mail: LIMIN })
    const code = await house.codeFor(LIMIN)
    const wrong = code === '00000000' ? '11111111' : '00000000'
    for (const left of [4, 3, 2, 1]) {
      const refused = await browser.post(paths.signInCode, { code: wrong })
      expect(refused.status).toBe(422)
      expect(await refused.text()).toContain(`还可以试${left}次`)
    }
    expect(await (await browser.post(paths.signInCode, { code: wrong })).text()).toContain('请重新获取验证码')
    expect((await browser.post(paths.signInCode, { code })).status).toBe(422)
    expect(to(await browser.get(paths.signInCode))).toBe(paths.signIn)
  })

  it('answers an unknown address as a known one', async () => {
    const known = fresh()
    const unknown = fresh()
    const before = house.mails.length
    const one = await known.post(paths.signIn, { mail: LIMIN })
    const other = await unknown.post(paths.signIn, { mail: 'nobody@mzt.example' })
    expect([other.status, to(other)]).toEqual([one.status, to(one)])
    const plain = (text: string) =>
      text
        .replaceAll(/value="[^"]*"/g, '')
        .replaceAll(LIMIN, 'X')
        .replaceAll('nobody@mzt.example', 'X')
    const pages = await Promise.all(
      [known, unknown].map(async (browser) => plain(await (await browser.get(paths.signInCode)).text())),
    )
    expect(pages[1]).toBe(pages[0])
    await house.services.access.idle()
    expect(house.mails.slice(before).map((mail) => mail.to.mail)).toEqual([LIMIN])
  })

  it('is refused with 429 and a sentence after three codes for an address', async () => {
    const browser = fresh()
    for (let n = 0; n < 3; n++) expect((await browser.post(paths.signIn, { mail: LIMIN })).status).toBe(303)
    const refused = await browser.post(paths.signIn, { mail: LIMIN })
    expect(refused.status).toBe(429)
    expect(await refused.text()).toContain('获取验证码的次数太多')
  })

  it('is refused after twenty codes from one place, whatever browser asks', async () => {
    house.wait(61)
    for (let n = 0; n < 20; n++)
      expect((await house.browser('10.8.0.1').post(paths.signIn, { mail: `p${n}@mzt.example` })).status).toBe(303)
    expect((await house.browser('10.8.0.1').post(paths.signIn, { mail: 'p21@mzt.example' })).status).toBe(429)
    expect((await house.browser('10.8.0.2').post(paths.signIn, { mail: 'p22@mzt.example' })).status).toBe(303)
  })

  it('counts the place that the proxy saw, and believes nobody who is no proxy', async () => {
    house.wait(61)
    const ask = (from: string, forwarded: string) =>
      house
        .browser(from)
        .post(paths.signIn, { mail: `q${place++}@mzt.example` }, { headers: { 'x-forwarded-for': forwarded } })
    for (let n = 0; n < 20; n++) await ask('127.0.0.1', `9.9.9.9, 203.0.113.${n}`)
    expect((await ask('127.0.0.1', '9.9.9.9, 203.0.113.99')).status).toBe(303)
    for (let n = 0; n < 20; n++) await ask('198.51.100.7', `203.0.113.${n}`)
    expect((await ask('198.51.100.7', '203.0.113.200')).status).toBe(429)
  })

  it('is of no use in another browser', async () => {
    const mine = fresh()
    const theirs = fresh()
    await mine.post(paths.signIn, { mail: LIMIN })
    await theirs.get(paths.signIn)
    expect((await theirs.post(paths.signInCode, { code: await house.codeFor(LIMIN) })).status).toBe(422)
  })
})

describe('The way back after sign-in', () => {
  it('leads to the page that was asked for', async () => {
    const browser = fresh()
    const asked = await browser.get(JUNE)
    expect([asked.status, to(asked)]).toEqual([303, paths.signIn])
    expect(to(await signInBy(browser, LIMIN))).toBe(JUNE)
    expect(to(await browser.get(paths.home))).toBe(paths.mine)
  })

  it('comes from no query, header or foreign cookie', async () => {
    const browser = fresh()
    await browser.get(`${paths.signIn}?return=https://evil.example/&next=//evil.example`)
    browser.cookies.set('yuebao-return', `${Buffer.from('//evil.example').toString('base64url')}.x`)
    expect(to(await signInBy(browser, LIMIN))).toBe(paths.home)
  })

  it('is not taken over from another browser', async () => {
    const one = fresh()
    await one.get(JUNE)
    const other = fresh()
    await other.get(paths.signIn)
    other.cookies.set('yuebao-return', one.cookies.get('yuebao-return') ?? '')
    expect(to(await signInBy(other, LIMIN))).toBe(paths.home)
  })

  it('never leads to another place, however the address is written', async () => {
    for (const path of [
      '//evil.example/',
      '/\\evil.example',
      '/%5Cevil.example',
      '/plans//evil.example',
      '/nowhere',
      '/sign-out',
    ]) {
      const browser = fresh()
      await browser.send(path, {})
      expect([path, to(await signInBy(browser, LIMIN))]).toEqual([path, paths.home])
    }
  })
})

describe('A session', () => {
  it('has a cookie for this host only, out of reach of scripts, sent along with links from mails', async () => {
    const browser = fresh()
    const line = (await signInBy(browser, LIMIN)).headers
      .getSetCookie()
      .find((one) => one.startsWith('yuebao-session='))
    expect(line).toMatch(/; HttpOnly/i)
    expect(line).toMatch(/; SameSite=Lax/i)
    expect(line).toMatch(/; Path=\//i)
    expect(line).not.toMatch(/; Domain/i)
  })

  it('behind TLS has a __Host- cookie that is only sent there', async () => {
    const behind = await openHouse({ publicUrl: 'https://yuebao.mzt.example' })
    const browser = behind.browser('10.9.0.1')
    await browser.post(paths.signIn, { mail: LIMIN })
    const entered = await browser.post(paths.signInCode, { code: await behind.codeFor(LIMIN) })
    expect(entered.status).toBe(303)
    for (const line of entered.headers.getSetCookie()) expect(line).toMatch(/^__Host-.*; Secure/i)
    expect((await browser.get(paths.mine)).status).toBe(200)
    await behind.close()
  })

  it('ends at sign-out', async () => {
    const browser = await house.signIn('limin')
    const kept = browser.cookies.get('yuebao-session') ?? ''
    expect(to(await browser.post(paths.signOut))).toBe(paths.signIn)
    expect(browser.cookies.has('yuebao-session')).toBe(false)
    browser.cookies.set('yuebao-session', kept)
    expect(to(await browser.get(paths.mine))).toBe(paths.signIn)
  })

  it('ends everywhere at sign-out everywhere', async () => {
    const here = await house.signIn('limin')
    const there = await house.signIn('limin')
    await here.post(paths.signOutEverywhere)
    expect(to(await there.get(paths.mine))).toBe(paths.signIn)
  })

  it('ends after twelve idle hours of the machine, however the business clock is moved', async () => {
    const browser = await house.signIn('limin')
    house.moveTo('2019-12-31', '09:00')
    expect((await browser.get(paths.mine)).status).toBe(200)
    house.wait(12 * 60)
    expect(to(await browser.get(paths.mine))).toBe(paths.signIn)
    house.moveTo('2019-06-25', '09:20')
  })

  it('ends at a change of roles and at a removal', async () => {
    const guyong = await house.signIn('guyong')
    const admin = { actor: as('guanli'), now: house.clocks.business() }
    await house.services.people.savePerson(admin, { ...as('guyong').person, roles: ['reviewer', 'leadership'] })
    expect(to(await guyong.get(paths.overview('2019', '2019-06')))).toBe(paths.signIn)
    const again = await house.signIn('guyong')
    await house.services.people.savePerson(admin, { ...as('guyong').person, roles: ['reviewer'], removed: true })
    expect(to(await again.get(paths.overview('2019', '2019-06')))).toBe(paths.signIn)
    const browser = fresh()
    await browser.post(paths.signIn, { mail: 'guyong@mzt.example' })
    expect(await house.codeFor('guyong@mzt.example')).toBe('')
    await house.services.people.savePerson(admin, { ...as('guyong').person, removed: false })
  })

  it('that ended does not throw away what was sent: the text comes back, and the way back is the form', async () => {
    const browser = await house.signIn('limin')
    const token = await browser.token()
    house.wait(12 * 60)
    const refused = await browser.post(
      JUNE,
      { 't1.work': '召开推进会', version: '0' },
      {
        token,
        headers: { referer: `http://yuebao.example${JUNE}` },
      },
    )
    expect(refused.status).toBe(401)
    expect(await refused.text()).toContain('召开推进会')
    await browser.get(paths.signIn)
    expect(to(await signInBy(browser, LIMIN))).toBe(JUNE)
  })
})

describe('A bureau on its first day', () => {
  it('has one person, who signs in by the address of the settings and finds the list of people', async () => {
    const bureau = await openHouse({ empty: true })
    await bureau.services.people.savePerson(
      { actor: as('guanli'), now: bureau.clocks.business() },
      { id: 'admin', name: '系统管理员', mail: 'boss@mzt.example', phone: '', unit: null, roles: ['administrator'] },
    )
    const browser = bureau.browser()
    await browser.post(paths.signIn, { mail: 'Boss@mzt.example' })
    await browser.post(paths.signInCode, { code: await bureau.codeFor('boss@mzt.example') })
    expect(to(await browser.get(paths.home))).toBe(paths.people)
    for (const path of [paths.people, paths.plans, paths.calendar, paths.help, paths.mine])
      expect([path, (await browser.get(path)).status]).toEqual([path, 200])
    await bureau.close()
  })
})

describe('The demo', () => {
  let demo: TestHouse
  beforeAll(async () => {
    demo = await openHouse({ mode: 'demo' })
  })
  afterAll(() => demo.close())

  it('offers its sample people on the sign-in page, and lets them in directly', async () => {
    const browser = demo.browser()
    expect(await (await browser.get(paths.signIn)).text()).toContain('进入演示')
    const entered = await browser.post(paths.demoSignIn, { person: 'limin' })
    expect([entered.status, to(entered)]).toEqual([303, paths.home])
    expect((await browser.get(paths.mine)).status).toBe(200)
    expect((await demo.browser().post(paths.demoSignIn, { person: 'nobody' })).status).toBe(404)
  })

  it('takes a mailed code from the on-screen mailbox too', async () => {
    const browser = demo.browser()
    await browser.post(paths.signIn, { mail: LIMIN })
    await demo.services.access.idle()
    const box = await (await browser.get(paths.mailbox)).text()
    const mail = new RegExp(`href="(${paths.mailbox}/[^"]+)"`).exec(box)?.[1] ?? ''
    const letter = (await (await browser.get(mail)).text()).split('class="letter"')[1] ?? ''
    const code = /\b\d{8}\b/.exec(letter)?.[0] ?? ''
    expect(to(await browser.post(paths.signInCode, { code }))).toBe(paths.home)
  })

  it('is not there in a bureau', async () => {
    const browser = house.browser()
    expect(await (await browser.get(paths.signIn)).text()).not.toContain('进入演示')
    for (const path of [paths.mailbox, paths.mail('x')]) expect((await browser.get(path)).status).toBe(404)
    const limin = await house.signIn('limin')
    for (const path of [paths.demoSignIn, paths.clock])
      expect([path, (await limin.post(path, { person: 'sunning', to: '2019-07-01T09:00:00+08:00' })).status]).toEqual([
        path,
        404,
      ])
    expect((await browser.post(paths.demoSignIn, { person: 'sunning' })).status).toBe(404)
  })
})
