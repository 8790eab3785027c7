import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../shared/domain/paths.ts'
import { everything } from '../../support/everything.ts'
import { demoFolders, type Running, run, start, visitAs } from '../../support/process.ts'
import { openStore } from '../../support/store.ts'
import type { Visitor } from '../../support/visitor.ts'

/** `npm run backup` and `npm run restore` as real processes beside and without a running service. */

const JUNE = paths.report('2019', '2019-06', 'jiuzhu')
const TEXT = '备份以前写的：=1+1，<b>粗</b>，“引号”，\u{20000}'
const LONG = 120_000

let folders: Awaited<ReturnType<typeof demoFolders>>
let server: Running
/** The server's data folder, and backups of it: one taken beside the server, one after its end. */
let folder: string
let beside: string
let stopped: string
let shown: Record<string, string>

/** The pages and figures that people compare: without what changes by itself, the time of asking and the form's token. */
const pagesOf = async (visitor: Visitor): Promise<Record<string, string>> => {
  const api = `${paths.api}/plans/2019`
  const addresses = [
    JUNE,
    paths.tasks('2019'),
    paths.overview('2019', '2019-05'),
    `${api}/reports/2019-06/jiuzhu`,
    `${api}/reports/2019-05/fuli/history`,
    `${api}/reports/2019-06`,
    `${api}/overview`,
    `${api}/rates`,
    api,
  ]
  const pages = addresses.map(async (address) => {
    const answer = await visitor.get(address)
    expect([address, answer.status]).toEqual([address, 200])
    const text = (await answer.text())
      .replaceAll(/name="_token" value="[^"]*"/g, '')
      .replaceAll(/"cutOff":"[^"]*"/g, '')
      .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '')
      .replaceAll(/\d{4}年\d{1,2}月\d{1,2}日\d{1,2}:\d\d(:\d\d)?/g, '')
      .replaceAll(/datetime-local" value="[^"]*"|name="to" value="[^"]*"/g, '')
    return [address, text] as const
  })
  return Object.fromEntries(await Promise.all(pages))
}

/** Everything in a folder that no process has open. */
const itemsIn = async (at: string): Promise<string[]> => {
  const store = await openStore({ folder: at })
  const items = await everything(store.items)
  await store.close()
  return items
}

/** One sentence on the error stream, exit code 1, nothing on the other. */
const refusal = ({ code, out, errors }: Awaited<ReturnType<typeof run>>): string => {
  expect([code, out, errors.length]).toEqual([1, [], 1])
  return errors[0] ?? ''
}

beforeAll(async () => {
  folders = await demoFolders()
  folder = await folders.copy()
  server = await start({ DATA_DIR: folder })
  const limin = await visitAs(server.url, 'limin')
  const version = /name="version" value="(\d+)"/.exec(await limin.text(JUNE))?.[1] ?? ''
  expect((await limin.post(JUNE, { 't1.work': TEXT, version })).status).toBe(303)
  shown = await pagesOf(await visitAs(server.url, 'sunning'))

  beside = path.join(folder, '..', 'beside.json')
  const backup = await run('backup', { DATA_DIR: folder }, ['--out', beside])
  expect(backup).toEqual({ code: 0, out: [`已备份到${beside}`], errors: [] })
  await server.stop()
  stopped = path.join(folder, '..', 'stopped.json')
  expect((await run('backup', { DATA_DIR: folder }, ['--out', stopped])).code).toBe(0)
}, LONG)
afterAll(async () => {
  await server?.stop('SIGKILL')
  await folders?.remove()
})

describe('A backup', () => {
  it('is one JSON document with everything in it, readable by its owner alone', async () => {
    for (const file of [beside, stopped]) {
      expect((await stat(file)).mode & 0o077).toBe(0)
      const { format, version, items } = JSON.parse(await readFile(file, 'utf8'))
      expect([format, version]).toEqual(['yuebao-backup', 2])
      expect(JSON.stringify(items)).toContain('备份以前写的：=1+1')
      expect(items.length).toBeGreaterThan(200)
    }
    const items = JSON.parse(await readFile(stopped, 'utf8')).items.map((item: unknown) => JSON.stringify(item))
    expect(items.sort()).toEqual(await itemsIn(folder))
  })

  it('of a folder without data is refused, and leaves no file', { timeout: LONG }, async () => {
    const empty = folders.empty()
    const out = `${empty}.json`
    expect(refusal(await run('backup', { DATA_DIR: empty }, ['--out', out]))).toContain('没有数据可备份')
    await expect(stat(out)).rejects.toThrow('ENOENT')
  })

  it('that the server did not finish is none', { timeout: LONG }, async () => {
    // A server that is killed while it writes: its socket ends in the middle.
    const half = folders.empty()
    await mkdir(half)
    const dying = createServer((socket) => socket.end('{"format":"yuebao-backup","version":1,"items":[\n{"PK":'))
    await new Promise<void>((ready) => dying.listen(path.join(half, 'control.sock'), ready))
    const out = `${half}.json`
    await writeFile(out, 'the backup of yesterday')
    expect(refusal(await run('backup', { DATA_DIR: half }, ['--out', out]))).toContain('没有备份完整')
    expect(await readFile(out, 'utf8')).toBe('the backup of yesterday')
    expect(await readdir(path.dirname(out))).not.toContain(`${path.basename(out)}.part`)
    dying.close()
  })
})

