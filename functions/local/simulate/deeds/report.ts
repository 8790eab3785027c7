import type { Period } from '../../../../shared/domain/time.ts'
import type { Answer, Browser } from '../client.ts'
import type { Hands } from './deed.ts'

/** What deeds on a report have in common: where it lies, which version was seen, and what is noted of the answer. */

export type OnReport = { unit: string; period: Period }

export const reportPath = ({ plan }: Hands, { unit, period }: OnReport): string =>
  `/plans/${plan}/reports/${period}/${unit}`

/** Opens the report; `version` is the one that the form carries. */
export const openReport = async (
  browser: Browser,
  hands: Hands,
  deed: OnReport,
): Promise<{ opened: Answer; version: number }> => {
  const opened = await browser.call('GET', reportPath(hands, deed))
  return { opened, version: Number((opened.body['head'] as { version?: number } | undefined)?.version ?? 0) }
}

/** Notes an act on a report with its outcome, and how the report stands after it. */
export const tell = (
  hands: Hands,
  deed: OnReport & { actor: string },
  act: string,
  { outcome, body }: Answer,
  more: Record<string, unknown> = {},
): void =>
  hands.note(deed.actor, {
    unit: deed.unit,
    period: deed.period,
    act,
    outcome,
    ...(outcome === 'ok' ? { state: body['state'], revision: body['revision'] } : {}),
    ...more,
  })
