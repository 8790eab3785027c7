import type { Ctx } from './context.ts'

/** The address from which the browser asked; behind a proxy, the one that the proxy saw. Null where there is no connection to ask. */
export const placeOf = (c: Ctx): string | null => {
  const env = c.env as { place?: string; incoming?: { socket?: { remoteAddress?: string } } } | undefined
  // API Gateway says it, and no header is asked.
  if (env?.place) return env.place
  const peer = env?.incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '') ?? null
  if (peer === null || c.get('house').settings.mode === 'demo') return peer
  // A proxy stands before the service (PUBLIC_URL, behind TLS): on this machine or in the same private network. Its own line is the last.
  const near = /^(127\.|::1$|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(peer)
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  return near && forwarded && /^[0-9a-f.:]{2,45}$/i.test(forwarded) ? forwarded : peer
}
