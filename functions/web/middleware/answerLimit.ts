import { createMiddleware } from 'hono/factory'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Env } from '../context.ts'

/**
 * Where the door can hand out so many bytes at a time and no more, what is larger is refused in words, instead of being cut off without any. Large files
 * are not answered with: they are fetched from the bucket by an address of their own.
 */
export const answerLimit = createMiddleware<Env>(async (c, next) => {
  await next()
  const { largestAnswer } = c.get('house')
  if (largestAnswer === undefined || c.res.body === null) return
  const bytes = await c.res.arrayBuffer()
  if (bytes.byteLength > largestAnswer) {
    c.res = undefined
    throw new Refusal('output.too-large', { limit: `${Math.floor(largestAnswer / 1_000_000)}MB` })
  }
  c.res = new Response(bytes, c.res)
})
