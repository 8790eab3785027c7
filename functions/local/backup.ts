import { createWriteStream } from 'node:fs'
import { access, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createItems } from '../../shared/adapter/dynamodb/items.ts'
import { readSettings } from '../settings.ts'
import { backupLines, isWhole } from './backupFormat.ts'
import { backupFromServer } from './control.ts'
import { openEngine } from './engine/engine.ts'

/** `npm run backup [-- --out FILE]`: everything in the data folder as one JSON document; beside a running server it asks that server. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  const { dataDir } = readSettings(process.env)
  const out = path.resolve(
    values.out ?? `yuebao-backup-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.json`,
  )
  const part = `${out}.part`
  try {
    const running = await backupFromServer(dataDir)
    if (running) await pipeline(running, createWriteStream(part, { mode: 0o600 }))
    else {
      await access(path.join(dataDir, 'db')).catch(() => {
        throw new Error(`没有数据可备份：${path.resolve(dataDir)}里没有数据库。`)
      })
      const engine = await openEngine({ folder: dataDir })
      try {
        await pipeline(
          Readable.from(backupLines(createItems(engine.call, engine.table).all())),
          createWriteStream(part, { mode: 0o600 }),
        )
      } finally {
        await engine.close()
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
