import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { backupLines, ENDS } from '../../shared/service/backup.ts'
import { askServer } from './control.ts'
import { databaseOf, isThere, openFolder, openTable, type Place, whereOf } from './place.ts'

/** What is written out: the answer of a server that runs, or what the command reads itself. */
const written = async (place: Place, part: string): Promise<void> => {
  try {
    await pipeline(Readable.from(backupLines(place)), createWriteStream(part, { mode: 0o600 }))
  } finally {
    await place.close()
  }
}

/** Does the file end as a whole document does? A server that was killed while it wrote leaves one that does not. */
const isWhole = async (file: string): Promise<boolean> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const end = Buffer.from(ENDS)
    const { buffer } = await handle.read(Buffer.alloc(end.length), 0, end.length, Math.max(0, size - end.length))
    return buffer.equals(end)
  } finally {
    await handle.close()
  }
}

/**
 * `npm run backup [-- --out FILE]`: everything as one JSON document, of the data folder (beside a running server it asks that server) or of the
 * table and bucket that `TABLE_NAME`, `BUCKET_NAME` and `AWS_REGION` name.
 */
const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  const out = path.resolve(
    values.out ?? `yuebao-backup-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.json`,
  )
  const part = `${out}.part`
  try {
    const where = whereOf(process.env)
    if ('table' in where) await written(await openTable(where.table), part)
    else {
      const running = await askServer(where.folder, 'backup')
      if (running) await pipeline(running, createWriteStream(part, { mode: 0o600 }))
      else {
        if (!(await isThere(databaseOf(where.folder)))) throw new Error(`没有数据可备份：${where.folder}里没有数据库。`)
        await written(await openFolder(where.folder), part)
      }
    }
    if (!(await isWhole(part))) throw new Error('没有备份完整：服务在写备份时停止了。请再试一次。')
    await rename(part, out)
    console.log(`已备份到${out}`)
  } catch (error) {
    await rm(part, { force: true })
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

await main()
