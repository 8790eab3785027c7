import { createHash } from 'node:crypto'
import * as z from 'zod'
import { FILE_PREFIXES, fileKeys } from './fileKeys.ts'
import type { Files, Items } from './ports.ts'

/**
 * The backup's form: one JSON document, `{ "format": "yuebao-backup", "version": 2, "items": [ … ], "files": [ … ] }`, one item of the table a line,
 * then each file as lines of base64 and a line that closes it with its size and SHA-256. It is written and read as a stream of lines, so that its size
 * does not matter, and says nothing of the engine it came from. Version 1 had no files.
 */

const HEAD = '{"format":"yuebao-backup","version":2,"items":['
const FILES = '],"files":['
const TAIL = ']}'
const FIRST_HEAD = '{"format":"yuebao-backup","version":1,"items":['

/** Bytes of a file in one line; a multiple of three, so that the lines' base64 could be put together. */
const LINE = 3 * 256 * 1024

/** What is carried: everything but what nobody has checked yet, and exports, which hold a backup themselves. */
const CARRIED = Object.values(FILE_PREFIXES).filter((prefix) => prefix !== FILE_PREFIXES.quarantine)

/**
 * Items and files → the lines of the document. The items come first: a file that one of them names lies there before the item does, so a backup taken
 * while people work has it.
 */
export async function* backupLines({
  items,
  files,
}: {
  items: Pick<Items, 'all'>
  files: Pick<Files, 'list' | 'read'>
}): AsyncGenerator<string> {
  yield `${HEAD}\n`
  yield* apart(stringsOf(items.all()))
  yield `\n${FILES}\n`
  yield* apart(fileLines(files))
  yield `\n${TAIL}\n`
}

async function* apart(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let first = true
  for await (const line of lines) {
    yield `${first ? '' : ',\n'}${line}`
    first = false
  }
}

async function* stringsOf(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield JSON.stringify(value)
}

async function* fileLines(files: Pick<Files, 'list' | 'read'>): AsyncGenerator<string> {
  for (const prefix of CARRIED)
    for await (const { key } of files.list(prefix)) {
      if (key.startsWith(fileKeys.exports)) continue
      const file = await files.read(key)
      // Removed since the list was made: nothing names it any more.
      if (!file) continue
      const hash = createHash('sha256')
      let size = 0
      for await (const bytes of inPieces(file.bytes)) {
        hash.update(bytes)
        size += bytes.byteLength
        yield JSON.stringify({ key, data: Buffer.from(bytes).toString('base64') })
      }
      yield JSON.stringify({ key, size, sha256: hash.digest('hex') })
    }
}

/** Pieces of any size → pieces of LINE bytes, the last one shorter. */
async function* inPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    held = Buffer.concat([held, piece])
    for (; held.byteLength >= LINE; held = held.subarray(LINE)) yield held.subarray(0, LINE)
  }
  if (held.byteLength > 0) yield held
}

/** A file that is no backup, or not a whole one; the sentence says so. */
export class NotABackup extends Error {}

/** Does the end of a file read as that of a whole document? A server that was killed while it wrote leaves one that does not. */
export const ENDS = `\n${TAIL}\n`

const BackupItem = z
  .object({ PK: z.string().min(1), SK: z.string().min(1) })
  .catchall(z.union([z.string(), z.number()]))
const Piece = z.object({ key: z.string().min(1), data: z.base64() })
const Closed = z.object({ key: z.string().min(1), size: z.int().min(0), sha256: z.string() })

export type Restored = { items: number; files: number }

/**
 * Puts everything of a document where it belongs. Whoever calls sees to it that nobody uses what is half filled.
 * @param lines the document, line by line
 * @throws NotABackup before anything is put for another file; later for one cut short, or with a file that is not what it was
 */
export const restoreFrom = async (
  lines: AsyncIterable<string>,
  { items, files }: { items: Items; files: Files },
): Promise<Restored> => {
  const reader = lines[Symbol.asyncIterator]()
  let at = 0
  const next = async (): Promise<string | null> => {
    for (;;) {
      const { value, done } = await reader.next()
      if (done) return null
      at++
      if (value.trim() !== '') return value.trim()
    }
  }
  const parsed = <T>(line: string, schema: z.ZodType<T>): T => {
    try {
      return schema.parse(JSON.parse(line.replace(/,$/, '')))
    } catch {
      throw new NotABackup(`备份文件第${at}行读不了。`)
    }
  }
  const short = (): NotABackup => new NotABackup('备份文件不完整，没有结尾。')

  const head = await next()
  if (head !== HEAD && head !== FIRST_HEAD) throw new NotABackup('这不是月报的备份文件。')
  const end = head === HEAD ? FILES : TAIL
  const count = await items.putAll(
    (async function* () {
      for (;;) {
        const line = await next()
        if (line === null) throw short()
        if (line === end) return
        yield parsed(line, BackupItem)
      }
    })(),
  )
  let put = 0
  for (let line = head === HEAD ? await next() : TAIL; line !== TAIL; line = await next()) {
    if (line === null) throw short()
    let current = parsed(line, z.union([Piece, Closed]))
    const { key } = current
    const stored = await files.put(
      key,
      (async function* () {
        while ('data' in current) {
          yield Buffer.from(current.data, 'base64')
          const more = await next()
          if (more === null) throw short()
          current = parsed(more, z.union([Piece, Closed]))
          if (current.key !== key) throw new NotABackup(`备份文件第${at}行读不了。`)
        }
      })(),
    )
    if ('data' in current || stored.sha256 !== current.sha256)
      throw new NotABackup(`备份里的文件${key}和备份时不一样。`)
    put++
  }
  return { items: count, files: put }
}
