import type { PlanChange } from '../../../../shared/domain/planChange.ts'
import type { Period } from '../../../../shared/domain/time.ts'
import type { Performers } from './deed.ts'

/** How the office changes the plan during the year. */

export type PlanChangeDeed = { act: 'plan-change'; change: PlanChange; from: Period; why: string }

export const planChange: Performers<PlanChangeDeed> = {
  'plan-change': async ({ actor, change, from, why }, hands) => {
    const browser = await hands.browserOf(actor)
    const { outcome } = await browser.call('POST', `/plans/${hands.plan}/changes`, { change, from, why })
    hands.note(actor, { act: 'plan-change', outcome, from, ...change, why })
  },
}
