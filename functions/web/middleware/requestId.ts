import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { Env } from '../context.ts'

/** Crockford's letters and digits: no I, L, O or U, so that a number read over the telephone arrives as it is. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Eight signs such as 7K4M-02QX: on error pages, in problem documents, in the log. */
export const requestId = createMiddleware<Env>(async (c, next) => {
  const signs = [...randomBytes(8)].map((byte) => SIGNS[byte % 32]).join('')
  c.set('requestId', `${signs.slice(0, 4)}-${signs.slice(4)}`)
  await next()
  c.header('x-request-id', c.get('requestId'))
})
