import { briefOf, type Entry } from '../../../../shared/domain/report/entry.ts'
import { type Instant, shanghai } from '../../../../shared/domain/time.ts'
import type { Deed, Hands, Performers } from './deed.ts'
import { type OnReport, openReport, reportPath, tell } from './report.ts'

/** What the office does with a unit's report. */

type SendBack = {
  act: 'return' | 'reopen'
  why: string
  cause: 'unit' | 'other'
  remark: { task: number; text: string } | null
}

export type OfficeDeed = OnReport &
  (
    | { act: 'accept' }
    | SendBack
    | { act: 'enter'; why: string; entries: Entry[] }
    | { act: 'extend'; until: Instant; why: string }
    /** Verifies whatever an accepted report says is done. */
    | { act: 'verify' }
  )

const sendBack = async (deed: Extract<Deed, SendBack>, hands: Hands): Promise<void> => {
  const browser = await hands.browserOf(deed.actor)
  const answer = await browser.call('POST', `${reportPath(hands, deed)}/${deed.act}`, {
    why: deed.why,
    cause: deed.cause,
    remarks: deed.remark ? [deed.remark] : [],
  })
  const until = answer.body['windowUntil']
  tell(hands, deed, deed.act, answer, {
    why: deed.why,
    cause: deed.cause,
    entries: deed.remark ? [deed.remark.task] : [],
    ...(typeof until === 'string' ? { until: shanghai(until) } : {}),
  })
}

export const office: Performers<OfficeDeed> = {
  accept: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    tell(hands, deed, 'accept', await browser.call('POST', `${reportPath(hands, deed)}/accept`, {}))
  },

  return: sendBack,
  reopen: sendBack,

  enter: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const { version } = await openReport(browser, hands, deed)
    const sent = { version, entries: deed.entries, why: deed.why }
    const answer = await browser.call('POST', `${reportPath(hands, deed)}/enter`, sent)
    tell(hands, deed, 'enter', answer, { entries: deed.entries.map(briefOf), why: deed.why })
  },

  extend: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const sent = { until: deed.until, why: deed.why }
    const answer = await browser.call('POST', `${reportPath(hands, deed)}/extend`, sent)
    tell(hands, deed, 'extend', answer, { until: shanghai(deed.until), why: deed.why })
  },

  verify: async (deed, hands) => {
    const browser = await hands.browserOf(deed.actor)
    const { opened } = await openReport(browser, hands, deed)
    const head = opened.body['head'] as
      | { state?: string; entries?: { task: number; status: string | null }[] }
      | undefined
    if (head?.state !== 'accepted') return
    for (const { task, status } of head.entries ?? []) {
      if (status !== '已完成') continue
      const { unit } = deed
      const { outcome } = await browser.call('POST', `/plans/${hands.plan}/tasks/${task}/verify`, { unit })
      hands.note(deed.actor, { act: 'verify', unit, task, outcome })
    }
  },
}
