import { messageIdOf } from '../domain/mail/envelope.ts'
import type { Actor } from '../domain/people.ts'
import { isRunDue, type LastRun, runIsOverdue } from '../domain/reminder/lastRun.ts'
import {
  keyOf,
  type LedgerLine,
  lineKeyText,
  lineStateOf,
  type MailKey,
  type ReminderMail,
  standingOf,
} from '../domain/reminder/ledger.ts'
import { type EndedLine, type PlannedLine, type PlannedMail, planRun } from '../domain/reminder/plan.ts'
import { DEFAULT_REMINDERS, nextRun, type ReminderRule } from '../domain/reminder/rules.ts'
import { addMinutes, dateOf, type Instant, type Period } from '../domain/time.ts'
import { type Call, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Cells, Chains, Chance, Delivery, Mail, Mailer } from './ports.ts'
import { createCompose, itemsOf, type MailItem, reportKey } from './remindMail.ts'
import { owedOf, type RemindScene, remindScene, reread } from './remindScene.ts'

/**
 * The reminder run (M1–M3): permit → load → plan → claim → read the heads again → send → mark. Each step is one conditional write, so that a run
 * killed at any point is taken up by the next, and two runs at once never send one line under two Message-IDs.
 */

/** How long a claimed mail is left to the run that claimed it (machine time); longer than a mail server may take. */
export const LEASE_MINUTES = 10

/** What became of one mail, as events and logs tell it. */
export type SentMail = {
  at: Instant
  to: string
  person: string
  /** The rules it speaks by, joined with commas. */
  rule: string
  messageId: string
  outcome: Delivery['outcome']
  detail: string
  items: MailItem[]
  units: string[]
  periods: Period[]
  subject: string
}

/** What a run did, in figures: for logs, metrics and the page. The mails themselves are told one by one, to `onMail`. */
export type RunSummary = {
  at: Instant
  trigger: string
  sent: number
  failed: number
  unknown: number
  refused: number
  /** Ledger lines that this run wrote. */
  lines: number
  /** Lines another run was at. */
  busy: number
  /** Stopped for want of time, or another run was at something: worth another run at once. */
  again: boolean
}

/** What a run is given. */
export type RunGiven = {
  now: Instant
  /** Reads machine time. */
  machine: () => Instant
  /** Machine time at which to stop and hand on to the next run: some time before the process is ended from outside. */
  until?: Instant
  /** Who pressed the button; absent for the daily run. */
  actor?: Actor
  /** Told of every mail as it goes. */
  onMail?: (mail: SentMail) => void
}

/** What the next run would send to one person, as things stand. */
export type PreviewMail = { at: Instant; person: string; name: string; mail: string; rule: string; items: MailItem[] }

export type RemindDeps = {
  chains: Chains
  cells: Cells
  chance: Pick<Chance, 'hash'>
  load: Load
  mailer: Mailer
  publicUrl: string
  /** The mails say that people and figures are invented. */
  sample: boolean
  rules?: readonly ReminderRule[]
}

