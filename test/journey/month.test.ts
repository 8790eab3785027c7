import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settleDepartment, settlePlan } from '../../functions/local/sample/settle.ts'
import type { Stage } from '../../functions/local/simulate/door.ts'
import { paths } from '../../shared/domain/paths.ts'
import { at } from '../../shared/domain/time.ts'
import { pdf } from '../support/evidence.ts'
import { openLambda } from '../support/lambda/openLambda.ts'
import { openHereOverSmtp } from '../support/openHereOverSmtp.ts'
import { upload } from '../support/upload.ts'
import { signIn, type Visitor, visitBy } from '../support/visitor.ts'

/**
 * June 2019 in the department, told once and gone through at either home: the app on one machine, and the functions as they run on AWS, bundled, behind
 * API Gateway and the Scheduler.
 */

const notice = readFileSync(new URL('../fixture/notices/jilin-2019.txt', import.meta.url), 'utf8')
const JUNE = '2019-06'
const REASON = '请写明走访了多少户。'

/** The form's fields, filled as somebody would. */
const filled = (form: string): Record<string, string> => ({
  version: /name="version" value="(\d+)"/.exec(form)?.[1] ?? '',
  ...Object.fromEntries(
    [...new Set([...form.matchAll(/name="t(\d+)\.work"/g)].map(([, task]) => task))].flatMap((task) => [
      [`t${task}.work`, `任务${task}：走访困难群众120户，完成核对。`],
      [`t${task}.status`, '按计划推进'],
      [`t${task}.progress`, '50'],
      [`t${task}.next`, '下月继续走访。'],
    ]),
  ),
})

