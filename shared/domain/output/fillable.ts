import { type FormColumn, type FormLayout, formTitle, WIDTHS } from '../formLayout.ts'
import { DUTY_WORDS, type DutyRole, type Plan, type Task, taskOf } from '../plan.ts'
import { ENTRY_WORDS, type Entry, FIELD_LIMIT, STATUSES } from '../report/entry.ts'
import { type Instant, momentInWords, type Period, periodInWords } from '../time.ts'
import { type Book, type Cell, type Check, cell, letter, type Row, row } from './book.ts'
import { headRow, notes } from './frame.ts'
import { YES } from './vocabulary.ts'
import { cutOffInWords, deadlineOf, targetsOf, taskTitle } from './words.ts'

/**
 * A unit's own form for Excel or WPS (X1): filled offline, sent back, read by the same words by which it was written. Sheet, columns and marks stand
 * here once; what is wrong in a sent one is told by sheet, row and column.
 */

export const FILL_SHEET = '填报'
/** Grows when the form's own shape changes, so that an old file is told from a wrong one. */
const TEMPLATE = 1
const MARK = '月报填报表'

/** What a unit fills in, and the words over it where the office's layout has none. */
const FILLED = {
  work: ENTRY_WORDS.work,
  progress: '累计完成进度（%）',
  status: ENTRY_WORDS.status,
  problem: ENTRY_WORDS.problem,
  coordination: ENTRY_WORDS.coordination,
  next: ENTRY_WORDS.next,
  note: ENTRY_WORDS.note,
  figures: ENTRY_WORDS.figures,
  zero: ENTRY_WORDS.zero,
  reason: ENTRY_WORDS.reason,
} as const
export type FilledField = keyof typeof FILLED
export const FILLED_FIELDS = Object.keys(FILLED) as FilledField[]
/** The task's number, by which a row is known again wherever it was moved. */
const TASK = '任务编号（勿改）'
/** Between the figures of a task with several targets. */
const BETWEEN = '；'

const EXTRA_WIDTHS = { figures: 14, zero: 8, reason: 20 } as const

type Column = { key: FormColumn | FilledField; name: string; width: number }

/** The office's columns in its order, then what a report needs and they lack. 佐证材料 are added on the page. */
const columnsOf = (layout: FormLayout): Column[] => {
  const own: Column[] = layout.columns.filter(({ key }) => key !== 'attachments')
  const lacking = FILLED_FIELDS.filter((field) => !own.some(({ key }) => key === field))
  return [
    ...own,
    ...lacking.map((key) => ({
      key,
      name: FILLED[key],
      width: key in EXTRA_WIDTHS ? EXTRA_WIDTHS[key as keyof typeof EXTRA_WIDTHS] : WIDTHS[key as FormColumn],
    })),
  ]
}

/** What a form is for; a sent one is held against it. */
export type FillableFor = { plan: Plan; layout: FormLayout; period: Period; unit: { id: string; name: string } }

const markOf = ({ plan, period, unit }: FillableFor, version: number): string =>
  `${MARK}${TEMPLATE}｜${plan.id}｜${period}｜${unit.id}｜${version}`

/** @param given.version the report's version that the entries stand for: a sent form never overwrites a newer one unseen */
export const fillableModel = (
  form: FillableFor,
  given: {
    entries: readonly Entry[]
    duties: readonly { task: number; role: DutyRole }[]
    /** What the unit filed in the kick-off. */
    measures: readonly { task: number; measures: string }[]
    version: number
    due: Instant
    now: Instant
  },
): Book => {
  const { plan, layout, period, unit } = form
  const columns = columnsOf(layout)
  const width = columns.length + 1
  const rows: Row[] = [
    row(cell(formTitle(layout, period), 'title', { cols: width })),
    row(
      cell(
        `${layout.labels.unit}：${unit.name}　　${layout.labels.period}：${periodInWords(period)}　　截止：${momentInWords(given.due, true)}`,
        'label',
        { cols: width },
      ),
    ),
    ...notes(
      [
        `只填浅黄色的格。没有新进展的任务，在“${FILLED.zero}”选“${YES}”，写明理由和下一步工作措施，其余可以空着。填好后在网页上传，核对无误再存为草稿。`,
      ],
      width,
    ),
    headRow([...columns.map(({ name }) => name), TASK]),
  ]
  const heads = rows.length
  for (const [index, duty] of given.duties.entries()) {
    const of = <T extends { task: number }>(list: readonly T[]): T | undefined =>
      list.find(({ task }) => task === duty.task)
    const measures = of(given.measures)?.measures ?? ''
    rows.push(dutyRow(columns, taskOf(plan, duty.task), duty, { entry: of(given.entries), measures }, index + 1))
  }
  const last = rows.length
  rows.push(row(cell(markOf(form, given.version), 'note', { cols: width })))
  return {
    title: `${periodInWords(period)}月报填报表·${unit.name}`,
    subject: plan.title,
    author: plan.issuer ?? '法规处',
    cutOff: given.now,
    foot: `下载时间${cutOffInWords(given.now)}`,
    names: [],
    sheets: [
      {
        name: FILL_SHEET,
        columns: [...columns, { width: 10 }].map((column) => ({ min: column.width, max: column.width })),
        rows,
        frozen: { rows: heads, columns: 0 },
        repeat: { from: heads, to: heads },
        locked: true,
        tall: false,
        checks: last > heads ? checksOf(columns, heads + 1, last) : [],
      },
    ],
  }
}

