import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../functions/web/api/routes.ts'
import { paths } from '../../shared/domain/paths.ts'
import type { Browser, TestHouse } from '../support/app.ts'
import { filled } from '../support/bureau.ts'
import { refused, said } from '../support/refused.ts'
import { API_JUNE, at, fields, JUNE, MINE, openWrongScene, postsOf, type WrongScene } from './wrongScene.ts'

/** Wrong input through the real doors: each gets the right status and one clear sentence, and changes nothing. */

let scene: WrongScene
let house: TestHouse
let limin: Browser
let sunning: Browser
let guanli: Browser
beforeAll(async () => {
  scene = await openWrongScene()
  ;({ house, limin, sunning, guanli } = scene)
})
afterAll(async () => {
  await house.close()
  // Nothing in all of this was a fault of ours.
  expect(house.lines).toEqual([])
})

describe('A form token', () => {
  it('that is forged, missing or another’s is refused at every address, and the text is given back', async () => {
    const theirs = await (await house.signIn('limin')).token()
    for (const [path, who] of postsOf(scene))
      for (const token of ['forged', '', null, theirs]) {
        const told = await refused(
          house,
          () => who.post(path, { ...fields, reason: '写好的理由' }, { token }),
          403,
          path,
        )
        expect([path, told.code]).toEqual([path, 'access.token'])
        expect([path, told.text.includes(MINE), told.text.includes('写好的理由')]).toEqual([path, true, true])
      }
  })

  it('is asked of the API just so', async () => {
    for (const line of routes.filter(({ method, needs }) => method !== 'get' && needs !== 'anyone'))
      for (const token of ['forged', null]) {
        const path = line.path
          .replace('{plan}', '2019')
          .replace('{period}', '2019-06')
          .replace('{unit}', 'jiuzhu')
          .replace('{task}', '1')
          .replace('{person}', 'limin')
          .replace('{date}', '2019-06-01')
        const told = await refused(house, () => sunning.api(line.method.toUpperCase(), path, {}, { token }), 403, path)
        expect([path, told.code]).toEqual([path, 'access.token'])
      }
  })
})

describe('Another unit’s report', () => {
  const other = at('2019-06', 'jiuzhu')
  it('is neither shown nor touched, on pages', async () => {
    const zhangwei = await house.signIn('zhangwei')
    const reads = [
      paths.report,
      paths.reportZero,
      paths.receipt,
      paths.history,
      paths.review,
      paths.enter,
      paths.extend,
    ]
    const writes = [
      paths.report,
      paths.reportSubmit,
      paths.reportZero,
      paths.reportWithdraw,
      paths.accept,
      paths.return,
      paths.reopen,
      paths.enter,
      paths.extend,
    ]
    for (const path of reads.map((one) => one(...other))) {
      const told = await refused(house, () => zhangwei.get(path), 403, path)
      expect([path, told.code]).toEqual([path, 'access.forbidden'])
      expect(told.text).not.toContain('救助处的草稿')
    }
    for (const path of writes.map((one) => one(...other))) {
      const told = await refused(house, () => zhangwei.post(path, { ...fields, reason: '无', why: '无' }), 403, path)
      expect(told.text).not.toContain('救助处的草稿')
      expect(told.text).toContain(MINE)
    }
  })

  it('is neither shown nor touched, in the API', async () => {
    const zhangwei = await house.signIn('zhangwei')
    for (const line of routes.filter(({ path }) => path.includes('/reports/{period}/{unit}'))) {
      const path = line.path
        .replace('{plan}', '2019')
        .replace('{period}', '2019-06')
        .replace('{unit}', 'jiuzhu')
        .replace('{attachment}', 'no-such-file')
      const body = line.method === 'get' ? undefined : { version: 1, entries: [], reason: '无', why: '无' }
      const told = await refused(house, () => zhangwei.api(line.method.toUpperCase(), path, body), 403, path)
      expect(told.text).not.toContain('救助处的草稿')
    }
  })
})

