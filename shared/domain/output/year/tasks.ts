import { LIGHTS } from '../../counting/lights.ts'
import type { TaskMonth } from '../../counting/year.ts'
import type { DutyScore } from '../../evaluation/items/completion.ts'
import { byTask, DUTY_WORDS, type Task, taskOf } from '../../plan.ts'
import { monthInWords } from '../../time.ts'
import { at, type Cell, cell, letter, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, LIGHT_TONES, notes, progressBar } from '../frame.ts'
import { DUTY_SCORES, NONE, place, RAW_DUTIES, RULE, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords, fillingDefinitions, groupsOf, listed, taskTitle } from '../words.ts'
import { sumOfUnit } from './deductions.ts'
import type { RawPlaces } from './raw.ts'
import { labelOf, type YearScene } from './YearScene.ts'

/** 任务, 单位, twelve months, 应填, 已填. */
const WIDTH = 2 + 12 + 2

/** 任务完成情况: every task's lights through the year, then every unit's share in them, from status to points. */
export const tasksSheet = (scene: YearScene, places: RawPlaces): Sheet => {
  const { year } = scene
  const rows: Row[] = [
    ...heading(`${year.plan.year}年任务完成情况`, `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}`, WIDTH),
    row(cell('一、各项任务各月情况', 'section', { cols: WIDTH })),
  ]
  lightsBlock(scene, rows)
  rows.push(...notes([legend(), fillingDefinitions()], WIDTH), row(null))
  rows.push(row(cell('二、各单位各项任务得分（任务完成）', 'section', { cols: WIDTH })))
  const first = rows.length + 1
  for (const unit of scene.units) {
    const scores = scene.score.get(unit.id)?.duties ?? []
    if (scores.length > 0) rows.push(dutyHeads())
    const all = scores.reduce((sum, duty) => sum + duty.weight, 0)
    for (const score of scores) {
      const line = rows.length + 1
      rows.push(scene.row(() => dutyRow(scene, places, unit.id, score, all, line)))
    }
  }
  const second = rows.length
  rows.push(
    ...notes(
      [
        '完成值取最近一次有进展的填报；零报告沿用此前的状态和进度。权重、完成值的标准见“规则”，逐行数据见“原始数据”第二部分。',
        '得分＝满分×权重×完成值÷本单位权重之和；各行得分之和四舍五入后就是评分表的任务完成得分。失分＝满分×权重÷本单位权重之和－得分。',
      ],
      WIDTH,
    ),
  )
  return {
    name: YEAR_SHEETS.tasks,
    columns: [
      { min: 36, max: 36 },
      { min: 18, max: 18 },
      ...Array.from({ length: 12 }, () => ({ min: 9, max: 9 })),
      { min: 8, max: 8 },
      { min: 8, max: 8 },
    ],
    rows,
    frozen: { rows: 2, columns: 1 },
    repeat: { from: 1, to: 2 },
    locked: true,
    tall: false,
    shadings:
      second < first
        ? []
        : [
            progressBar([{ from: first, to: second, column: columnAt('progress') }]),
            {
              kind: 'scale',
              areas: [{ from: first, to: second, column: columnAt('value') }],
              low: 'bad',
              high: 'good',
              least: 0,
              middle: 0.6,
              most: 1,
            },
          ],
  }
}

const speakersOf = (scene: YearScene, task: Task): string => {
  const roles = byTask(scene.year.plan.duties).get(task.number) ?? []
  const named = ['lead', 'responsible'].flatMap((role) =>
    roles.filter((duty) => duty.role === role).map((duty) => labelOf(scene, duty.unit)),
  )
  return named.length > 0 ? listed(named) : '（相关单位）'
}

const monthCell = (month: TaskMonth | undefined): Cell => {
  if (!month || month.duties.length === 0) return cell(NONE, 'centre')
  if (month.light === null) return cell(month.filling.due === 0 ? '未到期' : NONE, 'centre')
  const tone = LIGHT_TONES[month.light]
  const progress = month.progress === null || month.light === 'verified' ? '' : `${month.progress}%`
  const marks = [...(month.zero ? ['零'] : []), ...(month.missing > 0 ? [`缺${month.missing}`] : [])].join('')
  const text = [`${LIGHTS[month.light].letter}${progress}`, marks].filter((part) => part !== '').join('\n')
  return cell(text, 'centre', { tone })
}

