import { allPeriods, unknownYears } from '../domain/calendar.ts'
import type { Actor } from '../domain/people.ts'
import { isRunDue, type LastRun, runIsOverdue } from '../domain/reminder/lastRun.ts'
import { type LedgerLine, lineKeyText, type MailStanding } from '../domain/reminder/ledger.ts'
import { bundle, type EndedLine, type PlannedLine, planRun, type RunPlan } from '../domain/reminder/plan.ts'
import { nextRun } from '../domain/reminder/rules.ts'
import type { ReportAct } from '../domain/report/acts.ts'
import type { Instant, Period } from '../domain/time.ts'
import { createBounces } from './bounces.ts'
import { createChase } from './chase.ts'
import { type Call, permit } from './deps.ts'
import { keys } from './keys.ts'
import { createLedgerView } from './ledgerView.ts'
import type { Load } from './load.ts'
import { type Notify, noticeOf } from './notify.ts'
import type { Cells, Chains, Chance, Delivery, Mailer } from './ports.ts'
import { createAlarm } from './remindAlarm.ts'
import { openBook, type RemindBook, slicesOf } from './remindBook.ts'
import { itemsOf, type MailItem, recipientIn } from './remindMail.ts'
import { createRules } from './remindRules.ts'
import { type RemindScene, remindScene, type UntoldAct } from './remindScene.ts'
import { createSend, earlier, inChunks, type Run } from './remindSend.ts'

/**
 * The reminder run (M1–M3): permit → read a slice of units → plan → send, slice by slice, so that what a run holds does not grow with units. What
 * goes to a person who is written to about units of several slices (the office, one who serves many) waits until all are read: one mail per person.
 */

export { LEASE_MINUTES } from './remindSend.ts'

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
  /** When what failed for now is to be tried again (machine time); null: nothing waits. */
  next: Instant | null
  /** Years of the running plans for which no holidays are known: due times there take Monday to Friday for working days. */
  unknownYears: number[]
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
  chance: Chance
  load: Load
  mailer: Mailer
  notify: Notify
  /** The day's digest over a plan's histories, made and stored where it is not yet. */
  proofOf: (plan: string, now: Instant) => Promise<string>
  /** Told of what went wrong without stopping the run. */
  trouble?: (what: string, error: unknown) => void
  publicUrl: string
  /** The mails say that people and figures are invented. */
  sample: boolean
}

/** Mails in a row that found no server: then the others are left for later. */
const DOWN = 5
/** The preview names so many mails; of more nobody would read. */
const MOST_PREVIEWED = 500

