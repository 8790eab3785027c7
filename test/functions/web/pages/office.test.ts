import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../../../support/app.ts'
import { as, bothTasks, filled, jiuzhuJune, when } from '../../../support/bureau.ts'

/** The office's month through the real doors: see who owes, review, return, accept, enter, extend, verify. */

const at = ['2019', '2019-06', 'jiuzhu'] as const
const overview = paths.overview('2019', '2019-06')
const plain = (html: string): string => html.replace(/<[^>]+>/g, '')
const titleOf = (html: string): string => /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const submit = (entries = bothTasks, version = 0) =>
  house.services.reports.submit(jiuzhuJune, { actor: as('limin'), now: when('2019-06-24') }, { entries, version })
const textOf = async (person: string, address: string): Promise<string> =>
  (await (await house.signIn(person)).get(address)).text()

describe('The overview', () => {
  it('tells the office who has not filed, and what it can do about it', async () => {
    await submit()
    const html = await textOf('sunning', overview)
    expect(plain(html)).toContain('3个单位应报，1个已提交。2个还没有提交')
    expect(html).toContain(paths.enter('2019', '2019-06', 'fuli'))
    expect(html).toContain(paths.review(...at))
  })
  it('shows a unit the published summary: marks and rates, no names, no link to what others filed', async () => {
    await submit()
    const html = await textOf('zhangwei', overview)
    expect(html).toContain('报送率＝已报÷应报')
    expect(html).not.toContain('谁还没报')
    expect(html).not.toContain(paths.review(...at))
    expect(html).not.toContain(paths.report(...at))
    expect(await textOf('limin', overview)).toContain(paths.report(...at))
  })
  it('gives leadership the figures without a way to the texts', async () => {
    await submit()
    const html = await textOf('tingling', overview)
    expect(html).toContain('谁还没报')
    expect(html).not.toContain(paths.review(...at))
  })
  it('filters the matrix by class, and says so when nothing is left', async () => {
    const html = await textOf('sunning', `${overview}?class=社会组织`)
    expect(html).toContain('没有符合条件的单位')
  })
  it('knows no month outside the plan', async () => {
    expect((await (await house.signIn('sunning')).get(paths.overview('2019', '2019-02'))).status).toBe(404)
  })
})