describe.each([
  ['one machine', openHereOverSmtp],
  ['the functions on AWS', openLambda],
] as [string, () => Promise<Stage>][])('June 2019, on %s', (_home, open) => {
  let stage: Stage
  let plan: string
  let limin: Visitor
  let sunning: Visitor

  beforeAll(async () => {
    stage = await open()
    const { services, door } = stage
    const spring = at('2019-03-12', '09:00')
    door.moveTo(spring)
    await settleDepartment(services, spring)
    const office = await services.load.actor('sunning')
    if (!office) throw new Error('the sample office is missing')
    plan = await settlePlan(services, office, spring, notice)
    door.moveTo(at('2019-06-24', '09:00'))
  }, 120_000)
  afterAll(() => stage?.close())

  const visitor = (place: string): Visitor => visitBy((address, init) => stage.door.ask(address, init, place))
  /** The newest mail to an address, once everything that was set off has arrived. */
  const mailTo = async (mail: string): Promise<string> => {
    await stage.door.settled()
    return stage.door.lastMail(mail)
  }
  const come = async (person: string, place: string): Promise<Visitor> => {
    const mail = `${person}@mzt.example`
    const browser = visitor(place)
    const entered = await signIn(browser, mail, () => mailTo(mail))
    expect([entered.status, entered.headers.get('location')]).toEqual([303, paths.home])
    await browser.get(paths.help)
    return browser
  }
  const report = (unit = 'jiuzhu') => [plan, JUNE, unit] as const

  it('who is not signed in is led to the sign-in page, which links its files by their content', async () => {
    const nobody = visitor('203.0.113.9')
    const led = await nobody.get(paths.mine)
    expect([led.status, led.headers.get('location')]).toEqual([303, paths.signIn])
    const page = await nobody.text(paths.signIn)
    const style = /href="(\/static\/style\.\w+\.css)"/.exec(page)?.[1] ?? ''
    const file = await nobody.get(style)
    expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
    expect(file.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(await file.text()).toBe(readFileSync('functions/web/static/style.css', 'utf8'))
  })

  it('a wrong code lets nobody in; the mailed one does', async () => {
    const stranger = visitor('203.0.113.8')
    const refused = await signIn(stranger, 'limin@mzt.example', async () => '0000 0000')
    expect(refused.status).toBe(422)
    await stage.door.settled()
    limin = await come('limin', '203.0.113.7')
    sunning = await come('sunning', '203.0.113.6')
    expect(await limin.text(paths.mine)).toContain('救助处')
  })

  it('a draft is kept', async () => {
    const fields = filled(await limin.text(paths.report(...report())))
    const [task] = Object.keys(fields).filter((name) => name.endsWith('.work'))
    const saved = await limin.post(paths.report(...report()), {
      version: fields['version'] ?? '',
      [task ?? '']: '先写一句',
    })
    expect(saved.status).toBe(303)
    expect(await limin.text(paths.report(...report()))).toContain('先写一句')
  })

  it('a file that backs a task is sent, looked at and added; what is not fit is refused', async () => {
    const page = paths.evidenceFor(...report(), 5)
    const added = await upload(limin, page, '走访记录.pdf', pdf())
    expect([added.status, (await added.text()).includes('已添加走访记录.pdf')]).toEqual([200, true])
    const refused = await upload(limin, page, '走访记录二.pdf', Buffer.from('<html></html>'))
    expect([refused.status, (await refused.text()).includes('这个文件的内容是网页')]).toEqual([415, true])
    const form = await limin.text(paths.report(...report()))
    for (const words of ['先写一句', '走访记录.pdf']) expect(form).toContain(words)
  })

  it('what is missing is said at the field, and nothing is lost', async () => {
    const { version = '' } = filled(await limin.text(paths.report(...report())))
    const refused = await limin.post(paths.reportSubmit(...report()), { version, 't5.work': '只写了进展' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('只写了进展')
  })

  it('a full report is submitted, and its receipt is mailed', async () => {
    const fields = filled(await limin.text(paths.report(...report())))
    const sent = await limin.post(paths.reportSubmit(...report()), fields)
    expect(sent.status).toBe(303)
    expect(await limin.text(paths.receipt(...report()))).toContain('按计划推进，50%')
    expect(await mailTo('limin@mzt.example')).toContain('按时')
  })

  it('whoever reviews the report downloads the file as it was sent', async () => {
    const review = await sunning.text(paths.review(...report()))
    const [, href = ''] = /href="([^"]+)" download="走访记录.pdf"/.exec(review) ?? []
    const answer = await sunning.get(href)
    const bytes = answer.status === 302 ? await fetch(answer.headers.get('location') ?? '') : answer
    expect(bytes.headers.get('content-type')).toBe('application/pdf')
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(pdf())
  })

  it('a unit with nothing to tell says so', async () => {
    const xiaopeng = await come('xiaopeng', '203.0.113.5')
    const page = await xiaopeng.text(paths.reportZero(...report('xinxi')))
    const { version = '' } = filled(page)
    const sent = await xiaopeng.post(paths.reportZero(...report('xinxi')), { version, reason: '本月无新进展' })
    expect(sent.status).toBe(303)
    expect(await mailTo('xiaopeng@mzt.example')).toContain('零报告')
  })

  it('the office returns the report with a reason, which is mailed and stands on the form', async () => {
    const back = await sunning.post(paths.return(...report()), { reason: REASON, cause: 'unit' })
    expect(back.status).toBe(303)
    expect(await mailTo('limin@mzt.example')).toContain(REASON)
    expect(await limin.text(paths.report(...report()))).toContain(REASON)
  })

  it('filed again, it is accepted; the unit cannot accept it, and cannot withdraw it any more', async () => {
    const fields = filled(await limin.text(paths.report(...report())))
    expect((await limin.post(paths.reportSubmit(...report()), fields)).status).toBe(303)
    expect((await limin.post(paths.accept(...report()))).status).toBe(403)
    expect((await sunning.post(paths.accept(...report()))).status).toBe(303)
    expect(await mailTo('limin@mzt.example')).toContain('审核通过')
    expect((await limin.post(paths.reportWithdraw(...report()))).status).toBe(409)
  })

  it('the matrix shows who has filed and who has not', async () => {
    const month = await sunning.text(paths.overview(plan, JUNE))
    expect(month).toContain('信息中心')
    const said = await (await sunning.get(`${paths.api}/plans/${plan}/rates`)).text()
    expect(said).toContain('jiuzhu')
  })

  it('the month’s workbook arrives whole, with the hash that is on record', async () => {
    const file = await sunning.get(paths.monthOutput(plan, JUNE, 'summary'))
    const bytes = new Uint8Array(await file.arrayBuffer())
    expect([file.status, String.fromCharCode(...bytes.slice(0, 2))]).toEqual([200, 'PK'])
    expect(file.headers.get('content-disposition')).toContain("filename*=UTF-8''")
    const { services } = stage
    const actor = await services.load.actor('sunning')
    const [record] = actor ? await services.outputs.records(plan, { actor, now: at('2019-06-24', '09:00') }) : []
    expect(record?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  it('the daily run reminds who still owes, and no one twice', async () => {
    stage.door.moveTo(at('2019-06-27', '09:00'))
    const { lines } = await stage.door.runReminders()
    expect(lines).toBeGreaterThan(10)
    const reminder = await mailTo('zhangwei@mzt.example')
    expect(reminder).toContain('福利处')
    expect(await mailTo('limin@mzt.example')).not.toContain('还有')
    expect(await mailTo('xiaopeng@mzt.example')).toContain('零报告')
    expect((await stage.door.runReminders()).lines).toBe(0)
    expect(await mailTo('zhangwei@mzt.example')).toBe(reminder)
  })
})
