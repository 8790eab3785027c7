import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CalendarCorrection, isWorkingDay, periodDates } from '../../../shared/domain/calendar.ts'
import {
  isOpenLine,
  type LedgerLine,
  type LineState,
  lineKeyText,
  type MailKey,
  type MailStanding,
  mailId,
} from '../../../shared/domain/reminder/ledger.ts'
import { owedReports } from '../../../shared/domain/reminder/owed.ts'
import { planRun, type RunPlan } from '../../../shared/domain/reminder/plan.ts'
import { recipientsOf } from '../../../shared/domain/reminder/recipients.ts'
import { DEFAULT_REMINDERS, momentsOf } from '../../../shared/domain/reminder/rules.ts'
import { newReport, type ReportHead } from '../../../shared/domain/report/report.ts'
import { addDays, at, dateOf, type Instant } from '../../../shared/domain/time.ts'
import { people, plan, units, when } from '../../support/bureau.ts'

const PERIOD = '2019-06'
const withHeads = [
  ...people,
  ...['jiuzhu', 'fuli', 'fagui'].map((unit) => ({
    ...people[0],
    id: `${unit}-head`,
    name: `${unit}负责人`,
    mail: `${unit}-head@mzt.example`,
    unit,
    units: [unit],
    phone: '',
    roles: [],
    removed: false,
    epoch: 0,
  })),
]

type World = {
  corrections: CalendarCorrection[]
  /** When each unit files; absent: never. */
  filed: Partial<Record<string, Instant>>
  extended: Partial<Record<string, { at: Instant; until: Instant }>>
  people: typeof withHeads
}
const quiet: World = { corrections: [], filed: {}, extended: {}, people: withHeads }

const headAt = (world: World, unit: string, now: Instant): ReportHead => {
  const extension = world.extended[unit]
  const filed = world.filed[unit]
  return {
    ...newReport(plan.id, PERIOD, unit),
    state: filed !== undefined && filed <= now ? 'submitted' : 'draft',
    extensions: extension && extension.at <= now ? [{ ...extension, reason: '', by: '' }] : [],
  }
}

const owedAt = (world: World, now: Instant) => {
  const dates = periodDates(plan.rhythm, { corrections: world.corrections }, PERIOD)
  if (now < dates.opens) return []
  const heads = units.map((unit) => headAt(world, unit.id, now))
  return owedReports(plan, dates, units, heads, [])
}

type Fate = 'sent' | 'failed' | 'killed before sending' | 'killed after sending'

/** The ledger as a pure value: what the run writes, without the store, the leases and the mail server. */
const model = () => {
  const ledger = new Map<string, LedgerLine>()
  const mails = new Map<string, { standing: MailStanding; attempts: number; messageId: string }>()
  const ids = new Map<string, Set<string>>()
  const sent: { at: Instant; person: string; lines: LedgerLine[]; again: boolean }[] = []

  const planAt = (world: World, now: Instant): RunPlan =>
    planRun({
      now,
      calendar: { corrections: world.corrections },
      rules: DEFAULT_REMINDERS,
      people: world.people,
      owed: owedAt(world, now),
      ledger: [...ledger.values()],
      standing: (line) => (line.mail ? (mails.get(mailId(line.mail))?.standing ?? 'free') : 'free'),
    })

  const run = (world: World, now: Instant, fate: Fate): RunPlan => {
    const planned = planAt(world, now)
    for (const ended of planned.ended) {
      const before = ledger.get(lineKeyText(ended))
      const { open: _open, ...line } = ended
      const mail = { mail: before?.mail ?? null, messageId: before?.messageId ?? null }
      ledger.set(lineKeyText(ended), { ...line, ...mail, at: now })
    }
    for (const { person, mail, doubtful, lines } of planned.mails) {
      let number = 1
      while (mails.has(mailId({ day: dateOf(now), person, number }))) number++
      const key: MailKey = mail ?? { day: dateOf(now), person, number }
      const messageId = `<${mailId(key)}>`
      const attempts = (mails.get(mailId(key))?.attempts ?? 0) + (fate === 'killed before sending' ? 0 : 1)
      const standing: MailStanding =
        fate === 'killed after sending' || (doubtful && fate === 'killed before sending')
          ? attempts < 2
            ? 'doubtful'
            : 'spent'
          : 'free'
      mails.set(mailId(key), { standing, attempts, messageId })
      const state: LineState =
        fate === 'sent' ? 'sent' : fate === 'failed' ? (doubtful ? 'unknown' : 'failed') : 'claimed'
      const written = lines.map(({ open: _open, ...line }) => {
        const value: LedgerLine = { ...line, state, at: now, mail: key, messageId, into: null, reason: null }
        ledger.set(lineKeyText(line), value)
        if (fate !== 'killed before sending')
          ids.set(lineKeyText(line), (ids.get(lineKeyText(line)) ?? new Set()).add(messageId))
        return value
      })
      if (fate !== 'killed before sending') sent.push({ at: now, person, lines: written, again: mail !== null })
    }
    return planned
  }
  return { ledger, ids, sent, run, planAt }
}

