import { describe, expect, it } from 'vitest'
import { periodDates } from '../../../shared/domain/calendar.ts'
import { CHASE, isOpenLine } from '../../../shared/domain/reminder/ledger.ts'
import { owedReports } from '../../../shared/domain/reminder/owed.ts'
import { bundle, planRun } from '../../../shared/domain/reminder/plan.ts'
import { mailboxOf, recipientsOf } from '../../../shared/domain/reminder/recipients.ts'
import { DEFAULT_REMINDERS, DEFAULT_SETTINGS, rulesOf, settingProblem } from '../../../shared/domain/reminder/rules.ts'
import { addDays, at, dateOf, type Instant } from '../../../shared/domain/time.ts'
import { plan, units, when } from '../../support/bureau.ts'
import { model, PERIOD, quiet, type Sent, type World, withHeads } from '../../support/ledgerModel.ts'

const days = (from: string, count: number): string[] => Array.from({ length: count }, (_, n) => addDays(from, n))
const daily = (from: string, count: number): Instant[] => days(from, count).map((date) => when(date))
const told = (sent: readonly Sent[], person: string): [string, string][] =>
  sent
    .filter((mail) => mail.person === person)
    .map((mail) => [dateOf(mail.at), [...new Set(mail.lines.map(({ rule }) => rule))].join(',')])
const played = (world: World, from = '2019-06-01', count = 45) => {
  const played = model(world)
  for (const now of daily(from, count)) played.run(now, 'sent')
  return played
}
const peopleById = new Map(withHeads.map((person) => [person.id, person]))

