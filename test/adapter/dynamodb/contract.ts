import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { DynamoDb } from '../../../shared/adapter/dynamodb/api.ts'
import { createCells } from '../../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../../shared/adapter/dynamodb/chains.ts'
import { ITEM_BYTES } from '../../../shared/adapter/dynamodb/table.ts'
import { HeadBase, type HistoryRecord } from '../../../shared/domain/history.ts'
import { type Collection, Moved, type Ref, TooLarge } from '../../../shared/service/ports.ts'
import type { Store } from '../../support/store.ts'

/**
 * How the store behaves, written once and run on every engine. A collection of its own for each case: they share a table and no key.
 */
const Head = HeadBase.extend({ text: z.string(), nested: z.unknown().optional() })
type Head = z.infer<typeof Head>

const fresh = <T>(schema: z.ZodType<T>): Collection<T> => ({ collection: `c/${randomUUID()}`, schema })
const within = <T>(collection: Collection<T>, id: string): Ref<T> => ({ ...collection, id })
const thing = (): Ref<Head> => within(fresh(Head), 'thing')

const record = (before: HistoryRecord['before'] = null, body: unknown = { text: '本月工作进展' }): HistoryRecord => ({
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
const head = (version: number, of: HistoryRecord, more: Partial<Head> = {}): Head => ({
  version,
  state: 'draft',
  current: of.id,
  hash: 'h',
  draft: null,
  text: '',
  ...more,
})
const draftHead = (version: number, of: HistoryRecord): Head => head(version, of, { current: null, draft: of.id })

/** What a call was refused with; fails when it was not refused. */
const refusal = async (call: Promise<unknown>): Promise<unknown> => {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (!outcome) throw new Error('it was not refused')
  return outcome.error
}

/** @param open a fresh and empty store on the engine under test */
export const storeContract = (engine: string, open: () => Promise<Store>): void => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store.close())

  describe(`a chain on ${engine}`, () => {
    it('knows nothing of a thing that was never written', async () => {
      const ref = thing()
      expect(await store.chains.head(ref)).toBeNull()
      expect(await store.chains.record(ref, 'none')).toBeNull()
      expect(await store.chains.records(ref)).toEqual([])
      expect(await store.chains.heads(fresh(Head))).toEqual([])
      expect(await store.chains.headsOf(fresh(Head), [])).toEqual([])
    })

    it('reads back the head and the record of a move', async () => {
      const ref = thing()
      const one = record()
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      expect(await store.chains.head(ref)).toEqual(head(1, one))
      expect(await store.chains.record(ref, one.id)).toEqual(one)
    })

    it('is created once: of two who create it, one wins and the other is told what stands', async () => {
      const ref = thing()
      const all = Array.from({ length: 6 }, () => record())
      const outcomes = await Promise.allSettled(
        all.map((each) => store.chains.move(ref, { record: each, head: head(1, each), expect: { version: 0 } })),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const now = await store.chains.head(ref)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') {
          expect(outcome.reason).toBeInstanceOf(Moved)
          expect(outcome.reason.head).toEqual(now)
        }
    })

    it('moves on the expected version only, and hands the loser the head', async () => {
      const ref = thing()
      const [one, two, late] = [record(), record(), record()]
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      await store.chains.move(ref, { record: two, head: head(2, two), expect: { version: 1 } })
      const error = await refusal(store.chains.move(ref, { record: late, head: head(2, late), expect: { version: 1 } }))
      expect(error).toBeInstanceOf(Moved)
      expect((error as Moved<Head>).head).toEqual(head(2, two))
      expect(await store.chains.head(ref)).toEqual(head(2, two))
    })

    it('tells who moves a thing that is not there, that it is not there', async () => {
      const one = record()
      const error = await refusal(
        store.chains.move(thing(), { record: one, head: head(4, one), expect: { version: 3 } }),
      )
      expect(error).toBeInstanceOf(Moved)
      expect((error as Moved<Head>).head).toBeNull()
    })

    it('moves from the expected states only', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      const accepted = head(1, one, { state: 'accepted' })
      await store.chains.move(ref, { record: one, head: accepted, expect: { version: 0, states: ['draft'] } })
      const submit = (states: string[]) =>
        store.chains.move(ref, { record: two, head: head(2, two), expect: { version: 1, states } })
      const error = await refusal(submit(['draft', 'returned']))
      expect(error).toBeInstanceOf(Moved)
      expect((error as Moved<Head>).head).toEqual(accepted)
      await submit(['draft', 'accepted'])
      expect(await store.chains.head(ref)).toEqual(head(2, two))
    })

    it('takes a move that is sent again after its answer was lost for the success it was', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      const create = { record: one, head: head(1, one), expect: { version: 0 } }
      const move = { record: two, head: draftHead(2, two), expect: { version: 1, states: ['draft'] } }
      for (const each of [create, create, move, move]) await store.chains.move(ref, each)
      expect(await store.chains.head(ref)).toEqual(draftHead(2, two))
      expect(await store.chains.records(ref)).toHaveLength(2)
    })

    it('finishes a move of which only the record was written', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      const move = { record: two, head: head(2, two), expect: { version: 1 } }
      await refusal(store.chains.move(ref, { ...move, expect: { version: 1, states: ['accepted'] } }))
      await store.chains.move(ref, move)
      expect(await store.chains.head(ref)).toEqual(head(2, two))
    })

    it('never writes over a record', async () => {
      const ref = thing()
      const one = record()
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      const forged = { ...one, why: '别的理由' }
      await refusal(store.chains.move(ref, { record: forged, head: head(2, one), expect: { version: 1 } }))
      expect(await store.chains.record(ref, one.id)).toEqual(one)
      expect((await store.chains.head(ref))?.version).toBe(1)
    })

    it('refuses a head that does not follow from its record and version', async () => {
      const ref = thing()
      const one = record()
      await refusal(store.chains.move(ref, { record: one, head: head(3, one), expect: { version: 0 } }))
      await refusal(store.chains.move(ref, { record: one, head: head(1, record()), expect: { version: 0 } }))
      expect(await store.chains.records(ref)).toEqual([])
    })

    it('keeps the records of those who lost, apart from what the head reaches', async () => {
      const ref = thing()
      const [one, lost] = [record(), record()]
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      await refusal(store.chains.move(ref, { record: lost, head: head(1, lost), expect: { version: 0 } }))
      const ids = (await store.chains.records(ref)).map(({ id }) => id)
      expect(ids.sort()).toEqual([one.id, lost.id].sort())
    })

    it('drops the draft that a move replaces, and never the one it names', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      await store.chains.move(ref, { record: one, head: draftHead(1, one), expect: { version: 0 }, drop: null })
      await store.chains.move(ref, { record: two, head: draftHead(2, two), expect: { version: 1 }, drop: one.id })
      await store.chains.move(ref, { record: two, head: draftHead(2, two), expect: { version: 1 }, drop: two.id })
      expect((await store.chains.records(ref)).map(({ id }) => id)).toEqual([two.id])
    })

    it('lists the heads of a collection in the order of their ids, and of no other', async () => {
      const collection = fresh(Head)
      const ids = ['b', 'a', 'aa', 'a-1', 'Z', '十', '办公室']
      await Promise.all(
        ids.map((id) => {
          const one = record()
          const move = { record: one, head: head(1, one, { text: id }), expect: { version: 0 } }
          return store.chains.move(within(collection, id), move)
        }),
      )
      const listed = await store.chains.heads(collection)
      const byBytes = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(listed.map(({ text }) => text)).toEqual(byBytes)
      expect(await store.chains.heads({ ...collection, collection: `${collection.collection}/x` })).toEqual([])
    })

    it('lists heads of more than a megabyte, page by page', async () => {
      const collection = fresh(Head)
      const text = '字'.repeat(60_000)
      const ids = Array.from({ length: 12 }, (_, index) => `u${String(index).padStart(2, '0')}`)
      for (const id of ids) {
        const one = record(null, id)
        await store.chains.move(within(collection, id), {
          record: one,
          head: head(1, one, { text: `${id}${text}` }),
          expect: { version: 0 },
        })
      }
      const listed = await store.chains.heads(collection)
      expect(listed.map((each) => each.text.slice(0, 3))).toEqual(ids)
      expect(listed.every((each) => each.text.length === text.length + 3)).toBe(true)
    })

    it('fetches some heads by id, more than a batch holds, in the order asked, absent ones and repetitions left out', async () => {
      const collection = fresh(Head)
      const ids = Array.from({ length: 130 }, (_, index) => `u${index}`)
      await Promise.all(
        ids.map((id) => {
          const one = record(null, id)
          const move = { record: one, head: head(1, one, { text: id }), expect: { version: 0 } }
          return store.chains.move(within(collection, id), move)
        }),
      )
      const asked = ['none', ...[...ids].reverse(), 'u7']
      expect((await store.chains.headsOf(collection, asked)).map(({ text }) => text)).toEqual([...ids].reverse())
    })

    it('keeps empty strings, every script, emoji, control characters and nesting as they were', async () => {
      const ref = thing()
      const body = { empty: '', deep: [{ a: [null, true, 0.1, 1e21, []], '': {} }], text: '零报告🀄️\u0000\n"\\ 𠮷  é' }
      const one = record(null, body)
      const written = head(1, one, { text: '', nested: body })
      await store.chains.move(ref, { record: one, head: written, expect: { version: 0 } })
      expect(await store.chains.head(ref)).toEqual(written)
      expect((await store.chains.record(ref, one.id))?.body).toEqual(body)
    })

    it('refuses what its schema does not know', async () => {
      const ref = thing()
      const one = record()
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      const Strict = Head.extend({ missing: z.string() })
      expect(await refusal(store.chains.head({ ...ref, schema: Strict }))).toBeInstanceOf(z.ZodError)
    })
  })

  describe(`a lost answer on ${engine}`, () => {
    /** Sends every write twice, as a client does whose first answer never came. */
    const twice: DynamoDb = async (operation, input) => {
      if (operation !== 'GetItem') await store.call(operation, input)
      return store.call(operation, input)
    }

    it('is not taken for a conflict when a head moves', async () => {
      const chains = createChains(twice, store.table)
      const ref = thing()
      const [one, two, three] = [record(), record(), record()]
      await chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      await chains.move(ref, { record: two, head: draftHead(2, two), expect: { version: 1, states: ['draft'] } })
      const last = head(3, three, { state: 'submitted' })
      await chains.move(ref, { record: three, head: last, expect: { version: 2, states: ['draft'] }, drop: two.id })
      expect(await chains.head(ref)).toEqual(last)
      expect((await chains.records(ref)).map(({ id }) => id).sort()).toEqual([one.id, three.id].sort())
    })

    it('is not taken for a conflict when a cell is put', async () => {
      const cells = createCells(twice, store.table)
      const ref = within(fresh(z.string()), 'cell')
      expect(await cells.put(ref, 'mine', 0)).toBe(true)
      expect(await cells.put(ref, 'mine', 1)).toBe(true)
      expect(await cells.put(ref, 'mine', 1)).toBe(false)
      expect((await cells.get(ref))?.version).toBe(2)
    })
  })

  describe(`the byte limit on ${engine}`, () => {
    /** The largest text that makes an item of exactly the limit, by what an empty one takes. */
    const room = async (write: (text: string) => Promise<unknown>): Promise<number> => {
      const error = await refusal(write('x'.repeat(ITEM_BYTES)))
      return 2 * ITEM_BYTES - (error as TooLarge).bytes
    }

    it('takes an item of exactly 400 KB and refuses one byte more, with nothing written', async () => {
      const cell = within(fresh(z.string()), 'large')
      const put = (text: string) => store.cells.put(cell, text, 0)
      const bytes = await room(put)
      expect(await refusal(put('x'.repeat(bytes + 1)))).toBeInstanceOf(TooLarge)
      expect(await store.cells.get(cell)).toBeNull()
      expect(await put('x'.repeat(bytes))).toBe(true)
      expect((await store.cells.get(cell))?.value).toHaveLength(bytes)
    })

    it('counts bytes of UTF-8, not characters', async () => {
      const ref = thing()
      const large = record(null, '字'.repeat(140_000))
      const error = await refusal(
        store.chains.move(ref, { record: large, head: head(1, large), expect: { version: 0 } }),
      )
      expect(error).toBeInstanceOf(TooLarge)
      expect((error as TooLarge).bytes).toBeGreaterThan(420_000)
      expect(await store.chains.head(ref)).toBeNull()
      const fits = record(null, '字'.repeat(100_000))
      await store.chains.move(ref, { record: fits, head: head(1, fits), expect: { version: 0 } })
      expect(await store.chains.record(ref, fits.id)).toEqual(fits)
    })

    it('leaves no record behind when the head is too large', async () => {
      const ref = thing()
      const one = record()
      const large = head(1, one, { text: '字'.repeat(140_000) })
      const move = store.chains.move(ref, { record: one, head: large, expect: { version: 0 } })
      expect(await refusal(move)).toBeInstanceOf(TooLarge)
      expect(await store.chains.records(ref)).toEqual([])
    })

    it('counts an unconditional put, and keys, too', async () => {
      const collection = fresh(z.string())
      const put = (id: string, text: string) => store.cells.put(within(collection, id), text, 'any')
      expect(await refusal(put('a', '字'.repeat(140_000)))).toBeInstanceOf(TooLarge)
      expect(await refusal(put('字'.repeat(342), ''))).toBeInstanceOf(TooLarge)
      expect(await put('字'.repeat(341), '')).toBe(true)
    })
  })

  describe(`a cell on ${engine}`, () => {
    const Value = z.object({ holder: z.string() })
    const cell = (): Ref<z.infer<typeof Value>> => within(fresh(Value), 'cell')

    it('is put where it was absent, once', async () => {
      const ref = cell()
      expect(await store.cells.get(ref)).toBeNull()
      const claims = ['a', 'b', 'c', 'd', 'e'].map((holder) => store.cells.put(ref, { holder }, 0))
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
      expect((await store.cells.get(ref))?.version).toBe(1)
    })

    it('tells two who put the same value apart', async () => {
      const ref = cell()
      const claims = [1, 2, 3].map(() => store.cells.put(ref, { holder: 'same' }, 0))
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
    })

    it('is put on the version that was read, and not on an older one', async () => {
      const ref = cell()
      await store.cells.put(ref, { holder: 'a' }, 0)
      expect(await store.cells.put(ref, { holder: 'b' }, 1)).toBe(true)
      expect(await store.cells.put(ref, { holder: 'c' }, 1)).toBe(false)
      expect(await store.cells.put(ref, { holder: 'c' }, 7)).toBe(false)
      expect(await store.cells.get(ref)).toEqual({ version: 2, value: { holder: 'b' } })
    })

    it('is put unconditionally, absent or not, and its version goes on', async () => {
      const ref = cell()
      expect(await store.cells.put(ref, { holder: 'a' }, 'any', '2019-06-28T09:30:00.000Z')).toBe(true)
      expect(await store.cells.put(ref, { holder: 'b' }, 'any')).toBe(true)
      expect(await store.cells.get(ref)).toEqual({ version: 2, value: { holder: 'b' } })
      expect(await store.cells.put(ref, { holder: 'c' }, 1)).toBe(false)
    })

    it('is removed on the expected version, and then is gone', async () => {
      const ref = cell()
      expect(await store.cells.remove(ref)).toBe(false)
      await store.cells.put(ref, { holder: 'a' }, 0)
      expect(await store.cells.remove(ref, 2)).toBe(false)
      expect(await store.cells.remove(ref, 1)).toBe(true)
      expect(await store.cells.get(ref)).toBeNull()
      await store.cells.put(ref, { holder: 'b' }, 0)
      expect(await store.cells.remove(ref)).toBe(true)
    })

    it('is used up once, however many try at once', async () => {
      const ref = cell()
      await store.cells.put(ref, { holder: 'code' }, 0)
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => store.cells.remove(ref, 1)))
      expect(outcomes.filter(Boolean)).toHaveLength(1)
    })

    it('is listed with its kind in the order of ids, all or those that begin alike', async () => {
      const collection = fresh(z.number())
      const ids = ['2019-06#b', '2019-06#a', '2019-07#a', '2019-0', '2020']
      for (const [index, id] of ids.entries()) await store.cells.put(within(collection, id), index + 0.5, 0)
      const listed = await store.cells.list(collection)
      expect(listed.map(({ id }) => id)).toEqual([...ids].sort())
      expect(listed.map(({ value }) => value)).toEqual([3.5, 1.5, 0.5, 2.5, 4.5])
      expect((await store.cells.list(collection, '2019-06')).map(({ id }) => id)).toEqual(['2019-06#a', '2019-06#b'])
      expect(await store.cells.list(collection, '2021')).toEqual([])
    })

    it('lists more than a megabyte, page by page', async () => {
      const collection = fresh(z.string())
      const text = '字'.repeat(100_000)
      for (const id of ['1', '2', '3', '4', '5']) await store.cells.put(within(collection, id), text + id, 0)
      expect((await store.cells.list(collection)).map(({ value }) => value.at(-1))).toEqual(['1', '2', '3', '4', '5'])
    })

    it('holds any value exactly', async () => {
      const collection = fresh(z.unknown())
      const values = ['', 0, -1, 2 ** 53 - 1, 2 ** 53, 0.1, 1e300, null, true, [], {}, { '': ['🀄️', { n: 1 }] }]
      for (const [index, value] of values.entries()) {
        const ref = within(collection, `v${index}`)
        await store.cells.put(ref, value, 0)
        expect((await store.cells.get(ref))?.value).toEqual(value)
        await store.cells.put(ref, value, 'any')
        expect((await store.cells.get(ref))?.value).toEqual(value)
      }
    })

    it('changes between a number and another value', async () => {
      const ref = within(fresh(z.unknown()), 'cell')
      for (const value of [7, 'sieben', 8, { n: 1 }]) {
        await store.cells.put(ref, value, 'any')
        expect((await store.cells.get(ref))?.value).toEqual(value)
      }
    })

    it('counts every one, however many count at once, and goes on from a number that was put', async () => {
      const ref = within(fresh(z.number()), 'counter')
      const counted = await Promise.all(Array.from({ length: 25 }, () => store.cells.count(ref)))
      expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
      expect((await store.cells.get(ref))?.value).toBe(25)
      await store.cells.put(ref, 100, 'any')
      expect(await store.cells.count(ref, '2019-06-28T09:30:00.000Z')).toBe(101)
    })

    it('has nothing in common with a head of the same name', async () => {
      const ref = thing()
      const one = record()
      await store.cells.put(within({ collection: ref.collection, schema: z.string() }, ref.id), 'cell', 0)
      expect(await store.chains.head(ref)).toBeNull()
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      expect((await store.cells.get(within({ collection: ref.collection, schema: z.string() }, ref.id)))?.value).toBe(
        'cell',
      )
    })

    it('needs a collection and an id that are none of the table’s own marks', async () => {
      await refusal(store.cells.get(within(fresh(z.string()), '')))
      await refusal(store.cells.get({ collection: 'a#b', id: 'c', schema: z.string() }))
    })
  })

  describe(`a backup on ${engine}`, () => {
    it('carries every item to an empty store, heads and cells before records, and there they are the same', async () => {
      const ref = thing()
      const one = record()
      await store.chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      await store.cells.count(within(fresh(z.number()), 'counter'), '2019-06-28T09:30:00.000Z')
      const items = await gathered(store.items.all())
      const kinds = items.map((item) => String(item['PK'])[0])
      expect(kinds.lastIndexOf('H')).toBeLessThan(kinds.indexOf('R'))
      expect(kinds.lastIndexOf('C')).toBeLessThan(kinds.indexOf('R'))

      const other = await open()
      try {
        expect(await other.items.isEmpty()).toBe(true)
        const through = JSON.parse(JSON.stringify(items)) as Record<string, unknown>[]
        expect(await other.items.putAll(from(through))).toBe(items.length)
        expect(await other.items.isEmpty()).toBe(false)
        const text = (all: Record<string, unknown>[]) =>
          all.map((item) => JSON.stringify(Object.entries(item).sort())).sort()
        expect(text(await gathered(other.items.all()))).toEqual(text(items))
        expect(await other.chains.head(ref)).toEqual(head(1, one))
        expect(await other.chains.record(ref, one.id)).toEqual(one)
      } finally {
        await other.close()
      }
    })

    it('takes nothing that this table never holds', async () => {
      await refusal(store.items.putAll(from([{ PK: 'C#x', SK: 'y', j: { nested: true } }])))
    })
  })
}

async function* from<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all
}

const gathered = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
