import { paths } from '../../shared/domain/paths.ts'
import type { Ctx } from './context.ts'
import { takeReturn, writeCookie } from './cookies.ts'
import { see } from './request.ts'

/**
 * Hands the browser its session and leads on to the page that was asked for before sign-in.
 * @param session what `access.enterCode`, `access.fromIssuer` or `access.openAs` gave
 */
export const enter = (c: Ctx, session: string): Response => {
  const path = takeReturn(c) ?? paths.home
  writeCookie(c, 'session', session)
  return see(c, path)
}
