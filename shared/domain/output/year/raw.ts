import type { DutyMonth } from '../../counting/duty.ts'
import { LIGHTS } from '../../counting/lights.ts'
import { MARKS } from '../../counting/standing.ts'
import { isKickoffOnTime } from '../../evaluation/items/kickoff.ts'
import { MARK_KINDS, MARK_TABLE, recordInWords } from '../../evaluation/marks.ts'
import { DUTY_WORDS, type DutyRole, taskOf } from '../../plan.ts'
import type { Entry } from '../../report/entry.ts'
import { type Cell, cell, letter, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow } from '../frame.ts'
import { monthNotes } from '../marks.ts'
import {
  FILED,
  NONE,
  place,
  RAW_DUTIES,
  RAW_ENTRIES,
  RAW_FACTS,
  RAW_MARKS,
  RAW_REPORTS,
  RULE,
  SPARE_MARKS,
  YEAR_SHEETS,
  YES,
} from '../vocabulary.ts'
import { cutOffInWords, figuresText, shortMoment, taskNumber, taskTitle, workOf } from '../words.ts'
import { labelOf, type YearScene } from './YearScene.ts'

/** Where the rows of the raw data stand, so that formulas and references find them. */
export type RawPlaces = {
  reports: { from: number; to: number }
  duties: { from: number; to: number }
  marks: { from: number; to: number }
  /** A unit's own rows, which lie together; none where it has no such row. */
  ownReports: ReadonlyMap<string, { from: number; to: number }>
  ownDuties: ReadonlyMap<string, { from: number; to: number }>
  /** `unit period`, `unit task`, unit, and the mark's id → row. */
  report: ReadonlyMap<string, number>
  duty: ReadonlyMap<string, number>
  facts: ReadonlyMap<string, number>
  mark: ReadonlyMap<string, number>
}

const WIDTH = Object.keys(RAW_REPORTS).length
const KIND_WORDS = MARK_KINDS.filter((kind) => kind !== 'overall').map((kind) => MARK_TABLE[kind].word)
const flag = (is: boolean): number => (is ? 1 : 0)

type Cells<C extends object> = Record<keyof C, Cell>
/** Cells in the order of their columns. */
const inOrder = <C extends object>(columns: C, cells: Cells<C>): Row =>
  row(...(Object.keys(columns) as (keyof C)[]).map((key) => cells[key]))

/** 原始数据: reports, duties, and the entries as they were written. Scores start from the first four; the last is there to be read. */
export const rawSheet = (scene: YearScene): { sheet: Sheet; places: RawPlaces } => {
  const { year } = scene
  const rows: Row[] = heading(
    '原始数据',
    `数据截至${cutOffInWords(year.cutOff)}　　一、各单位各期月报　　二、各单位各项任务　　三、其他评价依据　　四、人工记录　　五、月报填写内容`,
    WIDTH,
  )
  const reports = reportBlock(scene, rows)
  const duties = dutyBlock(scene, rows)
  const facts = factsBlock(scene, rows)
  const marks = marksBlock(scene, rows)
  const entries = entryBlock(scene, rows)
  return {
    places: {
      reports: reports.at,
      duties: duties.at,
      marks: marks.at,
      ownReports: reports.own,
      ownDuties: duties.own,
      report: reports.rows,
      duty: duties.rows,
      facts,
      mark: marks.rows,
    },
    sheet: {
      name: YEAR_SHEETS.raw,
      columns: [5, 24, 9, 10, 6, 11, 8, 8, 8, 8, 9, 9, 34, 24, 18, 26, 20].map((width) => ({ min: width, max: width })),
      rows,
      frozen: { rows: 2, columns: 2 },
      // The last block is by far the longest: its heads stand on every page of it.
      repeat: { from: entries.from - 1, to: entries.from - 1 },
      filter: { from: entries.from - 1, to: entries.to },
      locked: true,
      tall: false,
    },
  }
}

const section = (rows: Row[], title: string, heads: Record<string, string>): void => {
  rows.push(row(cell(title, 'section', { cols: WIDTH })), headRow(Object.values(heads)))
}

/** A block without a row keeps one empty one, so that ranges in formulas exist. */
const closed = (rows: Row[], from: number): { from: number; to: number } => {
  if (rows.length < from) rows.push(row(cell(null, 'text', { cols: WIDTH })))
  return { from, to: rows.length }
}

