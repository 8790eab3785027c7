import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { founder } from '../../../functions/found.ts'
import { settleDepartment, settlePlan } from '../../../functions/local/sample/settle.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { at } from '../../../shared/domain/time.ts'
import type { RunSummary } from '../../../shared/service/remind.ts'
import { webMetafile } from '../../support/lambda/bundles.ts'
import { type Cloud, openLambda } from '../../support/lambda/openLambda.ts'
import { FunctionFailed } from '../../support/lambda/runtimeApi.ts'
import { openSes } from '../../support/lambda/ses.ts'
import { signIn, visitBy } from '../../support/visitor.ts'

/** What holds of the functions on AWS beside what they share with one machine: each bundle in a process of its own, fed as Lambda feeds it. */

const notice = readFileSync(new URL('../../fixture/notices/jilin-2019.txt', import.meta.url), 'utf8')
const TRACE = new URL('../../support/lambda/loaded.mjs', import.meta.url).href

let cloud: Cloud
let plan: string
const closers: (() => Promise<void>)[] = []

beforeAll(async () => {
  cloud = await openLambda()
  const { services, door } = cloud
  const spring = at('2019-03-12', '09:00')
  await settleDepartment(services, spring)
  const office = await services.load.actor('sunning')
  if (!office) throw new Error('the sample office is missing')
  plan = await settlePlan(services, office, spring, notice)
  door.moveTo(at('2019-06-24', '09:00'))
}, 120_000)
afterAll(async () => {
  for (const close of closers.splice(0)) await close()
  await cloud?.close()
})

/** A browser that comes to a function by itself, from one place. */
const browserAt = (web: Cloud['web'], place: string) =>
  visitBy((address, init) => cloud.askAt(web, address, init, place))

describe('a first start', () => {
  it('appoints the administrator once, however many functions start at once', async () => {
    const fresh = await openLambda({}, { start: false })
    closers.push(fresh.close)
    const started = await Promise.all([fresh.another('web'), fresh.another('web'), fresh.another('reminders')])
    expect(started).toHaveLength(3)
    const admin = await fresh.services.load.person('admin')
    expect([admin?.mail, admin?.roles]).toEqual(['admin@mzt.example', ['administrator']])
  }, 60_000)

  it('does not take place with a clock for tests, where the table is not on this machine', async () => {
    const elsewhere = { DYNAMODB_ENDPOINT: 'http://dynamodb.cn-north-1.example' }
    await expect(cloud.another('web', { env: elsewhere })).rejects.toThrow('TEST_CLOCK只用于测试')
    await expect(cloud.another('web', { env: { CLOCK: '2019-06-25T09:00:00+08:00' } })).rejects.toThrow(FunctionFailed)
  })
})

describe('the answer and the mail after it', () => {
  it('an answer does not wait for the mail server, and the function does not stand still before the mail has gone', async () => {
    await cloud.web.idle()
    const { mails } = cloud.mailServer
    const before = mails.length
    cloud.mailServer.hold()
    const browser = browserAt(cloud.web, '203.0.113.2')
    await browser.get(paths.signIn)
    const asked = await browser.post(paths.signIn, { mail: 'chenhao@mzt.example' })
    expect([asked.status, mails.length - before]).toEqual([303, 0])
    let still = false
    const idle = cloud.web.idle().then(() => {
      still = true
    })
    await cloud.mailServer.heldOne()
    expect(still).toBe(false)
    cloud.mailServer.release()
    await idle
    expect(mails.length - before).toBe(1)
  })
})

describe('who asks', () => {
  it('is told apart by the gateway’s word; a header changes nothing', async () => {
    const asks = async (place: string, claimed: string): Promise<number> => {
      const browser = visitBy((address, init) =>
        cloud.askAt(cloud.web, address, { ...init, headers: { ...init.headers, 'x-forwarded-for': claimed } }, place),
      )
      await browser.get(paths.signIn)
      return (await browser.post(paths.signIn, { mail: `nobody-${claimed}@mzt.example` })).status
    }
    const statuses: number[] = []
    for (let count = 0; count < 21; count++) statuses.push(await asks('10.0.0.9', `198.51.100.${count}`))
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(303))
    expect(statuses[20]).toBe(429)
    expect(await asks('10.0.0.10', '198.51.100.1')).toBe(303)
    expect((await browserAt(cloud.web, '10.0.0.10').get(`${paths.api}/plans`)).status).toBe(401)
  }, 30_000)
})