const checksOf = (columns: readonly Column[], from: number, to: number): Check[] =>
  columns.flatMap(({ key, name }, index): Check[] => {
    const areas = [{ from, to, column: index + 1 }]
    if (key === 'progress')
      return [{ kind: 'whole', areas, least: 0, most: 100, title: name, message: '请填写0到100的整数。' }]
    if (key === 'status') return [{ kind: 'list', areas, words: STATUSES, title: name, message: '请从列表里选。' }]
    if (key === 'zero') return [{ kind: 'list', areas, words: [YES], title: name, message: `请选“${YES}”，或者空着。` }]
    if (key === 'figures' || !(key in FILLED)) return []
    return [{ kind: 'length', areas, most: FIELD_LIMIT, title: name, message: `最多${FIELD_LIMIT}字。` }]
  })

const dutyRow = (
  columns: readonly Column[],
  task: Task | undefined,
  duty: { task: number; role: DutyRole },
  { entry, measures }: { entry: Entry | undefined; measures: string },
  number: number,
): Row => {
  const open = { input: true, tone: 'input' } as const
  const figures = (task?.targets ?? []).map((_, target) => {
    const figure = entry?.figures.find((one) => one.target === target)
    return figure ? String(figure.quantity) : ''
  })
  const known: Record<FormColumn | FilledField, Cell> = {
    number: cell(number, 'centre'),
    task: cell(task ? taskTitle(task) : String(duty.task), 'text'),
    role: cell(DUTY_WORDS[duty.role], 'centre'),
    measures: cell(measures, 'text'),
    deadline: cell(task ? deadlineOf(task) : '', 'centre'),
    targets: cell(task ? targetsOf(task) : '', 'text'),
    attachments: cell('', 'text'),
    work: cell(entry?.work ?? '', 'text', open),
    progress: cell(entry?.progress ?? null, 'count', open),
    status: cell(entry?.status ?? '', 'centre', open),
    problem: cell(entry?.problem ?? '', 'text', open),
    coordination: cell(entry?.coordination ?? '', 'text', open),
    next: cell(entry?.next ?? '', 'text', open),
    note: cell(entry?.note ?? '', 'text', open),
    figures: cell(
      figures.some((one) => one !== '') ? figures.join(BETWEEN) : '',
      'text',
      figures.length > 0 ? open : {},
    ),
    zero: cell(entry?.zero ? YES : '', 'centre', open),
    reason: cell(entry?.reason ?? '', 'text', open),
  }
  return row(...columns.map(({ key }) => known[key]), cell(duty.task, 'centre'))
}

/** A sheet as it was sent: its name, and its cells as text, both counted from 0. */
export type Grid = { name: string; rows: string[][] }

/** What is wrong, and where: 第5行F列. */
export type CellProblem = { place: string; message: string }

/** One task's row as it was typed, with the place of every field. */
export type FilledRow = {
  task: number
  texts: Record<Exclude<FilledField, 'figures' | 'zero'>, string>
  zero: boolean
  figures: string[]
  places: Record<FilledField, string>
}

export type FilledForm = { version: number; rows: FilledRow[]; problems: CellProblem[] }

const placeOf = (line: number, column: number): string => `“${FILL_SHEET}”第${line + 1}行${letter(column + 1)}列`

