import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STATUS_OF } from '../../../functions/web/status.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { REFUSALS } from '../../../shared/domain/refusal.ts'
import { type Browser, openHouse, type TestHouse } from '../../support/app.ts'
import { bothTasks, filled } from '../../support/bureau.ts'

/** What an outsider reads of the API has no types. */
type Json = ReturnType<typeof JSON.parse>

const JUNE = '/plans/2019/reports/2019-06/jiuzhu'
const read = async (answer: Response): Promise<Json> => answer.json()
const seen = async (answer: Promise<Response>): Promise<[number, string | undefined]> => {
  const got = await answer
  return [got.status, (await read(got)).code]
}

describe('The month of a unit, through the API', () => {
  let house: TestHouse
  let limin: Browser
  let sunning: Browser
  beforeAll(async () => {
    house = await openHouse()
    limin = await house.signIn('limin')
    sunning = await house.signIn('sunning')
  })
  afterAll(() => house.close())

  it('begins with signing in by a mailed code', async () => {
    const browser = house.browser()
    const nobody = await read(await browser.api('GET', '/session'))
    expect(nobody).toMatchObject({ person: null, serves: [], now: '2019-06-25T01:20:00.000Z' })
    const token = nobody.token
    expect((await browser.api('POST', '/session/code', { mail: 'limin@mzt.example' }, { token })).status).toBe(202)
    expect(await seen(browser.api('POST', '/session', { code: '0' }, { token }))).toEqual([422, 'access.code'])
    const code = await house.codeFor('limin@mzt.example')
    const session = await read(await browser.api('POST', '/session', { code }, { token }))
    expect(session).toMatchObject({ person: { id: 'limin' }, serves: [{ unit: 'jiuzhu', as: 'coordinator' }] })
    expect(JSON.stringify(session)).not.toContain('epoch')
    expect((await browser.api('DELETE', '/session', undefined, { token: session.token })).status).toBe(200)
    expect(await seen(browser.api('GET', '/mine'))).toEqual([401, 'access.sign-in'])
  })

  it('shows what is owed', async () => {
    const owed = await read(await limin.api('GET', '/mine'))
    expect(owed.map((one: Json) => one.period)).toEqual(['2019-03', '2019-04', '2019-05', '2019-06'])
    expect(owed[3]).toMatchObject({ unit: 'jiuzhu', state: 'draft', version: 0, tasks: [1, 2] })
    const view = await read(await limin.api('GET', JUNE))
    expect(view.dates.due).toBe('2019-06-28T09:30:00.000Z')
    expect(view.tasks.map((task: Json) => [task.number, task.role])).toEqual([
      [1, 'responsible'],
      [2, 'support'],
    ])
  })

  it('is saved, refused from an old version with both texts, and submitted', async () => {
    const saved = await limin.api('PUT', JUNE, { version: 0, entries: [filled(1)] })
    expect(await read(saved)).toMatchObject({ version: 1, state: 'draft' })
    const conflict = await limin.api('PUT', JUNE, { version: 0, entries: [filled(1, { work: '另一份' })] })
    expect(conflict.status).toBe(409)
    const both = await read(conflict)
    expect(both.code).toBe('report.conflict')
    expect(both.extra.version).toBe(1)
    expect(both.extra.mine[0].work).toBe('另一份')
    expect(both.extra.theirs[0].work).toBe('召开推进会1次')
    const incomplete = await read(await limin.api('POST', `${JUNE}/submit`, { version: 1, entries: [filled(1)] }))
    expect(incomplete).toMatchObject({ status: 422, code: 'report.incomplete' })
    expect(incomplete.extra).toContainEqual({ task: 2, field: 'work', message: expect.any(String) })
    const submitted = await limin.api('POST', `${JUNE}/submit`, { version: 1, entries: bothTasks })
    expect(await read(submitted)).toMatchObject({ state: 'submitted', revision: 1, filedBy: { id: 'limin' } })
  })

  it('is returned with remarks, filed again, accepted, reopened', async () => {
    const remarks = [{ task: 2, text: '请写明数量' }]
    expect(await seen(sunning.api('POST', `${JUNE}/return`, { why: ' ', remarks }))).toEqual([422, 'input.invalid'])
    const returned = await read(
      await sunning.api('POST', `${JUNE}/return`, { why: '不够具体', remarks, cause: 'unit' }),
    )
    expect(returned).toMatchObject({ state: 'returned', returns: 1, returnsByUnit: 1 })
    const again = await limin.api('POST', `${JUNE}/submit`, { version: returned.version, entries: bothTasks })
    expect((await read(again)).state).toBe('submitted')
    expect(await seen(limin.api('POST', `${JUNE}/accept`, {}))).toEqual([403, 'access.forbidden'])
    expect((await read(await sunning.api('POST', `${JUNE}/accept`, {}))).state).toBe('accepted')
    expect(await seen(limin.api('PUT', JUNE, { version: 5, entries: bothTasks }))).toEqual([409, 'report.state'])
    expect((await read(await sunning.api('POST', `${JUNE}/reopen`, { why: '数据有误' }))).reopened).toBe(1)
    const history = await read(await limin.api('GET', `${JUNE}/history`))
    expect(history.map((line: Json) => line.act)).toEqual(['submit', 'return', 'submit', 'accept', 'reopen'])
    expect(history[1].body.remarks).toEqual(remarks)
  })

  it('is a zero report, entered by the office, extended, withdrawn, and locked', async () => {
    const fuli = '/plans/2019/reports/2019-06/fuli'
    const zhangwei = await house.signIn('zhangwei')
    const zero = await read(await zhangwei.api('POST', `${fuli}/zero`, { version: 0, reason: '本月没有安排' }))
    expect(zero).toMatchObject({ state: 'submitted', zero: true })
    expect((await read(await zhangwei.api('POST', `${fuli}/withdraw`))).state).toBe('draft')
    const may = '/plans/2019/reports/2019-05/fuli'
    expect(await seen(zhangwei.api('PUT', may, { version: 0, entries: [filled(2)] }))).toEqual([423, 'report.locked'])
    const until = '2019-06-26T09:30:00.000Z'
    expect(await seen(sunning.api('POST', `${may}/extend`, { until: '2019-05-01T00:00:00.000Z', why: '迟' }))).toEqual([
      422,
      'extension.past',
    ])
    expect((await sunning.api('POST', `${may}/extend`, { until, why: '系统故障' })).status).toBe(200)
    const made = await zhangwei.api('POST', `${may}/submit`, { version: 1, entries: [filled(2)] })
    expect((await read(made)).state).toBe('submitted')
    const april = '/plans/2019/reports/2019-04/fuli'
    const entered = await sunning.api('POST', `${april}/enter`, { version: 0, entries: [filled(2)], why: '电话报送' })
    expect(await read(entered)).toMatchObject({ entered: true, state: 'submitted' })
    expect(await seen(sunning.api('POST', `${april}/accept`, {}))).toEqual([403, 'report.own-hands'])
    const july = '/plans/2019/reports/2019-07/fuli'
    expect(await seen(zhangwei.api('PUT', july, { version: 0, entries: [] }))).toEqual([423, 'report.not-open'])
  })

  it('stands in the overview, the rates, the lights and the evaluation', async () => {
    const overview = await read(await sunning.api('GET', '/plans/2019/overview'))
    expect(overview.cells).toContainEqual(
      expect.objectContaining({ unit: 'fuli', period: '2019-05', mark: 'waiting', word: '待审' }),
    )
    const heads = await read(await sunning.api('GET', '/plans/2019/reports/2019-05'))
    expect(heads.map((head: Json) => head.unit)).toEqual(['fuli'])
    const rates = await read(await sunning.api('GET', '/plans/2019/rates'))
    const fuli = rates.units.find((one: Json) => one.unit === 'fuli')
    expect(fuli).toMatchObject({ expected: 3, reported: 2, madeUp: 2, missing: 1, reportingRate: '66.7%' })
    expect(rates.definitions.map((one: Json) => one.key)).toContain('reportingRate')
    const lights = await read(await sunning.api('GET', '/plans/2019/lights'))
    expect(lights.cells.some((cell: Json) => cell.light === 'green' && cell.word === '绿灯')).toBe(true)
    const evaluation = await read(await sunning.api('GET', '/plans/2019/evaluation'))
    expect(evaluation.units.map((one: Json) => one.unit)).toEqual(['jiuzhu', 'fuli', 'fagui'])
    const outputs = await read(await sunning.api('GET', '/plans/2019/outputs'))
    expect(outputs.map((one: Json) => one.href)).toContain(`http://yuebao.example${paths.output('2019', 'evaluation')}`)
  })

  it('verifies a task that was reported done', async () => {
    expect(await seen(sunning.api('POST', '/plans/2019/tasks/1/verify', { unit: 'jiuzhu' }))).toEqual([
      409,
      'task.not-done',
    ])
    expect(await seen(sunning.api('POST', '/plans/2019/tasks/9/verify', { unit: 'jiuzhu' }))).toEqual([
      404,
      'access.missing',
    ])
  })

  it('has a ledger of reminders, and can be chased by hand', async () => {
    const preview = await read(await sunning.api('GET', '/reminders/preview'))
    expect(Array.isArray(preview)).toBe(true)
    const run = await read(await sunning.api('POST', '/reminders/run'))
    expect(run.failed).toBe(0)
    const ledger = await read(await sunning.api('GET', '/plans/2019/reminders/2019-06'))
    expect(ledger.last.trigger).toBe('sunning')
  })
})

