import type { Configuration } from 'openid-client'
import { type Issuer, IssuerRefused, type Kept } from '../../service/ports.ts'

/** What the department's issuer gave this service. */
export type IssuerSettings = { issuer: string; clientId: string; clientSecret: string | Kept }

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/**
 * The port Issuer over OpenID Connect: authorization code with PKCE, state and nonce. The library and the issuer's description are loaded when
 * somebody first signs in this way; a description that could not be read is asked for again the next time, and so is a kept secret once the issuer
 * refused what came with it.
 */
export const createIssuer = ({ issuer, clientId, clientSecret }: IssuerSettings): Issuer => {
  let described: Promise<Configuration> | null = null
  let refused = false

  const describe = async (): Promise<Configuration> => {
    const { allowInsecureRequests, ClientSecretBasic, ClientSecretPost, discovery } = await import('openid-client')
    const server = new URL(issuer)
    const secret = typeof clientSecret === 'string' ? clientSecret : await clientSecret(refused)
    refused = false
    // Plain HTTP is for an issuer on the same machine, which is how the tests run one.
    const execute = server.protocol === 'http:' && LOOPBACK.includes(server.hostname) ? [allowInsecureRequests] : []
    const read = async (authentication: typeof ClientSecretBasic) =>
      discovery(server, clientId, undefined, authentication(secret), { execute })
    const configuration = await read(ClientSecretBasic)
    // OpenID Connect Discovery, 3: an issuer that names no methods takes client_secret_basic.
    const methods = configuration.serverMetadata().token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return methods.includes('client_secret_basic') ? configuration : read(ClientSecretPost)
  }

  const configured = (): Promise<Configuration> => {
    described ??= describe().catch((error: unknown) => {
      described = null
      throw new IssuerRefused('the issuer could not be read', { cause: error })
    })
    return described
  }

  return {
    begin: async (back) => {
      const client = await import('openid-client')
      const configuration = await configured()
      const verifier = client.randomPKCECodeVerifier()
      const state = client.randomState()
      const nonce = client.randomNonce()
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: back,
        scope: 'openid email',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, visit: { state, nonce, verifier } }
    },

    finish: async (returned, { state, nonce, verifier }) => {
      const client = await import('openid-client')
      const configuration = await configured()
      try {
        const tokens = await client.authorizationCodeGrant(configuration, new URL(returned), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new IssuerRefused('no ID token')
        // Many issuers put the address into the user info only (OpenID Connect Core, 5.4).
        const said: Record<string, unknown> =
          claims['email'] === undefined && configuration.serverMetadata().userinfo_endpoint
            ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
            : claims
        return { mail: said['email_verified'] === true && typeof said['email'] === 'string' ? said['email'] : null }
      } catch (error) {
        if (error instanceof IssuerRefused) throw error
        refused = true
        described = null
        throw new IssuerRefused('the issuer did not confirm', { cause: error })
      }
    },
  }
}
