import { canonicalJson, type HeadBase, type HistoryRecord, type Who } from '../domain/history.ts'
import type { Instant } from '../domain/time.ts'
import type { Chance } from './ports.ts'

/**
 * The record of one act: under a fresh random id, naming the record before it by id and hash.
 * @returns the record, its id, and the hash that the head will hold
 */
export const recordOf = (
  chance: Chance,
  act: {
    by: Who
    at: Instant
    act: string
    from: string
    to: string
    why: string | null
    head: HeadBase | null
    body: unknown
  },
): { record: HistoryRecord; id: string; hash: string } => {
  const { head, ...line } = act
  const record: HistoryRecord = {
    ...line,
    id: chance.id(),
    before: head?.current && head.hash ? { id: head.current, hash: head.hash } : null,
  }
  return { record, id: record.id, hash: chance.hash(canonicalJson(record)) }
}
