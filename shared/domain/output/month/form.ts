import { DUTY_WORDS, taskOf } from '../../plan.ts'
import { dateInWords, dateOf, periodInWords } from '../../time.ts'
import { type Cell, cell, type Row, row, type Sheet } from '../book.ts'
import { emptyLine, headRow } from '../frame.ts'
import { FORM, formSheet, unitLabel } from '../vocabulary.ts'
import { deadlineOf, formTitle, noteOf, taskTitle, workOf } from '../words.ts'
import type { Month, MonthRow } from './MonthRow.ts'

const WIDTHS = [5, 24, 9, 11, 11, 36, 12, 11, 18, 16, 24, 16]

/** 报表: one unit's month in the layout of the notice's 样表, ready to print, sign and stamp. */
export const unitFormSheet = (month: Month, unit: MonthRow): Sheet => {
  const { plan, period } = month
  const heads = Object.values(FORM)
  const filedOn = unit.filedAt ? dateInWords(dateOf(unit.filedAt), true) : `（${unit.mark}）`
  const rows: Row[] = [
    row(cell(formTitle(plan, period.period), 'title', { cols: heads.length })),
    row(
      cell(`填报单位（盖章）：${unitLabel(unit.unit)}`, 'label', { cols: 5 }),
      cell(`填报月份：${periodInWords(period.period)}`, 'label', { cols: 3 }),
      cell(`填报时间：${filedOn}`, 'label', { cols: 4 }),
    ),
    headRow(heads),
    ...unit.duties.map((duty, index) => dutyRow(month, unit, duty, index + 1)),
  ]
  if (unit.duties.length === 0) rows.push(emptyLine('本期没有应报任务。', heads.length))
  rows.push(
    row(
      cell(`工作协调员（填报人）：${unit.filedBy?.name ?? ''}`, 'label', { cols: 5 }),
      cell(`联系电话：${unit.filedBy?.phone ?? ''}`, 'label', { cols: 3 }),
      cell('单位主要负责人（审核）签字：', 'label', { cols: 4 }),
    ),
  )
  if (unit.notes.length > 0) rows.push(row(cell(`标注：${unit.notes.join('；')}`, 'note', { cols: heads.length })))
  return {
    name: formSheet(unit.unit.name),
    columns: WIDTHS.map((width) => ({ min: width, max: width })),
    rows,
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    locked: false,
    tall: true,
  }
}

const dutyRow = ({ plan }: Month, unit: MonthRow, duty: MonthRow['duties'][number], number: number): Row => {
  const task = taskOf(plan, duty.task)
  const entry = unit.entries.find((one) => one.task === duty.task)
  const cells: Record<keyof typeof FORM, Cell> = {
    number: cell(number, 'centre'),
    task: cell(task ? taskTitle(task) : String(duty.task), 'text'),
    role: cell(DUTY_WORDS[duty.role], 'centre'),
    measures: cell('', 'text'),
    deadline: cell(task ? deadlineOf(task) : '', 'centre'),
    work: cell(entry ? workOf(entry) : '', 'text'),
    progress: cell(entry?.progress ?? null, 'count'),
    status: cell(entry ? (entry.zero ? '零报告' : entry.status) : '', 'centre'),
    problem: cell(entry?.problem ?? '', 'text'),
    coordination: cell(entry?.coordination ?? '', 'text'),
    next: cell(entry?.next ?? '', 'text'),
    note: cell(entry ? noteOf(entry, task) : '', 'text'),
  }
  return row(...(Object.keys(FORM) as (keyof typeof FORM)[]).map((key) => cells[key]))
}
