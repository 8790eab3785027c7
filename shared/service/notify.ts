import { periodDates } from '../domain/calendar.ts'
import type { HistoryRecord } from '../domain/history.ts'
import { mailHeaders, messageIdOf } from '../domain/mail/envelope.ts'
import type { Words } from '../domain/mail/layout.ts'
import { acceptedWords, type Notice, receiptWords, returnedWords } from '../domain/mail/notices.ts'
import { CAPACITIES, type Person, type Unit } from '../domain/people.ts'
import { type Plan, taskOf } from '../domain/plan.ts'
import { type Recipient, recipientsOf } from '../domain/reminder/recipients.ts'
import { dueAndLock } from '../domain/report/dates.ts'
import type { Entry } from '../domain/report/entry.ts'
import { ReportBody, type ReportHead } from '../domain/report/report.ts'
import type { Instant } from '../domain/time.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Chains, Chance, Delivery, Mailer } from './ports.ts'
import type { SentMail } from './remind.ts'
import type { Which } from './report.ts'

/** The acts that a mail follows. */
export type NoticeAct = 'submit' | 'enter' | 'return' | 'reopen' | 'accept'

const RULES: Record<NoticeAct, string> = {
  submit: 'receipt',
  enter: 'receipt',
  return: 'returned',
  reopen: 'returned',
  accept: 'accepted',
}

export type Notify = ReturnType<typeof createNotify>

type NotifyDeps = {
  chains: Pick<Chains, 'record'>
  chance: Pick<Chance, 'hash'>
  load: Load
  mailer: Mailer
  publicUrl: string
  sample: boolean
  /** Told of a notice that was not sent, or could not be made; the act stands all the same. */
  undelivered?: (failure: Delivery | { outcome: 'broken'; detail: string }) => void
}

/** 进展状态 of an entry as a receipt prints it. */
const stateOf = (entry: Entry): string =>
  entry.zero
    ? '零报告'
    : [entry.status ?? '', entry.progress === null ? '' : `${entry.progress}%`].filter(Boolean).join('，')

/**
 * Who hears of it: the filer while still filing for the unit, else whoever files for it today (a report that the office entered is its unit's).
 */
const addressee = (unit: Unit, head: ReportHead, people: readonly Person[]): Recipient | null => {
  const byId = new Map(people.map((person) => [person.id, person]))
  const filer = head.filedBy ? byId.get(head.filedBy.id) : undefined
  const serves = filer !== undefined && CAPACITIES.some((as) => as !== 'head' && unit[as] === filer.id)
  if (filer && serves && !filer.removed && filer.mail !== null) return { person: filer, mail: filer.mail }
  return recipientsOf(unit, byId, 'coordinator')[0] ?? null
}

export const createNotify = (deps: NotifyDeps) => {
  const { chains, chance, load, mailer, publicUrl, sample } = deps
  const { hostname } = new URL(publicUrl)

  const wordsOf = async (
    act: NoticeAct,
    notice: Notice,
    plan: Plan,
    head: ReportHead,
    record: HistoryRecord,
  ): Promise<Words> => {
    const body = ReportBody.parse(record.body)
    const title = (task: number): string => taskOf(plan, task)?.title ?? ''
    if (act === 'accept') return acceptedWords({ ...notice, by: record.by.name, at: record.at })
    if (act === 'return' || act === 'reopen')
      return returnedWords({
        ...notice,
        by: record.by.name,
        reason: record.why ?? '',
        remarks: body.remarks.map((remark) => ({ ...remark, title: title(remark.task) })),
        until: head.windowUntil ?? record.at,
        reopened: act === 'reopen',
      })
    const { due, locks } = dueAndLock(periodDates(plan.rhythm, await load.calendar(), head.period), head.extensions)
    const filedAt = head.filedAt ?? record.at
    return receiptWords({
      ...notice,
      by: record.by.name,
      at: record.at,
      counts: filedAt < due ? '按时' : filedAt < locks ? '迟报' : '漏报',
      revision: head.revision,
      entered: act === 'enter',
      entries: body.entries.map((entry) => ({ task: entry.task, title: title(entry.task), state: stateOf(entry) })),
    })
  }

  const notice = async (act: NoticeAct, which: Which, head: ReportHead, now: Instant): Promise<SentMail[]> => {
    const ref = keys.report(which.plan, which.period, which.unit)
    const [plan, unit, people, record] = await Promise.all([
      load.published(which.plan),
      load.unit(which.unit),
      load.people(),
      head.current === null ? null : chains.record(ref, head.current),
    ])
    const to = addressee(unit, head, people)
    if (!record || !to) return []
    const rule = RULES[act]
    const words = await wordsOf(
      act,
      { publicUrl, to: to.person, plan, period: which.period, unit, sample },
      plan,
      head,
      record,
    )
    const messageId = messageIdOf(rule, chance.hash(`${publicUrl} ${rule} ${record.id} ${to.person.id}`), hostname)
    const headers = mailHeaders([rule], [which.period], [which.unit])
    const { outcome, detail } = await mailer.send({
      to: { name: to.person.name, mail: to.mail },
      ...words,
      messageId,
      headers,
      at: now,
    })
    if (outcome !== 'sent') deps.undelivered?.({ outcome, detail })
    const due = head.windowUntil
    return [
      {
        at: now,
        to: to.mail,
        person: to.person.id,
        rule,
        messageId,
        outcome,
        detail,
        items:
          rule === 'returned' && due !== null
            ? head.duties.map(({ task }) => ({ unit: which.unit, period: which.period, task, due }))
            : [],
        units: [which.unit],
        periods: [which.period],
        subject: words.subject,
      },
    ]
  }

  return {
    /**
     * The mail that follows an act on a report: a receipt, a returned or an accepted notice. Never makes the act fail: whatever goes wrong is told to
     * `undelivered` and the answer is empty. Made from the act's record, so that the same act sent again makes the same mail.
     * @param head as the act left it
     * @param now business time of the act
     */
    after: async (act: NoticeAct, which: Which, head: ReportHead, now: Instant): Promise<SentMail[]> => {
      try {
        return await notice(act, which, head, now)
      } catch (error) {
        deps.undelivered?.({ outcome: 'broken', detail: error instanceof Error ? error.message : String(error) })
        return []
      }
    },
  }
}
