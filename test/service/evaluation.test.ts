import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EVALUATION_ACTS, type EvaluationAct, evaluationAfter } from '../../shared/domain/evaluation/acts.ts'
import { MarkInput } from '../../shared/domain/evaluation/marks.ts'
import { changedRules } from '../../shared/domain/evaluation/ruleFields.ts'
import { DEFAULT_RULES } from '../../shared/domain/evaluation/rules.ts'
import { Snapshot } from '../../shared/domain/evaluation/snapshot.ts'
import { canonicalJson } from '../../shared/domain/history.ts'
import { paths } from '../../shared/domain/paths.ts'
import { isRefusal } from '../../shared/domain/refusal.ts'
import { keys } from '../../shared/service/keys.ts'
import { openHouse, type TestHouse } from '../support/app.ts'
import { as, bothTasks, filled, when } from '../support/bureau.ts'

let house: TestHouse
beforeEach(async () => {
  house = await openHouse()
})
afterEach(() => house.close())

const by = (id: string, now = when('2019-12-20', '17:30')) => ({ actor: as(id), now })
const code = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'done',
    (error: unknown) => (isRefusal(error) ? error.code : `fault: ${String(error)}`),
  )
const error = (more: object = {}) =>
  MarkInput.parse({ kind: 'error', period: '2019-06', task: 1, reason: '数字与附件不符', ...more })
const overall = (points: number) => MarkInput.parse({ kind: 'overall', points, reason: '工作扎实' })
const totalOf = async (unit: string): Promise<number | null | undefined> =>
  (await house.services.evaluations.draft('2019', by('sunning'))).evaluation.units.find((one) => one.unit === unit)
    ?.total

describe('rules', () => {
  it('are the default ones until the office changes them, with a reason; a draft follows, history keeps what changed', async () => {
    const { rules } = house.services
    expect(await rules.now('2019', by('zhengyan'))).toEqual({ rules: DEFAULT_RULES, version: 0 })
    const stern = structuredClone(DEFAULT_RULES)
    stern.items.timeliness.missing = 1
    const before = await totalOf('jiuzhu')
    const { changed, after } = await rules.preview('2019', by('sunning'), stern)
    expect(changed).toEqual(['报送及时　未报每次扣：1.5→1'])
    expect(await rules.save('2019', by('sunning'), { rules: stern, why: '厅务会议定', version: 0 })).toBe(1)
    expect(await totalOf('jiuzhu')).toBe(after.find((one) => one.unit === 'jiuzhu')?.total)
    expect(await totalOf('jiuzhu')).not.toBe(before)
    const [line] = await rules.history('2019', by('sunning'))
    expect(line).toMatchObject({ act: 'change-rules', why: '厅务会议定', body: { changed } })
  })

  it('need a reason, the version that was read, and the office', async () => {
    const { rules } = house.services
    const given = { rules: DEFAULT_RULES, why: '试行', version: 0 }
    expect(await code(rules.save('2019', by('sunning'), { ...given, why: ' ' }))).toBe('reason.missing')
    for (const id of ['zhengyan', 'limin', 'tingling', 'guanli'])
      expect(await code(rules.save('2019', by(id), given))).toBe('access.forbidden')
    expect(await code(rules.save('2019', by('sunning'), given))).toBe('done')
    expect(await code(rules.save('2019', by('tanyue'), given))).toBe('head.moved')
  })

  it('say what differs: names, numbers, grades and ranking', () => {
    const other = { ...structuredClone(DEFAULT_RULES), ranking: 'all' as const }
    other.bonus.name = '奖惩'
    other.items.quality.error = 0.5
    other.grades = other.grades.map((grade) => (grade.from === 90 ? { ...grade, from: 92 } : grade))
    expect(changedRules(DEFAULT_RULES, other)).toHaveLength(4)
    expect(changedRules(other, other)).toEqual([])
  })
})