describe('what a run sends', () => {
  it('reminds a coordinator 5 and 1 working days before, on the due morning, after it and before the lock', () => {
    const { sent } = played(quiet)
    expect(told(sent, 'limin')).toEqual([
      ['2019-06-21', 'before-5'],
      ['2019-06-27', 'before-1'],
      ['2019-06-28', 'due-morning'],
      ['2019-07-01', 'overdue'],
      ['2019-07-04', 'before-lock'],
    ])
    expect(told(sent, 'jiuzhu-head')).toEqual([
      ['2019-07-01', 'overdue'],
      ['2019-07-04', 'before-lock'],
    ])
    expect(told(sent, 'sunning')).toEqual([
      ['2019-07-01', 'digest'],
      ['2019-07-05', 'lock-digest'],
    ])
  })

  it('says nothing more once the unit has filed', () => {
    const { sent } = played({
      ...quiet,
      happenings: [{ unit: 'jiuzhu', act: 'submit', at: when('2019-06-27', '10:00') }],
    })
    expect(told(sent, 'limin').map(([, rule]) => rule)).toEqual(['before-5', 'before-1'])
    const after = sent.filter((mail) => mail.at > when('2019-06-27')).flatMap(({ lines }) => lines)
    expect(after.filter(({ unit }) => unit === 'jiuzhu').map(({ rule }) => rule)).toEqual(
      // Three of the office are told that nobody reviewed it.
      ['unreviewed', 'unreviewed', 'unreviewed'],
    )
  })

  it('reminds of a returned report left lying, before its window closes, and tells the office afterwards', () => {
    const { sent } = played({
      ...quiet,
      happenings: [
        { unit: 'jiuzhu', act: 'submit', at: when('2019-06-28', '10:00') },
        { unit: 'jiuzhu', act: 'return', at: when('2019-07-03', '15:00') },
      ],
    })
    // The window: three working days, to 8 July 17:30.
    expect(told(sent, 'limin').slice(3)).toEqual([['2019-07-05', 'window-closing']])
    expect(told(sent, 'jiuzhu-head')).toEqual([['2019-07-05', 'window-closing']])
    expect(told(sent, 'sunning').at(-1)).toEqual(['2019-07-09', 'window-closed'])
  })

  it('tells the office of what was submitted and not reviewed for three working days, and no more once it was', () => {
    const submitted = { unit: 'jiuzhu', act: 'submit' as const, at: when('2019-06-26', '10:00') }
    expect(told(played({ ...quiet, happenings: [submitted] }).sent, 'sunning')[0]).toEqual([
      '2019-07-01',
      'unreviewed,digest',
    ])
    const accepted = { unit: 'jiuzhu', act: 'accept' as const, at: when('2019-06-28', '10:00') }
    expect(
      played({ ...quiet, happenings: [submitted, accepted] })
        .lines()
        .some(({ rule }) => rule === 'unreviewed'),
    ).toBe(false)
  })

  it('asks the head and who signs in the head’s stead, the day after and on the due morning', () => {
    const { sent } = played({
      ...quiet,
      units: units.map((unit) => ({ ...unit, standInHead: 'guyong' })),
      signs: ['jiuzhu'],
      happenings: [{ unit: 'jiuzhu', act: 'submit', at: when('2019-06-26', '10:00') }],
    })
    for (const person of ['jiuzhu-head', 'guyong'])
      expect(told(sent, person).slice(0, 2)).toEqual([
        ['2019-06-27', 'sign-idle'],
        ['2019-06-28', 'sign-due'],
      ])
    // It is not filed before it is signed: the unit is overdue.
    expect(told(sent, 'limin').at(-1)).toEqual(['2019-07-04', 'before-lock'])
    expect(
      sent.find(({ person, at: then }) => person === 'sunning' && then === when('2019-07-01'))?.lines,
    ).toHaveLength(3)
  })

  it('catches a missed run up, sending only the most urgent and folding the rest into it', () => {
    const { run, sent, lines } = model(quiet)
    run(when('2019-06-20'), 'sent')
    run(when('2019-06-28', '11:20'), 'sent')
    expect(told(sent, 'limin')).toEqual([['2019-06-28', 'due-morning']])
    expect(
      lines()
        .filter(({ person }) => person === 'limin')
        .map(({ rule, state, into }) => [rule, state, into]),
    ).toEqual([
      ['before-5', 'folded', 'due-morning'],
      ['before-1', 'folded', 'due-morning'],
      ['due-morning', 'sent', null],
    ])
  })

  it('folds what is of no use to the unit any more into the digest when every run from due to lock was missed', () => {
    const { run, sent, lines } = model(quiet)
    run(when('2019-07-10'), 'sent')
    expect(new Set(sent.flatMap(({ lines: all }) => all).map(({ rule }) => rule))).toEqual(new Set(['lock-digest']))
    const limin = lines().filter(({ person }) => person === 'limin')
    expect(limin.map(({ rule }) => rule)).toEqual(['before-5', 'before-1', 'due-morning', 'overdue', 'before-lock'])
    expect(limin.every(({ state, into }) => state === 'folded' && into === 'lock-digest')).toBe(true)
  })

  it('waits for a working day, but for the mail of the due morning', () => {
    const sunday: World = { ...quiet, happenings: [{ unit: 'fuli', act: 'extend', days: 2, at: when('2019-06-20') }] }
    const { sent } = played(sunday, '2019-06-21', 14)
    expect(told(sent, 'zhangwei')).toEqual([
      ['2019-06-24', 'before-5'],
      ['2019-06-28', 'before-1'],
      ['2019-06-30', 'due-morning'],
      ['2019-07-01', 'overdue'],
      ['2019-07-04', 'before-lock'],
    ])
  })

  it('reminds of an extension after the lock by the time it ends', () => {
    const granted: World = {
      ...quiet,
      happenings: [{ unit: 'jiuzhu', act: 'extend', days: 4, at: when('2019-07-08', '10:00') }],
    }
    expect(told(played(granted, '2019-06-21', 30).sent, 'limin').slice(-2)).toEqual([
      ['2019-07-11', 'close-1'],
      ['2019-07-12', 'close-morning'],
    ])
  })

  it('does not go back to a less urgent reminder when the deadline moves', () => {
    const { run, sent } = model({
      ...quiet,
      happenings: [{ unit: 'jiuzhu', act: 'extend', days: 4, at: when('2019-06-27', '10:00') }],
    })
    for (const now of daily('2019-06-27', 6)) run(now, 'sent')
    expect(told(sent, 'limin')).toEqual([
      ['2019-06-27', 'before-1'],
      ['2019-07-01', 'before-1'],
      ['2019-07-02', 'due-morning'],
    ])
  })

  it('waits before it tries again what failed for now, and gives up after two days', () => {
    const { run, lines, planAt } = model(quiet)
    const morning = when('2019-06-21')
    run(morning, 'failed')
    expect(lines().map(({ state }) => state)).toEqual(['failed', 'failed', 'failed'])
    expect(planAt(at('2019-06-21', '09:04')).mails).toEqual([])
    expect(planAt(at('2019-06-21', '09:05')).mails.map(({ mail }) => mail?.day)).toEqual(Array(3).fill('2019-06-21'))
    // The 22nd and 23rd are no working days: nobody is written to then.
    for (let hour = 1; hour < 110; hour++)
      run(
        at(addDays('2019-06-21', Math.floor((9 + hour) / 24)), `${String((9 + hour) % 24).padStart(2, '0')}:30`),
        'failed',
      )
    expect(lines().map(({ state }) => state)).toEqual(Array(3).fill('undeliverable'))
    expect(lines().every(({ tries }) => tries === 10)).toBe(true)
  })

  it('takes what waits along when there is something new for the same person', () => {
    const shared = units.map((unit) => ({ ...unit, coordinator: 'limin' }))
    const { run, planAt } = model({
      ...quiet,
      units: shared,
      happenings: [{ unit: 'fuli', act: 'extend', days: 3, at: when('2019-06-20') }],
    })
    run(when('2019-06-21'), 'failed')
    run(when('2019-06-21', '20:00'), 'failed')
    const mine = planAt(when('2019-06-24')).mails.filter(({ person }) => person === 'limin')
    expect(mine.map(({ lines: all }) => all.map(({ unit }) => unit).sort())).toEqual([['fagui', 'fuli', 'jiuzhu']])
  })

  it('writes to the stand-in or the shared mailbox where the coordinator has no address, and records where nobody is', () => {
    const people = withHeads.map((person) =>
      ['limin', 'zhangwei'].includes(person.id) ? { ...person, mail: null } : person,
    )
    const changed = units.map((unit) => ({
      ...unit,
      ...(unit.id === 'jiuzhu' ? { standIn: 'guyong' } : {}),
      ...(unit.id === 'fagui' ? { coordinator: null, mailbox: 'fagui@mzt.example' } : {}),
    }))
    const byId = new Map(people.map((person) => [person.id, person]))
    expect(changed.map((unit) => recipientsOf(unit, byId, 'coordinator')[0]?.person.id ?? null)).toEqual([
      'guyong',
      null,
      mailboxOf('fagui'),
    ])
    const { run, lines, sent } = model({ ...quiet, units: changed, people })
    run(when('2019-06-21'), 'sent')
    expect(
      lines()
        .filter(({ unit }) => unit === 'fuli')
        .map(({ person, state }) => [person, state]),
    ).toEqual([['-coordinator', 'undeliverable']])
    expect(sent.map(({ person }) => person).sort()).toEqual([mailboxOf('fagui'), 'guyong'])
  })

  it('gives one mail to one who serves several units', () => {
    const shared = units.map((unit) => ({ ...unit, coordinator: 'limin' }))
    const dates = periodDates(plan.rhythm, { corrections: [] }, PERIOD)
    const { send } = planRun({
      now: when('2019-06-27'),
      calendar: { corrections: [] },
      rulesOf: () => DEFAULT_REMINDERS,
      people: peopleById,
      office: [],
      owed: owedReports(plan, plan.duties, dates, shared, [], []),
      ledger: [],
      standing: () => 'free',
    })
    expect(bundle(send).map(({ person, lines }) => [person, lines.map(({ unit }) => unit)])).toEqual([
      ['limin', ['jiuzhu', 'fuli', 'fagui']],
    ])
  })

  it('tries a 催办 again that did not get out, and drops it once the unit has filed', () => {
    const chased = {
      ...{ plan: plan.id, period: PERIOD, unit: 'jiuzhu', rule: CHASE, due: '2019-06-25', person: 'limin', about: '' },
      ...{ state: 'failed' as const, falls: when('2019-06-25', '14:00'), at: when('2019-06-25', '14:00') },
      ...{ mail: { day: '2019-06-25', person: 'limin', number: 1 }, messageId: '<a>', into: null, reason: '451' },
      ...{ by: { id: 'sunning', name: '示例·孙宁' }, tries: 1, next: null },
    }
    const dates = periodDates(plan.rhythm, { corrections: [] }, PERIOD)
    const decided = (owed: ReturnType<typeof owedReports>) =>
      planRun({
        now: when('2019-06-25', '15:00'),
        calendar: { corrections: [] },
        rulesOf: () => DEFAULT_REMINDERS,
        people: peopleById,
        office: [],
        owed,
        ledger: [chased],
        standing: () => 'free',
      })
    const still = decided(owedReports(plan, plan.duties, dates, units, [], []))
    expect(still.send.filter(({ rule }) => rule === CHASE)).toMatchObject([{ person: 'limin', by: { id: 'sunning' } }])
    expect(decided([]).ended).toMatchObject([{ rule: CHASE, state: 'skipped' }])
  })
})

