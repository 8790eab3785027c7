import { randomUUID } from 'node:crypto'
import type { Instant } from '../../domain/time.ts'
import type { Between, Cells, Collection, Ref } from '../../service/ports.ts'
import { conditionFailed, type DynamoDb } from './api.ts'
import { createGet, type Get, queryAll } from './read.ts'
import { cellKey, cellPartition, contentOf, fitting, type Item, versionOf } from './table.ts'

/**
 * The port Cells (service/ports.ts) over one table.
 * @param mark a fresh random text for each write. When a condition fails, the cell is read once more, and one that bears my mark is mine:
 * the write had succeeded and only its answer was lost. Comparing values would not do, for two people may write the same.
 */
export const createCells = (
  call: DynamoDb,
  tableName: string,
  mark: () => string = randomUUID,
  get: Get = createGet(call, tableName),
): Cells => {
  const value = (content: unknown): Item =>
    Number.isSafeInteger(content) ? { n: { N: String(content) } } : { j: { S: JSON.stringify(content ?? null) } }
  const sweep = (expires: Instant | undefined): Item =>
    expires === undefined ? {} : { x: { N: String(Math.ceil(Date.parse(expires) / 1000)) } }

  /** True when the write succeeded, false when its condition failed. */
  const tried = async (write: Promise<unknown>): Promise<boolean> => {
    try {
      await write
      return true
    } catch (error) {
      if (conditionFailed(error)) return false
      throw error
    }
  }

  return {
    async get<T>(ref: Ref<T>) {
      const item = await get(cellKey(ref))
      return item ? { version: versionOf(item), value: ref.schema.parse(contentOf(item)) } : null
    },

    async list<T>(collection: Collection<T>, within: string | Between = '') {
      const items = await queryAll(call, tableName, cellPartition(collection), within)
      return items.map((item) => ({
        id: item['SK']?.S ?? '',
        version: versionOf(item),
        value: collection.schema.parse(contentOf(item)),
      }))
    },

    async put<T>(ref: Ref<T>, content: T, expect: number | 'any', expires?: Instant) {
      const key = cellKey(ref)
      const mine = mark()
      const written = { w: { S: mine }, ...value(content), ...sweep(expires) }
      if (expect === 'any') {
        fitting({ ...key, v: { N: '1' }, ...written })
        // Not a PutItem: the version must go on, so that who read the cell before cannot overwrite it afterwards.
        const gone = ['j', 'n', 'x'].filter((name) => !(name in written))
        await call('UpdateItem', {
          TableName: tableName,
          Key: key,
          UpdateExpression: `SET ${Object.keys(written)
            .map((name) => `${name} = :${name}`)
            .join(', ')} ADD v :one${gone.length > 0 ? ` REMOVE ${gone.join(', ')}` : ''}`,
          ExpressionAttributeValues: {
            ':one': { N: '1' },
            ...Object.fromEntries(Object.entries(written).map(([name, held]) => [`:${name}`, held])),
          },
        })
        return true
      }
      const done = await tried(
        call('PutItem', {
          TableName: tableName,
          Item: fitting({ ...key, v: { N: String(expect + 1) }, ...written }),
          ...(expect === 0
            ? { ConditionExpression: 'attribute_not_exists(PK)' }
            : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: String(expect) } } }),
        }),
      )
      return done || (await get(key))?.['w']?.S === mine
    },

    remove: (ref: Ref<unknown>, expect?: number) =>
      tried(
        call('DeleteItem', {
          TableName: tableName,
          Key: cellKey(ref),
          ...(expect === undefined
            ? { ConditionExpression: 'attribute_exists(PK)' }
            : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': { N: String(expect) } } }),
        }),
      ),

    async count(ref: Ref<number>, expires?: Instant) {
      const until = sweep(expires)
      const { Attributes } = await call('UpdateItem', {
        TableName: tableName,
        Key: cellKey(ref),
        UpdateExpression: `ADD n :one, v :one${'x' in until ? ' SET x = :x' : ''}`,
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ...('x' in until ? { ':x': until['x'] as { N: string } } : {}),
        },
        ReturnValues: 'UPDATED_NEW',
      })
      return Number(Attributes?.['n']?.N)
    },
  }
}
