import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { KickoffEntry } from '../../shared/domain/phase/kickoff.ts'
import type { Plan } from '../../shared/domain/plan.ts'
import { isRefusal, type RefusalCode } from '../../shared/domain/refusal.ts'
import { change } from '../../shared/service/chain.ts'
import { keys } from '../../shared/service/keys.ts'
import { createPhases, type LookbackGiven } from '../../shared/service/phase.ts'
import { as, type Bureau, filled, openBureau, plan, when } from '../support/bureau.ts'
import { openStore } from '../support/store.ts'

/** The 2019 plan's phases: kick-off March 1–15, look-back November 1 – December 31; the last month locks on 8 January 2020. */

let bureau: Bureau
let phases: ReturnType<typeof createPhases>
const opened: { close(): Promise<void> }[] = []
const which = { plan: '2019', unit: 'jiuzhu' }

beforeEach(async () => {
  const store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
  const { head, stored } = await bureau.load.stored('2019')
  const named: Plan['phases'] = [
    { name: '启动阶段', start: '2019-03-01', end: '2019-03-15', line: 1 },
    { name: '“回头看”阶段', start: '2019-11-01', end: '2019-12-31', line: 2 },
  ]
  const { version: _v, current: _c, hash: _h, draft: _d, ...kept } = head
  await change(
    bureau.deps,
    keys.plan('2019'),
    head,
    { actor: as('sunning'), now: when('2019-03-12') },
    {
      act: 'publish',
      head: kept,
      body: { ...plan, ...stored.plan, phases: named, duties: plan.duties },
    },
  )
  phases = createPhases(bureau.deps, bureau.load)
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const by = (id: string, date: string, time?: string) => ({ actor: as(id), now: when(date, time) })
const code = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'ok',
    (error: unknown) => (isRefusal(error) ? error.code : String(error)),
  )
const refused = async (act: Promise<unknown>, wanted: RefusalCode): Promise<void> =>
  expect(await code(act)).toBe(wanted)

const entry = (task: number, more: Partial<KickoffEntry> = {}): KickoffEntry => ({
  ...{ task, measures: '修订办法', workflow: '起草、审核、印发', timetable: '6月底前印发' },
  ...more,
})
const both = [entry(1), entry(2)]

describe('the kick-off', () => {
  it('asks all three texts of every task, and is filed at the first complete filing', async () => {
    await refused(phases.fileKickoff(which, by('limin', '2019-03-13'), { entries: [entry(1)] }), 'phase.incomplete')
    const draft = await phases.saveKickoff(which, by('limin', '2019-03-13'), { entries: [entry(1)] })
    expect(draft).toMatchObject({ state: 'draft', filedAt: null })
    const filed = await phases.fileKickoff(which, by('limin', '2019-03-14'), { entries: both, version: draft.version })
    expect(filed).toMatchObject({ state: 'filed', filedAt: when('2019-03-14') })
    const again = await phases.fileKickoff(which, by('limin', '2019-03-20'), { entries: both, version: filed.version })
    expect(again.filedAt).toBe(when('2019-03-14'))
    await refused(phases.saveKickoff(which, by('limin', '2019-03-21'), { entries: both }), 'phase.state')
  })

  it('is open from its first day until the year locks, for the unit’s own people', async () => {
    await refused(phases.fileKickoff(which, by('limin', '2019-02-28'), { entries: both }), 'phase.not-open')
    await refused(phases.fileKickoff(which, by('limin', '2020-01-08', '17:30'), { entries: both }), 'phase.closed')
    for (const id of ['sunning', 'zhangwei', 'zhengyan', 'guanli'])
      await refused(phases.fileKickoff(which, by(id, '2019-03-13'), { entries: both }), 'access.forbidden')
  })

  it('shows a draft to nobody else, and stands beside the month once it is filed', async () => {
    const month = { ...which, period: '2019-06' }
    await phases.saveKickoff(which, by('limin', '2019-03-13'), { entries: [entry(1)] })
    const seen = await phases.kickoff(which, by('sunning', '2019-03-13'))
    expect(seen.entries.map(({ measures }) => measures)).toEqual(['', ''])
    expect((await bureau.reports.view(month, by('limin', '2019-06-25'))).measures).toEqual([])
    await phases.fileKickoff(which, by('limin', '2019-03-14'), { entries: both })
    expect((await bureau.reports.view(month, by('limin', '2019-06-25'))).measures).toEqual(both)
  })

  it('tells the second of two people that somebody was first', async () => {
    const { version } = await phases.saveKickoff(which, by('limin', '2019-03-13'), { entries: [entry(1)] })
    await phases.saveKickoff(which, by('limin', '2019-03-13', '10:00'), { entries: both, version })
    await refused(
      phases.saveKickoff(which, by('limin', '2019-03-13', '10:01'), { entries: [entry(2)], version }),
      'head.moved',
    )
  })
})

const check = (task: number, result: 'done' | 'partly' | 'not' = 'done') => ({ task, result, found: '已印发办法' })
const problem = (task: number, more: Partial<LookbackGiven['problems'][number]> = {}) => ({
  ...{ id: null, task, text: '台账不全', remedy: '补齐台账', by: '2019-12-20' },
  ...more,
})

describe('the look-back', () => {
  it('is filled from the year: the newest words, and what the status makes of them', async () => {
    const report = { ...which, period: '2019-06' }
    await bureau.reports.submit(report, by('limin', '2019-06-25'), {
      entries: [filled(1, { work: '办法已印发', status: '已完成', progress: 100 }), filled(2, { work: '走访12户' })],
      version: 0,
    })
    const { checks } = await phases.lookback(which, by('limin', '2019-11-04'))
    expect(checks).toEqual([
      { task: 1, result: 'done', found: '办法已印发' },
      { task: 2, result: 'partly', found: '走访12户' },
    ])
    // Others read what was filed, and nothing was.
    expect((await phases.lookback(which, by('sunning', '2019-11-04'))).checks[0]).toMatchObject({ result: null })
  })

  it('asks a result and words of every task, and of what is not done a problem with remedy and date', async () => {
    const file = (given: LookbackGiven) => phases.fileLookback(which, by('limin', '2019-11-10'), given)
    await refused(file({ checks: [check(1)], problems: [] }), 'phase.incomplete')
    await refused(file({ checks: [check(1), check(2, 'partly')], problems: [] }), 'phase.incomplete')
    await refused(
      file({ checks: [check(1), check(2, 'partly')], problems: [problem(2, { by: null })] }),
      'phase.incomplete',
    )
    const filed = await file({ checks: [check(1), check(2, 'partly')], problems: [problem(2)] })
    expect(filed).toMatchObject({ state: 'filed', filedAt: when('2019-11-10') })
    expect(filed.problems).toMatchObject([{ task: 2, foundAt: when('2019-11-10'), marked: false, remediedAt: null }])
  })

  it('remedies what was found, once, with the result; a correction leaves that as it is', async () => {
    const given = { checks: [check(1), check(2, 'partly')], problems: [problem(2)] }
    const filed = await phases.fileLookback(which, by('limin', '2019-11-10'), given)
    const id = filed.problems[0]?.id ?? ''
    const remedy = (result: string) => phases.remedy(which, by('limin', '2019-12-02'), { problem: id, result })
    await refused(remedy(' '), 'reason.missing')
    expect((await remedy('台账已补齐')).problems).toMatchObject([{ remediedAt: when('2019-12-02') }])
    await refused(remedy('再来一次'), 'phase.remedied')
    const corrected = await phases.fileLookback(which, by('limin', '2019-12-03'), {
      checks: given.checks,
      problems: [problem(2, { id, text: '', remedy: '', by: null })],
    })
    expect(corrected.problems).toMatchObject([{ id, remediedAt: when('2019-12-02') }])
    expect(corrected.filedAt).toBe(when('2019-11-10'))
  })

  it('takes a problem out that the unit empties, but none that the office marked', async () => {
    const given = { checks: [check(1), check(2)], problems: [problem(2)] }
    const saved = await phases.saveLookback(which, by('limin', '2019-11-05'), given)
    const own = saved.problems[0]?.id ?? ''
    const marked = await phases.mark(which, by('sunning', '2019-11-06'), { task: 1, text: '没有公示' })
    const office = marked.problems.find((one) => one.marked)?.id ?? ''
    const empty = { text: '', remedy: '', by: null }
    const after = await phases.saveLookback(which, by('limin', '2019-11-07'), {
      checks: given.checks,
      problems: [problem(2, { id: own, ...empty }), problem(1, { id: office, ...empty })],
    })
    expect(after.problems.map(({ id }) => id)).toEqual([office])
    // What the office wrote stays its words, and waits for the unit's remedy.
    await refused(phases.fileLookback(which, by('limin', '2019-11-08'), { ...given, problems: [] }), 'phase.incomplete')
    const answered = { ...given, problems: [problem(1, { id: office, text: '别的话' })] }
    await phases.fileLookback(which, by('limin', '2019-11-08'), answered)
    const { problems } = await phases.lookback(which, by('sunning', '2019-11-08'))
    expect(problems).toMatchObject([{ text: '没有公示', remedy: '补齐台账' }])
  })

  it('is marked by the office alone, and remedied by the unit alone', async () => {
    for (const id of ['limin', 'zhengyan', 'guanli'])
      await refused(phases.mark(which, by(id, '2019-11-06'), { task: 1, text: '没有公示' }), 'access.forbidden')
    await refused(phases.mark(which, by('sunning', '2019-11-06'), { task: 3, text: '不是它的任务' }), 'access.missing')
    await refused(
      phases.remedy(which, by('sunning', '2019-11-06'), { problem: 'x', result: '好了' }),
      'access.forbidden',
    )
  })
})

describe('the six benchmarks', () => {
  it('are a register that the unit keeps, counted by what is begun and done', async () => {
    const first = await phases.saveBenchmarks(which, by('limin', '2019-04-02'), {
      steps: [
        { step: 'seek', text: '学习浙江', on: '2019-04-01' },
        { step: 'compare', text: '对照差距', on: null },
      ],
    })
    expect(first).toMatchObject({ begun: 2, done: 1 })
    const { steps } = await phases.benchmarks(which, by('sunning', '2019-04-03'))
    expect(steps.map(({ step }) => step)).toEqual(['seek', 'compare', 'set', 'reach', 'assess', 'deliver'])
    await refused(phases.saveBenchmarks(which, by('sunning', '2019-04-03'), { steps: [] }), 'access.forbidden')
    await refused(phases.saveBenchmarks(which, by('limin', '2020-01-09'), { steps: [] }), 'phase.closed')
  })
})

describe('what waits for the unit', () => {
  it('is the kick-off and the look-back while they run and are not filed, then what is not remedied', async () => {
    const owed = async (date: string) =>
      (await phases.owed((await bureau.load.stored('2019')).stored.plan, 'jiuzhu', when(date))).map(
        ({ work, open }) => `${work} ${open}`,
      )
    expect(await owed('2019-03-14')).toEqual(['kickoff 0'])
    await phases.fileKickoff(which, by('limin', '2019-03-14'), { entries: both })
    expect(await owed('2019-06-14')).toEqual([])
    expect(await owed('2019-11-04')).toEqual(['lookback 0'])
    const filed = await phases.fileLookback(which, by('limin', '2019-11-10'), {
      checks: [check(1), check(2, 'not')],
      problems: [problem(2)],
    })
    expect(await owed('2019-11-11')).toEqual(['lookback 1'])
    await phases.remedy(which, by('limin', '2019-12-02'), { problem: filed.problems[0]?.id ?? '', result: '补齐' })
    expect(await owed('2019-12-03')).toEqual([])
  })

  it('is nothing in a plan without phases', async () => {
    expect(await phases.owed(plan, 'jiuzhu', when('2019-11-10'))).toEqual([])
  })
})
