import * as z from 'zod'
import { Instant } from '../time.ts'

/** What the head keeps of a published revision: enough to list it and to know its files again. */
export const PublishedRevision = z.object({
  number: z.int().min(1),
  /** Names its files. */
  id: z.string(),
  at: Instant,
  /** The instant of its data: what fell due later is not in it. */
  cutOff: Instant,
  by: z.string(),
  /** Null for the first. */
  why: z.string().nullable(),
  /** SHA-256 of the canonical snapshot and of the workbook, hex. */
  snapshot: z.string(),
  workbook: z.string(),
})
export type PublishedRevision = z.infer<typeof PublishedRevision>

/**
 * Is a period's report closed to the office by what is published? Covered is what had fallen due at the newest cut-off; while a correction runs, nothing is.
 * @param published null where nothing ever happened to the evaluation
 */
export const isFrozen = (
  published: { state: string; revisions: readonly Pick<PublishedRevision, 'cutOff'>[] } | null,
  due: Instant,
): boolean => published?.state === 'published' && due <= (published.revisions.at(-1)?.cutOff ?? '')
