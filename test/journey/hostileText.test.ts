import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mimeOf } from '../../shared/adapter/mail/mime.ts'
import { paths } from '../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../support/app.ts'
import { as } from '../support/bureau.ts'
import { refused } from '../support/refused.ts'

/**
 * Text that would be more than text elsewhere: markup, formulas, header lines. It is kept as it was written and shown as text on every page,
 * in mails and in workbooks, from the form to the year's end.
 */
const JUNE = ['2019', '2019-06', 'jiuzhu'] as const
/** Breaks out of an attribute, opens an element, closes a textarea; the tag is one that nothing of ours uses. */
const MARKUP = `"'></textarea></script><x-evil onfocus="e()" style="x:y">&amp;{{7*7}}\${1}`
const FORMULAS = {
  work: '=1+1',
  problem: "+cmd|' /C calc'!A0",
  coordination: '@SUM(1)',
  next: '-2+3',
  note: '=HYPERLINK("http://evil.example")',
}
const marked = (text: string): string => `${text}${MARKUP}`
/** What a page may hold of it: nothing that a browser would take for markup. */
const LIVE = /<x-evil|"\s*onfocus=|<\/textarea><\/script>/
const shown = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

const NAMES = {
  unit: '=1+1<x-evil>"处',
  full: '@<x-evil onfocus="e()">',
  person: '+<x-evil>"李敏',
  phone: '-1<x-evil>',
}

let house: TestHouse
let limin: Browser
let sunning: Browser
let guanli: Browser

const ok = async (answer: Response): Promise<void> => {
  expect([answer.status, answer.status === 303 ? '' : (await answer.text()).slice(0, 2_000)]).toEqual([303, ''])
}
const version = async (who: Browser, path: string): Promise<string> =>
  /name="version" value="(\d+)"/.exec(await (await who.get(path)).text())?.[1] ?? ''
const entry = (task: number, more: string): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(FORMULAS).map(([field, text]) => [`t${task}.${field}`, marked(text) + more])),
  [`t${task}.progress`]: '40',
  [`t${task}.status`]: '滞后',
})
const submit = async (more: string): Promise<void> => {
  const sent = { ...entry(1, more), ...entry(2, more), version: await version(limin, paths.report(...JUNE)) }
  await ok(await limin.post(paths.reportSubmit(...JUNE), sent))
}

beforeAll(async () => {
  house = await openHouse()
  limin = await house.signIn('limin')
  sunning = await house.signIn('sunning')
  guanli = await house.signIn('guanli')
})
afterAll(async () => {
  await house.close()
  // Nothing in all of this was a fault of ours.
  expect(house.lines).toEqual([])
})

/** A page on which nothing came alive, and which shows these words as they were written. */
const quiet = async (who: Browser, path: string, ...words: string[]): Promise<string> => {
  const answer = await who.get(path)
  const text = await answer.text()
  expect([path, answer.status, LIVE.exec(text)?.[0]]).toEqual([path, 200, undefined])
  for (const word of words) expect([path, word, text.includes(shown(word))]).toEqual([path, word, true])
  return text
}

