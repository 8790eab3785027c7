import { MOST_LISTED } from '../domain/mail/digest.ts'
import { mailHeaders } from '../domain/mail/envelope.ts'
import {
  type Owing,
  type OwingToMe,
  type OwingToOffice,
  reminderWords,
  type TaskState,
  taskStateOf,
} from '../domain/mail/reminder.ts'
import { CAPACITIES } from '../domain/people.ts'
import { taskOf } from '../domain/plan.ts'
import type { ReminderMail } from '../domain/reminder/ledger.ts'
import type { OwedReport } from '../domain/reminder/owed.ts'
import type { PlannedLine } from '../domain/reminder/plan.ts'
import { copiesOf, mailboxUnit, type Recipient, recipientsOf } from '../domain/reminder/recipients.ts'
import { isForOffice } from '../domain/reminder/rules.ts'
import { ReportBody } from '../domain/report/report.ts'
import type { Instant, Period } from '../domain/time.ts'
import { keys } from './keys.ts'
import type { Chains, Mail } from './ports.ts'
import type { RemindBook } from './remindBook.ts'

/** One task that a mail is about. `due` is the report's own due time, or the end of its correction window. */
export type MailItem = { unit: string; period: Period; task: number; due: Instant }

/** The tasks that are owed: of a report that waits for its review the unit owes nothing. */
export const itemsOf = (reports: readonly OwedReport[]): MailItem[] =>
  reports
    .filter(({ need }) => need !== 'review')
    .flatMap(({ unit, period, tasks, dates, need, head }) => {
      const due = need === 'correct' ? (head.windowUntil ?? dates.due) : dates.due
      return tasks.map((task) => ({ unit: unit.id, period, task, due }))
    })

/** By report: `plan/period/unit`. */
export const reportKey = ({ plan, period, unit }: { plan: string; period: Period; unit: string }): string =>
  `${plan}/${period}/${unit}`

/** Copies of one mail at most: one who serves many units is no reason to write to everybody. */
const MOST_COPIES = 20

/** Who gets the mail; null when nobody has that address any more. */
export const recipientIn = ({ people, units }: Pick<RemindBook, 'people' | 'units'>, id: string): Recipient | null => {
  const box = mailboxUnit(id)
  if (box !== null) {
    const unit = units.find((one) => one.id === box)
    return unit && unit.mailbox !== null ? { person: { id, name: unit.name }, mail: unit.mailbox } : null
  }
  const person = people.get(id)
  return person && !person.removed && person.mail !== null ? { person, mail: person.mail } : null
}

/**
 * Claimed lines → the mail that carries them, with how far each unit's draft is. Null when the person has no address any more.
 */
