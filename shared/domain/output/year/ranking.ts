import { ITEM_KEYS } from '../../evaluation/rules.ts'
import type { Unit } from '../../people.ts'
import { type Area, type Cell, type Chart, cell, type Look, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { gradeName, NONE, place, RANKING, SCORES, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords } from '../words.ts'
import { gradeTints, missingMarks, totalBar } from './looks.ts'
import { type ScoreBlock, scoreColumn } from './scores.ts'
import type { YearScene } from './YearScene.ts'
import { labelOf, standingInWords } from './YearScene.ts'

const KEYS = Object.keys(RANKING) as (keyof typeof RANKING)[]
const WIDTH = KEYS.length
const LOOKS: Partial<Record<keyof typeof RANKING, Look>> = {
  rank: 'count',
  unit: 'centre',
  grade: 'centre',
  missing: 'count',
  late: 'count',
}

/** 排名表: the units in the order of their ranks, picked from 评分表 by their place; a changed weight reorders it. */
export const rankingSheet = (scene: YearScene, blocks: readonly ScoreBlock[], scores: Sheet): Sheet => {
  const { year, evaluation } = scene
  const heads = KEYS.map((key) => {
    const item = ITEM_KEYS.find((one) => one === key)
    return item ? evaluation.rules.items[item].name : key === 'bonus' ? evaluation.rules.bonus.name : RANKING[key]
  })
  const rows: Row[] = [
    ...heading(
      `${year.plan.year}年度评价排名表`,
      `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}　　${standingInWords(scene)}`,
      WIDTH,
    ),
    headRow(heads),
  ]
  const ranked: Ranked[] = []
  for (const block of blocks) {
    rows.push(row(cell(`${block.title}　${block.units.length}个`, 'section', { cols: WIDTH })))
    const lineOf = new Map(block.units.map((unit, index) => [unit.id, block.from + index]))
    const ordered = [...block.units].sort((a, b) => (block.positions.get(a.id) ?? 0) - (block.positions.get(b.id) ?? 0))
    const from = rows.length + 1
    ordered.forEach((unit, index) => {
      const line = rows.length + 1
      rows.push(
        scene.row(() => rankRow(scene, block, scores, unit, lineOf.get(unit.id) ?? block.from, index + 1, line)),
      )
    })
    ranked.push({ title: block.title, from, to: rows.length })
  }
  rows.push(row(null), ...gradeBlock(scene, blocks))
  rows.push(
    ...notes(
      [
        '按处室、直属事业单位、社会组织分别排名的，各类名次互不比较。次序随“规则”和“评分表”重算。',
        `“${NONE}”：这一项不计，总分按其余各项折算为100分。`,
      ],
      WIDTH,
    ),
  )
  const charts = chartsOf(ranked, rows)
  const areas = (key: keyof typeof RANKING): Area[] =>
    ranked.map(({ from, to }) => ({ from, to, column: place(RANKING, key) }))
  return {
    name: YEAR_SHEETS.ranking,
    columns: KEYS.map((key) => (key === 'unit' ? { min: 22, max: 26 } : { min: 9, max: 10 })),
    rows,
    frozen: { rows: 3, columns: 3 },
    repeat: { from: 1, to: 3 },
    locked: true,
    tall: false,
    shadings: [
      totalBar(areas('total')),
      missingMarks(areas('missing')),
      ...gradeTints(areas('grade'), evaluation.rules.grades.length),
    ],
    charts,
  }
}

/** Where a list of ranked units stands on this sheet. */
type Ranked = { title: string; from: number; to: number }

/** Units of a list that one picture can still tell apart. */
const MOST_BARS = 40

/** 总分 as bars, in the order of the ranks, a picture a list, on rows of their own. */
const chartsOf = (ranked: readonly Ranked[], rows: Row[]): Chart[] =>
  drawn(ranked).map(({ title, from, to }, index) => {
    rows.push({ ...row(null), ...(index === 0 ? { breakAfter: true } : {}) })
    const first = rows.length + 1
    const lines = 5 + to - from
    rows.push(...Array.from({ length: lines }, () => ({ ...row(null), height: 18 })))
    return {
      kind: 'bar',
      title: `${title}总分`,
      format: '0.00',
      least: 0,
      most: 100,
      labels: true,
      categories: {
        sheet: YEAR_SHEETS.ranking,
        from: [from, place(RANKING, 'unit')],
        to: [to, place(RANKING, 'unit')],
      },
      series: [
        {
          name: '总分',
          values: {
            sheet: YEAR_SHEETS.ranking,
            from: [from, place(RANKING, 'total')],
            to: [to, place(RANKING, 'total')],
          },
          tone: 'calm',
        },
      ],
      over: { from: first, to: first + lines - 1, column: 1, toColumn: WIDTH },
    }
  })

/** Lists that a picture helps: one unit needs none, and too many are a thicket. */
const drawn = (ranked: readonly Ranked[]): Ranked[] =>
  ranked.filter(({ from, to }) => to > from && to - from < MOST_BARS)

/** The results that a row of 评分表 holds. */
const heldIn = (scores: Sheet, line: number): ((key: keyof typeof SCORES) => number | string) => {
  const cells = scores.rows[line - 1]?.cells ?? []
  return (key) => {
    const value = cells[place(SCORES, key) - 1]?.value ?? NONE
    return typeof value === 'object' ? value.result : value
  }
}

const rankRow = (
  scene: YearScene,
  block: ScoreBlock,
  scores: Sheet,
  unit: Unit,
  source: number,
  position: number,
  line: number,
): Row => {
  const range = (key: keyof typeof SCORES): string =>
    `'${YEAR_SHEETS.scores}'!$${scoreColumn(key)}$${block.from}:$${scoreColumn(key)}$${block.to}`
  const held = heldIn(scores, source)
  const found = `MATCH($A${line},${range('position')},0)`
  const pick = (key: keyof typeof SCORES): Cell => {
    const from = `INDEX(${range(key)},${found})`
    const look = LOOKS[key as keyof typeof RANKING] ?? 'score'
    return cell(
      {
        formula: `IF(${from}="","${NONE}",${from})`,
        result: key === 'unit' ? labelOf(scene, unit.id) : held(key),
      },
      look,
      key === 'total' || key === 'rank' || key === 'grade' ? { tone: 'sum' } : {},
    )
  }
  return row(cell(position, 'centre'), ...KEYS.slice(1).map((key) => pick(key as keyof typeof SCORES)))
}

/** How many units each grade has. */
const gradeBlock = (scene: YearScene, blocks: readonly ScoreBlock[]): Row[] => {
  const { grades } = scene.evaluation.rules
  const first = blocks[0]?.from ?? 1
  const last = blocks.at(-1)?.to ?? 1
  const column = scoreColumn('grade')
  const counted = `'${YEAR_SHEETS.scores}'!$${column}$${first}:$${column}$${last}`
  return [
    row(cell('等次', 'head', { cols: 2 }), cell('单位数', 'head')),
    ...grades.map((grade, index) =>
      row(
        cell({ formula: gradeName(index + 1), result: grade.name }, 'centre', { cols: 2 }),
        cell(
          {
            formula: `COUNTIF(${counted},${gradeName(index + 1)})`,
            result: scene.units.filter((unit) => scene.score.get(unit.id)?.grade === grade.name).length,
          },
          'count',
        ),
      ),
    ),
  ]
}