describe('Plans, people and the calendar, through the API', () => {
  let house: TestHouse
  let sunning: Browser
  beforeAll(async () => {
    house = await openHouse()
    sunning = await house.signIn('sunning')
  })
  afterAll(() => house.close())

  const NOTICE = [
    '2020年工作实施方案',
    '一、主要任务',
    '1.进一步提升救助水平。召开推进会4次。（责任单位：救助处）',
    '2.进一步加强养老服务。（责任单位：福利处、相关处室）',
    '3.进一步推进依法行政。',
  ].join('\n')

  it('takes a notice from text to the published plan', async () => {
    expect(await seen(sunning.api('POST', '/plans', { text: '今天天气很好。' }))).toEqual([422, 'plan.no-notice'])
    expect(await seen(sunning.api('POST', '/plans', {}))).toEqual([422, 'input.invalid'])
    const base64 = Buffer.from(NOTICE).toString('base64')
    const made = await sunning.api('POST', '/plans', { file: { name: '通知.txt', base64 }, year: 2020 })
    expect([made.status, (await read(made)).id]).toEqual([201, '2020'])
    const draft = await read(await sunning.api('GET', '/plans/2020/draft'))
    expect(draft.plan.tasks).toHaveLength(3)
    expect(draft.unowned).toEqual(['3'])
    expect(draft.questions).toContainEqual(expect.objectContaining({ task: 3, party: null, kind: 'nobody' }))
    expect(await seen(sunning.api('POST', '/plans/2020/publish', {}))).toEqual([422, 'plan.unowned'])
    const settlements = [
      { task: 2, party: '相关处室', units: ['jiuzhu'] },
      { task: 3, party: null, units: ['fagui'] },
    ]
    const settled = await read(await sunning.api('PATCH', '/plans/2020/draft', { version: draft.version, settlements }))
    expect(await seen(sunning.api('PATCH', '/plans/2020/draft', { version: draft.version, title: '旧' }))).toEqual([
      409,
      'head.moved',
    ])
    const limin = await house.signIn('limin')
    expect((await read(await limin.api('GET', '/plans'))).map((plan: Json) => plan.id)).toEqual(['2019'])
    expect((await limin.api('GET', '/plans/2020')).status).toBe(404)
    expect((await sunning.api('POST', '/plans/2020/publish', { version: settled.version })).status).toBe(200)
    const plan = await read(await limin.api('GET', '/plans/2020'))
    expect(plan.duties).toContainEqual(expect.objectContaining({ unit: 'jiuzhu', task: 2, role: 'wildcard' }))
    const history = await read(await sunning.api('GET', '/plans/2020/history'))
    expect(history.map((line: Json) => line.act)).toEqual(['import', 'settle', 'publish'])
  })

  it('keeps units and people, roles only by the administrator', async () => {
    const person = { name: '示例·新人', mail: 'xinren@mzt.example', phone: '', unit: 'fuli' }
    expect((await sunning.api('PUT', '/people/persons/xinren', { ...person, version: 0 })).status).toBe(200)
    expect(await seen(sunning.api('PUT', '/people/persons/xinren', { ...person, roles: ['office'] }))).toEqual([
      403,
      'access.forbidden',
    ])
    expect(await seen(sunning.api('PUT', '/people/persons/other', person))).toEqual([409, 'people.mail-taken'])
    const guanli = await house.signIn('guanli')
    expect((await guanli.api('PUT', '/people/persons/xinren', { ...person, roles: ['reviewer'] })).status).toBe(200)
    const unit = {
      name: '新处',
      class: '处室',
      order: 40,
      fullName: '',
      aliases: [],
      from: null,
      to: null,
      assumed: false,
    }
    expect((await guanli.api('PUT', '/people/units/xinchu', { ...unit, version: 0 })).status).toBe(200)
    expect((await guanli.api('PATCH', '/people/units/xinchu/people', { coordinator: 'xinren' })).status).toBe(200)
    const { units, people } = await read(await guanli.api('GET', '/people'))
    expect(units).toContainEqual(expect.objectContaining({ id: 'xinchu', coordinator: 'xinren' }))
    expect(people).toContainEqual(expect.objectContaining({ id: 'xinren', roles: ['reviewer'] }))
    const acts = (await read(await guanli.api('GET', '/people/units/xinchu/history'))).map((line: Json) => line.act)
    expect(acts).toEqual(['create', 'appoint'])
    const limin = await house.signIn('limin')
    expect((await guanli.api('DELETE', '/people/persons/limin/sessions')).status).toBe(200)
    expect((await limin.api('GET', '/mine')).status).toBe(401)
  })

  it('corrects the calendar', async () => {
    expect((await sunning.api('PUT', '/calendar/2019-06-28', { working: false, reason: '全厅大会' })).status).toBe(200)
    const { corrections } = await read(await sunning.api('GET', '/calendar'))
    expect(corrections).toEqual([{ date: '2019-06-28', working: false, reason: '全厅大会' }])
    expect(await seen(sunning.api('PUT', '/calendar/2019-02-30', { working: true, reason: '无' }))).toEqual([
      404,
      'access.missing',
    ])
  })
})