describe('A restore', () => {
  it('into an empty folder gives the same pages, and refuses while they are served', { timeout: LONG }, async () => {
    const empty = folders.empty()
    const restored = await run('restore', { DATA_DIR: empty }, [beside])
    expect(restored.errors).toEqual([])
    expect(restored.out[0]).toMatch(/^已恢复\d+项和\d+个文件到/)
    const again = await start({ DATA_DIR: empty })
    const sunning = await visitAs(again.url, 'sunning')
    expect(await pagesOf(sunning)).toEqual(shown)
    expect(await (await visitAs(again.url, 'limin')).text(JUNE)).toContain('备份以前写的：=1+1，&lt;b&gt;粗')

    const refused = await run('restore', { DATA_DIR: empty }, [stopped, '--replace'])
    expect(refusal(refused)).toContain('数据目录正在被另一个进程使用')
    expect(await pagesOf(sunning)).toEqual(shown)
    expect((await again.stop()).code).toBe(0)
  })

  it('into a folder with data is refused, unless told to replace: then the old data stays beside', {
    timeout: LONG,
  }, async () => {
    const used = await folders.copy()
    const before = await itemsIn(used)
    expect(refusal(await run('restore', { DATA_DIR: used }, [stopped]))).toContain('已有数据，没有恢复')
    expect(await itemsIn(used)).toEqual(before)

    const replaced = await run('restore', { DATA_DIR: used }, [stopped, '--replace'])
    expect([replaced.code, replaced.errors]).toEqual([0, []])
    expect(await itemsIn(used)).toEqual(await itemsIn(folder))
    const kept = (await readdir(used)).find((name) => name.startsWith('db-')) ?? ''
    expect(replaced.out[0]).toContain(kept)
    const aside = folders.empty()
    await mkdir(aside)
    await rename(path.join(used, kept), path.join(aside, 'db'))
    expect(await itemsIn(aside)).toEqual(before)
  })

  it('from what is no whole backup is refused with one sentence and changes nothing', { timeout: LONG }, async () => {
    const used = await folders.copy()
    const [before, names] = [await itemsIn(used), await readdir(used)]
    const whole = await readFile(stopped, 'utf8')
    const lines = whole.split('\n')
    const bad: [name: string, text: string, sentence: string][] = [
      ['truncated', whole.slice(0, whole.length / 2), '备份文件'],
      ['without-end', lines.slice(0, -2).join('\n'), '备份文件不完整'],
      ['other', '{"some":"json"}', '这不是月报的备份文件'],
      ['empty', '', '备份文件'],
      ['twice', [...lines.slice(0, 3), lines[2], ...lines.slice(3)].join('\n'), '备份文件里有读不了的内容'],
      ['keyless', [lines[0], '{"v":1}', ...lines.slice(-2)].join('\n'), '备份文件第2行读不了'],
      ['later-version', whole.replace('"version":2', '"version":3'), '这不是月报的备份文件'],
    ]
    const said: string[] = []
    for (const [name, text] of bad) {
      const file = path.join(used, '..', `${name}.json`)
      await writeFile(file, text)
      said.push(refusal(await run('restore', { DATA_DIR: used }, [file, '--replace'])))
    }
    said.push(refusal(await run('restore', { DATA_DIR: used }, [path.join(used, 'nowhere.json'), '--replace'])))
    for (const [index, [name, , sentence]] of bad.entries())
      expect([name, said[index]]).toEqual([name, expect.stringContaining(sentence)])
    expect(said.at(-1)).toContain('没有这个文件')
    expect(await itemsIn(used)).toEqual(before)
    expect(await readdir(used)).toEqual(names)
  })
})
