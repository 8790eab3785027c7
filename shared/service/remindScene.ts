import type { PeriodDates, WorkCalendar } from '../domain/calendar.ts'
import type { Person, Unit } from '../domain/people.ts'
import type { Plan } from '../domain/plan.ts'
import {
  isOpenLine,
  type LedgerLine,
  lineKeyText,
  lineStateOf,
  type MailKey,
  type MailStanding,
  mailId,
  standingOf,
} from '../domain/reminder/ledger.ts'
import { type OwedReport, owedReports, periodsOfConcern } from '../domain/reminder/owed.ts'
import type { Instant } from '../domain/time.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Cells, Chains } from './ports.ts'

/** Everything a run decides from, read once. */
export type RemindScene = {
  calendar: WorkCalendar
  units: Unit[]
  people: Person[]
  owed: OwedReport[]
  ledger: LedgerLine[]
  /** Versions of the ledger's cells by key text, for conditional writes. */
  versions: Map<string, number>
  standing: (line: LedgerLine) => MailStanding
  /** Lines whose mail had its outcome written, while they themselves had not; as they are now. */
  settled: LedgerLine[]
  periods: { plan: Plan; dates: PeriodDates }[]
}

/**
 * Reads plans, calendar, people, the heads and the ledger of all periods of concern. Lines left open by a run that died after its mail's
 * outcome was known get that outcome here, in memory; the run writes it.
 */
export const remindScene = async (
  { chains, cells, load }: { chains: Chains; cells: Cells; load: Load },
  now: Instant,
  machine: Instant,
): Promise<RemindScene> => {
  const [plans, calendar, units, people] = await Promise.all([
    load.plans(),
    load.calendar(),
    load.units(),
    load.people(),
  ])
  const published = plans.filter((plan) => plan.state === 'published')
  const months = (
    await Promise.all(
      published.map(async (head) => {
        const [plan, verifications] = await Promise.all([load.bodyOf(head), chains.heads(keys.verifications(head.id))])
        return periodsOfConcern(plan, calendar, head.publishedAt, now).map((dates) => ({ plan, dates, verifications }))
      }),
    )
  ).flat()

  const read = await Promise.all(
    months.map(async ({ plan, dates, verifications }) => {
      const [heads, ledger] = await Promise.all([
        chains.heads(keys.reports(plan.id, dates.period)),
        cells.list(keys.ledger(plan.id, dates.period)),
      ])
      return { owed: owedReports(plan, dates, units, heads, verifications), ledger }
    }),
  )
  const lines = read.flatMap((month) => month.ledger)
  const versions = new Map(lines.map(({ value, version }) => [lineKeyText(value), version]))

  const open = lines.map(({ value }) => value).filter(isOpenLine)
  const mailKeys = new Map(open.flatMap(({ mail }) => (mail ? [[mailId(mail), mail] as const] : [])))
  const mails = new Map(
    await Promise.all(
      [...mailKeys].map(async ([id, key]) => [id, (await cells.get(keys.reminderMail(key)))?.value ?? null] as const),
    ),
  )
  const mailOf = (key: MailKey | null) => (key === null ? null : (mails.get(mailId(key)) ?? null))
  const settled: LedgerLine[] = []
  const ledger = lines.map(({ value: line }) => {
    if (!isOpenLine(line)) return line
    const mail = mailOf(line.mail)
    if (mail === null || standingOf(mail, machine) !== 'settled') return line
    const now = { ...line, state: lineStateOf(mail.state), reason: mail.detail || line.reason }
    settled.push(now)
    return now
  })
  return {
    calendar,
    units,
    people,
    owed: read.flatMap((month) => month.owed),
    ledger,
    versions,
    standing: (line) => standingOf(mailOf(line.mail), machine),
    settled,
    periods: months.map(({ plan, dates }) => ({ plan, dates })),
  }
}
