import { MARK_TABLE, type MarkInput, recordInWords, worthOfMark } from '../../../../shared/domain/evaluation/marks.ts'
import { groupName } from '../../../../shared/domain/evaluation/ruleFields.ts'
import { DEFAULT_RULES } from '../../../../shared/domain/evaluation/rules.ts'
import { paths } from '../../../../shared/domain/paths.ts'
import { shanghai } from '../../../../shared/domain/time.ts'
import type { Hands, Performers } from './deed.ts'

/** How the evaluation comes about: marks by hand, and its publishing. */

export type EvaluationDeed =
  | { act: 'mark'; unit: string; mark: MarkInput }
  /** Takes away the newest mark of a kind. */
  | { act: 'unmark'; unit: string; kind: MarkInput['kind']; why: string }
  | { act: 'publish-evaluation'; why: string }

/** What an eyewitness notes of a mark: the item it counts in, its points, why, and what it refers to. */
const marked = (mark: Omit<MarkInput, 'reason'>, sign: 1 | -1) => {
  const { item } = MARK_TABLE[mark.kind]
  return {
    item: groupName(DEFAULT_RULES, item),
    kind: mark.kind,
    points: sign * worthOfMark(mark, DEFAULT_RULES),
    record: mark.period === null ? recordInWords(mark) : `${mark.period}${mark.task === null ? '' : `/${mark.task}`}`,
  }
}

const at = ({ plan }: Hands): string => `/plans/${plan}/evaluation`

export const evaluation: Performers<EvaluationDeed> = {
  mark: async ({ actor, unit, mark }, hands) => {
    const browser = await hands.browserOf(actor)
    const { outcome } = await browser.call('POST', `${at(hands)}/marks/${unit}`, mark)
    hands.note(actor, { act: 'mark', unit, outcome, ...marked(mark, 1), reason: mark.reason })
  },

  unmark: async ({ actor, unit, kind, why }, hands) => {
    const browser = await hands.browserOf(actor)
    const { body } = await browser.call('GET', `${at(hands)}/marks`)
    const mark = (body as unknown as (MarkInput & { id: string; unit: string })[]).findLast(
      (one) => one.unit === unit && one.kind === kind,
    )
    if (!mark) return
    const { outcome } = await browser.call('POST', `${at(hands)}/marks/${unit}/${mark.id}/remove`, { why })
    // Taken away, it gives back what it took.
    hands.note(actor, { act: 'mark', unit, outcome, removed: true, ...marked(mark, -1), reason: why })
  },

  'publish-evaluation': async ({ actor, why }, hands) => {
    const browser = await hands.browserOf(actor)
    const { outcome, body } = await browser.call('POST', `${at(hands)}/publish`, { why })
    const told = outcome === 'ok' ? { revision: body['number'], cutOff: shanghai(String(body['cutOff'])) } : {}
    hands.note(actor, { act: 'publish', what: 'evaluation', outcome, ...told, ...(why === '' ? {} : { why }) })
    if (outcome !== 'ok') return
    for (const file of ['workbook', 'snapshot'])
      await hands.download(actor, paths.revisionFile(hands.plan, String(body['number']), file))
  },
}
