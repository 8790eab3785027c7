import * as z from 'zod'
import { Instant } from './time.ts'

/** How long a link to the leadership page lasts (machine time). */
export const LINK_DAYS = 7

/** A link as it is kept, under the hash of its token. `at`, `revoked` and `lastOpened` are business time, `until` machine time. */
export const LeadershipLink = z.object({
  plan: z.string(),
  /** For whom it was made, as the office notes it. */
  note: z.string(),
  by: z.string(),
  at: Instant,
  until: Instant,
  revoked: Instant.nullable(),
  openings: z.int().min(0),
  lastOpened: Instant.nullable(),
})
export type LeadershipLink = z.infer<typeof LeadershipLink>
