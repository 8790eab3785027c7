import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../support/app.ts'
import { as } from '../../support/bureau.ts'
import { openIssuer, type TestIssuer } from '../../support/issuer.ts'

const LIMIN = 'limin@mzt.example'
const JUNE = paths.report('2019', '2019-06', 'jiuzhu')
const to = (answer: Response): string | null => answer.headers.get('location')

describe('Signing in through the department’s issuer', () => {
  const BACK = `http://yuebao.example${paths.signInIssuerReturn}`
  let issuer: TestIssuer
  let bureau: TestHouse
  beforeAll(async () => {
    issuer = await openIssuer([BACK], {
      limin: { email: 'LiMin@MZT.example', email_verified: true },
      stranger: { email: 'stranger@elsewhere.example', email_verified: true },
      doubtful: { email: LIMIN, email_verified: false },
      guyong: { email: 'guyong@mzt.example', email_verified: true },
    })
    bureau = await openHouse({ oidc: issuer.settings })
  })
  afterAll(async () => {
    await bureau.close()
    await issuer.close()
  })

  const come = async (browser: Browser, login: string): Promise<Response> => {
    const away = await browser.get(paths.signInIssuer)
    expect(away.status).toBe(303)
    const returned = new URL(await issuer.visit(to(away) ?? '', login))
    return browser.get(`${returned.pathname}${returned.search}`)
  }

  it('finds the person by the verified address, and leads to the page that was asked for', async () => {
    const browser = bureau.browser()
    expect(await (await browser.get(paths.signIn)).text()).toContain('统一身份认证')
    await browser.get(JUNE)
    expect(to(await come(browser, 'limin'))).toBe(JUNE)
    expect((await browser.get(JUNE)).status).toBe(200)
  })

  it('refuses with a sentence who is not on the list, is not verified, or was removed', async () => {
    const removed = { ...as('guyong').person, removed: true }
    await bureau.services.people.savePerson({ actor: as('guanli'), now: bureau.clocks.business() }, removed)
    for (const [login, sentence] of [
      ['stranger', '人员名单里没有您的邮箱'],
      ['doubtful', '没有给出已核实的邮箱'],
      ['guyong', '人员名单里没有您的邮箱'],
    ] as const) {
      const browser = bureau.browser()
      const refused = await come(browser, login)
      expect(refused.status).toBe(403)
      expect(await refused.text()).toContain(sentence)
      expect(browser.cookies.has('yuebao-session')).toBe(false)
    }
  })

  it('refuses a return that this browser did not set out for, and the same return twice', async () => {
    const browser = bureau.browser()
    const away = await browser.get(paths.signInIssuer)
    const returned = new URL(await issuer.visit(to(away) ?? '', 'limin'))
    const back = `${returned.pathname}${returned.search}`
    expect((await bureau.browser().get(back)).status).toBe(403)
    expect((await browser.get(back)).status).toBe(303)
    expect((await browser.get(back)).status).toBe(403)
  })

  it('is not there where the settings name none', async () => {
    const house = await openHouse({ empty: true })
    expect((await house.browser().get(paths.signInIssuer)).status).toBe(404)
    expect((await house.browser().get(`${paths.signInIssuerReturn}?code=x&state=y`)).status).toBe(404)
    await house.close()
  })
})
