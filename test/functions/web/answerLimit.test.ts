import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/web/app.tsx'
import { paths } from '../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../support/app.ts'

let house: TestHouse
let cookie = ''
beforeAll(async () => {
  house = await openHouse()
  const browser = await house.signIn('sunning')
  cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
})
afterAll(() => house.close())

/** The app behind a door that hands out so many bytes. */
const ask = (largestAnswer: number, address: string) =>
  createApp({ ...house, largestAnswer }).request(`http://yuebao.example${address}`, { headers: { cookie } })

describe('a door that hands out only so much', () => {
  const workbook = paths.monthOutput('2019', '2019-06', 'summary')

  it('refuses what is larger in words, on the person’s own page, with nothing of it', async () => {
    const refused = await ask(8_000, workbook)
    expect(refused.status).toBe(413)
    expect(refused.headers.get('content-disposition')).toBeNull()
    expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'")
    const page = await refused.text()
    expect(page).toContain('没有打开：内容太大')
    expect(page).toContain('退出')
  })

  it('and in the API as a problem', async () => {
    const refused = await ask(400, `${paths.api}/plans/2019`)
    expect(refused.status).toBe(413)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(await refused.json()).toMatchObject({ code: 'output.too-large' })
  })

  it('hands out what is not', async () => {
    const given = await ask(1_000_000, workbook)
    expect(given.status).toBe(200)
    expect(given.headers.get('content-disposition')).toContain('attachment')
    expect((await given.arrayBuffer()).byteLength).toBeGreaterThan(8_000)
  })
})
