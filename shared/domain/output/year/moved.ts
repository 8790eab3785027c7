import { compareScores, type MovedUnit } from '../../evaluation/compare.ts'
import { changedRules } from '../../evaluation/ruleFields.ts'
import type { ScoreLine } from '../../evaluation/score.ts'
import type { Snapshot } from '../../evaluation/snapshot.ts'
import { monthInWords } from '../../time.ts'
import { type Cell, cell, type Row, row, type Sheet } from '../book.ts'
import { emptyLine, heading, headRow, notes } from '../frame.ts'
import { NONE } from '../vocabulary.ts'
import { cutOffInWords } from '../words.ts'
import { labelOf, standingInWords, type YearScene } from './YearScene.ts'

const HEADS = ['序号', '单位', '项目', '上一版', '这一版', '为什么']

/** 版次变动: what moved since the revision before and why, unit by unit and item by item. Only a second or later revision has it. */
export const movedSheet = (scene: YearScene, before: Snapshot): Sheet => {
  const { year, evaluation } = scene
  const moved = compareScores(before.scores, evaluation.units)
  const rules = changedRules(before.rules, evaluation.rules)
  const lines = moved.flatMap((unit) => unitLines(scene, unit))
  return {
    name: '版次变动',
    columns: [
      { min: 6, max: 6 },
      { min: 18, max: 26 },
      { min: 12, max: 14 },
      { min: 11, max: 12 },
      { min: 11, max: 12 },
      { min: 70, max: 90 },
    ],
    rows: [
      ...heading(
        `${year.plan.year}年度评价版次变动`,
        `和第${before.revision}版（数据截至${cutOffInWords(before.cutOff)}）相比　　${standingInWords(scene)}`,
        HEADS.length,
      ),
      headRow(HEADS),
      ...(lines.length === 0 ? [emptyLine('各单位的得分、名次、等次和依据都没有变动。', HEADS.length)] : []),
      ...lines.map((cells, index) => row(cell(index + 1, 'centre'), ...cells)),
      ...notes(rules.length === 0 ? ['评分规则没有变动。'] : rules.map((text) => `规则变动：${text}`), HEADS.length),
    ],
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    locked: true,
    tall: false,
  }
}

const figure = (value: number | null | undefined): Cell =>
  value === null || value === undefined ? cell(NONE, 'score') : cell(value, 'score')

/** 6→13; what is the same stands once. */
const arrow = (before: string | number | null | undefined, after: string | number | null | undefined): string =>
  before === after ? `${after ?? NONE}不变` : `${before ?? NONE}→${after ?? NONE}`

const unitLines = (scene: YearScene, { unit, before, after, items }: MovedUnit): Row['cells'][] => {
  const label = cell(labelOf(scene, unit), 'centre')
  return [
    [
      label,
      cell('总分', 'strong'),
      figure(before?.total),
      figure(after?.total),
      cell(`名次${arrow(before?.rank, after?.rank)}，等次${arrow(before?.grade, after?.grade)}`, 'text'),
    ],
    ...items.map((item) => [
      label,
      cell(item.name, 'centre'),
      figure(item.before),
      figure(item.after),
      cell(
        [
          ...item.gone.map((line) => `减去：${lineInWords(line)}`),
          ...item.come.map((line) => `增加：${lineInWords(line)}`),
        ].join('\n') || '记录没有变，规则或适用的项变了',
        'text',
      ),
    ]),
  ]
}

/** 12月未报，−1.50分 */
export const lineInWords = (line: ScoreLine): string => {
  const month = line.period === null || line.what.includes('月') ? '' : monthInWords(line.period)
  const times = line.count !== 1 && line.kind !== 'duty' ? `×${Number(line.count.toFixed(2))}` : ''
  const points = `${line.points > 0 ? '+' : ''}${line.points.toFixed(2)}`.replace('-', '−')
  return `${month}${line.what}${times}，${points}分`
}
