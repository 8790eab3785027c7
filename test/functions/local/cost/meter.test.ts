import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMeter, type Units } from '../../../../functions/local/cost/meter.ts'
import type { DynamoDb } from '../../../../shared/adapter/dynamodb/api.ts'
import type { Item } from '../../../../shared/adapter/dynamodb/table.ts'
import { openStore, type Store } from '../../../support/store.ts'

let store: Store
beforeAll(async () => {
  store = await openStore()
})
afterAll(() => store.close())

const READS = new Set(['GetItem', 'BatchGetItem', 'Query'])
/** DynamoDB Local says itself what a call took; the embedded engine reports one unit for every write and is not asked. */
const says = process.env['DYNAMODB_ENDPOINT'] !== undefined

/** What the meter counts for these calls, and what the engine says of them. */
const counted = async (acts: (call: DynamoDb) => Promise<unknown>): Promise<{ meter: Units; engine: Units }> => {
  const engine: Units = { read: 0, written: 0 }
  const meter = createMeter(store.call)
  const call: DynamoDb = async (operation, input) => {
    const output = await meter.call(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' })
    const { ConsumedCapacity: one } = output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] }
    const units = [one ?? []].flat().reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0)
    engine[READS.has(operation) ? 'read' : 'written'] += units
    return output
  }
  await acts(call)
  return { meter: meter.take(), engine }
}

const TableName = () => store.table
const keyOf = (id: string): Item => ({ PK: { S: 'meter' }, SK: { S: id } })
/** An item of so many bytes in all. */
const item = (id: string, bytes: number): Item => {
  const empty = 'PK'.length + 'meter'.length + 'SK'.length + id.length + 'j'.length
  return { ...keyOf(id), j: { S: 'x'.repeat(bytes - empty) } }
}

/** What it is, what it costs, the calls; `untold`: what the documentation charges and no answer of the local engine tells. */
const CASES: [
  name: string,
  expected: Units & { untold?: Partial<Units> },
  acts: (call: DynamoDb) => Promise<unknown>,
][] = [
  [
    'a write of a kilobyte',
    { read: 0, written: 1 },
    (call) => call('PutItem', { TableName: TableName(), Item: item('a', 1024) }),
  ],
  [
    'a byte more',
    { read: 0, written: 2 },
    (call) => call('PutItem', { TableName: TableName(), Item: item('b', 1025) }),
  ],
  [
    'a small item in the place of a large one',
    { read: 0, written: 5 + 5 },
    async (call) => {
      await call('PutItem', { TableName: TableName(), Item: item('c', 5000) })
      await call('PutItem', { TableName: TableName(), Item: item('c', 100) })
    },
  ],
  [
    'a removal, by what is removed',
    { read: 0, written: 3 + 3 },
    async (call) => {
      await call('PutItem', { TableName: TableName(), Item: item('d', 3000) })
      await call('DeleteItem', { TableName: TableName(), Key: keyOf('d') })
    },
  ],
  [
    'a write whose condition fails, by what stands there',
    { read: 0, written: 2 + 2, untold: { written: 2 } },
    async (call) => {
      await call('PutItem', { TableName: TableName(), Item: item('e', 2000) })
      await call('PutItem', {
        TableName: TableName(),
        Item: item('e', 100),
        ConditionExpression: 'attribute_not_exists(PK)',
      }).catch(() => undefined)
    },
  ],
  [
    'a strongly consistent read, by started 4 KB, and one of nothing',
    { read: 2 + 1, written: 5 },
    async (call) => {
      await call('PutItem', { TableName: TableName(), Item: item('f', 4097) })
      await call('GetItem', { TableName: TableName(), Key: keyOf('f'), ConsistentRead: true })
      await call('GetItem', { TableName: TableName(), Key: keyOf('none'), ConsistentRead: true })
    },
  ],
  [
    'a batch of reads, each by itself',
    { read: 1 + 2 + 1, written: 1 + 5, untold: { read: 1 } },
    async (call) => {
      await call('PutItem', { TableName: TableName(), Item: item('g', 500) })
      await call('PutItem', { TableName: TableName(), Item: item('h', 5000) })
      await call('BatchGetItem', {
        RequestItems: { [TableName()]: { Keys: [keyOf('g'), keyOf('h'), keyOf('none')], ConsistentRead: true } },
      })
    },
  ],
  [
    'a query, by the sum of what it reads',
    { read: 2, written: 3 * 2 },
    async (call) => {
      for (const id of ['i1', 'i2', 'i3'])
        await call('PutItem', { TableName: TableName(), Item: { ...item(id, 2000), PK: { S: 'query' } } })
      await call('Query', {
        TableName: TableName(),
        ConsistentRead: true,
        KeyConditionExpression: 'PK = :p',
        ExpressionAttributeValues: { ':p': { S: 'query' } },
      })
    },
  ],
  [
    'a counter',
    { read: 0, written: 1 + 1 },
    async (call) => {
      for (let turn = 0; turn < 2; turn++)
        await call('UpdateItem', {
          TableName: TableName(),
          Key: keyOf('counter'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        })
    },
  ],
]

describe('the meter counts', () => {
  it.each(CASES)('%s', async (_name, { untold = {}, ...expected }, acts) => {
    const { meter, engine } = await counted(acts)
    expect(meter).toEqual(expected)
    const { read = 0, written = 0 } = untold
    if (says) expect(engine).toEqual({ read: expected.read - read, written: expected.written - written })
  })
})
