import { capInWords } from '../../evaluation/rank.ts'
import { roundHalfAway } from '../../evaluation/round.ts'
import { ITEM_KEYS, type RuleSet } from '../../evaluation/rules.ts'
import type { UnitScore } from '../../evaluation/score.ts'
import type { Unit } from '../../people.ts'
import { at, type Cell, cell, letter, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import {
  DEDUCTIONS,
  FILED,
  gradeFrom,
  gradeName,
  NONE,
  place,
  RAW_DUTIES,
  RAW_FACTS,
  RULE,
  SCORES,
  YEAR_SHEETS,
} from '../vocabulary.ts'
import { cutOffInWords, listed } from '../words.ts'
import { sumOfUnit } from './deductions.ts'
import { gradeTints, missingMarks, totalBar } from './looks.ts'
import type { RawPlaces } from './raw.ts'
import { labelOf, standingInWords, type YearScene } from './YearScene.ts'

/** Where a ranking's units stand on 评分表. */
export type ScoreBlock = {
  title: string
  from: number
  to: number
  units: Unit[]
  /** Places without ties, by unit. */
  positions: ReadonlyMap<string, number>
}

const KEYS = Object.keys(SCORES) as (keyof typeof SCORES)[]
const WIDTH = KEYS.length
export const scoreColumn = (key: keyof typeof SCORES): string => letter(place(SCORES, key))

export type ScoresSheet = {
  sheet: Sheet
  blocks: ScoreBlock[]
  /** Unit → row. */
  rowOf: ReadonlyMap<string, number>
}

/** 评分表: one row per unit, every figure a formula on 原始数据 and 规则. */
export const scoresSheet = (
  scene: YearScene,
  places: RawPlaces,
  deductions: ReadonlyMap<string, number>,
): ScoresSheet => {
  const { year, evaluation } = scene
  const { rules } = evaluation
  const heads = KEYS.map((key) => {
    const item = ITEM_KEYS.find((one) => one === key)
    return item
      ? `${rules.items[item].name}\n（${rules.items[item].max}分）`
      : key === 'bonus'
        ? rules.bonus.name
        : SCORES[key]
  })
  const rows: Row[] = [
    ...heading(
      `${year.plan.year}年度评价评分表`,
      `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}　　${standingInWords(scene)}`,
      WIDTH,
    ),
    headRow(heads),
  ]
  const blocks: ScoreBlock[] = []
  const rowOf = new Map<string, number>()
  let number = 0
  for (const list of scene.lists) {
    rows.push(row(cell(`${list.title}　${list.units.length}个`, 'section', { cols: WIDTH })))
    const from = rows.length + 1
    const block: ScoreBlock = {
      title: list.title,
      from,
      to: from + list.units.length - 1,
      units: list.units,
      positions: positionsOf(scene, list.units),
    }
    for (const unit of list.units) {
      const line = rows.length + 1
      number += 1
      const count = number
      rowOf.set(unit.id, line)
      rows.push(scene.row(() => unitRow(scene, places, deductions, unit, block, line, count)))
    }
    blocks.push(block)
  }
  const last = rows.length
  rows.push(averages(scene, blocks, last), ...notes(explanations(scene), WIDTH))
  return {
    blocks,
    rowOf,
    sheet: {
      name: YEAR_SHEETS.scores,
      columns: [
        { min: 5, max: 5 },
        { min: 14, max: 26 },
        { min: 12, max: 14 },
        ...KEYS.slice(3, -1).map(() => ({ min: 8, max: 8 })),
        { min: 16, max: 24 },
      ],
      rows,
      shadings: [
        totalBar(blocks.map(({ from, to }) => ({ from, to, column: place(SCORES, 'total') }))),
        missingMarks(blocks.map(({ from, to }) => ({ from, to, column: place(SCORES, 'missing') }))),
        ...gradeTints(
          blocks.map(({ from, to }) => ({ from, to, column: place(SCORES, 'grade') })),
          rules.grades.length,
        ),
      ],
      frozen: { rows: 3, columns: 2 },
      repeat: { from: 1, to: 3 },
      locked: true,
      tall: false,
    },
  }
}

const unitRow = (
  scene: YearScene,
  places: RawPlaces,
  deductions: ReadonlyMap<string, number>,
  unit: Unit,
  block: ScoreBlock,
  line: number,
  number: number,
): Row => {
  const score = scene.score.get(unit.id)
  const here = (key: keyof typeof SCORES): string => `${scoreColumn(key)}${line}`
  const all = (key: keyof typeof SCORES): string => `${scoreColumn(key)}$${block.from}:${scoreColumn(key)}$${block.to}`
  const upTo = (key: keyof typeof SCORES): string => `${scoreColumn(key)}$${block.from}:${scoreColumn(key)}${line}`
  const taken = (key: keyof typeof DEDUCTIONS): string =>
    at(YEAR_SHEETS.deductions, place(DEDUCTIONS, key), deductions.get(unit.id) ?? 1)
  const points = (key: (typeof ITEM_KEYS)[number]): number | null =>
    score?.items.find((item) => item.key === key)?.points ?? null
  const weights = sumOfUnit(places, 'ownDuties', [place(RAW_DUTIES, 'weight')], unit.id)
  const weighted = sumOfUnit(places, 'ownDuties', [place(RAW_DUTIES, 'weighted')], unit.id)
  const sum = roundHalfAway(
    ITEM_KEYS.reduce((total, key) => total + (points(key) ?? 0), 0),
    2,
  )
  const applicable = score?.applicable ?? 0
  const bonusOf = (light: boolean): number => {
    const lines = score?.bonus.lines.filter(({ kind }) => (kind === 'red' || kind === 'yellow') === light) ?? []
    return lines.reduce((all, part) => all + part.points, 0) || 0
  }
  const facts = factFormulas(places.facts.get(unit.id) ?? 1)
  const item = (key: keyof typeof facts): Cell => cell({ formula: facts[key], result: points(key) ?? NONE }, 'score')
  const total = here('total')
  const better =
    `(${all('total')}>${total})+(${all('total')}=${total})*((${all('missing')}<${here('missing')})` +
    `+(${all('missing')}=${here('missing')})*(${all('late')}<${here('late')}))`
  const cells: Record<keyof typeof SCORES, Cell> = {
    number: cell(number, 'centre'),
    unit: cell(labelOf(scene, unit.id), 'centre'),
    class: cell(unit.class, 'centre'),
    kickoff: item('kickoff'),
    completion: cell(
      {
        formula: `IF(${weights}=0,"${NONE}",ROUND(${weighted}/${weights}*${RULE.completion},2))`,
        result: points('completion') ?? NONE,
      },
      'score',
    ),
    timeliness: cell(
      { formula: `ROUND(MAX(0,${RULE.timeliness}-${taken('timeliness')}),2)`, result: points('timeliness') ?? NONE },
      'score',
    ),
    quality: cell(
      { formula: `ROUND(MAX(0,${RULE.quality}-${taken('quality')}),2)`, result: points('quality') ?? NONE },
      'score',
    ),
    lookback: item('lookback'),
    overall: item('overall'),
    sum: cell({ formula: `SUM(${here('kickoff')}:${here('overall')})`, result: sum }, 'score'),
    applicable: cell(
      {
        formula: ITEM_KEYS.map((key) => `IF(ISNUMBER(${here(key)}),${RULE[key]},0)`).join('+'),
        result: applicable,
      },
      'score',
    ),
    scaled: cell(
      {
        formula: `IF(OR(${here('applicable')}=0,${here('expected')}=0),"${NONE}",ROUND(${here('sum')}*100/${here('applicable')},2))`,
        result: scaledOf(score, sum),
      },
      'score',
    ),
    lights: cell({ formula: taken('lights'), result: bonusOf(true) }, 'score'),
    manual: cell({ formula: taken('manual'), result: bonusOf(false) }, 'score'),
    bonus: cell(
      {
        formula: `ROUND(MIN(${RULE.within},MAX(-${RULE.within},${here('lights')}+${here('manual')})),2)`,
        result: score?.bonus.points ?? 0,
      },
      'score',
    ),
    total: cell(
      {
        formula: `IF(ISNUMBER(${here('scaled')}),ROUND(MIN(100,MAX(0,${here('scaled')}+${here('bonus')})),2),"${NONE}")`,
        result: score?.total ?? NONE,
      },
      'score',
      { tone: 'sum' },
    ),
    rank: cell(
      {
        formula: `IF(ISNUMBER(${total}),1+SUMPRODUCT(ISNUMBER(${all('total')})*(${better})),"${NONE}")`,
        result: score?.rank ?? NONE,
      },
      'count',
      { tone: 'sum' },
    ),
    grade: cell(
      {
        formula: gradeFormula(total, taken('falseReport'), scene.evaluation.rules),
        result: score?.grade ?? NONE,
      },
      'centre',
      { tone: 'sum' },
    ),
    expected: cell({ formula: taken('expected'), result: scene.year.rates.unit[unit.id]?.expected ?? 0 }, 'count'),
    missing: cell({ formula: taken('missing'), result: score?.missing ?? 0 }, 'count'),
    late: cell({ formula: taken('late'), result: score?.late ?? 0 }, 'count'),
    position: cell(
      {
        formula:
          `IF(ISNUMBER(${total}),${here('rank')}+COUNTIF(${upTo('rank')},${here('rank')})-1,` +
          `COUNT(${all('total')})+SUMPRODUCT(--NOT(ISNUMBER(${upTo('total')}))))`,
        result: block.positions.get(unit.id) ?? 0,
      },
      'count',
    ),
    note: cell(noteOf(scene, unit, score), 'text'),
  }
  return row(...KEYS.map((key) => cells[key]))
}

const scaledOf = (score: UnitScore | undefined, sum: number): number | string =>
  !score || score.total === null ? NONE : roundHalfAway((sum * 100) / score.applicable, 2)

/** Points of the items that stand on the third block of 原始数据; an item without a fact is not counted. */
const factFormulas = (line: number): Record<'kickoff' | 'lookback' | 'overall', string> => {
  const raw = (key: keyof typeof RAW_FACTS): string => at(YEAR_SHEETS.raw, place(RAW_FACTS, key), line)
  const filed = `IF(${raw('kickoff')}="${FILED.onTime}",${RULE.filed},IF(${raw('kickoff')}="${FILED.late}",${RULE.filedLate},0))`
  const share = `IF(N(${raw('problems')})=0,1,MIN(1,N(${raw('remedied')})/${raw('problems')}))`
  const checked = `IF(${raw('selfCheck')}="${FILED.onTime}",${RULE.selfCheck},0)+${share}*${RULE.remedied}`
  return {
    kickoff:
      `IF(AND(${raw('coordinator')}="",${raw('kickoff')}=""),"${NONE}",` +
      `ROUND(MIN(${RULE.kickoff},N(${raw('coordinator')})*${RULE.coordinator}+${filed}),2))`,
    lookback:
      `IF(${raw('selfCheck')}="","${NONE}",IF(${raw('selfCheck')}="${FILED.none}",0,` +
      `ROUND(MIN(${RULE.lookback},${checked}),2)))`,
    overall: `IF(ISNUMBER(${raw('overall')}),ROUND(MIN(${RULE.overall},${raw('overall')}),2),"${NONE}")`,
  }
}

/** The grade is the first whose band the total reaches, and no better than the one that a false report leaves; the last one takes the rest. */
const gradeFormula = (total: string, falseReports: string, { grades }: RuleSet): string => {
  const ranks = grades.map((_, index) => index + 1)
  const reached = ranks
    .slice(0, -1)
    .reduceRight((rest, rank) => `IF(${total}>=${gradeFrom(rank)},${rank},${rest})`, String(grades.length))
  const cap = ranks.reduceRight((rest, rank) => `IF(${RULE.cap}=${gradeName(rank)},${rank},${rest})`, '1')
  const grade = `CHOOSE(MAX(${reached},IF(${falseReports}>0,${cap},1)),${ranks.map(gradeName).join(',')})`
  return `IF(ISNUMBER(${total}),${grade},"${NONE}")`
}

/** Places without ties, as 排名表 lists them: by rank, equal ranks in the units' order, those without a rank last. */
const positionsOf = (scene: YearScene, units: readonly Unit[]): Map<string, number> => {
  const order = units
    .map((unit, index) => ({ id: unit.id, index, rank: scene.score.get(unit.id)?.rank ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => (a.rank === b.rank ? a.index - b.index : a.rank - b.rank))
  return new Map(order.map(({ id }, index) => [id, index + 1]))
}

const noteOf = ({ year }: YearScene, unit: Unit, score: UnitScore | undefined): string => {
  const standings = Object.values(year.standings[unit.id] ?? {})
  const self = standings.filter((standing) => standing.selfAccepted).length
  const entered = standings.filter((standing) => standing.entered).length
  return [
    ...(self > 0 ? [`自审${self}个月`] : []),
    ...(entered > 0 ? [`代录${entered}个月`] : []),
    ...(score?.why ? [score.why] : []),
    ...(score && score.cap !== null ? [capInWords(score.cap)] : []),
    ...(score?.items.some((item) => item.key === 'completion' && item.points === null) ? ['没有计分的任务'] : []),
  ].join('；')
}

const averages = (scene: YearScene, blocks: readonly ScoreBlock[], last: number): Row => {
  const first = blocks[0]?.from ?? last
  const scored = scene.units.flatMap((unit) => scene.score.get(unit.id)?.total ?? [])
  const span = (key: keyof typeof SCORES): string => `${scoreColumn(key)}${first}:${scoreColumn(key)}${last}`
  const mean =
    scored.length === 0 ? NONE : roundHalfAway(scored.reduce((sum, total) => sum + total, 0) / scored.length, 2)
  const summed = (key: 'expected' | 'missing' | 'late'): Cell =>
    cell({ formula: `SUM(${span(key)})`, result: scene.year.rates.all[key] }, 'count', { tone: 'sum' })
  const before = place(SCORES, 'total') - 1
  return row(
    cell('平均总分和合计', 'strong', { cols: before, tone: 'sum' }),
    cell(
      { formula: `IF(COUNT(${span('total')})=0,"${NONE}",ROUND(AVERAGE(${span('total')}),2))`, result: mean },
      'score',
      { tone: 'sum' },
    ),
    cell('', 'text', { cols: 2, tone: 'sum' }),
    summed('expected'),
    summed('missing'),
    summed('late'),
    cell('', 'text', { cols: 2, tone: 'sum' }),
  )
}

/** What is left out, and why: once per item and reason, with the units where it is not all of them. */
const leftOut = (scene: YearScene): string[] =>
  ITEM_KEYS.filter((key) => key !== 'completion').flatMap((key) => {
    const reasons = new Map<string, { name: string; who: string[] }>()
    for (const unit of scene.units) {
      const item = scene.score.get(unit.id)?.items.find((one) => one.key === key)
      if (!item?.why) continue
      const reason = reasons.get(item.why) ?? { name: item.name, who: [] }
      reason.who.push(labelOf(scene, unit.id))
      reasons.set(item.why, reason)
    }
    return [...reasons].map(([why, { name, who }]) =>
      who.length === scene.units.length ? `${name}：${why}。` : `${name}（${listed(who)}）：${why}。`,
    )
  })

const explanations = (scene: YearScene): string[] => {
  const { year } = scene
  const listedIn = new Set(scene.units)
  const silent = year.units.filter((unit) => !listedIn.has(unit)).map((unit) => labelOf(scene, unit.id))
  return [
    ...leftOut(scene),
    `总分＝各项合计×100÷适用满分，再加加减分，限在0–100分。没有得分的项写“${NONE}”，不计入合计，也不计入适用满分。`,
    '分数、名次和等次都是公式：数字来自“原始数据”，标准来自“规则”。改这两张表里浅黄色的单元格（综合评价、人工记录、权重、分值），本表和排名表随之重算。',
    '名次比总分，再比未报少、迟报少；都相同的并列，下一名顺延。“排位”只供排名表取数。',
    ...(scene.published === null ? [] : [`评价快照SHA-256：${scene.published.sha256}`]),
    ...(silent.length > 0 ? [`全年没有应报任务、不在表内的单位：${listed(silent)}。`] : []),
    ...(scene.units.some((unit) => unit.assumed) ? ['带“（示例）”的单位，通知没有点名，是样例数据里假定的。'] : []),
  ]
}
