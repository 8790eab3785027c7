import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { DynamoDb } from '../../../../shared/adapter/dynamodb/api.ts'
import { createCells } from '../../../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../../../shared/adapter/dynamodb/chains.ts'
import { ITEM_BYTES } from '../../../../shared/adapter/dynamodb/table.ts'
import { TooLarge } from '../../../../shared/service/ports.ts'
import type { Store } from '../../../support/store.ts'
import { draftHead, fresh, head, record, refusal, thing, within } from './things.ts'

/** Answers that get lost, and items that are too large. */
export const edgesContract = (engine: string, store: () => Store): void => {
  describe(`a lost answer on ${engine}`, () => {
    /** Sends every write twice, as a client does whose first answer never came. */
    const twice: DynamoDb = async (operation, input) => {
      if (operation !== 'GetItem') await store().call(operation, input)
      return store().call(operation, input)
    }

    it('is not taken for a conflict when a head moves', async () => {
      const chains = createChains(twice, store().table)
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
      const cells = createCells(twice, store().table)
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
      const put = (text: string) => store().cells.put(cell, text, 0)
      const bytes = await room(put)
      expect(await refusal(put('x'.repeat(bytes + 1)))).toBeInstanceOf(TooLarge)
      expect(await store().cells.get(cell)).toBeNull()
      expect(await put('x'.repeat(bytes))).toBe(true)
      expect((await store().cells.get(cell))?.value).toHaveLength(bytes)
    })

    it('counts bytes of UTF-8, not characters', async () => {
      const ref = thing()
      const large = record(null, '字'.repeat(140_000))
      const error = await refusal(
        store().chains.move(ref, { record: large, head: head(1, large), expect: { version: 0 } }),
      )
      expect(error).toBeInstanceOf(TooLarge)
      expect((error as TooLarge).bytes).toBeGreaterThan(420_000)
      expect(await store().chains.head(ref)).toBeNull()
      const fits = record(null, '字'.repeat(100_000))
      await store().chains.move(ref, { record: fits, head: head(1, fits), expect: { version: 0 } })
      expect(await store().chains.record(ref, fits.id)).toEqual(fits)
    })

    it('leaves no record behind when the head is too large', async () => {
      const ref = thing()
      const one = record()
      // A head is packed, and this one packs to no less.
      const large = head(1, one, { text: randomBytes(330_000).toString('base64') })
      const move = store().chains.move(ref, { record: one, head: large, expect: { version: 0 } })
      expect(await refusal(move)).toBeInstanceOf(TooLarge)
      expect(await store().chains.records(ref)).toEqual([])
    })

    it('counts an unconditional put, and keys, too', async () => {
      const collection = fresh(z.string())
      const put = (id: string, text: string) => store().cells.put(within(collection, id), text, 'any')
      expect(await refusal(put('a', '字'.repeat(140_000)))).toBeInstanceOf(TooLarge)
      expect(await refusal(put('字'.repeat(342), ''))).toBeInstanceOf(TooLarge)
      expect(await put('字'.repeat(341), '')).toBe(true)
    })
  })
}
