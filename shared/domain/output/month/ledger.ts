import type { DutyMonth } from '../../counting/duty.ts'
import { LIGHTS, type Light } from '../../counting/lights.ts'
import type { TaskMonth } from '../../counting/year.ts'
import { DUTY_ROLES, DUTY_WORDS, type Task } from '../../plan.ts'
import { dateInWords, dateOf, monthInWords, periodInWords } from '../../time.ts'
import { type Cell, cell, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, LIGHT_TONES, notes, progressBar } from '../frame.ts'
import { MONTH_SHEETS, NONE, unitLabel, ZERO } from '../vocabulary.ts'
import { cutOffInWords, deadlineOf, fillingDefinitions, groupsOf, listed, targetsOf, taskTitle } from '../words.ts'
import type { Month } from './MonthRow.ts'

const HEADS = [
  '序号',
  '工作任务',
  '责任单位',
  '完成时限',
  '量化目标',
  '上期灯',
  '本期灯',
  '累计进度\n（%）',
  '较上期\n（百分点）',
  '各单位进展状态',
  '有问题\n（个单位）',
  '应填',
  '已填',
  '连续零报告\n（期）',
  '核验销号',
]
const [PROGRESS, CHANGE, PROBLEMS] = [8, 9, 11]

/** 台账: every task of the plan with its light, how far it is, and who stands in its way. */
export const ledgerSheet = (month: Month): Sheet => {
  const { plan, period, year } = month
  const index = year.periods.findIndex((dates) => dates.period === period.period)
  const before = year.periods[index - 1]?.period ?? null
  const rows: Row[] = [
    ...heading(
      `${periodInWords(period.period)}工作任务台账`,
      `${plan.title}　　数据截至${cutOffInWords(month.cutOff)}${before ? `　　上期：${monthInWords(before)}` : ''}`,
      HEADS.length,
    ),
    headRow(HEADS),
  ]
  const first = rows.length + 1
  let number = 0
  for (const group of groupsOf(plan)) {
    rows.push(row(cell(group.title, 'section', { cols: HEADS.length })))
    for (const task of group.tasks) {
      number += 1
      const now = year.tasks[task.number]?.[period.period]
      rows.push(taskRow(month, task, number, now, before ? year.tasks[task.number]?.[before] : undefined))
    }
  }
  const last = rows.length
  rows.push(...notes([legend(), fillingDefinitions()], HEADS.length))
  return {
    name: MONTH_SHEETS.ledger,
    columns: [5, 30, 24, 11, 14, 9, 9, 10, 10, 34, 9, 6, 6, 10, 20].map((width) => ({ min: width, max: width })),
    rows,
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    locked: false,
    tall: true,
    shadings: [
      progressBar([{ from: first, to: last, column: PROGRESS }]),
      { kind: 'icons', areas: [{ from: first, to: last, column: CHANGE }], set: '3Arrows', steps: [0, 0.5] },
      {
        kind: 'scale',
        areas: [{ from: first, to: last, column: PROBLEMS }],
        low: 'calm',
        high: 'bad',
        least: -4,
        middle: 0,
        most: 4,
      },
    ],
  }
}

const lightCell = (task: TaskMonth | undefined): Cell => {
  if (!task || task.duties.length === 0) return cell(NONE, 'centre')
  if (task.light === null) return cell('未到期', 'centre')
  return cell(LIGHTS[task.light].word, 'centre', { tone: LIGHT_TONES[task.light] })
}

const taskRow = (
  month: Month,
  task: Task,
  number: number,
  now: TaskMonth | undefined,
  before: TaskMonth | undefined,
): Row => {
  const names = new Map(month.rows.map(({ unit }) => [unit.id, unitLabel(unit)]))
  const duties = [...(now?.duties ?? [])].sort((a, b) => DUTY_ROLES.indexOf(a.role) - DUTY_ROLES.indexOf(b.role))
  const nameOf = ({ unit }: DutyMonth): string => names.get(unit) ?? unit
  const owing = DUTY_ROLES.flatMap((role) => {
    const of = duties.filter((duty) => duty.role === role)
    return of.length === 0 ? [] : [`${DUTY_WORDS[role]}：${listed(of.map(nameOf))}`]
  })
  const change =
    now && before && now.progress !== null && before.progress !== null ? now.progress - before.progress : null
  const run = Math.max(0, ...duties.map((duty) => duty.zeroRun))
  const cancelled = task.cancelledFrom !== null && task.cancelledFrom <= month.period.period
  return row(
    cell(number, 'centre'),
    cell(`${taskTitle(task)}${cancelled ? `（${task.cancelledFrom}起取消）` : ''}`, 'text'),
    cell(owing.join('\n') || NONE, 'text'),
    cell(deadlineOf(task), 'centre'),
    cell(targetsOf(task), 'text'),
    lightCell(before),
    lightCell(now),
    cell(now?.progress ?? null, 'count'),
    cell(change, 'count'),
    cell(saidIn(duties, nameOf), 'text'),
    cell(duties.filter((duty) => duty.entry?.problem).length, 'count'),
    cell(now?.filling.due ?? 0, 'count'),
    cell(now?.filling.filled ?? 0, 'count'),
    cell(run > 0 ? run : null, 'count', run >= LONG ? { tone: 'warn' } : {}),
    cell(verifiedOf(month, task, names), 'text'),
  )
}
/** From so many on the reviewer is told (a hint, no penalty). */
const LONG = 3

/** Who says what, the units that say the same together. */
const saidIn = (duties: readonly DutyMonth[], nameOf: (duty: DutyMonth) => string): string => {
  const said = new Map<string, string[]>()
  for (const duty of duties) {
    const names = said.get(saidBy(duty)) ?? []
    names.push(nameOf(duty))
    said.set(saidBy(duty), names)
  }
  return [...said].map(([word, names]) => `${word}：${listed(names)}`).join('\n')
}

/** A unit's share in a task, in one word. */
const saidBy = (duty: DutyMonth): string => {
  if (duty.verified) return '已核验销号'
  if (duty.entry?.zero) return ZERO
  if (duty.entry?.status) return duty.entry.status
  return duty.missing ? '未报' : '还没有报'
}

const verifiedOf = ({ verified }: Month, task: Task, names: ReadonlyMap<string, string>): string =>
  verified
    .filter((one) => one.task === task.number)
    .map(({ unit, at, by }) => `${names.get(unit) ?? unit}　${dateInWords(dateOf(at))}　${by}`)
    .join('\n')

const legend = (): string =>
  `${(Object.keys(LIGHTS) as Light[]).map((key) => `${LIGHTS[key].word}：${LIGHTS[key].meaning}`).join('；')}。` +
  '灯和累计进度看牵头单位，没有牵头的看责任单位里最慢的；配合和相关单位不影响灯号。零报告不影响灯号。' +
  `${NONE}：本期没有应报单位。`
