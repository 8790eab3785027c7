import type { BatchGetItemInput, BatchWriteItemInput, PutItemInput } from '@aws-sdk/client-dynamodb'
import type { DynamoDb, Operation } from '../../../shared/adapter/dynamodb/api.ts'
import type { Item } from '../../../shared/adapter/dynamodb/table.ts'

/** Request units of an on-demand table, reads and writes. */
export type Units = { read: number; written: number }

/** DynamoDB charges a strongly consistent read by started 4 KB, a write by started KB. */
const READ_BYTES = 4096
const WRITE_BYTES = 1024

/**
 * Bytes of an item as DynamoDB counts them: names and texts in UTF-8; a number by its significant digits, two to a byte, and one byte more
 * (two for a negative one).
 */
export const bytesOf = (item: Item | undefined): number =>
  Object.entries(item ?? {}).reduce((bytes, [name, value]) => {
    const digits = (value.N ?? '').replace(/^-?0*\.?0*|\./g, '').replace(/0+$/, '').length
    const held =
      value.S === undefined
        ? Math.ceil(digits / 2) + 1 + (value.N?.startsWith('-') ? 1 : 0)
        : Buffer.byteLength(value.S)
    return bytes + Buffer.byteLength(name) + held
  }, 0)

const started = (bytes: number, step: number): number => Math.max(1, Math.ceil(bytes / step))
const readOf = (item: Item | undefined): number => started(bytesOf(item), READ_BYTES)
/** A write is charged by the larger of what was there and what is there now, also when its condition fails. */
const writtenOf = (before: Item | undefined, after: Item | undefined): number =>
  started(Math.max(bytesOf(before), bytesOf(after)), WRITE_BYTES)

/**
 * Counts what DynamoDB would charge for the calls that pass through, by the rules of its documentation (the embedded engine reports one unit for
 * every write); a test compares it with what DynamoDB Local says of the same calls.
 * What the meter itself looks up, to know what a write replaces, is not counted.
 */
export const createMeter = (call: DynamoDb): { call: DynamoDb; take: () => Units } => {
  let units: Units = { read: 0, written: 0 }
  const itemAt = async (TableName: string | undefined, Key: Item): Promise<Item | undefined> =>
    (await call('GetItem', { TableName, Key, ConsistentRead: true })).Item
  const keyOf = (item: Item): Item => ({ PK: item['PK'] ?? { S: '' }, SK: item['SK'] ?? { S: '' } })

  /** Makes the call and counts it, whether it succeeds or not. */
  const write = async <T>(
    table: string | undefined,
    key: Item,
    after: Item | null | undefined,
    made: () => Promise<T>,
  ) => {
    const before = await itemAt(table, key)
    let done = false
    try {
      const output = await made()
      done = true
      return output
    } finally {
      // undefined: what there is now is asked; null: nothing.
      const now = !done ? before : after === undefined ? await itemAt(table, key) : (after ?? undefined)
      units.written += writtenOf(before, now)
    }
  }

  const counted: Partial<Record<Operation, (input: never) => Promise<unknown>>> = {
    GetItem: async (input: { TableName: string; Key: Item }) => {
      const output = await call('GetItem', input)
      units.read += readOf(output.Item)
      return output
    },
    BatchGetItem: async (input: BatchGetItemInput) => {
      const output = await call('BatchGetItem', input)
      const asked = Object.values(input.RequestItems ?? {}).reduce((sum, { Keys }) => sum + (Keys?.length ?? 0), 0)
      const found = Object.values(output.Responses ?? {}).flat()
      units.read += found.reduce((sum, item) => sum + readOf(item), 0) + (asked - found.length)
      return output
    },
    Query: async (input: { TableName: string }) => {
      const output = await call('Query', input)
      units.read += started(
        (output.Items ?? []).reduce((bytes, item) => bytes + bytesOf(item), 0),
        READ_BYTES,
      )
      return output
    },
    PutItem: (input: PutItemInput) =>
      write(input.TableName, keyOf(input.Item ?? {}), input.Item, () => call('PutItem', input)),
    UpdateItem: (input: { TableName: string; Key: Item }) =>
      write(input.TableName, input.Key, undefined, () => call('UpdateItem', input)),
    DeleteItem: (input: { TableName: string; Key: Item }) =>
      write(input.TableName, input.Key, null, () => call('DeleteItem', input)),
    BatchWriteItem: async (input: BatchWriteItemInput) => {
      for (const [table, requests] of Object.entries(input.RequestItems ?? {}))
        for (const { PutRequest } of requests) {
          const item = PutRequest?.Item
          if (item) units.written += writtenOf(await itemAt(table, keyOf(item)), item)
        }
      return call('BatchWriteItem', input)
    },
  }

  return {
    call: ((operation: Operation, input: never) => {
      const one = counted[operation]
      if (!one) throw new Error(`${operation} is not metered`)
      return one(input)
    }) as DynamoDb,
    /** What has passed since it was last asked. */
    take: () => {
      const taken = units
      units = { read: 0, written: 0 }
      return taken
    },
  }
}