/**
 * Reads a sent form by the words by which it was written. Texts are as they were typed; whether they can be kept is for the report's own rules to say.
 * @param tasks those that the unit owes
 * @returns one sentence instead, for a file that is another form, another month's or another unit's
 */
export const filledForm = (
  grids: readonly Grid[],
  form: FillableFor,
  tasks: readonly number[],
): FilledForm | string => {
  const grid = grids.find(({ name }) => name === FILL_SHEET)
  const mark = grid?.rows.flat().find((text) => text.startsWith(MARK))
  if (!grid || mark === undefined) return `这不是从本系统下载的填报表，没有“${FILL_SHEET}”这张表，或者表尾的标记被改了`
  const [template, plan, period, unit, version] = mark.split('｜')
  if (template !== `${MARK}${TEMPLATE}`) return '这份表的格式是旧的，请重新下载'
  if (unit !== form.unit.id) return '这是别的单位的填报表'
  if (plan !== form.plan.id || period !== form.period)
    return `这是${period && /^\d{4}-\d{2}$/.test(period) ? periodInWords(period) : '别的月份'}的填报表，不是${periodInWords(form.period)}的`
  const heads = grid.rows.findIndex((cells) => cells.includes(TASK))
  const columns = columnsOf(form.layout)
  const found = new Map<FilledField, number>()
  for (const { key, name } of columns)
    if (key in FILLED) found.set(key as FilledField, grid.rows[heads]?.indexOf(name) ?? -1)
  const missing = [...found]
    .filter(([, column]) => column < 0)
    .map(([field]) => columns.find(({ key }) => key === field)?.name)
  if (heads < 0 || missing.length > 0)
    return `找不到“${[...(heads < 0 ? [TASK] : []), ...missing].join('”“')}”，表头被改了或者格式已经变了，请重新下载`
  return { version: Number(version) || 0, ...rowsIn(grid, heads, found, form.plan, tasks) }
}

const rowsIn = (
  grid: Grid,
  heads: number,
  columns: ReadonlyMap<FilledField, number>,
  plan: Plan,
  tasks: readonly number[],
): Pick<FilledForm, 'rows' | 'problems'> => {
  const taskColumn = grid.rows[heads]?.indexOf(TASK) ?? 0
  const rows: FilledRow[] = []
  const problems: CellProblem[] = []
  grid.rows.slice(heads + 1).forEach((cells, index) => {
    const line = heads + 1 + index
    const said = cells[taskColumn]?.trim() ?? ''
    const at = (field: FilledField): string => placeOf(line, columns.get(field) ?? 0)
    const read = (field: FilledField): string => cells[columns.get(field) ?? -1]?.trim() ?? ''
    const typed = FILLED_FIELDS.some((field) => read(field) !== '')
    if (cells.some((text) => text.startsWith(MARK))) return
    if (said === '') {
      if (typed) problems.push({ place: placeOf(line, taskColumn), message: '这一行没有任务编号，不知道是哪项任务' })
      return
    }
    const task = Number(said)
    const wrong = !tasks.includes(task)
      ? `“${said}”不是本单位本月应报的任务`
      : rows.some((one) => one.task === task)
        ? `任务${task}出现了两次`
        : null
    if (wrong !== null) {
      problems.push({ place: placeOf(line, taskColumn), message: wrong })
      return
    }
    if (!['', YES].includes(read('zero'))) problems.push({ place: at('zero'), message: `请填“${YES}”，或者空着` })
    const targets = taskOf(plan, task)?.targets.length ?? 0
    const figures =
      read('figures') === ''
        ? []
        : read('figures')
            .split(/[；;]/)
            .map((one) => one.trim())
    if (figures.length > targets)
      problems.push({ place: at('figures'), message: `这项任务有${targets}个量化目标，填了${figures.length}个数` })
    rows.push({
      task,
      texts: Object.fromEntries(
        FILLED_FIELDS.filter((field) => field !== 'figures' && field !== 'zero').map((field) => [field, read(field)]),
      ) as FilledRow['texts'],
      zero: read('zero') === YES,
      figures: Array.from({ length: targets }, (_, target) => figures[target] ?? ''),
      places: Object.fromEntries(FILLED_FIELDS.map((field) => [field, at(field)])) as Record<FilledField, string>,
    })
  })
  return { rows, problems }
}
