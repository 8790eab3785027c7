import * as z from 'zod'
import { canonicalJson, type HeadBase, type HistoryRecord } from './history.ts'
import { Instant, LocalDate } from './time.ts'

/**
 * The daily digest (A2): one hash over the heads of everything a plan's outputs rest on. It is stored, and printed in the office's digest mail, so a
 * history whose newest records were cut off later contradicts a mail that is already in somebody's mailbox. What each head held that day is kept
 * too, so that a contradiction can be named.
 */

/** One head of a collection, on one day: the hash of its newest record. */
export const HeadLine = z.object({ id: z.string(), hash: z.string() })
export type HeadLine = z.infer<typeof HeadLine>

const Part = z.object({
  collection: z.string(),
  count: z.int().min(0),
  digest: z.string(),
  /** The day under which its lines are kept: that of the last change. */
  kept: LocalDate,
})

export const DayDigest = z.object({
  plan: z.string(),
  day: LocalDate,
  at: Instant,
  digest: z.string(),
  /** The digest of the day before that has one, so that a day left out shows. */
  before: z.string().nullable(),
  parts: z.array(Part),
})
export type DayDigest = z.infer<typeof DayDigest>

type Hash = (text: string) => string

export const partDigest = (hash: Hash, lines: readonly HeadLine[]): string =>
  hash(canonicalJson([...lines].sort((one, other) => (one.id < other.id ? -1 : 1))))

export const dayDigest = (hash: Hash, day: Omit<DayDigest, 'digest'>): string =>
  hash(
    canonicalJson({ ...day, parts: day.parts.map(({ collection, count, digest }) => ({ collection, count, digest })) }),
  )

/** What is wrong with a history. */
export type Trouble = {
  collection: string
  id: string
  what: 'lost' | 'altered' | 'cut' | 'removed'
  /** The record, or the day whose digest is contradicted. */
  record: string | null
  day: LocalDate | null
}

export const TROUBLE_WORDS: Record<Trouble['what'], string> = {
  lost: '缺一条记录',
  altered: '记录被改过',
  cut: '与当日校验值不符，后面的记录被截去或换过',
  removed: '与当日校验值不符，整条历史不见了',
}

/**
 * Walks one history from its head to its first record.
 * @returns the hashes it is made of, newest first, and what is wrong with it
 */
export const walk = (
  hash: Hash,
  head: Pick<HeadBase, 'current' | 'hash'>,
  records: readonly HistoryRecord[],
): { hashes: string[]; trouble: { what: 'lost' | 'altered'; record: string } | null } => {
  const byId = new Map(records.map((record) => [record.id, record]))
  const hashes: string[] = []
  let next = head.current === null ? null : { id: head.current, hash: head.hash ?? '' }
  while (next !== null) {
    const record = byId.get(next.id)
    // A chain that comes back to a record it has been at never ends: the record that leads there was altered.
    if (!record || hashes.length >= records.length) return { hashes, trouble: { what: 'lost', record: next.id } }
    if (hash(canonicalJson(record)) !== next.hash) return { hashes, trouble: { what: 'altered', record: next.id } }
    hashes.push(next.hash)
    next = record.before
  }
  return { hashes, trouble: null }
}
