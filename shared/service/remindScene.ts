import { periodDates, type WorkCalendar } from '../domain/calendar.ts'
import { named, type Person, type Unit } from '../domain/people.ts'
import { planIn } from '../domain/plan.ts'
import {
  isOpenLine,
  type LedgerLine,
  type LineKey,
  lineKeyText,
  lineStateOf,
  type MailKey,
  type MailStanding,
  mailId,
  standingOf,
} from '../domain/reminder/ledger.ts'
import { type OwedReport, owedReports, owes, periodsOfConcern, sameDates } from '../domain/reminder/owed.ts'
import { reportDates } from '../domain/report/dates.ts'
import { dateOf, type Instant } from '../domain/time.ts'
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
        const [plan, verifications] = await Promise.all([load.wholeOf(head), chains.heads(keys.verifications(head.id))])
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
      return {
        // The plan as it reads in that month, the units as they are called now and were called then.
        owed: owedReports(
          planIn(plan, dates.period),
          dates,
          named(units, dates.period, dateOf(now)),
          heads,
          verifications,
        ),
        ledger,
      }
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
  }
}

/** What is owed of the report a line speaks of; nothing when its unit has filed. */
export const owedOf = (
  scene: Pick<RemindScene, 'owed'>,
  line: { plan: string; period: string; unit: string },
): OwedReport | undefined =>
  scene.owed.find((one) => one.plan.id === line.plan && one.period === line.period && one.unit.id === line.unit)

/**
 * The reports of these lines as they stand now, their heads read again strongly consistent, by `plan/period/unit`. A report that is not in the
 * answer is not owed any more, or its dates have moved: its lines are void.
 */
export const reread = async (
  chains: Chains,
  scene: RemindScene,
  lines: readonly LineKey[],
): Promise<Map<string, OwedReport>> => {
  const months = new Map(lines.map((line) => [`${line.plan}/${line.period}`, line]))
  const fresh = new Map<string, OwedReport>()
  for (const { plan, period } of months.values()) {
    const units = new Set(lines.filter((line) => line.plan === plan && line.period === period).map(({ unit }) => unit))
    const heads = await chains.headsOf(keys.reports(plan, period), [...units])
    for (const unit of units) {
      const owed = owedOf(scene, { plan, period, unit })
      if (!owed) continue
      const head = heads.find((one) => one.unit === unit) ?? owed.head
      const dates = reportDates(periodDates(owed.plan.rhythm, scene.calendar, period), head)
      if (owes(head) && sameDates(dates, owed.dates)) fresh.set(`${plan}/${period}/${unit}`, { ...owed, head, dates })
    }
  }
  return fresh
}
