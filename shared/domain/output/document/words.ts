import type { Plan } from '../../plan.ts'
import { type Instant, periodInWords, stampInWords } from '../../time.ts'
import type { Revision } from '../revision.ts'
import { cutOffInWords } from '../words.ts'

/** Words that both documents share. */

/** 全省民政软环境建设工作 of 2019年全省民政软环境建设工作月进展情况报表（X月）: the form's title names the work. */
export const subjectOf = ({ formTitle, year }: Pick<Plan, 'formTitle' | 'year'>): string => {
  const subject = formTitle
    .replace(/（X月）|\(X月\)/, '')
    .replace(new RegExp(`^${year}年(度)?`), '')
    .replace(/月?进展情况(报)?表$|月报表$|报表$/, '')
  return subject === '' ? '重点工作' : subject
}

/** Where the figures come from: cut-off and, after changes to locked months, the revision with what changed (D4, W4). */
export const documentNotes = (cutOff: Instant, { number, changes }: Revision): string[] => [
  `数据截至${cutOffInWords(cutOff)}，数据第${number}版。`,
  ...changes.map(
    ({ at, period, unitName, words, why }) =>
      `修订：${stampInWords(at).replace(/\d+:\d+:\d+$/, '')}${unitName}${period ? periodInWords(period) : ''}${words}${why ? `，${why}` : ''}。`,
  ),
]
