import { allPeriods } from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { runningPlan } from '../../../shared/service/runningPlan.ts'
import type { Ctx } from '../context.ts'
import { see } from '../request.ts'

/** GET /: where each person's work begins. */
export const home = async (c: Ctx): Promise<Response> => {
  const actor = c.get('actor')
  if (!actor) return see(c, paths.signIn)
  if (!may(actor, 'overview.read')) {
    if (actor.serves.length > 0) return see(c, paths.mine)
    if (may(actor, 'people.read')) return see(c, paths.people)
  }
  const { load } = c.get('house').services
  const [{ running: plan }, calendar] = await Promise.all([runningPlan(load, c.get('now')), load.calendar()])
  if (!plan) return see(c, paths.plans)
  if (!may(actor, 'overview.read')) return see(c, paths.plan(plan.id))
  const periods = allPeriods(plan.rhythm, calendar)
  const running = periods.findLast((period) => period.opens <= c.get('now')) ?? periods[0]
  return see(c, running ? paths.overview(plan.id, running.period) : paths.plans)
}
