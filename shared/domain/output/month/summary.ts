import { sumFilling } from '../../counting/filling.ts'
import { LIGHTS } from '../../counting/lights.ts'
import { summaryTitle } from '../../formLayout.ts'
import { DUTY_ROLES, DUTY_WORDS, type Task } from '../../plan.ts'
import type { Entry } from '../../report/entry.ts'
import { momentInWords } from '../../time.ts'
import { type Cell, cell, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes, progressBar } from '../frame.ts'
import { MONTH_SHEETS, unitLabel, ZERO } from '../vocabulary.ts'
import { cutOffInWords, fillingDefinitions, groupsOf, noteOf, taskTitle, workOf } from '../words.ts'
import type { Month, MonthRow } from './MonthRow.ts'

const HEADS = [
  '工作任务',
  '单位',
  '责任类型',
  '进展状态',
  '累计进度\n（%）',
  '本月工作进展情况',
  '存在问题',
  '需协调解决事项',
  '下一步工作措施',
  '备注',
]

type Owed = { unit: MonthRow; role: MonthRow['duties'][number]['role']; entry: Entry | null }

/** Units that owe a task, leads first. */
const owedOn = (month: Month, task: Task): Owed[] =>
  month.rows
    .flatMap((unit) => {
      const duty = unit.duties.find((one) => one.task === task.number)
      return duty
        ? [{ unit, role: duty.role, entry: unit.entries.find((one) => one.task === task.number) ?? null }]
        : []
    })
    .sort((a, b) => DUTY_ROLES.indexOf(a.role) - DUTY_ROLES.indexOf(b.role))

const statusCell = ({ unit, entry }: Owed): Cell => {
  if (!entry) return cell(unit.mark, 'centre', unit.tone ? { tone: unit.tone } : {})
  if (entry.zero) return cell(ZERO, 'centre', { tone: 'calm' })
  const tone =
    entry.status === '停顿' ? 'bad' : entry.status === '滞后' || entry.status === '申请调整' ? 'warn' : undefined
  return cell(entry.status, 'centre', tone ? { tone } : {})
}

const line = (task: Task, owed: Owed, first: Cell | null): Row => {
  const { unit, role, entry } = owed
  return row(
    first,
    cell(unitLabel(unit.unit), 'centre'),
    cell(DUTY_WORDS[role], 'centre'),
    statusCell(owed),
    cell(entry?.progress ?? null, 'count'),
    cell(entry ? workOf(entry) : '', 'text'),
    cell(entry?.problem ?? '', 'text'),
    cell(entry?.coordination ?? '', 'text'),
    cell(entry?.next ?? '', 'text'),
    cell(
      [...(entry ? [noteOf(entry, task), filesOf(unit, task.number), unit.notes.join('；')] : [])]
        .filter((part) => part !== '')
        .join('\n'),
      'text',
    ),
  )
}

/** 佐证材料 of one task, by name. */
const filesOf = (unit: MonthRow, task: number): string => {
  const names = unit.attachments.filter((one) => one.task === task).map(({ name }) => name)
  return names.length === 0 ? '' : `佐证材料：${names.join('、')}`
}

/** 应填 and 已填 where they count; before the due time only what has come in. */
const filledWords = ({ year, period }: Month, tasks: readonly Task[], owed: readonly Owed[]): string => {
  const { due, filled } = sumFilling(tasks.flatMap((task) => year.tasks[task.number]?.[period.period]?.filling ?? []))
  return due > 0
    ? `应填${due}项，已填${filled}项`
    : `未到截止时间，已报送${owed.filter((one) => one.entry).length}项，共${owed.length}项`
}

/** The task with its light and progress, as they stand in this period. */
const taskWords = ({ year, period }: Month, task: Task): string => {
  const month = year.tasks[task.number]?.[period.period]
  if (!month?.light) return taskTitle(task)
  const progress = month.progress === null || month.light === 'verified' ? '' : `，累计${month.progress}%`
  return `${taskTitle(task)}\n（${LIGHTS[month.light].word}${progress}）`
}

/** 汇总表: by environment and task, what every unit reported. */
export const summarySheet = (month: Month): Sheet => {
  const { plan, period, cutOff } = month
  const all = plan.tasks.flatMap((task) => owedOn(month, task))
  const rows: Row[] = [
    ...heading(
      summaryTitle(month.layout, period.period),
      `数据截至${cutOffInWords(cutOff)}　　本期截止：${momentInWords(period.due, true)}`,
      HEADS.length,
    ),
    headRow(HEADS),
  ]
  const first = rows.length + 1
  for (const group of groupsOf(plan)) {
    const owed = group.tasks.flatMap((task) => owedOn(month, task))
    if (owed.length === 0) continue
    rows.push(row(cell(`${group.title}　${filledWords(month, group.tasks, owed)}`, 'section', { cols: HEADS.length })))
    for (const task of group.tasks) {
      const lines = owedOn(month, task)
      lines.forEach((one, index) => {
        rows.push(line(task, one, index === 0 ? cell(taskWords(month, task), 'text', { rows: lines.length }) : null))
      })
    }
  }
  const last = Math.max(first, rows.length)
  const entries = all.flatMap((one) => one.entry ?? [])
  const count = (test: (entry: Entry) => boolean): number => entries.filter(test).length
  rows.push(
    row(
      cell('合计', 'strong', { tone: 'sum' }),
      cell(
        `${filledWords(month, plan.tasks, all)}；零报告${count((entry) => entry.zero)}项，填报问题${count((entry) => entry.problem !== '')}项，需协调事项${count((entry) => entry.coordination !== '')}项。`,
        'text',
        { cols: HEADS.length - 1, tone: 'sum' },
      ),
    ),
    ...notes(
      [`${fillingDefinitions()}本表在截止以前也按已经报送的列出。`, '没有报送的单位，在“进展状态”一栏写明报送状态。'],
      HEADS.length,
    ),
  )
  return {
    name: MONTH_SHEETS.summary,
    columns: [
      { min: 20, max: 20 },
      { min: 10, max: 14 },
      { min: 9, max: 9 },
      { min: 11, max: 11 },
      { min: 8, max: 8 },
      { min: 40, max: 40 },
      { min: 22, max: 22 },
      { min: 18, max: 18 },
      { min: 26, max: 26 },
      { min: 18, max: 18 },
    ],
    rows,
    shadings: [progressBar([{ from: first, to: last, column: 5 }])],
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    locked: false,
    tall: true,
  }
}
