import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'

/** The plan from its notice, units and people, the calendar, and what only the demo has: through the real doors. */

const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
const titleOf = (html: string): string => /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''
const notice = `关于印发《2020年重点工作实施方案》的通知
一、主要任务
1.提升救助水平。做好救助工作。（责任单位：救助处）
2.提升服务水平。做好服务工作。（责任单位：相关处室）
3.加强宣传。做好宣传工作。（责任单位：宣传中心）
`

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const importNotice = async () => {
  const sunning = await house.signIn('sunning')
  const answer = await sunning.post(paths.planImport, { text: notice, year: '2020' })
  return { sunning, answer }
}

describe('From the notice to the plan', () => {
  it('reads pasted text into a draft that shows the notice beside what was read', async () => {
    const { sunning, answer } = await importNotice()
    expect(answer.headers.get('location')).toBe(paths.planDraft('2020'))
    const html = await (await sunning.get(paths.planDraft('2020'))).text()
    expect(plain(html)).toContain('“相关处室”是哪些单位？')
    expect(plain(html)).toContain('“宣传中心”对不上已有的单位')
    expect(html).toContain('id="l-3"')
    expect(html).toContain('href="#t-2"')
  })
  it('takes a file as well', async () => {
    const sunning = await house.signIn('sunning')
    const file = new File([notice], '通知.txt', { type: 'text/plain' })
    expect((await sunning.post(paths.planImport, { file, text: '', year: '2020' })).status).toBe(303)
  })
  it.each([
    ['text that is no notice', { text: '今天天气很好', year: '' }, 422, '没有导入：看不出这是一份实施方案'],
    ['nothing at all', { text: '', year: '' }, 422, '没有保存：有内容不合要求'],
    ['a year that is none', { text: notice, year: '十九' }, 422, '没有保存：有内容不合要求'],
    [
      'a picture as a file',
      { file: new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0])], '图.docx') },
      415,
      '没有收下：文件读不了',
    ],
    ['the year of a published plan', { text: notice, year: '2019' }, 409, '没有导入：这一年已有实施方案'],
  ])('refuses %s in place', async (_, fields, status, title) => {
    const answer = await (await house.signIn('sunning')).post(paths.planImport, fields as Record<string, string>)
    expect(answer.status).toBe(status)
    expect(titleOf(await answer.text())).toContain(title)
  })
  it('refuses to publish while a task has nobody, with the list, and keeps the answers given', async () => {
    const { sunning } = await importNotice()
    const { rhythm } = await rhythmOf(sunning)
    const refused = await sunning.post(paths.planPublish('2020'), { ...rhythm, 'q-2-1-preset': 'divisions' })
    const html = await refused.text()
    expect(refused.status).toBe(422)
    expect(titleOf(html)).toContain('还不能发布：1项任务没有落到单位')
    expect(html).toContain('href="#t-3"')
    expect(plain(html)).toContain('“相关处室”已定3个')
    const again = await rhythmOf(sunning)
    const published = await sunning.post(paths.planPublish('2020'), {
      ...again.rhythm,
      'q-3-1-preset': 'pick',
      'q-3-1': ['fuli'],
    })
    expect(published.headers.get('location')).toBe(paths.plan('2020'))
    const plan = await house.services.load.whole('2020')
    expect(plan.duties.map((duty) => `${duty.task} ${duty.unit} ${duty.role}`)).toEqual([
      '1 jiuzhu responsible',
      '2 jiuzhu wildcard',
      '2 fuli wildcard',
      '2 fagui wildcard',
      '3 fuli responsible',
    ])
  })
  it('says when somebody else saved the draft first', async () => {
    const { sunning } = await importNotice()
    const { rhythm } = await rhythmOf(sunning)
    await sunning.post(paths.planSettle('2020'), rhythm)
    const late = await sunning.post(paths.planSettle('2020'), rhythm)
    expect(late.status).toBe(409)
    expect(plain(await late.text())).toContain('没有保存：有人先改了')
  })
  it('shows the published plan to everybody, a draft to the office alone', async () => {
    await importNotice()
    const limin = await house.signIn('limin')
    expect(plain(await (await limin.get(paths.plan('2019'))).text())).toContain('责任单位：救助处')
    expect((await limin.get(paths.planDraft('2020'))).status).toBe(403)
    expect((await limin.get(paths.plan('2020'))).status).toBe(404)
    expect((await limin.post(paths.planPublish('2020'))).status).toBe(403)
    expect((await limin.get(paths.planImport)).status).toBe(403)
  })
})