export const createReminders = (deps: RemindDeps) => {
  const { chains, cells, load, notify } = deps
  const { write, carryOut } = createSend(deps)
  const lanes = deps.mailer.atOnce ?? 1

  /** What may have gone out is not sent again by a mailer that would give it another Message-ID. */
  const asSendable = (standing: MailStanding): MailStanding =>
    standing === 'doubtful' && !deps.mailer.keepsMessageId ? 'spent' : standing

  const planOf = (book: RemindBook, scene: RemindScene, now: Instant): RunPlan =>
    planRun({
      now,
      ...book,
      owed: scene.owed,
      ledger: scene.ledger,
      standing: (line) => asSendable(scene.standing(line)),
    })

  const endedLine = ({ existing, ...ended }: EndedLine, now: Instant): LedgerLine => ({
    ...ended,
    at: now,
    mail: existing?.mail ?? null,
    messageId: existing?.messageId ?? null,
    by: existing?.by ?? null,
    ...{ tries: existing?.tries ?? 0, next: null },
  })

  /** The day's digests over the histories. Without them the reminders go out all the same. */
  const proofs = async ({ plans }: RemindBook, now: Instant): Promise<string | null> => {
    try {
      const made: string[] = []
      for (const { plan } of plans) made.push(await deps.proofOf(plan.id, now))
      return made.join('、') || null
    } catch (error) {
      deps.trouble?.('digest of the day', error)
      return null
    }
  }

  /** The units about which a person is written to; null for the office, which hears of all. */
  const placesOf = ({ units, office }: RemindBook): ((person: string) => readonly string[] | null) => {
    const places = new Map<string, string[]>()
    for (const { id, coordinator, standIn, head, standInHead } of units)
      for (const person of new Set([coordinator, standIn, head, standInHead])) {
        if (person === null) continue
        const known = places.get(person)
        if (known) known.push(id)
        else places.set(person, [id])
      }
    const all = new Set(office.map(({ id }) => id))
    return (person) => (all.has(person) ? null : (places.get(person) ?? []))
  }

  /** The notices of a slice: those that failed for now and are due again, and those of acts that were never told. */
  const tellAgain = async (run: Run, scene: RemindScene): Promise<SentMail[]> => {
    for (const line of scene.stale) {
      const ended: LedgerLine = { ...line, state: 'skipped', at: run.now, next: null, reason: '月报已有新的办理' }
      if (await write(run, ended)) run.lines++
    }
    const told = await inChunks(scene.untold, (act) => tellOne(run, act), lanes)
    return told.flat()
  }

  const tellOne = async (run: Run, { plan, dates, unit, head: brief, lines }: UntoldAct): Promise<SentMail[]> => {
    const which = { plan: plan.id, period: dates.period, unit: unit.id }
    const ref = keys.report(which.plan, which.period, which.unit)
    const head = await chains.head(ref)
    // Somebody was quicker: the newer act has its own notice.
    if (head === null || head.current === null || head.current !== brief.current) return []
    const record = await chains.record(ref, head.current)
    if (!record) return []
    const act = record.act as ReportAct
    const rule = noticeOf({ act, head })
    if (rule === null) return []
    const known = new Map(
      lines.map((line) => {
        const key = lineKeyText(line)
        return [key, { line, version: run.versions.get(key) ?? 0 }] as const
      }),
    )
    const matter = { act, which, head, record, plan, unit, period: dates, now: run.now }
    return notify.again(rule, matter, known)
  }

  const run = async (given: RunGiven): Promise<RunSummary> => {
    const { now, machine, until, actor, onMail } = given
    if (actor) permit(actor, 'reminder.run')
    const trigger = actor?.person.id ?? 'daily'
    const [book, waiting] = await Promise.all([openBook(deps, now), cells.get(keys.nextTry)])
    const state: Run = {
      ...{ book, now, machine, versions: new Map(), proof: null, lines: 0, busy: 0, next: null, down: 0 },
    }
    const count = { sent: 0, failed: 0, unknown: 0, refused: 0 }
    const tell = (mail: SentMail): void => {
      count[mail.outcome]++
      onMail?.(mail)
    }
    let outOfTime = false
    /** Sends some at a time; stops when the time is up or no server is there. What is not sent is not claimed: the next run finds it as it is. */
    const sendAll = async (lines: readonly PlannedLine[]): Promise<void> => {
      const mails = bundle(lines)
      for (let from = 0; from < mails.length && state.down < DOWN; from += lanes) {
        outOfTime ||= until !== undefined && machine() >= until
        if (outOfTime) return
        const lane = mails.slice(from, from + lanes)
        const sent = await Promise.all(lane.map((mail) => carryOut(state, mail, onMail !== undefined)))
        for (const mail of sent) if (mail) tell(mail)
      }
    }

    state.proof = await proofs(book, now)
    const placesFor = placesOf(book)
    const later: PlannedLine[] = []
    const slices = slicesOf(book)
    for (const units of slices) {
      outOfTime ||= until !== undefined && machine() >= until
      if (outOfTime) break
      const scene = await remindScene(deps, book, units, now, machine())
      for (const [key, version] of scene.versions) state.versions.set(key, version)
      state.next = earlier(state.next, scene.next)
      await inChunks(scene.settled, async (line) => {
        if (await write(state, { ...line, at: now })) state.lines++
      })
      const plan = planOf(book, scene, now)
      state.busy += plan.busy
      // Folded lines first: a line is never sent on its own once a more urgent one is on its way.
      await inChunks(plan.ended, async (ended) => {
        if (await write(state, endedLine(ended, now))) state.lines++
      })
      if (state.down < DOWN) for (const mail of await tellAgain(state, scene)) tell(mail)
      const inSlice = new Set(units.map(({ id }) => id))
      // Of a bureau that is one slice all is known now, the office's lines too.
      const here = (line: PlannedLine): boolean =>
        slices.length === 1 || placesFor(line.person)?.every((unit) => inSlice.has(unit)) === true
      await sendAll(plan.send.filter(here))
      later.push(...plan.send.filter((line) => !here(line)))
    }
    if (!outOfTime) await sendAll(later)
    return finish(given, trigger, state, { ...count, outOfTime }, waiting)
  }

  /** Writes down what the run was, and when something is to be tried again. */
  const finish = async (
    { now, machine }: RunGiven,
    trigger: string,
    { book, lines, busy, next }: Run,
    { outOfTime, ...count }: Record<Delivery['outcome'], number> & { outOfTime: boolean },
    waiting: { version: number; value: Instant | null } | null,
  ): Promise<RunSummary> => {
    const again = outOfTime || busy > 0
    const { sent, failed, unknown } = count
    const last: LastRun = { at: now, machine: machine(), trigger, sent, failed, unknown, again }
    await Promise.all([
      cells.put(keys.lastRun, last, 'any'),
      // A notice that failed meanwhile has brought the moment forward: then it stays, and the run it brings about sets it anew.
      waiting?.value === next ? null : cells.put(keys.nextTry, next, waiting?.version ?? 0),
    ])
    const periods = book.plans.flatMap(({ plan }) => allPeriods(plan.rhythm, book.calendar))
    return { at: now, trigger, ...count, lines, busy, again, next, unknownYears: unknownYears(periods) }
  }

  return {
    /**
     * One run. It stops between two mails once `until` has come; the next run carries on.
     * @throws Refusal access.forbidden
     */
    run,

    /**
     * The run that the timer or schedule makes every few minutes: one when the day's own is due, when the last one handed on, or when something that
     * failed for now is to be tried again. Null when nothing is due.
     */
    runIfDue: async (given: Omit<RunGiven, 'actor'>): Promise<RunSummary | null> => {
      const [last, next] = await Promise.all([cells.get(keys.lastRun), cells.get(keys.nextTry)])
      return isRunDue(last?.value ?? null, next?.value ?? null, given.now, given.machine()) ? run(given) : null
    },

    /** What the next daily run would send, if nothing is filed until then (M4). @throws Refusal access.forbidden */
    preview: async (call: Call, machine: Instant): Promise<PreviewMail[]> => {
      permit(call.actor, 'reminder.read')
      const at = nextRun(call.now)
      const book = await openBook(deps, at)
      const lines: PlannedLine[] = []
      for (const units of slicesOf(book))
        lines.push(...planOf(book, await remindScene(deps, book, units, at, machine), at).send)
      return bundle(lines)
        .slice(0, MOST_PREVIEWED)
        .flatMap(({ person, lines: mine }) => {
          const to = recipientIn(book, person)
          const reports = new Map(mine.map(({ owed, ...line }) => [`${line.plan}/${line.period}/${line.unit}`, owed]))
          const rule = [...new Set(mine.map((line) => line.rule))].join(',')
          return to
            ? [{ at, person, name: to.person.name, mail: to.mail, rule, items: itemsOf([...reports.values()]) }]
            : []
        })
    },

    /** The last finished run, and whether none has finished for 26 hours. */
    lastRun: async (machine: Instant): Promise<{ last: LastRun | null; overdue: boolean }> => {
      const last = (await cells.get(keys.lastRun))?.value ?? null
      return { last, overdue: runIsOverdue(last, machine) }
    },

    ...createLedgerView({ cells, load }),
    ...createBounces({ cells }),
    ...createChase(deps, carryOut),
    ...createRules(deps),
    ...createAlarm(deps),
  }
}
