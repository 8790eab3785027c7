import { DUTY_WORDS, taskOf } from '../../plan.ts'
import { periodInWords } from '../../time.ts'
import { cell, type Row, row, type Sheet } from '../book.ts'
import { emptyLine, heading, headRow, notes } from '../frame.ts'
import { MONTH_SHEETS, unitLabel } from '../vocabulary.ts'
import { cutOffInWords, taskTitle } from '../words.ts'
import type { Month } from './MonthRow.ts'

const HEADS = ['序号', '单位', '工作任务', '责任类型', '零报告理由', '下一步工作措施', '连续零报告\n（期）']
/** From so many on the reviewer is told (a hint, no penalty). */
const LONG = 3

/** 零报告清单: unit and task with the reason, what comes next, and how long it has been so. */
export const zeroSheet = (month: Month): Sheet => {
  const { plan, period } = month
  const rows: Row[] = [
    ...heading(`${periodInWords(period.period)}零报告清单`, `数据截至${cutOffInWords(month.cutOff)}`, HEADS.length),
    headRow(HEADS),
  ]
  const from = rows.length
  const found = month.rows.flatMap((unit) =>
    unit.entries.filter((entry) => entry.zero).map((entry) => ({ unit, entry })),
  )
  found.forEach(({ unit, entry }, index) => {
    const task = taskOf(plan, entry.task)
    const role = unit.duties.find((duty) => duty.task === entry.task)?.role
    const run = month.zeroRuns.get(`${unit.unit.id} ${entry.task}`) ?? 1
    rows.push(
      row(
        cell(index + 1, 'centre'),
        cell(unitLabel(unit.unit), 'centre'),
        cell(task ? taskTitle(task) : String(entry.task), 'text'),
        cell(role ? DUTY_WORDS[role] : '', 'centre'),
        cell(entry.reason, 'text'),
        cell(entry.next, 'text'),
        cell(run, 'count', run >= LONG ? { tone: 'warn' } : {}),
      ),
    )
  })
  const last = rows.length
  if (found.length === 0) rows.push(emptyLine('本期已报的月报没有零报告。', HEADS.length))
  const whole = month.rows.filter((one) => one.zero === 1).length
  rows.push(
    ...notes(
      [
        `零报告${found.length}项；全部任务都是零报告的单位${whole}个。零报告是按时写明“没有新进展”，不是没有报，不扣分；连续${LONG}期的标出来，供审核时留意。`,
      ],
      HEADS.length,
    ),
  )
  return {
    name: MONTH_SHEETS.zero,
    columns: [
      { min: 5, max: 5 },
      { min: 12, max: 14 },
      { min: 30, max: 30 },
      { min: 9, max: 9 },
      { min: 40, max: 40 },
      { min: 36, max: 36 },
      { min: 12, max: 12 },
    ],
    rows,
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    ...(found.length > 0 ? { filter: { from, to: last } } : {}),
    locked: false,
    tall: true,
  }
}
