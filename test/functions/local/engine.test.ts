import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type Engine, FolderInUse, openEngine } from '../../../functions/local/engine/engine.ts'
import type { Ref } from '../../../shared/service/ports.ts'
import { openStore } from '../../support/store.ts'

const CHILD = fileURLToPath(new URL('./engineChild.ts', import.meta.url))
const cell = (id: string): Ref<string> => ({ collection: 'cells', id, schema: z.string() })

/** Another process on the folder, and the first line it says. */
const other = async (folder: string): Promise<{ child: ChildProcess; said: string }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, said }
}
const gone = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

describe('the embedded engine', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'yuebao-engine-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const fresh = (name: string): string => path.join(folder, name)

  it('keeps everything over a restart', async () => {
    const store = await openStore({ folder: fresh('restart') })
    const written = Array.from({ length: 40 }, (_, index) => [`c${index}`, `第${index}稿`.repeat(500)] as const)
    await Promise.all(written.map(([id, text]) => store.cells.put(cell(id), text, 0)))
    await store.restart()
    await store.restart()
    for (const [id, text] of written) expect(await store.cells.get(cell(id))).toEqual({ version: 1, value: text })
    expect(await store.cells.put(cell('c0'), 'x', 0)).toBe(false)
    await store.close()
  })

  it('begins anew in memory', async () => {
    const store = await openStore()
    await store.cells.put(cell('a'), 'x', 'any')
    await store.close()
    const again = await openStore()
    expect(await again.items.isEmpty()).toBe(true)
    await again.close()
  })

  it('makes the data folder for its owner alone', async () => {
    const at = fresh('mode')
    await (await openEngine({ folder: at })).close()
    expect((await stat(at)).mode & 0o077).toBe(0)
    expect(await readdir(at)).toEqual(['db'])
  })

  it('takes up a folder whose first start was killed half way', async () => {
    const at = fresh('half')
    await mkdir(path.join(at, 'db.new-1'), { recursive: true })
    await writeFile(path.join(at, 'db.new-1', 'CURRENT'), 'MANIFEST-0000')
    const store = await openStore({ folder: at })
    expect(await store.items.isEmpty()).toBe(true)
    expect(await readdir(at)).toEqual(['db'])
    await store.close()
  })

  it('refuses a second opening in the same process, and the first goes on', async () => {
    const store = await openStore({ folder: fresh('same') })
    await expect(openEngine({ folder: fresh('same') })).rejects.toThrow(FolderInUse)
    expect(await store.cells.put(cell('a'), 'x', 0)).toBe(true)
    await store.close()
    const again = await openStore({ folder: fresh('same') })
    expect((await again.cells.get(cell('a')))?.value).toBe('x')
    await again.close()
  })

  it('refuses a second process with a sentence, and lets it in when the first is gone', async () => {
    const store = await openStore({ folder: fresh('two') })
    await store.cells.put(cell('a'), 'x', 0)
    const refused = await other(fresh('two'))
    expect(refused.said).toMatch(
      /^数据目录正在被另一个进程使用：.*另选目录。\(Another process owns this data folder\.\)$/,
    )
    await gone(refused.child)
    expect((await store.cells.get(cell('a')))?.value).toBe('x')
    await store.close()
    const admitted = await other(fresh('two'))
    expect(admitted.said).toBe('open')
    admitted.child.kill('SIGKILL')
    await gone(admitted.child)
  })

  it('is not shut out by an owner that was killed', async () => {
    const at = fresh('killed')
    const owner = await other(at)
    expect(owner.said).toBe('open')
    await expect(openEngine({ folder: at })).rejects.toThrow('数据目录正在被另一个进程使用')
    owner.child.kill('SIGKILL')
    await gone(owner.child)
    await (await openEngine({ folder: at })).close()
  })

  it('says so when the folder cannot be opened', async () => {
    const file = fresh('file')
    await writeFile(file, 'a file')
    await expect(openEngine({ folder: file })).rejects.toThrow('数据目录打不开')
    await mkdir(path.join(fresh('broken'), 'db'), { recursive: true })
    await writeFile(path.join(fresh('broken'), 'db', 'CURRENT'), 'nonsense')
    await expect(openEngine({ folder: fresh('broken') })).rejects.toThrow('数据目录打不开')
  })

  it('refuses with the API’s own errors', async () => {
    const engine = await openEngine({ folder: null })
    await expect(engine.call('GetItem', { TableName: 'none', Key: { PK: { S: 'a' } } })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(
      engine.call('GetItem', { TableName: engine.table, Key: { PK: { S: '' }, SK: { S: 'b' } } }),
    ).rejects.toMatchObject({ name: 'ValidationException' })
    await engine.close()
  })

  it('answers what was asked before it closes, and nothing after', async () => {
    const engine: Engine = await openEngine({ folder: fresh('close') })
    const put = (id: number) =>
      engine.call('PutItem', { TableName: engine.table, Item: { PK: { S: 'a' }, SK: { S: String(id) } } })
    const asked = Promise.all(Array.from({ length: 20 }, (_, id) => put(id)))
    await engine.close()
    expect(await asked).toHaveLength(20)
    await expect(put(21)).rejects.toThrow('closed')
  })

  it('says when its thread has died, and refuses what is asked from then on', async () => {
    const deaths: Error[] = []
    const engine = await openEngine({ folder: null, onDeath: (error) => deaths.push(error) })
    await expect(engine.call('GetItem', undefined as never)).rejects.toThrow()
    expect(deaths).toHaveLength(1)
    await expect(engine.call('DescribeTable', { TableName: engine.table })).rejects.toBe(deaths[0])
    await engine.close()
    expect(deaths).toHaveLength(1)
  })
})
