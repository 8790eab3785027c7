import type { DateContext } from './dates.ts'
import { findDeadlines } from './deadlines.ts'
import { firstSentence } from './headings.ts'
import type { NoticeTask } from './ParsedNotice.ts'
import { compact, type Source } from './source.ts'
import { gather } from './stretch.ts'
import type { TableRow } from './table.ts'
import { findTargets } from './targets.ts'

/** One task from a row of a table: its words are the cells of task and measures, its units those of their columns. */
export const assembleRow = (source: Source, row: TableRow, context: DateContext): NoticeTask => {
  const { folded, text } = gather(source, row.text)
  const slice = (from: number, to: number): string => compact(text.slice(from, to))
  const clause = row.clause.map(({ from, to }) => source.text.slice(from, to).trim()).filter(Boolean)
  return {
    number: row.number,
    group: row.group,
    title: firstSentence(folded.trimStart(), text.trimStart()),
    text: text.replace(/[^\S\n]*\n\s*/g, '\n').trim(),
    responsibility: clause.length === 0 ? null : { text: clause.join('；'), parties: row.parties },
    deadlines: [
      ...findDeadlines(folded, context).map(({ from, to, date }) => ({ text: slice(from, to), date })),
      ...row.deadlines,
    ],
    targets: findTargets(folded).map(({ from, to, quantity, unit }) => ({ text: slice(from, to), quantity, unit })),
    line: row.pieces[0]?.line ?? 1,
  }
}
