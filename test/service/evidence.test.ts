import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inspectEvidence } from '../../shared/adapter/evidence/inspect.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { isRefusal, type Refusal, type RefusalCode } from '../../shared/domain/refusal.ts'
import type { Attachment } from '../../shared/domain/report/attachment.ts'
import { ReportBody } from '../../shared/domain/report/report.ts'
import { addMinutes, type Instant } from '../../shared/domain/time.ts'
import { createEvidence, type Evidence } from '../../shared/service/evidence.ts'
import { fileKeys } from '../../shared/service/fileKeys.ts'
import type { Files } from '../../shared/service/ports.ts'
import { createReports } from '../../shared/service/report.ts'
import { openBucket, type TestBucket } from '../support/bucket.ts'
import { as, type Bureau, bothTasks, filled, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { jpg, pdf, png } from '../support/evidence.ts'
import { openStore, type Store } from '../support/store.ts'

let store: Store
let bureau: Bureau
let files: Files
let evidence: Evidence
let root: string
let bucket: TestBucket
const opened: { close(): Promise<void> }[] = []
const folders: string[] = []

beforeAll(async () => {
  bucket = await openBucket()
})
const settle = async (given: Files): Promise<void> => {
  store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
  files = given
  evidence = createEvidence({ ...bureau.deps, files, inspect: inspectEvidence, reports: bureau.reports })
}
beforeEach(async () => {
  root = path.join(tmpdir(), `yuebao-evidence-${randomUUID()}`)
  folders.push(root)
  await settle(createDiskFiles(root))
})
afterAll(async () => {
  for (const one of [...opened, bucket]) await one.close()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const by = (id: string, now = when('2019-06-25')) => ({ actor: as(id), now })
const refused = async <C extends RefusalCode>(act: Promise<unknown>, code: C): Promise<Refusal<C>> => {
  const error = await act.then(
    () => new Error('was not refused'),
    (thrown: unknown) => thrown,
  )
  if (!isRefusal(error, code)) throw error
  return error
}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
const BACK = 'http://yuebao.example/received'

/** Sends a file as a browser does: to the bucket's form where there is one, else through the service. @returns its key in quarantine */
const send = async (who: string, name: string, bytes: Uint8Array, task: number | null = 1): Promise<string> => {
  const { folder, form } = await evidence.begin(jiuzhuJune, by(who), { task, back: BACK })
  if (!form) return evidence.take(jiuzhuJune, by(who), folder, { name, bytes: once(bytes) })
  const body = new FormData()
  for (const [field, value] of Object.entries(form.fields)) body.append(field, value)
  body.append('file', new File([new Uint8Array(bytes)], name))
  const answer = await fetch(form.url, { method: 'POST', body, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '').searchParams.get('key') ?? ''
}
const add = async (who: string, name: string, bytes: Uint8Array = pdf(name), task: number | null = 1) =>
  evidence.receive(jiuzhuJune, by(who), await send(who, name, bytes, task))
const names = async (who: string): Promise<string[]> =>
  (await evidence.list(jiuzhuJune, by(who))).attachments.map((one) => one.name)
const keysUnder = async (prefix: string): Promise<string[]> => {
  const found: string[] = []
  for await (const { key } of files.list(prefix)) found.push(key)
  return found
}
const readAll = async (opened: Awaited<ReturnType<Evidence['open']>>): Promise<Buffer> => {
  if (opened.link !== null) return Buffer.from(await (await fetch(opened.link)).arrayBuffer())
  const chunks: Uint8Array[] = []
  for await (const chunk of opened.bytes ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const open = (who: string, one: Attachment) => evidence.open(jiuzhuJune, by(who), one.id)
const submit = async (entries = bothTasks) => {
  const { head } = await bureau.reports.scene(jiuzhuJune)
  return bureau.reports.submit(jiuzhuJune, by('limin'), { entries, version: head.version })
}
const sendBack = () => bureau.reports.sendBack('return', jiuzhuJune, by('sunning'), { why: '请补充' })
const filedWith = async (): Promise<string[][]> =>
  (await bureau.reports.history(jiuzhuJune, by('limin')))
    .filter((record) => record.act === 'submit' || record.act === 'enter')
    .map((record) => ReportBody.parse(record.body).attachments.map((one) => one.name))

describe.each(['a folder', 'a bucket'])('In %s, a file', (home) => {
  beforeEach(async () => {
    if (home === 'a bucket') await settle(bucket.files)
  })

  it('is told by its bytes, kept under its name with their hash, and leaves quarantine', async () => {
    const one = await add('limin', 'C:\\报表\\六月 扫描件.exe', png())
    expect(one).toMatchObject({ task: 1, name: '六月 扫描件.exe.png', kind: 'png', size: png().length, entered: false })
    expect(one.by).toEqual({ id: 'limin', name: '示例·limin' })
    const found = await open('limin', one)
    expect(await readAll(found)).toEqual(png())
    expect(found.link === null).toBe(home === 'a folder')
    expect(await keysUnder('quarantine/2019/2019-06/jiuzhu/limin/')).toEqual([])
  })

  it('that is not fit is refused with a reason, and nothing of it stays', async () => {
    const key = await send('limin', '报表.pdf', Buffer.from('<html><script>alert(1)</script>'))
    const refusal = await refused(evidence.receive(jiuzhuJune, by('limin'), key), 'attachment.unfit')
    expect(refusal.said.why).toContain('网页')
    expect(await names('limin')).toEqual([])
    expect(await keysUnder('quarantine/2019/2019-06/jiuzhu/limin/')).toEqual([])
  })

  it('that is larger than 10 MB is refused with its size', async () => {
    const key = await send('limin', '大.pdf', Buffer.concat([pdf(), Buffer.alloc(11 * 1024 * 1024, 'x')]))
    const refusal = await refused(evidence.receive(jiuzhuJune, by('limin'), key), 'attachment.too-large')
    expect(refusal.said.why).toContain('11.')
    expect(await names('limin')).toEqual([])
    expect(await keysUnder('quarantine/2019/2019-06/jiuzhu/limin/')).toEqual([])
  })

  it('for which the browser comes back twice is added once', async () => {
    const key = await send('limin', '一.pdf', pdf())
    const [one, two] = await Promise.all([
      evidence.receive(jiuzhuJune, by('limin'), key),
      evidence.receive(jiuzhuJune, by('limin'), key),
    ])
    const three = await evidence.receive(jiuzhuJune, by('limin'), key)
    expect(three.id).toBe(one.id)
    expect(two.id).toBe(one.id)
    expect(await names('limin')).toEqual(['一.pdf'])
    expect((await keysUnder('attachments/')).filter((stored) => stored.endsWith(one.id))).toHaveLength(1)
  })

  it('whose bytes changed since is not handed out', async () => {
    const one = await add('limin', '一.pdf')
    await files.put(fileKeys.evidence(jiuzhuJune, one.id), pdf('another text'))
    await refused(open('limin', one), 'attachment.damaged')
    await files.remove(fileKeys.evidence(jiuzhuJune, one.id))
    const refusal = await refused(open('limin', one), 'attachment.damaged')
    expect(refusal.said.why).toContain('一.pdf')
  })
})

describe('The files of a draft', () => {
  it('stay with it through every save, and leave a form that is open as it is', async () => {
    const first = await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1)], version: 0 })
    const one = await add('limin', '一.pdf')
    // The form was opened before the file came.
    const second = await bureau.reports.save(jiuzhuJune, by('limin'), { entries: bothTasks, version: first.version })
    await add('limin', '二.pdf', pdf(), null)
    expect(await names('limin')).toEqual(['一.pdf', '二.pdf'])
    await bureau.reports.submit(jiuzhuJune, by('limin'), { entries: bothTasks, version: second.version })
    const view = await bureau.reports.view(jiuzhuJune, by('limin'))
    expect(view.attachments.map((file) => [file.name, file.task])).toEqual([
      ['一.pdf', 1],
      ['二.pdf', null],
    ])
    expect(view.entries).toEqual(bothTasks)
    expect(view.attachments[0]?.sha256).toBe(one.sha256)
  })

  it('never hide that somebody else changed the texts', async () => {
    const first = await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1)], version: 0 })
    await add('limin', '一.pdf')
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: bothTasks, version: first.version })
    await add('limin', '二.pdf')
    await refused(
      bureau.reports.save(jiuzhuJune, by('limin'), {
        entries: [filled(1, { work: '旧页面上写的' })],
        version: first.version,
      }),
      'report.conflict',
    )
  })

  it('can come before any text, and then no draft is spoken of', async () => {
    await add('limin', '一.pdf', pdf(), null)
    const { head, entries } = await bureau.reports.view(jiuzhuJune, by('limin'))
    expect([head.state, head.draftAt, head.attachments]).toEqual(['draft', null, 1])
    expect(entries.map((entry) => entry.work)).toEqual(['', ''])
  })

  it('are all there when ten come at once', async () => {
    const sent = await Promise.all(Array.from({ length: 10 }, (_, n) => send('limin', `${n}.pdf`, pdf(`${n}`))))
    // Two functions at once: within one, files are looked at in turn.
    const other = createEvidence({ ...bureau.deps, files, inspect: inspectEvidence, reports: bureau.reports })
    await Promise.all(sent.map((key, n) => (n % 2 ? other : evidence).receive(jiuzhuJune, by('limin'), key)))
    expect((await names('limin')).sort()).toEqual(Array.from({ length: 10 }, (_, n) => `${n}.pdf`))
  })

  it('are the unit’s until they are filed', async () => {
    const one = await add('limin', '一.pdf')
    for (const who of ['sunning', 'zhengyan', 'guyong']) {
      expect(await names(who)).toEqual([])
      await refused(open(who, one), 'access.missing')
    }
    await submit()
    for (const who of ['sunning', 'zhengyan', 'guyong']) {
      expect(await names(who)).toEqual(['一.pdf'])
      expect(await readAll(await open(who, one))).toEqual(pdf('一.pdf'))
    }
    for (const who of ['zhangwei', 'tingling', 'guanli']) await refused(open(who, one), 'access.forbidden')
  })

  it('are no more than twenty', async () => {
    for (let n = 0; n < 20; n++) await add('limin', `${n}.jpg`, jpg())
    const refusal = await refused(add('limin', '20.jpg', jpg()), 'attachment.too-many')
    expect(refusal.said.why).toContain('20个文件')
    expect(await keysUnder('attachments/')).toHaveLength(20)
    expect(await keysUnder('quarantine/')).toEqual([])
  })
})

