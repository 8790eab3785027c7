import { createHash } from 'node:crypto'
import JSZip from 'jszip'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256Lines } from '../../shared/domain/output/record.ts'
import { addMinutes } from '../../shared/domain/time.ts'
import { fileKeys } from '../../shared/service/fileKeys.ts'
import { keys } from '../../shared/service/keys.ts'
import { kindsOf } from '../../shared/service/output/kinds.ts'
import type { Files } from '../../shared/service/ports.ts'
import { as, type Bureau, bothTasks, JUNE, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openOutputs } from '../support/outputs.ts'
import { openStore, type Store } from '../support/store.ts'

let store: Store
let bureau: Bureau
let house: ReturnType<typeof openOutputs>
beforeAll(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  house = openOutputs(bureau)
  await bureau.reports.submit(jiuzhuJune, by('limin', '2019-06-25'), { entries: bothTasks, version: 0 })
  await bureau.reports.accept(jiuzhuJune, by('sunning', '2019-06-26'))
})
afterAll(async () => {
  await store.close()
  await house.close()
})

const by = (id: string, date: string) => ({ actor: as(id), now: when(date) })
const SUMMARY = { kind: 'summary', ...JUNE }

/** Everything readable in a file, whatever its format. */
const textOf = async (bytes: Uint8Array): Promise<string> => {
  if (Buffer.from(bytes.subarray(0, 2)).toString() !== 'PK') return Buffer.from(bytes).toString()
  const zip = await JSZip.loadAsync(bytes)
  const parts = Object.values(zip.files).filter((file) => /\.(xml|csv|json)$/.test(file.name))
  return (await Promise.all(parts.map((file) => file.async('string')))).join('\n').replaceAll(/<[^>]*>/g, '')
}

describe('Every output of a plan', () => {
  const wanted = [...kindsOf('plan'), ...kindsOf('month')]
    // There is none before something is published; evaluation.test.ts tells of it.
    .filter((kind) => !kind.id.startsWith('published-'))
    .map((kind) => ({ kind: kind.id, plan: '2019', period: kind.scope === 'month' ? '2019-06' : null }))
  it.each(wanted)('has the same bytes for the same data, and says of when they are: $kind', async (one) => {
    const first = await house.outputs.make(one, by('sunning', '2019-07-08'))
    const second = await house.outputs.make(one, by('tanyue', '2019-07-08'))
    expect(second.record.sha256).toBe(first.record.sha256)
    expect(first.record).toMatchObject({ ...one, revision: 1, cutOff: when('2019-07-08') })
    expect(await textOf(first.bytes)).toMatch(/2019年7月8日|2019-07-08T/)
  })
})

