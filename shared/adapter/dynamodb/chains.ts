import { HeadBase, HistoryRecord } from '../../domain/history.ts'
import { type Between, type Chains, type Collection, Moved, type Ref } from '../../service/ports.ts'
import { conditionFailed, type DynamoDb } from './api.ts'
import { createGet, type Get, queryAll } from './read.ts'
import {
  contentOf,
  fitting,
  headAttributes,
  headKey,
  headPartition,
  type Item,
  recordKey,
  recordPartition,
} from './table.ts'

/**
 * The port Chains (service/ports.ts) over one table.
 * @param get shared with the cells' adapter, so that reads of both kinds asked for together travel together
 */
export const createChains = (call: DynamoDb, tableName: string, get: Get = createGet(call, tableName)): Chains => {
  const readHead = async <T extends HeadBase>(ref: Ref<T>): Promise<T | null> => {
    const item = await get(headKey(ref))
    return item ? ref.schema.parse(contentOf(item)) : null
  }

  /**
   * The record, once. Found there already it is ours, written by the attempt whose answer was lost, unless it says something else.
   */
  const writeRecord = async (ref: Ref<HeadBase>, record: HistoryRecord): Promise<void> => {
    const key = recordKey(ref, record.id)
    const item = fitting({ ...key, j: { S: JSON.stringify(record) } })
    try {
      await call('PutItem', { TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(PK)' })
    } catch (error) {
      if (!conditionFailed(error)) throw error
      const there = await get(key)
      if (there?.['j']?.S !== item.j.S) throw new Error(`record ${record.id} exists with another content`)
    }
  }

  return {
    head: readHead,

    async heads<T extends HeadBase>(collection: Collection<T>, between?: Between) {
      const items = await queryAll(call, tableName, headPartition(collection), between)
      return items.map((item) => collection.schema.parse(contentOf(item)))
    },

    async standing(collection) {
      const items = await queryAll(call, tableName, headPartition(collection))
      return items.map((item) => ({ id: item['SK']?.S ?? '', head: HeadBase.parse(contentOf(item)) }))
    },

    async headsOf<T extends HeadBase>(collection: Collection<T>, ids: readonly string[]) {
      const items = await Promise.all(
        [...new Set(ids)].map((id) => get(headKey({ collection: collection.collection, id }))),
      )
      return items.flatMap((item) => (item ? [collection.schema.parse(contentOf(item))] : []))
    },

    async record(ref: Ref<HeadBase>, id: string) {
      const item = await get(recordKey(ref, id))
      return item ? HistoryRecord.parse(contentOf(item)) : null
    },

    async records(ref: Ref<HeadBase>) {
      const items = await queryAll(call, tableName, recordPartition(ref))
      return items.map((item) => HistoryRecord.parse(contentOf(item)))
    },

    async move<T extends HeadBase>(ref: Ref<T>, { record, head, expect, drop }: Parameters<Chains['move']>[1]) {
      if (head.version !== expect.version + 1 || (head.current !== record.id && head.draft !== record.id))
        throw new Error(`the head of ${ref.collection}/${ref.id} does not follow from its record and version`)
      const item = fitting({ ...headKey(ref), ...headAttributes(head) })
      await writeRecord(ref, record)
      try {
        await call('PutItem', { TableName: tableName, Item: item, ...condition(expect) })
      } catch (error) {
        if (!conditionFailed(error)) throw error
        const now = await readHead(ref)
        if (now?.current !== record.id && now?.draft !== record.id) throw new Moved(now)
      }
      // The head has moved: that the replaced draft stays behind harms nobody, it is swept later.
      if (drop && drop !== head.draft && drop !== head.current)
        await call('DeleteItem', { TableName: tableName, Key: recordKey(ref, drop) }).catch(() => undefined)
    },
  }
}

/** Expected version and states → the condition of the head's write. */
const condition = ({
  version,
  states,
}: {
  version: number
  states?: readonly string[]
}): { ConditionExpression: string; ExpressionAttributeValues?: Item } => {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(PK)' }
  const values: Item = { ':v': { N: String(version) } }
  if (!states) return { ConditionExpression: 'v = :v', ExpressionAttributeValues: values }
  const names = states.map((state, index) => {
    values[`:s${index}`] = { S: state }
    return `:s${index}`
  })
  return { ConditionExpression: `v = :v AND s IN (${names.join(', ')})`, ExpressionAttributeValues: values }
}
