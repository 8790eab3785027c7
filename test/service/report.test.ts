import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../shared/domain/history.ts'
import { isRefusal, type Refusal, type RefusalCode } from '../../shared/domain/refusal.ts'
import { as, type Bureau, bothTasks, filled, JUNE, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openStore } from '../support/store.ts'

let store: Awaited<ReturnType<typeof openStore>>
let bureau: Bureau
const opened: { close(): Promise<void> }[] = []
beforeEach(async () => {
  store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const by = (id: string, now = when('2019-06-25')) => ({ actor: as(id), now })
const refused = async <C extends RefusalCode>(act: Promise<unknown>, code: C): Promise<Refusal<C>> => {
  const error = await act.then(
    () => new Error('was not refused'),
    (thrown: unknown) => thrown,
  )
  if (!isRefusal(error, code)) throw error
  return error
}
const june = (unit: string) => ({ ...JUNE, unit })
const submitted = () => bureau.reports.submit(jiuzhuJune, by('limin'), { entries: bothTasks, version: 0 })

describe('filling a report', () => {
  it('keeps a draft without a history line, and the next draft replaces it', async () => {
    const first = await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1)], version: 0 })
    const second = await bureau.reports.save(jiuzhuJune, by('limin'), { entries: bothTasks, version: first.version })
    const view = await bureau.reports.view(jiuzhuJune, by('limin'))
    expect(second.version).toBe(2)
    expect(view.entries).toEqual(bothTasks)
    expect(view.head.state).toBe('draft')
    expect(await bureau.reports.history(jiuzhuJune, by('limin'))).toEqual([])
  })

  it('keeps a draft to the unit: the office and the evaluator read what was filed', async () => {
    const read = async (id: string) => (await bureau.reports.view(jiuzhuJune, by(id))).entries.map((one) => one.work)
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1, { work: '写到一半' })], version: 0 })
    for (const id of ['sunning', 'zhengyan', 'guyong']) expect(await read(id)).toEqual([])
    const entries = bothTasks.map((entry) => ({ ...entry, work: '报送的' }))
    await bureau.reports.submit(jiuzhuJune, by('limin'), { entries, version: 1 })
    await bureau.reports.sendBack('return', jiuzhuJune, by('sunning'), { why: '请补充' })
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1, { work: '正在改' })], version: 3 })
    expect(await read('sunning')).toEqual(['报送的', '报送的'])
    expect((await read('limin'))[0]).toBe('正在改')
  })

  it('shows the second of two people both texts, and loses neither', async () => {
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(1, { work: '先存的' })], version: 0 })
    const mine = [filled(1, { work: '后存的' })]
    const refusal = await refused(
      bureau.reports.save(jiuzhuJune, by('limin'), { entries: mine, version: 0 }),
      'report.conflict',
    )
    expect(refusal.extra).toMatchObject({
      version: 1,
      theirs: [{ work: '先存的' }, {}],
      mine: [{ work: '后存的' }, {}],
    })
    const view = await bureau.reports.view(jiuzhuJune, by('limin'))
    expect(view.entries[0]?.work).toBe('先存的')
  })

  it('answers the same form sent twice as it did the first time', async () => {
    const first = await submitted()
    expect(
      await bureau.reports.submit(jiuzhuJune, by('limin', when('2019-06-25', '09:01')), {
        entries: bothTasks,
        version: 0,
      }),
    ).toEqual(first)
    expect(await bureau.reports.history(jiuzhuJune, by('limin'))).toHaveLength(1)
  })

  it('names every place that keeps a report from being submitted', async () => {
    const refusal = await refused(
      bureau.reports.submit(jiuzhuJune, by('limin'), {
        entries: [filled(1, { status: '滞后', next: '' })],
        version: 0,
      }),
      'report.incomplete',
    )
    expect(refusal.details.count).toBe(6)
    expect(refusal.extra).toContainEqual({ task: 1, field: 'problem', message: '进展状态是“滞后”，请写明存在问题' })
    expect((await bureau.reports.view(jiuzhuJune, by('limin'))).head.version).toBe(0)
  })

  it('takes a zero report of the whole unit with one reason, and carries last month’s next steps over', async () => {
    const may = { ...jiuzhuJune, period: '2019-05' }
    await bureau.reports.submit(may, by('limin', when('2019-05-20')), {
      entries: [filled(1, { next: '抓落实' }), filled(2)],
      version: 0,
    })
    const head = await bureau.reports.submitZero(jiuzhuJune, by('limin'), {
      reason: '本月无进展',
      next: '按计划推进',
      version: 0,
    })
    expect(head).toMatchObject({ state: 'submitted', zero: true, revision: 1 })
    const { entries } = await bureau.reports.view(jiuzhuJune, by('limin'))
    expect(entries.map(({ zero, reason, next }) => [zero, reason, next])).toEqual([
      [true, '本月无进展', '抓落实'],
      [true, '本月无进展', '继续推进'],
    ])
  })

  it('lets nobody fill another unit’s report, and shows it to nobody from elsewhere', async () => {
    await refused(bureau.reports.save(jiuzhuJune, by('zhangwei'), { entries: [], version: 0 }), 'access.forbidden')
    await refused(bureau.reports.view(jiuzhuJune, by('zhangwei')), 'access.forbidden')
    await refused(bureau.reports.view(jiuzhuJune, by('guanli')), 'access.forbidden')
    await expect(bureau.reports.view(jiuzhuJune, by('zhengyan'))).resolves.toBeDefined()
  })

  it('refuses a report of more than 300 KB whole', async () => {
    const long = '报'.repeat(2000)
    const entry = filled(1, { work: long, problem: long, coordination: long, next: long, note: long })
    expect((await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [entry], version: 0 })).version).toBe(1)
    const { fits } = await import('../../shared/domain/report/entry.ts')
    expect(fits(Array.from({ length: 10 }, (_, task) => ({ ...entry, task })))).toBe(true)
    expect(fits(Array.from({ length: 11 }, (_, task) => ({ ...entry, task })))).toBe(false)
  })
})

