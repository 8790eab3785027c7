import { paths } from '../../../shared/domain/paths.ts'
import type { Door } from './door.ts'

/** One person's browser in a simulated year: cookies, the form token, and the API of the real app. Signs in by the mailed code. */

/** What came back: the JSON, and `code` of the refusal where there was one. */
export type Answer = { outcome: string; body: Record<string, unknown> }

export type Browser = {
  signIn: () => Promise<string>
  signedIn: () => boolean
  call: (method: string, path: string, body?: unknown) => Promise<Answer>
  /** Sends a file where the service said, in its form. @returns the key under which it was left */
  upload: (
    address: string,
    fields: Record<string, string>,
    file: { name: string; bytes: Uint8Array },
  ) => Promise<string>
  download: (path: string) => Promise<{ outcome: string; name: string; bytes: Uint8Array }>
}

/** @param place the address that the browser asks from */
export const openBrowser = (door: Door, { mail, place }: { mail: string; place: string }): Browser => {
  const cookies = new Map<string, string>()
  let token = ''
  let inside = false

  const send = async (path: string, init: RequestInit & { method: string }): Promise<Response> => {
    const headers: Record<string, string> = {
      ...(init.headers as Record<string, string>),
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    }
    if (init.method !== 'GET') headers['x-csrf-token'] = token
    const response = await door.ask(path, { ...init, headers }, place)
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /Max-Age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    send(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })

  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await ask(method, `${paths.api}${path}`, body)
    const json = (await response.json()) as Record<string, unknown>
    return { outcome: response.ok ? 'ok' : String(json['code']), body: json }
  }

  return {
    signedIn: () => inside,
    signIn: async () => {
      cookies.clear()
      token = String((await call('GET', '/session')).body['token'])
      const asked = await call('POST', '/session/code', { mail })
      if (asked.outcome !== 'ok') return asked.outcome
      await door.settled()
      const code = /^\s*(\d{4})\s?(\d{4})\s*$/m.exec(door.lastMail(mail))
      const entered = await call('POST', '/session', { code: code ? `${code[1]}${code[2]}` : '' })
      if (entered.outcome === 'ok') token = String(entered.body['token'])
      inside = entered.outcome === 'ok'
      return entered.outcome
    },
    call,
    upload: async (address, fields, { name, bytes }) => {
      const body = new FormData()
      for (const [field, value] of Object.entries(fields)) body.append(field, value)
      body.append('file', new File([new Uint8Array(bytes)], name))
      const answer = address.startsWith('/')
        ? await send(address, { method: 'POST', body })
        : await fetch(address, { method: 'POST', body, redirect: 'manual' })
      return new URL(answer.headers.get('location') ?? '', 'http://service').searchParams.get('key') ?? ''
    },
    download: async (path) => {
      const response = await ask('GET', path)
      const disposition = response.headers.get('content-disposition') ?? ''
      const name = decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? 'download')
      return {
        outcome: response.ok ? 'ok' : String(response.status),
        name,
        bytes: new Uint8Array(await response.arrayBuffer()),
      }
    },
  }
}
