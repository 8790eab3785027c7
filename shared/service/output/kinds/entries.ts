import type { RawBook, RawColumn, RawRow } from '../../../domain/output/rawBook.ts'
import { revisionInWords } from '../../../domain/output/revision.ts'
import { said } from '../../../domain/output/table.ts'
import { cutOffInWords } from '../../../domain/output/words.ts'
import type { OutputScene, PlanKind } from '../kind.ts'
import { entries } from '../tables/texts.ts'

/** The texts of every filed report as a workbook, the same table as its CSV: written while it is read, however many rows there are. */
export const entriesWorkbook: PlanKind = {
  id: `${entries.id}-xlsx`,
  words: entries.words,
  says: `${entries.says}，可以筛选和自己统计`,
  scope: 'plan',
  format: 'xlsx',
  needs: entries.needs,
  make: async (scene) => {
    const book = bookOf(scene, await entries.columns(scene))
    // Reading the reports says how far it is, and ends where nobody wants it any more; writing keeps step with reading.
    return { title: book.title, bytes: scene.with.workbooks.rows(book, batchesOf(scene)) }
  },
}

/** Columns that hold what people wrote, with their widths; the rest are a word or a number. */
const TEXTS: Record<string, number> = {
  title: 30,
  work: 50,
  problem: 30,
  coordination: 24,
  next: 40,
  note: 24,
  reason: 24,
  figures: 20,
  attachments: 24,
  marks: 20,
}

const columnOf = ({ key, words }: { key: string; words: string }): RawColumn => {
  const text = TEXTS[key]
  if (text !== undefined) return { head: words, look: 'line', width: text }
  return { head: words, look: key === 'progress' ? 'count' : 'centre', width: key === 'filedAt' ? 26 : 14 }
}

const bookOf = ({ plan, cutOff, revision }: OutputScene, columns: { key: string; words: string }[]): RawBook => ({
  title: `${plan.year}年${entries.words}`,
  subject: plan.title,
  author: plan.issuer ?? '法规处',
  cutOff,
  foot: `数据截至${cutOffInWords(cutOff)}　${revisionInWords(revision)}`,
  sheet: entries.words,
  columns: columns.map(columnOf),
})

const BATCH = 500

async function* batchesOf(scene: OutputScene): AsyncGenerator<RawRow[]> {
  let batch: RawRow[] = []
  for await (const row of entries.rows(scene)) {
    batch.push(row.map(said))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}
