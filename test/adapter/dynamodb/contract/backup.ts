import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Store } from '../../../support/store.ts'
import { fresh, from, gathered, head, record, refusal, thing, within } from './things.ts'

/** The whole table, out and in again. */
export const backupContract = (engine: string, store: () => Store, open: () => Promise<Store>): void => {
  describe(`a backup on ${engine}`, () => {
    it('carries every item to an empty store, heads and cells before records, and there they are the same', async () => {
      const ref = thing()
      const one = record()
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      await store().cells.count(within(fresh(z.number()), 'counter'), '2019-06-28T09:30:00.000Z')
      const items = await gathered(store().items.all())
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

    it('is swept of what has expired, and of nothing else', async () => {
      const cell = (id: string) => within(fresh(z.number()), id)
      const [past, used, lasting] = [cell('past'), cell('used'), cell('lasting')]
      await store().cells.put(past, 1, 0, '2019-06-28T09:30:00.000Z')
      await store().cells.put(used, 1, 0, '2019-06-28T09:30:00.000Z')
      await store().cells.put(used, 2, 1, '2099-06-28T09:30:00.000Z')
      await store().cells.put(lasting, 1, 0)
      const before = (await gathered(store().items.all())).length
      const swept = await store().items.sweep('2019-06-29T09:30:00.000Z')
      expect(swept).toBeGreaterThan(0)
      expect((await gathered(store().items.all())).length).toBe(before - swept)
      expect(await store().cells.get(past)).toBeNull()
      expect((await store().cells.get(used))?.value).toBe(2)
      expect((await store().cells.get(lasting))?.value).toBe(1)
    })

    it('takes nothing that this table never holds', async () => {
      await refusal(store().items.putAll(from([{ PK: 'C#x', SK: 'y', j: { nested: true } }])))
    })
  })
}