const lightsBlock = (scene: YearScene, rows: Row[]): void => {
  const { year } = scene
  const from = rows.length + 1
  for (const group of groupsOf(year.plan)) {
    // Each group carries the heads: the sheet holds two tables, so no row could be repeated on all pages.
    rows.push(headRow([group.title, '牵头、责任单位', ...scene.months.map(monthInWords), '应填', '已填']))
    for (const task of group.tasks) {
      const filling = year.filling.task[task.number] ?? { due: 0, filled: 0 }
      rows.push(
        row(
          cell(`${taskTitle(task)}${task.cancelledFrom ? `（${task.cancelledFrom}起取消）` : ''}`, 'text'),
          cell(speakersOf(scene, task), 'centre'),
          ...scene.months.map((period) => monthCell(year.tasks[task.number]?.[period])),
          cell(filling.due, 'count'),
          cell(filling.filled, 'count'),
        ),
      )
    }
  }
  const to = rows.length
  const sum = (column: number, result: number): Cell =>
    cell({ formula: `SUM(${letter(column)}${from}:${letter(column)}${to})`, result }, 'count', { tone: 'sum' })
  rows.push(
    row(
      cell('合计', 'strong', { cols: WIDTH - 2, tone: 'sum' }),
      sum(WIDTH - 1, year.filling.all.due),
      sum(WIDTH, year.filling.all.filled),
    ),
  )
}

const legend = (): string =>
  `${Object.values(LIGHTS)
    .map((light) => `${light.letter}：${light.meaning}`)
    .join(
      '；',
    )}。百分数是累计完成进度，几个单位时取最低的。零：零报告，不影响灯号。缺N：配合或相关单位有N个没有报，不影响灯号。` +
  `${NONE}：不是报告期，或没有应报单位。`

/** The second block lies on the first one's columns: 任务 and 单位 as there, then a month's column each. */
const KEYS = [
  'task',
  'unit',
  'role',
  'status',
  'progress',
  'from',
  'weight',
  'value',
  'weighted',
  'points',
  'lost',
] as const
const columnAt = (key: (typeof KEYS)[number]): number => KEYS.indexOf(key) + 1
const columnOf = (key: (typeof KEYS)[number]): string => letter(columnAt(key))

const dutyHeads = (): Row => headRow(KEYS.map((key) => DUTY_SCORES[key]))

/** @param all the sum of the unit's weights */
const dutyRow = (
  scene: YearScene,
  places: RawPlaces,
  unit: string,
  score: DutyScore,
  all: number,
  line: number,
): Row => {
  const source = places.duty.get(`${unit} ${score.task}`) ?? places.duties.from
  const raw = (key: keyof typeof RAW_DUTIES): string => at(YEAR_SHEETS.raw, place(RAW_DUTIES, key), source)
  const weights = sumOfUnit(places, 'ownDuties', [place(RAW_DUTIES, 'weight')], unit)
  const { max } = scene.evaluation.rules.items.completion
  const points = all === 0 ? 0 : (score.weight * score.value * max) / all
  const task = taskOf(scene.year.plan, score.task)
  const cells: Record<(typeof KEYS)[number], Cell> = {
    unit: cell(labelOf(scene, unit), 'centre'),
    role: cell(DUTY_WORDS[score.role], 'centre'),
    task: cell(task ? taskTitle(task) : String(score.task), 'text'),
    status: cell(score.words, 'centre'),
    progress: cell(score.progress, 'count'),
    from: cell(score.from ? monthInWords(score.from) : NONE, 'centre'),
    weight: cell({ formula: raw('weight'), result: score.weight }, 'weight'),
    value: cell({ formula: raw('value'), result: score.value }, 'score'),
    weighted: cell(
      { formula: `${columnOf('weight')}${line}*${columnOf('value')}${line}`, result: score.weight * score.value },
      'score',
    ),
    points: cell(
      { formula: `IF(${weights}=0,0,${RULE.completion}*${columnOf('weighted')}${line}/${weights})`, result: points },
      'score',
    ),
    lost: cell(
      {
        formula: `IF(${weights}=0,0,${RULE.completion}*${columnOf('weight')}${line}/${weights}-${columnOf('points')}${line})`,
        result: all === 0 ? 0 : (score.weight * max) / all - points,
      },
      'score',
    ),
  }
  return row(...KEYS.map((key) => cells[key]))
}
