import { type Instant, instant } from '../shared/domain/time.ts'

/** The computer's own time. */
export const machineClock = (): Instant => instant(Date.now())
