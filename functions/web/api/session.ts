import { dropCookie, formToken, readCookie, writeCookie } from '../cookies.ts'
import { placeOf } from '../place.ts'
import { route } from './route.ts'
import { AskCode, Done, EnterCode, Session } from './schemas.ts'

const tag = '登录'
const NOBODY = { person: null, serves: [] }

/** Signing in and out, and who one is. The session's cookie is the pages' own. */
export const sessionRoutes = [
  route({
    method: 'get',
    path: '/session',
    summary: '现在是谁登录，以及校验码',
    tag,
    needs: 'anyone',
    output: Session,
    handle: ({ c }) => {
      const actor = c.get('actor')
      return { ...(actor ?? NOBODY), token: c.get('token'), now: c.get('now') }
    },
  }),
  route({
    method: 'post',
    path: '/session/code',
    summary: '把验证码发到邮箱',
    tag,
    needs: 'anyone',
    input: AskCode,
    output: Done,
    status: 202,
    handle: async ({ c, services, input }) => {
      const at = { browser: c.get('browser'), place: placeOf(c), machine: c.get('machine'), now: c.get('now') }
      await services.access.askCode({ mail: input.mail, ...at })
      return { done: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/session',
    summary: '用验证码登录',
    tag,
    needs: 'anyone',
    input: EnterCode,
    output: Session,
    handle: async ({ c, services, input }) => {
      const machine = c.get('machine')
      const session = await services.access.enterCode({ code: input.code, browser: c.get('browser'), machine })
      writeCookie(c, 'session', session)
      const actor = await services.access.who(session, machine)
      return { ...(actor ?? NOBODY), token: formToken(session), now: c.get('now') }
    },
  }),
  route({
    method: 'delete',
    path: '/session',
    summary: '退出',
    tag,
    needs: 'signed-in',
    output: Done,
    handle: async ({ c, services }) => {
      await services.access.signOut(readCookie(c, 'session'))
      dropCookie(c, 'session')
      return { done: true as const }
    },
  }),
  route({
    method: 'delete',
    path: '/sessions',
    summary: '在所有浏览器上退出',
    tag,
    needs: 'signed-in',
    output: Done,
    handle: async ({ c, services, call }) => {
      await services.access.signOutEverywhere(call)
      dropCookie(c, 'session')
      return { done: true as const }
    },
  }),
]
