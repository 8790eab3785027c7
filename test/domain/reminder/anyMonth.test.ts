import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWorkingDay } from '../../../shared/domain/calendar.ts'
import { CHASE, isOpenLine, type LedgerLine, lineKeyText } from '../../../shared/domain/reminder/ledger.ts'
import { momentsIn } from '../../../shared/domain/reminder/owed.ts'
import {
  DEFAULT_REMINDERS,
  DEFAULT_SETTINGS,
  familyOf,
  isForOffice,
  momentsOf,
  type ReminderRule,
  rulesOf,
} from '../../../shared/domain/reminder/rules.ts'
import { addDays, addMinutes, at, dateOf, type Instant } from '../../../shared/domain/time.ts'
import { units, when } from '../../support/bureau.ts'
import { type Fate, type Happening, model, type World, withHeads } from '../../support/ledgerModel.ts'

/**
 * Any calendar, any rules within their bounds, any order of filing, signing, returning, extending and handing over, any set of missed, repeated, late,
 * overlapping, failed and killed runs. CASES=100000 plays as many months; 10,000 take some seconds.
 */
const CASES = Number(process.env['CASES'] ?? 10_000)

const UNITS = units.slice(0, 2)
const day = (from: string, span: number) => fc.nat(span).map((n) => addDays(from, n))
const moment = (from: string, span: number) =>
  fc
    .tuple(
      // Most of what can go wrong goes wrong around the due time and the lock.
      fc.oneof({ weight: 1, arbitrary: day(from, span) }, { weight: 2, arbitrary: day('2019-06-26', 11) }),
      fc.constantFrom('08:59', '09:00', '09:01', '17:29', '17:30', '23:59'),
    )
    .map(([date, time]) => at(date, time))

const happening = (from: string, span: number): fc.Arbitrary<Happening> =>
  fc.record({ at: moment(from, span), unit: fc.constantFrom('jiuzhu', 'fuli') }).chain((where) =>
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc
          .constantFrom(
            ...([
              'submit',
              'submit',
              'return',
              'withdraw',
              'accept',
              'reopen',
              'sign-off',
              'decline',
              'enter',
            ] as const),
          )
          .map((act) => ({ ...where, act })),
      },
      {
        weight: 2,
        arbitrary: fc.integer({ min: 1, max: 14 }).map((days) => ({ ...where, act: 'extend' as const, days })),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('guyong', 'limin', null).map((to) => ({ ...where, act: 'handover' as const, to })),
      },
      { weight: 1, arbitrary: fc.boolean().map((there) => ({ ...where, act: 'address' as const, there })) },
    ),
  )

const rules: fc.Arbitrary<readonly ReminderRule[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(DEFAULT_REMINDERS) },
  {
    weight: 1,
    arbitrary: fc
      .record({ early: fc.integer({ min: 2, max: 20 }), late: fc.integer({ min: 1, max: 5 }), off: fc.boolean() })
      .map(({ early, late, off }) =>
        rulesOf(
          DEFAULT_SETTINGS.map((setting) => {
            if (setting.id === 'before-5') return { ...setting, days: -early }
            if (setting.id === 'overdue' || setting.id === 'digest') return { ...setting, days: late }
            return setting.id === 'before-1' ? { ...setting, on: !off } : setting
          }),
        ),
      ),
  },
)

const worlds: fc.Arbitrary<World> = fc.record({
  corrections: fc.array(fc.record({ date: day('2019-06-12', 36), working: fc.boolean(), reason: fc.constant('x') }), {
    maxLength: 4,
  }),
  happenings: fc.array(happening('2019-06-10', 36), { maxLength: 6 }),
  signs: fc.subarray(['jiuzhu', 'fuli']),
  units: fc.constant(UNITS.map((unit) => ({ ...unit, standInHead: 'guyong' }))),
  people: fc.constant(withHeads.filter(({ id }) => id !== 'tanyue' && id !== 'hefan')),
  rules,
})

const FATES: Fate[] = ['sent', 'sent', 'sent', 'failed', 'refused', 'killed before sending', 'killed after sending']
const fate = fc.constantFrom(...FATES)
const runs = fc
  .array(fc.record({ at: moment('2019-06-10', 38), fate, other: fc.option(fate, { freq: 6 }) }), { maxLength: 7 })
  .map((all) => [...all].sort((a, b) => (a.at < b.at ? -1 : 1)))

/** Two working days with nothing amiss: what lost runs left behind is done, and what waited for its next attempt or a working day, too. */
const LAST: Instant[] = [when('2019-08-26'), when('2019-08-27')]

const reportKey = (line: Pick<LedgerLine, 'unit' | 'person' | 'rule'>): string =>
  `${line.unit}/${line.person}/${familyOf(line.rule)}`

