import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type ServerType, serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/web/app.tsx'
import { localPath } from '../../../functions/web/localPath.ts'
import { asset } from '../../../functions/web/static.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { keys } from '../../../shared/service/keys.ts'
import { openHouse, type TestHouse } from '../../support/app.ts'

const JUNE = paths.report('2019', '2019-06', 'jiuzhu')
const ZERO = paths.reportZero('2019', '2019-06', 'jiuzhu')

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

describe('Every answer', () => {
  it('carries a policy without inline scripts or styles, and is kept nowhere', async () => {
    const limin = await house.signIn('limin')
    const answers = [
      await house.browser().get(paths.signIn),
      await house.browser().get(paths.home),
      await limin.get(paths.mine),
      await limin.get('/nowhere'),
      await limin.get(paths.people),
      await limin.api('GET', '/session'),
      await house.browser().post(JUNE, {}, { token: 'forged' }),
    ]
    for (const answer of answers) {
      const csp = answer.headers.get('content-security-policy') ?? ''
      expect(csp).toContain("default-src 'none'")
      expect(csp).toContain("script-src 'self';")
      expect(csp).toContain("style-src 'self';")
      expect(csp).toContain("form-action 'self'")
      expect(csp).toContain("frame-ancestors 'none'")
      expect(csp).toContain("base-uri 'none'")
      expect(csp).not.toContain('unsafe')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('referrer-policy')).toBe('same-origin')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
      expect(answer.headers.has('strict-transport-security')).toBe(false)
    }
  })

  it('behind TLS asks the browser to stay there', async () => {
    const behind = await openHouse({ publicUrl: 'https://yuebao.mzt.example', empty: true })
    const answer = await behind.browser().get(paths.signIn)
    expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/)
    await behind.close()
  })

  it('holds no inline script, style or handler', async () => {
    const limin = await house.signIn('limin')
    const sunning = await house.signIn('sunning')
    for (const page of [
      await limin.get(paths.mine),
      await limin.get(JUNE),
      await sunning.get(paths.overview('2019', '2019-06')),
      await house.browser().get(paths.signIn),
    ]) {
      const text = await page.text()
      expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/)
      expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+="/)
    }
  })
})

describe('A form', () => {
  it('is taken only with the token of this session', async () => {
    const limin = await house.signIn('limin')
    const other = await house.signIn('limin')
    const fields = { reason: '本月无新进展', version: '0' }
    const tokens = [null, '', 'forged', `${await limin.token()}x`, await other.token(), await house.browser().token()]
    for (const token of tokens) {
      const refused = await limin.post(ZERO, fields, { token })
      expect([token, refused.status]).toEqual([token, 403])
      const page = await refused.text()
      expect(page).toContain('页面已过期')
      // What was written comes back with the refusal.
      expect(page).toContain('本月无新进展')
    }
    expect(await house.store.chains.head(keys.report('2019', '2019-06', 'jiuzhu'))).toBeNull()
  })

  it('changes nothing when it comes by GET', async () => {
    const limin = await house.signIn('limin')
    expect((await limin.get(`${paths.reportSubmit('2019', '2019-06', 'jiuzhu')}?version=0`)).status).toBe(404)
    expect((await limin.get(paths.signOut)).status).toBe(404)
    expect((await limin.get(paths.mine)).status).toBe(200)
  })

  it('is taken with the token in a header, as the script that saves typing sends it', async () => {
    const limin = await house.signIn('limin')
    const token = await limin.token()
    const saved = await limin.post(JUNE, { version: '0' }, { token: null, headers: { 'x-csrf-token': token } })
    expect(saved.status).not.toBe(403)
  })

  it('of the sign-in page needs the token of the browser that it was shown to', async () => {
    const browser = house.browser()
    for (const token of [null, 'forged', await house.browser().token()])
      expect((await browser.post(paths.signIn, { mail: 'limin@mzt.example' }, { token })).status).toBe(403)
  })

  it('that came damaged is refused with a sentence', async () => {
    const limin = await house.signIn('limin')
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const refused = await limin.send(ZERO, { method: 'POST', headers, body: '--x\r\nbroken' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('表单没有传完整')
  })
})

/** Bytes in buffers that something still holds; what only waits to be collected is collected first. */
const held = (): number => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().arrayBuffers
}

describe('What is too large', () => {
  let server: ServerType
  let port = 0
  beforeAll(async () => {
    server = serve({ fetch: createApp(house).fetch, port: 0, hostname: '127.0.0.1' })
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  /** Sends bytes until the server answers or takes no more. */
  const upload = (
    path: string,
    bytes: number,
    cookie: string,
    stated: boolean,
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const sent = request({
        port,
        path,
        method: 'POST',
        headers: {
          'content-type': 'multipart/form-data; boundary=x',
          cookie,
          ...(stated ? { 'content-length': bytes } : {}),
        },
      })
      let answered = false
      sent.on('response', (answer) => {
        answered = true
        let text = ''
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => {
          sent.destroy()
          resolve({ status: answer.statusCode ?? 0, text })
        })
      })
      sent.on('error', (error) => {
        if (!answered) reject(error)
      })
      const chunk = Buffer.alloc(64 * 1024, 'a')
      let left = bytes
      const write = (): void => {
        while (left > 0 && !answered) {
          const next = chunk.subarray(0, Math.min(left, chunk.length))
          left -= next.length
          if (!sent.write(next)) {
            sent.once('drain', write)
            return
          }
        }
        if (!answered) sent.end()
      }
      write()
    })

  it('is refused with 413 and a sentence: 50 MB of upload, with its length stated or not', async () => {
    const sunning = await house.signIn('sunning')
    const cookie = [...sunning.cookies].map((pair) => pair.join('=')).join('; ')
    const before = held()
    for (const stated of [true, false]) {
      const { status, text } = await upload(paths.planImport, 50 * 1024 * 1024, cookie, stated)
      expect(status).toBe(413)
      expect(text).toContain('一次最多10MB')
    }
    // The sockets' own last chunks go a moment after the answer.
    await expect.poll(() => held() - before, { timeout: 10_000 }).toBeLessThan(20 * 1024 * 1024)
  })

  it('is 2 MB for a form, so that a full report passes and a flood does not', async () => {
    const limin = await house.signIn('limin')
    const full = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`t${n}.work`, '办'.repeat(3_300)]))
    expect((await limin.post(JUNE, { ...full, version: '0' })).status).not.toBe(413)
    const flood = await limin.post(JUNE, { 't1.work': '办'.repeat(240_000), version: '0' })
    expect(flood.status).toBe(413)
    expect(await flood.text()).toContain('一次最多2MB')
  })
})