const days = (from: string, count: number): string[] => Array.from({ length: count }, (_, n) => addDays(from, n))
const daily = (from: string, count: number): Instant[] => days(from, count).map((date) => when(date))
const rulesOf = (sent: ReturnType<typeof model>['sent'], person: string): [string, string][] =>
  sent
    .filter((mail) => mail.person === person)
    .map((mail) => [dateOf(mail.at), [...new Set(mail.lines.map(({ rule }) => rule))].join(',')])

describe('what a run sends', () => {
  it('reminds a coordinator 5 and 1 working days before, on the due morning, after it and before the lock', () => {
    const { run, sent } = model()
    for (const now of daily('2019-06-01', 45)) run(quiet, now, 'sent')
    expect(rulesOf(sent, 'limin')).toEqual([
      ['2019-06-21', 'before-5'],
      ['2019-06-27', 'before-1'],
      ['2019-06-28', 'due-morning'],
      ['2019-07-01', 'overdue'],
      ['2019-07-04', 'before-lock'],
    ])
    expect(rulesOf(sent, 'jiuzhu-head')).toEqual([
      ['2019-07-01', 'overdue'],
      ['2019-07-04', 'before-lock'],
    ])
    expect(rulesOf(sent, 'sunning')).toEqual([
      ['2019-07-01', 'digest'],
      ['2019-07-05', 'lock-digest'],
    ])
  })

  it('says nothing more once the unit has filed', () => {
    const { run, sent } = model()
    const world = { ...quiet, filed: { jiuzhu: when('2019-06-27', '10:00') } }
    for (const now of daily('2019-06-01', 45)) run(world, now, 'sent')
    expect(rulesOf(sent, 'limin').map(([, rule]) => rule)).toEqual(['before-5', 'before-1'])
    expect(
      sent.flatMap(({ at: then, lines }) => (then > when('2019-06-27') ? lines : [])).map((l) => l.unit),
    ).not.toContain('jiuzhu')
  })

  it('catches a missed run up, sending only the most urgent and folding the rest into it', () => {
    const { run, sent, ledger } = model()
    run(quiet, when('2019-06-20'), 'sent')
    run(quiet, when('2019-06-28', '11:20'), 'sent')
    expect(rulesOf(sent, 'limin')).toEqual([['2019-06-28', 'due-morning']])
    expect(
      [...ledger.values()]
        .filter(({ person }) => person === 'limin')
        .map(({ rule, state, into }) => [rule, state, into]),
    ).toEqual([
      ['before-5', 'folded', 'due-morning'],
      ['before-1', 'folded', 'due-morning'],
      ['due-morning', 'sent', null],
    ])
  })

  it('folds what is of no use to the unit any more into the digest when every run from due to lock was missed', () => {
    const { run, sent, ledger } = model()
    run(quiet, when('2019-07-10'), 'sent')
    expect(new Set(sent.flatMap(({ lines }) => lines).map(({ rule }) => rule))).toEqual(new Set(['lock-digest']))
    const limin = [...ledger.values()].filter(({ person }) => person === 'limin')
    expect(limin.map(({ rule }) => rule)).toEqual(['before-5', 'before-1', 'due-morning', 'overdue', 'before-lock'])
    expect(limin.every(({ state, into }) => state === 'folded' && into === 'lock-digest')).toBe(true)
  })

  it('waits for a working day, but for the mail of the due morning', () => {
    const sunday: World = {
      ...quiet,
      extended: { fuli: { at: when('2019-06-20'), until: at('2019-06-30', '17:30') } },
    }
    const { run, sent } = model()
    for (const now of daily('2019-06-21', 14)) run(sunday, now, 'sent')
    expect(rulesOf(sent, 'zhangwei')).toEqual([
      ['2019-06-24', 'before-5'],
      ['2019-06-28', 'before-1'],
      ['2019-06-30', 'due-morning'],
      ['2019-07-01', 'overdue'],
      ['2019-07-04', 'before-lock'],
    ])
  })

  it('reminds of an extension after the lock by the time it ends', () => {
    const world: World = {
      ...quiet,
      extended: { jiuzhu: { at: when('2019-07-08', '10:00'), until: at('2019-07-12', '17:30') } },
    }
    const { run, sent } = model()
    for (const now of daily('2019-06-21', 30)) run(world, now, 'sent')
    expect(rulesOf(sent, 'limin').slice(-2)).toEqual([
      ['2019-07-11', 'close-1'],
      ['2019-07-12', 'close-morning'],
    ])
  })

  it('writes to the stand-in where the coordinator has no address, and records where nobody has', () => {
    const world: World = {
      ...quiet,
      people: withHeads.map((person) =>
        ['limin', 'zhangwei'].includes(person.id) ? { ...person, mail: null } : person,
      ),
    }
    const standIn = units.map((unit) => (unit.id === 'jiuzhu' ? { ...unit, standIn: 'guyong' } : unit))
    const byId = new Map(world.people.map((person) => [person.id, person]))
    expect(standIn.map((unit) => recipientsOf(unit, byId, 'coordinator')[0]?.person.id ?? null)).toEqual([
      'guyong',
      null,
      'hefan',
    ])
    const { run, ledger } = model()
    run(world, when('2019-06-21'), 'sent')
    const fuli = [...ledger.values()].filter(({ unit }) => unit === 'fuli')
    expect(fuli.map(({ person, state }) => [person, state])).toEqual([['-coordinator', 'undeliverable']])
  })

  it('gives one mail to one who serves several units', () => {
    const shared = units.map((unit) => ({ ...unit, coordinator: 'limin' }))
    const owed = owedReports(plan, periodDates(plan.rhythm, { corrections: [] }, PERIOD), shared, [], [])
    const planned = planRun({
      now: when('2019-06-27'),
      calendar: { corrections: [] },
      rules: DEFAULT_REMINDERS,
      people: withHeads,
      owed,
      ledger: [],
      standing: () => 'free',
    })
    expect(planned.mails.map(({ person, lines }) => [person, lines.map(({ unit }) => unit)])).toEqual([
      ['limin', ['jiuzhu', 'fuli', 'fagui']],
    ])
  })
})

