import { messageIdOf } from '../domain/mail/envelope.ts'
import { nextTry } from '../domain/reminder/backoff.ts'
import {
  carried,
  keyOf,
  type LedgerLine,
  lineKeyText,
  lineStateOf,
  type MailKey,
  type ReminderMail,
  standingOf,
} from '../domain/reminder/ledger.ts'
import type { PlannedLine, PlannedMail } from '../domain/reminder/plan.ts'
import { addMinutes, dateOf, type Instant } from '../domain/time.ts'
import { handOver } from './keptMail.ts'
import { keys } from './keys.ts'
import type { Cells, Chains, Chance, Delivery, Mailer } from './ports.ts'
import type { RunGiven, SentMail } from './remind.ts'
import type { RemindBook } from './remindBook.ts'
import { createCompose, itemsOf, reportKey } from './remindMail.ts'
import { reread } from './remindScene.ts'

/**
 * One mail of a run: claim → read the heads again → send → mark. Each step is one conditional write, so that a run killed at any point is taken up by
 * the next, and two runs at once never send one line under two Message-IDs.
 */

/** How long a claimed mail is left to the run that claimed it (machine time); longer than a mail server may take. */
export const LEASE_MINUTES = 10

/** A run on its way. */
export type Run = {
  book: RemindBook
  now: Instant
  machine: RunGiven['machine']
  /** Versions of the ledger's unfinished cells by key text; absent: not in the ledger yet. */
  versions: Map<string, number>
  /** What the office's digest prints of a plan's histories. */
  proof: string | null
  /** Ledger lines written. */
  lines: number
  /** Lines another run is at. */
  busy: number
  /** The earliest moment at which something that failed for now is due again (machine time). */
  next: Instant | null
  /** Mails in a row that found no server. */
  down: number
}

/** Store calls under way at once. */
const AT_ONCE = 25

/** Does something with each, some at once; the answers in the order of the items. */
export const inChunks = async <T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
  size = AT_ONCE,
): Promise<R[]> => {
  const answers: R[] = []
  for (let from = 0; from < items.length; from += size)
    answers.push(...(await Promise.all(items.slice(from, from + size).map(act))))
  return answers
}

/** The earlier of two moments, of which either may be none. */
export const earlier = (one: Instant | null, other: Instant | null): Instant | null =>
  one === null || (other !== null && other < one) ? other : one

export type SendDeps = {
  chains: Pick<Chains, 'record' | 'headsOf'>
  cells: Cells
  chance: Pick<Chance, 'hash'>
  mailer: Mailer
  publicUrl: string
  /** The mails say that people and figures are invented. */
  sample: boolean
}

