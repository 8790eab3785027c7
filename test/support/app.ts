import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compose, type Services } from '../../functions/compose.ts'
import { createDemo } from '../../functions/local/demo/demo.ts'
import type { Count } from '../../functions/metrics.ts'
import type { Settings } from '../../functions/settings.ts'
import { createApp } from '../../functions/web/app.tsx'
import type { House } from '../../functions/web/context.ts'
import type { LogLine } from '../../functions/web/log.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { createOutbox } from '../../shared/adapter/files/outbox.ts'
import { paths } from '../../shared/domain/paths.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { addMinutes, at } from '../../shared/domain/time.ts'
import { keys } from '../../shared/service/keys.ts'
import type { Delivery, Files, Mail } from '../../shared/service/ports.ts'
import { openBureau, people } from './bureau.ts'
import { openStore, type Store } from './store.ts'

/**
 * The whole app on a fresh store, with fixed clocks, mails caught, and the small bureau of bureau.ts in it: the real doors, nothing switched off.
 *
 *   const house = await openHouse()
 *   const limin = await house.signIn('limin')
 *   const page = await limin.get(paths.mine)
 *   await limin.post(paths.reportZero('2019', '2019-06', 'jiuzhu'), { reason: '无', version: '0' })
 */
export type TestHouse = Omit<House, 'log'> & {
  store: Store
  /** Every mail sent, in order. */
  mails: Mail[]
  /** What the log was told. */
  lines: LogLine[]
  /** What was counted, as `metric` or `metric kind`; zeros left out. */
  counts: string[]
  /** Sets the business clock, in Shanghai; the machine clock stays. */
  moveTo: (date: string, time?: string) => void
  /** Lets minutes pass on the machine clock; the business clock stays. */
  wait: (minutes: number) => void
  /** How the mail server answers from now on. */
  mailAnswers: (answer: () => Promise<Delivery>) => void
  /** A browser that nobody is signed in at. */
  browser: (from?: string) => Browser
  /** A browser with a session of this person. */
  signIn: (person: string) => Promise<Browser>
  /** The code in the newest mail to this person. */
  codeFor: (mail: string) => Promise<string>
  close: () => Promise<void>
}

type Fields = Record<string, string | string[] | File> | [string, string][]

/** Keeps cookies and the newest form token, follows no redirects. */
export type Browser = {
  get: (address: string, headers?: Record<string, string>) => Promise<Response>
  /** Sends a form with its token (of the newest page seen; of the help or sign-in page when there was none). `token` overrides it. */
  post: (
    address: string,
    fields?: Fields,
    more?: { token?: string | null; headers?: Record<string, string> },
  ) => Promise<Response>
  /** Sends JSON to the API with the token in its header. The path begins after /api/v1. */
  api: (method: string, address: string, body?: unknown, more?: { token?: string | null }) => Promise<Response>
  /** Anything else. */
  send: (address: string, init: RequestInit) => Promise<Response>
  cookies: Map<string, string>
  token: () => Promise<string>
}

const TOKEN = /name="_token" value="([^"]+)"/

