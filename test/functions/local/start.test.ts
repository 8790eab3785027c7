import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEml } from '../../../shared/adapter/files/eml.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { freePort } from '../../support/outside.ts'
import { demoFolders, type Running, run, start, visit, visitAs } from '../../support/process.ts'

/** `npm start` as people meet it: real processes on real folders and ports. */

const JUNE = paths.report('2019', '2019-06', 'jiuzhu')
/** A start takes about a second, and several on a machine that is busy with other tests. */
const LONG = 120_000
const VERSION = /name="version" value="(\d+)"/

let folders: Awaited<ReturnType<typeof demoFolders>>
const running: Running[] = []
const open = async (env: Record<string, string>): Promise<Running> => {
  const one = await start(env)
  running.push(one)
  return one
}
beforeAll(async () => {
  folders = await demoFolders()
})
afterAll(async () => {
  await Promise.all(running.map((one) => one.stop('SIGKILL')))
  await folders.remove()
})

/** Saves a text in the June draft of 救助处, as its coordinator. */
const saveDraft = async (url: string, text: string): Promise<void> => {
  const limin = await visitAs(url, 'limin')
  const version = VERSION.exec(await limin.text(JUNE))?.[1] ?? ''
  const saved = await limin.post(JUNE, { 't1.work': text, version })
  expect(saved.status).toBe(303)
}
/** What is counted stands in the log too, and is no trouble. */
const isTrouble = (line: string): boolean => !line.includes('"level":"info","event":"count"')

/** One line of what a process says on its error stream: a sentence, no stack. */
const oneSentence = ({ code, errors }: { code: number | null; errors: string[] }): string => {
  expect(code).toBe(1)
  expect(errors).toHaveLength(1)
  return errors[0] ?? ''
}

describe('A fresh start', () => {
  it('is the demo: it says where to open it and as whom to sign in, serves the story, and ends when told', {
    timeout: LONG,
  }, async () => {
    const server = await open({ DATA_DIR: folders.empty() })
    expect(server.out[0]).toBe(`月报（演示）：请用浏览器打开 ${server.url}`)
    expect(server.out[1]).toContain('limin@mzt.example')
    expect(server.out[1]).toContain('sunning@mzt.example')
    const health = await fetch(`${server.url}${paths.health}`)
    expect([health.status, await health.text()]).toEqual([200, 'ok'])
    expect(await (await fetch(server.url)).text()).toContain('登录月报')
    const limin = await visitAs(server.url, 'limin')
    expect(await limin.text(paths.mine)).toContain('救助处')
    expect(await (await visitAs(server.url, 'sunning')).text(paths.overview('2019', '2019-06'))).toContain('信息中心')

    // Whoever holds a connection open does not hold the end up: one answered and kept, one half a request, one silent.
    const port = Number(new URL(server.url).port)
    const [idle, half, silent] = [1, 2, 3].map(() => connect(port, '127.0.0.1').on('error', () => {}))
    half?.write('POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n_token=')
    idle?.write('GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n')
    if (idle) await once(idle, 'data')
    const { code, ms } = await server.stop('SIGTERM')
    expect(code).toBe(0)
    expect(ms).toBeLessThan(5_000)
    expect(server.errors.filter(isTrouble)).toEqual([])
    for (const socket of [idle, half, silent]) socket?.destroy()
  })
})

describe('A data folder', () => {
  it('belongs to one process, and keeps drafts and the clock over an end and over a kill', {
    timeout: LONG,
  }, async () => {
    const folder = await folders.copy()
    const first = await open({ DATA_DIR: folder })
    const second = await run('start', { DATA_DIR: folder, PORT: String(await freePort()) })
    expect(oneSentence(second)).toContain('数据目录正在被另一个进程使用')
    expect(second.out).toEqual([])
    // The first goes on.
    await saveDraft(first.url, '保存后正常停止')
    expect((await first.stop('SIGTERM')).code).toBe(0)

    const set = await open({ DATA_DIR: folder, CLOCK: '2019-06-27T10:00:00+08:00' })
    expect(set.out[2]).toMatch(/^演示时间：2019年6月27日10:0\d/)
    expect(await (await visitAs(set.url, 'limin')).text(JUNE)).toContain('保存后正常停止')
    const office = await visitAs(set.url, 'sunning')
    expect((await office.post(paths.clock, { to: '2019-06-28T09:00:00+08:00', back: '/' })).status).toBe(303)
    await saveDraft(set.url, '保存后立刻断电')
    await set.stop('SIGKILL')

    const last = await open({ DATA_DIR: folder })
    expect(last.out[2]).toMatch(/^演示时间：2019年6月28日9:0\d/)
    expect(await (await visitAs(last.url, 'sunning')).text(paths.mailbox)).toMatch(/现在是2019年6月28日9:0\d/)
    expect(await (await visitAs(last.url, 'limin')).text(JUNE)).toContain('保存后立刻断电')
    expect((await last.stop('SIGINT')).code).toBe(0)
  })
})