describe('A filed report', () => {
  it('goes on naming its files when a later draft drops one', async () => {
    const [one, two] = [await add('limin', '一.pdf'), await add('limin', '二.pdf')]
    await submit()
    await sendBack()
    await evidence.remove(jiuzhuJune, by('limin'), one.id)
    const three = await add('limin', '三.pdf')
    // The office reads what was filed; the unit what it will file.
    expect(await names('sunning')).toEqual(['一.pdf', '二.pdf'])
    expect(await names('limin')).toEqual(['二.pdf', '三.pdf'])
    await submit()
    expect(await filedWith()).toEqual([
      ['一.pdf', '二.pdf'],
      ['二.pdf', '三.pdf'],
    ])
    // What the first submission brought can still be read, by those who read its history.
    for (const file of [one, two, three]) expect((await readAll(await open('sunning', file))).length).toBeGreaterThan(0)
    await bureau.reports.accept(jiuzhuJune, by('tanyue'))
    expect(await names('zhengyan')).toEqual(['二.pdf', '三.pdf'])
  })

  it('keeps them through a withdrawal', async () => {
    await add('limin', '一.pdf')
    await submit()
    await bureau.reports.withdraw(jiuzhuJune, by('limin'))
    expect(await names('limin')).toEqual(['一.pdf'])
    expect(await names('sunning')).toEqual([])
  })

  it('takes no file and gives none up while it is submitted, accepted or locked', async () => {
    const one = await add('limin', '一.pdf')
    const key = await send('limin', '二.pdf', pdf())
    await submit()
    await refused(evidence.receive(jiuzhuJune, by('limin'), key), 'report.state')
    await refused(evidence.begin(jiuzhuJune, by('limin'), { task: 1, back: BACK }), 'report.state')
    await refused(evidence.remove(jiuzhuJune, by('limin'), one.id), 'report.state')
    await bureau.reports.withdraw(jiuzhuJune, by('limin'))
    const late = by('limin', when('2019-07-08'))
    await refused(evidence.remove(jiuzhuJune, late, one.id), 'report.locked')
    await refused(evidence.begin(jiuzhuJune, late, { task: 1, back: BACK }), 'report.locked')
    expect(await names('limin')).toEqual(['一.pdf'])
  })
})

