import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../../../support/app.ts'
import { as, bothTasks, jiuzhuJune, when } from '../../../support/bureau.ts'

const at = ['2019', '2019-06', 'jiuzhu'] as const
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
const guanli = { actor: as('guanli'), now: when('2019-06-01') }

let house: TestHouse
let head: Browser
beforeEach(async () => {
  house = await openHouse()
  const { people, load, reports } = house.services
  await people.savePerson(guanli, {
    id: 'wuqiang',
    name: '示例·吴强',
    mail: 'wuqiang@mzt.example',
    phone: '',
    unit: 'jiuzhu',
  })
  await people.appoint(guanli, 'jiuzhu', { head: 'wuqiang' })
  const admin = await house.signIn('guanli')
  const { name, order } = await load.unit('jiuzhu')
  await admin.post(paths.unit('jiuzhu'), { act: 'change', name, class: '处室', order: String(order), signOff: 'yes' })
  await reports.submit(jiuzhuJune, { actor: as('limin'), now: when('2019-06-24') }, { entries: bothTasks, version: 0 })
  await house.services.settled()
  head = await house.signIn('wuqiang')
})
afterEach(() => house.close())

describe('signing a report off', () => {
  it('tells the head what waits, and files the report when it is signed; the receipt follows the signature', async () => {
    expect(house.mails.filter(({ headers }) => headers['X-Yuebao-Rule'] === 'receipt')).toEqual([])
    expect(plain(await (await head.get(paths.mine)).text())).toContain('审签这份月报')
    const page = plain(await (await head.get(paths.report(...at))).text())
    expect(page).toContain('等待负责人审签')
    expect(page).toContain('召开推进会1次')
    const answer = await head.post(paths.reportSign(...at), { version: '1' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, paths.receipt(...at)])
    expect(plain(await (await head.get(paths.receipt(...at))).text())).toContain('示例·吴强　2019年6月25日')
    await house.services.settled()
    const receipts = house.mails.filter(({ headers }) => headers['X-Yuebao-Rule'] === 'receipt')
    expect(receipts.map(({ to }) => to.mail)).toEqual(['limin@mzt.example'])
  })

  it('gives the report back with a reason; without one it says so at the field, and the coordinator reads it above the form', async () => {
    const without = await head.post(paths.reportDecline(...at), { version: '1', reason: ' ' })
    expect(without.status).toBe(422)
    expect(await without.text()).toContain('id="reason-error"')
    await head.post(paths.reportDecline(...at), { version: '1', reason: '数字再核一遍' })
    const limin = await house.signIn('limin')
    const form = plain(await (await limin.get(paths.report(...at))).text())
    expect(form).toContain('负责人不予审签')
    expect(form).toContain('数字再核一遍')
    expect(form).toContain('召开推进会1次')
  })

  it('tells the office that the head has not signed, and shows it no text', async () => {
    const sunning = await house.signIn('sunning')
    expect(plain(await (await sunning.get(paths.overview('2019', '2019-06'))).text())).toContain('已填好，等负责人审签')
    expect(await (await sunning.get(paths.report(...at))).text()).not.toContain('召开推进会1次')
  })

  it('goes by the API too', async () => {
    const declined = await head.api('POST', '/plans/2019/reports/2019-06/jiuzhu/decline', { why: '再核', version: 1 })
    expect(await declined.json()).toMatchObject({ state: 'draft' })
    const limin = await house.signIn('limin')
    await limin.api('POST', '/plans/2019/reports/2019-06/jiuzhu/submit', { version: 2, entries: bothTasks })
    const signed = await head.api('POST', '/plans/2019/reports/2019-06/jiuzhu/sign-off', {})
    expect(await signed.json()).toMatchObject({ state: 'submitted', signedBy: { id: 'wuqiang' } })
  })
})
