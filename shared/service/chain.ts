import type { HeadBase } from '../domain/history.ts'
import { Refusal } from '../domain/refusal.ts'
import { stampInWords } from '../domain/time.ts'
import { type Call, whoOf } from './deps.ts'
import { type Chains, type Chance, Moved, type Ref } from './ports.ts'
import { recordOf } from './record.ts'

/**
 * One change to a small thing with a history (plan, unit, person, calendar, verification): writes the record, moves the head.
 * @param change.head the head as it shall be, without what the chain itself keeps
 * @param change.version the version the caller saw; omitted, the one just read
 * @throws Refusal head.moved when somebody was first
 */
export const change = async <T extends HeadBase>(
  { chains, chance }: { chains: Chains; chance: Chance },
  ref: Ref<T>,
  before: T | null,
  call: Call,
  what: {
    act: string
    why?: string | null
    head: Omit<T, 'version' | 'current' | 'hash' | 'draft'>
    body: unknown
    version?: number | undefined
    /** The unit for which the person acts, where they act for one. */
    unit?: string
  },
): Promise<T> => {
  const version = before?.version ?? 0
  if (what.version !== undefined && what.version !== version) throw await movedBy({ chains }, ref, before)
  const { record, id, hash } = recordOf(chance, {
    by: whoOf(call.actor, what.unit),
    at: call.now,
    act: what.act,
    from: before?.state ?? '',
    to: what.head.state,
    why: what.why ?? null,
    head: before,
    body: what.body,
  })
  const head = { ...what.head, version: version + 1, current: id, hash, draft: null } as T
  try {
    await chains.move(ref, { record, head, expect: { version } })
  } catch (error) {
    if (error instanceof Moved) throw await movedBy({ chains }, ref, error.head as T | null)
    throw error
  }
  return head
}

const movedBy = async <T extends HeadBase>(
  { chains }: { chains: Chains },
  ref: Ref<T>,
  head: T | null,
): Promise<Refusal> => {
  const last = head?.current ? await chains.record(ref, head.current) : null
  return new Refusal('head.moved', { by: last?.by.name ?? '', at: last ? stampInWords(last.at) : '' })
}
