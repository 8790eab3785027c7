import { createMiddleware } from 'hono/factory'
import type { Permission } from '../../../shared/domain/permission.ts'
import { permit } from '../../../shared/service/deps.ts'
import type { Env } from '../context.ts'
import { signedIn } from '../request.ts'

/**
 * Asks the catalogue before a page is made or a form is read: for the unit, where the address names one. The acts ask again, with what only they
 * know (who laid hands on a report).
 * @throws Refusal access.sign-in · access.forbidden
 */
export const needs = (permission: Permission) =>
  createMiddleware<Env>(async (c, next) => {
    const unit = c.req.param('unit')
    permit(signedIn(c), permission, unit === undefined ? {} : { unit })
    await next()
  })

/** Everybody who is signed in. @throws Refusal access.sign-in */
export const anyoneSignedIn = createMiddleware<Env>(async (c, next) => {
  signedIn(c)
  await next()
})
