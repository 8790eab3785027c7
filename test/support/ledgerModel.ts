import { type CalendarCorrection, periodDates, type WorkCalendar, windowEnd } from '../../shared/domain/calendar.ts'
import type { Person, Unit } from '../../shared/domain/people.ts'
import { nextTry } from '../../shared/domain/reminder/backoff.ts'
import {
  type LedgerLine,
  type LineState,
  lineKeyText,
  type MailKey,
  type MailStanding,
  mailId,
} from '../../shared/domain/reminder/ledger.ts'
import { type OwedReport, owedReports } from '../../shared/domain/reminder/owed.ts'
import { bundle, type PlannedMail, planRun, type RunPlan } from '../../shared/domain/reminder/plan.ts'
import { officeOf } from '../../shared/domain/reminder/recipients.ts'
import { DEFAULT_REMINDERS, type ReminderRule } from '../../shared/domain/reminder/rules.ts'
import { type ReportAct, stateAfter } from '../../shared/domain/report/acts.ts'
import { isOpen, reportDates } from '../../shared/domain/report/dates.ts'
import { newReport, type ReportHead } from '../../shared/domain/report/report.ts'
import { addDays, at, dateOf, type Instant, later } from '../../shared/domain/time.ts'
import { people, plan, units } from './bureau.ts'

/**
 * A month of a small bureau as plain values: who files, returns, is extended or handed over when; and the ledger as a run writes it, without the store.
 * What a run decides is the project's own; how the ledger is written is told here once more, in few lines, with leases that have always run out.
 */

export const PERIOD = '2019-06'

export const withHeads: Person[] = [
  ...people,
  ...['jiuzhu', 'fuli', 'fagui'].map((unit) => ({
    ...{ id: `${unit}-head`, name: `${unit}负责人`, mail: `${unit}-head@mzt.example`, unit, units: [unit] },
    ...{ phone: '', roles: [], removed: false, epoch: 0 },
  })),
]

export type Happening = { at: Instant; unit: string } & (
  | { act: Exclude<ReportAct, 'save' | 'extend'> }
  | { act: 'extend'; days: number }
  /** Somebody else becomes coordinator. */
  | { act: 'handover'; to: string | null }
  /** The coordinator's address is taken away, or given back. */
  | { act: 'address'; there: boolean }
)

export type World = {
  corrections: CalendarCorrection[]
  happenings: Happening[]
  /** The units whose head signs off. */
  signs: readonly string[]
  units: readonly Unit[]
  people: readonly Person[]
  rules: readonly ReminderRule[]
}
export const quiet: World = {
  corrections: [],
  happenings: [],
  signs: [],
  units,
  people: withHeads,
  rules: DEFAULT_REMINDERS,
}

/** How a run ends: as it should; with a server that refuses for now; killed before or after the mail was handed over. */
export type Fate = 'sent' | 'failed' | 'refused' | 'killed before sending' | 'killed after sending'
export type Sent = { at: Instant; person: string; lines: LedgerLine[]; again: boolean; id: string; fate: Fate }

type Cell = { line: LedgerLine; version: number }
type Letter = { standing: MailStanding; attempts: number; tries: number; next: Instant | null; messageId: string }

