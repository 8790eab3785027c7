import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { askServer } from './control.ts'
import { databaseOf, isThere, openFolder, openTable, whereOf } from './place.ts'
import { recordedLines } from './recordedLines.ts'

/** What is recorded of a file, from the server that runs, the folder or the table. */
const recorded = async (sha256: string): Promise<string> => {
  const where = whereOf(process.env)
  const running = 'folder' in where ? await askServer(where.folder, `verify ${sha256}`) : null
  let text = ''
  if (running) {
    for await (const piece of running) text += String(piece)
    return text
  }
  if ('folder' in where && !(await isThere(databaseOf(where.folder))))
    throw new Error(`没有数据可核对：${where.folder}里没有数据库。`)
  const place = 'table' in where ? await openTable(where.table) : await openFolder(where.folder)
  try {
    for await (const line of recordedLines(place, sha256)) text += line
    return text
  } finally {
    await place.close()
  }
}

/**
 * `npm run -s verify -- FILE`: is this file one that went out (W4)? Prints its SHA-256 and what is recorded of it; exit code 1 where nothing is, 2 where
 * it could not be asked.
 */
const main = async (): Promise<number> => {
  const [file] = parseArgs({ allowPositionals: true }).positionals
  if (!file) throw new Error('用法：npm run -s verify -- 文件')
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash).catch(() => {
    throw new Error(`读不了这个文件：${file}`)
  })
  const sha256 = hash.digest('hex')
  const text = await recorded(sha256)
  console.log(`SHA-256　${sha256}`)
  console.log(text === '' ? '没有这份文件的记录。' : text.trimEnd())
  return text === '' ? 1 : 0
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  return 2
})
