import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createItems } from '../../shared/adapter/dynamodb/items.ts'
import { readSettings } from '../settings.ts'
import { itemsOf, NotABackup } from './backupFormat.ts'
import { openEngine } from './engine/engine.ts'

/** Makes a database in the folder from the backup. @returns how many items */
const fill = async (folder: string, file: string): Promise<number> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const engine = await openEngine({ folder })
  try {
    return await createItems(engine.call, engine.table).putAll(
      itemsOf(createInterface({ input: createReadStream(file) })),
    )
  } catch (error) {
    // What the engine refuses (an item twice, one too large) was never written by a backup.
    throw error instanceof NotABackup ? error : new NotABackup('备份文件里有读不了的内容。', { cause: error })
  } finally {
    await engine.close()
  }
}

/**
 * `npm run restore -- FILE [--replace]`: fills the data folder from a backup. Refuses a folder that a server has open, and one with data unless
 * told to replace; then the old database is kept beside the new one. The new database is complete before it takes the old one's place.
 */
const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ options: { replace: { type: 'boolean' } }, allowPositionals: true })
  const [file] = positionals
  if (!file) throw new Error('用法：npm run restore -- 备份文件 [--replace]')
  const { dataDir } = readSettings(process.env)
  const folder = path.resolve(dataDir)
  const database = path.join(folder, 'db')
  const staging = path.join(folder, 'restoring')
  await stat(file).catch(() => {
    throw new Error(`没有这个文件：${path.resolve(file)}`)
  })
  const exists = await stat(database).then(
    () => true,
    () => false,
  )
  // Held until the new database is complete: nobody can start on the folder meanwhile.
  const old = exists ? await openEngine({ folder }) : null
  let count = 0
  try {
    if (old && !values.replace && !(await createItems(old.call, old.table).isEmpty()))
      throw new Error(`${folder}里已有数据，没有恢复。要替换，请加--replace；原来的数据会留在旁边。`)
    count = await fill(staging, file)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw error
  } finally {
    await old?.close()
  }
  const kept = `${database}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z`
  if (exists) await rename(database, kept)
  await rename(path.join(staging, 'db'), database)
  await rm(staging, { recursive: true, force: true })
  console.log(`已恢复${count}项到${folder}${exists ? `，原来的数据在${kept}` : ''}`)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
