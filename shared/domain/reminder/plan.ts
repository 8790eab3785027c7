import { isWorkingDay, type WorkCalendar } from '../calendar.ts'
import type { Person } from '../people.ts'
import { dateOf, type Instant } from '../time.ts'
import {
  CHASE,
  isNotice,
  isOpenLine,
  keyOf,
  type LedgerLine,
  type LineKey,
  lineKeyText,
  type MailKey,
  type MailStanding,
  mailId,
} from './ledger.ts'
import { isUnits, momentsIn, type OwedReport } from './owed.ts'
import { NOBODY, recipientsOf } from './recipients.ts'
import { type Addressee, familyOf, isForOffice, momentsOf, type ReminderRule } from './rules.ts'

/**
 * What a run will do, decided before anything is written: a pure function of the calendar, the people, what is owed, the ledger and now. The same
 * function answers the run and the preview of the next one. Reports do not depend on each other, so that a run can decide them slice by slice and
 * bundle afterwards what goes to one person.
 */

export type PlanInput = {
  now: Instant
  calendar: WorkCalendar
  /** The rules that hold for a plan. */
  rulesOf: (plan: string) => readonly ReminderRule[]
  people: ReadonlyMap<string, Person>
  /** Everybody of the office. */
  office: readonly Person[]
  owed: readonly OwedReport[]
  /** The lines of the same reports; others of the units too, such as those of a report that waits for nothing any more. */
  ledger: readonly LedgerLine[]
  /** How it stands with the mail of each unfinished line; a line without an answer counts as free. */
  standing: (line: LedgerLine) => MailStanding
}

/** A line to be sent now, with the report it speaks of. */
export type PlannedLine = LineKey & {
  falls: Instant
  /** As it lies in the ledger already, unfinished; null for a new one. */
  existing: LedgerLine | null
  standing: MailStanding
  /** Who pressed 催办. */
  by: LedgerLine['by']
  owed: OwedReport
}

