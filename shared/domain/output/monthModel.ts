import { periodInWords } from '../time.ts'
import type { Book } from './book.ts'
import { filingSheet } from './month/filing.ts'
import { formSheets } from './month/form.ts'
import { ledgerSheet } from './month/ledger.ts'
import { type MonthInput, monthOf } from './month/monthOf.ts'
import { problemsSheet } from './month/problems.ts'
import { summarySheet } from './month/summary.ts'
import { zeroSheet } from './month/zero.ts'
import { cutOffInWords } from './words.ts'

/**
 * The monthly summary workbook (W1) as data: 汇总表, 报送情况, 问题与协调事项, 零报告清单, 台账, and each unit's 报表 as the office lays its form out.
 * @returns null when the plan has no such period
 */
export const monthModel = (input: MonthInput): Book | null => {
  const month = monthOf(input)
  if (!month) return null
  const { plan, period, cutOff } = month
  return {
    title: `${periodInWords(period.period)}月报汇总`,
    subject: plan.title,
    author: plan.issuer ?? '法规处',
    cutOff,
    foot: `数据截至${cutOffInWords(cutOff)}`,
    names: [],
    sheets: [
      summarySheet(month),
      filingSheet(month),
      problemsSheet(month),
      zeroSheet(month),
      ledgerSheet(month),
      ...formSheets(month),
    ],
  }
}
