import { roundHalfAway } from '../../evaluation/round.ts'
import { ITEM_KEYS, type RuleSet } from '../../evaluation/rules.ts'
import type { UnitScore } from '../../evaluation/score.ts'
import type { Unit } from '../../people.ts'
import { at, type Cell, cell, letter, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { DEDUCTIONS, gradeFrom, gradeName, NONE, place, RAW_DUTIES, RULE, SCORES, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords } from '../words.ts'
import { sumOfUnit } from './deductions.ts'
import type { RawPlaces } from './raw.ts'
import { labelOf, type YearScene } from './YearScene.ts'

/** Where a ranking's units stand on 评分表. */
export type ScoreBlock = { title: string; from: number; to: number; units: Unit[] }

const KEYS = Object.keys(SCORES) as (keyof typeof SCORES)[]
const WIDTH = KEYS.length
export const scoreColumn = (key: keyof typeof SCORES): string => letter(place(SCORES, key))

/** Items entered by hand: empty now, open for entry, counted as soon as a number stands there. */
const BY_HAND = ['kickoff', 'lookback', 'overall'] as const
const isByHand = (key: string): boolean => (BY_HAND as readonly string[]).includes(key)

/** 评分表: one row per unit, every figure a formula on 原始数据 and 规则. */
export const scoresSheet = (
  scene: YearScene,
  places: RawPlaces,
  deductions: ReadonlyMap<string, number>,
): { sheet: Sheet; blocks: ScoreBlock[] } => {
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
      `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}　　本表没有发布，供核对`,
      WIDTH,
    ),
    headRow(heads),
  ]
  const blocks: ScoreBlock[] = []
  let number = 0
  for (const list of scene.lists) {
    rows.push(row(cell(`${list.title}　${list.units.length}个`, 'section', { cols: WIDTH })))
    const from = rows.length + 1
    const block = { title: list.title, from, to: from + list.units.length - 1, units: list.units }
    for (const unit of list.units) {
      number += 1
      rows.push(unitRow(scene, places, deductions, unit, block, rows.length + 1, number))
    }
    blocks.push(block)
  }
  const last = rows.length
  rows.push(averages(scene, blocks, last), ...notes(explanations(scene), WIDTH))
  return {
    blocks,
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
  const { bonus } = scene.evaluation.rules
  const here = (key: keyof typeof SCORES): string => `${scoreColumn(key)}${line}`
  const all = (key: keyof typeof SCORES): string => `${scoreColumn(key)}$${block.from}:${scoreColumn(key)}$${block.to}`
  const upTo = (key: keyof typeof SCORES): string => `${scoreColumn(key)}$${block.from}:${scoreColumn(key)}${line}`
  const taken = (key: keyof typeof DEDUCTIONS): string =>
    at(YEAR_SHEETS.deductions, place(DEDUCTIONS, key), deductions.get(unit.id) ?? 1)
  const points = (key: (typeof ITEM_KEYS)[number]): number | null =>
    score?.items.find((item) => item.key === key)?.points ?? null
  const weights = sumOfUnit(places, 'duties', [place(RAW_DUTIES, 'weight')], line)
  const weighted = sumOfUnit(places, 'duties', [place(RAW_DUTIES, 'weighted')], line)
  const sum = roundHalfAway(
    ITEM_KEYS.reduce((total, key) => total + (points(key) ?? 0), 0),
    2,
  )
  const applicable = score?.applicable ?? 0
  const lights = -(score?.bonus.lines.reduce((total, part) => total - part.points, 0) ?? 0)
  const byHand = (): Cell => cell(null, 'score', { input: true, tone: 'input' })
  const total = here('total')
  const better =
    `(${all('total')}>${total})+(${all('total')}=${total})*((${all('missing')}<${here('missing')})` +
    `+(${all('missing')}=${here('missing')})*(${all('late')}<${here('late')}))`
  const cells: Record<keyof typeof SCORES, Cell> = {
    number: cell(number, 'centre'),
    unit: cell(labelOf(scene, unit.id), 'centre'),
    class: cell(unit.class, 'centre'),
    kickoff: byHand(),
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
    lookback: byHand(),
    overall: byHand(),
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
    lights: cell({ formula: taken('lights'), result: lights === 0 ? 0 : lights }, 'score'),
    manual: byHand(),
    bonus: cell(
      {
        formula: `ROUND(MIN(${RULE.within},MAX(-${RULE.within},${here('lights')}+N(${here('manual')}))),2)`,
        result: roundHalfAway(Math.min(bonus.within, Math.max(-bonus.within, lights)), 2),
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
    grade: cell({ formula: gradeFormula(total, scene.evaluation.rules), result: score?.grade ?? NONE }, 'centre', {
      tone: 'sum',
    }),
    expected: cell({ formula: taken('expected'), result: scene.year.rates.unit[unit.id]?.expected ?? 0 }, 'count'),
    missing: cell({ formula: taken('missing'), result: score?.missing ?? 0 }, 'count'),
    late: cell({ formula: taken('late'), result: score?.late ?? 0 }, 'count'),
    position: cell(
      {
        formula:
          `IF(ISNUMBER(${total}),${here('rank')}+COUNTIF(${upTo('rank')},${here('rank')})-1,` +
          `COUNT(${all('total')})+SUMPRODUCT(--NOT(ISNUMBER(${upTo('total')}))))`,
        result: positionsOf(scene, block.units).get(unit.id) ?? 0,
      },
      'count',
    ),
    note: cell(noteOf(scene, unit, score), 'text'),
  }
  return row(...KEYS.map((key) => cells[key]))
}

const scaledOf = (score: UnitScore | undefined, sum: number): number | string =>
  !score || score.total === null ? NONE : roundHalfAway((sum * 100) / score.applicable, 2)

/** The grade is the first whose band the total reaches; the last one takes the rest. */
const gradeFormula = (total: string, { grades }: RuleSet): string => {
  const steps = grades.slice(0, -1).map((_, index) => index + 1)
  const chain = steps.reduceRight(
    (rest, rank) => `IF(${total}>=${gradeFrom(rank)},${gradeName(rank)},${rest})`,
    gradeName(grades.length),
  )
  return `IF(ISNUMBER(${total}),${chain},"${NONE}")`
}

/** Places without ties, as 排名表 lists them: by rank, equal ranks in the units' order, those without a rank last. */
export const positionsOf = (scene: YearScene, units: readonly Unit[]): Map<string, number> => {
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

const explanations = (scene: YearScene): string[] => {
  const { evaluation, year } = scene
  const left = ITEM_KEYS.flatMap((key) => {
    const why = evaluation.units.find((unit) => unit.items.some((item) => item.key === key && item.why))?.items
    const item = why?.find((one) => one.key === key)
    return item?.why && isByHand(key) ? [`${item.name}：${item.why}。`] : []
  })
  const silent = year.units.filter((unit) => !scene.units.includes(unit)).map((unit) => labelOf(scene, unit.id))
  return [
    ...left,
    `总分＝各项合计×100÷适用满分，再加加减分，限在0–100分。没有得分的项写“${NONE}”或空着，不计入合计，也不计入适用满分。`,
    '浅黄色单元格可以填写：填了组织启动、回头看、综合评价或人工加减分，总分、名次和等次随之重算。其余单元格请勿改动，数字来自“原始数据”，标准来自“规则”。',
    '名次比总分，再比未报少、迟报少；都相同的并列，下一名顺延。“排位”只供排名表取数。',
    ...(silent.length > 0 ? [`全年没有应报任务、不在表内的单位：${silent.join('、')}。`] : []),
    ...(scene.units.some((unit) => unit.assumed) ? ['带“（示例）”的单位，通知没有点名，是样例数据里假定的。'] : []),
  ]
}
