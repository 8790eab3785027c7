import { type PeriodDates, periodDates } from '../domain/calendar.ts'
import { named, type Unit } from '../domain/people.ts'
import { type Duty, type Plan, planIn } from '../domain/plan.ts'
import {
  carries,
  isNotice,
  isOpenLine,
  type LedgerLine,
  lineKeyText,
  lineStateOf,
  type MailStanding,
  mailId,
  type ReminderMail,
  standingOf,
} from '../domain/reminder/ledger.ts'
import { type OwedReport, owedReport, owedReports, type ReportBrief, sameMatter } from '../domain/reminder/owed.ts'
import type { PlannedLine } from '../domain/reminder/plan.ts'
import { newReport } from '../domain/report/report.ts'
import { addDays, addMinutes, at, dateOf, type Instant, timeOf } from '../domain/time.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Between, Cells, Chains } from './ports.ts'
import type { RemindBook, RemindedPlan } from './remindBook.ts'

/** An act whose notice is to be sent again, or was never sent: what the ledger knows of it. */
export type UntoldAct = { plan: Plan; dates: PeriodDates; unit: Unit; head: ReportBrief; lines: LedgerLine[] }

/** What a run decides from, of a slice of units. */
export type RemindScene = {
  owed: OwedReport[]
  ledger: LedgerLine[]
  /** Versions of the unfinished lines' cells by key text, for conditional writes. */
  versions: Map<string, number>
  standing: (line: LedgerLine) => MailStanding
  /** Lines whose mail had its outcome written, while they themselves had not; as they are now. */
  settled: LedgerLine[]
  untold: UntoldAct[]
  /** Notices of acts that a later act has overtaken. */
  stale: LedgerLine[]
  /** The next moment at which something that failed for now is due again (machine time). */
  next: Instant | null
}

/** An act is told by its own request; only one whose notice is missing for so long was cut off. After some days nobody needs to hear. */
const UNTOLD = { minutes: 15, days: 3 }

const stretch = (units: readonly Unit[]): { heads: Between; lines: Between } => {
  const ids = units.map(({ id }) => id)
  const sorted = [...ids].sort()
  return {
    heads: { from: sorted[0] ?? '', to: sorted.at(-1) ?? '' },
    // '0' is the character after '/'.
    lines: { from: `${ids[0]}/`, to: `${ids.at(-1)}0` },
  }
}

/**
 * Reads the heads and the ledger of all periods of concern, of some units. Lines left open by a run that died after its mail's outcome was known
 * get that outcome here, in memory; the run writes it.
 */
export const remindScene = async (
  { chains, cells, load }: { chains: Chains; cells: Cells; load: Pick<Load, 'dutiesIn'> },
  book: RemindBook,
  units: readonly Unit[],
  now: Instant,
  machine: Instant,
): Promise<RemindScene> => {
  const { heads: headRange, lines: lineRange } = stretch(units)
  const inSlice = new Map(units.map((unit) => [unit.id, unit]))
  const month = async (
    { plan }: RemindedPlan,
    dates: PeriodDates,
    duties: Duty[],
    verifications: Parameters<typeof owedReports>[5],
  ) => {
    const [briefs, ledger] = await Promise.all([
      chains.heads(keys.reportBriefs(plan.id, dates.period), headRange),
      cells.list(keys.ledger(plan.id, dates.period), lineRange),
    ])
    const heads = briefs.filter((head) => inSlice.has(head.unit))
    // The plan as it reads in that month, the units as they are called now and were called then.
    const then = planIn(plan, dates.period)
    const called = named(units, dates.period, dateOf(now), book.units)
    return { plan: then, dates, heads, ledger, owed: owedReports(then, duties, dates, called, heads, verifications) }
  }
  const read = (
    await Promise.all(
      book.plans.map(async (one) => {
        const [duties, verifications] = await Promise.all([
          load.dutiesIn(one.head, headRange),
          chains.heads(keys.verifications(one.plan.id), headRange),
        ])
        return Promise.all(one.periods.map((dates) => month(one, dates, duties, verifications)))
      }),
    )
  ).flat()

  const cellsRead = read.flatMap((one) => one.ledger)
  const open = cellsRead.filter(({ value }) => isOpenLine(value))
  const versions = new Map(open.map(({ value, version }) => [lineKeyText(value), version]))
  const mails = new Map<string, ReminderMail | null>()
  const mailKeys = new Map(open.flatMap(({ value }) => (value.mail ? [[mailId(value.mail), value.mail] as const] : [])))
  await Promise.all(
    [...mailKeys].map(async ([id, key]) => {
      mails.set(id, (await cells.get(keys.reminderMail(key)))?.value ?? null)
    }),
  )
  /** A mail that went without the line says nothing about it. */
  const mailOf = (line: LedgerLine): ReminderMail | null => {
    const mail = line.mail === null ? null : (mails.get(mailId(line.mail)) ?? null)
    return mail && (standingOf(mail, machine) !== 'settled' || carries(mail, line)) ? mail : null
  }
  const settled: LedgerLine[] = []
  const ledger = cellsRead.map(({ value: line }) => {
    if (!isOpenLine(line)) return line
    const mail = mailOf(line)
    if (mail === null) return { ...line, mail: null }
    if (standingOf(mail, machine) !== 'settled') return line
    const now = { ...line, state: lineStateOf(mail.state), reason: mail.detail || line.reason }
    settled.push(now)
    return now
  })
  const notices = read.map(({ plan, dates, heads, ledger }) =>
    untoldIn(
      { plan, dates, heads, lines: ledger.map(({ value }) => value).filter((line) => isNotice(line.rule)) },
      { inSlice, now, machine },
    ),
  )
  const waiting = [
    ...[...mails.values()].flatMap((mail) => (mail?.state === 'failed' ? (mail.next ?? []) : [])),
    ...open.flatMap(({ value }) => (isNotice(value.rule) ? (value.next ?? []) : [])),
  ].filter((next) => machine < next)
  return {
    owed: read.flatMap((one) => one.owed),
    ledger,
    versions,
    standing: (line) => standingOf(mailOf(line), machine),
    settled,
    untold: notices.flatMap(({ untold }) => untold),
    stale: notices.flatMap(({ stale }) => stale),
    next: waiting.sort()[0] ?? null,
  }
}

