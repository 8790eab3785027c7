import { periodInWords, stampInWords } from '../time.ts'
import { type Book, cell, row, type Sheet } from './book.ts'
import { heading, headRow } from './frame.ts'
import { type Revision, revisionInWords } from './revision.ts'

const COLUMNS = ['时间', '报告期', '单位', '办理', '办理人', '理由']

/** 修订说明: what changed after the lock, oldest first. */
const sheetOf = ({ changes }: Revision): Sheet => ({
  name: '修订说明',
  columns: [
    { min: 22, max: 22 },
    { min: 12, max: 12 },
    { min: 14, max: 24 },
    { min: 10, max: 12 },
    { min: 12, max: 18 },
    { min: 30, max: 60 },
  ],
  rows: [
    ...heading('修订说明', '锁定以后的改动，每一项使版次加一', COLUMNS.length),
    headRow(COLUMNS),
    ...changes.map((change) =>
      row(
        cell(stampInWords(change.at), 'centre'),
        cell(change.period === null ? '—' : periodInWords(change.period), 'centre'),
        cell(change.unitName, 'text'),
        cell(change.words, 'centre'),
        cell(change.by, 'centre'),
        cell(change.why ?? '—', 'text'),
      ),
    ),
  ],
  frozen: { rows: 3, columns: 0 },
  repeat: { from: 3, to: 3 },
  locked: true,
  tall: true,
})

/** A workbook as of a revision: every page's foot states it, and from the second on a last sheet says what changed. */
export const revised = (book: Book, revision: Revision): Book => ({
  ...book,
  foot: `${book.foot}　${revisionInWords(revision)}`,
  sheets: revision.number > 1 ? [...book.sheets, sheetOf(revision)] : book.sheets,
})
