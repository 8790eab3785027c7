import * as z from 'zod'
import { Instant } from './time.ts'

/**
 * The history of one thing (a report, the plan, a person, the calendar …): immutable records, each naming the one before by id and hash.
 * The head of the thing names the newest; a record that no head reaches never happened.
 */
export const Who = z.object({ id: z.string(), name: z.string(), role: z.string(), unit: z.string().nullable() })
export type Who = z.infer<typeof Who>

export const HistoryRecord = z.object({
  id: z.string(),
  at: Instant,
  by: Who,
  act: z.string(),
  from: z.string(),
  to: z.string(),
  why: z.string().nullable(),
  before: z.object({ id: z.string(), hash: z.string() }).nullable(),
  /** What the thing was after the act; its shape is the thing's own. */
  body: z.unknown(),
})
export type HistoryRecord = z.infer<typeof HistoryRecord>

/** The parts of a head that the store's condition reads. `draft` names a record without a history line. */
export const HeadBase = z.object({
  version: z.int().min(0),
  state: z.string(),
  current: z.string().nullable(),
  hash: z.string().nullable(),
  draft: z.string().nullable(),
})
export type HeadBase = z.infer<typeof HeadBase>

/** JSON with keys in one order, so that equal values have equal text and one hash. `undefined` members are left out. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

/**
 * The records that a head reaches, oldest first.
 * @param records any order, possibly with records of writes that lost
 */
export const chainOf = (head: Pick<HeadBase, 'current'>, records: readonly HistoryRecord[]): HistoryRecord[] => {
  const byId = new Map(records.map((record) => [record.id, record]))
  const chain: HistoryRecord[] = []
  for (let id = head.current; id !== null; ) {
    const record = byId.get(id)
    if (!record || chain.length > records.length) break
    chain.push(record)
    id = record.before?.id ?? null
  }
  return chain.reverse()
}
