import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLocal } from '../../../functions/local/openLocal.ts'
import { readSettings } from '../../../functions/settings.ts'
import { createClient } from '../../../shared/adapter/dynamodb/client.ts'
import { createTableInput } from '../../../shared/adapter/dynamodb/table.ts'
import { openBucket, type TestBucket } from '../../support/bucket.ts'
import { demoFolders, run } from '../../support/process.ts'

/** The commands of an operator on a table and its bucket, and `npm run verify` on either. */

const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server
const LONG = 120_000

let folders: Awaited<ReturnType<typeof demoFolders>>
let server: Server
let bucket: TestBucket
let cloud: Record<string, string>
let folder: string
/** A file that went out of the folder's data. */
let file: string
let sha256: string

beforeAll(async () => {
  folders = await demoFolders()
  folder = await folders.copy()
  const house = await openLocal(readSettings({ DATA_DIR: folder }))
  const actor = await house.services.load.actor('sunning')
  if (!actor) throw new Error('nobody')
  const output = await house.services.outputs.make(
    { kind: 'rates', plan: '2019', period: null },
    { actor, now: house.clock.business() },
  )
  await house.close()
  file = path.join(folder, '..', 'rates.csv')
  sha256 = output.record.sha256
  await writeFile(file, output.bytes)

  server = dynalite({ createTableMs: 0 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  bucket = await openBucket()
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { call, close } = createClient({ endpoint })
  await call('CreateTable', createTableInput('yuebao'))
  close()
  cloud = {
    TABLE_NAME: 'yuebao',
    BUCKET_NAME: bucket.settings.bucket,
    AWS_REGION: 'cn-north-1',
    DYNAMODB_ENDPOINT: endpoint,
    S3_ENDPOINT: bucket.settings.endpoint ?? '',
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
  }
}, LONG)
afterAll(async () => {
  server?.close()
  await bucket?.close()
  await folders?.remove()
})

const linesIn = async (backup: string): Promise<string[]> =>
  (await readFile(backup, 'utf8'))
    .split('\n')
    .map((line) => line.replace(/,$/, ''))
    .sort()

describe('A year on one machine', { timeout: LONG }, () => {
  it('moves into a table and its bucket and back, the same; a table with data is refused unless told to replace', async () => {
    const home = path.join(folder, '..', 'home.json')
    const there = path.join(folder, '..', 'there.json')
    expect((await run('backup', { DATA_DIR: folder }, ['--out', home])).code).toBe(0)
    const moved = await run('restore', cloud, [home])
    expect(moved.code).toBe(0)
    expect(moved.out[0]).toMatch(/^已恢复\d+项和\d+个文件到表yuebao和存储桶yuebao-files$/)

    const refused = await run('restore', cloud, [home])
    expect([refused.code, refused.out, refused.errors.join()]).toEqual([
      1,
      [],
      expect.stringContaining('表yuebao里已有数据'),
    ])
    expect((await run('restore', cloud, [home, '--replace'])).code).toBe(0)

    expect((await run('backup', cloud, ['--out', there])).code).toBe(0)
    expect(await linesIn(there)).toEqual(await linesIn(home))

    const empty = folders.empty()
    expect((await run('restore', { DATA_DIR: empty }, [there])).code).toBe(0)
    expect((await run('verify', { DATA_DIR: empty }, [file])).code).toBe(0)
  })

  it('knows a file that went out by its bytes, on the folder and on the table, and no other', async () => {
    for (const where of [{ DATA_DIR: folder }, cloud]) {
      const known = await run('verify', where, [file])
      expect([known.code, known.out[0]]).toEqual([0, `SHA-256　${sha256}`])
      expect(known.out[1]).toMatch(/^2019年各单位各月报送情况\.csv　第\d版　数据截至2019年.*　示例·孙宁　2019年/)
    }
    const other = path.join(folder, '..', 'other.csv')
    await writeFile(other, `${await readFile(file, 'utf8')} `)
    const unknown = await run('verify', { DATA_DIR: folder }, [other])
    const bytes = createHash('sha256')
      .update(await readFile(other))
      .digest('hex')
    expect([unknown.code, ...unknown.out]).toEqual([1, `SHA-256　${bytes}`, '没有这份文件的记录。'])
    const missing = await run('verify', { DATA_DIR: folder }, [path.join(folder, 'nowhere')])
    expect([missing.code, missing.errors[0]]).toEqual([2, expect.stringContaining('读不了这个文件')])
  })
})