/** The fields of the rhythm as the draft page offers them, with the version. */
const rhythmOf = async (browser: { get: (address: string) => Promise<Response> }) => {
  const html = await (await browser.get(paths.planDraft('2020'))).text()
  const version = /name="version" value="(\d+)"/.exec(html)?.[1] ?? ''
  return {
    rhythm: {
      version,
      first: '2020-03',
      last: '2020-12',
      firstOpens: '2020-03-16',
      due: 'last-working-day',
      dueDay: '',
      dueTime: '17:30',
      lockDay: '5',
      lockTime: '17:30',
      window: '3',
    },
  }
}

describe('Units and people', () => {
  it('hands a unit over in one step, and the history says to whom', async () => {
    const sunning = await house.signIn('sunning')
    const answer = await sunning.post(paths.unit('jiuzhu'), { act: 'appoint', coordinator: 'zhangwei', standIn: '' })
    expect(answer.status).toBe(303)
    const html = plain(await (await sunning.get(paths.unit('jiuzhu'))).text())
    expect(html).toContain('工作协调员是示例·zhangwei')
    expect(html).toContain('工作协调员：示例·zhangwei')
    expect((await house.services.load.unit('jiuzhu')).head).toBe('jiuzhu-head')
  })
  it('adds a unit with its aliases and a person with an address of their own', async () => {
    const sunning = await house.signIn('sunning')
    await sunning.post(paths.unitNew, {
      name: '宣传中心',
      aliases: '宣教中心、宣传处',
      class: '直属事业单位',
      order: '90',
    })
    expect(await house.services.load.unit('unit-1')).toMatchObject({
      name: '宣传中心',
      aliases: ['宣教中心', '宣传处'],
    })
    const taken = await sunning.post(paths.personNew, { name: '示例·新人', mail: 'limin@mzt.example', unit: 'jiuzhu' })
    expect(taken.status).toBe(409)
    expect(await taken.text()).toContain('示例·新人')
    expect((await sunning.post(paths.personNew, { name: '示例·新人', mail: 'xinren@mzt.example' })).status).toBe(303)
    expect(await house.services.load.person('xinren')).toMatchObject({ roles: [], unit: null })
    await sunning.post(paths.personNew, { name: '示例·复核', mail: 'fuhe@mzt.example', role: ['reviewer'] })
    expect(await house.services.load.person('fuhe')).toMatchObject({ roles: ['reviewer'] })
  })
  it('hands a place over to somebody new in one step; a mail that is taken changes nothing and keeps what was typed', async () => {
    const sunning = await house.signIn('sunning')
    const hand = (mail: string, name = '示例·接手') =>
      sunning.post(paths.unit('jiuzhu'), { act: 'handover', as: 'coordinator', name, mail, phone: '', version: '1' })
    const taken = await hand('zhangwei@mzt.example')
    expect(taken.status).toBe(409)
    expect(await taken.text()).toContain('value="示例·接手"')
    expect((await hand('')).status).toBe(422)
    expect((await house.services.load.unit('jiuzhu')).coordinator).toBe('limin')
    expect((await hand('jieshou@mzt.example')).status).toBe(303)
    expect((await house.services.load.unit('jiuzhu')).coordinator).toBe('jieshou')
    // Somebody else had the page open before: nobody is added twice.
    expect((await hand('lingyi@mzt.example')).status).toBe(409)
    expect(await house.services.load.person('lingyi')).toBeNull()
    const page = await (await sunning.get(paths.unit('jiuzhu'))).text()
    expect(page).toContain('工作协调员：示例·接手')
  })
  it('lets only the administrator give roles: the office’s form offers 复核人 alone, and a forged role is ignored', async () => {
    const sunning = await house.signIn('sunning')
    const html = await (await sunning.get(paths.person('sunning'))).text()
    expect([...html.matchAll(/name="role" value="(\w+)"/g)].map(([, role]) => role)).toEqual(['reviewer'])
    await sunning.post(paths.person('sunning'), {
      act: 'change',
      name: '示例·sunning',
      mail: 'sunning@mzt.example',
      unit: 'fagui',
      role: ['administrator'],
    })
    expect((await house.services.load.person('sunning'))?.roles).toEqual(['office'])
    const guanli = await house.signIn('guanli')
    await guanli.post(paths.person('guyong'), {
      act: 'change',
      name: '示例·guyong',
      mail: 'guyong@mzt.example',
      unit: 'fuli',
      role: ['reviewer', 'office'],
    })
    expect((await house.services.load.person('guyong'))?.roles).toEqual(['office', 'reviewer'])
  })
  it('removes a person, whose session ends at once, and takes them back', async () => {
    const zhangwei = await house.signIn('zhangwei')
    const guanli = await house.signIn('guanli')
    await guanli.post(paths.person('zhangwei'), { act: 'remove' })
    expect((await zhangwei.get(paths.mine)).status).toBe(303)
    await guanli.post(paths.person('zhangwei'), { act: 'restore' })
    expect((await house.services.load.person('zhangwei'))?.removed).toBe(false)
  })
  it.each([
    ['a person without a name', paths.personNew, { name: '', mail: '' }, '请填写姓名'],
    ['a mail that is none', paths.personNew, { name: '某', mail: 'limin' }, '邮箱写法不对'],
    ['a unit without a class', paths.unitNew, { name: '某处', class: '局', order: '1' }, '请选类别'],
    [
      'a unit that ends before it begins',
      paths.unitNew,
      { name: '某处', class: '处室', from: '2019-05-01', to: '2019-04-01' },
      '撤并日期早于设立日期',
    ],
  ])('refuses %s in place', async (_, address, fields, words) => {
    const answer = await (await house.signIn('sunning')).post(address, fields as Record<string, string>)
    expect(answer.status).toBe(422)
    expect(plain(await answer.text())).toContain(words)
  })
  it('is closed to units, the evaluator and leadership', async () => {
    for (const person of ['limin', 'zhengyan', 'tingling'])
      for (const address of [paths.people, paths.unit('jiuzhu'), paths.person('limin')])
        expect((await (await house.signIn(person)).get(address)).status).toBe(403)
  })
})