export const model = (world: World) => {
  const calendar: WorkCalendar = { corrections: world.corrections }
  const dates = periodDates(plan.rhythm, calendar, PERIOD)
  const heads = new Map<string, ReportHead>()
  const bureau = new Map(world.units.map((unit) => [unit.id, { ...unit, signOff: world.signs.includes(unit.id) }]))
  const persons = new Map(world.people.map((person) => [person.id, person]))
  const todo = [...world.happenings].sort((one, other) => (one.at < other.at ? -1 : 1))
  const ledger = new Map<string, Cell>()
  const letters = new Map<string, Letter>()
  /** Message-IDs under which each line was ever handed over. */
  const ids = new Map<string, Set<string>>()
  const sent: Sent[] = []

  const happen = (one: Happening): void => {
    const unit = bureau.get(one.unit)
    if (!unit) return
    if (one.act === 'handover') {
      bureau.set(unit.id, { ...unit, coordinator: one.to })
      return
    }
    if (one.act === 'address') {
      const person = persons.get(unit.coordinator ?? '')
      if (person) persons.set(person.id, { ...person, mail: one.there ? `${person.id}@mzt.example` : null })
      return
    }
    const head = heads.get(unit.id) ?? newReport(plan.id, PERIOD, unit.id)
    const state = stateAfter(head.state, one.act, unit.signOff)
    const own = reportDates(dates, head)
    if (state === null || one.at < own.opens) return
    if (!['accept', 'return', 'reopen', 'extend', 'enter'].includes(one.act) && !isOpen(own, one.at)) return
    const since = state === head.state ? head.since : one.at
    const window =
      one.act === 'return' || one.act === 'reopen' ? windowEnd(plan.rhythm, calendar, one.at, own.locks) : null
    const until = one.act === 'extend' ? at(addDays(dateOf(later(one.at, own.due)), one.days), '17:30') : null
    heads.set(unit.id, {
      ...head,
      ...{ state, since, version: head.version + 1 },
      ...(window === null ? {} : { windowUntil: window }),
      extensions: until === null ? head.extensions : [...head.extensions, { at: one.at, until, reason: '', by: '' }],
    })
  }
  /** Lets everything happen that comes before a moment. */
  const upTo = (now: Instant): void => {
    for (let next = todo[0]; next && next.at <= now; next = todo[0]) {
      todo.shift()
      happen(next)
    }
  }

  const owedAt = (now: Instant): OwedReport[] =>
    now < dates.opens ? [] : owedReports(plan, plan.duties, dates, [...bureau.values()], [...heads.values()], [])

  const standing =
    (now: Instant) =>
    (line: LedgerLine): MailStanding => {
      const letter = line.mail ? letters.get(mailId(line.mail)) : undefined
      if (!letter) return 'free'
      return letter.standing === 'free' && letter.next !== null && now < letter.next ? 'waiting' : letter.standing
    }

  const planAt = (now: Instant): RunPlan & { mails: PlannedMail[] } => {
    const decided = planRun({
      ...{ now, calendar, rulesOf: () => world.rules, people: persons, office: officeOf(persons) },
      owed: owedAt(now),
      ledger: [...ledger.values()].map(({ line }) => line),
      standing: standing(now),
    })
    return { ...decided, mails: bundle(decided.send) }
  }

  /** Writes a line if it is as it was when the run read it. */
  const put = (line: LedgerLine, read: ReadonlyMap<string, number>): boolean => {
    const key = lineKeyText(line)
    const version = ledger.get(key)?.version ?? 0
    if (version !== (read.get(key) ?? 0)) return false
    ledger.set(key, { line, version: version + 1 })
    return true
  }
  const versions = (): Map<string, number> => new Map([...ledger].map(([key, { version }]) => [key, version]))

  const send = (mail: PlannedMail, now: Instant, fate: Fate, read: ReadonlyMap<string, number>): void => {
    let number = 1
    while (mail.mail === null && letters.has(mailId({ day: dateOf(now), person: mail.person, number }))) number++
    const key: MailKey = mail.mail ?? { day: dateOf(now), person: mail.person, number }
    const before = letters.get(mailId(key))
    // Another run at the same time took this mail up first.
    if (mail.mail !== null && before && ['settled', 'spent'].includes(before.standing)) return
    const messageId = before?.messageId ?? `<${mailId(key)}>`
    const gone = fate !== 'killed before sending'
    const attempts = (mail.doubtful ? (before?.attempts ?? 0) : 0) + (gone ? 1 : 0)
    const tries = (before?.tries ?? 0) + (gone ? 1 : 0)
    const killed = fate === 'killed after sending' || (mail.doubtful && !gone)
    const next = fate === 'failed' && !mail.doubtful ? nextTry(tries, now) : null
    const over = fate === 'sent' || fate === 'refused' || (fate === 'failed' && (mail.doubtful || next === null))
    const state: LineState =
      fate === 'sent'
        ? 'sent'
        : mail.doubtful && gone && !killed
          ? 'unknown'
          : fate === 'refused' || (fate === 'failed' && next === null)
            ? 'undeliverable'
            : fate === 'failed'
              ? 'failed'
              : 'claimed'
    const written = mail.lines.flatMap(({ owed: _owed, existing: _existing, standing: _standing, ...line }) => {
      const value: LedgerLine = {
        ...line,
        ...{ state, at: now, mail: key, messageId, into: null, reason: null, tries, next },
      }
      return put(value, read) ? [value] : []
    })
    if (written.length === 0) return
    letters.set(mailId(key), {
      standing: over ? 'settled' : killed ? (attempts < 2 ? 'doubtful' : 'spent') : 'free',
      ...{ attempts, tries, next, messageId },
    })
    if (!gone) return
    for (const line of written) ids.set(lineKeyText(line), (ids.get(lineKeyText(line)) ?? new Set()).add(messageId))
    sent.push({ at: now, person: mail.person, lines: written, again: mail.mail !== null, id: messageId, fate })
  }

  const carryOut = (decided: ReturnType<typeof planAt>, now: Instant, fate: Fate, read: Map<string, number>): void => {
    for (const { existing, ...ended } of decided.ended) {
      const line: LedgerLine = {
        ...ended,
        ...{ at: now, mail: existing?.mail ?? null, messageId: existing?.messageId ?? null, by: existing?.by ?? null },
        ...{ tries: existing?.tries ?? 0, next: null },
      }
      put(line, read)
    }
    for (const mail of decided.mails) send(mail, now, fate, read)
  }

  return {
    calendar,
    ids,
    sent,
    lines: (): LedgerLine[] => [...ledger.values()].map(({ line }) => line),
    owedAt: (now: Instant): OwedReport[] => {
      upTo(now)
      return owedAt(now)
    },
    planAt: (now: Instant) => {
      upTo(now)
      return planAt(now)
    },
    run: (now: Instant, fate: Fate): void => {
      upTo(now)
      carryOut(planAt(now), now, fate, versions())
    },
    /** Two runs that read before either wrote. */
    overlapping: (now: Instant, fates: readonly [Fate, Fate]): void => {
      upTo(now)
      const [one, other] = [planAt(now), planAt(now)]
      const read = versions()
      carryOut(one, now, fates[0], read)
      carryOut(other, now, fates[1], read)
    },
  }
}
