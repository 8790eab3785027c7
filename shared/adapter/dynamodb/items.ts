import type { BatchWriteItemInput, WriteRequest } from '@aws-sdk/client-dynamodb'
import { ms } from '../../domain/time.ts'
import type { Items } from '../../service/ports.ts'
import { conditionFailed, type DynamoDb } from './api.ts'
import { pause } from './read.ts'
import { fitting, type Item } from './table.ts'

const CHUNK = 25

/**
 * The port Items (service/ports.ts): the whole table, item by item, as strings and numbers under the letters of table.ts.
 * This is the only place that scans. Heads and cells come first and records after them, so that a backup taken while people work holds the
 * record of every act its heads name; only a draft that is replaced in that very time may be missing.
 */
export const createItems = (call: DynamoDb, tableName: string): Items => {
  const writeAll = async (requests: readonly WriteRequest[]): Promise<void> => {
    let request: BatchWriteItemInput['RequestItems'] = { [tableName]: [...requests] }
    for (let attempt = 0; request && Object.keys(request).length > 0; attempt++) {
      if (attempt > 0) await pause(attempt)
      request = (await call('BatchWriteItem', { RequestItems: request })).UnprocessedItems
    }
  }

  return {
    async *all() {
      for (const filter of ['attribute_exists(v)', 'attribute_not_exists(v)']) {
        let from: Item | undefined
        do {
          const page = await call('Scan', {
            TableName: tableName,
            ConsistentRead: true,
            FilterExpression: filter,
            ...(from ? { ExclusiveStartKey: from } : {}),
          })
          for (const item of page.Items ?? []) yield plain(item)
          from = page.LastEvaluatedKey
        } while (from)
      }
    },

    async putAll(items) {
      let count = 0
      let chunk: WriteRequest[] = []
      for await (const item of items) {
        chunk.push({ PutRequest: { Item: fitting(typed(item)) } })
        count += 1
        if (chunk.length === CHUNK) {
          await writeAll(chunk)
          chunk = []
        }
      }
      if (chunk.length > 0) await writeAll(chunk)
      return count
    },

    async clear() {
      let count = 0
      for (;;) {
        // What is removed is not found again: each page begins anew.
        const { Items: found = [] } = await call('Scan', {
          TableName: tableName,
          ConsistentRead: true,
          ProjectionExpression: 'PK, SK',
        })
        if (found.length === 0) return count
        for (let from = 0; from < found.length; from += CHUNK)
          await writeAll(found.slice(from, from + CHUNK).map((Key) => ({ DeleteRequest: { Key } })))
        count += found.length
      }
    },

    async sweep(now) {
      const expired = { ':now': { N: String(Math.floor(ms(now) / 1000)) } }
      let count = 0
      let from: Item | undefined
      do {
        const page = await call('Scan', {
          TableName: tableName,
          ConsistentRead: true,
          FilterExpression: 'x < :now',
          ProjectionExpression: 'PK, SK',
          ExpressionAttributeValues: expired,
          ...(from ? { ExclusiveStartKey: from } : {}),
        })
        for (const Key of page.Items ?? []) {
          // A session that was used meanwhile lives on: the condition is asked of what lies there now.
          const gone = await call('DeleteItem', {
            TableName: tableName,
            Key,
            ConditionExpression: 'x < :now',
            ExpressionAttributeValues: expired,
          }).then(
            () => 1,
            (error: unknown) => {
              if (conditionFailed(error)) return 0
              throw error
            },
          )
          count += gone
        }
        from = page.LastEvaluatedKey
      } while (from)
      return count
    },

    async isEmpty() {
      const { Items: found } = await call('Scan', { TableName: tableName, ConsistentRead: true, Limit: 1 })
      return (found ?? []).length === 0
    },
  }
}

const plain = (item: Item): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value.S === undefined ? Number(value.N) : value.S]),
  )

/** @throws Error for what this table never holds */
const typed = (item: Record<string, unknown>): Item =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      if (typeof value === 'string') return [name, { S: value }]
      if (typeof value === 'number') return [name, { N: String(value) }]
      throw new Error(`not an item of this table: ${name} is ${typeof value}`)
    }),
  )
