import { cell, row, type Sheet } from '../book.ts'
import { heading } from '../frame.ts'
import { YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords } from '../words.ts'
import type { YearScene } from './YearScene.ts'

/** 回头看: nothing is collected yet, and the sheet says so instead of looking empty. */
export const lookbackSheet = ({ year }: YearScene): Sheet => ({
  name: YEAR_SHEETS.lookback,
  columns: [{ min: 120, max: 120 }],
  rows: [
    ...heading(`${year.plan.year}年“回头看”自查情况`, `数据截至${cutOffInWords(year.cutOff)}`, 1),
    row(cell('“回头看”自查还没有在本系统收集，评价不计这一项，总分按其余各项折算。', 'text')),
  ],
  frozen: { rows: 2, columns: 0 },
  repeat: null,
  locked: true,
  tall: false,
})
