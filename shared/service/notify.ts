import { mailHeaders, messageIdOf } from '../domain/mail/envelope.ts'
import type { Words } from '../domain/mail/layout.ts'
import {
  acceptedWords,
  declinedWords,
  type Notice,
  receiptWords,
  returnedWords,
  signWantedWords,
} from '../domain/mail/notices.ts'
import { CAPACITIES, type Person } from '../domain/people.ts'
import { taskOf } from '../domain/plan.ts'
import { type LedgerLine, lineKeyText, type NoticeRule } from '../domain/reminder/ledger.ts'
import { copiesOf, NOBODY, type Recipient, recipientsOf } from '../domain/reminder/recipients.ts'
import { dueAndLock, reportDates } from '../domain/report/dates.ts'
import type { Entry } from '../domain/report/entry.ts'
import { ReportBody } from '../domain/report/report.ts'
import { dateOf, type Instant } from '../domain/time.ts'
import { afterDelivery, bringForward, handOverTwice } from './keptMail.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Cells, Chance, Delivery, Mailer } from './ports.ts'
import type { SentMail } from './remind.ts'
import type { Told } from './report.ts'

/**
 * Notices: the mails that follow an act on a report. Each has its line in the ledger, written once its outcome is known: one that failed for now is
 * taken up again by the reminder run, and so is an act whose line is missing because the process ended before it was written.
 */

/** What a notice tells of. `by` spares looking up who acted, where that is known. */
export type NoticeMatter = Omit<Told, 'by'> & { by?: Person }

export type Notify = ReturnType<typeof createNotify>

/** A mail that was not sent, or an error before there was one. */
export type Undelivered = Delivery | { outcome: 'broken'; error: unknown }

type NotifyDeps = {
  cells: Cells
  chance: Pick<Chance, 'hash'>
  load: Load
  mailer: Mailer
  /** Reads machine time. */
  machine: () => Instant
  publicUrl: string
  sample: boolean
  /** Told of a notice that was not sent, or could not be made; the act stands all the same. */
  undelivered?: (failure: Undelivered) => void
}

/** Which notice follows the act; null: none. What waits for the head's signature has not been received yet. */
export const noticeOf = ({ act, head }: Pick<NoticeMatter, 'act' | 'head'>): NoticeRule | null => {
  switch (act) {
    case 'submit':
    case 'enter':
    case 'sign-off':
      return head.state === 'awaiting-sign-off' ? 'sign-wanted' : 'receipt'
    case 'return':
    case 'reopen':
      return 'returned'
    case 'accept':
      return 'accepted'
    case 'decline':
      return 'declined'
    default:
      return null
  }
}

/** 进展状态 of an entry as a receipt prints it. */
const stateOf = (entry: Entry): string =>
  entry.zero
    ? '零报告'
    : [entry.status ?? '', entry.progress === null ? '' : `${entry.progress}%`].filter(Boolean).join('，')