describe('The review', () => {
  it('shows the report beside last month, with its hints', async () => {
    await house.services.reports.submit(
      { ...jiuzhuJune, period: '2019-05' },
      { actor: as('limin'), now: when('2019-05-24') },
      { entries: [filled(1, { work: '五月的进展' }), filled(2)], version: 0 },
    )
    await submit([filled(1, { status: '滞后', problem: '经办人员调整' }), filled(2)])
    const html = await textOf('sunning', paths.review(...at))
    expect(html).toContain('五月的进展')
    expect(html).toContain('由“按计划推进”转为“滞后”')
    expect(html).toContain('本月工作进展情况和上月一字不差')
  })
  it('returns with phrases, a reason and remarks on single entries, then goes on to the next', async () => {
    await submit()
    await house.services.reports.submit(
      { ...jiuzhuJune, unit: 'fuli' },
      { actor: as('zhangwei'), now: when('2019-06-24') },
      { entries: [filled(2)], version: 0 },
    )
    const sunning = await house.signIn('sunning')
    const answer = await sunning.post(paths.return(...at), {
      version: '1',
      phrase: ['进展缺少具体数据'],
      reason: '请补充',
      cause: 'unit',
      't2.remark': '写明数量',
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`${paths.review('2019', '2019-06', 'fuli')}?after=2019-06.jiuzhu`)
    expect(await textOf('sunning', answer.headers.get('location') ?? '')).toContain('救助处2019年6月月报已退回')
    expect(await textOf('sunning', `${paths.review('2019', '2019-06', 'fuli')}?after=2019-06.fuli`)).not.toContain(
      '下面是下一份',
    )
    const view = await house.services.reports.view(jiuzhuJune, { actor: as('sunning'), now: when('2019-06-25') })
    expect(view.act?.why).toBe('进展缺少具体数据；请补充')
    expect(view.act?.body).toMatchObject({ remarks: [{ task: 2, text: '写明数量' }], cause: 'unit' })
  })
  it('keeps what was typed when the reason is missing, and changes nothing', async () => {
    await submit()
    const answer = await (await house.signIn('sunning')).post(paths.return(...at), {
      version: '1',
      't1.remark': '太笼统',
    })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(titleOf(html)).toContain('没有办理：缺理由')
    expect(html).toContain('太笼统')
    expect((await house.services.reports.scene(jiuzhuJune)).head.state).toBe('submitted')
  })
  it('marks the words that changed since the return', async () => {
    await submit()
    await house.services.reports.sendBack(
      'return',
      jiuzhuJune,
      { actor: as('sunning'), now: when('2019-06-24', '10:00') },
      { why: '请补充' },
    )
    await submit([filled(1, { work: '召开推进会3次' }), filled(2)], 2)
    const html = await textOf('sunning', paths.review(...at))
    expect(html).toMatch(/<del>[^<]*1[^<]*<\/del><ins>[^<]*3[^<]*<\/ins>/)
    expect(plain(html)).toContain('改了任务1')
  })
  it('does not show what the unit is writing since the return', async () => {
    await submit()
    await house.services.reports.sendBack(
      'return',
      jiuzhuJune,
      { actor: as('sunning'), now: when('2019-06-24', '10:00') },
      { why: '请补充' },
    )
    await house.services.reports.save(
      jiuzhuJune,
      { actor: as('limin'), now: when('2019-06-24', '11:00') },
      {
        entries: [filled(1, { work: '还没写完的草稿' }), filled(2)],
        version: 2,
      },
    )
    for (const address of [paths.review(...at), paths.task('2019', '1')])
      expect(await textOf('sunning', address)).not.toContain('还没写完的草稿')
  })
  it('accepts, and says why one may not accept what one entered', async () => {
    const entered = await (await house.signIn('sunning')).post(paths.enter(...at), fieldsOfBoth('0', '来电报送'))
    expect(entered.status).toBe(303)
    const own = await (await house.signIn('sunning')).post(paths.accept(...at), { version: '1' })
    expect(own.status).toBe(422)
    expect(plain(await own.text())).toContain('填报、审签或代录过这份月报的人，不能审核通过它')
    expect(plain(await textOf('sunning', paths.review(...at)))).toContain('您填报、审签或代录过这份月报')
    expect((await (await house.signIn('tanyue')).post(paths.accept(...at), { version: '1' })).status).toBe(303)
    expect((await house.services.reports.scene(jiuzhuJune)).head).toMatchObject({ state: 'accepted', entered: true })
  })
  it('tells two reviewers at once who was first', async () => {
    await submit()
    await (await house.signIn('tanyue')).post(paths.accept(...at), { version: '1' })
    const late = await (await house.signIn('sunning')).post(paths.return(...at), { version: '1', reason: '请补充' })
    expect(late.status).toBe(409)
    expect(plain(await late.text())).toContain('示例·tanyue')
  })
  it('reopens an accepted report with a reason', async () => {
    await submit()
    const tanyue = await house.signIn('tanyue')
    await tanyue.post(paths.accept(...at), { version: '1' })
    expect((await tanyue.post(paths.reopen(...at), { version: '2', reason: '' })).status).toBe(422)
    expect((await tanyue.post(paths.reopen(...at), { version: '2', reason: '数字有误' })).status).toBe(303)
    expect((await house.services.reports.scene(jiuzhuJune)).head.state).toBe('returned')
  })
  it('is closed to units and leadership', async () => {
    await submit()
    for (const person of ['limin', 'zhangwei', 'tingling', 'guanli'])
      for (const address of [paths.review(...at), paths.reviews('2019')])
        expect((await (await house.signIn(person)).get(address)).status).toBe(403)
  })
})

const fieldsOfBoth = (version: string, why: string): Record<string, string> => ({
  version,
  why,
  ...Object.fromEntries(
    [1, 2].flatMap((task) => [
      [`t${task}.work`, '召开推进会1次'],
      [`t${task}.progress`, '50'],
      [`t${task}.status`, '按计划推进'],
      [`t${task}.next`, '继续推进'],
    ]),
  ),
})

describe('Entering for a unit', () => {
  it('asks for a reason and for every field, each with a link', async () => {
    const answer = await (await house.signIn('sunning')).post(paths.enter(...at), {
      version: '0',
      't1.work': '来电说的',
    })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(titleOf(html)).toMatch(/^还不能提交，缺8处/)
    for (const field of ['#why', '#progress-1', '#work-2']) expect(html).toContain(`href="${field}"`)
    expect(html).toContain('来电说的')
  })
  it('never shows the unit’s draft', async () => {
    await house.services.reports.save(
      jiuzhuJune,
      { actor: as('limin'), now: when('2019-06-24') },
      {
        entries: [filled(1, { work: '单位自己的草稿' }), filled(2)],
        version: 0,
      },
    )
    const html = await textOf('sunning', paths.enter(...at))
    expect(html).not.toContain('单位自己的草稿')
    expect(plain(html)).toContain('单位有草稿')
  })
  it('is the office’s alone', async () => {
    for (const person of ['limin', 'zhengyan', 'tingling'])
      expect((await (await house.signIn(person)).get(paths.enter(...at))).status).toBe(403)
  })
})

describe('An extension', () => {
  it('moves the due time before it, in Shanghai’s time', async () => {
    const answer = await (await house.signIn('sunning')).post(paths.extend(...at), {
      date: '2019-07-01',
      time: '17:30',
      reason: '出差',
    })
    expect(answer.status).toBe(303)
    expect((await house.services.reports.scene(jiuzhuJune)).dates.due).toBe('2019-07-01T09:30:00.000Z')
  })
  it.each([
    ['a time that has passed', { date: '2019-06-20', time: '17:30', reason: '出差' }, '没有延期：时间太早'],
    ['no reason', { date: '2019-07-01', time: '17:30', reason: ' ' }, '没有办理：缺理由'],
    ['no date', { date: '', time: '17:30', reason: '出差' }, '没有保存：有内容不合要求'],
  ])('refuses %s in place', async (_, fields, title) => {
    const answer = await (await house.signIn('sunning')).post(paths.extend(...at), fields)
    expect(answer.status).toBe(422)
    expect(titleOf(await answer.text())).toContain(title)
  })
})

describe('The tasks', () => {
  it('shows what each unit filed on a task, to those who may read it', async () => {
    await submit([filled(1), filled(2, { work: '配合做了一次' })])
    const html = await textOf('zhengyan', paths.task('2019', '2'))
    expect(html).toContain('配合做了一次')
    expect(await textOf('tingling', paths.task('2019', '2'))).not.toContain('配合做了一次')
    expect((await (await house.signIn('limin')).get(paths.task('2019', '2'))).status).toBe(403)
  })
  it('verifies a done duty once its report is accepted, and says why not before', async () => {
    await submit([filled(1, { status: '已完成', progress: 100 }), filled(2)])
    const tanyue = await house.signIn('tanyue')
    const early = await tanyue.post(paths.verify('2019', '1'), { unit: 'jiuzhu' })
    expect(early.status).toBe(409)
    expect(plain(await early.text())).toContain('没有核验：单位还没有报“已完成”')
    await tanyue.post(paths.accept(...at), { version: '1' })
    expect((await tanyue.post(paths.verify('2019', '1'), { unit: 'jiuzhu' })).status).toBe(303)
    expect(plain(await textOf('sunning', paths.task('2019', '1')))).toContain('核验销号')
  })
})

describe('What is read and downloaded', () => {
  it('scores every unit and says where the points come from', async () => {
    await submit()
    house.moveTo('2019-07-08')
    const html = plain(await textOf('zhengyan', paths.evaluation('2019')))
    expect(html).toContain('没有计入的')
    expect(html).toContain('未报')
    expect(plain(await textOf('limin', paths.evaluation('2019')))).toContain('还没有发布')
  })
  it('gives the rates as CSV, one row per unit and month, under a Chinese name', async () => {
    await submit()
    house.moveTo('2019-07-01')
    const answer = await (await house.signIn('sunning')).get(paths.output('2019', 'rates'))
    expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''2019%E5%B9%B4")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const text = await answer.text()
    expect(text).toContain('救助处,处室,2019-06,待审,1,1,1,0,0,0,0,0')
    expect(text.trim().split('\r\n')).toHaveLength(1 + 3 * 10)
  })
  it('lists every opened month for download, to the office and the evaluator', async () => {
    for (const person of ['sunning', 'zhengyan'])
      expect(await textOf(person, paths.downloads('2019'))).toContain(paths.monthOutput('2019', '2019-06', 'summary'))
    for (const person of ['limin', 'guanli', 'tingling'])
      expect((await (await house.signIn(person)).get(paths.downloads('2019'))).status).toBe(403)
  })
  it('previews what the next run will send, and shows the ledger after it', async () => {
    house.moveTo('2019-06-26', '18:00')
    expect(plain(await textOf('sunning', paths.reminders('2019')))).toContain('下一次6月27日（星期四）9:00，发给5人')
    house.moveTo('2019-06-27', '09:00')
    await house.services.reminders.run({ now: when('2019-06-27'), machine: house.clocks.machine })
    const html = plain(await textOf('sunning', paths.reminders('2019')))
    expect(html).toContain('已发送')
    expect(html).toContain('截止前1个工作日')
    expect((await (await house.signIn('limin')).get(paths.reminders('2019'))).status).toBe(403)
  })
})
