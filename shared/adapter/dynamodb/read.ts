import type { BatchGetItemInput, BatchGetItemOutput } from '@aws-sdk/client-dynamodb'
import type { Between } from '../../service/ports.ts'
import type { DynamoDb } from './api.ts'
import type { Item, Key } from './table.ts'

/** Reads as both ports need them: strongly consistent, to the last page. */

const CHUNK = 100
const PAUSE = 25

/** Reads one item; undefined where there is none. */
export type Get = (key: Key) => Promise<Item | undefined>

/**
 * Gets that are asked for at once (in one `Promise.all`) travel as one BatchGetItem: an act reads plan, calendar, unit, report and verifications
 * in one call instead of five. Asked for alone, a get is a GetItem. Both are strongly consistent.
 */
export const createGet = (call: DynamoDb, tableName: string): Get => {
  type Asked = { key: Key; resolve: (item: Item | undefined) => void; reject: (error: unknown) => void }
  let together: Asked[] = []

  const textOf = (key: Key | Item): string => JSON.stringify([key['PK']?.S, key['SK']?.S])
  const answer = async (asked: Asked[]): Promise<void> => {
    const keys = [...new Map(asked.map(({ key }) => [textOf(key), key])).values()]
    const [first] = keys
    const items =
      keys.length === 1 && first
        ? [(await call('GetItem', { TableName: tableName, Key: first, ConsistentRead: true })).Item]
        : await batchGet(call, tableName, keys)
    const found = new Map(items.flatMap((item) => (item ? [[textOf(item), item] as const] : [])))
    for (const { key, resolve } of asked) resolve(found.get(textOf(key)))
  }
  return (key) =>
    new Promise((resolve, reject) => {
      together.push({ key, resolve, reject })
      if (together.length > 1) return
      queueMicrotask(() => {
        const asked = together
        together = []
        answer(asked).catch((error: unknown) => {
          for (const one of asked) one.reject(error)
        })
      })
    })
}

/** All items of a partition (whose sort key begins with a prefix, or lies in a stretch) in the order of their sort keys. */
export const queryAll = async (
  call: DynamoDb,
  tableName: string,
  partition: string,
  within: string | Between = '',
): Promise<Item[]> => {
  const [condition, values] = sortKey(within)
  const items: Item[] = []
  let from: Item | undefined
  do {
    const page = await call('Query', {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: `PK = :p${condition}`,
      ExpressionAttributeValues: { ':p': { S: partition }, ...values },
      ...(from ? { ExclusiveStartKey: from } : {}),
    })
    items.push(...(page.Items ?? []))
    from = page.LastEvaluatedKey
  } while (from)
  return items
}

const sortKey = (within: string | Between): [condition: string, values: Item] => {
  if (within === '') return ['', {}]
  if (typeof within === 'string') return [' AND begins_with(SK, :s)', { ':s': { S: within } }]
  return [' AND SK BETWEEN :f AND :t', { ':f': { S: within.from }, ':t': { S: within.to } }]
}

/** The items of these keys that exist, in no order: a hundred at a time, all at once; what the engine left over is asked for again. */
const batchGet = async (call: DynamoDb, tableName: string, keys: readonly Key[]): Promise<Item[]> => {
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