const reportBlock = (scene: YearScene, rows: Row[]) => {
  section(rows, '一、各单位各期月报（每个单位每期一行；没到截止时间的，应报为0）', RAW_REPORTS)
  const from = rows.length + 1
  const at = new Map<string, number>()
  const own = new Map<string, { from: number; to: number }>()
  for (const unit of scene.units) {
    const first = rows.length + 1
    for (const { period } of scene.year.periods) {
      const standing = scene.year.standings[unit.id]?.[period]
      if (!standing?.owed) continue
      const head = scene.heads.get(`${unit.id} ${period}`)
      const number = rows.length - from + 2
      at.set(`${unit.id} ${period}`, rows.length + 1)
      rows.push(
        scene.row(() =>
          inOrder(RAW_REPORTS, {
            number: cell(number, 'centre'),
            unit: cell(labelOf(scene, unit.id), 'centre'),
            period: cell(period, 'centre'),
            expected: cell(flag(standing.expected), 'count'),
            reported: cell(flag(standing.reported), 'count'),
            onTime: cell(flag(standing.onTime), 'count'),
            late: cell(flag(standing.late), 'count'),
            madeUp: cell(flag(standing.madeUp), 'count'),
            missing: cell(flag(standing.missing), 'count'),
            zero: cell(flag(standing.reported && standing.zero), 'count'),
            returned: cell(standing.returned, 'count'),
            returnsByUnit: cell(standing.returnedByUnit, 'count'),
            due: cell(shortMoment(standing.due), 'centre'),
            filedAt: cell(standing.filedAt ? shortMoment(standing.filedAt) : NONE, 'centre'),
            filedBy: cell((standing.filed && head?.filedBy?.name) || NONE, 'centre'),
            acceptedBy: cell(head?.acceptedBy?.name ?? NONE, 'centre'),
            marks: cell([MARKS[standing.mark].word, ...monthNotes(standing, head ?? null)].join('；'), 'text'),
          }),
        ),
      )
    }
    if (rows.length >= first) own.set(unit.id, { from: first, to: rows.length })
  }
  return { at: closed(rows, from), rows: at, own }
}

/** The weight that the rules give a role, and the value they give a status: what the code computes, said in a formula. */
const weightFormula = (line: number): string => {
  const counted = `$${letter(place(RAW_DUTIES, 'counted'))}${line}`
  const role = `$${letter(place(RAW_DUTIES, 'role'))}${line}`
  const is = (one: DutyRole): string => `${role}="${DUTY_WORDS[one]}"`
  return `IF(${counted}<>"${YES}",0,IF(${is('lead')},${RULE.lead},IF(${is('responsible')},${RULE.responsible},IF(${is('support')},${RULE.support},${RULE.wildcard}))))`
}

const valueFormula = (line: number): string => {
  const verified = `$${letter(place(RAW_DUTIES, 'verified'))}${line}`
  const status = `$${letter(place(RAW_DUTIES, 'status'))}${line}`
  const progress = `$${letter(place(RAW_DUTIES, 'progress'))}${line}`
  const counted = `$${letter(place(RAW_DUTIES, 'counted'))}${line}`
  const steps: [string, string][] = [
    [`${counted}<>"${YES}"`, '0'],
    [`${verified}="${YES}"`, RULE.verified],
    [`${status}="已完成"`, RULE.done],
    [`${status}="进度超前"`, RULE.ahead],
    [`${status}="按计划推进"`, RULE.onPlan],
    [`${status}="滞后"`, `MIN(${RULE.behind},N(${progress})/100)`],
    [`${status}="停顿"`, RULE.stalled],
    [`${status}="未启动"`, RULE.notStarted],
  ]
  return steps.reduceRight((rest, [test, value]) => `IF(${test},${value},${rest})`, '0')
}

const dutyBlock = (scene: YearScene, rows: Row[]) => {
  section(rows, '二、各单位各项任务（每个单位每项任务一行；取最近一次有进展的填报）', RAW_DUTIES)
  const from = rows.length + 1
  const at = new Map<string, number>()
  const own = new Map<string, { from: number; to: number }>()
  for (const unit of scene.units) {
    const first = rows.length + 1
    for (const months of scene.year.duties[unit.id] ?? []) {
      const due = months.findLast((month) => month.due)
      if (!due) continue
      const line = rows.length + 1
      at.set(`${unit.id} ${due.task}`, line)
      rows.push(scene.row(() => dutyRow(scene, due, line, line - from + 1)))
    }
    if (rows.length >= first) own.set(unit.id, { from: first, to: rows.length })
  }
  return { at: closed(rows, from), rows: at, own }
}