describe('Markup and formulas in every field', () => {
  it('stay text from the first draft to the workbook', async () => {
    // Names.
    await ok(
      await guanli.post(paths.person('limin'), {
        act: 'change',
        name: NAMES.person,
        mail: 'limin@mzt.example',
        phone: NAMES.phone,
        unit: 'jiuzhu',
      }),
    )
    await ok(
      await sunning.post(paths.unit('jiuzhu'), {
        act: 'change',
        name: NAMES.unit,
        fullName: NAMES.full,
        aliases: NAMES.full,
        class: '处室',
        order: '10',
      }),
    )
    for (const path of [paths.people, paths.unit('jiuzhu'), paths.person('limin')])
      await quiet(guanli, path, NAMES.person)
    await quiet(sunning, paths.overview('2019', '2019-06'), NAMES.unit)

    // The draft, and what a refused form gives back.
    const draft = { ...entry(1, ''), version: '0' }
    await ok(await limin.post(paths.report(...JUNE), draft))
    await quiet(limin, paths.report(...JUNE), ...Object.values(FORMULAS).map(marked))
    const twice = await limin.post(paths.report(...JUNE), { ...draft, 't1.work': marked('第二稿'), version: '0' })
    const both = await twice.text()
    expect([twice.status, LIVE.exec(both)?.[0], both.includes(shown(marked('第二稿')))]).toEqual([409, undefined, true])
    const forged = await (await limin.post(paths.report(...JUNE), draft, { token: 'forged' })).text()
    expect([LIVE.exec(forged)?.[0], forged.includes(shown(marked('=1+1')))]).toEqual([undefined, true])

    // Filed, returned with a reason and a remark, filed again, accepted.
    await submit('')
    for (const path of [paths.report, paths.review, paths.history]) await quiet(sunning, path(...JUNE), NAMES.unit)
    await quiet(sunning, paths.review(...JUNE), ...Object.values(FORMULAS).map(marked))
    await quiet(limin, paths.receipt(...JUNE), NAMES.person, NAMES.full)
    await ok(
      await sunning.post(paths.return(...JUNE), {
        reason: marked('=理由'),
        phrase: marked('@话'),
        't1.remark': marked('-意见'),
        cause: 'unit',
      }),
    )
    await quiet(limin, paths.report(...JUNE), marked('=理由'), marked('-意见'))
    await quiet(limin, paths.mine)
    await submit('，又补充')
    await quiet(sunning, paths.review(...JUNE), '又补充')
    await ok(await sunning.post(paths.accept(...JUNE)))
    await quiet(sunning, paths.history(...JUNE), marked('=理由'))
    for (const path of [paths.report(...JUNE), paths.review(...JUNE), paths.task('2019', '1')])
      await quiet(sunning, path, `${marked('=1+1')}，又补充`)
    await ok(
      await sunning.post(paths.extend('2019', '2019-05', 'jiuzhu'), {
        date: '2019-07-20',
        time: '17:30',
        reason: marked('=延期'),
      }),
    )
    await quiet(sunning, paths.extend('2019', '2019-05', 'jiuzhu'), marked('=延期'))
    await ok(await sunning.post(paths.calendar, { date: '2019-07-13', working: 'yes', reason: marked('=调休') }))
    await quiet(sunning, paths.calendar, marked('=调休'))
    for (const path of [
      paths.overview('2019', '2019-06'),
      paths.tasks('2019'),
      paths.reviews('2019'),
      paths.evaluation('2019'),
      paths.downloads('2019'),
      paths.reminders('2019'),
      paths.mine,
    ])
      await quiet(path === paths.mine ? limin : sunning, path)

    // The API gives back exactly what was written.
    const report = (await (await sunning.api('GET', '/plans/2019/reports/2019-06/jiuzhu')).json()) as {
      entries: Record<string, string>[]
    }
    for (const [field, text] of Object.entries(FORMULAS))
      expect(report.entries[0]?.[field]).toBe(`${marked(text)}，又补充`)

    // Mails: notices of these acts, and the reminders of the next month.
    await house.services.settled()
    house.moveTo('2019-07-31', '08:30')
    await house.services.reminders.run({ now: house.clocks.business(), machine: house.clocks.machine })
    expect(house.mails.length).toBeGreaterThan(3)
    for (const mail of house.mails) {
      expect([mail.subject, LIVE.exec(mail.html)?.[0]]).toEqual([mail.subject, undefined])
      expect(mail.subject).not.toMatch(/[\r\n]/)
    }
    expect(house.mails.some((mail) => mail.html.includes(shown(marked('=理由'))))).toBe(true)
    expect(house.mails.some((mail) => mail.text.includes(marked('=理由')))).toBe(true)
    house.moveTo('2019-06-25', '09:20')

    // Workbooks: string cells, unchanged.
    for (const path of [paths.monthOutput('2019', '2019-06', 'summary'), paths.output('2019', 'evaluation')]) {
      const book = new ExcelJS.Workbook()
      await book.xlsx.load(await (await sunning.get(path)).arrayBuffer())
      const cells = new Map<string, ExcelJS.ValueType>()
      book.eachSheet((sheet) =>
        sheet.eachRow((row) =>
          row.eachCell((cell) => {
            if (typeof cell.value === 'string') cells.set(cell.value, cell.type)
            if (cell.type === ExcelJS.ValueType.Formula)
              expect([path, cell.address, /evil|cmd|HYPERLINK/.test(cell.formula)]).toEqual([path, cell.address, false])
          }),
        ),
      )
      const texts = [...cells.keys()]
      expect([path, cells.get(NAMES.unit)]).toEqual([path, ExcelJS.ValueType.String])
      if (path.includes('summary'))
        for (const text of Object.values(FORMULAS))
          expect(texts.some((one) => one.includes(`${marked(text)}，又补充`))).toBe(true)
    }

    // CSV: guarded.
    const csv = await (await sunning.get(paths.output('2019', 'rates'))).text()
    expect(csv).toContain(`"'=1+1<x-evil>""处"`)
    expect(csv).not.toMatch(/^"?[=+@-]/m)
  })

  it('are no more alive in a notice that is imported', async () => {
    const notice = `=1+1<x-evil onfocus="e()">2021年工作实施方案\n\n一、<x-evil>环境\n\n（一）=2+2"><x-evil>任务。做好工作。（责任单位：@<x-evil>处、救助处）\n`
    await ok(await sunning.post(paths.planImport, { text: notice, year: '2021' }))
    const page = await quiet(sunning, paths.planDraft('2021'))
    expect(page).toContain('&lt;x-evil&gt;')
    await quiet(sunning, paths.plans)
  })
})

describe('Characters that are no text', () => {
  const ODD = '甲\u0000\u0001\u0008\u000b\u001f\u007f\ufffe\uffff乙_x0041_丙\u202e丁\ud83d\ude00'
  it('reach the workbook as OOXML writes them, and a lone surrogate breaks nothing', async () => {
    const zhangwei = await house.signIn('zhangwei')
    const entries = [{ task: 2, work: `${ODD}\ud800戊`, progress: 10, status: '按计划推进', next: ODD }]
    const filed = await zhangwei.api('POST', '/plans/2019/reports/2019-06/fuli/submit', { version: 0, entries })
    expect(filed.status).toBe(200)
    for (const path of [paths.report, paths.history, paths.receipt])
      await quiet(zhangwei, path('2019', '2019-06', 'fuli'))
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(await (await sunning.get(paths.monthOutput('2019', '2019-06', 'summary'))).arrayBuffer())
    const texts: string[] = []
    book.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => texts.push(String(cell.value)))))
    expect(texts.some((text) => text.includes('丁\ud83d\ude00'))).toBe(true)
  })
})