describe('the report’s way through the office', () => {
  it('is returned with a reason, filed again in time, and keeps its first time', async () => {
    await submitted()
    const returned = await bureau.reports.sendBack('return', jiuzhuJune, by('sunning', when('2019-07-01', '08:40')), {
      why: '请补充数字',
      remarks: [{ task: 2, text: '太笼统' }],
      cause: 'unit',
    })
    expect(returned).toMatchObject({
      state: 'returned',
      returns: 1,
      returnsByUnit: 1,
      windowUntil: when('2019-07-05', '17:30'),
    })
    const again = await bureau.reports.submit(jiuzhuJune, by('limin', when('2019-07-05', '17:29')), {
      entries: [filled(1), filled(2, { work: '已完成38个' })],
      version: returned.version,
    })
    expect(again.filedAt).toBe(when('2019-06-25'))
    const lines = await bureau.reports.history(jiuzhuJune, by('limin'))
    expect(lines.map(({ act, from, to, why }) => [act, from, to, why])).toEqual([
      ['submit', 'draft', 'submitted', null],
      ['return', 'submitted', 'returned', '请补充数字'],
      ['submit', 'returned', 'submitted', null],
    ])
    lines.slice(1).forEach((line, index) => {
      expect(line.before?.hash).toBe(bureau.deps.chance.hash(canonicalJson(lines[index])))
    })
  })

  it('counts a resubmission after the window at its own time, and needs an extension for it', async () => {
    await submitted()
    const returned = await bureau.reports.sendBack('return', jiuzhuJune, by('sunning', when('2019-07-01')), {
      why: '请补充',
    })
    const late = by('limin', when('2019-07-08'))
    const refusal = await refused(
      bureau.reports.submit(jiuzhuJune, late, { entries: bothTasks, version: returned.version }),
      'report.locked',
    )
    expect(refusal.said.why).toContain('2019年7月5日（星期五）17:30')
    const extended = await bureau.reports.extend(jiuzhuJune, by('sunning', when('2019-07-08')), {
      until: when('2019-07-10', '17:30'),
      why: '来电申请',
    })
    const again = await bureau.reports.submit(jiuzhuJune, by('limin', when('2019-07-09')), {
      entries: bothTasks,
      version: extended.version,
    })
    expect(again.filedAt).toBe(when('2019-07-09'))
  })

  it('may be extended only to a time that changes something and that the year’s evaluation can wait for', async () => {
    const extend = (now: string, until: string) =>
      bureau.reports.extend(jiuzhuJune, by('sunning', when(now)), { until: when(until, '17:30'), why: '来电申请' })
    expect((await refused(extend('2019-06-26', '2019-06-28'), 'extension.past')).said.why).toContain(
      '6月28日（星期五）17:30',
    )
    expect((await refused(extend('2019-07-01', '2019-07-04'), 'extension.past')).said.why).toContain(
      '7月5日（星期五）17:30',
    )
    expect((await refused(extend('2019-06-26', '2999-01-01'), 'extension.far')).said.why).toContain('2020年3月8日')
    await extend('2019-07-01', '2019-07-09')
  })

  it('lets an extension leave the draft as it is', async () => {
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: bothTasks, version: 0 })
    await bureau.reports.extend(jiuzhuJune, by('sunning', when('2019-06-26')), {
      until: when('2019-07-10'),
      why: '出差',
    })
    expect((await bureau.reports.view(jiuzhuJune, by('limin'))).entries).toEqual(bothTasks)
    await refused(
      bureau.reports.extend(jiuzhuJune, by('sunning', when('2019-07-11')), { until: when('2019-07-11'), why: '出差' }),
      'extension.past',
    )
    await refused(
      bureau.reports.extend(jiuzhuJune, by('sunning'), { until: when('2019-07-12'), why: ' ' }),
      'reason.missing',
    )
  })

  it('is accepted, and then says no to saving, with who accepted it', async () => {
    await submitted()
    const accepted = await bureau.reports.accept(jiuzhuJune, by('sunning'))
    expect(accepted).toMatchObject({ state: 'accepted', selfAccepted: false, acceptedBy: { id: 'sunning' } })
    const refusal = await refused(
      bureau.reports.save(jiuzhuJune, by('limin'), { entries: [], version: accepted.version }),
      'report.state',
    )
    expect(refusal.said.title).toBe('没有保存草稿：月报现在是“审核通过”')
    expect(refusal.said.why).toContain('示例·sunning')
    const reopened = await bureau.reports.sendBack('reopen', jiuzhuJune, by('sunning', when('2019-07-20')), {
      why: '数字有误',
    })
    expect(reopened).toMatchObject({
      state: 'returned',
      reopened: 1,
      returns: 0,
      windowUntil: when('2019-07-24', '17:30'),
      afterLock: [{ at: when('2019-07-20'), act: 'reopen', by: '示例·sunning', why: '数字有误' }],
    })
  })

  it('may be reopened until a time that the office sets; then it locks again by itself', async () => {
    const first = (await submitted()).filedAt
    await bureau.reports.accept(jiuzhuJune, by('sunning'))
    const reopen = (until: string) =>
      bureau.reports.sendBack('reopen', jiuzhuJune, by('sunning', when('2019-09-02')), {
        why: '审计发现数字有误',
        until: when(until, '12:00'),
      })
    expect((await refused(reopen('2019-09-01'), 'extension.past')).said.title).toBe('没有重新打开：时间太早')
    await refused(reopen('2999-01-01'), 'extension.far')
    const { version } = await reopen('2019-09-04')
    const submit = (now: string, time: string) =>
      bureau.reports.submit(jiuzhuJune, by('limin', when(now, time)), { entries: bothTasks, version })
    await refused(submit('2019-09-04', '12:00'), 'report.locked')
    expect(await submit('2019-09-04', '11:59')).toMatchObject({ state: 'submitted', filedAt: first })
  })

  it('is never accepted by one who filed or entered it; one from the unit is marked 自审, a reviewer from outside is not', async () => {
    const fagui = june('fagui')
    await bureau.reports.submit(fagui, by('hefan'), { entries: [filled(3)], version: 0 })
    await refused(bureau.reports.accept(fagui, by('hefan')), 'report.own-hands')
    expect(await bureau.reports.accept(fagui, by('sunning'))).toMatchObject({ selfAccepted: true })
    const may = { ...fagui, period: '2019-05' }
    await bureau.reports.submit(may, by('hefan', when('2019-05-20')), { entries: [filled(3)], version: 0 })
    expect(await bureau.reports.accept(may, by('guyong'))).toMatchObject({ selfAccepted: false })
    await bureau.reports.enter(june('fuli'), by('tanyue'), { entries: [filled(2)], version: 0, why: '来电报送' })
    await refused(bureau.reports.accept(june('fuli'), by('tanyue')), 'report.own-hands')
    await refused(bureau.reports.accept(june('fuli'), by('guyong')), 'access.forbidden')
    expect(await bureau.reports.accept(june('fuli'), by('sunning'))).toMatchObject({
      entered: true,
      selfAccepted: false,
    })
  })

  it('is taken back by its unit until somebody accepts it: one of the two wins and the other is told', async () => {
    await submitted()
    const results = await Promise.allSettled([
      bureau.reports.accept(jiuzhuJune, by('sunning')),
      bureau.reports.withdraw(jiuzhuJune, by('limin')),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = results.find((result) => result.status === 'rejected')
    expect(isRefusal(lost?.reason, 'report.state')).toBe(true)
    expect(await bureau.reports.history(jiuzhuJune, by('limin'))).toHaveLength(2)
  })

  it('is not filed any more once withdrawn, and keeps its texts', async () => {
    await submitted()
    const head = await bureau.reports.withdraw(jiuzhuJune, by('limin', when('2019-06-26')))
    expect(head).toMatchObject({ state: 'draft', filedAt: null })
    expect((await bureau.reports.view(jiuzhuJune, by('limin'))).entries).toEqual(bothTasks)
    const again = await bureau.reports.submit(jiuzhuJune, by('limin', when('2019-06-27')), {
      entries: bothTasks,
      version: head.version,
    })
    expect(again.filedAt).toBe(when('2019-06-27'))
  })

  it('opens with its period and closes with the lock', async () => {
    await refused(
      bureau.reports.save({ ...jiuzhuJune, period: '2019-07' }, by('limin'), { entries: [], version: 0 }),
      'report.not-open',
    )
    await refused(
      bureau.reports.save(jiuzhuJune, by('limin', when('2019-07-05', '17:30')), { entries: [], version: 0 }),
      'report.locked',
    )
    await refused(bureau.reports.view({ ...jiuzhuJune, period: '2020-01' }, by('limin')), 'access.missing')
  })
})