describe('The record of an output', () => {
  it('says who made what of which data, in one chain, also of two at once', async () => {
    const before = (await house.outputs.records('2019', by('sunning', '2019-07-09'))).length
    const made = await Promise.all(
      ['sunning', 'tanyue', 'zhengyan'].map((id) => house.outputs.make(SUMMARY, by(id, '2019-07-09'))),
    )
    const records = await house.outputs.records('2019', by('sunning', '2019-07-09'))
    expect(records).toHaveLength(before + 3)
    expect(records.slice(0, 3).map((record) => record.by.name)).toEqual(
      expect.arrayContaining(['示例·sunning', '示例·tanyue', '示例·zhengyan']),
    )
    expect(records[0]).toMatchObject({
      kind: 'summary',
      period: '2019-06',
      fileName: '2019年6月月报汇总.xlsx',
      cutOff: when('2019-07-09'),
      revision: 1,
      key: expect.stringContaining('outputs/2019/'),
      sha256: made[0]?.record.sha256,
    })
  })

  it('knows a file in hand by its bytes or its SHA-256 as pasted, for whoever is signed in', async () => {
    const { bytes, record } = await house.outputs.make(SUMMARY, by('sunning', '2019-07-10'))
    const limin = by('limin', '2019-07-11')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const spaced = sha256.toUpperCase().replaceAll(/(.{2})/g, '$1 ')
    for (const asked of [
      { bytes },
      { text: `${sha256}  汇总.xlsx\n` },
      { text: `SHA256 的 汇总.xlsx 哈希:\n${spaced}\n完成` },
    ])
      expect(await house.outputs.recorded(asked, limin)).toEqual({ sha256, records: [record] })
    const other = Uint8Array.from(bytes)
    other[40] = (other[40] ?? 0) ^ 1
    expect((await house.outputs.recorded({ bytes: other }, limin)).records).toEqual([])
    await expect(house.outputs.recorded({ text: '不是' }, limin)).rejects.toMatchObject({ code: 'input.invalid' })
  })

  it('is for those who may download', async () => {
    for (const id of ['limin', 'tingling', 'guanli'])
      await expect(house.outputs.records('2019', by(id, '2019-07-11'))).rejects.toMatchObject({
        code: 'access.forbidden',
      })
  })

  it('stands in a manifest with the newest file of each name', () => {
    const line = (fileName: string, sha256: string) => ({ fileName, sha256 })
    expect(sha256Lines([line('甲.xlsx', 'a1'), line('乙.csv', 'b1'), line('甲.xlsx', 'a2')])).toBe(
      'a2  甲.xlsx\nb1  乙.csv\n',
    )
  })

  it('gives the file once more as it was kept; swept away, it is made again as long as nothing changed', async () => {
    const { record, bytes } = await house.outputs.make(SUMMARY, by('sunning', '2019-07-12'))
    const again = async (date: string): Promise<boolean> => {
      const file = await house.outputs.again('2019', record.id, by('zhengyan', date))
      const parts: Uint8Array[] = []
      for await (const part of file.bytes ?? []) parts.push(part)
      return Buffer.concat(parts).equals(Buffer.from(bytes))
    }
    expect(await again('2019-08-01')).toBe(true)
    await house.files.remove(record.key ?? '')
    expect(await again('2019-08-01')).toBe(true)
    await bureau.reports.sendBack('reopen', jiuzhuJune, by('sunning', '2019-08-02'), { why: '数字有误' })
    await expect(again('2019-08-03')).rejects.toMatchObject({ code: 'output.changed' })
    await house.files.put(record.key ?? '', bytes)
    expect(await again('2019-08-03')).toBe(true)
    const second = await house.outputs.make(SUMMARY, by('sunning', '2019-08-03'))
    expect(second.record.revision).toBe(2)
    const text = await textOf(second.bytes)
    expect(text).toContain('第2版')
    expect(text).toContain('修订说明')
    expect(text).toContain('数字有误')
  })

  it('outlives its file: an export of everything is swept after a week, any other after two years', async () => {
    const everything = fileKeys.job('everything', 'job-1', 'all.zip')
    const { record } = await house.outputs.make(SUMMARY, by('sunning', '2019-08-03'))
    await house.files.put(everything, Buffer.from('x'))
    const there = async (): Promise<boolean[]> => [
      (await house.files.read(everything)) !== null,
      (await house.files.read(record.key ?? '')) !== null,
    ]
    const now = new Date().toISOString()
    const sweptAt = (days: number) => house.outputs.sweep(addMinutes(now, days * 24 * 60))
    expect([await sweptAt(6), await there()]).toEqual([0, [true, true]])
    expect([await sweptAt(8), await there()]).toEqual([1, [false, true]])
    await sweptAt(731)
    expect(await there()).toEqual([false, false])
    expect((await house.outputs.records('2019', by('sunning', '2019-08-03')))[0]).toEqual(record)
  })

  it('keeps its chain whole', async () => {
    const head = await store.chains.head(keys.outputs('2019'))
    expect(head?.version).toBe((await house.outputs.records('2019', by('sunning', '2019-08-03'))).length)
  })
})