export const createReminders = (deps: RemindDeps) => {
  const { chains, cells, chance, mailer, publicUrl, sample } = deps
  const rules = deps.rules ?? DEFAULT_REMINDERS
  const { hostname } = new URL(publicUrl)
  const compose = createCompose({ chains, publicUrl, sample, rules })

  const messageId = ({ day, person, number }: MailKey): string =>
    messageIdOf(`reminder.${day}.${number}`, chance.hash(`${publicUrl} reminder ${day} ${person} ${number}`), hostname)

  const planOf = (scene: RemindScene, now: Instant) =>
    planRun({
      now,
      calendar: scene.calendar,
      rules,
      people: scene.people,
      owed: scene.owed,
      ledger: scene.ledger,
      standing: scene.standing,
    })

  /** Writes a line if it is still as this run read it. */
  const write = async (scene: RemindScene, line: LedgerLine): Promise<boolean> => {
    const key = lineKeyText(line)
    const version = scene.versions.get(key) ?? 0
    const done = await cells.put(keys.ledgerLine(line), line, version)
    if (done) scene.versions.set(key, version + 1)
    return done
  }

  const endedLine = (ended: EndedLine, scene: RemindScene, now: Instant): LedgerLine => {
    const before = scene.ledger.find((line) => lineKeyText(line) === lineKeyText(ended))
    return {
      ...keyOf(ended),
      state: ended.state,
      falls: ended.falls,
      at: now,
      mail: before?.mail ?? null,
      messageId: before?.messageId ?? null,
      into: ended.into,
      reason: ended.reason,
    }
  }

  /** The mail's cell, claimed for this run; null when another run is at it. */
  const claimMail = async (
    planned: PlannedMail,
    now: Instant,
    machine: () => Instant,
  ): Promise<{ mail: ReminderMail; version: number } | null> => {
    const lease = addMinutes(machine(), LEASE_MINUTES)
    if (planned.mail) {
      const ref = keys.reminderMail(planned.mail)
      const found = await cells.get(ref)
      if (!found) return null
      if (standingOf(found.value, machine()) !== (planned.doubtful ? 'doubtful' : 'free')) return null
      // A doubtful mail stays marked as handed over, or a second kill would make it look as if it never went out.
      const mail: ReminderMail = planned.doubtful
        ? { ...found.value, lease }
        : { ...found.value, lease, state: 'claimed', attempts: 0 }
      return (await cells.put(ref, mail, found.version)) ? { mail, version: found.version + 1 } : null
    }
    for (let number = 1; number <= 99; number++) {
      const key: MailKey = { day: dateOf(now), person: planned.person, number }
      const mail: ReminderMail = {
        ...key,
        messageId: messageId(key),
        state: 'claimed',
        attempts: 0,
        lease,
        lines: planned.lines.map(keyOf),
        to: '',
        detail: '',
      }
      if (await cells.put(keys.reminderMail(key), mail, 0)) return { mail, version: 1 }
      const found = await cells.get(keys.reminderMail(key))
      if (found && standingOf(found.value, machine()) === 'busy') return null
    }
    return null
  }

  /** Puts the mail's lines under its name; what another run was quicker with is left out. */
  const claimLines = async (
    scene: RemindScene,
    planned: PlannedMail,
    mail: ReminderMail,
    now: Instant,
  ): Promise<PlannedLine[]> => {
    const claimed = await Promise.all(
      planned.lines.map(async (line) => line.open || (await write(scene, lineOf(line, mail, 'claimed', null, now)))),
    )
    return planned.lines.filter((_, index) => claimed[index])
  }

  const lineOf = (
    line: PlannedLine,
    mail: ReminderMail,
    state: LedgerLine['state'],
    reason: string | null,
    now: Instant,
  ): LedgerLine => ({
    ...keyOf(line),
    state,
    falls: line.falls,
    at: now,
    mail: { day: mail.day, person: mail.person, number: mail.number },
    messageId: mail.messageId,
    into: null,
    reason,
  })

  const send = async (mail: Mail): Promise<Delivery> => {
    try {
      return await mailer.send(mail)
    } catch (error) {
      return { outcome: 'unknown', detail: error instanceof Error ? error.message : String(error) }
    }
  }

  /** One planned mail, from claim to mark. */
  const carryOut = async (
    scene: RemindScene,
    planned: PlannedMail,
    now: Instant,
    { machine, onMail }: RunGiven,
    summary: RunSummary,
  ): Promise<void> => {
    const claimed = await claimMail(planned, now, machine)
    if (!claimed) {
      summary.busy += planned.lines.length
      return
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
      for (const line of lines) {
        const finished = lineOf(line, mail, state, reason, now)
        if (await write(scene, finished)) summary.lines++
      }
    }

    const lines = await claimLines(scene, planned, mail, now)
    const fresh = await reread(chains, scene, lines)
    const still = lines.filter((line) => fresh.has(reportKey(line)))
    const gone = lines.filter((line) => !still.includes(line))
    // What may have gone out before cannot be called skipped now.
    await finish(gone, planned.doubtful ? 'unknown' : 'skipped', '发送前单位已报送，或截止时间已变')
    const composed = still.length === 0 ? null : await compose(scene, mail, still, fresh, now)
    if (!composed) {
      await step({ state: planned.doubtful ? 'unknown' : 'skipped', lines: [] })
      await finish(still, 'undeliverable', '没有可用的邮箱')
      return
    }

    const attempt = async (): Promise<Delivery | null> => {
      const lease = addMinutes(machine(), LEASE_MINUTES)
      const written = await step({
        state: 'sending',
        attempts: mail.attempts + 1,
        lease,
        lines: still.map(keyOf),
        to: composed.mail.to.mail,
      })
      return written ? send(composed.mail) : null
    }
    let delivery = await attempt()
    if (delivery?.outcome === 'unknown' && mail.attempts < 2) {
      const again = await attempt()
      delivery = again && again.outcome !== 'sent' ? { outcome: 'unknown', detail: again.detail } : again
    }
    if (!delivery) {
      summary.busy += still.length
      return
    }
    if (planned.doubtful && delivery.outcome !== 'sent') delivery = { outcome: 'unknown', detail: delivery.detail }
    const { outcome, detail } = delivery
    if (await step({ state: outcome, detail }))
      await finish(still, lineStateOf(outcome), outcome === 'sent' ? null : detail)
    summary[outcome]++
    onMail?.({
      at: now,
      to: composed.mail.to.mail,
      person: mail.person,
      rule: composed.mail.headers['X-Yuebao-Rule'] ?? '',
      messageId: mail.messageId,
      outcome,
      detail,
      items: itemsOf(composed.reports),
      units: [...new Set(still.map(({ unit }) => unit))],
      periods: [...new Set(still.map(({ period }) => period))],
      subject: composed.mail.subject,
    })
  }

  /**
   * One run. It stops between two mails once `until` has come; the next run carries on.
   * @throws Refusal access.forbidden
   */
  const run = async (given: RunGiven): Promise<RunSummary> => {
    const { now, machine, until, actor } = given
    if (actor) permit(actor, 'reminder.run')
    const trigger = actor?.person.id ?? 'daily'
    const scene = await remindScene(deps, now, machine())
    const none = { sent: 0, failed: 0, unknown: 0, refused: 0, lines: 0, busy: 0 }
    const summary: RunSummary = { at: now, trigger, ...none, again: false }
    for (const line of scene.settled) if (await write(scene, { ...line, at: now })) summary.lines++
    const plan = planOf(scene, now)
    summary.busy = plan.busy
    // Folded lines first: a line is never sent on its own once a more urgent one is on its way.
    for (const ended of plan.ended) if (await write(scene, endedLine(ended, scene, now))) summary.lines++
    let outOfTime = false
    for (const planned of plan.mails) {
      outOfTime = until !== undefined && machine() >= until
      if (outOfTime) break
      await carryOut(scene, planned, now, given, summary)
    }
    const again = outOfTime || summary.busy > 0
    const { sent, failed, unknown } = summary
    const last: LastRun = { at: now, machine: machine(), trigger, sent, failed, unknown, again }
    await cells.put(keys.lastRun, last, 'any')
    return { ...summary, again }
  }

  return {
    run,

    /**
     * The run that the timer or schedule makes every few minutes: one when the day's own is due, when the last one handed on, or when mails that
     * failed for now are to be tried again. Null when nothing is due.
     */
    runIfDue: async (given: Omit<RunGiven, 'actor'>): Promise<RunSummary | null> => {
      const last = (await cells.get(keys.lastRun))?.value ?? null
      return isRunDue(last, given.now, given.machine()) ? run(given) : null
    },

    /** What the next daily run would send, if nothing is filed until then (M4). @throws Refusal access.forbidden */
    preview: async (call: Call, machine: Instant): Promise<PreviewMail[]> => {
      permit(call.actor, 'reminder.read')
      const at = nextRun(call.now)
      const scene = await remindScene(deps, at, machine)
      return planOf(scene, at).mails.flatMap(({ person: id, lines }) => {
        const person = scene.people.find((one) => one.id === id)
        const reports = new Set(lines.flatMap((line) => owedOf(scene, line) ?? []))
        return person?.mail
          ? [
              {
                at,
                person: id,
                name: person.name,
                mail: person.mail,
                rule: [...new Set(lines.map(({ rule }) => rule))].join(','),
                items: itemsOf([...reports]),
              },
            ]
          : []
      })
    },

    /** A month's ledger (M5 shows it). @throws Refusal access.forbidden */
    ledger: async (call: Call, plan: string, period: Period): Promise<LedgerLine[]> => {
      permit(call.actor, 'reminder.read')
      return (await cells.list(keys.ledger(plan, period))).map(({ value }) => value)
    },

    /** The last finished run, and whether none has finished for 26 hours. */
    lastRun: async (machine: Instant): Promise<{ last: LastRun | null; overdue: boolean }> => {
      const last = (await cells.get(keys.lastRun))?.value ?? null
      return { last, overdue: runIsOverdue(last, machine) }
    },
  }
}