describe('the rules that the office sets', () => {
  const set = (id: string, change: object) =>
    DEFAULT_SETTINGS.map((setting) => (setting.id === id ? { ...setting, ...change } : setting))

  it('hold from the next run on', () => {
    const rules = rulesOf(set('before-5', { days: -3, to: ['coordinator', 'head'] }).concat())
    const { sent } = played({ ...quiet, rules })
    expect(told(sent, 'limin')[0]).toEqual(['2019-06-25', 'before-5'])
    expect(told(sent, 'jiuzhu-head')[0]).toEqual(['2019-06-25', 'before-5'])
    const without = played({ ...quiet, rules: rulesOf(set('before-1', { on: false })) })
    expect(told(without.sent, 'limin').map(([, rule]) => rule)).not.toContain('before-1')
  })

  it('have bounds, each with its sentence', () => {
    expect(DEFAULT_SETTINGS.flatMap((setting) => settingProblem(setting) ?? [])).toEqual([])
    const problem = (id: string, change: object) => set(id, change).flatMap((setting) => settingProblem(setting) ?? [])
    expect(problem('before-5', { days: -21 })).toEqual(['“截止前5个工作日”的工作日数要在1到20之间'])
    expect(problem('before-5', { days: 1 })).toHaveLength(1)
    expect(problem('due-morning', { days: -1 })).toEqual(['“截止当天”的天数不能改'])
    expect(problem('overdue', { to: [] })).toEqual(['“逾期”要选至少一个收件人，不要的可以停用'])
    expect(problem('overdue', { to: ['office'] })).toEqual(['“逾期”不能发给这个收件人'])
    expect(problem('lock-digest', { on: false })[0]).toContain('不能停用')
  })
})

describe('at the end of a run that went well', () => {
  it('no line is open, and a second run at once has nothing to do', () => {
    const { run, lines, planAt } = model(quiet)
    for (const now of daily('2019-06-17', 30)) {
      run(now, 'sent')
      expect(lines().filter(isOpenLine)).toEqual([])
      expect([planAt(now).mails, planAt(now).ended]).toEqual([[], []])
    }
  })
})