const play = (world: World, all: { at: Instant; fate: Fate; other: Fate | null }[]): void => {
  const played = model(world)
  const { calendar, sent } = played
  let seen = 0
  for (const { at: now, fate: how, other } of [
    ...all,
    ...LAST.map((last) => ({ at: last, fate: 'sent' as const, other: null })),
  ]) {
    const working = isWorkingDay(calendar, dateOf(now))
    const owed = played.owedAt(now)
    if (other === null) played.run(now, how)
    else played.overlapping(now, [how, other])

    // Nobody is written to about what does not wait for them, nothing too early or void; on a day off only what is always sent.
    for (const mail of sent.slice(seen))
      for (const line of mail.lines) {
        const report = owed.find(({ unit }) => unit.id === line.unit)
        const moment =
          report &&
          momentsOf(world.rules, calendar, momentsIn(report)).find(
            ({ rule, due }) => rule.id === line.rule && due === line.due,
          )
        if (!moment || !(moment.falls <= now && now < moment.until) || !(working || moment.rule.always))
          throw new Error(`${now}: ${line.unit} ${line.rule} to ${line.person} should not have gone out`)
      }
    seen = sent.length
    if (how !== 'sent' || other !== null || !working) continue

    // After a run that went well none is open but what waits for its next attempt, which is not due yet, and nothing is lost: whatever has come due and still makes
    // sense is in the ledger, or something as urgent to the same person is.
    const lines = played.lines()
    for (const line of lines)
      if (isOpenLine(line) && !(line.state === 'failed' && line.next !== null && now < line.next))
        throw new Error(`${now}: ${line.unit} ${line.rule} to ${line.person} is still ${line.state}`)
    for (const report of owed)
      for (const { rule, falls, until } of momentsOf(world.rules, calendar, momentsIn(report)))
        if (falls <= now && now < until)
          if (
            !lines.some(
              (line) =>
                line.unit === report.unit.id && familyOf(line.rule) === familyOf(rule.id) && line.falls >= falls,
            )
          )
            throw new Error(`${now}: ${report.unit.id} ${rule.id} is lost`)
    const again = now >= (LAST[0] ?? '') ? played.planAt(now) : { mails: [], ended: [] }
    if (again.mails.length > 0 || again.ended.length > 0) throw new Error(`${now}: a second run finds something to do`)
  }

  const lines = played.lines()
  // Every line ends; none under two Message-IDs.
  for (const line of lines) if (isOpenLine(line)) throw new Error(`${line.unit} ${line.rule} is open at the end`)
  for (const [key, ids] of played.ids)
    if (ids.size !== 1) throw new Error(`${key} went out under ${[...ids].join(' and ')}`)
  // Told by time, each person's reminders of one report grow more urgent, and the office hears of a unit only once the unit itself was written to.
  // What the server surely did not take told nobody: an extension meanwhile begins anew with what suits the new time.
  const newest = new Map<string, Instant>()
  for (const mail of sent.filter(({ fate: how }) => how !== 'failed'))
    for (const line of mail.lines) {
      const before = newest.get(reportKey(line))
      if (line.rule !== CHASE && before !== undefined && line.falls < before)
        throw new Error(`${line.unit} ${line.rule} to ${line.person} comes after a more urgent one`)
      newest.set(reportKey(line), line.falls)
    }
  for (const line of lines) {
    if (!isForOffice(line.rule) || familyOf(line.rule) !== 'file/office' || line.state !== 'sent') continue
    if (!lines.some((own) => own.unit === line.unit && familyOf(own.rule) === 'file'))
      throw new Error(`the office heard of ${line.unit} before the unit did`)
  }
  // A folded line names what carries it.
  for (const line of lines)
    if (line.state === 'folded' && !lines.some((other) => other.unit === line.unit && other.rule === line.into))
      throw new Error(`${line.unit} ${line.rule} is folded into nothing`)
  // Whoever owes at the end was shown to the office: in a mail, or as one that could not be delivered.
  for (const report of played.owedAt(addMinutes(LAST[0] ?? '', 1)))
    if (report.need === 'file' || report.need === 'sign')
      if (!lines.some((line) => line.unit === report.unit.id && line.rule === 'lock-digest'))
        throw new Error(`nobody told the office of ${report.unit.id}`)
  // What may have gone out goes out once more at most, and says nothing that it did not say before.
  const doubtful = new Map<string, { lines: Set<string>; times: number }>()
  for (const { id, fate: how, lines: carried } of sent) {
    const keys = new Set(carried.map(lineKeyText))
    const before = doubtful.get(id)
    if (before && (before.times > 1 || [...keys].some((key) => !before.lines.has(key))))
      throw new Error(`${id} may have gone out, and goes again as another`)
    if (how === 'killed after sending') doubtful.set(id, { lines: keys, times: (before?.times ?? 0) + 1 })
  }
  // One mail per person and run; only one that could not be finished before goes out beside it.
  const perRun = new Map<string, number>()
  for (const mail of sent.filter(({ again }) => !again)) {
    const key = `${mail.person} ${mail.at}`
    perRun.set(key, (perRun.get(key) ?? 0) + 1)
    if ((perRun.get(key) ?? 0) > 2) throw new Error(`${key} has several mails`)
  }
}

describe('whatever happens in a month, and whatever runs are made', () => {
  it(
    `holds in ${CASES} months`,
    () => {
      fc.assert(fc.property(worlds, runs, play), { numRuns: CASES })
      expect(CASES).toBeGreaterThan(0)
    },
    30_000 + CASES * 20,
  )
})