describe('manual marks', () => {
  it('count with their reason and record; taken away they stay in the history', async () => {
    const { marks } = house.services
    const before = await totalOf('jiuzhu')
    const mark = await marks.add('2019', 'jiuzhu', by('zhengyan'), error())
    expect(await totalOf('jiuzhu')).toBeLessThan(before ?? 0)
    expect(await code(marks.remove('2019', 'jiuzhu', by('sunning'), mark.id, ''))).toBe('reason.missing')
    await marks.remove('2019', 'jiuzhu', by('sunning'), mark.id, '核对后数字一致')
    expect(await totalOf('jiuzhu')).toBe(before)
    expect(await code(marks.remove('2019', 'jiuzhu', by('sunning'), mark.id, '再撤一次'))).toBe('access.missing')
    const history = await marks.history('2019', by('sunning'), 'jiuzhu')
    expect(history.map(({ record }) => [record.act, record.why]).sort()).toEqual([
      ['mark', '数字与附件不符'],
      ['unmark', '核对后数字一致'],
    ])
  })

  it('综合评价 entered again takes the place of the one before', async () => {
    const { marks } = house.services
    await marks.add('2019', 'fuli', by('zhengyan'), overall(6))
    await marks.add('2019', 'fuli', by('zhengyan'), overall(8))
    expect((await marks.all('2019', by('sunning'))).map((mark) => mark.points)).toEqual([8])
    expect(await marks.history('2019', by('sunning'), 'fuli')).toHaveLength(2)
  })

  it('are never of one’s own unit, and the office’s and evaluator’s alone', async () => {
    const { marks } = house.services
    // 孙宁 belongs to 法规处; so does 何帆, who also serves it.
    for (const id of ['sunning', 'hefan']) {
      expect(await code(marks.add('2019', 'fagui', by(id), error()))).toBe('evaluation.own-unit')
      expect(await code(marks.add('2019', 'jiuzhu', by(id), error()))).toBe('done')
    }
    for (const id of ['limin', 'tingling', 'guanli', 'guyong'])
      expect(await code(marks.add('2019', 'jiuzhu', by(id), error()))).toBe('access.forbidden')
    const own = await marks.add('2019', 'fagui', by('zhengyan'), error())
    expect(await code(marks.remove('2019', 'fagui', by('sunning'), own.id, '不应扣'))).toBe('evaluation.own-unit')
  })

  it('point at a month and a task that the plan has', async () => {
    const { marks } = house.services
    expect(await code(marks.add('2019', 'jiuzhu', by('zhengyan'), error({ period: '2019-01' })))).toBe('input.invalid')
    expect(await code(marks.add('2019', 'jiuzhu', by('zhengyan'), error({ task: 99 })))).toBe('input.invalid')
    expect(await code(marks.add('2019', 'nobody', by('zhengyan'), error()))).toBe('access.missing')
  })
})

