import { createMiddleware } from 'hono/factory'
import { paths } from '../../../shared/domain/paths.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Env } from '../context.ts'
import { formToken, readCookie, same } from '../cookies.ts'
import { form, sendsForm, TOKEN_FIELD, TOKEN_HEADER } from '../request.ts'

/** What may be sent without being signed in; everything else asks for that first. */
const OPEN: readonly string[] = [
  paths.signIn,
  paths.signInCode,
  paths.demoSignIn,
  paths.clock,
  `${paths.api}/session`,
  `${paths.api}/session/code`,
]

/**
 * Nothing changes without the token of the page that was shown to this very session: in the hidden field of a form, or in a header (the script
 * that saves typing, and the API, which uses the same cookie and so needs the same guard).
 */
export const csrf = createMiddleware<Env>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const open = OPEN.includes(c.req.path)
  if (!open && c.get('actor') === null) {
    // Whoever was signed in when the page was opened gets back what they wrote.
    if (readCookie(c, 'session') !== undefined && sendsForm(c)) await form(c)
    throw new Refusal('access.sign-in', {})
  }
  const given = c.req.header(TOKEN_HEADER) ?? (sendsForm(c) ? (await form(c)).get(TOKEN_FIELD) : '')
  const right = same(given, c.get('token')) || (open && same(given, formToken(c.get('browser'))))
  if (!right) throw new Refusal('access.token', {})
  return next()
})
