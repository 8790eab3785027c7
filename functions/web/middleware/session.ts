import { createMiddleware } from 'hono/factory'
import type { Env } from '../context.ts'
import { formToken, readCookie, writeCookie } from '../cookies.ts'

const BROWSER = /^[\w-]{20,64}$/

/**
 * Both clocks, once: what a request is judged, conditioned and recorded by is one time.
 */
export const clocks = createMiddleware<Env>(async (c, next) => {
  const { clocks: read } = c.get('house')
  c.set('now', read.business())
  c.set('machine', read.machine())
  await next()
})

/** Who sits there, and the token of the forms they are shown. A browser that is not signed in gets a token of its own. */
export const session = createMiddleware<Env>(async (c, next) => {
  const { access } = c.get('house').services
  const cookie = readCookie(c, 'session')
  const actor = cookie === undefined ? null : await access.who(cookie, c.get('machine'))
  const known = readCookie(c, 'browser')
  const browser = known !== undefined && BROWSER.test(known) ? known : access.newBrowser()
  if (browser !== known && actor === null) writeCookie(c, 'browser', browser)
  c.set('actor', actor)
  c.set('browser', browser)
  c.set('token', formToken(actor && cookie !== undefined ? cookie : browser))
  await next()
})