const day = (from: string, span: number) => fc.nat(span).map((n) => addDays(from, n))
const moment = (from: string, span: number) =>
  fc
    .tuple(day(from, span), fc.constantFrom('00:00', '08:59', '09:00', '09:01', '17:29', '17:30', '23:59'))
    .map(([date, time]) => at(date, time))
const perUnit = <T>(value: fc.Arbitrary<T>) =>
  fc.record({ jiuzhu: value, fuli: value, fagui: value }, { requiredKeys: [] })
const worlds: fc.Arbitrary<World> = fc.record({
  corrections: fc.array(fc.record({ date: day('2019-06-10', 40), working: fc.boolean(), reason: fc.constant('x') }), {
    maxLength: 8,
  }),
  filed: perUnit(moment('2019-06-15', 35)),
  extended: perUnit(
    fc.tuple(moment('2019-06-15', 30), fc.integer({ min: 1, max: 12 })).map(([granted, length]) => ({
      at: granted,
      until: at(addDays(dateOf(granted), length + 13), '17:30'),
    })),
  ),
  people: fc.constant(withHeads),
})
const FATES: Fate[] = ['sent', 'sent', 'failed', 'killed before sending', 'killed after sending']
const runs = fc
  .array(fc.record({ at: moment('2019-06-01', 60), fate: fc.constantFrom(...FATES) }), { maxLength: 25 })
  .map((all) => all.sort((a, b) => (a.at < b.at ? -1 : 1)))

