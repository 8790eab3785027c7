import { type FormColumn, type FormLayout, formTitle } from '../../formLayout.ts'
import { DUTY_WORDS, taskOf } from '../../plan.ts'
import { dateInWords, dateOf, periodInWords } from '../../time.ts'
import { type Cell, cell, type Row, row, type Sheet } from '../book.ts'
import { emptyLine, headRow, progressBar } from '../frame.ts'
import { formSheet, MONTH_SHEETS, unitLabel, ZERO } from '../vocabulary.ts'
import { deadlineOf, noteOf, targetsOf, taskTitle, workOf } from '../words.ts'
import type { Month, MonthRow } from './MonthRow.ts'

/** 报表: one unit's month as the office lays its form out, ready to print, sign and stamp. */
const unitFormSheet = (month: Month, unit: MonthRow): Sheet => {
  const { period, layout } = month
  const { columns, labels } = layout
  const filedOn = unit.filedAt ? dateInWords(dateOf(unit.filedAt), true) : `（${unit.mark}）`
  const rows: Row[] = [
    row(cell(formTitle(layout, period.period), 'title', { cols: columns.length })),
    ...labelRows(layout, [
      `${labels.unit}：${unitLabel(unit.unit)}`,
      `${labels.period}：${periodInWords(period.period)}`,
      `${labels.filedAt}：${filedOn}`,
    ]),
    headRow(columns.map(({ name }) => name)),
  ]
  const heads = rows.length
  rows.push(...unit.duties.map((duty, index) => dutyRow(month, unit, duty, index + 1)))
  const last = rows.length
  if (unit.duties.length === 0) rows.push(emptyLine('本期没有应报任务。', columns.length))
  rows.push(
    ...labelRows(layout, [
      `${labels.filedBy}：${unit.filedBy?.name ?? ''}`,
      `${labels.phone}：${unit.filedBy?.phone ?? ''}`,
      `${labels.signed}：${unit.signedBy ? `（${unit.signedBy}已在线审签）` : ''}`,
    ]),
  )
  const whole = unit.attachments.filter(({ task }) => task === null).map(({ name }) => name)
  const notes = [
    ...(whole.length > 0 ? [`佐证材料：${whole.join('、')}`] : []),
    ...(unit.notes.length > 0 ? [`标注：${unit.notes.join('；')}`] : []),
  ]
  rows.push(...notes.map((note) => row(cell(note, 'note', { cols: columns.length }))))
  const progress = columns.findIndex(({ key }) => key === 'progress') + 1
  return {
    name: formSheet(unit.unit.name),
    columns: columns.map(({ width }) => ({ min: width, max: width })),
    rows,
    frozen: { rows: heads, columns: Math.min(2, columns.length - 1) },
    repeat: { from: 1, to: heads },
    locked: false,
    tall: true,
    ...(progress > 0 && last > heads
      ? { shadings: [progressBar([{ from: heads + 1, to: last, column: progress }])] }
      : {}),
  }
}

/** Units that a workbook still gives a sheet each; a reader of more would look for one among thousands of tabs. */
const MOST_SHEETS = 200

/** 报表 of every unit that owes something: a sheet each or, where they are many, one sheet with a page each. */
export const formSheets = (month: Month): Sheet[] => {
  const sheets = month.rows.filter(({ duties }) => duties.length > 0).map((unit) => unitFormSheet(month, unit))
  const [first] = sheets
  if (!first || sheets.length <= MOST_SHEETS) return sheets
  const rows = sheets.flatMap((sheet) =>
    sheet.rows.map((one, index) => (index === sheet.rows.length - 1 ? { ...one, breakAfter: true } : one)),
  )
  const column = month.layout.columns.findIndex(({ key }) => key === 'progress') + 1
  return [
    {
      ...first,
      name: MONTH_SHEETS.form,
      rows,
      frozen: { rows: 0, columns: 0 },
      repeat: null,
      // Heads and texts between the figures have no bar.
      shadings: column > 0 ? [progressBar([{ from: 1, to: rows.length, column }])] : [],
    },
  ]
}

/** Three labels side by side over the columns, each with its share of the width; under each other where there are too few columns. */
const labelRows = ({ columns }: FormLayout, words: readonly [string, string, string]): Row[] => {
  if (columns.length < 6) return words.map((one) => row(cell(one, 'label', { cols: columns.length })))
  const whole = columns.reduce((sum, { width }) => sum + width, 0)
  const upTo = (share: number, least: number): number => {
    let sum = 0
    const count = columns.findIndex(({ width }) => {
      sum += width
      return sum >= whole * share
    })
    return Math.max(least, count + 1)
  }
  const first = Math.min(upTo(0.4, 2), columns.length - 4)
  const second = Math.min(upTo(0.65, first + 2), columns.length - 2)
  const spans = [first, second - first, columns.length - second]
  return [row(...words.map((one, index) => cell(one, 'label', { cols: spans[index] ?? 1 })))]
}

const dutyRow = ({ plan, layout }: Month, unit: MonthRow, duty: MonthRow['duties'][number], number: number): Row => {
  const task = taskOf(plan, duty.task)
  const entry = unit.entries.find((one) => one.task === duty.task)
  const files = unit.attachments.filter((one) => one.task === duty.task).map(({ name }) => name)
  const noted = layout.columns.some(({ key }) => key === 'attachments') || files.length === 0
  const cells: Record<FormColumn, Cell> = {
    number: cell(number, 'centre'),
    task: cell(task ? taskTitle(task) : String(duty.task), 'text'),
    role: cell(DUTY_WORDS[duty.role], 'centre'),
    measures: cell(unit.measures.find((one) => one.task === duty.task)?.measures ?? '', 'text'),
    deadline: cell(task ? deadlineOf(task) : '', 'centre'),
    targets: cell(task ? targetsOf(task) : '', 'text'),
    work: cell(entry ? workOf(entry) : '', 'text'),
    progress: cell(entry?.progress ?? null, 'count'),
    status: cell(entry ? (entry.zero ? ZERO : entry.status) : '', 'centre'),
    problem: cell(entry?.problem ?? '', 'text'),
    coordination: cell(entry?.coordination ?? '', 'text'),
    next: cell(entry?.next ?? '', 'text'),
    note: cell(
      [...(entry ? [noteOf(entry, task)] : []), ...(noted ? [] : [`佐证材料：${files.join('、')}`])]
        .filter((part) => part !== '')
        .join('\n'),
      'text',
    ),
    attachments: cell(files.join('\n'), 'text'),
  }
  return row(...layout.columns.map(({ key }) => cells[key]))
}
