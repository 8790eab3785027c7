import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { headKey } from '../../../../shared/adapter/dynamodb/table.ts'
import { Moved } from '../../../../shared/service/ports.ts'
import type { Store } from '../../../support/store.ts'
import { draftHead, fresh, Head, head, record, refusal, thing, within } from './things.ts'

/** Things with a history. */
export const chainsContract = (engine: string, store: () => Store): void => {
  describe(`a chain on ${engine}`, () => {
    it('knows nothing of a thing that was never written', async () => {
      const ref = thing()
      expect(await store().chains.head(ref)).toBeNull()
      expect(await store().chains.record(ref, 'none')).toBeNull()
      expect(await store().chains.records(ref)).toEqual([])
      expect(await store().chains.heads(fresh(Head))).toEqual([])
      expect(await store().chains.headsOf(fresh(Head), [])).toEqual([])
    })

    it('reads back the head and the record of a move', async () => {
      const ref = thing()
      const one = record()
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      expect(await store().chains.head(ref)).toEqual(head(1, one))
      expect(await store().chains.record(ref, one.id)).toEqual(one)
    })

    it('packs a long head to a fraction, gives it back as it was, and reads one that was written whole', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      const long = {
        text: '按计划推进',
        nested: Array.from({ length: 60 }, (_, task) => ({ task, status: '按计划推进' })),
      }
      await store().chains.move(ref, { record: one, head: head(1, one, long), expect: { version: 0 } })
      expect(await store().chains.head(ref)).toEqual(head(1, one, long))
      const { Item: held } = await store().call('GetItem', { TableName: store().table, Key: headKey(ref) })
      const whole = JSON.stringify(head(1, one, long))
      expect(held?.['j']).toBeUndefined()
      expect(held?.['z']?.S?.length).toBeLessThan(whole.length / 3)

      const { z: _z, ...rest } = held ?? {}
      await store().call('PutItem', { TableName: store().table, Item: { ...rest, j: { S: whole } } })
      expect(await store().chains.head(ref)).toEqual(head(1, one, long))
      await store().chains.move(ref, { record: two, head: head(2, two), expect: { version: 1 } })
      expect(await store().chains.head(ref)).toEqual(head(2, two))
    })

    it('is created once: of two who create it, one wins and the other is told what stands', async () => {
      const ref = thing()
      const all = Array.from({ length: 6 }, () => record())
      const outcomes = await Promise.allSettled(
        all.map((each) => store().chains.move(ref, { record: each, head: head(1, each), expect: { version: 0 } })),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const now = await store().chains.head(ref)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') {
          expect(outcome.reason).toBeInstanceOf(Moved)
          expect(outcome.reason.head).toEqual(now)
        }
    })

    it('moves on the expected version only, and hands the loser the head', async () => {
      const ref = thing()
      const [one, two, late] = [record(), record(), record()]
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      await store().chains.move(ref, { record: two, head: head(2, two), expect: { version: 1 } })
      const error = await refusal(
        store().chains.move(ref, { record: late, head: head(2, late), expect: { version: 1 } }),
      )
      expect(error).toBeInstanceOf(Moved)
      expect((error as Moved<Head>).head).toEqual(head(2, two))
      expect(await store().chains.head(ref)).toEqual(head(2, two))
    })

    it('tells who moves a thing that is not there, that it is not there', async () => {
      const one = record()
      const error = await refusal(
        store().chains.move(thing(), { record: one, head: head(4, one), expect: { version: 3 } }),
      )
      expect(error).toBeInstanceOf(Moved)
      expect((error as Moved<Head>).head).toBeNull()
    })

    it('moves from the expected states only', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      const accepted = head(1, one, { state: 'accepted' })
      await store().chains.move(ref, { record: one, head: accepted, expect: { version: 0, states: ['draft'] } })
      const submit = (states: string[]) =>
        store().chains.move(ref, { record: two, head: head(2, two), expect: { version: 1, states } })
      const error = await refusal(submit(['draft', 'returned']))
      expect(error).toBeInstanceOf(Moved)
      expect((error as Moved<Head>).head).toEqual(accepted)
      await submit(['draft', 'accepted'])
      expect(await store().chains.head(ref)).toEqual(head(2, two))
    })

    it('takes a move that is sent again after its answer was lost for the success it was', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      const create = { record: one, head: head(1, one), expect: { version: 0 } }
      const move = { record: two, head: draftHead(2, two), expect: { version: 1, states: ['draft'] } }
      for (const each of [create, create, move, move]) await store().chains.move(ref, each)
      expect(await store().chains.head(ref)).toEqual(draftHead(2, two))
      expect(await store().chains.records(ref)).toHaveLength(2)
    })

    it('finishes a move of which only the record was written', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      const move = { record: two, head: head(2, two), expect: { version: 1 } }
      await refusal(store().chains.move(ref, { ...move, expect: { version: 1, states: ['accepted'] } }))
      await store().chains.move(ref, move)
      expect(await store().chains.head(ref)).toEqual(head(2, two))
    })

    it('never writes over a record', async () => {
      const ref = thing()
      const one = record()
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      const forged = { ...one, why: '别的理由' }
      await refusal(store().chains.move(ref, { record: forged, head: head(2, one), expect: { version: 1 } }))
      expect(await store().chains.record(ref, one.id)).toEqual(one)
      expect((await store().chains.head(ref))?.version).toBe(1)
    })

    it('refuses a head that does not follow from its record and version', async () => {
      const ref = thing()
      const one = record()
      await refusal(store().chains.move(ref, { record: one, head: head(3, one), expect: { version: 0 } }))
      await refusal(store().chains.move(ref, { record: one, head: head(1, record()), expect: { version: 0 } }))
      expect(await store().chains.records(ref)).toEqual([])
    })

    it('keeps the records of those who lost, apart from what the head reaches', async () => {
      const ref = thing()
      const [one, lost] = [record(), record()]
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      await refusal(store().chains.move(ref, { record: lost, head: head(1, lost), expect: { version: 0 } }))
      const ids = (await store().chains.records(ref)).map(({ id }) => id)
      expect(ids.sort()).toEqual([one.id, lost.id].sort())
    })

    it('drops the draft that a move replaces, and never the one it names', async () => {
      const ref = thing()
      const [one, two] = [record(), record()]
      await store().chains.move(ref, { record: one, head: draftHead(1, one), expect: { version: 0 }, drop: null })
      await store().chains.move(ref, { record: two, head: draftHead(2, two), expect: { version: 1 }, drop: one.id })
      await store().chains.move(ref, { record: two, head: draftHead(2, two), expect: { version: 1 }, drop: two.id })
      expect((await store().chains.records(ref)).map(({ id }) => id)).toEqual([two.id])
    })

    it('lists the heads of a collection in the order of their ids, and of no other', async () => {
      const collection = fresh(Head)
      const ids = ['b', 'a', 'aa', 'a-1', 'Z', '十', '办公室']
      await Promise.all(
        ids.map((id) => {
          const one = record()
          const move = { record: one, head: head(1, one, { text: id }), expect: { version: 0 } }
          return store().chains.move(within(collection, id), move)
        }),
      )
      const listed = await store().chains.heads(collection)
      const byBytes = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(listed.map(({ text }) => text)).toEqual(byBytes)
      expect(await store().chains.heads({ ...collection, collection: `${collection.collection}/x` })).toEqual([])
    })

    it('lists heads of more than a megabyte, page by page', async () => {
      const collection = fresh(Head)
      const text = '字'.repeat(60_000)
      const ids = Array.from({ length: 12 }, (_, index) => `u${String(index).padStart(2, '0')}`)
      for (const id of ids) {
        const one = record(null, id)
        await store().chains.move(within(collection, id), {
          record: one,
          head: head(1, one, { text: `${id}${text}` }),
          expect: { version: 0 },
        })
      }
      const listed = await store().chains.heads(collection)
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
          return store().chains.move(within(collection, id), move)
        }),
      )
      const asked = ['none', ...[...ids].reverse(), 'u7']
      expect((await store().chains.headsOf(collection, asked)).map(({ text }) => text)).toEqual([...ids].reverse())
    })

    it('keeps empty strings, every script, emoji, control characters and nesting as they were', async () => {
      const ref = thing()
      const body = { empty: '', deep: [{ a: [null, true, 0.1, 1e21, []], '': {} }], text: '零报告🀄️\u0000\n"\\ 𠮷  é' }
      const one = record(null, body)
      const written = head(1, one, { text: '', nested: body })
      await store().chains.move(ref, { record: one, head: written, expect: { version: 0 } })
      expect(await store().chains.head(ref)).toEqual(written)
      expect((await store().chains.record(ref, one.id))?.body).toEqual(body)
    })

    it('refuses what its schema does not know', async () => {
      const ref = thing()
      const one = record()
      await store().chains.move(ref, { record: one, head: head(1, one), expect: { version: 0 } })
      const Strict = Head.extend({ missing: z.string() })
      expect(await refusal(store().chains.head({ ...ref, schema: Strict }))).toBeInstanceOf(z.ZodError)
    })
  })
}
