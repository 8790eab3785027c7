import { Refusal } from '../domain/refusal.ts'
import { type LedgerLine, lineId, mayBounce } from '../domain/reminder/ledger.ts'
import type { Period } from '../domain/time.ts'
import { type Call, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Cells } from './ports.ts'

/**
 * Bounced mail (M5). That a mail came back is seen by whoever reads the sender's mailbox, some time after the server took it; the office says so here,
 * and the ledger then shows the mail's lines among those that did not arrive.
 */
export const createBounces = ({ cells }: { cells: Pick<Cells, 'list' | 'put'> }) => ({
  /**
   * @param line the id of one line of the mail; the others of the same month go with it
   * @returns the lines as they are now
   * @throws Refusal access.forbidden · access.missing when the month's ledger has no such line that was sent
   */
  bounced: async (
    call: Call,
    { plan, period, line }: { plan: string; period: Period; line: string },
  ): Promise<LedgerLine[]> => {
    permit(call.actor, 'reminder.run')
    const all = await cells.list(keys.ledger(plan, period))
    const told = all.find(({ value }) => lineId(value) === line && mayBounce(value))
    if (!told) throw new Refusal('access.missing', {})
    const reason = `退信，${call.actor.person.name}登记`
    const moved = await Promise.all(
      all
        .filter(({ value }) => value.messageId === told.value.messageId && mayBounce(value))
        .map(async ({ value, version }): Promise<LedgerLine[]> => {
          const now: LedgerLine = { ...value, state: 'undeliverable', at: call.now, reason }
          // Somebody else said so at the same moment: then it stands already.
          return (await cells.put(keys.ledgerLine(value), now, version)) ? [now] : []
        }),
    )
    return moved.flat()
  },
})