/** Two working days in a row with nothing amiss: what a lost run left behind is done, and what waited for a working day, too. */
const LAST = daily('2019-08-20', 10)

describe('whatever runs are missed, repeated, failed or killed, and whoever files or is extended when', () => {
  it('leaves no line open, gives no line two Message-IDs, loses nothing, and writes to nobody who has filed', () => {
    fc.assert(
      fc.property(worlds, runs, (world, all) => {
        const { run, ledger, ids, sent, planAt } = model()
        const calendar = { corrections: world.corrections }
        for (const { at: now, fate } of [...all, ...LAST.map((now) => ({ at: now, fate: 'sent' as const }))]) {
          run(world, now, fate)
          const owed = owedAt(world, now)
          const mailed = sent.filter((mail) => mail.at === now)
          // Nobody who has filed, nothing too early or void, and on a day off only what is always sent.
          for (const line of mailed.flatMap(({ lines }) => lines)) {
            const report = owed.find(({ unit }) => unit.id === line.unit)
            expect(report).toBeDefined()
            const moment =
              report &&
              momentsOf(DEFAULT_REMINDERS, calendar, report.dates).find(
                ({ rule, due }) => rule.id === line.rule && due === line.due,
              )
            expect(moment && moment.falls <= now && now < moment.until).toBe(true)
            if (!isWorkingDay(calendar, dateOf(now))) expect(moment?.rule.always).toBe(true)
          }
          if (fate !== 'sent') continue
          // Nothing lost: after a run that went well on a working day every line that came due and still makes sense is in the ledger, or a more urgent one to the same person is.
          if (!isWorkingDay(calendar, dateOf(now))) continue
          for (const report of owed)
            for (const { rule, falls, until } of momentsOf(DEFAULT_REMINDERS, calendar, report.dates))
              if (falls <= now && now < until)
                expect(
                  [...ledger.values()].some(
                    (line) =>
                      line.unit === report.unit.id &&
                      !isOpenLine(line) &&
                      rule.to.includes('office') ===
                        (DEFAULT_REMINDERS.find(({ id }) => id === line.rule)?.to.includes('office') ?? false) &&
                      line.falls >= falls,
                  ),
                ).toBe(true)
          // A second run at once has nothing to do.
          const again = planAt(world, now)
          expect([again.mails, again.ended]).toEqual([[], []])
        }
        for (const line of ledger.values()) expect(isOpenLine(line)).toBe(false)
        for (const messageIds of ids.values()) expect(messageIds.size).toBe(1)
        // A unit that never filed was shown to the office.
        for (const { unit } of owedAt(world, '2019-08-30T00:00:00.000Z'))
          expect(
            [...ledger.values()].some(
              (line) =>
                line.unit === unit.id && line.rule === 'lock-digest' && ['sent', 'unknown'].includes(line.state),
            ),
          ).toBe(true)
        // A folded line names one that is in the ledger, and at the end of the chain one that went out, may have, or was no longer needed.
        for (const line of ledger.values())
          if (line.state === 'folded')
            expect(
              [...ledger.values()].some((other) => other.unit === line.unit && other.rule === line.into) ||
                world.filed[line.unit] !== undefined,
            ).toBe(true)
        // One mail per person and run; only one that could not be finished before goes out beside it.
        const perRun = new Map<string, number>()
        for (const mail of sent.filter(({ again }) => !again))
          perRun.set(`${mail.person} ${mail.at}`, (perRun.get(`${mail.person} ${mail.at}`) ?? 0) + 1)
        for (const count of perRun.values()) expect(count).toBeLessThanOrEqual(2)
      }),
      { numRuns: 250 },
    )
  }, 60_000)
})
