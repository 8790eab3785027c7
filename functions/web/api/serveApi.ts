import { Hono } from 'hono'
import { paths } from '../../../shared/domain/paths.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Ctx, Env } from '../context.ts'
import { refused } from '../refused.tsx'

/**
 * The API behind the web door. Its table and its schemas are loaded with the first request that asks for them; no page does. What the door's middleware
 * found out about the request (who, when, which token) goes along.
 */

const CARRIED = ['house', 'now', 'machine', 'actor', 'browser', 'token', 'requestId', 'form'] as const

const open = async (): Promise<Hono<Env>> => {
  const { createApi } = await import('./router.ts')
  const api = new Hono<Env>()
  api.use(async (c, next) => {
    const { outer } = c.env as { outer: Ctx }
    for (const name of CARRIED) c.set(name, outer.get(name) as never)
    await next()
  })
  api.route(paths.api, createApi())
  api.notFound((c) => refused(c, new Refusal('access.missing', {})))
  api.onError((error, c) => refused(c, error))
  return api
}

let opened: Promise<Hono<Env>> | null = null

export const serveApi = async (c: Ctx): Promise<Response> => {
  opened ??= open()
  const answer = await (await opened).fetch(c.req.raw, { ...(c.env as object), outer: c })
  return c.newResponse(answer.body, answer)
}