describe('A file that was removed from a draft', () => {
  it('is gone with its bytes when nothing was filed with it', async () => {
    const one = await add('limin', '一.pdf')
    await evidence.remove(jiuzhuJune, by('limin'), one.id)
    expect(await names('limin')).toEqual([])
    expect(await keysUnder('attachments/')).toEqual([])
    await refused(open('limin', one), 'access.missing')
    await refused(evidence.remove(jiuzhuJune, by('limin'), one.id), 'access.missing')
  })
})

describe('For a report that the office enters', () => {
  const enter = async () => {
    const { head } = await bureau.reports.scene(jiuzhuJune)
    return bureau.reports.enter(jiuzhuJune, by('sunning'), {
      entries: bothTasks,
      version: head.version,
      why: '送来盖章的纸质报表',
    })
  }

  it('the scanned paper is added first, and filed with it; the unit’s own draft files are left out', async () => {
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1)], version: 0 })
    await add('limin', '单位自己的.pdf')
    const { head } = await bureau.reports.scene(jiuzhuJune)
    const scan = await add('sunning', '盖章报表.jpg', jpg(), null)
    expect(scan.entered).toBe(true)
    expect(await names('sunning')).toEqual(['盖章报表.jpg'])
    // The unit's texts are as they were, and its open form too.
    const { entries } = await bureau.reports.view(jiuzhuJune, by('limin'))
    expect(entries[0]?.work).toBe('召开推进会1次')
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1)], version: head.version })
    await enter()
    expect(await filedWith()).toEqual([['盖章报表.jpg']])
  })

  it('is added after the lock too, by the office alone', async () => {
    const late = when('2019-07-08')
    const { folder } = await evidence.begin(jiuzhuJune, by('sunning', late), { task: null, back: BACK })
    const file = { name: '盖章.jpg', bytes: once(jpg()) }
    const key = await evidence.take(jiuzhuJune, by('sunning', late), folder, file)
    await evidence.receive(jiuzhuJune, by('sunning', late), key)
    const { attachments } = await evidence.list(jiuzhuJune, by('sunning', late))
    expect(attachments.map((one) => one.name)).toEqual(['盖章.jpg'])
  })
})

