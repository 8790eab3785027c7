import { mailHeaders, messageIdOf } from '../domain/mail/envelope.ts'
import type { Words } from '../domain/mail/layout.ts'
import { acceptedWords, type Notice, receiptWords, returnedWords } from '../domain/mail/notices.ts'
import { CAPACITIES } from '../domain/people.ts'
import { taskOf } from '../domain/plan.ts'
import { type Recipient, recipientsOf } from '../domain/reminder/recipients.ts'
import type { ReportAct } from '../domain/report/acts.ts'
import { dueAndLock } from '../domain/report/dates.ts'
import type { Entry } from '../domain/report/entry.ts'
import { ReportBody } from '../domain/report/report.ts'
import type { Load } from './load.ts'
import type { Chance, Delivery, Mailer } from './ports.ts'
import type { SentMail } from './remind.ts'
import type { Told } from './report.ts'

/** The acts that a mail follows, and the rule it goes by. */
const RULES = {
  submit: 'receipt',
  enter: 'receipt',
  return: 'returned',
  reopen: 'returned',
  'sign-off': 'receipt',
  accept: 'accepted',
} as const satisfies Partial<Record<ReportAct, string>>
type NoticeAct = keyof typeof RULES

/** What waits for the head's signature has not been received yet: the receipt follows the signature. */
const noticed = ({ act, head }: Told): NoticeAct | null =>
  act in RULES && head.state !== 'awaiting-sign-off' ? (act as NoticeAct) : null

type NotifyDeps = {
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
 * @param by who acted; mostly the filer, whom nobody needs to look up then
 */
const addressee = async (load: Load, { unit, head, by }: Told): Promise<Recipient | null> => {
  const filer = head.filedBy?.id
  const serves = unit.coordinator === filer || unit.standIn === filer
  if (serves && by.id === filer && by.mail !== null) return { person: by, mail: by.mail }
  const ids = [filer, ...CAPACITIES.map((as) => unit[as])].flatMap((id) => id ?? [])
  const byId = new Map((await load.peopleOf([...new Set(ids)])).map((person) => [person.id, person]))
  const found = filer === undefined ? undefined : byId.get(filer)
  if (found && serves && !found.removed && found.mail !== null) return { person: found, mail: found.mail }
  return recipientsOf(unit, byId, 'coordinator')[0] ?? null
}

export const createNotify = (deps: NotifyDeps) => {
  const { chance, load, mailer, publicUrl, sample } = deps
  const { hostname } = new URL(publicUrl)

  const wordsOf = (act: NoticeAct, notice: Notice, { plan, head, record, period }: Told): Words => {
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
    const { due, locks } = dueAndLock(period, head.extensions)
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

  const notice = async (act: NoticeAct, told: Told): Promise<SentMail[]> => {
    const { which, head, record, plan, unit, now } = told
    const to = await addressee(load, told)
    if (!to) return []
    const rule = RULES[act]
    const words = wordsOf(act, { publicUrl, to: to.person, plan, period: which.period, unit, sample }, told)
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
     */
    after: async (told: Told): Promise<SentMail[]> => {
      try {
        const act = noticed(told)
        return act ? await notice(act, told) : []
      } catch (error) {
        deps.undelivered?.({ outcome: 'broken', detail: error instanceof Error ? error.message : String(error) })
        return []
      }
    },
  }
}