describe('A refusal of the API', () => {
  let house: TestHouse
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house.close())

  it('is a problem document with a stable code, a sentence, and the number of the request', async () => {
    const limin = await house.signIn('limin')
    const answer = await limin.api('GET', '/plans/2019/reports/2019-06/fuli')
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(await read(answer)).toEqual({
      type: 'urn:yuebao:refusal:access.forbidden',
      title: expect.any(String),
      status: 403,
      detail: expect.any(String),
      todo: expect.any(String),
      code: 'access.forbidden',
      request: answer.headers.get('x-request-id'),
    })
  })

  it('says where what was sent is wrong', async () => {
    const limin = await house.signIn('limin')
    const long = filled(1, { work: '字'.repeat(2_001) })
    const answer = await read(await limin.api('PUT', JUNE, { version: -1, entries: [long, { task: 'x' }] }))
    expect(answer).toMatchObject({ status: 422, code: 'input.invalid' })
    expect(answer.detail).toContain('entries.0.work：最多2000字')
    expect(answer.detail).toContain('entries.1.task：')
    expect(answer.detail).not.toMatch(/[a-z]{4,} [a-z]{2,}/)
    const headers = { 'x-csrf-token': await limin.token() }
    for (const body of ['{', '[]', 'null', '"x"'])
      expect(await seen(limin.send(`${paths.api}${JUNE}`, { method: 'PUT', body, headers }))).toEqual([
        422,
        'input.invalid',
      ])
  })

  it('refuses a forged or missing token, and changes nothing', async () => {
    const limin = await house.signIn('limin')
    for (const token of [null, 'forged', await (await house.signIn('limin')).token()])
      expect(await seen(limin.api('PUT', JUNE, { version: 0, entries: bothTasks }, { token }))).toEqual([
        403,
        'access.token',
      ])
    expect((await read(await limin.api('GET', JUNE))).head.version).toBe(0)
  })

  it('is a problem document also for an address that is not there and for what is too large', async () => {
    const limin = await house.signIn('limin')
    expect(await seen(limin.api('GET', '/nowhere'))).toEqual([404, 'access.missing'])
    expect(await seen(limin.api('DELETE', JUNE))).toEqual([404, 'access.missing'])
    expect(
      await seen(limin.api('PUT', JUNE, { version: 0, entries: [filled(1, { work: '字'.repeat(1_000_000) })] })),
    ).toEqual([413, 'input.too-large'])
    const many = Array.from({ length: 60 }, (_, n) => filled(n + 1, { work: '字'.repeat(2_000) }))
    const answered = await seen(limin.api('PUT', JUNE, { version: 0, entries: many }))
    expect(answered[0]).toBe(200)
  })

  it('has a status for every kind in one table', () => {
    expect(STATUS_OF).toEqual({
      invalid: 422,
      unauthenticated: 401,
      forbidden: 403,
      missing: 404,
      conflict: 409,
      locked: 423,
      'too-large': 413,
      unsupported: 415,
      'too-many': 429,
      fault: 500,
    })
    expect(Object.values(REFUSALS).every(({ kind }) => kind in STATUS_OF)).toBe(true)
  })
})
