import { isRefusal, Refusal } from '../domain/refusal.ts'
import { CHASE, type LedgerLine, type LineKey } from '../domain/reminder/ledger.ts'
import { isUnits, type OwedReport } from '../domain/reminder/owed.ts'
import { bundle, chasedFor, type PlannedLine, type PlannedMail } from '../domain/reminder/plan.ts'
import { NOBODY_WORDS } from '../domain/reminder/recipients.ts'
import type { Need } from '../domain/reminder/rules.ts'
import { dateOf, type Instant, type Period, periodInWords, stampInWords } from '../domain/time.ts'
import { type Call, permit } from './deps.ts'
import { bringForward } from './keptMail.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Cells, Chains } from './ports.ts'
import type { SentMail } from './remind.ts'
import { openBook, type RemindBook, slicesOf } from './remindBook.ts'
import { remindScene } from './remindScene.ts'
import type { Run } from './remindSend.ts'

/** What a 催办 came to. */
export type Chased = {
  mails: SentMail[]
  /** Units written to. */
  units: string[]
  /** Units that were chased today already, and were left out. */
  already: string[]
  /** Units to which no mail can go. */
  unreachable: string[]
}

type Due = { owed: OwedReport; today: LedgerLine[] }

/** A unit that can be chased for a month, as the page lists it. */
export type Chaseable = {
  unit: { id: string; name: string }
  need: Need
  /** The newest 催办 of the day. */
  chased: { by: string; at: Instant } | null
  reachable: boolean
}

/**
 * 催办 by hand (M4): the office writes to those who still owe a month's report, now. Who chased whom stands in the ledger, under the same rules as
 * everything that is sent.
 */
export const createChase = (
  deps: { chains: Chains; cells: Cells; load: Load },
  carryOut: (run: Run, planned: PlannedMail, told: boolean) => Promise<SentMail | null>,
) => {
  /** The reports of a month that wait for their unit and can still be filed, of some units or all. */
  const dueIn = async (
    book: RemindBook,
    { period, units }: { period: Period; units: readonly string[] | null },
    now: Instant,
    machine: Instant,
  ): Promise<Due[]> => {
    const wanted = units === null ? null : new Set(units)
    const chosen = book.units.filter(({ id }) => wanted === null || wanted.has(id))
    const due: Due[] = []
    for (const slice of slicesOf({ units: chosen })) {
      const scene = await remindScene(deps, book, slice, now, machine)
      for (const owed of scene.owed) {
        if (!isUnits(owed.need) || owed.period !== period || owed.dates.closes <= now) continue
        const today = scene.ledger.filter(
          (line) =>
            line.rule === CHASE && line.unit === owed.unit.id && line.period === period && line.due === dateOf(now),
        )
        due.push({ owed, today })
      }
    }
    return due
  }

  /** The plan with the one month that is asked for. @throws Refusal access.missing */
  const bookOf = async (plan: string, period: Period, now: Instant): Promise<RemindBook> => {
    const whole = await openBook(deps, now)
    const found = whole.plans.find((one) => one.plan.id === plan)
    const dates = found?.periods.find((one) => one.period === period)
    if (!found || !dates) throw new Refusal('access.missing', {})
    return { ...whole, plans: [{ ...found, periods: [dates] }] }
  }

  return {
    /** Who can be chased for a month now, in the order of the units; nobody where the month is no longer looked at. */
    chaseable: async (call: Call, given: { plan: string; period: Period; machine: Instant }): Promise<Chaseable[]> => {
      permit(call.actor, 'reminder.read')
      const book = await bookOf(given.plan, given.period, call.now).catch((error: unknown) => {
        if (isRefusal(error, 'access.missing')) return null
        throw error
      })
      if (!book) return []
      const due = await dueIn(book, { period: given.period, units: null }, call.now, given.machine)
      return due
        .sort((a, b) => a.owed.unit.order - b.owed.unit.order || (a.owed.unit.id < b.owed.unit.id ? -1 : 1))
        .map(({ owed, today }) => {
          const last = [...today].sort((a, b) => (a.at < b.at ? 1 : -1))[0]
          return {
            unit: { id: owed.unit.id, name: owed.unit.name },
            need: owed.need,
            chased: last ? { by: last.by?.name ?? '', at: last.at } : null,
            reachable: chasedFor(book, owed).some((person) => !(person in NOBODY_WORDS)),
          }
        })
    },

    /**
     * @param given.units null: all who still owe
     * @param given.confirmed also those who were chased today already
     * @throws Refusal access.forbidden · access.missing · reminder.nothing when none of them owes · reminder.chased when all were chased today
     */
    chase: async (
      call: Call,
      given: {
        plan: string
        period: Period
        units: readonly string[] | null
        confirmed: boolean
        machine: () => Instant
      },
    ): Promise<Chased> => {
      permit(call.actor, 'reminder.run')
      const { now } = call
      const { machine } = given
      const book = await bookOf(given.plan, given.period, now)
      const due = await dueIn(book, given, now, machine())
      if (due.length === 0) throw new Refusal('reminder.nothing', { what: `${periodInWords(given.period)}月报` })
      const before = due.filter(({ today }) => today.length > 0)
      const chosen = given.confirmed ? due : due.filter(({ today }) => today.length === 0)
      const last = before.flatMap(({ today }) => today).sort((a, b) => (a.at < b.at ? 1 : -1))[0]
      if (chosen.length === 0 && last)
        throw new Refusal('reminder.chased', { by: last.by?.name ?? '', at: stampInWords(last.at), count: due.length })

      const by = { id: call.actor.person.id, name: call.actor.person.name }
      const run: Run = {
        ...{ book, now, machine, versions: new Map(), proof: null, lines: 0, busy: 0, next: null, down: 0 },
      }
      const lines: PlannedLine[] = []
      const unreachable: string[] = []
      for (const { owed, today } of chosen)
        for (const person of chasedFor(book, owed)) {
          const turn = new Set(today.map(({ about }) => about)).size
          const key: LineKey = {
            ...{ plan: given.plan, period: given.period, unit: owed.unit.id, rule: CHASE, due: dateOf(now), person },
            about: turn === 0 ? '' : String(turn + 1),
          }
          if (person in NOBODY_WORDS) {
            unreachable.push(owed.unit.id)
            const line: LedgerLine = {
              ...{ ...key, state: 'undeliverable', falls: now, at: now, mail: null, messageId: null, into: null },
              ...{ reason: '没有可用的邮箱', by, tries: 0, next: null },
            }
            await deps.cells.put(keys.ledgerLine(line), line, 0)
          } else lines.push({ ...key, falls: now, existing: null, standing: 'free', by, owed })
        }
      const mails: SentMail[] = []
      for (const planned of bundle(lines)) {
        const sent = await carryOut(run, planned, true)
        if (sent) mails.push(sent)
      }
      if (run.next !== null) await bringForward(deps.cells, run.next)
      return {
        mails,
        units: [...new Set(lines.map(({ unit }) => unit))],
        already: given.confirmed ? [] : before.map(({ owed }) => owed.unit.id),
        unreachable,
      }
    },
  }
}