describe('publishing', () => {
  const publish = (why = '', id = 'sunning', now?: string) =>
    house.services.evaluations.publish('2019', by(id, now), { why })

  it('freezes scores, records and workbook: whatever comes later, the revision stays byte for byte', async () => {
    const { evaluations, marks, rules, reports } = house.services
    await marks.add('2019', 'jiuzhu', by('zhengyan'), overall(8))
    const first = await publish()
    expect(first).toMatchObject({ number: 1, why: null, cutOff: when('2019-12-20', '17:30') })
    const files = async () =>
      Promise.all(
        (['snapshot', 'workbook'] as const).map(
          async (kind) => (await evaluations.file('2019', by('zhengyan'), 1, kind)).bytes,
        ),
      )
    const [snapshot, workbook] = await files()
    const hash = (bytes: Uint8Array | undefined) =>
      createHash('sha256')
        .update(bytes ?? '')
        .digest('hex')
    expect([hash(snapshot), hash(workbook)]).toEqual([first.snapshot, first.workbook])
    const told = Snapshot.parse(JSON.parse(new TextDecoder().decode(snapshot)))
    const found = await house.services.outputs.recorded({ bytes: workbook ?? new Uint8Array() }, by('limin'))
    expect(found.records).toMatchObject([{ kind: 'published-evaluation', revision: 1, sha256: first.workbook }])
    const asked = { kind: 'published-evaluation', plan: '2019', period: null }
    const again = await house.services.outputs.make(asked, by('zhengyan', when('2019-12-25')))
    expect(again.record).toMatchObject({
      revision: 1,
      sha256: first.workbook,
      fileName: '2019年度评价工作簿（第1版）.xlsx',
    })
    expect(canonicalJson(told)).toBe(new TextDecoder().decode(snapshot))

    const later = when('2019-12-30')
    await marks.add('2019', 'jiuzhu', by('zhengyan', later), error())
    const stern = structuredClone(DEFAULT_RULES)
    stern.items.timeliness.missing = 0.5
    await rules.save('2019', by('sunning', later), { rules: stern, why: '试行' })
    await reports.submit({ plan: '2019', period: '2019-12', unit: 'jiuzhu' }, by('limin', later), {
      entries: bothTasks,
      version: 0,
    })
    expect(await files()).toEqual([snapshot, workbook])
    const shown = await evaluations.published('2019', by('tingling', later))
    expect(shown.snapshot).toEqual(told)
  })

  it('a second revision needs a reason, and the comparison says what moved and why', async () => {
    const { evaluations, marks } = house.services
    await publish()
    expect(await code(publish())).toBe('reason.missing')
    await marks.add('2019', 'jiuzhu', by('zhengyan', when('2020-01-08')), error())
    const second = await publish('12月锁定后重算', 'tanyue', when('2020-01-09'))
    expect(second).toMatchObject({ number: 2, why: '12月锁定后重算' })
    const { moved } = await evaluations.compare('2019', by('zhengyan'), 1, 2)
    const jiuzhu = moved.find(({ unit }) => unit === 'jiuzhu')
    const why = jiuzhu?.items.flatMap(({ name, gone, come }) =>
      [...gone, ...come].map((line) => [name, line.what, line.period]),
    )
    expect(why).toEqual([
      ['报送及时', '未报', '2019-12'],
      ['报送质量', '差错：数字与附件不符', '2019-06'],
      ...(why ?? []).slice(2),
    ])
    const head = await house.store.chains.head(keys.evaluation('2019'))
    expect(head?.revisions.map((one) => one.number)).toEqual([1, 2])
    expect((await evaluations.history('2019', by('sunning'))).map((line) => [line.act, line.why])).toEqual([
      ['publish', null],
      ['publish', '12月锁定后重算'],
    ])
  })

  it('closes what it covers to the office until a correction is opened; December, not yet due, stays workable', async () => {
    const { evaluations, reports } = house.services
    const at = (period: string) => ({ plan: '2019', period, unit: 'jiuzhu' })
    await reports.submit(at('2019-11'), by('limin', when('2019-11-28')), {
      entries: [filled(1), filled(2)],
      version: 0,
    })
    await publish()
    const later = (id: string) => by(id, when('2020-01-06'))
    const enter = { entries: bothTasks, version: 0, why: '来电' }
    expect(await code(reports.accept(at('2019-11'), later('sunning')))).toBe('report.published')
    expect(await code(reports.sendBack('return', at('2019-11'), later('sunning'), { why: '补充' }))).toBe(
      'report.published',
    )
    expect(await code(reports.enter(at('2019-05'), later('tanyue'), enter))).toBe('report.published')
    expect(
      await code(reports.extend(at('2019-05'), later('sunning'), { until: when('2020-01-10'), why: '出差' })),
    ).toBe('report.published')
    expect(await code(reports.submit(at('2019-12'), later('limin'), { entries: bothTasks, version: 0 }))).toBe('done')
    expect(await code(reports.accept(at('2019-12'), later('sunning')))).toBe('done')

    expect(await code(evaluations.correct('2019', later('sunning'), 'correct', { why: '' }))).toBe('reason.missing')
    await evaluations.correct('2019', later('sunning'), 'correct', { why: '11月月报没有审核' })
    expect(await code(evaluations.correct('2019', later('sunning'), 'correct', { why: '再开' }))).toBe(
      'evaluation.state',
    )
    expect(await code(reports.accept(at('2019-11'), later('sunning')))).toBe('done')
    await publish('补审11月', 'sunning', when('2020-01-09'))
    expect(await code(reports.sendBack('reopen', at('2019-12'), later('sunning'), { why: '再看' }))).toBe(
      'report.published',
    )
  })

  it('waits until no mark is one of the unit’s own people', async () => {
    const { marks, people } = house.services
    await marks.add('2019', 'jiuzhu', by('zhengyan'), error())
    await people.savePerson(by('guanli'), { ...as('zhengyan').person, unit: 'jiuzhu' })
    expect(await code(publish())).toBe('evaluation.self-marked')
    await people.savePerson(by('guanli'), { ...as('zhengyan').person, unit: null })
    expect(await code(publish())).toBe('done')
  })

  it('two who publish at once: one does, the other is told who', async () => {
    const both = await Promise.all([code(publish()), code(publish('', 'tanyue'))])
    expect(both.sort()).toEqual(['done', 'head.moved'])
    expect((await house.store.chains.head(keys.evaluation('2019')))?.revisions).toHaveLength(1)
  })

  it('publishes nothing before anything was due, and is the office’s alone', async () => {
    expect(await code(publish('', 'sunning', when('2019-03-20')))).toBe('evaluation.nothing')
    for (const id of ['zhengyan', 'limin', 'tingling', 'guanli', 'guyong'])
      expect(await code(publish('', id))).toBe('access.forbidden')
  })

  it('a unit sees its own score with its records, of others figures, or nothing where the office says so', async () => {
    const { evaluations, marks } = house.services
    await marks.add('2019', 'fuli', by('zhengyan'), error())
    expect(await code(evaluations.published('2019', by('limin')))).toBe('access.missing')
    await publish()
    const { snapshot } = await evaluations.published('2019', by('limin'))
    const of = (unit: string) => snapshot.scores.find((score) => score.unit === unit)
    expect(of('jiuzhu')?.items.some((item) => item.lines.length > 0)).toBe(true)
    expect(of('fuli')).toMatchObject({ total: expect.any(Number), duties: [] })
    expect(JSON.stringify([of('fuli'), snapshot.marks])).not.toContain('数字与附件不符')
    await evaluations.show('2019', by('sunning'), false)
    const own = await evaluations.published('2019', by('limin'))
    expect([
      own.only,
      own.snapshot.scores.map((score) => score.unit),
      own.snapshot.units.map((unit) => unit.id),
    ]).toEqual(['own', ['jiuzhu'], ['jiuzhu']])
    expect((await evaluations.published('2019', by('tingling'))).snapshot.scores).toHaveLength(3)
    expect(await code(evaluations.file('2019', by('limin'), 1, 'workbook'))).toBe('access.forbidden')
  })
})