describe('What the unit filed', () => {
  it('is taken over by the office with its own scan, and not removed by it', async () => {
    const one = await add('limin', '一.pdf')
    await submit()
    await sendBack()
    await evidence.remove(jiuzhuJune, by('limin'), one.id)
    const scan = await add('sunning', '盖章报表.jpg', jpg(), null)
    const { attachments } = await evidence.list(jiuzhuJune, by('sunning'))
    expect(attachments.map((file) => [file.name, file.removable])).toEqual([
      ['一.pdf', false],
      ['盖章报表.jpg', true],
    ])
    await refused(evidence.remove(jiuzhuJune, by('sunning'), one.id), 'attachment.kept')
    const { head } = await bureau.reports.scene(jiuzhuJune)
    const given = { entries: bothTasks, version: head.version, why: '来电' }
    await bureau.reports.enter(jiuzhuJune, by('sunning'), given)
    expect(await filedWith()).toEqual([['一.pdf'], ['一.pdf', '盖章报表.jpg']])
    expect((await readAll(await open('limin', scan))).length).toBe(jpg().length)
  })
})

describe('Who may add', () => {
  it.each(['zhangwei', 'zhengyan', 'guyong', 'tingling', 'guanli'])('not %s', async (who) => {
    await refused(evidence.begin(jiuzhuJune, by(who), { task: 1, back: BACK }), 'access.forbidden')
    const key = await send('limin', '一.pdf', pdf())
    await refused(evidence.receive(jiuzhuJune, by(who), key), 'attachment.none')
    const { folder } = await evidence.begin(jiuzhuJune, by('limin'), { task: 1, back: BACK })
    const file = { name: 'a.pdf', bytes: once(pdf()) }
    await refused(evidence.take(jiuzhuJune, by(who), folder, file), 'attachment.none')
  })

  it('is not turned by a key of one’s own making', async () => {
    const made = [
      'attachments/2019/2019-06/jiuzhu/x',
      'quarantine/../attachments/x',
      'quarantine/2019/2019-06/jiuzhu/limin/1/short/a.pdf',
      `${fileKeys.upload({ ...jiuzhuJune, period: '2019-05', person: 'limin', task: 1, id: 'abcdefgh' })}a.pdf`,
      `${fileKeys.upload({ ...jiuzhuJune, person: 'limin', task: 1, id: 'abcdefgh' })}nothing-there.pdf`,
      '',
    ]
    for (const key of made) await refused(evidence.receive(jiuzhuJune, by('limin'), key), 'attachment.none')
    await refused(evidence.begin(jiuzhuJune, by('limin'), { task: 3, back: BACK }), 'access.missing')
  })
})