describe('An address that leads nowhere', () => {
  const long = 'x'.repeat(5_000)
  it.each([
    paths.report('2018', '2019-06', 'jiuzhu'),
    paths.report('2019', '2019-01', 'jiuzhu'),
    paths.report('2019', '2020-06', 'jiuzhu'),
    paths.report('2019', '2019-13', 'jiuzhu'),
    paths.report('2019', '2019-00', 'jiuzhu'),
    paths.report('2019', '2019-06', 'nobody'),
    paths.report('2019', '2019-06', 'JIUZHU'),
    paths.report('2019', '2019-06', long),
    paths.report('2019', '2019-06', '%E6%95%91%E5%8A%A9%E5%A4%84'),
    paths.report('2019', '2019-06', '%F0%9F%92%A5'),
    paths.report('2019', '2019-06', 'jiuzhu%00'),
    paths.report('2019', '2019-06', 'jiuzhu%0d%0aset-cookie:x'),
    paths.report('2019', '2019-06', '..%2ffuli'),
    paths.report('2019', '2019-06', '..%5cfuli'),
    paths.report('2019', '2019-06', '%2e%2e%2ffuli'),
    paths.report('2019', '2019-06', '%252e%252e%252f'),
    paths.report('2019', '2019-06', 'fuli%23'),
    paths.report('..%2f..%2fetc', '2019-06', 'jiuzhu'),
    paths.report('__proto__', '2019-06', 'jiuzhu'),
    paths.report('2019', '2019-06', '__proto__'),
    paths.report('2019', '2019-06', '%E0%A4%A'),
    paths.task('2019', '0'),
    paths.task('2019', '4'),
    paths.task('2019', '-1'),
    paths.task('2019', '1.5'),
    paths.task('2019', '99999999999999999999'),
    paths.task('2019', 'constructor'),
    paths.overview('2019', '2018-12'),
    paths.monthOutput('2019', '2031-01', 'summary'),
    paths.output('2018', 'evaluation'),
    paths.plan('constructor'),
    paths.planDraft('2031'),
    paths.unit('..%2f'),
    paths.unit(long),
    paths.person('%00'),
    paths.person('toString'),
    paths.static('..%2f..%2fpackage.json'),
    paths.static('%00'),
    paths.mailbox,
    `${paths.api}/nowhere`,
    `${paths.api}/plans/2019/reports/2019-06/..%2ffuli`,
    `${paths.api}/plans/2018/rates`,
    `${paths.api}/plans/2019/reports/2019-99/jiuzhu`,
    `/${'%2e%2e/'.repeat(40)}etc/passwd`,
    '/plans/2019/2019-06/jiuzhu/nowhere',
  ])('%s', async (path) => {
    const answer = await sunning.get(path)
    if (path.startsWith('/static/')) {
      expect(answer.status).toBe(404)
      expect(await answer.text()).not.toContain('dependencies')
    } else expect((await said(answer, path)).status).toBe(404)
    const posted = path.startsWith(paths.api)
      ? () => sunning.api('PUT', path.slice(paths.api.length), { version: 0, entries: [] })
      : () => sunning.post(path, { ...fields, reason: '无', act: 'change', name: '名' })
    // Whoever may not write there at all is told that first.
    await refused(house, posted, [403, 404], path)
  })
})

describe('100,000 characters in a field', () => {
  const LONG = '办'.repeat(100_000)

  it('of the report are refused at the field, and given back whole', async () => {
    for (const field of ['work', 'problem', 'coordination', 'next', 'note', 'reason'])
      for (const path of [JUNE, paths.reportSubmit(...at('2019-06'))]) {
        const sent = { ...fields, [`t1.${field}`]: LONG, ...(field === 'reason' ? { 't1.zero': '1' } : {}) }
        const told = await refused(house, () => limin.post(path, sent), 422, `${path} ${field}`)
        expect(told.text).toContain(LONG)
        expect(told.text).toContain(`href="#${field}-1"`)
        expect(told.text).toMatch(new RegExp(`id="${field}-1"[^>]*aria-invalid="true"`))
        expect(told.text).toContain('最多2000字，现在100000字')
      }
  })

  it('are refused in every other text field, and given back', async () => {
    const tries: [who: Browser, path: string, sent: Record<string, string>][] = [
      [limin, paths.reportZero(...at('2019-06')), { reason: LONG, version: '1' }],
      [limin, paths.reportZero(...at('2019-06')), { reason: '无', next: LONG, version: '1' }],
      [sunning, paths.return(...at('2019-06', 'fuli')), { reason: LONG }],
      [sunning, paths.return(...at('2019-06', 'fuli')), { reason: '请补充', 't2.remark': LONG }],
      [sunning, paths.reopen(...at('2019-05')), { reason: LONG }],
      [sunning, paths.enter(...at('2019-06')), { ...fields, why: LONG }],
      [sunning, paths.enter(...at('2019-06')), { why: '来电', ...fields, 't1.work': LONG }],
      [sunning, paths.extend(...at('2019-03')), { date: '2019-06-30', time: '17:30', reason: LONG }],
      [sunning, paths.calendar, { date: '2019-06-08', working: 'yes', reason: LONG }],
      [sunning, paths.unitNew, { name: LONG, class: '处室' }],
      [sunning, paths.unit('fuli'), { act: 'change', name: '福利处', fullName: LONG, class: '处室', order: '20' }],
      [sunning, paths.unit('fuli'), { act: 'change', name: '福利处', aliases: LONG, class: '处室', order: '20' }],
      [guanli, paths.personNew, { name: LONG }],
      [guanli, paths.person('limin'), { act: 'change', name: '李敏', phone: LONG }],
      [guanli, paths.person('limin'), { act: 'change', name: '李敏', mail: `${LONG}@mzt.example` }],
      [sunning, paths.planImport, { text: LONG, year: '' }],
      [sunning, paths.planImport, { text: '一、任务', year: LONG }],
      [house.browser('10.3.0.1'), paths.signIn, { mail: LONG }],
      [house.browser('10.3.0.2'), paths.signInCode, { code: LONG }],
    ]
    for (const [who, path, sent] of tries) {
      const about = `${path} ${Object.keys(sent)}`
      const told = await refused(house, () => who.post(path, sent), 422, about)
      if (path !== paths.signInCode) expect([about, told.text.includes(LONG)]).toEqual([about, true])
    }
  })

  it('are refused by the API', async () => {
    const entry = { ...filled(1), work: LONG }
    const tries: [who: Browser, method: string, path: string, body: unknown][] = [
      [limin, 'PUT', API_JUNE, { version: 1, entries: [entry] }],
      [limin, 'POST', `${API_JUNE}/submit`, { version: 1, entries: [entry] }],
      [limin, 'POST', `${API_JUNE}/zero`, { version: 1, reason: LONG }],
      [sunning, 'POST', `${API_JUNE}/enter`, { version: 1, entries: [entry], why: '来电' }],
      [sunning, 'POST', `${API_JUNE}/extend`, { until: '2019-07-30T09:00:00.000Z', why: LONG }],
      [sunning, 'POST', '/plans/2019/reports/2019-06/fuli/return', { why: LONG }],
      [sunning, 'POST', '/plans/2019/tasks/1/verify', { unit: 'jiuzhu', why: LONG }],
      [sunning, 'PUT', '/people/units/fuli', { name: LONG, class: '处室', order: 1 }],
      [guanli, 'PUT', '/people/persons/limin', { name: LONG, phone: '', unit: null, mail: null }],
    ]
    for (const [who, method, path, body] of tries) await refused(house, () => who.api(method, path, body), 422, path)
  })
})

