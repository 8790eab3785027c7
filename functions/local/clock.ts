import * as z from 'zod'
import { type Instant, instant, ms } from '../../shared/domain/time.ts'
import { keys } from '../../shared/service/keys.ts'
import type { Cells } from '../../shared/service/ports.ts'
import { machineClock } from '../machineClock.ts'

/**
 * The two clocks. The machine clock is the computer's; the business clock runs beside it at a fixed distance, which is 0 in a bureau. In the
 * demo `CLOCK` or the banner sets it, and it runs on from there; the distance is kept with the data.
 */
export type Clock = {
  machine: () => Instant
  business: () => Instant
  set: (to: Instant) => Promise<void>
}

const offsetCell = keys.installation('clock-offset', z.number())

/** @param start business time to begin at; null: as it was kept, else `fallback`, else the computer's time */
export const openClock = async (cells: Cells, start: Instant | null, fallback: Instant | null): Promise<Clock> => {
  const kept = (await cells.get(offsetCell))?.value
  let offset = start === null ? (kept ?? (fallback === null ? 0 : ms(fallback) - Date.now())) : ms(start) - Date.now()
  if (offset !== kept && offset !== 0) await cells.put(offsetCell, offset, 'any')
  return {
    machine: machineClock,
    business: () => instant(Date.now() + offset),
    set: async (to) => {
      offset = ms(to) - Date.now()
      await cells.put(offsetCell, offset, 'any')
    },
  }
}
