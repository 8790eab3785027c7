import { hasBegun, type Plan } from '../domain/plan.ts'
import type { Instant } from '../domain/time.ts'
import type { Load } from './load.ts'

/**
 * The plan that pages open on, and the one before it, whose last months may still be open when the new year has begun. Next year's plan is
 * published months before its first period opens (P5): until then this year's goes on. Before any has begun it is the first to come.
 */
export const runningPlan = async (
  load: Pick<Load, 'plans' | 'bodyOf'>,
  now: Instant,
): Promise<{ running: Plan | null; before: Plan | null }> => {
  const published = (await load.plans()).filter((head) => head.state === 'published')
  let next: Plan | null = null
  for (const [index, head] of published.entries()) {
    const plan = await load.bodyOf(head)
    const older = published[index + 1]
    if (hasBegun(plan, now)) return { running: plan, before: older ? await load.bodyOf(older) : null }
    next = plan
  }
  return { running: next, before: null }
}
