import type { Instant } from '../../../shared/domain/time.ts'
import type { SentMail } from '../../../shared/service/remind.ts'
import type { Services } from '../../compose.ts'

/**
 * A way into the service: all that a played year or month asks of it. One machine's app is one, the functions as they run on AWS another, and
 * whatever is played through both must come out the same.
 */
export type Door = {
  /** Asks as a browser at the address `place` does; follows no redirect. */
  ask: (path: string, init: RequestInit, place: string) => Promise<Response>
  /** Makes the run that the daily timer makes. Answers how many ledger lines it wrote. */
  runReminders: () => Promise<{ lines: number }>
  /** Sets the time that both clocks show from now on. */
  moveTo: (now: Instant) => void
  /** Waits until every mail that was set off has arrived. */
  settled: () => Promise<void>
  /** The mails that arrived since they were last asked for, sign-in codes left out, in order. */
  posted: () => Posted[]
  /** The text of the newest mail to an address, as its owner reads it. */
  lastMail: (to: string) => string
}

export type Posted = Pick<SentMail, 'to' | 'person' | 'rule' | 'messageId' | 'outcome' | 'items'>

/** A door, and the services on the same store: they set the scene before the year begins, and read what it came to after its end. */
export type Stage = { door: Door; services: Services; close: () => Promise<void> }