/** @param due the newest month of the duty that has fallen due */
const dutyRow = (scene: YearScene, due: DutyMonth, line: number, number: number): Row => {
  const { year } = scene
  const unitScore = scene.score.get(due.unit)
  const score = unitScore?.duties.find((one) => one.task === due.task)
  const costs = (kind: 'red' | 'yellow'): boolean =>
    unitScore?.bonus.lines.some((one) => one.kind === kind && one.task === due.task) ?? false
  const verified = (year.verified[due.unit] ?? []).includes(due.task)
  const weight = score?.weight ?? 0
  const task = taskOf(year.plan, due.task)
  const product = `${letter(place(RAW_DUTIES, 'weight'))}${line}*${letter(place(RAW_DUTIES, 'value'))}${line}`
  return inOrder(RAW_DUTIES, {
    number: cell(number, 'centre'),
    unit: cell(labelOf(scene, due.unit), 'centre'),
    task: cell(task ? taskNumber(task) : due.task, 'centre'),
    role: cell(DUTY_WORDS[score?.role ?? due.role], 'centre'),
    counted: cell(score ? YES : '否', 'centre'),
    verified: cell(verified ? YES : '', 'centre'),
    status: cell(due.judged ?? '没有填报过', 'centre'),
    progress: cell(due.progress, 'count'),
    weight: cell({ formula: weightFormula(line), result: weight }, 'weight'),
    value: cell({ formula: valueFormula(line), result: score?.value ?? 0 }, 'score'),
    red: cell(flag(costs('red')), 'count'),
    yellow: cell(flag(costs('yellow')), 'count'),
    title: cell(task ? taskTitle(task) : '', 'text'),
    weighted: cell({ formula: product, result: weight * (score?.value ?? 0) }, 'score'),
    latest: cell(due.from ?? NONE, 'centre'),
    light: cell(due.light ? LIGHTS[due.light].word : NONE, 'centre'),
    note: cell(
      score && score.words !== (due.judged ?? '没有填报过') ? score.words : score ? '' : '任务已取消，不计分',
      'text',
    ),
  })
}

const open = { input: true, tone: 'input' } as const

/** What a unit's score stands on besides reports, tasks and marks: the words and numbers that formulas read; null where it is not collected. */
export const factsOf = ({ records, evaluation, year, score }: YearScene, unit: string) => {
  const kickoff = records.kickoffs?.find((one) => one.unit === unit)
  const lookback = records.lookbacks?.find((one) => one.unit === unit)
  const { by } = evaluation.rules.items.kickoff
  const filed = (at: string | null, onTime: boolean): string =>
    at === null ? FILED.none : onTime ? FILED.onTime : FILED.late
  const overall = records.marks.findLast((mark) => mark.unit === unit && mark.kind === 'overall')
  const checked = lookback !== undefined && lookback.filedAt !== null
  return {
    coordinator: records.kickoffs === null ? null : flag(kickoff?.coordinator ?? false),
    kickoff:
      records.kickoffs === null
        ? null
        : filed(kickoff?.filedAt ?? null, isKickoffOnTime(year.plan.year, by, kickoff?.filedAt ?? '')),
    selfCheck: records.lookbacks === null ? null : filed(lookback?.filedAt ?? null, lookback?.onTime ?? false),
    problems: checked ? lookback.problems : null,
    remedied: checked ? lookback.remedied : null,
    overall: overall?.points ?? null,
    note: score.get(unit)?.items.find((item) => item.key === 'overall')?.lines[0]?.what ?? '',
  }
}

/** Columns that a cell of the narrow blocks covers, so that words have room. */
const SPANS = { note: 9, reason: 6 }

const factsBlock = (scene: YearScene, rows: Row[]): ReadonlyMap<string, number> => {
  rows.push(
    row(cell('三、其他评价依据（每个单位一行；浅黄色单元格可以填写，填了就计分）', 'section', { cols: WIDTH })),
    row(
      ...Object.entries(RAW_FACTS).map(([key, head]) => cell(head, 'head', { cols: key === 'note' ? SPANS.note : 1 })),
    ),
  )
  const at = new Map<string, number>()
  scene.units.forEach((unit, index) => {
    at.set(unit.id, rows.length + 1)
    rows.push(
      scene.row(() => {
        const facts = factsOf(scene, unit.id)
        return inOrder(RAW_FACTS, {
          number: cell(index + 1, 'centre'),
          unit: cell(labelOf(scene, unit.id), 'centre'),
          coordinator: cell(facts.coordinator, 'count', open),
          kickoff: cell(facts.kickoff, 'centre', open),
          selfCheck: cell(facts.selfCheck, 'centre', open),
          problems: cell(facts.problems, 'count', open),
          remedied: cell(facts.remedied, 'count', open),
          overall: cell(facts.overall, 'score', open),
          note: cell(facts.note, 'text', { cols: SPANS.note }),
        })
      }),
    )
  })
  return at
}

