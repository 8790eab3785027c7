import { isWorkingDay, type WorkCalendar } from '../calendar.ts'
import type { Person } from '../people.ts'
import { dateOf, type Instant } from '../time.ts'
import {
  isOpenLine,
  keyOf,
  type LedgerLine,
  type LineKey,
  lineKeyText,
  type MailKey,
  type MailStanding,
} from './ledger.ts'
import type { OwedReport } from './owed.ts'
import { NOBODY, recipientsOf } from './recipients.ts'
import { type Moment, momentsOf, type ReminderRule } from './rules.ts'

/**
 * What a run will do, decided before anything is written: a pure function of the calendar, the people, what is owed, the ledger and now. The same
 * function answers the run and the preview of the next one.
 */

export type PlanInput = {
  now: Instant
  calendar: WorkCalendar
  rules: readonly ReminderRule[]
  people: readonly Person[]
  owed: readonly OwedReport[]
  ledger: readonly LedgerLine[]
  /** How it stands with the mail of each unfinished line; a line without an answer counts as free. */
  standing: (line: LedgerLine) => MailStanding
}

/** A line to be sent now. `open`: it is in the ledger already, unfinished. */
export type PlannedLine = LineKey & { falls: Instant; open: boolean }

/** An unfinished or unsent line that ends without a mail of its own. */
export type EndedLine = LineKey & {
  falls: Instant
  open: boolean
  state: 'folded' | 'skipped' | 'unknown' | 'undeliverable'
  into: string | null
  reason: string | null
}

export type PlannedMail = {
  person: string
  /** An unfinished mail that carries on; null: a new one. A doubtful mail goes out again just as it was, with no line added. */
  mail: MailKey | null
  doubtful: boolean
  lines: PlannedLine[]
}

export type RunPlan = {
  mails: PlannedMail[]
  ended: EndedLine[]
  /** Lines that another run is at. */
  busy: number
}

type Candidate = LineKey & {
  falls: Instant
  until: Instant
  order: number
  always: boolean
  existing: LedgerLine | null
}
type Urgency = { falls: Instant; order: number }

const moreUrgent = (one: Urgency, other: Urgency): boolean =>
  one.falls === other.falls ? one.order > other.order : one.falls > other.falls

const NOBODYS = new Set(Object.values(NOBODY))

/** Every line that has come due by `now` for a report, whether it still makes sense or not. */
const candidatesOf = (input: PlanInput, owed: OwedReport, people: ReadonlyMap<string, Person>): Candidate[] =>
  momentsOf(input.rules, input.calendar, owed.dates)
    .filter((moment) => moment.falls <= input.now)
    .flatMap((moment: Moment) => {
      const persons = moment.rule.to.flatMap((to) => {
        const found = recipientsOf(owed.unit, people, to)
        return found.length === 0 ? [NOBODY[to]] : found.map(({ person }) => person.id)
      })
      return [...new Set(persons)].map((person) => ({
        plan: owed.plan.id,
        period: owed.period,
        unit: owed.unit.id,
        rule: moment.rule.id,
        due: moment.due,
        person,
        falls: moment.falls,
        until: moment.until,
        order: input.rules.indexOf(moment.rule),
        always: moment.rule.always,
        existing: null,
      }))
    })

const groupBy = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

const end = (
  line: LineKey & { falls: Instant; existing?: LedgerLine | null },
  state: EndedLine['state'],
  into: string | null,
  reason: string | null,
): EndedLine => ({ ...keyOf(line), falls: line.falls, open: line.existing != null, state, into, reason })

type Settled = {
  chosen: Candidate | null
  /** Less urgent than the chosen one. */
  folded: Candidate[]
  /** Unfinished, though a more urgent line of the ledger is done: `by` that rule. */
  overtaken: { line: Candidate; by: string }[]
  /** Void by now, with nothing of the same person to carry it. */
  void: Candidate[]
}

/**
 * Of one report and one person: the line to send, if any, and what becomes of the others. On a day that is not a working day only a rule that is
 * always sent is; anything else waits as it is.
 */
const settleGroup = (input: PlanInput, candidates: readonly Candidate[], ledger: readonly LedgerLine[]): Settled => {
  const finished = ledger
    .filter((line) => !isOpenLine(line))
    .map(({ falls, rule }) => ({ falls, rule, order: input.rules.findIndex(({ id }) => id === rule) }))
  const overtakes = (candidate: Candidate) => finished.find((line) => moreUrgent(line, candidate))
  const fresh = candidates.filter((candidate) => !overtakes(candidate))
  const best = fresh
    .filter((candidate) => input.now < candidate.until)
    .reduce<Candidate | null>((most, one) => (most === null || moreUrgent(one, most) ? one : most), null)
  const workingDay = isWorkingDay(input.calendar, dateOf(input.now))
  if (!workingDay && !best?.always) return { chosen: null, folded: [], overtaken: [], void: [] }
  return {
    chosen: best,
    folded: best ? fresh.filter((candidate) => candidate !== best) : [],
    overtaken: candidates.flatMap((line) => {
      const by = line.existing ? overtakes(line) : undefined
      return by ? [{ line, by: by.rule }] : []
    }),
    void: best ? [] : fresh,
  }
}

/**
 * Which mails to send at `now`, with which lines, and which lines end without one.
 *
 * A line has come due when its moment has passed, its unit still owes, and the ledger does not hold it as finished; nothing is asked about which
 * run was the last, so a missed run is caught up by the next. Of several lines for one report and person only the most urgent is sent, the others
 * are folded into it; lines to a unit that have become void are folded into the office's digest of it.
 */