describe('correcting the calendar', () => {
  it('never moves a due time or lock that has passed, since what was on time remains so', async () => {
    const correct = (now: string, date: string, working: boolean) =>
      bureau.plans.correctCalendar(by('sunning', when(now)), { date, working, reason: '临时调整' })
    await correct('2019-06-20', '2019-06-28', false)
    expect((await bureau.reports.scene(jiuzhuJune)).dates.due).toBe(when('2019-06-27', '17:30'))
    await refused(correct('2019-07-01', '2019-06-28', true), 'calendar.past')
    await refused(correct('2019-07-20', '2019-07-03', false), 'calendar.past')
    expect((await bureau.reports.scene(jiuzhuJune)).dates.due).toBe(when('2019-06-27', '17:30'))
  })
})

describe('verifying a task', () => {
  it('needs an accepted 已完成, and ends the duty with the next period that opens', async () => {
    await bureau.reports.submit(jiuzhuJune, by('limin'), {
      entries: [filled(1, { status: '已完成', progress: 100 }), filled(2)],
      version: 0,
    })
    const which = { plan: '2019', unit: 'jiuzhu', task: 1 }
    await refused(bureau.tasks.verify(by('sunning', when('2019-06-26')), which), 'task.not-done')
    await bureau.reports.accept(jiuzhuJune, by('sunning'))
    await refused(bureau.tasks.verify(by('limin', when('2019-06-26')), which), 'access.forbidden')
    await bureau.tasks.verify(by('sunning', when('2019-06-26')), which)
    await refused(bureau.tasks.verify(by('sunning', when('2019-06-27')), which), 'task.verified')
    const tasksIn = async (period: string) =>
      (await bureau.reports.scene({ ...jiuzhuJune, period })).duties.map(({ task }) => task)
    expect(await tasksIn('2019-06')).toEqual([1, 2])
    expect(await tasksIn('2019-07')).toEqual([2])
  })
})