/** An unfinished or unsent line that ends without a mail of its own. */
export type EndedLine = LineKey & {
  falls: Instant
  existing: LedgerLine | null
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
  send: PlannedLine[]
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

/** Each rule's place in the list; later is more urgent. */
const places = new WeakMap<readonly ReminderRule[], ReadonlyMap<string, number>>()
const orderIn = (rules: readonly ReminderRule[]): ReadonlyMap<string, number> => {
  const known = places.get(rules)
  if (known) return known
  const made = new Map(rules.map(({ id }, index) => [id, index]))
  places.set(rules, made)
  return made
}

const NOBODYS = new Set(Object.values(NOBODY))

/** To whom a rule's lines of a report go: persons, or the place of one where nobody can be reached. */
const personsFor = (
  { people, office }: Pick<PlanInput, 'people' | 'office'>,
  { unit }: OwedReport,
  addressees: readonly Addressee[],
): string[] => [
  ...new Set(
    addressees.flatMap((to) => {
      const found = recipientsOf(unit, people, to, office)
      return found.length === 0 ? [NOBODY[to]] : found.map(({ person }) => person.id)
    }),
  ),
]

/** Who is chased by hand: whoever's turn it is. */
export const chasedFor = (input: Pick<PlanInput, 'people' | 'office'>, owed: OwedReport): string[] =>
  personsFor(input, owed, [owed.need === 'sign' ? 'signer' : 'coordinator'])

/** Every line that has come due by `now` for a report, whether it still makes sense or not. */
const candidatesOf = (input: PlanInput, owed: OwedReport): Candidate[] => {
  const rules = input.rulesOf(owed.plan.id)
  const order = orderIn(rules)
  const found = new Map<string, string[]>()
  const personsOf = (to: readonly Addressee[]): string[] => {
    const whom = to.join()
    const persons = found.get(whom) ?? personsFor(input, owed, to)
    found.set(whom, persons)
    return persons
  }
  const key = { plan: owed.plan.id, period: owed.period, unit: owed.unit.id, about: '' }
  return momentsOf(rules, input.calendar, momentsIn(owed))
    .filter((moment) => moment.falls <= input.now)
    .flatMap(({ rule, due, falls, until }) =>
      personsOf(rule.to).map((person) => ({
        ...{ ...key, rule: rule.id, due, person, falls, until },
        order: order.get(rule.id) ?? -1,
        always: rule.always,
        existing: null,
      })),
    )
}

/** A 催办 that did not get out is tried again while it is still the same person's turn. */
const chasesOf = (input: PlanInput, owed: OwedReport, ledger: readonly LedgerLine[]): Candidate[] =>
  ledger
    .filter((line) => line.rule === CHASE && isOpenLine(line))
    .filter((line) => isUnits(owed.need) && chasedFor(input, owed).includes(line.person))
    .map((line) => ({
      ...keyOf(line),
      falls: line.falls,
      until: owed.dates.closes > input.now ? owed.dates.closes : line.falls,
      order: 0,
      always: true,
      existing: line,
    }))

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
  line: LineKey & { falls: Instant; existing: LedgerLine | null },
  state: EndedLine['state'],
  into: string | null,
  reason: string | null,
): EndedLine => ({ ...keyOf(line), falls: line.falls, existing: line.existing, state, into, reason })

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
const settleGroup = (
  input: PlanInput,
  workingDay: boolean,
  candidates: readonly Candidate[],
  ledger: readonly LedgerLine[],
): Settled => {
  const { now, rulesOf } = input
  const existing = new Set(candidates.map((candidate) => candidate.existing))
  const finished = ledger
    // A line of an earlier deadline that may have gone out ends with this run.
    .filter((line) => !isOpenLine(line) || (!existing.has(line) && mayHaveGone(input, line)))
    .map(({ plan, falls, rule }) => ({ falls, rule, order: orderIn(rulesOf(plan)).get(rule) ?? -1 }))
  const overtakes = (candidate: Candidate) => finished.find((line) => moreUrgent(line, candidate))
  const fresh = candidates.filter((candidate) => !overtakes(candidate))
  const best = fresh
    .filter((candidate) => now < candidate.until)
    .reduce<Candidate | null>((most, one) => (most === null || moreUrgent(one, most) ? one : most), null)
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

/** Lines of one report and person compete only with their like: what chases a filing does not settle what chases a review. */
const groupOf = (line: Pick<LineKey, 'person' | 'rule'>): string => `${line.person}/${familyOf(line.rule)}`
const reportOf = ({ plan, period, unit }: LineKey): string => `${plan}/${period}/${unit}`

/**
 * Which lines to send at `now`, and which end without a mail.
 *
 * A line has come due when its moment has passed, its report still waits for the same, and the ledger does not hold it as finished; nothing is
 * asked about which run was the last, so a missed run is caught up by the next. Of several lines for one report and person only the most urgent is
 * sent, the others are folded into it; lines to a unit that have become void are folded into the office's digest of it.
 */
export const planRun = (input: PlanInput): RunPlan => {
  const lines = groupBy(
    input.ledger.filter((line) => !isNotice(line.rule)),
    reportOf,
  )
  const workingDay = isWorkingDay(input.calendar, dateOf(input.now))
  const plan: RunPlan = { send: [], ended: [], busy: 0 }
  const touched = new Set<string>()
  const waits = new Set<string>()

  for (const owed of input.owed) {
    const report = `${owed.plan.id}/${owed.period}/${owed.unit.id}`
    waits.add(report)
    const known = lines.get(report) ?? []
    const byKey = new Map(known.map((line) => [lineKeyText(line), line]))
    const ledgerGroups = groupBy(known, groupOf)
    const digests: string[] = []
    const voided: Candidate[] = []
    const candidates = [...candidatesOf(input, owed), ...chasesOf(input, owed, known)]
    for (const [group, mine] of groupBy(candidates, groupOf)) {
      const ledger = ledgerGroups.get(group) ?? []
      const open = ledger.filter(isOpenLine)
      if (open.some((line) => input.standing(line) === 'busy')) {
        plan.busy += open.length
        for (const line of open) touched.add(lineKeyText(line))
        continue
      }
      const unfinished = mine
        .map((candidate) => ({ ...candidate, existing: byKey.get(lineKeyText(candidate)) ?? null }))
        .filter(({ existing }) => existing === null || isOpenLine(existing))
      for (const { existing } of unfinished) if (existing) touched.add(lineKeyText(existing))
      const settled = settleGroup(input, workingDay, unfinished, ledger)
      voided.push(...settled.void)
      plan.ended.push(...settled.overtaken.map(({ line, by }) => fold(input, line, by)))
      const { chosen } = settled
      if (!chosen) continue
      plan.ended.push(...settled.folded.map((line) => fold(input, line, chosen.rule)))
      const standing = chosen.existing ? input.standing(chosen.existing) : 'free'
      if (standing === 'spent') plan.ended.push(end(chosen, 'unknown', null, null))
      else if (NOBODYS.has(chosen.person)) plan.ended.push(end(chosen, 'undeliverable', null, '没有可用的邮箱'))
      else
        plan.send.push({
          ...keyOf(chosen),
          ...{ falls: chosen.falls, existing: chosen.existing, standing, owed },
          by: chosen.existing?.by ?? null,
        })
      if (isForOffice(chosen.rule)) digests.push(chosen.rule)
    }
    // What nobody in the unit can use any more is said by the office's digest of the unit, when that goes out now.
    const digest = digests[0]
    for (const line of voided)
      if (digest !== undefined) plan.ended.push(fold(input, line, digest))
      else if (line.existing) plan.ended.push(giveUp(input, line, line.existing))
  }

  for (const [report, known] of lines)
    for (const line of known.filter((one) => isOpenLine(one) && !touched.has(lineKeyText(one))))
      if (input.standing(line) === 'busy') plan.busy++
      else plan.ended.push(orphan(input, line, waits.has(report)))
  return plan
}

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

/** An unfinished line that no rule asks for any more: the unit has filed, the deadline moved, somebody else serves the unit. */
const orphan = (input: PlanInput, line: LedgerLine, waits: boolean): EndedLine =>
  end(
    { ...line, existing: line },
    mayHaveGone(input, line) ? 'unknown' : 'skipped',
    null,
    waits ? '截止时间、收件人或规则已变' : '单位已报送',
  )

/** Lines that one mail carries at most, so that its own record stays small enough for the store: more than a province has units. */
const MOST_LINES = 4_000

/**
 * One mail per person. A mail that surely did not go out takes the new lines along, a doubtful one goes out again as it was; one whose next attempt
 * is not due yet is left alone, unless there are new lines for it to carry.
 */
export const bundle = (lines: readonly PlannedLine[]): PlannedMail[] =>
  bundled(lines).flatMap((mail) =>
    mail.lines.length <= MOST_LINES
      ? [mail]
      : Array.from({ length: Math.ceil(mail.lines.length / MOST_LINES) }, (_, part) => ({
          ...mail,
          mail: part === 0 ? mail.mail : null,
          lines: mail.lines.slice(part * MOST_LINES, (part + 1) * MOST_LINES),
        })),
  )

const bundled = (lines: readonly PlannedLine[]): PlannedMail[] =>
  [...groupBy(lines, ({ person }) => person)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([person, all]) => {
      const carried = groupBy(
        all.filter(({ existing }) => existing !== null),
        ({ existing }) => (existing?.mail ? mailId(existing.mail) : ''),
      )
      const fresh = all.filter(({ existing }) => existing === null)
      const mails = [...carried.values()].map((group) => ({
        person,
        mail: group[0]?.existing?.mail ?? null,
        doubtful: group.some(({ standing }) => standing === 'doubtful'),
        waiting: group.every(({ standing }) => standing === 'waiting'),
        lines: group,
      }))
      const carrier = mails.find((mail) => !mail.doubtful && !mail.waiting) ?? mails.find((mail) => mail.waiting)
      if (fresh.length > 0 && carrier) {
        carrier.lines.push(...fresh)
        carrier.waiting = false
      }
      const ready = mails.filter((mail) => !mail.waiting).map(({ waiting: _waiting, ...mail }) => mail)
      return fresh.length > 0 && !carrier ? [...ready, { person, mail: null, doubtful: false, lines: fresh }] : ready
    })
