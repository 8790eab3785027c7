import { samplePdf, sampleScan } from '../../sample/files.ts'
import type { Browser } from '../client.ts'
import type { Hands } from './deed.ts'
import { type OnReport, reportPath } from './report.ts'

/** One report in so many brings 佐证材料. */
const ONE_IN = 10

/** Which reports do: told by their names, so that no throw of the dice is used up for it. */
const brings = ({ unit, period }: OnReport): boolean =>
  [...`${unit}${period}`].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0) % ONE_IN === 0

/**
 * Adds files to some reports before they are submitted, by the way that the API describes: ask where to send, send, say the key. The year's notes have no
 * word for it: a submission is what is noted.
 */
export const addEvidence = async (browser: Browser, hands: Hands, deed: OnReport): Promise<void> => {
  if (!brings(deed)) return
  const address = `${reportPath(hands, deed)}/attachments`
  const files = [
    { name: `示例　${deed.period}工作记录.pdf`, bytes: samplePdf('工作记录', [deed.period]) },
    { name: '示例　盖章报表.png', bytes: sampleScan() },
  ]
  for (const file of files) {
    const asked = await browser.call('POST', `${address}/uploads`, { task: null })
    // A report that is locked or was filed meanwhile takes no file; what then becomes of its submission is noted there.
    if (asked.outcome !== 'ok') return
    const key = await browser.upload(String(asked.body['url']), asked.body['fields'] as Record<string, string>, file)
    const { outcome } = await browser.call('POST', address, { key })
    if (outcome !== 'ok') throw new Error(`a sample file was not taken: ${outcome}`)
  }
}
