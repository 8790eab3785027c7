import type { Performers } from './deed.ts'
import { type OnReport, openReport, reportPath, tell } from './report.ts'

/** What a unit's head does with its report, where the unit wants it signed off. */

export type SigningDeed = OnReport & ({ act: 'sign-off' } | { act: 'decline'; why: string })

export const signing: Performers<SigningDeed> = {
  'sign-off': async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const { version } = await openReport(browser, hands, deed)
    tell(hands, deed, 'sign-off', await browser.call('POST', `${reportPath(hands, deed)}/sign-off`, { version }))
  },

  decline: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const { version } = await openReport(browser, hands, deed)
    const sent = { why: deed.why, version }
    const answer = await browser.call('POST', `${reportPath(hands, deed)}/decline`, sent)
    tell(hands, deed, 'decline', answer, { why: deed.why })
  },
}
