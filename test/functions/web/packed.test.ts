import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/web/app.tsx'
import { answerOf } from '../../../functions/web/event.ts'
import { asset } from '../../../functions/web/static.ts'
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

const overview = paths.overview('2019', '2019-06')
/** The app behind a door that hands out so many bytes, or any number of them. */
const ask = async (address: string, accepts: string | null, largestAnswer: number | null = 4_000_000) => {
  const { largestAnswer: _none, ...open } = house as TestHouse & { largestAnswer?: number }
  const app = createApp(largestAnswer === null ? open : { ...open, largestAnswer })
  return app.request(`http://yuebao.example${address}`, {
    headers: { cookie, ...(accepts === null ? {} : { 'accept-encoding': accepts }) },
  })
}

describe('behind a gateway that packs nothing', () => {
  it('a page goes out packed to a browser that takes it so, and is the same page', async () => {
    const plain = await (await ask(overview, null)).text()
    const answer = await ask(overview, 'br, gzip;q=0.8')
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('vary')).toContain('accept-encoding')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(gunzipSync(bytes).toString('utf8')).toBe(plain)
    expect(bytes.byteLength).toBeLessThan(Buffer.byteLength(plain) / 3)
  })

  it('the gateway is handed the packed bytes in base64', async () => {
    const answer = await answerOf(await ask(overview, 'gzip'))
    expect(answer.isBase64Encoded).toBe(true)
    expect(answer.headers?.['content-encoding']).toBe('gzip')
    expect(gunzipSync(Buffer.from(answer.body ?? '', 'base64')).toString('utf8')).toContain('报送情况')
  })

  it.each([[null], ['identity'], ['gzip;q=0'], ['gzip;q=0.0, br']])(
    'not where it is not taken: %s',
    async (accepts) => {
      const answer = await ask(overview, accepts)
      expect(answer.headers.get('content-encoding')).toBeNull()
      // Whoever keeps the answer must know that others get it packed.
      expect(answer.headers.get('vary')).toContain('accept-encoding')
      expect(await answer.text()).toContain('报送情况')
    },
  )

  it('a file of its own is packed and kept for ever; a workbook is packed already', async () => {
    const style = await ask(asset('style.css'), 'gzip')
    expect(style.headers.get('content-encoding')).toBe('gzip')
    expect(style.headers.get('cache-control')).toContain('immutable')
    const book = await ask(paths.monthOutput('2019', '2019-06', 'summary'), 'gzip')
    expect(book.status).toBe(200)
    expect(book.headers.get('content-encoding')).toBeNull()
  })

  it('what is small stays as it is, and so does a redirect', async () => {
    expect((await ask(paths.health, 'gzip')).headers.get('content-encoding')).toBeNull()
    const away = await ask(paths.home, 'gzip')
    expect(away.headers.get('content-encoding')).toBeNull()
  })

  it('the limit is asked of what goes out, so that a page of thousands of units does', async () => {
    expect((await ask(overview, null, 8_000)).status).toBe(413)
    expect((await ask(overview, 'gzip', 8_000)).status).toBe(200)
  })

  it('one machine leaves it to the proxy before it', async () => {
    const answer = await ask(overview, 'gzip', null)
    expect(answer.headers.get('content-encoding')).toBeNull()
  })
})
