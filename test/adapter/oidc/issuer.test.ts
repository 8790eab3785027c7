import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIssuer } from '../../../shared/adapter/oidc/issuer.ts'
import { type Issuer, IssuerRefused } from '../../../shared/service/ports.ts'
import { openIssuer, type TestIssuer } from '../../support/issuer.ts'

const BACK = 'http://127.0.0.1:3999/sign-in/oidc/return'

let provider: TestIssuer
let issuer: Issuer

beforeAll(async () => {
  provider = await openIssuer([BACK], {
    limin: { email: 'LiMin@mzt.example', email_verified: true },
    doubtful: { email: 'limin@mzt.example', email_verified: false },
    nameless: {},
  })
  issuer = createIssuer(provider.settings)
})
afterAll(() => provider.close())

describe('A real issuer', () => {
  it('tells the verified address of who signed in there', async () => {
    const { url, visit } = await issuer.begin(BACK)
    expect(await issuer.finish(await provider.visit(url, 'limin'), visit)).toEqual({ mail: 'LiMin@mzt.example' })
  })

  it('is asked with PKCE, state and nonce, for nothing but the address', async () => {
    const asked = new URL((await issuer.begin(BACK)).url).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('code_challenge')).toMatch(/^[\w-]{43}$/)
    expect(asked.get('state')).toBeTruthy()
    expect(asked.get('nonce')).toBeTruthy()
    expect(asked.get('scope')).toBe('openid email')
    expect(asked.get('redirect_uri')).toBe(BACK)
  })

  it('is not believed about an address it has not verified, nor without one', async () => {
    for (const login of ['doubtful', 'nameless']) {
      const { url, visit } = await issuer.begin(BACK)
      expect(await issuer.finish(await provider.visit(url, login), visit)).toEqual({ mail: null })
    }
  })

  it('is not believed when somebody else set out', async () => {
    const mine = await issuer.begin(BACK)
    const theirs = await issuer.begin(BACK)
    const returned = await provider.visit(mine.url, 'limin')
    await expect(issuer.finish(returned, theirs.visit)).rejects.toThrow(IssuerRefused)
    await expect(issuer.finish(returned, { ...mine.visit, nonce: theirs.visit.nonce })).rejects.toThrow(IssuerRefused)
  })

  it('takes its code once, and only with the verifier that belongs to it', async () => {
    const one = await issuer.begin(BACK)
    const returned = await provider.visit(one.url, 'limin')
    await issuer.finish(returned, one.visit)
    await expect(issuer.finish(returned, one.visit)).rejects.toThrow(IssuerRefused)
    const other = await issuer.begin(BACK)
    const again = await provider.visit(other.url, 'limin')
    await expect(issuer.finish(again, { ...other.visit, verifier: one.visit.verifier })).rejects.toThrow(IssuerRefused)
  })

  it('refuses in its own words when the person cancels, and we in ours', async () => {
    const { visit } = await issuer.begin(BACK)
    const cancelled = `${BACK}?error=access_denied&state=${visit.state}`
    await expect(issuer.finish(cancelled, visit)).rejects.toThrow(IssuerRefused)
  })

  it('that is not reached is a refusal, and is asked again the next time', async () => {
    const away = createIssuer({ ...provider.settings, issuer: 'http://127.0.0.1:1' })
    await expect(away.begin(BACK)).rejects.toThrow(IssuerRefused)
    await expect(away.begin(BACK)).rejects.toThrow(IssuerRefused)
  })

  it('is not talked to without TLS, except on the same machine', async () => {
    await expect(createIssuer({ ...provider.settings, issuer: 'http://issuer.example' }).begin(BACK)).rejects.toThrow(
      IssuerRefused,
    )
  })

  it('refuses a secret that was changed there; the kept one is then asked for anew', async () => {
    const asked: boolean[] = []
    let kept = 'of last year'
    const own = createIssuer({
      ...provider.settings,
      clientSecret: async (anew = false) => {
        asked.push(anew)
        return kept
      },
    })
    const signIn = async (): Promise<{ mail: string | null }> => {
      const { url, visit } = await own.begin(BACK)
      return own.finish(await provider.visit(url, 'limin'), visit)
    }
    await expect(signIn()).rejects.toThrow(IssuerRefused)
    kept = provider.settings.clientSecret
    expect(await signIn()).toEqual({ mail: 'LiMin@mzt.example' })
    expect(await signIn()).toEqual({ mail: 'LiMin@mzt.example' })
    expect(asked).toEqual([false, true])
  })
})