describe('Line ends', () => {
  it('in names and addresses are refused, so that no mail gets a header more', async () => {
    const tries: [who: Browser, path: string, sent: Record<string, string>][] = [
      [guanli, paths.personNew, { name: '王\r\nBcc: evil@evil.example' }],
      [guanli, paths.personNew, { name: '王', mail: 'w@mzt.example\r\nBcc: evil@evil.example' }],
      [guanli, paths.personNew, { name: '王', mail: 'w@mzt.example, evil@evil.example' }],
      [guanli, paths.personNew, { name: '王', mail: '<evil@evil.example>' }],
      [guanli, paths.personNew, { name: '王', phone: '1\n2' }],
      [guanli, paths.personNew, { name: '王', unit: '../救助处' }],
      [guanli, paths.person('zhangwei'), { act: 'change', name: '王\u0000' }],
      [guanli, paths.unitNew, { name: '处\nX-Evil: 1', class: '处室' }],
      [guanli, paths.unit('fuli'), { act: 'change', name: '福利处', fullName: '福\r利', class: '处室', order: '20' }],
      [house.browser('10.4.0.1'), paths.signIn, { mail: 'limin@mzt.example\r\nBcc: evil@evil.example' }],
      [house.browser('10.4.0.2'), paths.signIn, { mail: 'limin@mzt.example%0d%0aBcc: evil@evil.example' }],
    ]
    for (const [who, path, sent] of tries) await refused(house, () => who.post(path, sent), 422, JSON.stringify(sent))
    const person = { phone: '', unit: null, mail: null }
    await refused(house, () => guanli.api('PUT', '/people/persons/wang', { ...person, name: '王\r\nBcc: x@y.cn' }), 422)
    await refused(
      house,
      () => guanli.api('PUT', '/people/persons/wang', { ...person, name: '王', mail: 'a@b.cn\nX: y' }),
      422,
    )
    await refused(
      house,
      () => guanli.api('PUT', '/people/persons/wang', { ...person, name: '王', unit: 'nowhere' }),
      404,
    )
    await refused(house, () => guanli.post(paths.personNew, { name: '王', unit: 'nowhere' }), 404)
    for (const coordinator of ['nobody', 'x'.repeat(5_000), '../limin'])
      await refused(
        house,
        () => guanli.post(paths.unit('fuli'), { act: 'appoint', head: 'sunning', coordinator }),
        404,
        coordinator.slice(0, 20),
      )
  })

  it('in what people may write in several lines never reach a mail’s head', async () => {
    const reason = '请补充\r\nBcc: evil@evil.example\r\n\r\n<x-evil>'
    const before = house.mails.length
    await house.services.reports.submitZero(
      { plan: '2019', period: '2019-06', unit: 'fagui' },
      { actor: as('hefan'), now: house.clocks.business() },
      { reason, next: '', version: 0 },
    )
    await ok(await sunning.post(paths.return('2019', '2019-06', 'fagui'), { reason }))
    await house.services.settled()
    const sent = house.mails.slice(before)
    expect(sent.length).toBeGreaterThan(0)
    for (const mail of sent) {
      const [head = ''] = (await mimeOf(mail, '月报 <yuebao@mzt.example>')).toString().split('\r\n\r\n')
      expect(head).not.toMatch(/^(bcc|x-evil)/im)
    }
  })
})

