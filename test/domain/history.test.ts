import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, chainOf, type HistoryRecord } from '../../shared/domain/history.ts'

const record = (id: string, before: string | null): HistoryRecord => ({
  id,
  at: '2019-06-25T01:00:00.000Z',
  by: { id: 'a', name: '甲', role: '', unit: null },
  act: 'save',
  from: 'draft',
  to: 'draft',
  why: null,
  before: before === null ? null : { id: before, hash: '' },
  body: {},
})

describe('history', () => {
  it('shows only the records that the head reaches, oldest first', () => {
    const records = [record('c', 'b'), record('lost', 'a'), record('a', null), record('b', 'a')]
    expect(chainOf({ current: 'c' }, records).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(chainOf({ current: null }, records)).toEqual([])
  })

  it('ends on a circle instead of running for ever', () => {
    expect(chainOf({ current: 'a' }, [record('a', 'b'), record('b', 'a')]).length).toBeLessThanOrEqual(3)
  })

  it('gives equal values equal text, whatever the order of their members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(turned)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
