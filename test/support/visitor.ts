import { paths } from '../../shared/domain/paths.ts'

/** A browser without scripts: keeps cookies and the form token, follows no redirect. */
export type Visitor = {
  get: (path: string) => Promise<Response>
  text: (path: string) => Promise<string>
  /** Sends a form with the token of the newest page seen. */
  post: (path: string, fields?: Record<string, string>) => Promise<Response>
  /** Anything else. */
  send: (path: string, init: RequestInit) => Promise<Response>
}

const TOKEN = /name="_token" value="([^"]+)"/

/** @param ask how a request goes out: over the network, or through a door */
export const visitBy = (ask: (address: string, init: RequestInit) => Promise<Response>): Visitor => {
  const cookies = new Map<string, string>()
  let token = ''
  const send = async (address: string, init: RequestInit): Promise<Response> => {
    const answer = await ask(address, {
      ...init,
      redirect: 'manual',
      headers: {
        ...(init.headers as Record<string, string>),
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    if (answer.headers.get('content-type')?.startsWith('text/html'))
      token = TOKEN.exec(await answer.clone().text())?.[1] ?? token
    return answer
  }
  return {
    send,
    get: (address) => send(address, {}),
    text: async (address) => (await send(address, {})).text(),
    post: (address, fields = {}) =>
      send(address, {
        method: 'POST',
        body: new URLSearchParams({ ...fields, _token: token }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  }
}

/** Signs in as people do: asks for a code, reads it in the mail, enters it. */
export const signIn = async (visitor: Visitor, mail: string, read: () => Promise<string>): Promise<Response> => {
  await visitor.get(paths.signIn)
  await visitor.post(paths.signIn, { mail })
  const code = /^\s*(\d{4})\s?(\d{4})\s*$/m.exec(await read())
  await visitor.get(paths.signInCode)
  return visitor.post(paths.signInCode, { code: code ? `${code[1]}${code[2]}` : '' })
}