describe('the evaluation’s life', () => {
  it('goes as the table says, act by act, in every state', async () => {
    const { evaluations } = house.services
    const call = by('sunning')
    const walked = new Set<string>()
    const stateNow = async () => (await evaluations.standing('2019', call))?.state ?? 'draft'
    const walk: EvaluationAct[] = [
      ...(['correct', 'give-up', 'show', 'publish'] as const),
      ...(['give-up', 'show', 'publish', 'correct'] as const),
      ...(['correct', 'show', 'give-up', 'correct', 'publish'] as const),
    ]
    for (const act of walk) {
      const before = await stateNow()
      walked.add(`${act} ${before}`)
      const done =
        act === 'publish'
          ? evaluations.publish('2019', call, { why: '再发' })
          : act === 'show'
            ? evaluations.show('2019', call, false)
            : evaluations.correct('2019', call, act, { why: '写明' })
      const after = evaluationAfter(before, act)
      expect([act, before, await code(done)]).toEqual([act, before, after === null ? 'evaluation.state' : 'done'])
      expect(await stateNow()).toBe(after ?? before)
    }
    expect(walked.size).toBe(Object.keys(EVALUATION_ACTS).length * 3)
  })
})

describe('on pages', () => {
  it('rules are previewed and saved without scripts, and what is wrong is said at the field', async () => {
    const office = await house.signIn('sunning')
    const html = await (await office.get(paths.evaluationRules('2019'))).text()
    const fields = Object.fromEntries(
      [...html.matchAll(/<input[^>]*\sname="([^"]+)"[^>]*\svalue="([^"]*)"/g)].flatMap(
        ([tag, name = '', value = '']) =>
          name === '_token' || (tag.includes('type="radio"') && !tag.includes('checked')) ? [] : [[name, value]],
      ),
    )
    const wrong = await office.post(paths.evaluationRules('2019'), {
      ...fields,
      'items.quality.error': '很多',
      why: '试',
    })
    const said = await wrong.text()
    expect(wrong.status).toBe(422)
    expect(said).toContain('href="#r-items-quality-error"')
    expect(said).toContain('请填0到100的数')
    expect(said).toContain('value="很多"')
    house.moveTo('2019-12-20')
    const changed = { ...fields, 'items.timeliness.missing': '１', ranking: 'class', why: '厅务会议定' }
    const preview = await (await office.post(paths.evaluationRules('2019'), { ...changed, step: 'preview' })).text()
    expect(preview).toContain('未报每次扣：1.5→1')
    expect((await house.services.rules.now('2019', by('sunning'))).version).toBe(0)
    const saved = await office.post(paths.evaluationRules('2019'), { ...changed, step: 'save' })
    expect(saved.status).toBe(303)
    expect((await house.services.rules.now('2019', by('sunning'))).rules.items.timeliness.missing).toBe(1)
    const again = await office.post(paths.evaluationRules('2019'), { ...changed, step: 'save' })
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('没有保存：有人先改了')
  })

  it('a mark is made, shown with its reason on the unit’s page, and taken away', async () => {
    house.moveTo('2019-12-20')
    const evaluator = await house.signIn('zhengyan')
    const mark = { unit: 'jiuzhu', kind: 'error', period: '2019-06', task: '1', reason: '<b>数字</b>有误' }
    const lacking = await evaluator.post(paths.evaluationMarks('2019'), { ...mark, period: '', reason: '' })
    expect([lacking.status, await lacking.text()]).toEqual([422, expect.stringContaining('请选是哪个月的月报')])
    expect((await evaluator.post(paths.evaluationMarks('2019'), mark)).status).toBe(303)
    const page = await (await evaluator.get(paths.evaluationUnit('2019', 'jiuzhu'))).text()
    expect(page).toContain('&lt;b&gt;数字&lt;/b&gt;有误')
    expect(page).toContain(paths.review('2019', '2019-06', 'jiuzhu'))
    const [{ id } = { id: '' }] = await house.services.marks.all('2019', by('sunning'))
    expect((await evaluator.post(paths.evaluationUnmark('2019', 'jiuzhu', id), { why: '核对无误' })).status).toBe(303)
    expect(await house.services.marks.all('2019', by('sunning'))).toEqual([])
    expect(
      (await (await house.signIn('sunning')).post(paths.evaluationMarks('2019'), { ...mark, unit: 'fagui' })).status,
    ).toBe(403)
  })

  it('publishing, viewing an old revision, downloading its files and comparing', async () => {
    house.moveTo('2019-12-20', '17:30')
    const office = await house.signIn('sunning')
    expect((await office.post(paths.evaluationPublish('2019'), { version: '0' })).status).toBe(303)
    house.moveTo('2020-01-09')
    const lacking = await office.post(paths.evaluationPublish('2019'), { why: '' })
    expect([lacking.status, await lacking.text()]).toEqual([422, expect.stringContaining('没有办理：缺理由')])
    expect((await office.post(paths.evaluationPublish('2019'), { why: '12月锁定' })).status).toBe(303)
    const unit = await house.signIn('limin')
    expect(await (await unit.get(paths.evaluation('2019'))).text()).toContain('第2版')
    const old = await (await unit.get(paths.revision('2019', '1'))).text()
    expect(old).toContain('这是旧的一版')
    const book = await office.get(paths.revisionFile('2019', '1', 'workbook'))
    expect(book.headers.get('content-disposition')).toContain('attachment')
    expect((await office.get(paths.revisionFile('2019', '3', 'workbook'))).status).toBe(404)
    expect((await unit.get(paths.revisionFile('2019', '1', 'workbook'))).status).toBe(403)
    expect(await (await office.get(`${paths.evaluationCompare('2019')}?from=1&to=2`)).text()).toContain('个单位有变动')
    expect((await office.get(`${paths.evaluationCompare('2019')}?from=x`)).status).toBe(404)
  })
})
