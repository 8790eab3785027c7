import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { createMiddleware } from 'hono/factory'
import type { Env } from '../context.ts'

const pack = promisify(gzip)

/** Below this, packing gains less than its headers cost. */
const FROM = 1024
/** Of the levels the one after which a page gains little and takes twice as long. */
const LEVEL = 5

const TEXT = /^(text\/|application\/(json|problem\+json|javascript)|image\/svg\+xml)/i

/**
 * Packs text for browsers that take it packed, where nobody in front of the door does: API Gateway's HTTP API does not, hands out six megabytes at
 * most, and bills what leaves it. A matrix of thousands of units packs to a twentieth.
 * Who may make a browser ask again and again, to guess the form's token from the length of packed answers, would have to send its session along:
 * the cookie is SameSite, so another site's requests carry none.
 */
export const packed = createMiddleware<Env>(async (c, next) => {
  await next()
  if (c.get('house').largestAnswer === undefined || c.res.body === null) return
  if (!TEXT.test(c.res.headers.get('content-type') ?? '') || c.res.headers.has('content-encoding')) return
  const accepts = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(c.req.header('accept-encoding') ?? '')
  const bytes = new Uint8Array(await c.res.arrayBuffer())
  const { status, headers } = c.res
  const smaller = accepts && bytes.byteLength >= FROM ? new Uint8Array(await pack(bytes, { level: LEVEL })) : null
  c.res = new Response(smaller ?? bytes, { status, headers })
  c.res.headers.append('vary', 'accept-encoding')
  if (smaller) {
    c.res.headers.set('content-encoding', 'gzip')
    c.res.headers.delete('content-length')
  }
})
