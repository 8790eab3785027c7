import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { AttributeValue, CreateTableInput } from '@aws-sdk/client-dynamodb'
import type { HeadBase } from '../../domain/history.ts'
import { type Ref, TooLarge } from '../../service/ports.ts'

/**
 * The one table, read together. A ref (keys.ts) names a collection and an id in it; here they become keys.
 *
 * | what   | PK                  | SK        | the question it answers                                                           |
 * |--------|---------------------|-----------|-----------------------------------------------------------------------------------|
 * | head   | `H#collection`      | id        | How does this thing stand? All of a collection (who has filed this month?): one Query |
 * | record | `R#collection#id`   | record id | What was written in this act? The whole history of one thing: one Query           |
 * | cell   | `C#collection`      | id        | What is this session, code, counter, ledger line? All that begin with …: one Query |
 *
 * Records lie in partitions of their own, so a month's screen costs what its heads weigh, whatever the texts. There is no index.
 *
 * Attributes have one letter, because DynamoDB counts the names into every item:
 * `v` version · `s` state · `c` current · `d` draft — what conditions read, at the top level (c and d are absent when null);
 * `j` the whole value as JSON text, which gives back empty strings, nesting and numbers exactly as they were, and asks for no translation of each
 * member into DynamoDB's typed maps; `z` instead of `j` where a head is long: the same text packed, for a month's screen reads every head of the month
 * and pays for their bytes, and what a head says of thirty tasks packs to a sixth; `n` instead of `j` where the value is a whole number, so that a
 * counter can be added to; `w` the mark of the write that made a cell; `x` seconds since the epoch after which the engine may sweep it.
 * Everything is a string or a number.
 */

export type Item = Record<string, AttributeValue>
export type Key = { PK: AttributeValue.SMember; SK: AttributeValue.SMember }

/** @returns the input of CreateTable; the infrastructure declares the same. */
export const createTableInput = (tableName: string): CreateTableInput => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'SK', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
})

/** What DynamoDB takes: bytes of a partition key, of a sort key, of an item. */
const PARTITION_KEY_BYTES = 2048
const SORT_KEY_BYTES = 1024
export const ITEM_BYTES = 400 * 1024

const key = (partition: string, id: string): Key => {
  if (id === '') throw new Error(`an id in ${partition} is empty`)
  if (Buffer.byteLength(partition) > PARTITION_KEY_BYTES)
    throw new TooLarge(Buffer.byteLength(partition), PARTITION_KEY_BYTES)
  if (Buffer.byteLength(id) > SORT_KEY_BYTES) throw new TooLarge(Buffer.byteLength(id), SORT_KEY_BYTES)
  return { PK: { S: partition }, SK: { S: id } }
}

/** `#` parts a collection from an id, so a collection holds none: two things never share a partition. */
const collectionOf = ({ collection }: { collection: string }): string => {
  if (collection === '' || collection.includes('#')) throw new Error(`not a collection: ${collection}`)
  return collection
}

type Place = Pick<Ref<unknown>, 'collection' | 'id'>

export const headPartition = (collection: { collection: string }): string => `H#${collectionOf(collection)}`
export const headKey = (ref: Place): Key => key(headPartition(ref), ref.id)
export const recordPartition = (ref: Place): string => `R#${collectionOf(ref)}#${ref.id}`
export const recordKey = (ref: Place, record: string): Key => key(recordPartition(ref), record)
export const cellPartition = (collection: { collection: string }): string => `C#${collectionOf(collection)}`
export const cellKey = (ref: Place): Key => key(cellPartition(ref), ref.id)

/**
 * The one gate to the table: the item itself, if DynamoDB would take it.
 * The embedded engine counts characters where DynamoDB counts bytes of UTF-8, so it is counted here, for both.
 * A number is counted by its digits, a little more than DynamoDB counts.
 * @throws TooLarge above 400 KB
 */
export const fitting = <T extends Item>(item: T): T => {
  let bytes = 0
  for (const [name, value] of Object.entries(item)) {
    bytes += Buffer.byteLength(name)
    if (value.S !== undefined) bytes += Buffer.byteLength(value.S)
    else if (value.N !== undefined) bytes += value.N.length + 1
  }
  if (bytes > ITEM_BYTES) throw new TooLarge(bytes, ITEM_BYTES)
  return item
}

/** From this length on a head's text is packed (raw deflate, base64); a shorter one stays readable in the console. */
const PACKED_FROM = 1024
/** No head is larger: what would unpack to more is none of ours. */
const UNPACKED_BYTES = 16 * 1024 * 1024
/** A level above gains a twentieth and takes three times as long. */
const LEVEL = 3

const packed = (text: string): Item =>
  text.length < PACKED_FROM
    ? { j: { S: text } }
    : { z: { S: deflateRawSync(text, { level: LEVEL }).toString('base64') } }

const unpacked = (item: Item): string | undefined =>
  item['z']?.S === undefined
    ? item['j']?.S
    : inflateRawSync(Buffer.from(item['z'].S, 'base64'), { maxOutputLength: UNPACKED_BYTES }).toString('utf8')

/** Head → its attributes without the key. */
export const headAttributes = (head: HeadBase): Item => ({
  v: { N: String(head.version) },
  s: { S: head.state },
  ...(head.current === null ? {} : { c: { S: head.current } }),
  ...(head.draft === null ? {} : { d: { S: head.draft } }),
  ...packed(JSON.stringify(head)),
})

/** The value an item holds, not yet checked by its schema. */
export const contentOf = (item: Item): unknown =>
  item['n']?.N === undefined ? JSON.parse(unpacked(item) ?? 'null') : Number(item['n'].N)

export const versionOf = (item: Item): number => Number(item['v']?.N ?? 0)
