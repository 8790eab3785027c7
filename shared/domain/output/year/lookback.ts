import { at, cell, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { NONE, place, RAW_FACTS, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords } from '../words.ts'
import { rateBar } from './looks.ts'
import { factsOf, type RawPlaces } from './raw.ts'
import { type ScoresSheet, scoreColumn } from './scores.ts'
import { labelOf, standingInWords, type YearScene } from './YearScene.ts'

const HEADS = ['序号', '单位', '自查', '发现问题', '已整改', '整改率', '得分']

/** 回头看: each unit's self-check with what was found and remedied; where nothing is collected the sheet says so instead of looking empty. */
export const lookbackSheet = (scene: YearScene, places: RawPlaces, scores: ScoresSheet): Sheet => {
  const { year } = scene
  return {
    name: YEAR_SHEETS.lookback,
    columns: [{ min: 6, max: 6 }, { min: 20, max: 30 }, ...HEADS.slice(2).map(() => ({ min: 14, max: 18 }))],
    rows: [
      ...heading(
        `${year.plan.year}年“回头看”自查情况`,
        `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}　　${standingInWords(scene)}`,
        HEADS.length,
      ),
      headRow(HEADS),
      ...scene.units.map((unit, index) => scene.row(() => unitRow(scene, places, scores, unit.id, index))),
      ...notes(
        [
          scene.records.lookbacks === null
            ? '“回头看”自查还没有在本系统收集，评价不计这一项，总分按其余各项折算；要计，把各单位的自查情况填进“原始数据”第三部分。'
            : '自查、问题和整改见“原始数据”第三部分。没有发现问题也没有被指出问题的，整改率按100%计；没有报送自查的不得分。',
        ],
        HEADS.length,
      ),
    ],
    frozen: { rows: 3, columns: 2 },
    repeat: { from: 1, to: 3 },
    locked: true,
    tall: false,
    shadings: scene.units.length === 0 ? [] : [rateBar([{ from: 4, to: 3 + scene.units.length, column: 6 }])],
  }
}

const unitRow = (scene: YearScene, places: RawPlaces, scores: ScoresSheet, unit: string, index: number): Row => {
  const line = index + 4
  const facts = factsOf(scene, unit)
  const source = places.facts.get(unit) ?? 1
  const raw = (key: 'selfCheck' | 'problems' | 'remedied'): string => at(YEAR_SHEETS.raw, place(RAW_FACTS, key), source)
  const points = `'${YEAR_SHEETS.scores}'!$${scoreColumn('lookback')}$${scores.rowOf.get(unit) ?? 1}`
  const filled = (reference: string): string => `IF(${reference}="","${NONE}",${reference})`
  const share = facts.problems === null ? NONE : facts.problems === 0 ? 1 : (facts.remedied ?? 0) / facts.problems
  return row(
    cell(index + 1, 'centre'),
    cell(labelOf(scene, unit), 'centre'),
    cell({ formula: filled(raw('selfCheck')), result: facts.selfCheck ?? NONE }, 'centre'),
    cell({ formula: filled(raw('problems')), result: facts.problems ?? NONE }, 'count'),
    cell({ formula: filled(raw('remedied')), result: facts.remedied ?? NONE }, 'count'),
    cell(
      {
        formula: `IF(ISNUMBER(D${line}),IF(D${line}=0,1,MIN(1,N(E${line})/D${line})),"${NONE}")`,
        result: share === NONE ? NONE : Math.min(1, Number(share)),
      },
      'rate',
    ),
    cell(
      {
        formula: points,
        result: scene.score.get(unit)?.items.find((item) => item.key === 'lookback')?.points ?? NONE,
      },
      'score',
    ),
  )
}
