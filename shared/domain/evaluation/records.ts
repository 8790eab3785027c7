import type { Instant } from '../time.ts'
import type { ManualMark } from './marks.ts'

/** What of a unit's kick-off (H1) counts: is a coordinator named, and when measures, workflow and timetable were all filed. */
export type KickoffFacts = { unit: string; coordinator: boolean; filedAt: Instant | null }

/** What of a unit's look-back (H2) counts: when the self-check was filed and whether in time, problems found or marked, and those remedied. */
export type LookbackFacts = {
  unit: string
  filedAt: Instant | null
  onTime: boolean
  problems: number
  remedied: number
}

/** What an evaluation reads besides the reports, as it stands at the cut-off. */
export type Records = {
  /** Manual marks that stand. */
  marks: readonly ManualMark[]
  /** Null where the plan's phase is not collected here; a unit that filed nothing has facts that say so. */
  kickoffs: readonly KickoffFacts[] | null
  lookbacks: readonly LookbackFacts[] | null
}

export const NO_RECORDS: Records = { marks: [], kickoffs: null, lookbacks: null }