/** The acts of a month whose notices are to be sent now, and the notices that a later act has overtaken. */
const untoldIn = (
  { plan, dates, heads, lines }: { plan: Plan; dates: PeriodDates; heads: ReportBrief[]; lines: LedgerLine[] },
  { inSlice, now, machine }: { inSlice: ReadonlyMap<string, Unit>; now: Instant; machine: Instant },
): { untold: UntoldAct[]; stale: LedgerLine[] } => {
  const headOf = new Map(heads.map((head) => [head.unit, head]))
  const told = new Map<string, LedgerLine[]>()
  for (const line of lines) told.set(line.about, [...(told.get(line.about) ?? []), line])
  const late = addMinutes(now, -UNTOLD.minutes)
  const early = at(addDays(dateOf(now), -UNTOLD.days), timeOf(now))
  const untold = heads.flatMap((head): UntoldAct[] => {
    const unit = inSlice.get(head.unit)
    if (!unit || head.current === null) return []
    const of = told.get(head.current) ?? []
    const missing = of.length === 0 && head.since !== null && early < head.since && head.since <= late
    const due = of.some((line) => line.state === 'failed' && (line.next === null || line.next <= machine))
    return missing || due ? [{ plan, dates, unit, head, lines: of }] : []
  })
  return {
    untold,
    stale: lines.filter((line) => line.state === 'failed' && headOf.get(line.unit)?.current !== line.about),
  }
}

/**
 * The reports of these lines as they stand now, their heads read again strongly consistent, by `plan/period/unit`. A report that is not in the
 * answer waits for something else by now, or its dates have moved: its lines are void.
 */
export const reread = async (
  chains: Pick<Chains, 'headsOf'>,
  { calendar }: Pick<RemindBook, 'calendar'>,
  lines: readonly PlannedLine[],
): Promise<Map<string, OwedReport>> => {
  const months = new Map(lines.map((line) => [`${line.plan}/${line.period}`, line]))
  const fresh = new Map<string, OwedReport>()
  await Promise.all(
    [...months.values()].map(async ({ plan: id, period }) => {
      const of = new Map(
        lines.filter((line) => line.plan === id && line.period === period).map((line) => [line.unit, line.owed]),
      )
      const heads = await chains.headsOf(keys.reportBriefs(id, period), [...of.keys()])
      const byUnit = new Map(heads.map((head) => [head.unit, head]))
      for (const [unit, before] of of) {
        const head = byUnit.get(unit) ?? newReport(id, period, unit)
        const dates = periodDates(before.plan.rhythm, calendar, period)
        const duties = before.tasks.map((task) => ({ task }))
        const now = owedReport(before.plan, before.unit, dates, head, duties)
        if (now && sameMatter(now, before)) fresh.set(`${id}/${period}/${unit}`, now)
      }
    }),
  )
  return fresh
}
