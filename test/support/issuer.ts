import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** A department's issuer for tests: the real oidc-provider, with people who sign in by name. */
export type TestIssuer = {
  url: string
  settings: { issuer: string; clientId: string; clientSecret: string }
  /** What a person does in the browser: signs in and agrees. Returns the address to which the issuer sends the browser back. */
  visit: (authorizationUrl: string, login: string) => Promise<string>
  close: () => Promise<void>
}

type Claims = { email?: string; email_verified?: boolean }

/**
 * @param back the addresses to which it may send browsers back
 * @param accounts what the issuer says of each login
 */
export const openIssuer = async (back: string[], accounts: Record<string, Claims>): Promise<TestIssuer> => {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, {
    clients: [{ client_id: 'yuebao', client_secret: 'a-secret-for-tests-only', redirect_uris: back }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a-key-for-tests-only'] },
    pkce: { required: () => true },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ sub, ...accounts[sub] }) }),
  })
  server.on('request', provider.callback())

  const visit = async (authorizationUrl: string, login: string): Promise<string> => {
    const jar = new Map<string, string>()
    let [address, body] = [authorizationUrl, null as URLSearchParams | null]
    for (let step = 0; step < 20; step++) {
      const answer: Response = await fetch(address, {
        redirect: 'manual',
        method: body ? 'POST' : 'GET',
        body,
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      })
      for (const line of answer.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        const [name = '', ...value] = pair.split('=')
        if (value.join('=') === '') jar.delete(name)
        else jar.set(name, value.join('='))
      }
      body = null
      const location = answer.headers.get('location')
      if (location !== null) {
        address = new URL(location, address).href
        if (!address.startsWith(url)) return address
        continue
      }
      const page = await answer.text()
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1]
      if (!action || !prompt) throw new Error(`the issuer shows no form: ${answer.status} ${page.slice(0, 300)}`)
      address = new URL(action, address).href
      body = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'any' } : { prompt })
    }
    throw new Error('the issuer does not come to an end')
  }

  return {
    url,
    settings: { issuer: url, clientId: 'yuebao', clientSecret: 'a-secret-for-tests-only' },
    visit,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
