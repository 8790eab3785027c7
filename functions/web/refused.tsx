import { paths } from '../../shared/domain/paths.ts'
import { isRefusal, Refusal } from '../../shared/domain/refusal.ts'
import { TooLarge } from '../../shared/service/ports.ts'
import { problemOf } from './api/problem.ts'
import type { Ctx } from './context.ts'
import { keepReturn } from './cookies.ts'
import { errorInLog, logLine } from './log.ts'
import { RefusalPage } from './pages/refusal.tsx'
import { page, see } from './request.ts'
import { STATUS_OF } from './status.ts'

/** What an error is to the person: the refusal it is, or a fault of ours, which is logged under the request's number. Either is counted. */
export const refusalOf = (c: Ctx, error: unknown): Refusal => {
  const { count } = c.get('house').services
  const refusal = known(error)
  if (refusal) {
    count('refusals', 1, refusal.kind)
    return refusal
  }
  count('faults')
  const number = c.get('requestId')
  const log = c.get('house').log ?? logLine
  log({
    level: 'error',
    event: 'fault',
    request: number,
    method: c.req.method,
    route: patternOf(c),
    ...errorInLog(error),
  })
  return new Refusal('fault', { number })
}

const known = (error: unknown): Refusal | null => {
  if (isRefusal(error)) return error
  // The schemas bound what can be sent; the store's own limit is the net behind them.
  return error instanceof TooLarge
    ? new Refusal('input.too-large', { limit: `${Math.floor(error.limit / 1024)}KB` })
    : null
}

/** The route's pattern, never the address, which names units and people. */
const patternOf = (c: Ctx): string => c.req.routePath

/** A refusal as a page. Who is not signed in is led to sign-in and back; what was sent with a form is not thrown away for that. */
export const refusedPage = async (c: Ctx, refusal: Refusal): Promise<Response> => {
  if (refusal.kind === 'unauthenticated') {
    keepReturn(c)
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return see(c, paths.signIn)
  }
  if (refusal.kind === 'too-many') c.header('retry-after', '900')
  const status = STATUS_OF[refusal.kind]
  try {
    return await page(c, <RefusalPage c={c} refusal={refusal} />, status)
  } catch {
    // The frame reads the store; when the store is what failed, the sentence must still arrive.
    const { title, why, todo } = refusal.said
    return page(c, <Bare title={title} text={`${why}${todo}`} />, status)
  }
}

const Bare = ({ title, text }: { title: string; text: string }) => (
  <html lang="zh-CN">
    <head>
      <meta charset="utf-8" />
      <title>{`${title} · 月报`}</title>
    </head>
    <body>
      <main>
        <h1>{title}</h1>
        <p>{text}</p>
      </main>
    </body>
  </html>
)

/** The answer to whatever was thrown, as the address wants it: a page, or a problem of the API. */
export const refused = (c: Ctx, error: unknown): Response | Promise<Response> => {
  const refusal = refusalOf(c, error)
  if (c.req.path === paths.health) return c.text(refusal.said.title, 503)
  return c.req.path.startsWith(`${paths.api}/`) ? problemOf(c, refusal) : refusedPage(c, refusal)
}