describe('A form above its limit', () => {
  it('is refused with 413', async () => {
    for (const path of [JUNE, paths.reportSubmit(...at('2019-06')), paths.signIn]) {
      const told = await refused(
        house,
        () => limin.post(path, { ...fields, 't1.work': '办'.repeat(300_000) }),
        413,
        path,
      )
      expect(told.text).toContain('一次最多2MB')
    }
    await refused(
      house,
      () => limin.api('PUT', API_JUNE, { version: 1, entries: [], more: 'x'.repeat(3_000_000) }),
      413,
    )
  })
})

describe('A report that can no longer be written', () => {
  it('because it was accepted says who did it and when, and gives the text back', async () => {
    const may = at('2019-05')
    for (const path of [paths.report(...may), paths.reportSubmit(...may)]) {
      const told = await refused(house, () => limin.post(path, fields), 409, path)
      expect(told.code).toBe('report.state')
      for (const word of ['示例·sunning', '2019年5月29日', '15:04', '审核通过', MINE]) expect(told.text).toContain(word)
    }
    const zero = await refused(house, () => limin.post(paths.reportZero(...may), { reason: MINE, version: '3' }), 409)
    expect(zero.text).toContain(MINE)
    const api = await refused(
      house,
      () => limin.api('PUT', '/plans/2019/reports/2019-05/jiuzhu', { version: 3, entries: [] }),
      409,
    )
    expect([api.code, api.text.includes('示例·sunning')]).toEqual(['report.state', true])
    await refused(house, () => limin.post(paths.reportWithdraw(...may)), 409)
    await refused(house, () => sunning.post(paths.accept(...may)), 409)
  })

  it('because its month is locked says since when, what to do, and gives the text back', async () => {
    const march = at('2019-03')
    for (const path of [paths.report(...march), paths.reportSubmit(...march)]) {
      const told = await refused(house, () => limin.post(path, { ...fields, version: '0' }), 423, path)
      expect([told.code, told.sentence]).toEqual(['report.locked', '没有保存：2019年3月月报已锁定'])
      for (const word of [MINE, '您刚才写的内容还在', '延期补报']) expect(told.text).toContain(word)
    }
    const zero = await refused(house, () => limin.post(paths.reportZero(...march), { reason: MINE, version: '0' }), 423)
    expect(zero.text).toContain(MINE)
    const api = await refused(
      house,
      () => limin.api('PUT', '/plans/2019/reports/2019-03/jiuzhu', { version: 0, entries: [] }),
      423,
    )
    expect(api.code).toBe('report.locked')
  })

  it('because its month has not begun says when it does', async () => {
    const told = await refused(
      house,
      () => limin.post(paths.report(...at('2019-09')), { ...fields, version: '0' }),
      423,
    )
    expect([told.code, told.text.includes(MINE)]).toEqual(['report.not-open', true])
  })

  it('because it was filed and waits', async () => {
    const zhangwei = await house.signIn('zhangwei')
    const told = await refused(
      house,
      () => zhangwei.post(paths.report(...at('2019-06', 'fuli')), { 't2.work': MINE, version: '1' }),
      409,
    )
    for (const word of ['示例·zhangwei', '待审', MINE]) expect(told.text).toContain(word)
  })

  it('because it was opened on an older version shows both texts', async () => {
    const told = await refused(house, () => limin.post(JUNE, { ...fields, version: '0' }), 409)
    for (const word of [MINE, '救助处的草稿', '有人先保存了']) expect(told.text).toContain(word)
  })
})