describe.concurrent('What cannot start says so in one sentence', () => {
  it('on a port that is taken', { timeout: LONG }, async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const refused = await run('start', { DATA_DIR: await folders.copy(), PORT: String(port) })
    expect(oneSentence(refused)).toBe('端口已被占用，请停止占用它的程序，或者用PORT另选端口。')
    other.close()
  })

  it('on every address of the machine without the settings of a bureau', { timeout: LONG }, async () => {
    const refused = await run('start', { DATA_DIR: folders.empty(), HOST: '0.0.0.0' })
    expect(oneSentence(refused)).toContain('请设置PUBLIC_URL、SMTP_URL、ADMIN_MAIL')
  })

  it('on a data folder that is a file', { timeout: LONG }, async () => {
    const file = folders.empty()
    await writeFile(file, '')
    expect(oneSentence(await run('start', { DATA_DIR: file }))).toContain('请核对DATA_DIR')
  })
})

describe('A bureau', () => {
  it('has nothing of the demo, and its administrator signs in by a code that comes over SMTP', {
    timeout: LONG,
  }, async () => {
    const received: Buffer[] = []
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onData: (stream, _session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          received.push(Buffer.concat(chunks))
          done()
        })
      },
    })
    smtp.on('error', () => {})
    await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready))
    const address = smtp.server.address()
    const folder = folders.empty()
    const settings = {
      DATA_DIR: folder,
      PUBLIC_URL: 'http://yuebao.mzt.example',
      SMTP_URL: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
      ADMIN_MAIL: 'guanli@mzt.example',
    }
    const server = await open(settings)
    expect(server.out).toEqual([
      '月报：请用浏览器打开 http://yuebao.mzt.example',
      '首次使用：用guanli@mzt.example登录（系统管理员），验证码发到这个邮箱。',
    ])

    const visitor = visit(server.url)
    const signIn = await visitor.text(paths.signIn)
    for (const word of ['演示', '示例', 'mzt.example']) expect(signIn).not.toContain(word)
    for (const gone of [paths.mailbox, paths.mail('x')]) expect((await visitor.get(gone)).status).toBe(404)
    for (const gone of [paths.demoSignIn, paths.clock])
      expect([gone, (await visitor.post(gone, { person: 'limin' })).status]).toEqual([gone, 404])

    await visitor.get(paths.signIn)
    expect((await visitor.post(paths.signIn, { mail: 'guanli@mzt.example' })).status).toBe(303)
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(1)
    const mail = readEml(received[0] ?? Buffer.alloc(0))
    expect(mail.headers['to']).toContain('guanli@mzt.example')
    const code = /\b\d{8}\b/.exec(mail.text)?.[0] ?? ''
    expect(mail.subject).not.toContain(code)
    await visitor.get(paths.signInCode)
    const entered = await visitor.post(paths.signInCode, { code })
    expect([entered.status, entered.headers.get('location')]).toEqual([303, paths.home])
    const people = await visitor.text(paths.people)
    expect(people).toContain('系统管理员')
    for (const word of ['示例', '演示', '救助处']) expect(people).not.toContain(word)
    expect(await visitor.text(paths.plans)).not.toContain('2019')
    expect(server.errors.filter(isTrouble)).toEqual([])
    expect((await server.stop()).code).toBe(0)
    await new Promise<void>((closed) => smtp.close(() => closed()))

    // The folder remembers what it is, and so does the demo's.
    const [asDemo, asBureau] = await Promise.all([
      run('start', { DATA_DIR: folder, PORT: String(await freePort()) }),
      run('start', { ...settings, DATA_DIR: await folders.copy(), PORT: String(await freePort()) }),
    ])
    expect(oneSentence(asDemo)).toContain('是正式使用的数据目录，不能用于演示')
    expect(oneSentence(asBureau)).toContain('是演示用的数据目录，不能用于正式使用')
  })
})
