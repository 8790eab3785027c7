import type { BatchGetItemInput, BatchGetItemOutput } from '@aws-sdk/client-dynamodb'
import type { DynamoDb } from './api.ts'
import type { Item, Key } from './table.ts'

/** Reads as both ports need them: strongly consistent, to the last page. */

const CHUNK = 100
const PAUSE = 25

export const get = async (call: DynamoDb, tableName: string, key: Key): Promise<Item | undefined> =>
  (await call('GetItem', { TableName: tableName, Key: key, ConsistentRead: true })).Item

/** All items of a partition (whose sort key begins with `prefix`) in the order of their sort keys. */
export const queryAll = async (call: DynamoDb, tableName: string, partition: string, prefix = ''): Promise<Item[]> => {
  const items: Item[] = []
  let from: Item | undefined
  do {
    const page = await call('Query', {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: prefix === '' ? 'PK = :p' : 'PK = :p AND begins_with(SK, :s)',
      ExpressionAttributeValues: { ':p': { S: partition }, ...(prefix === '' ? {} : { ':s': { S: prefix } }) },
      ...(from ? { ExclusiveStartKey: from } : {}),
    })
    items.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from)
  return items
}

/** The items of these keys that exist, in no order: a hundred at a time, all at once; what the engine left over is asked for again. */
export const batchGet = async (call: DynamoDb, tableName: string, keys: readonly Key[]): Promise<Item[]> => {
  const chunks = Array.from({ length: Math.ceil(keys.length / CHUNK) }, (_, index) =>
    keys.slice(index * CHUNK, (index + 1) * CHUNK),
  )
  const found = await Promise.all(
    chunks.map(async (chunk) => {
      const items: Item[] = []
      let request: BatchGetItemInput['RequestItems'] = { [tableName]: { Keys: chunk, ConsistentRead: true } }
      for (let attempt = 0; request && Object.keys(request).length > 0; attempt++) {
        if (attempt > 0) await pause(attempt)
        const page: BatchGetItemOutput = await call('BatchGetItem', { RequestItems: request })
        items.push(...(page.Responses?.[tableName] ?? []))
        request = page.UnprocessedKeys
      }
      return items
    }),
  )
  return found.flat()
}

/** Waits longer each time, at most a second and a half: what the engine leaves over, it leaves because it is busy. */
export const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** Math.min(attempt, 6)))
