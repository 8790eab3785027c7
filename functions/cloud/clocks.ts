import { readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '../../shared/domain/time.ts'
import { machineClock } from '../machineClock.ts'
import type { CloudSettings } from '../settings.ts'

/**
 * Both clocks are the computer's. Tests that play a month or a year write the time into a file (`TEST_CLOCK`, which the settings refuse
 * wherever the table is not on this very machine), and both clocks show it.
 */
export const cloudClocks = ({ testClock }: CloudSettings): { business: () => Instant; machine: () => Instant } => {
  if (testClock === null) return { business: machineClock, machine: machineClock }
  const told = (): Instant => {
    const at = parseInstant(readFileSync(testClock, 'utf8').trim())
    if (at === null) throw new Error('the test clock tells no time')
    return at
  }
  return { business: told, machine: told }
}