export const createCompose = (deps: { chains: Pick<Chains, 'record'>; publicUrl: string; sample: boolean }) => {
  const { chains, publicUrl, sample } = deps

  const bodyOf = async ({ plan, period, unit }: OwedReport, id: string | null): Promise<ReportBody | null> => {
    const record = id === null ? null : await chains.record(keys.report(plan.id, period, unit.id), id)
    return record ? ReportBody.parse(record.body) : null
  }

  /**
   * How far each task is, by the draft where there is one; what a return points at waits for its correction.
   * @param look false: the texts are not read, nobody will be shown how far it is
   */
  const tasksOf = async (owed: OwedReport, look: boolean): Promise<Owing['tasks']> => {
    const { plan, head, need, tasks } = owed
    const texts = look ? await bodyOf(owed, head.draft ?? head.current) : null
    const back = need === 'correct' && look ? (head.draft === null ? texts : await bodyOf(owed, head.current)) : null
    const pointed = new Set(back?.remarks.map(({ task }) => task))
    const stateOf = (number: number): TaskState =>
      pointed.has(number) ? '待修改' : taskStateOf(texts?.entries.find((entry) => entry.task === number))
    return tasks.map((number) => ({ number, title: taskOf(plan, number)?.title ?? '', state: stateOf(number) }))
  }

  const owingOf = async (owed: OwedReport, look = true): Promise<Owing> => ({
    plan: { id: owed.plan.id, title: owed.plan.title },
    period: owed.period,
    unit: { id: owed.unit.id, name: owed.unit.name },
    dates: owed.dates,
    need: owed.need,
    tasks: await tasksOf(owed, look),
    since: owed.head.since,
    window: owed.need === 'correct' ? owed.head.windowUntil : null,
  })

  return async (
    book: RemindBook,
    {
      mail,
      lines,
      fresh,
      proof,
      now,
    }: {
      mail: ReminderMail
      lines: readonly PlannedLine[]
      fresh: ReadonlyMap<string, OwedReport>
      proof: string | null
      now: Instant
    },
  ): Promise<{ mail: Mail; reports: OwedReport[] } | null> => {
    const to = recipientIn(book, mail.person)
    if (!to) return null
    const reports = new Map<string, OwedReport>()
    const units = new Map<string, { owed: OwedReport; line: PlannedLine }>()
    const office: OwedReport[] = []
    for (const line of lines) {
      const owed = fresh.get(reportKey(line))
      if (!owed) continue
      const key = reportKey(line)
      if (isForOffice(line.rule)) office.push(owed)
      // A report that several lines speak of stands in the mail once; a 催办 says so.
      else if (!units.has(key) || line.by) units.set(key, { owed, line })
      reports.set(key, owed)
    }
    const mine = await Promise.all(
      [...units.values()].map(async ({ owed, line }): Promise<OwingToMe> => {
        const as = CAPACITIES.find((capacity) => owed.unit[capacity] === mail.person) ?? null
        return { ...(await owingOf(owed)), as, chasedBy: line.by?.name ?? null }
      }),
    )
    const listed = new Map<string, number>()
    office.sort((a, b) => a.unit.order - b.unit.order || (a.unit.id < b.unit.id ? -1 : 1))
    const digest = await Promise.all(
      office.map(async (owed): Promise<OwingToOffice> => {
        const month = `${owed.plan.id}/${owed.period}/${owed.need}`
        const place = (listed.get(month) ?? 0) + 1
        listed.set(month, place)
        const { unit } = owed
        const coordinator = book.people.get(unit.coordinator ?? '')
        return {
          ...(await owingOf(owed, place <= MOST_LISTED && owed.need === 'file' && owed.head.draft !== null)),
          coordinator: coordinator && !coordinator.removed ? coordinator : null,
          reachable: recipientsOf(unit, book.people, 'coordinator', book.office).length > 0,
        }
      }),
    )
    const words = reminderWords({
      now,
      calendar: book.calendar,
      publicUrl,
      to: { name: to.person.name },
      mine,
      digest,
      proof,
      sample,
    })
    const headers = mailHeaders(
      lines.map(({ rule }) => rule).sort((a, b) => orderOf(book, lines, a) - orderOf(book, lines, b)),
      lines.map(({ period }) => period),
      lines.map(({ unit }) => unit),
    )
    return {
      mail: {
        to: { name: to.person.name, mail: to.mail },
        cc: copiesFor(
          book,
          mail.person,
          [...units.values()].map(({ owed }) => owed),
        ).filter((copy) => copy !== to.mail),
        ...words,
        messageId: mail.messageId,
        headers,
        at: now,
      },
      reports: [...reports.values()],
    }
  }
}

/** Rules in the order of the plan's list, so that a mail names them always alike; those of no list come first. */
const orderOf = (book: RemindBook, lines: readonly PlannedLine[], rule: string): number =>
  book.rulesOf(lines[0]?.plan ?? '').findIndex(({ id }) => id === rule)

/** The copies that go out with the mail to a unit's coordinator; the head's and the office's mails have none. */
const copiesFor = (book: RemindBook, person: string, reports: readonly OwedReport[]): string[] => [
  ...new Set(
    reports
      .filter(({ unit }) => recipientsOf(unit, book.people, 'coordinator', book.office)[0]?.person.id === person)
      .flatMap(({ unit }) => copiesOf(unit))
      .slice(0, MOST_COPIES),
  ),
]