describe('A fault of ours', () => {
  it('is shown with a number, and logged under it as one line that tells of nobody', async () => {
    const limin = await house.signIn('limin')
    const broken = await openHouse()
    const browser = await broken.signIn('limin')
    await broken.store.close()
    const answer = await browser.get(JUNE)
    expect(answer.status).toBe(500)
    const text = await answer.text()
    const number = answer.headers.get('x-request-id') ?? '-'
    expect(text).toContain(number)
    const line = broken.lines.find((one) => one['request'] === number)
    expect(line).toMatchObject({ level: 'error', event: 'fault', method: 'GET' })
    const logged = JSON.stringify(broken.lines)
    for (const told of ['limin', 'jiuzhu', '示例', 'mzt.example', browser.cookies.get('yuebao-session') ?? '-'])
      expect(logged).not.toContain(told)
    expect((await broken.browser().get(paths.health)).status).toBe(503)
    expect((await limin.get(JUNE)).status).toBe(200)
  })

  it('does not show in a health check while the store answers', async () => {
    const answer = await house.browser().get(paths.health)
    expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('Files of the pages', () => {
  it('are kept for a year under the name that their content gives, and asked again under their plain name', async () => {
    const hashed = asset('style.css')
    expect(hashed).toMatch(/^\/static\/style\.[0-9a-f]{12}\.css$/)
    const kept = await house.browser().get(hashed)
    expect(kept.status).toBe(200)
    expect(kept.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(kept.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(kept.headers.getSetCookie()).toEqual([])
    const plain = await house.browser().get(paths.static('style.css'))
    expect(plain.headers.get('cache-control')).toBe('no-cache')
    expect(await plain.text()).toBe(await kept.text())
  })

  it('are these and no others', async () => {
    for (const name of ['style.000000000000.css', '..%2fapp.tsx', '../app.tsx', 'constructor', '.', 'style.css%00'])
      expect([name, (await house.browser().get(paths.static(name))).status]).toEqual([name, 404])
  })
})

describe('A page that is not there', () => {
  it('is a page that says so, signed in or not', async () => {
    for (const browser of [house.browser(), await house.signIn('limin')]) {
      for (const path of [
        '/nowhere',
        '/plans/2019/2019-13/jiuzhu',
        '/plans/../etc',
        '/%E0%A4%A',
        '/plans/2019/2019-06/..%2f..',
      ]) {
        const answer = await browser.get(path)
        expect([path, [303, 403, 404].includes(answer.status)]).toEqual([path, true])
      }
      const missing = await browser.get('/nowhere')
      expect(missing.status).toBe(404)
      expect(await missing.text()).toContain('没有这一页')
    }
  })

  it('so is a plan, a period, a unit or a person that does not exist', async () => {
    const sunning = await house.signIn('sunning')
    for (const path of [
      paths.report('2018', '2019-06', 'jiuzhu'),
      paths.report('2019', '2019-01', 'jiuzhu'),
      paths.report('2019', '2019-06', 'nobody'),
      paths.overview('2019', '2020-06'),
      paths.overview('2018', '2019-06'),
      paths.unit('nobody'),
      paths.person('nobody'),
      paths.plan('2018'),
      paths.task('2019', '99'),
    ])
      expect([path, (await sunning.get(path)).status]).toEqual([path, 404])
  })
})

describe('The way back', () => {
  it('is one of our own pages and nothing that a browser could take for another place', () => {
    for (const path of [JUNE, '/mine', '/plans', '/plans/2019?x=1', '/people/units/fuli', '/help'])
      expect(localPath(path)).toBe(path)
    for (const path of [
      '',
      '/',
      'mine',
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '/mine\\evil',
      'https://evil.example/mine',
      'javascript:alert(1)',
      '/mine//x',
      '/plans/../../x',
      '/mine\r\nset-cookie: x=y',
      '/mine x',
      '/sign-out',
      '/api/v1/session',
      '/static/style.css',
      '/MINE',
      `/mine?${'x'.repeat(600)}`,
      '/@evil.example',
    ])
      expect([path, localPath(path)]).toEqual([path, null])
  })
})