describe('two reminder runs at once', () => {
  it('send nobody two mails, and no mail twice', async () => {
    cloud.door.moveTo(at('2019-06-27', '09:00'))
    await cloud.door.settled()
    const { mails } = cloud.mailServer
    const before = mails.length
    const other = await cloud.another('reminders')
    const runs = await Promise.all([cloud.reminders.invoke({}), other.invoke({})])
    const again = (await cloud.reminders.invoke({})) as RunSummary | null
    const [one, two] = runs as (RunSummary | null)[]
    const sent = mails.slice(before)
    const ids = sent.map(({ headers }) => headers['message-id'])
    expect(ids.length).toBeGreaterThan(10)
    expect(new Set(ids).size).toBe(ids.length)
    expect((one?.sent ?? 0) + (two?.sent ?? 0) + (again?.sent ?? 0)).toBe(ids.length)
    expect(new Set(sent.map(({ to }) => to)).size).toBe(ids.length)
  }, 30_000)
})

describe('signing in, opening the form and submitting it', () => {
  it('load no library for workbooks, documents, notices, files or another sign-in', async () => {
    const traced = await cloud.another('web', { nodeOptions: ['--import', TRACE] })
    cloud.door.moveTo(at('2019-06-24', '09:00'))
    const browser = browserAt(traced, '203.0.113.3')
    const entered = await signIn(browser, 'linjing@mzt.example', async () => {
      await traced.idle()
      return cloud.door.lastMail('linjing@mzt.example')
    })
    expect(entered.status).toBe(303)
    const form = await browser.text(paths.report(plan, '2019-06', 'guihua'))
    const version = /name="version" value="(\d+)"/.exec(form)?.[1] ?? ''
    const zero = await browser.post(paths.reportZero(plan, '2019-06', 'guihua'), { version, reason: '本月无新进展' })
    expect(zero.status).toBe(303)
    await traced.idle()

    const { outputs } = await webMetafile()
    const loaded = new Set(traced.log.flatMap((line) => /^loaded (\S+\.mjs)$/.exec(line)?.[1] ?? []))
    expect(loaded).toContain('handler.mjs')
    const packages = new Set(
      Object.entries(outputs).flatMap(([file, { inputs }]) =>
        loaded.has(path.basename(file))
          ? Object.keys(inputs).flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [])
          : [],
      ),
    )
    expect(packages).toContain('nodemailer')
    for (const heavy of ['exceljs', 'docx', 'mammoth', 'word-extractor', 'echarts', 'yauzl', 'openid-client'])
      expect(packages).not.toContain(heavy)
    for (const client of ['client-s3', 'client-sesv2', 'client-lambda', 'lib-storage'])
      expect(packages).not.toContain(`@aws-sdk/${client}`)
  }, 30_000)
})

describe('the secret', () => {
  it('is read once, and again when the mail server has got another password', async () => {
    const own = await openLambda({}, { password: 'first' })
    closers.push(own.close)
    const ask = async (mail: string): Promise<void> => {
      const browser = browserAt(own.web, '203.0.113.4')
      await browser.get(paths.signIn)
      await browser.post(paths.signIn, { mail })
      await own.web.idle()
    }
    await own.services.people.savePerson(
      { actor: founder, now: at('2019-06-24', '09:00') },
      { id: 'someone', name: '某人', mail: 'someone@mzt.example', phone: '', unit: null },
    )
    await ask('someone@mzt.example')
    await ask('someone@mzt.example')
    expect([own.mailServer.mails.length, own.secrets.reads()]).toEqual([2, 1])
    own.mailServer.rotate('second')
    own.secrets.set({ smtpUrl: own.mailServer.url })
    await ask('admin@mzt.example')
    expect([own.mailServer.mails.length, own.secrets.reads()]).toEqual([3, 2])
  }, 60_000)
})

describe('mail by SES', () => {
  it('goes out as the same mail', async () => {
    const ses = await openSes()
    closers.push(ses.close)
    const web = await cloud.another('web', { env: { MAIL: 'ses', AWS_ENDPOINT_URL_SESV2: ses.endpoint } })
    const browser = browserAt(web, '203.0.113.5')
    await browser.get(paths.signIn)
    await browser.post(paths.signIn, { mail: 'luodan@mzt.example' })
    await web.idle()
    expect(ses.taken.map(({ to }) => to)).toEqual([['luodan@mzt.example']])
    expect(ses.taken[0]?.mail.headers['x-yuebao-rule']).toBe('code')
  })
})

describe('what the functions wrote into their logs', () => {
  it('is JSON, and names nobody', () => {
    const lines = [...cloud.web.log, ...cloud.reminders.log].filter((line) => line.startsWith('{'))
    const metrics = lines.flatMap((line) => Object.keys(JSON.parse(line) as object))
    for (const name of ['RemindersSent', 'ReminderRuns', 'Refusals']) expect(metrics).toContain(name)
    const said = [...cloud.web.log, ...cloud.reminders.log].join('\n')
    for (const name of ['@mzt.example', '示例', '救助处', 'jiuzhu', 'limin']) expect(said).not.toContain(name)
  })
})
