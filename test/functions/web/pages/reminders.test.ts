import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { addMinutes } from '../../../../shared/domain/time.ts'
import { keys } from '../../../../shared/service/keys.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'
import { as, when } from '../../../support/bureau.ts'

/** The office's part in reminding: who is chased, by which rules, what became of it, and that it goes on at all. */

const reminders = paths.reminders('2019')
const rules = paths.reminderRules('2019')
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const textOf = async (person: string, address: string): Promise<string> =>
  (await (await house.signIn(person)).get(address)).text()

describe('催办', () => {
  it('goes to one unit or to all who owe; a second time on one day has to be confirmed', async () => {
    const sunning = await house.signIn('sunning')
    const chase = paths.chase('2019', '2019-06')
    const one = await sunning.post(chase, { unit: 'jiuzhu' })
    expect(one.status).toBe(303)
    const after = await (await sunning.get(one.headers.get('location') ?? '')).text()
    expect(plain(after)).toContain('已催办1个单位。')
    expect(plain(after)).toMatch(/示例·sunning在2019年\d+月\d+日[\d:]+催办过/)
    const again = await sunning.post(chase, { unit: 'jiuzhu' })
    expect(again.status).toBe(409)
    expect(plain(await again.text())).toContain('今天已经催办过')
    const all = await sunning.post(chase, { all: 'yes' })
    expect(all.headers.get('location')).toContain('chased=2&already=1')
    expect((await sunning.post(chase, { all: 'yes', confirmed: '1' })).headers.get('location')).toContain('chased=3')
    expect((await sunning.post(chase)).status).toBe(409)
  })

  it('is the same in the API', async () => {
    const sunning = await house.signIn('sunning')
    const path = '/plans/2019/reminders/2019-06/chase'
    expect(await (await sunning.api('GET', path)).json()).toHaveLength(3)
    const answer = await sunning.api('POST', path, { units: ['jiuzhu'] })
    expect(await answer.json()).toMatchObject({ units: ['jiuzhu'], already: [], unreachable: [], sent: 1 })
    const refused = await sunning.api('POST', path, { units: ['jiuzhu'] })
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'reminder.chased' }])
    expect(await (await sunning.api('GET', '/reminders/unreachable')).json()).toEqual([])
  })
})

describe('The ledger', () => {
  it('is filtered by result, unit and rule, and escapes what it shows', async () => {
    await house.services.reminders.run({ now: when('2019-06-27'), machine: house.clocks.machine })
    const html = await textOf('sunning', `${reminders}?period=2019-06&unit=fuli`)
    expect(plain(html)).toMatch(/全部6/)
    expect(html.match(/<th scope="row">福利处/g)).toHaveLength(2)
    const sent = await textOf('sunning', `${reminders}?period=2019-06&state=sent`)
    expect(sent.match(/<th scope="row">/g)).toHaveLength(3)
    const odd = await textOf('sunning', `${reminders}?period=<script>&state=x&unit="><b>&rule=no`)
    expect(odd).toContain('没有这样的催报')
    expect(odd).not.toContain('"><b>')
  })

  it('shows a mail that came back among those that did not arrive, for all its lines, once', async () => {
    await house.services.reminders.run({ now: when('2019-06-27'), machine: house.clocks.machine })
    const html = await textOf('sunning', `${reminders}?period=2019-06&state=sent`)
    const line = /name="line" value="(fuli[^"]+)"/.exec(html)?.[1] ?? ''
    const sunning = await house.signIn('sunning')
    const told = await sunning.post(paths.bounced('2019', '2019-06'), { line })
    expect([told.status, told.headers.get('location')]).toEqual([
      303,
      `${reminders}?period=2019-06&state=undeliverable#ledger`,
    ])
    const after = plain(await textOf('sunning', `${reminders}?period=2019-06&state=undeliverable`))
    expect(after).toContain('退信，示例·sunning登记')
    expect((await sunning.post(paths.bounced('2019', '2019-06'), { line })).status).toBe(404)
    const again = await house.services.reminders.run({
      now: when('2019-06-27', '11:00'),
      machine: house.clocks.machine,
    })
    expect([again.sent, again.lines]).toEqual([0, 0])
  })

  it('names the units that no mail reaches', async () => {
    await house.services.people.savePerson(
      { actor: as('guanli'), now: house.clocks.business() },
      { ...as('limin').person, mail: null },
    )
    const html = await textOf('sunning', reminders)
    expect(plain(html)).toContain('1个单位没有收件人')
    expect(html).toContain(paths.unit('jiuzhu'))
  })
})

describe('The rules', () => {
  const sent = async () => {
    const html = await textOf('sunning', rules)
    const fields: Record<string, string | string[]> = {}
    for (const [, name = '', value = ''] of html.matchAll(
      /<input class="tiny" type="text" name="([^"]+)"[^>]*? value="([^"]*)"/g,
    ))
      fields[name] = value
    for (const [, name = '', value = ''] of html.matchAll(
      /<input type="checkbox" name="([^"]+)" value="([^"]*)" checked/g,
    ))
      fields[name] = [...(Array.isArray(fields[name]) ? fields[name] : []), value]
    return { ...fields, version: /name="version" value="(\d+)"/.exec(html)?.[1] ?? '' } as Record<string, string>
  }

  it('are changed on the page, with a history line; what lies outside the bounds is refused in place', async () => {
    const sunning = await house.signIn('sunning')
    const fields = await sent()
    const saved = await sunning.post(rules, { ...fields, 'before-5.days': '7' })
    expect(saved.status).toBe(303)
    expect(plain(await textOf('sunning', rules))).toMatch(/经过[\s\S]*示例·sunning截止前7个工作日/)
    const odd = await sunning.post(rules, { ...fields, version: '1', 'before-5.days': '70' })
    expect(odd.status).toBe(422)
    expect(plain(await odd.text())).toContain('“截止前5个工作日”的工作日数要在1到20之间')
    const stale = await sunning.post(rules, { ...fields, 'before-5.days': '6' })
    expect(stale.status).toBe(409)
  })

  it('are the same in the API', async () => {
    const sunning = await house.signIn('sunning')
    const path = '/plans/2019/reminder-rules'
    const { settings } = (await (await sunning.api('GET', path)).json()) as { settings: { id: string; days: number }[] }
    const changed = settings.map((one) => (one.id === 'unreviewed' ? { ...one, days: 5 } : one))
    const answer = await sunning.api('PUT', path, { settings: changed, version: 0 })
    expect(await answer.json()).toMatchObject({ version: 1 })
    expect(await (await sunning.api('GET', `${path}/history`)).json()).toMatchObject([
      { why: '提交后5个工作日没有审核' },
    ])
  })
})

describe('No run for 26 hours', () => {
  it('is said on every page of the office and the administrator, and of nobody else', async () => {
    await house.services.reminders.run({ now: when('2019-06-24'), machine: house.clocks.machine })
    for (const person of ['sunning', 'guanli']) expect(await textOf(person, paths.people)).not.toContain('催报停了')
    const last = await house.services.cells.get(keys.lastRun)
    if (!last) throw new Error('no run')
    const long = addMinutes(house.clocks.machine(), -26 * 60 - 1)
    await house.services.cells.put(keys.lastRun, { ...last.value, machine: long }, 'any')
    for (const person of ['sunning', 'guanli']) expect(await textOf(person, paths.help)).toContain('催报停了')
    for (const person of ['limin', 'tingling']) expect(await textOf(person, paths.help)).not.toContain('催报停了')
  })
})