/** Marks of the units that are listed, then empty rows for more. */
const marksBlock = (scene: YearScene, rows: Row[]) => {
  const listed = new Set(scene.units.map((unit) => unit.id))
  const marks = scene.records.marks.filter((mark) => listed.has(mark.unit) && mark.kind !== 'overall')
  rows.push(
    row(
      cell(
        `四、人工记录（每笔一行，计数改为0就不计；空行可以补记，单位和项目照表中的写法，项目是${KIND_WORDS.join('、')}）`,
        'section',
        { cols: WIDTH },
      ),
    ),
    row(
      ...Object.entries(RAW_MARKS).map(([key, head]) =>
        cell(head, 'head', { cols: key === 'reason' ? SPANS.reason : 1 }),
      ),
    ),
  )
  const from = rows.length + 1
  const at = new Map<string, number>()
  for (let index = 0; index < marks.length + SPARE_MARKS; index++) {
    const mark = marks[index]
    if (mark) at.set(mark.id, rows.length + 1)
    const task = mark?.task ? taskOf(scene.year.plan, mark.task) : undefined
    const filled = mark ? {} : open
    rows.push(
      inOrder(RAW_MARKS, {
        number: cell(index + 1, 'centre'),
        unit: cell(mark ? labelOf(scene, mark.unit) : null, 'centre', filled),
        period: cell(mark?.period ?? (mark ? NONE : null), 'centre', filled),
        kind: cell(mark ? MARK_TABLE[mark.kind].word : null, 'centre', filled),
        count: cell(mark ? 1 : null, 'count', open),
        task: cell(task ? taskNumber(task) : mark ? NONE : null, 'centre', filled),
        reason: cell(mark?.reason ?? null, 'text', { cols: SPANS.reason, ...filled }),
        record: cell(mark ? recordInWords(mark) || NONE : null, 'text', filled),
        at: cell(mark ? shortMoment(mark.at) : null, 'centre', filled),
        by: cell(mark?.by.name ?? null, 'centre', filled),
      }),
    )
  }
  return { at: { from, to: rows.length }, rows: at }
}

const entryBlock = (scene: YearScene, rows: Row[]): { from: number; to: number } => {
  section(rows, '五、月报填写内容（已报送的月报，每项任务一行）', RAW_ENTRIES)
  const from = rows.length + 1
  for (const unit of scene.units)
    for (const { period } of scene.year.periods) {
      const standing = scene.year.standings[unit.id]?.[period]
      if (!standing?.filed) continue
      const head = scene.heads.get(`${unit.id} ${period}`)
      for (const entry of scene.texts.get(`${unit.id} ${period}`) ?? []) {
        const role = head?.duties.find((duty) => duty.task === entry.task)?.role
        const brief = head?.entries.find((one) => one.task === entry.task)
        const number = rows.length - from + 2
        rows.push(
          scene.row(() =>
            entryRow(scene, entry, {
              number,
              unit: labelOf(scene, unit.id),
              period,
              role: role ? DUTY_WORDS[role] : NONE,
              revision: head?.revision ?? 1,
              hasProblem: brief?.problem ?? false,
              hasMeasure: brief?.measure ?? false,
            }),
          ),
        )
      }
    }
  if (scene.elsewhere && rows.length < from)
    rows.push(
      row(
        cell(`条数太多，不列在本工作簿；全部文字见“${scene.year.plan.year}年月报全部内容”工作簿。`, 'text', {
          cols: WIDTH,
        }),
      ),
    )
  return closed(rows, from)
}

type EntryFacts = {
  number: number
  unit: string
  period: string
  role: string
  revision: number
  hasProblem: boolean
  hasMeasure: boolean
}

const entryRow = ({ year }: YearScene, entry: Entry, facts: EntryFacts): Row => {
  const task = taskOf(year.plan, entry.task)
  return inOrder(RAW_ENTRIES, {
    number: cell(facts.number, 'centre'),
    unit: cell(facts.unit, 'centre'),
    period: cell(facts.period, 'centre'),
    task: cell(task ? taskNumber(task) : entry.task, 'centre'),
    role: cell(facts.role, 'centre'),
    zero: cell(entry.zero ? YES : '', 'centre'),
    status: cell(entry.status ?? NONE, 'centre'),
    progress: cell(entry.progress, 'count'),
    revision: cell(facts.revision, 'count'),
    hasProblem: cell(facts.hasProblem ? YES : '', 'centre'),
    hasMeasure: cell(facts.hasMeasure ? YES : '', 'centre'),
    figures: cell(figuresText(entry, task), 'text'),
    work: cell(workOf(entry), 'text'),
    problem: cell(entry.problem, 'text'),
    coordination: cell(entry.coordination, 'text'),
    next: cell(entry.next, 'text'),
    note: cell([entry.note, entry.zero ? entry.reason : ''].filter((part) => part !== '').join('\n'), 'text'),
  })
}
