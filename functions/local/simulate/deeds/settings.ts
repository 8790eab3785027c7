import type { LocalDate } from '../../../../shared/domain/time.ts'
import type { Performers } from './deed.ts'

/** What the office changes during the year: who serves a unit, and which days are working days. */

export type SettingsDeed =
  /** The coordinator and the stand-in change places. */
  | { act: 'handover'; unit: string; coordinator: string; standIn: string }
  | { act: 'calendar-change'; date: LocalDate; working: boolean; why: string }

export const settings: Performers<SettingsDeed> = {
  handover: async ({ actor, unit, coordinator, standIn }, hands) => {
    const browser = await hands.browserOf(actor)
    const { outcome } = await browser.call('PATCH', `/people/units/${unit}/people`, { coordinator, standIn })
    hands.note(actor, { act: 'handover', unit, outcome, coordinator, standIn })
  },

  'calendar-change': async ({ actor, date, working, why }, hands) => {
    const browser = await hands.browserOf(actor)
    const { outcome } = await browser.call('PUT', `/calendar/${date}`, { working, reason: why })
    hands.note(actor, { act: 'calendar-change', outcome, date, working, why })
  },
}
