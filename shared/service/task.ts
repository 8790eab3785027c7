import { periodDates } from '../domain/calendar.ts'
import { taskOf } from '../domain/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import { periodsBetween, stampInWords } from '../domain/time.ts'
import { change } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/** Verifying (核验销号): the unit reports 已完成, the office takes the duty off the list. */
export const createTasks = (deps: Pick<Deps, 'chains' | 'chance'>, load: Load) => ({
  /**
   * Verifies one unit's duty on a task. The newest accepted report that speaks of the task must say 已完成.
   * The duty ends with the first period that opens after the verification.
   * @throws Refusal task.not-done · task.verified
   */
  verify: async (
    call: Call,
    which: { plan: string; unit: string; task: number },
    given: { why?: string } = {},
  ): Promise<void> => {
    permit(call.actor, 'task.verify')
    const [plan, unit, calendar] = await Promise.all([
      load.published(which.plan),
      load.unit(which.unit),
      load.calendar(),
    ])
    if (!taskOf(plan, which.task)) throw new Refusal('access.missing', {})
    const ref = keys.verification(which.plan, which.unit)
    const before = await deps.chains.head(ref)
    const verified = before?.verified ?? []
    if (verified.some((one) => one.task === which.task)) throw new Refusal('task.verified', {})
    const opened = periodsBetween(plan.rhythm.first, plan.rhythm.last).filter(
      (period) => periodDates(plan.rhythm, calendar, period).opens <= call.now,
    )
    const heads = await Promise.all(
      opened.map((period) => deps.chains.head(keys.report(which.plan, period, which.unit))),
    )
    const spoke = heads
      .filter((head) => head?.state === 'accepted')
      .flatMap((head) => head?.entries.filter((entry) => entry.task === which.task && !entry.zero) ?? [])
    if (spoke.at(-1)?.status !== '已完成') throw new Refusal('task.not-done', { unit: unit.name })
    await change(deps, ref, before, call, {
      act: 'verify',
      why: given.why?.trim() || `任务${which.task}，${stampInWords(call.now)}核验`,
      head: {
        state: 'kept',
        unit: which.unit,
        verified: [...verified, { task: which.task, at: call.now, by: call.actor.person.name }],
      },
      body: { task: which.task },
    })
  },
})
