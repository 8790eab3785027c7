import type { Book } from '../../domain/output/book.ts'
import type { Watch } from '../ports.ts'
import type { EverythingScene } from './kind.ts'

/** Rows that a book's sheets hold. */
export const rowsIn = (book: Book): number => book.sheets.reduce((sum, sheet) => sum + sheet.rows.length, 0)

/** What a writer of many rows is watched by: it tells how far it is, and ends when the step says that nobody wants it any more. */
export const watchOf = (step: EverythingScene['step'], words: string, total: number): Watch => {
  const wanted = new AbortController()
  let telling = false
  return {
    signal: wanted.signal,
    progress: (rows) => {
      if (telling) return
      telling = true
      step(words, rows, total).then(
        () => {
          telling = false
        },
        (reason: unknown) => wanted.abort(reason),
      )
    },
  }
}
