import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Ref } from '../../../../shared/service/ports.ts'
import type { Store } from '../../../support/store.ts'
import { fresh, head, record, refusal, thing, within } from './things.ts'

/** Small versioned things. */
export const cellsContract = (engine: string, store: () => Store): void => {
  describe(`a cell on ${engine}`, () => {
    const Value = z.object({ holder: z.string() })
    const cell = (): Ref<z.infer<typeof Value>> => within(fresh(Value), 'cell')

    it('is put where it was absent, once', async () => {
      const ref = cell()
      expect(await store().cells.get(ref)).toBeNull()
      const claims = ['a', 'b', 'c', 'd', 'e'].map((holder) => store().cells.put(ref, { holder }, 0))
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
      expect((await store().cells.get(ref))?.version).toBe(1)
    })

    it('tells two who put the same value apart', async () => {
      const ref = cell()
      const claims = [1, 2, 3].map(() => store().cells.put(ref, { holder: 'same' }, 0))
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1)
    })

    it('is put on the version that was read, and not on an older one', async () => {
      const ref = cell()
      await store().cells.put(ref, { holder: 'a' }, 0)
      expect(await store().cells.put(ref, { holder: 'b' }, 1)).toBe(true)
      expect(await store().cells.put(ref, { holder: 'c' }, 1)).toBe(false)
      expect(await store().cells.put(ref, { holder: 'c' }, 7)).toBe(false)
      expect(await store().cells.get(ref)).toEqual({ version: 2, value: { holder: 'b' } })
    })

    it('is put unconditionally, absent or not, and its version goes on', async () => {
      const ref = cell()
      expect(await store().cells.put(ref, { holder: 'a' }, 'any', '2019-06-28T09:30:00.000Z')).toBe(true)
      expect(await store().cells.put(ref, { holder: 'b' }, 'any')).toBe(true)
      expect(await store().cells.get(ref)).toEqual({ version: 2, value: { holder: 'b' } })
      expect(await store().cells.put(ref, { holder: 'c' }, 1)).toBe(false)
    })

    it('is removed on the expected version, and then is gone', async () => {
      const ref = cell()
      expect(await store().cells.remove(ref)).toBe(false)
      await store().cells.put(ref, { holder: 'a' }, 0)
      expect(await store().cells.remove(ref, 2)).toBe(false)
      expect(await store().cells.remove(ref, 1)).toBe(true)
      expect(await store().cells.get(ref)).toBeNull()
      await store().cells.put(ref, { holder: 'b' }, 0)
      expect(await store().cells.remove(ref)).toBe(true)
    })

    it('is used up once, however many try at once', async () => {
      const ref = cell()
      await store().cells.put(ref, { holder: 'code' }, 0)
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => store().cells.remove(ref, 1)))
      expect(outcomes.filter(Boolean)).toHaveLength(1)
    })

    it('is listed with its kind in the order of ids, all or those that begin alike', async () => {
      const collection = fresh(z.number())
      const ids = ['2019-06#b', '2019-06#a', '2019-07#a', '2019-0', '2020']
      for (const [index, id] of ids.entries()) await store().cells.put(within(collection, id), index + 0.5, 0)
      const listed = await store().cells.list(collection)
      expect(listed.map(({ id }) => id)).toEqual([...ids].sort())
      expect(listed.map(({ value }) => value)).toEqual([3.5, 1.5, 0.5, 2.5, 4.5])
      expect((await store().cells.list(collection, '2019-06')).map(({ id }) => id)).toEqual(['2019-06#a', '2019-06#b'])
      expect(await store().cells.list(collection, '2021')).toEqual([])
    })

    it('is listed in a stretch, both ends included', async () => {
      const many = fresh(Value)
      for (const id of ['a/1', 'a/2', 'a-b/1', 'b/1', 'c/1'])
        await store().cells.put(within(many, id), { holder: id }, 0)
      const stretch = await store().cells.list(many, { from: 'a/2', to: 'b/1' })
      expect(stretch.map(({ id }) => id)).toEqual(['a/2', 'b/1'])
      expect((await store().cells.list(many, { from: 'a/', to: 'a0' })).map(({ id }) => id)).toEqual(['a/1', 'a/2'])
    })

    it('lists more than a megabyte, page by page', async () => {
      const collection = fresh(z.string())
      const text = '字'.repeat(100_000)
      for (const id of ['1', '2', '3', '4', '5']) await store().cells.put(within(collection, id), text + id, 0)
      expect((await store().cells.list(collection)).map(({ value }) => value.at(-1))).toEqual(['1', '2', '3', '4', '5'])
    })

    it('holds any value exactly', async () => {
      const collection = fresh(z.unknown())
      const values = ['', 0, -1, 2 ** 53 - 1, 2 ** 53, 0.1, 1e300, null, true, [], {}, { '': ['🀄️', { n: 1 }] }]
      for (const [index, value] of values.entries()) {
        const ref = within(collection, `v${index}`)
        await store().cells.put(ref, value, 0)
        expect((await store().cells.get(ref))?.value).toEqual(value)
        await store().cells.put(ref, value, 'any')
        expect((await store().cells.get(ref))?.value).toEqual(value)
      }
    })

    it('changes between a number and another value', async () => {
      const ref = within(fresh(z.unknown()), 'cell')
      for (const value of [7, 'sieben', 8, { n: 1 }]) {
        await store().cells.put(ref, value, 'any')
        expect((await store().cells.get(ref))?.value).toEqual(value)
      }
    })

    it('counts every one, however many count at once, and goes on from a number that was put', async () => {
      const ref = within(fresh(z.number()), 'counter')
      const counted = await Promise.all(Array.from({ length: 25 }, () => store().cells.count(ref)))
      expect(counted.sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
      expect((await store().cells.get(ref))?.value).toBe(25)
      await store().cells.put(ref, 100, 'any')
      expect(await store().cells.count(ref, '2019-06-28T09:30:00.000Z')).toBe(101)
    })

    it('has nothing in common with a head of the same name', async () => {
      const ref = thing()
      const one = record()
      await store().cells.put(within({ collection: ref.collection, schema: z.string() }, ref.id), 'cell', 0)
      expect(await store().chains.head(ref)).toBeNull()
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      expect((await store().cells.get(within({ collection: ref.collection, schema: z.string() }, ref.id)))?.value).toBe(
        'cell',
      )
    })

    it('needs a collection and an id that are none of the table’s own marks', async () => {
      await refusal(store().cells.get(within(fresh(z.string()), '')))
      await refusal(store().cells.get({ collection: 'a#b', id: 'c', schema: z.string() }))
    })
  })
}
