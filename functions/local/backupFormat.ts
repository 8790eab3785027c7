import { open } from 'node:fs/promises'
import * as z from 'zod'

/**
 * The backup's form: one JSON document, `{ "format": "yuebao-backup", "version": 1, "items": [ … ] }`, one item of the table a line. It is
 * written and read as a stream of lines, so that its size does not matter.
 */

const HEAD = '{"format":"yuebao-backup","version":1,"items":['
const TAIL = ']}'

/** Items → the lines of the document. */
export async function* backupLines(items: AsyncIterable<Record<string, unknown>>): AsyncGenerator<string> {
  yield `${HEAD}\n`
  let first = true
  for await (const item of items) {
    yield `${first ? '' : ',\n'}${JSON.stringify(item)}`
    first = false
  }
  yield `\n${TAIL}\n`
}

/** A file that is no backup, or not a whole one; the sentence says so. */
export class NotABackup extends Error {}

const BackupItem = z
  .object({ PK: z.string().min(1), SK: z.string().min(1) })
  .catchall(z.union([z.string(), z.number()]))

/** Does the file end as a whole document does? A server that was killed while it wrote leaves one that does not. */
export const isWhole = async (file: string): Promise<boolean> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const end = Buffer.from(`\n${TAIL}\n`)
    const { buffer } = await handle.read(Buffer.alloc(end.length), 0, end.length, Math.max(0, size - end.length))
    return buffer.equals(end)
  } finally {
    await handle.close()
  }
}

/** The lines of the document → items. @throws NotABackup before the first item for another file, at the end for one cut short */
export async function* itemsOf(lines: AsyncIterable<string>): AsyncGenerator<Record<string, unknown>> {
  let at = 0
  let whole = false
  for await (const line of lines) {
    at++
    if (at === 1) {
      if (line.trim() !== HEAD) throw new NotABackup('这不是月报的备份文件。')
      continue
    }
    if (line.trim() === TAIL) {
      whole = true
      continue
    }
    if (line.trim() === '') continue
    try {
      yield BackupItem.parse(JSON.parse(line.replace(/,$/, '')))
    } catch {
      throw new NotABackup(`备份文件第${at}行读不了。`)
    }
  }
  if (!whole) throw new NotABackup('备份文件不完整，没有结尾。')
}