describe('The calendar', () => {
  it('corrects a day with the reason, and due times follow', async () => {
    const sunning = await house.signIn('sunning')
    expect((await sunning.post(paths.calendar, { date: '2019-06-28', working: 'no', reason: '' })).status).toBe(422)
    await sunning.post(paths.calendar, { date: '2019-06-28', working: 'no', reason: '省里通知' })
    const html = plain(await (await sunning.get(paths.calendar)).text())
    expect(html).toContain('6月27日（星期四）17:30')
    expect(html).toContain('省里通知')
    expect(html).toContain('已收录2004年到2026年')
    expect((await (await house.signIn('limin')).get(paths.calendar)).status).toBe(403)
  })
})

describe('The demo', () => {
  it('is not there in a bureau', async () => {
    const limin = await house.signIn('limin')
    expect((await limin.get(paths.mailbox)).status).toBe(404)
    expect((await limin.post(paths.clock, { to: '2019-06-28T09:00:00+08:00' })).status).toBe(404)
    expect((await limin.post(paths.demoSignIn, { person: 'sunning' })).status).toBe(404)
  })
  it('moves the clock, makes the runs on the way, and shows their mails', async () => {
    const demo = await openHouse({ mode: 'demo' })
    try {
      const limin = await demo.signIn('limin')
      const moved = await limin.post(paths.clock, { date: '2019-06-28', time: '09:05', back: paths.mine })
      expect(moved.headers.get('location')).toBe(paths.mine)
      expect(demo.clocks.business()).toBe('2019-06-28T01:05:00.000Z')
      const list = await (await limin.get(paths.mailbox)).text()
      expect(plain(list)).toContain('limin@mzt.example')
      const id = /href="\/demo\/mailbox\/([^"?]+)"/.exec(list)?.[1] ?? ''
      const mail = await limin.get(paths.mail(id))
      expect(mail.status).toBe(200)
      const html = await limin.get(`${paths.mail(id)}?as=html`)
      expect(html.headers.get('content-security-policy')).toContain('sandbox')
      expect(html.headers.get('content-security-policy')).toContain("default-src 'none'")
      expect((await limin.get(paths.mail('20190101-000000-0001-ffffffffffff'))).status).toBe(404)
      expect((await limin.post(paths.clock, { date: '', time: '' })).status).toBe(422)
      expect(
        (await limin.post(paths.clock, { to: '2019-06-28T10:00:00+08:00', back: 'https://evil.example/' })).headers.get(
          'location',
        ),
      ).toBe(paths.mailbox)
    } finally {
      await demo.close()
    }
  })
})

describe('The sample notice', () => {
  it('is read on the draft page with every line accounted for', async () => {
    const text = await readFile(new URL('../../../../functions/local/demo/jilin-2019.txt', import.meta.url), 'utf8')
    const sunning = await house.signIn('sunning')
    await sunning.post(paths.planImport, { text, year: '2020' })
    const html = plain(await (await sunning.get(paths.planDraft('2020'))).text())
    expect(html).toContain('认出8个任务分组、30项任务、3个阶段')
    expect(html).toContain('每一行都有去处')
  })
})
