import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { HeadBase, type HistoryRecord } from '../../../../shared/domain/history.ts'
import type { Collection, Ref } from '../../../../shared/service/ports.ts'

/** What the contract's cases write. A collection of its own for each: they share a table and no key. */
export const Head = HeadBase.extend({ text: z.string(), nested: z.unknown().optional() })
export type Head = z.infer<typeof Head>

export const fresh = <T>(schema: z.ZodType<T>): Collection<T> => ({ collection: `c/${randomUUID()}`, schema })
export const within = <T>(collection: Collection<T>, id: string): Ref<T> => ({ ...collection, id })
export const thing = (): Ref<Head> => within(fresh(Head), 'thing')

export const record = (
  before: HistoryRecord['before'] = null,
  body: unknown = { text: '本月工作进展' },
): HistoryRecord => ({
  id: randomUUID(),
  at: '2019-06-28T09:30:00.000Z',
  by: { id: 'zhang', name: '张工', role: '工作协调员', unit: 'bangongshi' },
  act: 'submit',
  from: 'draft',
  to: 'submitted',
  why: null,
  before,
  body,
})
export const head = (version: number, of: HistoryRecord, more: Partial<Head> = {}): Head => ({
  version,
  state: 'draft',
  current: of.id,
  hash: 'h',
  draft: null,
  text: '',
  ...more,
})
export const draftHead = (version: number, of: HistoryRecord): Head =>
  head(version, of, { current: null, draft: of.id })

/** What a call was refused with; fails when it was not refused. */
export const refusal = async (call: Promise<unknown>): Promise<unknown> => {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (!outcome) throw new Error('it was not refused')
  return outcome.error
}

export async function* from<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all
}

export const gathered = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