describe('A job', () => {
  const MACHINE = when('2026-03-02')
  const machine = () => MACHINE
  /** A clock on which that many milliseconds pass each time it is read. */
  const ticking = (step: number) => {
    let now = Date.parse(MACHINE)
    return () => {
      now += step
      return new Date(now).toISOString()
    }
  }
  const asked = () => house.outputs.askFor(SUMMARY, by('sunning', '2019-08-05'), MACHINE)

  it('is asked for, carried out once however often it is told to, recorded once, and fetched', async () => {
    const job = await asked()
    expect(job).toMatchObject({ state: 'queued', kind: 'summary', cutOff: when('2019-08-05') })
    expect(house.started.at(-1)).toEqual({ plan: '2019', id: job.id })
    await Promise.all([1, 2].map(() => house.outputs.carryOut({ plan: '2019', id: job.id }, { machine })))
    await house.outputs.carryOut({ plan: '2019', id: job.id }, { machine })
    const done = await house.outputs.job({ plan: '2019', id: job.id }, by('zhengyan', '2019-08-06'), MACHINE)
    expect(done).toMatchObject({ state: 'done', begun: 1, lease: null, error: null })
    const records = await house.outputs.records('2019', by('sunning', '2019-08-06'))
    expect(records.filter((record) => record.job === job.id)).toMatchObject([
      { sha256: done.result?.sha256, key: done.result?.key, cutOff: when('2019-08-05'), by: { name: '示例·sunning' } },
    ])
    const file = await house.outputs.fileOf({ plan: '2019', id: job.id }, by('zhengyan', '2019-08-06'))
    const parts: Uint8Array[] = []
    for await (const part of file.bytes ?? []) parts.push(part)
    expect(createHash('sha256').update(Buffer.concat(parts)).digest('hex')).toBe(done.result?.sha256)
    // The same data at the same cut-off, made at once: the same file.
    expect((await house.outputs.make(SUMMARY, by('sunning', '2019-08-05'))).record.sha256).toBe(done.result?.sha256)
  })

  it('stops where it is cancelled while it runs, and leaves neither file nor record', async () => {
    const job = await asked()
    const before = (await house.outputs.records('2019', by('sunning', '2019-08-06'))).length
    house.meanwhile.do = async () => {
      await house.outputs.cancel({ plan: '2019', id: job.id }, by('tanyue', '2019-08-05'))
    }
    await house.outputs.carryOut({ plan: '2019', id: job.id }, { machine: ticking(1_000) })
    house.meanwhile.do = async () => {}
    const over = await house.outputs.job({ plan: '2019', id: job.id }, by('sunning', '2019-08-06'), MACHINE)
    expect(over).toMatchObject({ state: 'cancelled', result: null })
    expect(await house.outputs.records('2019', by('sunning', '2019-08-06'))).toHaveLength(before)
    for await (const { key } of house.files.list('outputs/')) expect(key).not.toContain(job.id)
    expect((await house.outputs.cancel({ plan: '2019', id: job.id }, by('sunning', '2019-08-06'))).state).toBe(
      'cancelled',
    )
  })

  it('says how far it has come, and writes it no more than once a second', async () => {
    const job = await asked()
    const seen: string[] = []
    house.meanwhile.do = async () => {
      seen.push((await house.outputs.job({ plan: '2019', id: job.id }, by('sunning', '2019-08-06'), MACHINE)).step)
    }
    await house.outputs.carryOut({ plan: '2019', id: job.id }, { machine })
    house.meanwhile.do = async () => {}
    expect(seen).toEqual(['读数据'])
    const cell = await store.cells.get(keys.outputJob('2019', job.id))
    // Asked, begun, once on the way (no time passes), kept, recorded, done.
    expect(cell?.version).toBeLessThanOrEqual(6)
  })

  it('held by somebody is left to them, until they have shown no sign of life for a minute', async () => {
    const job = await asked()
    const ref = keys.outputJob('2019', job.id)
    await store.cells.put(ref, { ...job, state: 'running', begun: 1, lease: when('2026-03-02', '09:01') }, 'any')
    await house.outputs.carryOut({ plan: '2019', id: job.id }, { machine })
    expect((await store.cells.get(ref))?.value.state).toBe('running')
    await house.outputs.carryOut({ plan: '2019', id: job.id }, { machine: () => when('2026-03-02', '09:02') })
    expect((await store.cells.get(ref))?.value).toMatchObject({ state: 'done', begun: 2 })
  })

  it('left by a process that ended is taken up by the next one; begun three times it is given up, with a sentence', async () => {
    const [first, second] = [await asked(), await asked()]
    const ref = keys.outputJob('2019', second.id)
    await store.cells.put(ref, { ...second, state: 'running', begun: 3, lease: when('2099-01-01') }, 'any')
    house.started.length = 0
    expect(await house.outputs.takeUp()).toBe(2)
    for (const job of house.started) await house.outputs.carryOut(job, { machine })
    expect((await store.cells.get(keys.outputJob('2019', first.id)))?.value.state).toBe('done')
    expect((await store.cells.get(ref))?.value).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('做不完'),
    })
    expect(await house.outputs.takeUp()).toBe(0)
  })

  it('that cannot be made says why: the time is up, the person may no longer, our own fault', async () => {
    const over = await asked()
    await house.outputs.carryOut({ plan: '2019', id: over.id }, { machine, left: () => 10_000 })
    const fault = await asked()
    house.meanwhile.do = () => Promise.reject(new Error('disk'))
    await house.outputs.carryOut({ plan: '2019', id: fault.id }, { machine })
    house.meanwhile.do = async () => {}
    const gone = await asked()
    const ref = keys.outputJob('2019', gone.id)
    await store.cells.put(ref, { ...gone, by: { id: 'limin', name: '' } }, 'any')
    await house.outputs.carryOut({ plan: '2019', id: gone.id }, { machine })
    const errors = await Promise.all(
      [over, fault, gone].map(async ({ id }) => (await store.cells.get(keys.outputJob('2019', id)))?.value.error),
    )
    expect(errors).toEqual([
      expect.stringContaining('做不完'),
      '系统出错，请再试一次。',
      expect.stringContaining('没有这项权限'),
    ])
    expect(house.troubles).toEqual([{ what: `output job ${fault.id}`, error: new Error('disk') }])
  })

  it('is for those who may have its file', async () => {
    const job = await asked()
    for (const id of ['limin', 'tingling'])
      for (const act of [
        () => house.outputs.askFor(SUMMARY, by(id, '2019-08-05'), MACHINE),
        () => house.outputs.job({ plan: '2019', id: job.id }, by(id, '2019-08-05'), MACHINE),
        () => house.outputs.cancel({ plan: '2019', id: job.id }, by(id, '2019-08-05')),
        () => house.outputs.fileOf({ plan: '2019', id: job.id }, by(id, '2019-08-05')),
        () => house.outputs.jobs('2019', by(id, '2019-08-05'), MACHINE),
      ])
        await expect(act()).rejects.toMatchObject({ code: 'access.forbidden' })
  })
})

