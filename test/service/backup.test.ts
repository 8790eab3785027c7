import { createHash, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { backupLines, ENDS, NotABackup, restoreFrom } from '../../shared/service/backup.ts'
import { createDigests } from '../../shared/service/digest.ts'
import { createLoad } from '../../shared/service/load.ts'
import type { Files } from '../../shared/service/ports.ts'
import { openBucket, type TestBucket } from '../support/bucket.ts'
import { as, type Bureau, bothTasks, JUNE, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openOutputs } from '../support/outputs.ts'
import { openStore, type Store } from '../support/store.ts'

/** A backup of one engine, restored on the other: table and folder, table and bucket. */

let store: Store
let other: Store
let bureau: Bureau
let house: ReturnType<typeof openOutputs>
let bucket: TestBucket
let text: string
const folder = path.join(tmpdir(), `yuebao-restored-${randomUUID()}`)
const EVIDENCE = Uint8Array.from({ length: 2_000_000 }, (_, index) => (index * 7919) % 251)

const by = (id: string, date: string) => ({ actor: as(id), now: when(date) })
const office = by('sunning', '2019-07-10')
const gather = async (lines: AsyncIterable<string>): Promise<string> => {
  let all = ''
  for await (const line of lines) all += line
  return all
}
async function* linesOf(document: string): AsyncGenerator<string> {
  yield* document.split('\n')
}
const shaOf = async (bytes: AsyncIterable<Uint8Array> | undefined | null): Promise<string> => {
  const hash = createHash('sha256')
  for await (const piece of bytes ?? []) hash.update(piece)
  return hash.digest('hex')
}

beforeAll(async () => {
  store = await openStore()
  other = await openStore()
  bucket = await openBucket()
  bureau = await openBureau(store)
  house = openOutputs(bureau)
  await bureau.reports.submit(jiuzhuJune, by('limin', '2019-06-25'), { entries: bothTasks, version: 0 })
  await createDigests(bureau.deps, bureau.load).ofDay('2019', when('2019-06-26'))
  for (const kind of ['summary', 'evaluation', 'entries', 'history-json'])
    await house.outputs.make({ kind, plan: '2019', period: kind === 'summary' ? JUNE.period : null }, office)
  const job = await house.outputs.askFor({ kind: 'rates', plan: '2019', period: null }, office, when('2026-03-02'))
  await house.outputs.carryOut({ plan: '2019', id: job.id }, { machine: () => when('2026-03-02') })
  await house.files.put('attachments/2019/2019-06/jiuzhu/evidence', EVIDENCE)
  await house.files.put('attachments/2019/2019-06/jiuzhu/empty', new Uint8Array())
  await house.files.put('quarantine/2019/2019-06/jiuzhu/limin/1/whatever/a.pdf', new Uint8Array([1]))
  await house.files.put('outputs/everything/job/export.json', new Uint8Array([1]))
  text = await gather(backupLines({ items: store.items, files: house.files }))
})
afterAll(async () => {
  await Promise.all([store.close(), other.close(), bucket.close(), house.close()])
  await rm(folder, { recursive: true, force: true })
})

describe('A backup', () => {
  it('is one JSON document with items and files, without what was not checked and without exports', () => {
    const { format, version, items, files } = JSON.parse(text)
    expect([format, version]).toEqual(['yuebao-backup', 2])
    expect(items.length).toBeGreaterThan(20)
    expect(text.endsWith(ENDS)).toBe(true)
    const keys = new Set(files.map((file: { key: string }) => file.key.split('/')[0]))
    expect([...keys].sort()).toEqual(['attachments', 'outputs'])
    expect(text).not.toContain('outputs/everything')
  })
})

describe('Restored on the other engine', () => {
  const outputsThere = () => {
    const deps = { chains: other.chains, cells: other.cells, chance: bureau.deps.chance }
    return openOutputs({ ...bureau, deps, load: createLoad(deps) }, { files: bucket.files })
  }
  beforeAll(async () => {
    const { files } = JSON.parse(text)
    const restored = await restoreFrom(linesOf(text), { items: other.items, files: bucket.files })
    expect(restored.files).toBe(files.filter((line: object) => 'sha256' in line).length)
  })

  it('every recorded output has the same SHA-256: as it was kept, and made again', async () => {
    const { outputs } = outputsThere()
    const records = await outputs.records('2019', office)
    expect(records.map((record) => record.kind).sort()).toEqual(
      ['entries', 'evaluation', 'history-json', 'rates', 'summary'].sort(),
    )
    for (const { kind, key, sha256 } of records)
      expect([kind, await shaOf((await bucket.files.read(key ?? ''))?.bytes)]).toEqual([kind, sha256])
    for (const { key } of records) await bucket.files.remove(key ?? '')
    for (const { id, kind, sha256 } of records) {
      const { bytes } = await outputs.again('2019', id, by('sunning', '2019-08-01'))
      expect([kind, await shaOf(bytes)]).toEqual([kind, sha256])
    }
  })

  it('evidence is the same, and the histories stand', async () => {
    const read = async (files: Files, name: string) =>
      shaOf((await files.read(`attachments/2019/2019-06/jiuzhu/${name}`))?.bytes)
    expect(await read(bucket.files, 'evidence')).toBe(createHash('sha256').update(EVIDENCE).digest('hex'))
    expect(await read(bucket.files, 'empty')).toBe(createHash('sha256').digest('hex'))
    const deps = { chains: other.chains, cells: other.cells, chance: bureau.deps.chance }
    const found = await createDigests(deps, createLoad(deps)).verify('2019', office)
    expect(found).toMatchObject({ days: 1, troubles: [] })
  })

  it('backed up there and brought home it is what it was', async () => {
    const there = await gather(backupLines({ items: other.items, files: bucket.files }))
    const home = await openStore()
    const files = createDiskFiles(folder)
    await restoreFrom(linesOf(there), { items: home.items, files })
    const again = await gather(backupLines({ items: home.items, files }))
    const sorted = (document: string) =>
      document
        .split('\n')
        .map((line) => line.replace(/,$/, ''))
        .sort()
    expect(sorted(again)).toEqual(sorted(there))
    await home.close()
  })

  it('can be emptied again', async () => {
    expect(await other.items.clear()).toBeGreaterThan(20)
    expect(await other.items.isEmpty()).toBe(true)
  })
})

describe('What is no whole backup', () => {
  const lines = () => text.split('\n')
  const bad: [string, () => string, string][] = [
    ['another file', () => '{"some":"json"}', '这不是月报的备份文件'],
    ['of a later version', () => text.replace('"version":2', '"version":3'), '这不是月报的备份文件'],
    ['cut within the items', () => lines().slice(0, 5).join('\n'), '不完整'],
    ['cut within a file', () => `${text.slice(0, text.lastIndexOf('"data"') + 200)}`, '读不了'],
    ['without its end', () => lines().slice(0, -2).join('\n'), '不完整'],
    ['with a file that was touched', () => text.replace(/"data":"(....)/, '"data":"AAAA'), '和备份时不一样'],
  ]
  it.each(bad)('is refused with a sentence: %s', async (_, document, sentence) => {
    const empty = await openStore()
    const files = createDiskFiles(path.join(folder, randomUUID()))
    const refused = restoreFrom(linesOf(document()), { items: empty.items, files })
    await expect(refused).rejects.toThrow(NotABackup)
    await expect(refused).rejects.toThrow(sentence)
    await empty.close()
  })

  it('but one of the first version, which had no files, is taken', async () => {
    const { items } = JSON.parse(text)
    const first = [
      '{"format":"yuebao-backup","version":1,"items":[',
      ...items.map((item: object, index: number) => `${JSON.stringify(item)}${index < items.length - 1 ? ',' : ''}`),
      ']}',
      '',
    ].join('\n')
    const empty = await openStore()
    const restored = await restoreFrom(linesOf(first), { items: empty.items, files: createDiskFiles(folder) })
    expect(restored).toEqual({ items: items.length, files: 0 })
    await empty.close()
  })
})