export const planRun = (input: PlanInput): RunPlan => {
  const people = new Map(input.people.map((person) => [person.id, person]))
  const byKey = new Map(input.ledger.map((line) => [lineKeyText(line), line]))
  const audience = (rule: string): string => (ruleOf(input, rule)?.to.includes('office') ? 'office' : 'unit')
  const groupOf = (line: LineKey): string =>
    `${line.plan}/${line.period}/${line.unit}/${line.person}/${audience(line.rule)}`
  const ledgerGroups = groupBy(input.ledger, groupOf)
  const plan: RunPlan = { mails: [], ended: [], busy: 0 }
  const toSend: { candidate: Candidate; standing: MailStanding | null }[] = []
  const touched = new Set<string>()

  for (const owed of input.owed) {
    const digests: string[] = []
    const voided: Candidate[] = []
    for (const [group, candidates] of groupBy(candidatesOf(input, owed, people), groupOf)) {
      const ledger = ledgerGroups.get(group) ?? []
      const open = ledger.filter(isOpenLine)
      if (open.some((line) => input.standing(line) === 'busy')) {
        plan.busy += open.length
        for (const line of open) touched.add(lineKeyText(line))
        continue
      }
      const unfinished = candidates
        .map((candidate) => ({ ...candidate, existing: byKey.get(lineKeyText(candidate)) ?? null }))
        .filter(({ existing }) => existing === null || isOpenLine(existing))
      for (const { existing } of unfinished) if (existing) touched.add(lineKeyText(existing))
      const settled = settleGroup(input, unfinished, ledger)
      voided.push(...settled.void)
      plan.ended.push(...settled.overtaken.map(({ line, by }) => fold(input, line, by)))
      const { chosen } = settled
      if (!chosen) continue
      plan.ended.push(...settled.folded.map((line) => fold(input, line, chosen.rule)))
      const standing = chosen.existing ? input.standing(chosen.existing) : null
      if (standing === 'spent') plan.ended.push(end(chosen, 'unknown', null, null))
      else if (NOBODYS.has(chosen.person)) plan.ended.push(end(chosen, 'undeliverable', null, '没有可用的邮箱'))
      else toSend.push({ candidate: chosen, standing })
      if (audience(chosen.rule) === 'office') digests.push(chosen.rule)
    }
    // What nobody in the unit can use any more is said by the office's digest of the unit, when that goes out now.
    const digest = digests[0]
    for (const line of voided)
      if (digest !== undefined) plan.ended.push(fold(input, line, digest))
      else if (line.existing) plan.ended.push(giveUp(input, line, line.existing))
  }

  plan.ended.push(...orphans(input, touched, plan))
  plan.mails = bundle(toSend)
  return plan
}

const ruleOf = (input: PlanInput, id: string): ReminderRule | undefined => input.rules.find((rule) => rule.id === id)

/** A line that may have gone out stays 结果不明, whatever came after it. */
const mayHaveGone = (input: PlanInput, line: LedgerLine | null): boolean => {
  const standing = line === null ? 'free' : input.standing(line)
  return standing === 'doubtful' || standing === 'spent'
}

const fold = (input: PlanInput, line: Candidate, into: string | null): EndedLine =>
  mayHaveGone(input, line.existing) ? end(line, 'unknown', into, null) : end(line, 'folded', into, null)

/** Nothing later came to carry it: the office is shown that it never got out. */
const giveUp = (input: PlanInput, line: Candidate, existing: LedgerLine): EndedLine =>
  mayHaveGone(input, existing)
    ? end(line, 'unknown', null, null)
    : end(line, 'undeliverable', null, existing.reason ?? '在失效以前没有发出')

/** Unfinished lines that no rule asks for any more: the unit has filed, the deadline moved, somebody else serves the unit. */
const orphans = (input: PlanInput, touched: ReadonlySet<string>, plan: RunPlan): EndedLine[] =>
  input.ledger
    .filter((line) => isOpenLine(line) && !touched.has(lineKeyText(line)))
    .flatMap((line) => {
      if (input.standing(line) === 'busy') {
        plan.busy++
        return []
      }
      const state = mayHaveGone(input, line) ? 'unknown' : 'skipped'
      const still = input.owed.some(
        (owed) => owed.plan.id === line.plan && owed.period === line.period && owed.unit.id === line.unit,
      )
      return [end({ ...line, existing: line }, state, null, still ? '截止时间或收件人已变' : '单位已报送')]
    })

/** One mail per person; a mail that surely did not go out takes the new lines along, a doubtful one goes out again as it was. */
const bundle = (lines: readonly { candidate: Candidate; standing: MailStanding | null }[]): PlannedMail[] =>
  [...groupBy(lines, ({ candidate }) => candidate.person)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([person, all]) => {
      const keyText = (mail: MailKey | null | undefined): string => (mail ? `${mail.day}/${mail.number}` : '')
      const again = groupBy(
        all.filter(({ candidate }) => candidate.existing !== null),
        ({ candidate }) => keyText(candidate.existing?.mail),
      )
      const fresh = all
        .filter(({ candidate }) => candidate.existing === null)
        .map(({ candidate }) => planned(candidate))
      const mails: PlannedMail[] = [...again.values()].map((carried) => ({
        person,
        mail: carried[0]?.candidate.existing?.mail ?? null,
        doubtful: carried.some(({ standing }) => standing === 'doubtful'),
        lines: carried.map(({ candidate }) => planned(candidate)),
      }))
      if (fresh.length === 0) return mails
      const free = mails.find((mail) => !mail.doubtful)
      if (!free) return [...mails, { person, mail: null, doubtful: false, lines: fresh }]
      free.lines.push(...fresh)
      return mails
    })

const planned = (candidate: Candidate): PlannedLine => ({
  ...keyOf(candidate),
  falls: candidate.falls,
  open: candidate.existing !== null,
})
