import { mailHeaders } from '../domain/mail/envelope.ts'
import { type Owing, type OwingToMe, type OwingToOffice, reminderWords, taskStateOf } from '../domain/mail/reminder.ts'
import { CAPACITIES } from '../domain/people.ts'
import { taskOf } from '../domain/plan.ts'
import type { ReminderMail } from '../domain/reminder/ledger.ts'
import type { OwedReport } from '../domain/reminder/owed.ts'
import type { PlannedLine } from '../domain/reminder/plan.ts'
import type { ReminderRule } from '../domain/reminder/rules.ts'
import { ReportBody } from '../domain/report/report.ts'
import type { Instant, Period } from '../domain/time.ts'
import { keys } from './keys.ts'
import type { Chains, Mail } from './ports.ts'
import type { RemindScene } from './remindScene.ts'

/** One task that a mail is about. `due` is the report's own due time. */
export type MailItem = { unit: string; period: Period; task: number; due: Instant }

export const itemsOf = (reports: readonly OwedReport[]): MailItem[] =>
  reports.flatMap(({ unit, period, tasks, dates }) =>
    tasks.map((task) => ({ unit: unit.id, period, task, due: dates.due })),
  )

/** By report: `plan/period/unit`. */
export const reportKey = ({ plan, period, unit }: { plan: string; period: Period; unit: string }): string =>
  `${plan}/${period}/${unit}`

/**
 * Claimed lines → the mail that carries them, with how far each unit's draft is. Null when the person has no address any more.
 */
export const createCompose = (deps: {
  chains: Pick<Chains, 'record'>
  publicUrl: string
  sample: boolean
  rules: readonly ReminderRule[]
}) => {
  const { chains, publicUrl, sample, rules } = deps
  const forOffice = (rule: string): boolean => rules.find(({ id }) => id === rule)?.to.includes('office') === true

  const owingOf = async ({ plan, period, unit, head, tasks, dates }: OwedReport): Promise<Owing> => {
    const id = head.draft ?? head.current
    const record = id === null ? null : await chains.record(keys.report(plan.id, period, unit.id), id)
    const entries = record ? ReportBody.parse(record.body).entries : []
    return {
      plan: { id: plan.id, title: plan.title },
      period,
      unit: { id: unit.id, name: unit.name },
      dates,
      tasks: tasks.map((number) => ({
        number,
        title: taskOf(plan, number)?.title ?? '',
        state: taskStateOf(entries.find((entry) => entry.task === number)),
      })),
    }
  }

  return async (
    scene: Pick<RemindScene, 'people' | 'calendar'>,
    mail: ReminderMail,
    lines: readonly PlannedLine[],
    fresh: ReadonlyMap<string, OwedReport>,
    now: Instant,
  ): Promise<{ mail: Mail; reports: OwedReport[] } | null> => {
    const person = scene.people.find(({ id }) => id === mail.person)
    if (!person || person.mail === null) return null
    const mine: OwingToMe[] = []
    const digest: OwingToOffice[] = []
    const reports = new Map<string, OwedReport>()
    for (const line of lines) {
      const report = fresh.get(reportKey(line))
      if (!report) continue
      reports.set(reportKey(line), report)
      const owing = await owingOf(report)
      const { unit } = report
      if (forOffice(line.rule)) {
        const coordinator = scene.people.find(({ id, removed }) => id === unit.coordinator && !removed)
        digest.push({ ...owing, coordinator: coordinator ?? null })
      } else mine.push({ ...owing, as: CAPACITIES.find((as) => unit[as] === person.id) ?? 'coordinator' })
    }
    const words = reminderWords({ now, calendar: scene.calendar, publicUrl, to: person, mine, digest, sample })
    const headers = mailHeaders(
      rules.map(({ id }) => id).filter((id) => lines.some(({ rule }) => rule === id)),
      lines.map(({ period }) => period),
      lines.map(({ unit }) => unit),
    )
    return {
      mail: { to: { name: person.name, mail: person.mail }, ...words, messageId: mail.messageId, headers, at: now },
      reports: [...reports.values()],
    }
  }
}
