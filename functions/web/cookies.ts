import { createHmac, timingSafeEqual } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { IssuerVisit } from '../../shared/service/ports.ts'
import type { Ctx } from './context.ts'
import { localPath } from './localPath.ts'

/**
 * The cookies, all of them:
 * - `session`: person id and session token, until sign-out (12 idle hours are judged by the store, not by the cookie).
 * - `browser`: a random token for a browser that is not signed in; a mailed code is right in that browser only.
 * - `return`: the page that was asked for before sign-in, sealed with the browser's token.
 * - `visit`: what must be compared when the browser comes back from the issuer, 10 minutes.
 * Lax, not Strict: links in mails must find the person signed in. Behind TLS they carry `__Host-`, which ties them to this host.
 */
const NAMES = { session: 'yuebao-session', browser: 'yuebao-browser', return: 'yuebao-return', visit: 'yuebao-visit' }
type Name = keyof typeof NAMES

export const isSecure = (c: Ctx): boolean => c.get('house').settings.publicUrl.startsWith('https:')

const nameOf = (c: Ctx, name: Name): string => (isSecure(c) ? `__Host-${NAMES[name]}` : NAMES[name])
const options = (c: Ctx, maxAge?: number) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Lax' as const,
  secure: isSecure(c),
  ...(maxAge === undefined ? {} : { maxAge }),
})

export const readCookie = (c: Ctx, name: Name): string | undefined => getCookie(c, nameOf(c, name))
export const writeCookie = (c: Ctx, name: Name, value: string, maxAge?: number): void =>
  setCookie(c, nameOf(c, name), value, options(c, maxAge))
export const dropCookie = (c: Ctx, name: Name): void => {
  deleteCookie(c, nameOf(c, name), options(c))
}

const keyed = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64url')

/** Do two texts agree? Takes the same time wherever they differ. */
export const same = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A cookie's secret → the token of the forms that are shown under it. Who sees the token cannot make the cookie of it. */
export const formToken = (secret: string): string => keyed(secret, 'form')

/** Keeps the page that was asked for, or from which a form was sent, until the browser is signed in; if it is one of ours. */
export const keepReturn = (c: Ctx): void => {
  const address = c.req.method === 'GET' ? c.req.url : (c.req.header('referer') ?? '')
  const url = URL.canParse(address) ? new URL(address) : null
  const path = url && url.host === new URL(c.req.url).host ? localPath(`${url.pathname}${url.search}`) : null
  if (path === null) return
  const text = Buffer.from(path).toString('base64url')
  writeCookie(c, 'return', `${text}.${keyed(c.get('browser'), text)}`, 30 * 60)
}

/** The kept page, used up; null when there is none, it was tampered with, or it is none of ours. */
export const takeReturn = (c: Ctx): string | null => {
  const [text = '', seal = ''] = (readCookie(c, 'return') ?? '').split('.')
  if (text === '') return null
  dropCookie(c, 'return')
  if (!same(seal, keyed(c.get('browser'), text))) return null
  return localPath(Buffer.from(text, 'base64url').toString())
}

export const keepVisit = (c: Ctx, visit: IssuerVisit): void =>
  writeCookie(c, 'visit', Buffer.from(JSON.stringify(visit)).toString('base64url'), 10 * 60)

/** What was kept for the way to the issuer and back, used up. */
export const takeVisit = (c: Ctx): IssuerVisit | null => {
  const kept = readCookie(c, 'visit')
  if (kept === undefined) return null
  dropCookie(c, 'visit')
  try {
    return IssuerVisit.parse(JSON.parse(Buffer.from(kept, 'base64url').toString()))
  } catch {
    return null
  }
}
