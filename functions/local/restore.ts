import { createReadStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { NotABackup, type Restored, restoreFrom } from '../../shared/service/backup.ts'
import type { TableSettings } from '../settings.ts'
import { databaseOf, filesOf, isThere, openFolder, openTable, type Place, whereOf } from './place.ts'

const fill = async (place: Place, file: string): Promise<Restored> => {
  const lines = createInterface({ input: createReadStream(file) })
  try {
    return await restoreFrom(lines, place)
  } catch (error) {
    // What the engine refuses (an item twice, one too large) was never written by a backup.
    throw error instanceof NotABackup ? error : new NotABackup('备份文件里有读不了的内容。', { cause: error })
  } finally {
    lines.close()
    await place.close()
  }
}

const inWords = ({ items, files }: Restored): string => `${items}项${files > 0 ? `和${files}个文件` : ''}`

/**
 * Fills the data folder. Refuses a folder that a server has open, and one with data unless told to replace; then the old database and files are kept
 * beside the new ones. What is new is complete before it takes the old one's place.
 */
const intoFolder = async (folder: string, file: string, replace: boolean): Promise<string> => {
  const staging = path.join(folder, 'restoring')
  const exists = await isThere(databaseOf(folder))
  // Held until the new database is complete: nobody can start on the folder meanwhile.
  const old = exists ? await openFolder(folder) : null
  let restored: Restored
  try {
    if (old && !replace && !(await old.items.isEmpty()))
      throw new Error(`${folder}里已有数据，没有恢复。要替换，请加--replace；原来的数据会留在旁边。`)
    await rm(staging, { recursive: true, force: true })
    await mkdir(staging, { recursive: true, mode: 0o700 })
    restored = await fill(await openFolder(staging), file)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw error
  } finally {
    await old?.close()
  }
  const mark = new Date().toISOString().slice(0, 19).replaceAll(':', '')
  const kept = `${databaseOf(folder)}-${mark}Z`
  // The files first: a database that names files which are not there yet would be the worse half.
  if (await isThere(filesOf(folder))) await rename(filesOf(folder), `${filesOf(folder)}-${mark}Z`)
  if (await isThere(filesOf(staging))) await rename(filesOf(staging), filesOf(folder))
  if (exists) await rename(databaseOf(folder), kept)
  await rename(databaseOf(staging), databaseOf(folder))
  await rm(staging, { recursive: true, force: true })
  return `已恢复${inWords(restored)}到${folder}${exists ? `，原来的数据在${kept}` : ''}`
}

/** Fills a table and its bucket: empty ones, unless told to replace; then the table is emptied first, and nothing of it is kept. */
const intoTable = async (table: TableSettings, file: string, replace: boolean): Promise<string> => {
  const place = await openTable(table)
  if (!(await place.items.isEmpty())) {
    if (!replace) {
      await place.close()
      throw new Error(`表${table.table}里已有数据，没有恢复。要替换，请先停下服务、留好备份，再加--replace。`)
    }
    await place.items.clear()
  }
  return `已恢复${inWords(await fill(place, file))}到表${table.table}和存储桶${table.bucket}`
}

/** `npm run restore -- FILE [--replace]`: fills the data folder, or the table and bucket that the settings name, from a backup of either. */
const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ options: { replace: { type: 'boolean' } }, allowPositionals: true })
  const [file] = positionals
  if (!file) throw new Error('用法：npm run restore -- 备份文件 [--replace]')
  const where = whereOf(process.env)
  if (!(await isThere(file))) throw new Error(`没有这个文件：${path.resolve(file)}`)
  const replace = values.replace === true
  console.log(
    'table' in where ? await intoTable(where.table, file, replace) : await intoFolder(where.folder, file, replace),
  )
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
