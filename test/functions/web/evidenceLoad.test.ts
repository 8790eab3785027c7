import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type ServerType, serve } from '@hono/node-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../../functions/web/app.tsx'
import { paths } from '../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../support/app.ts'
import { pdf } from '../../support/evidence.ts'

const at = ['2019', '2019-06', 'jiuzhu'] as const
const MB = 1024 * 1024
const UPLOADS = 10
const EACH = 9
/** Of 90 MB that are on their way: what the sockets, the form's reader and the disk have in hand. */
const LIMIT = 48 * MB

let house: TestHouse
let server: ServerType
let port = 0
beforeAll(async () => {
  house = await openHouse()
  server = serve({ fetch: createApp(house).fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await house.close()
})

type Sent = { status: number; location: string }

/** Sends a form whose file is the same megabyte over and over, so that the sender holds next to nothing. */
const upload = (cookie: string, fields: [string, string][], name: string, megabytes: number): Promise<Sent> =>
  new Promise((resolve, reject) => {
    let answered = false
    const sent = request({
      port,
      method: 'POST',
      path: paths.evidenceBytes(...at),
      headers: { cookie, 'content-type': 'multipart/form-data; boundary=x' },
    })
    sent.on('response', (answer) => {
      answered = true
      answer.resume()
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, location: String(answer.headers.location ?? '') })
        sent.destroy()
      })
    })
    sent.on('error', (error) => {
      if (!answered) reject(error)
    })
    for (const [field, value] of fields)
      sent.write(`--x\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`)
    sent.write(`--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`)
    sent.write(pdf().subarray(0, 20))
    const piece = Buffer.alloc(MB / 4, '%')
    let left = megabytes * 4
    const more = (): void => {
      while (!answered && left-- > 0)
        if (!sent.write(piece)) {
          sent.once('drain', more)
          return
        }
      if (!answered) sent.end('\n%%EOF\n\r\n--x--\r\n')
    }
    more()
  })

/** limin's cookies and token, and a folder for an upload. */
const seat = async () => {
  const limin = await house.signIn('limin')
  const actor = await house.services.load.actor('limin')
  if (!actor) throw new Error('limin is missing')
  const call = { actor, now: house.clocks.business() }
  const cookie = [...limin.cookies].map((pair) => pair.join('=')).join('; ')
  const token = await limin.token()
  const begin = async (): Promise<[string, string][]> => {
    const { folder } = await house.services.evidence.begin(which, call, { task: 1, back: '' })
    return [
      ['_token', token],
      ['folder', folder],
    ]
  }
  return { limin, call, cookie, begin }
}
const which = { plan: at[0], period: at[1], unit: at[2] }

it(`takes ${UPLOADS} files of ${EACH} MB at once and holds no more than one of them, and some pieces, in memory`, async () => {
  const { limin, call, cookie, begin } = await seat()
  const forms = await Promise.all(Array.from({ length: UPLOADS }, begin))
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  /** Bytes that something still holds; what only waits to be collected is collected first. */
  const held = (): number => {
    collect()
    return process.memoryUsage().arrayBuffers
  }
  const before = held()
  let most = 0
  const watch = setInterval(() => {
    // Collecting takes long: only where there is much.
    if (process.memoryUsage().arrayBuffers - before > LIMIT) most = Math.max(most, held() - before)
  }, 20)
  const taken = await Promise.all(forms.map((fields, n) => upload(cookie, fields, `${n}.pdf`, EACH)))
  expect(taken.map(({ status }) => status)).toEqual(forms.map(() => 303))
  const streamed = most
  // As many as a report takes.
  const fit = taken.slice(0, 5)
  const received = await Promise.all(fit.map(({ location }) => limin.get(location)))
  clearInterval(watch)
  expect(received.map(({ status }) => status)).toEqual(fit.map(() => 303))
  const { attachments } = await house.services.evidence.list(which, call)
  expect(attachments.map((one) => Math.floor(one.size / MB))).toEqual(fit.map(() => EACH))
  expect(streamed).toBeLessThan(LIMIT)
  expect(most).toBeLessThan(LIMIT + 2 * EACH * MB)
})

it('that does not say its length is cut off at 20 MB, and leaves nothing', async () => {
  const { cookie, begin } = await seat()
  const listed = async (): Promise<string[]> => {
    const keys: string[] = []
    for await (const { key } of house.services.files.list('')) keys.push(key)
    return keys
  }
  const before = await listed()
  expect((await upload(cookie, await begin(), 'a.pdf', 30)).status).toBe(413)
  expect(await listed()).toEqual(before)
})
