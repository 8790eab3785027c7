import { RATE_DEFINITIONS, ratesOf } from '../counting/rates.ts'
import { MARKS } from '../counting/standing.ts'
import type { Year } from '../counting/year.ts'
import { stampInWords } from '../time.ts'
import { type Revision, revisionInWords } from './revision.ts'

const COUNTED = ['expected', 'reported', 'onTime', 'late', 'madeUp', 'missing', 'zero', 'returned'] as const

/** One row per unit and month in which it owes a report; counts are 0 or 1, so that sums are right. */
export const ratesRows = (year: Year, revision: Revision): (string | number)[][] => {
  const label = (key: string): string => RATE_DEFINITIONS.find((one) => one.key === key)?.label ?? key
  return [
    [
      '单位',
      '类别',
      '报告期',
      '状态',
      ...COUNTED.map(label),
      '代录',
      '自审',
      '提交时间',
      '截止时间',
      '数据截至',
      '版次',
    ],
    ...year.units.flatMap((unit) =>
      year.periods.flatMap(({ period }): (string | number)[][] => {
        const standing = year.standings[unit.id]?.[period]
        if (!standing?.owed) return []
        const rates = ratesOf([standing])
        return [
          [
            unit.name,
            unit.class,
            period,
            MARKS[standing.mark].word,
            ...COUNTED.map((key) => rates[key]),
            standing.entered ? '代录' : '',
            standing.selfAccepted ? '自审' : '',
            standing.filedAt ? stampInWords(standing.filedAt) : '',
            stampInWords(standing.due),
            stampInWords(year.cutOff),
            revisionInWords(revision),
          ],
        ]
      }),
    ),
  ]
}