describe('The export of everything', () => {
  const ADMIN = by('guanli', '2019-08-05')
  const KEYS = ['a', 'b', 'c'].map((name) => `attachments/2019/2019-06/jiuzhu/${name}`)
  /** A clock on which two seconds pass each time it is asked. */
  const running = () => {
    let now = Date.parse(when('2026-03-02'))
    return () => {
      now += 2_000
      return new Date(now).toISOString()
    }
  }
  const openExport = async (change: (files: Files) => Partial<Files>) => {
    const { files, close } = openOutputs(bureau)
    for (const key of KEYS) await files.put(key, new Uint8Array([1, 2, 3]))
    const { outputs } = openOutputs(bureau, { files: { ...files, ...change(files) } })
    const { id } = await outputs.askForEverything('export', { why: '核对' }, ADMIN, when('2026-03-02'))
    const at = { plan: keys.everything, id }
    const now = () => outputs.job(at, ADMIN, when('2026-03-02'))
    return { outputs, at, now, close }
  }

  it('says how far it is among the files, and stops there when it is cancelled', async () => {
    const read: string[] = []
    const steps: string[] = []
    const { outputs, at, now, close } = await openExport((files) => ({
      read: async (key) => {
        read.push(key)
        steps.push((await now()).step)
        if (read.length === 2) await outputs.cancel(at, ADMIN)
        return files.read(key)
      },
    }))
    await outputs.carryOut(at, { machine: running() })
    expect(steps).toEqual(['写出第1个文件', '写出第2个文件'])
    expect(read).toEqual(KEYS.slice(0, 2))
    expect((await now()).state).toBe('cancelled')
    await close()
  })

  it('stops within a large file when its time is up', async () => {
    let pieces = 0
    const { outputs, at, now, close } = await openExport(() => ({
      read: async () => ({
        size: 20 * 5_000_000,
        bytes: (async function* () {
          for (; pieces < 20; pieces++) yield new Uint8Array(5_000_000)
        })(),
      }),
    }))
    await outputs.carryOut(at, { machine: running(), left: () => (pieces < 2 ? 600_000 : 10_000) })
    expect(pieces).toBeLessThan(5)
    expect(await now()).toMatchObject({ state: 'failed', error: expect.stringContaining('做不完') })
    await close()
  })
})
