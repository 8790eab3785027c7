import { briefOf, type Entry } from '../../../../shared/domain/report/entry.ts'
import type { Performers } from './deed.ts'
import { addEvidence } from './evidence.ts'
import { type OnReport, openReport, reportPath, tell } from './report.ts'

/** What a unit does with its report. */

export type FilingDeed = OnReport &
  (
    | { act: 'save'; entries: Entry[] }
    | { act: 'submit'; entries: Entry[] }
    /** Saved from the version that `actor` and `other` both had open before `other` saved. */
    | { act: 'save-from-old'; other: string; entries: Entry[]; theirs: Entry[] }
    | { act: 'submit-zero'; reason: string }
    | { act: 'withdraw' }
  )

export const filing: Performers<FilingDeed> = {
  save: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const { version } = await openReport(browser, hands, deed)
    tell(hands, deed, 'save', await browser.call('PUT', reportPath(hands, deed), { version, entries: deed.entries }))
  },

  'save-from-old': async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const { version } = await openReport(browser, hands, deed)
    const other = await hands.browserOf(deed.other)
    const theirs = await other.call('PUT', reportPath(hands, deed), { version, entries: deed.theirs })
    tell(hands, { ...deed, actor: deed.other }, 'save', theirs, { version })
    const mine = await browser.call('PUT', reportPath(hands, deed), { version, entries: deed.entries })
    tell(hands, deed, 'save', mine, { version })
  },

  submit: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    await addEvidence(browser, hands, deed)
    const { version } = await openReport(browser, hands, deed)
    const sent = { version, entries: deed.entries }
    const answer = await browser.call('POST', `${reportPath(hands, deed)}/submit`, sent)
    tell(hands, deed, 'submit', answer, { entries: deed.entries.map(briefOf) })
  },

  'submit-zero': async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const { version } = await openReport(browser, hands, deed)
    const answer = await browser.call('POST', `${reportPath(hands, deed)}/zero`, { version, reason: deed.reason })
    tell(hands, deed, 'submit', answer, { entries: answer.body['entries'] ?? [], whole: true })
  },

  withdraw: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    tell(hands, deed, 'withdraw', await browser.call('POST', `${reportPath(hands, deed)}/withdraw`))
  },
}