export const openHouse = async (
  given: { mode?: 'demo' | 'bureau'; publicUrl?: string; oidc?: Settings['oidc']; empty?: boolean; files?: Files } = {},
): Promise<TestHouse> => {
  const store = await openStore()
  const folder = given.mode === 'demo' ? await mkdtemp(path.join(tmpdir(), 'yuebao-outbox-')) : null
  const settings: Settings = {
    mode: given.mode ?? 'bureau',
    publicUrl: given.publicUrl ?? 'http://yuebao.example',
    mailFrom: '月报 <yuebao@mzt.example>',
    adminMail: 'guanli@mzt.example',
    oidc: given.oidc ?? null,
  }
  const time = { business: at('2019-06-25', '09:20'), machine: '2026-03-02T01:00:00.000Z' as Instant }
  const mails: Mail[] = []
  const lines: LogLine[] = []
  const counts: string[] = []
  let answer = async (): Promise<Delivery> => ({ outcome: 'sent', detail: '' })
  const outbox = folder === null ? null : await createOutbox({ dir: folder, from: settings.mailFrom })
  const send = async (mail: Mail): Promise<Delivery> => {
    mails.push(mail)
    await outbox?.mailer.send(mail)
    return answer()
  }
  // Its folder is made with the first file.
  const filesFolder = path.join(tmpdir(), `yuebao-files-${randomUUID()}`)
  const files = given.files ?? createDiskFiles(filesFolder)
  const count: Count = (metric, value = 1, kind) => {
    if (value > 0) counts.push([metric, kind].filter(Boolean).join(' '))
  }
  const engine = { dynamoDb: store.call, table: store.table }
  const services: Services = compose({ settings, ...engine, mailer: { send }, files, count })
  if (outbox) {
    const clock = {
      machine: () => time.machine,
      business: () => time.business,
      set: async (to: Instant) => {
        time.business = to
      },
    }
    services.demo = createDemo(services, clock, outbox)
  }
  if (!given.empty) {
    await openBureau(store)
    for (const { id, mail } of people) if (mail) await store.cells.put(keys.mailOwner(mail), id, 'any')
  }
  const house: House = {
    services,
    settings,
    clocks: { business: () => time.business, machine: () => time.machine },
    log: (line) => lines.push(line),
  }
  const app = createApp(house)
  const url = (address: string): string => `${settings.publicUrl}${address}`

  const browser = (from = '10.0.0.1'): Browser => {
    const cookies = new Map<string, string>()
    let token: string | null = null
    const sendAny = async (address: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers(init.headers)
      if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
      const answered = await app.request(
        url(address),
        { ...init, headers },
        {
          incoming: { socket: { remoteAddress: from } },
        },
      )
      for (const line of answered.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        const [name = '', ...value] = pair.split('=')
        if (/max-age=0/i.test(line)) cookies.delete(name)
        else cookies.set(name, value.join('='))
        if (name.endsWith('session')) token = null
      }
      if (answered.headers.get('content-type')?.startsWith('text/html'))
        token = TOKEN.exec(await answered.clone().text())?.[1] ?? token
      return answered
    }
    const tokenNow = async (): Promise<string> => {
      for (const address of [paths.help, paths.signIn]) if (token === null) await sendAny(address, {})
      return token ?? ''
    }
    return {
      cookies,
      token: tokenNow,
      send: sendAny,
      get: (address, headers = {}) => sendAny(address, { headers }),
      post: async (address, fields = {}, more = {}) => {
        const sent = more.token === undefined ? await tokenNow() : more.token
        const pairs = Array.isArray(fields)
          ? fields
          : Object.entries(fields).flatMap(([name, value]) =>
              (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const),
            )
        const files = pairs.some(([, value]) => typeof value !== 'string')
        const body = files ? new FormData() : new URLSearchParams()
        if (sent !== null) body.append('_token', sent)
        for (const [name, value] of pairs) body.append(name, value as string)
        return sendAny(address, { method: 'POST', body, headers: more.headers ?? {} })
      },
      api: async (method, address, body, more = {}) => {
        const sent = more.token === undefined && method !== 'GET' ? await tokenNow() : (more.token ?? null)
        return sendAny(`${paths.api}${address}`, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          headers: { 'content-type': 'application/json', ...(sent === null ? {} : { 'x-csrf-token': sent }) },
        })
      },
    }
  }

  return {
    ...house,
    store,
    mails,
    lines,
    counts,
    browser,
    moveTo: (date, clock = '09:00') => {
      time.business = at(date, clock)
    },
    wait: (minutes) => {
      time.machine = addMinutes(time.machine, minutes)
    },
    mailAnswers: (next) => {
      answer = next
    },
    signIn: async (person) => {
      const one = browser()
      const secure = settings.publicUrl.startsWith('https:')
      const session = await services.access.openAs(person, time.machine)
      one.cookies.set(secure ? '__Host-yuebao-session' : 'yuebao-session', session)
      return one
    },
    codeFor: async (mail) => {
      await services.access.idle()
      return /\b\d{8}\b/.exec(mails.findLast((one) => one.to.mail === mail)?.text ?? '')?.[0] ?? ''
    },
    close: async () => {
      await services.settled()
      await services.access.idle()
      await store.close()
      await rm(filesFolder, { recursive: true, force: true })
      if (folder !== null) await rm(folder, { recursive: true, force: true })
    },
  }
}
