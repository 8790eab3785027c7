import type { Unit } from '../domain/people.ts'
import { type LedgerLine, LINE_STATES, type LineState } from '../domain/reminder/ledger.ts'
import { recipientsOf } from '../domain/reminder/recipients.ts'
import { dateOf, type Period } from '../domain/time.ts'
import { type Call, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Cells } from './ports.ts'
import { SYSTEM } from './remindAlarm.ts'

/** Which lines of a month to show; what is not given filters nothing. */
export type LedgerFilter = { state?: LineState | undefined; unit?: string | undefined; rule?: string | undefined }

export type LedgerPage = {
  /** The newest first, as many as a page holds. */
  lines: LedgerLine[]
  /** How many the filter lets through. */
  found: number
  /** How many lines of the month are in each state, before the filter. */
  counts: Record<LineState, number>
}

/** Lines on one page; a filter finds the others. */
export const PAGE_LINES = 300

const newestFirst = (one: LedgerLine, other: LedgerLine): number =>
  one.at === other.at ? (one.unit < other.unit ? -1 : 1) : one.at < other.at ? 1 : -1

/** What the office reads of the ledger (M5). */
export const createLedgerView = ({ cells, load }: { cells: Pick<Cells, 'list'>; load: Load }) => {
  const monthOf = async (plan: string, period: Period): Promise<LedgerLine[]> =>
    (await cells.list(keys.ledger(plan, period))).map(({ value }) => value)

  return {
    /** A month's ledger, whole. @throws Refusal access.forbidden */
    ledger: (call: Call, plan: string, period: Period): Promise<LedgerLine[]> => {
      permit(call.actor, 'reminder.read')
      return monthOf(plan, period)
    },

    /** A page of a month's ledger. What the system itself told in that month stands among the lines. @throws Refusal access.forbidden */
    ledgerPage: async (call: Call, plan: string, period: Period, filter: LedgerFilter): Promise<LedgerPage> => {
      permit(call.actor, 'reminder.read')
      const all = (await Promise.all([monthOf(plan, period), monthOf(SYSTEM, period)])).flat()
      const found = all
        .filter((line) => filter.state === undefined || line.state === filter.state)
        .filter((line) => filter.unit === undefined || line.unit === filter.unit)
        .filter((line) => filter.rule === undefined || line.rule === filter.rule)
        .sort(newestFirst)
      const counts = Object.fromEntries(LINE_STATES.map((state) => [state, 0])) as Record<LineState, number>
      for (const { state } of all) counts[state]++
      return { lines: found.slice(0, PAGE_LINES), found: found.length, counts }
    },

    /** Units that exist today and to which no reminder can go: neither coordinator nor stand-in has an address, and there is no mailbox. */
    unreachable: async (call: Call): Promise<Unit[]> => {
      permit(call.actor, 'reminder.read')
      const [units, people] = await Promise.all([load.units(), load.people()])
      const byId = new Map(people.map((person) => [person.id, person]))
      const today = dateOf(call.now)
      return units
        .filter(({ from, to }) => (from === null || from <= today) && (to === null || today <= to))
        .filter((unit) => recipientsOf(unit, byId, 'coordinator', []).length === 0)
    },
  }
}