export const createNotify = (deps: NotifyDeps) => {
  const { cells, chance, load, mailer, publicUrl, sample } = deps
  const { hostname } = new URL(publicUrl)

  /**
   * Who hears of it. Of what waits for a signature: who may sign. Of everything else: the filer while still filing for the unit, else whoever files for
   * it today (a report that the office entered is its unit's). Who acted is mostly the filer, whom nobody needs to look up then.
   */
  const addressees = async (rule: NoticeRule, { unit, head, by }: NoticeMatter): Promise<Recipient[]> => {
    const filer = head.filedBy?.id
    const serves = unit.coordinator === filer || unit.standIn === filer
    const files = rule !== 'sign-wanted'
    if (files && serves && by && by.id === filer && by.mail !== null) return [{ person: by, mail: by.mail }]
    const ids = [filer, ...CAPACITIES.map((as) => unit[as])].flatMap((id) => id ?? [])
    const byId = new Map((await load.peopleOf([...new Set(ids)])).map((person) => [person.id, person]))
    if (!files) return recipientsOf(unit, byId, 'signer')
    const found = filer === undefined ? undefined : byId.get(filer)
    if (found && serves && !found.removed && found.mail !== null) return [{ person: found, mail: found.mail }]
    return recipientsOf(unit, byId, 'coordinator')
  }

  const wordsOf = (rule: NoticeRule, notice: Notice, { act, plan, head, record, period }: NoticeMatter): Words => {
    const body = ReportBody.parse(record.body)
    const title = (task: number): string => taskOf(plan, task)?.title ?? ''
    const by = record.by.name
    const reason = record.why ?? ''
    const remarks = body.remarks.map((remark) => ({ ...remark, title: title(remark.task) }))
    const tasks = body.entries.map((entry) => ({ task: entry.task, title: title(entry.task), state: stateOf(entry) }))
    const { due, locks } = dueAndLock(period, head.extensions)
    const filedAt = head.filedAt ?? record.at
    switch (rule) {
      case 'accepted':
        return acceptedWords({ ...notice, by, at: record.at })
      case 'returned':
        return returnedWords({
          ...notice,
          ...{ by, reason, remarks },
          until: head.windowUntil ?? record.at,
          reopened: act === 'reopen',
        })
      case 'declined':
        return declinedWords({ ...notice, by, reason, remarks, until: reportDates(period, head).closes })
      case 'sign-wanted':
        return signWantedWords({ ...notice, by, at: record.at, due, tasks })
      case 'receipt':
        return receiptWords({
          ...notice,
          ...{ by, at: record.at, revision: head.revision, entered: act === 'enter', entries: tasks },
          counts: filedAt < due ? '按时' : filedAt < locks ? '迟报' : '漏报',
        })
    }
  }

  const lineOf = (rule: NoticeRule, { which, record, now }: NoticeMatter, person: string): LedgerLine => ({
    ...which,
    rule,
    due: dateOf(record.at),
    person,
    about: record.id,
    ...{ state: 'undeliverable', falls: record.at, at: now, mail: null, messageId: null, into: null },
    ...{ reason: '没有可用的邮箱', by: null, tries: 0, next: null },
  })

  /**
   * Sends it and writes down what became of it.
   * @param known the ledger's lines of this act, with their versions: those that are finished are not sent again
   */
  const tell = async (
    rule: NoticeRule,
    matter: NoticeMatter,
    known: ReadonlyMap<string, { line: LedgerLine; version: number }>,
  ): Promise<SentMail[]> => {
    const { which, head, record, plan, unit, now } = matter
    const found = await addressees(rule, matter)
    if (found.length === 0) {
      const line = lineOf(rule, matter, NOBODY[rule === 'sign-wanted' ? 'signer' : 'coordinator'])
      if (!known.has(lineKeyText(line))) await cells.put(keys.ledgerLine(line), line, 0)
      return []
    }
    const sent = found.map(async ({ person, mail }): Promise<SentMail[]> => {
      const blank = lineOf(rule, matter, person.id)
      const before = known.get(lineKeyText(blank))
      if (before && before.line.state !== 'failed') return []
      const words = wordsOf(rule, { publicUrl, to: person, plan, period: which.period, unit, sample }, matter)
      const messageId = messageIdOf(rule, chance.hash(`${publicUrl} ${rule} ${record.id} ${person.id}`), hostname)
      const delivery = await handOverTwice(mailer, {
        to: { name: person.name, mail },
        cc: rule === 'sign-wanted' ? [] : copiesOf(unit).filter((copy) => copy !== mail),
        ...words,
        messageId,
        headers: mailHeaders([rule], [which.period], [which.unit]),
        at: now,
      })
      const { outcome, detail } = delivery
      if (outcome !== 'sent') deps.undelivered?.({ outcome, detail })
      const became = afterDelivery(delivery, before?.line.tries ?? 0, deps.machine())
      const line: LedgerLine = { ...blank, ...became, messageId }
      await cells.put(keys.ledgerLine(line), line, before?.version ?? 0)
      if (line.next !== null) await bringForward(cells, line.next)
      const due = head.windowUntil
      const owed = rule === 'returned' && due !== null ? head.duties : []
      return [
        {
          ...{ at: now, to: mail, person: person.id, rule, messageId, outcome, detail },
          items: owed.map(({ task }) => ({ unit: which.unit, period: which.period, task, due: due ?? now })),
          ...{ units: [which.unit], periods: [which.period], subject: words.subject },
        },
      ]
    })
    return (await Promise.all(sent)).flat()
  }

  return {
    /**
     * The mail that follows an act on a report. Never makes the act fail: whatever goes wrong is told to `undelivered` and the answer is empty. Made
     * from the act's record, so that the same act sent again makes the same mail.
     */
    after: async (told: Told): Promise<SentMail[]> => {
      try {
        const rule = noticeOf(told)
        return rule ? await tell(rule, told, new Map()) : []
      } catch (error) {
        deps.undelivered?.({ outcome: 'broken', error })
        return []
      }
    },

    /** What was not told, or failed for now, once more: by the reminder run. */
    again: (
      rule: NoticeRule,
      matter: NoticeMatter,
      known: ReadonlyMap<string, { line: LedgerLine; version: number }>,
    ): Promise<SentMail[]> => tell(rule, matter, known),
  }
}
