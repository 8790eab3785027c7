import type { Year, YearInput } from '../counting/year.ts'
import { NO_RECORDS, type Records } from '../evaluation/records.ts'
import type { Evaluation } from '../evaluation/score.ts'
import type { Snapshot } from '../evaluation/snapshot.ts'
import type { Entry } from '../report/entry.ts'
import type { Book } from './book.ts'
import { cutOffInWords } from './words.ts'
import { deductionsSheet } from './year/deductions.ts'
import { lookbackSheet } from './year/lookback.ts'
import { matrixSheet } from './year/matrix.ts'
import { movedSheet } from './year/moved.ts'
import { rankingSheet } from './year/ranking.ts'
import { rawSheet } from './year/raw.ts'
import { rulesSheet } from './year/rules.ts'
import { scoresSheet } from './year/scores.ts'
import { tasksSheet } from './year/tasks.ts'
import { type PublishedAs, sceneOf } from './year/YearScene.ts'

/**
 * The year-end evaluation workbook (W2) as data: 评分表 · 扣分明细 · 排名表 · 任务完成情况 · 报送矩阵 · 回头看 · 规则 · 原始数据. Every score is a formula that begins
 * at 原始数据 and 规则, with the evaluation's own figure as its result; changing a number in 规则, a fact or a manual mark in 原始数据 changes scores, ranks and
 * grades alike in the spreadsheet and in `evaluate`.
 * @param input.texts `unit period` → entries of every filed report
 * @param input.records those that the evaluation was computed from
 * @param input.before the revision published before it; a last sheet then says what moved
 * @param input.published the revision that the workbook belongs to; without it, it says that it is a draft
 */
export const yearModel = (input: {
  year: Year
  evaluation: Evaluation
  reports: YearInput['reports']
  texts: ReadonlyMap<string, readonly Entry[]>
  /** The texts are so many that they stand in a workbook of their own. */
  elsewhere?: boolean
  records?: Records
  published?: PublishedAs | null
  before?: Snapshot | null
}): Book => {
  const {
    year,
    evaluation,
    reports,
    texts,
    elsewhere = false,
    records = NO_RECORDS,
    published = null,
    before = null,
  } = input
  const scene = sceneOf(year, evaluation, { reports, texts, elsewhere, records, published })
  const raw = rawSheet(scene)
  const deductions = deductionsSheet(scene, raw.places)
  const scores = scoresSheet(scene, raw.places, deductions.rowOf)
  const rules = rulesSheet(scene)
  return {
    title: `${year.plan.year}年度评价工作簿`,
    subject: year.plan.title,
    author: year.plan.issuer ?? '法规处',
    cutOff: year.cutOff,
    foot: `数据截至${cutOffInWords(year.cutOff)}${published === null ? '' : `　评价第${published.revision}版`}`,
    names: rules.names,
    sheets: [
      scores.sheet,
      deductions.sheet,
      rankingSheet(scene, scores.blocks, scores.sheet),
      tasksSheet(scene, raw.places),
      matrixSheet(scene, raw.places),
      lookbackSheet(scene, raw.places, scores),
      rules.sheet,
      raw.sheet,
      ...(before === null ? [] : [movedSheet(scene, before)]),
    ],
  }
}
