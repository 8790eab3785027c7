import { nextTry } from '../domain/reminder/backoff.ts'
import type { LedgerLine } from '../domain/reminder/ledger.ts'
import type { Instant } from '../domain/time.ts'
import { keys } from './keys.ts'
import type { Cells, Delivery, Mail, Mailer } from './ports.ts'

/** A mail that is one line of the ledger: handed over, and what became of it in the line's terms. */

/** Hands it over; a mailer that throws has told us nothing, so that the mail may be gone. */
export const handOver = async (mailer: Mailer, mail: Mail): Promise<Delivery> => {
  try {
    return await mailer.send(mail)
  } catch (error) {
    return { outcome: 'unknown', detail: error instanceof Error ? error.message : String(error) }
  }
}

/** As `handOver`; what may or may not have arrived is handed over once more, where it keeps its Message-ID. */
export const handOverTwice = async (mailer: Mailer, mail: Mail): Promise<Delivery> => {
  const first = await handOver(mailer, mail)
  if (first.outcome !== 'unknown' || !mailer.keepsMessageId) return first
  const again = await handOver(mailer, mail)
  return again.outcome === 'sent' ? again : { outcome: 'unknown', detail: again.detail }
}

/** What the line says after the delivery: a failure for now waits for its next attempt, until it has had them all. */
export const afterDelivery = (
  { outcome, detail }: Delivery,
  tries: number,
  machine: Instant,
): Pick<LedgerLine, 'state' | 'reason' | 'tries' | 'next'> => {
  if (outcome === 'sent') return { state: 'sent', reason: null, tries: tries + 1, next: null }
  if (outcome === 'unknown') return { state: 'unknown', reason: detail, tries: tries + 1, next: null }
  const next = outcome === 'failed' ? nextTry(tries + 1, machine) : null
  return { state: next === null ? 'undeliverable' : 'failed', reason: detail, tries: tries + 1, next }
}

const TRIES = 8

/** The timer looks at this moment: something waits for its next attempt then. Only ever brought forward here; a run sets it anew. */
export const bringForward = async (cells: Cells, next: Instant): Promise<void> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const cell = await cells.get(keys.nextTry)
    if (cell?.value && cell.value <= next) return
    if (await cells.put(keys.nextTry, next, cell?.version ?? 0)) return
  }
}