export const createSend = (deps: SendDeps) => {
  const { chains, cells, chance, mailer, publicUrl } = deps
  const { hostname } = new URL(publicUrl)
  const compose = createCompose(deps)

  const messageId = ({ day, person, number }: MailKey): string =>
    messageIdOf(`reminder.${day}.${number}`, chance.hash(`${publicUrl} reminder ${day} ${person} ${number}`), hostname)

  /** Writes a line if it is still as this run read it. */
  const write = async (run: Run, line: LedgerLine): Promise<boolean> => {
    const key = lineKeyText(line)
    const version = run.versions.get(key) ?? 0
    const done = await cells.put(keys.ledgerLine(line), line, version)
    if (done) run.versions.set(key, version + 1)
    return done
  }

  const lineOf = (
    run: Run,
    line: PlannedLine,
    mail: ReminderMail,
    state: LedgerLine['state'],
    reason: string | null,
  ): LedgerLine => ({
    ...keyOf(line),
    ...{ state, falls: line.falls, at: run.now, into: null, reason },
    mail: { day: mail.day, person: mail.person, number: mail.number },
    messageId: mail.messageId,
    by: line.by,
    ...{ tries: mail.tries, next: state === 'failed' ? mail.next : null },
  })

  /** The mail's cell, claimed for this run; null when another run is at it. */
  const claimMail = async (run: Run, planned: PlannedMail): Promise<{ mail: ReminderMail; version: number } | null> => {
    const { machine } = run
    const lease = addMinutes(machine(), LEASE_MINUTES)
    if (planned.mail) {
      const ref = keys.reminderMail(planned.mail)
      const found = await cells.get(ref)
      if (!found) return null
      const standing = standingOf(found.value, machine())
      if (planned.doubtful ? standing !== 'doubtful' : standing !== 'free' && standing !== 'waiting') return null
      // A doubtful mail stays marked as handed over, or a second kill would make it look as if it never went out.
      const mail: ReminderMail = planned.doubtful
        ? { ...found.value, lease }
        : { ...found.value, lease, state: 'claimed', attempts: 0 }
      return (await cells.put(ref, mail, found.version)) ? { mail, version: found.version + 1 } : null
    }
    for (let number = 1; number <= 99; number++) {
      const key: MailKey = { day: dateOf(run.now), person: planned.person, number }
      const mail: ReminderMail = {
        ...key,
        messageId: messageId(key),
        ...{ state: 'claimed', attempts: 0, tries: 0, next: null, lease, to: '', detail: '' },
        lines: carried(planned.lines),
      }
      if (await cells.put(keys.reminderMail(key), mail, 0)) return { mail, version: 1 }
      const found = await cells.get(keys.reminderMail(key))
      if (found && standingOf(found.value, machine()) === 'busy') return null
    }
    return null
  }

  /** Puts the mail's lines under its name; what another run was quicker with is left out. */
  const claimLines = async (run: Run, planned: PlannedMail, mail: ReminderMail): Promise<PlannedLine[]> => {
    const claimed = await inChunks(planned.lines, async (line) =>
      // A line that this mail carried before is its own already.
      line.existing !== null && line.existing.mail !== null
        ? true
        : write(run, lineOf(run, line, mail, 'claimed', null)),
    )
    return planned.lines.filter((_, index) => claimed[index])
  }

  /** @returns what to tell of it; null when nothing was sent */
  const carryOut = async (run: Run, planned: PlannedMail, told: boolean): Promise<SentMail | null> => {
    const claimed = await claimMail(run, planned)
    if (!claimed) {
      run.busy += planned.lines.length
      return null
    }
    const ref = keys.reminderMail(claimed.mail)
    let { mail, version } = claimed
    /** Moves the mail's cell; false when the lease ran out and another run took over. */
    const step = async (change: Partial<ReminderMail>): Promise<boolean> => {
      mail = { ...mail, ...change }
      if (!(await cells.put(ref, mail, version))) return false
      version++
      return true
    }
    const finish = async (lines: readonly PlannedLine[], state: LedgerLine['state'], reason: string | null) => {
      const done = await inChunks(lines, (line) => write(run, lineOf(run, line, mail, state, reason)))
      run.lines += done.filter(Boolean).length
    }

    const lines = await claimLines(run, planned, mail)
    const fresh = await reread(chains, run.book, lines)
    const still = lines.filter((line) => fresh.has(reportKey(line)))
    const gone = lines.filter((line) => !still.includes(line))
    // What may have gone out before cannot be called skipped now.
    await finish(gone, planned.doubtful ? 'unknown' : 'skipped', '发送前单位已报送，或截止时间已变')
    const composed =
      still.length === 0 ? null : await compose(run.book, { mail, lines: still, fresh, proof: run.proof, now: run.now })
    if (!composed) {
      await step({ state: planned.doubtful ? 'unknown' : 'skipped', lines: [] })
      await finish(still, 'undeliverable', '没有可用的邮箱')
      return null
    }

    const attempt = async (): Promise<Delivery | null> => {
      const written = await step({
        state: 'sending',
        attempts: mail.attempts + 1,
        lease: addMinutes(run.machine(), LEASE_MINUTES),
        lines: carried(still),
        to: composed.mail.to.mail,
      })
      return written ? handOver(mailer, composed.mail) : null
    }
    let delivery = await attempt()
    if (delivery?.outcome === 'unknown' && mail.attempts < 2 && mailer.keepsMessageId) {
      const again = await attempt()
      delivery = again && again.outcome !== 'sent' ? { outcome: 'unknown', detail: again.detail } : again
    }
    if (!delivery) {
      run.busy += still.length
      return null
    }
    if (planned.doubtful && delivery.outcome !== 'sent') delivery = { outcome: 'unknown', detail: delivery.detail }
    run.down = delivery.down ? run.down + 1 : 0
    const { outcome, detail } = delivery
    const next = outcome === 'failed' ? nextTry(mail.tries + 1, run.machine()) : null
    const givenUp = outcome === 'failed' && next === null
    const state = givenUp ? 'refused' : outcome
    if (await step({ state, detail, tries: mail.tries + 1, next })) {
      run.next = earlier(run.next, next)
      await finish(still, lineStateOf(state), outcome === 'sent' ? null : givenUp ? `多次没有发出：${detail}` : detail)
    }
    return {
      at: run.now,
      to: composed.mail.to.mail,
      person: mail.person,
      rule: composed.mail.headers['X-Yuebao-Rule'] ?? '',
      messageId: mail.messageId,
      outcome,
      detail,
      items: told ? itemsOf(composed.reports) : [],
      units: told ? [...new Set(still.map(({ unit }) => unit))] : [],
      periods: [...new Set(still.map(({ period }) => period))],
      subject: composed.mail.subject,
    }
  }

  return { write, carryOut }
}
