import type { Period } from '../../../../shared/domain/time.ts'
import type { Performers } from './deed.ts'

/** 催办 by hand: the office writes to units that still owe, beside the daily run. */

export type RemindingDeed = {
  act: 'remind'
  period: Period
  /** null: all who still owe. */
  units: readonly string[] | null
}

export const reminding: Performers<RemindingDeed> = {
  remind: async ({ actor, period, units }, hands) => {
    const browser = await hands.browserOf(actor)
    const { outcome, body } = await browser.call('POST', `/plans/${hands.plan}/reminders/${period}/chase`, { units })
    const chased = outcome === 'ok' ? (body['units'] as string[]) : (units ?? [])
    // One line for each unit that was chased; one that was refused is noted as it was asked.
    if (chased.length === 0) hands.note(actor, { act: 'remind', period, outcome })
    for (const unit of chased) hands.note(actor, { act: 'remind', unit, period, outcome })
  },
}