describe('Ways into somebody else’s session', () => {
  it('a session cookie put there before sign-in is not the one that opens', async () => {
    for (const planted of [
      'limin.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'evil',
      '',
      'limin.',
      `..${'x'.repeat(5_000)}`,
      '"><x-evil>',
      '__proto__.AAAAAAAAAAAAAAAAAAAAAAAA',
    ]) {
      const victim = house.browser(`10.5.0.${planted.length % 250}`)
      house.wait(61)
      victim.cookies.set('yuebao-session', planted)
      await victim.post(paths.signIn, { mail: 'zhangwei@mzt.example' })
      const entered = await victim.post(paths.signInCode, { code: await house.codeFor('zhangwei@mzt.example') })
      expect([planted.slice(0, 30), entered.status]).toEqual([planted.slice(0, 30), 303])
      expect(victim.cookies.get('yuebao-session')).not.toBe(planted)
      const thief = house.browser()
      thief.cookies.set('yuebao-session', planted)
      expect((await thief.get(paths.mine)).headers.get('location')).toBe(paths.signIn)
    }
  })

  it('somebody else’s session, planted before sign-in, does not stay', async () => {
    const thief = await house.signIn('limin')
    const victim = house.browser('10.5.1.1')
    victim.cookies.set('yuebao-browser', 'A'.repeat(32))
    await victim.post(paths.signIn, { mail: 'zhangwei@mzt.example' })
    await victim.post(paths.signInCode, { code: await house.codeFor('zhangwei@mzt.example') })
    const session = victim.cookies.get('yuebao-session') ?? ''
    expect(session).toMatch(/^zhangwei\./)
    expect(session).not.toBe(thief.cookies.get('yuebao-session'))
    // Who planted the browser's token knows the token of its forms, which is worth nothing once somebody is signed in.
    const stranger = house.browser()
    stranger.cookies.set('yuebao-browser', 'A'.repeat(32))
    const known = await stranger.token()
    await refused(
      house,
      () => victim.post(paths.reportZero('2019', '2019-06', 'fuli'), { reason: '无', version: '0' }, { token: known }),
      403,
    )
    expect((await stranger.get(paths.mine)).headers.get('location')).toBe(paths.signIn)
  })

  it('no address, header or field leads a browser to another place', async () => {
    const host = house.browser('10.5.2.1')
    const asked = await host.get(paths.mine, {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    })
    expect(asked.headers.get('location')).toBe(paths.signIn)
    const demo = await openHouse({ mode: 'demo' })
    const visitor = demo.browser()
    for (const back of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/mine\r\nset-cookie: x=y',
    ]) {
      const moved = await visitor.post(paths.clock, { to: '2019-06-26T09:00:00+08:00', back })
      expect([back, moved.status, moved.headers.get('location')]).toEqual([back, 303, paths.mailbox])
    }
    await demo.close()
  })
})
