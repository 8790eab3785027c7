import { Hono } from 'hono'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { permit } from '../../../shared/service/deps.ts'
import type { Ctx, Env } from '../context.ts'
import { call, param, signedIn } from '../request.ts'
import { problemsOf } from './problem.ts'
import { type Given, PARAMS, paramsIn, type Route } from './route.ts'
import { routes } from './routes.ts'

/** The sent JSON, held against the line's schema. @throws Refusal input.invalid */
const read = async (c: Ctx, line: Route): Promise<unknown> => {
  if (!line.input) return undefined
  const text = await c.req.text()
  let json: unknown
  try {
    json = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Refusal('input.invalid', { problems: ['内容不是JSON'] })
  }
  const parsed = line.input.safeParse(json)
  if (!parsed.success) throw new Refusal('input.invalid', { problems: problemsOf(parsed.error) })
  return parsed.data
}

const serve =
  (line: Route) =>
  async (c: Ctx): Promise<Response> => {
    if (line.needs !== 'anyone') signedIn(c)
    const params = Object.fromEntries(
      paramsIn(line.path).map((name) => [name, param<unknown>(c, name, PARAMS[name].schema)]),
    )
    if (line.needs !== 'anyone' && line.needs !== 'signed-in') {
      const unit = params['unit']
      permit(signedIn(c), line.needs, typeof unit === 'string' ? { unit } : {})
    }
    const given: Given<string, unknown> = {
      c,
      services: c.get('house').services,
      params,
      input: await read(c, line),
      get call() {
        return call(c)
      },
    }
    return c.json(line.output.parse(await line.handle(given)), line.status)
  }

/** The API's routes, in the order of the table. */
export const createApi = (): Hono<Env> => {
  const api = new Hono<Env>()
  api.get('/openapi.json', async (c) => {
    const { openApi } = await import('./openapi.ts')
    return c.json(openApi())
  })
  for (const line of routes) api.on(line.method.toUpperCase(), line.path.replace(/\{(\w+)\}/g, ':$1'), serve(line))
  return api
}
