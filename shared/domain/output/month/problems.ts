import { DUTY_WORDS, taskOf } from '../../plan.ts'
import { periodInWords } from '../../time.ts'
import { cell, type Row, row, type Sheet } from '../book.ts'
import { emptyLine, heading, headRow } from '../frame.ts'
import { MONTH_SHEETS, unitLabel } from '../vocabulary.ts'
import { cutOffInWords, taskTitle } from '../words.ts'
import type { Month } from './MonthRow.ts'

const HEADS = ['序号', '单位', '工作任务', '责任类型', '进展状态', '存在问题', '需协调解决事项', '下一步工作措施']

/** 问题与协调事项: every entry that names a problem or asks for help, in the order of the tasks. */
export const problemsSheet = (month: Month): Sheet => {
  const { plan, period } = month
  const rows: Row[] = [
    ...heading(`${periodInWords(period.period)}问题与协调事项`, `数据截至${cutOffInWords(month.cutOff)}`, HEADS.length),
    headRow(HEADS),
  ]
  const from = rows.length
  const found = month.rows
    .flatMap((unit) => unit.entries.map((entry) => ({ unit, entry })))
    .filter(({ entry }) => entry.problem !== '' || entry.coordination !== '')
    .sort((a, b) => a.entry.task - b.entry.task)
  found.forEach(({ unit, entry }, index) => {
    const task = taskOf(plan, entry.task)
    const role = unit.duties.find((duty) => duty.task === entry.task)?.role
    rows.push(
      row(
        cell(index + 1, 'centre'),
        cell(unitLabel(unit.unit), 'centre'),
        cell(task ? taskTitle(task) : String(entry.task), 'text'),
        cell(role ? DUTY_WORDS[role] : '', 'centre'),
        cell(entry.status, 'centre'),
        cell(entry.problem, 'text'),
        cell(entry.coordination, 'text'),
        cell(entry.next, 'text'),
      ),
    )
  })
  if (found.length === 0) rows.push(emptyLine('本期已报的月报没有填写问题和协调事项。', HEADS.length))
  return {
    name: MONTH_SHEETS.problems,
    columns: [
      { min: 5, max: 5 },
      { min: 12, max: 14 },
      { min: 26, max: 26 },
      { min: 9, max: 9 },
      { min: 11, max: 11 },
      { min: 36, max: 36 },
      { min: 28, max: 28 },
      { min: 30, max: 30 },
    ],
    rows,
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    ...(found.length > 0 ? { filter: { from, to: rows.length } } : {}),
    locked: false,
    tall: true,
  }
}
