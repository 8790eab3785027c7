import { createMiddleware } from 'hono/factory'
import type { Env } from '../context.ts'
import { isSecure } from '../cookies.ts'

/** No inline script or style, nothing from elsewhere, in no frame. */
const policy = (formsTo: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action ${formsTo}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
const CSP = policy("'self'")

/** For the one page whose form goes to a bucket: its origin, and back to us. */
export const policyWithFormsTo = (address: string): string => policy(`'self' ${new URL(address).origin}`)

const YEAR = 365 * 24 * 3600

/** Headers that every answer carries, errors and files among them. What does not say how it may be kept is kept nowhere. */
export const headers = createMiddleware<Env>(async (c, next) => {
  await next()
  // A page may set a stricter one: the demo shows mails in a sandbox.
  if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', CSP)
  c.header('x-content-type-options', 'nosniff')
  if (!c.res.headers.has('referrer-policy')) c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('cross-origin-resource-policy', 'same-origin')
  if (isSecure(c)) c.header('strict-transport-security', `max-age=${YEAR}; includeSubDomains`)
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
})