describe('What a kill leaves', () => {
  const DAY = 24 * 60
  const now = (): Instant => new Date().toISOString() as Instant

  it('between bytes and name is not shown, and is swept a day later', async () => {
    const kept = await add('limin', '一.pdf')
    const filed = await add('limin', '二.pdf')
    await submit()
    await sendBack()
    await evidence.remove(jiuzhuJune, by('limin'), filed.id)
    await files.put(fileKeys.evidence(jiuzhuJune, 'orphan-of-a-kill'), pdf())
    await send('limin', '没有收下.pdf', pdf())
    expect(await names('limin')).toEqual(['一.pdf'])
    expect(await evidence.sweep(now())).toBe(0)
    expect(await evidence.sweep(addMinutes(now(), DAY + 1))).toBe(2)
    expect((await keysUnder('')).sort()).toEqual(
      [kept, filed].map((one) => fileKeys.evidence(jiuzhuJune, one.id)).sort(),
    )
  })

  it('at whichever step: a file is named and whole, or not shown at all; and the browser may come back', async () => {
    let steps = 0
    for (let dies = 0, alive = false; !alive; dies++) {
      const key = await send('limin', `${dies}.pdf`, pdf(`${dies}`))
      const before = await names('limin')
      // From its n-th step on the process does nothing more, to files or table, not even tidying up.
      let left = dies
      const dead = <P extends object>(port: P): P =>
        new Proxy(port, {
          get: (target, name) => {
            const member = Reflect.get(target, name) as unknown
            if (typeof member !== 'function') return member
            return (...given: unknown[]): unknown => {
              if (left-- <= 0) return Promise.reject(new Error('killed'))
              return member.apply(target, given) as unknown
            }
          },
        })
      const chains = dead(bureau.deps.chains)
      const reports = createReports({ ...bureau.deps, chains }, bureau.load)
      const dying = createEvidence({ ...bureau.deps, chains, files: dead(files), inspect: inspectEvidence, reports })
      alive = await dying.receive(jiuzhuJune, by('limin'), key).then(
        () => true,
        (error: unknown) => {
          if (isRefusal(error) || (error instanceof Error && error.message !== 'killed')) throw error
          return false
        },
      )
      steps = dies
      const { attachments } = await evidence.list(jiuzhuJune, by('limin'))
      for (const one of attachments) expect((await open('limin', one)).attachment.sha256).toBe(one.sha256)
      expect(attachments.map((one) => one.name).filter((name) => name !== `${dies}.pdf`)).toEqual(before)
      // The browser comes back with the same address, which finds the file in quarantine or already named.
      await evidence.receive(jiuzhuJune, by('limin'), key)
      expect(await names('limin')).toEqual([...before, `${dies}.pdf`])
    }
    expect(steps).toBeGreaterThan(6)
    await evidence.sweep(addMinutes(now(), DAY + 1))
    expect(await keysUnder('quarantine/')).toEqual([])
    expect(await keysUnder('attachments/')).toHaveLength(steps + 1)
  })

  it('of an upload that was cut off is nothing at all', async () => {
    const { folder } = await evidence.begin(jiuzhuJune, by('limin'), { task: 1, back: BACK })
    const cut = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(1024 * 1024)
      throw new Error('the connection is gone')
    }
    const taken = evidence.take(jiuzhuJune, by('limin'), folder, { name: 'a.pdf', bytes: cut() })
    await expect(taken).rejects.toThrow('the connection is gone')
    expect(await keysUnder('')).toEqual([])
    expect(await readdir(path.join(root, '.underway'))).toEqual([])
  })
})
