import type {
  BatchGetItemInput,
  BatchGetItemOutput,
  BatchWriteItemInput,
  BatchWriteItemOutput,
  CreateTableInput,
  CreateTableOutput,
  DeleteItemInput,
  DeleteItemOutput,
  DeleteTableInput,
  DeleteTableOutput,
  DescribeTableInput,
  DescribeTableOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  PutItemOutput,
  QueryInput,
  QueryOutput,
  ScanInput,
  ScanOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb'

/** What this service asks of a table. Scan stands here for the backup and the sweeping alone. */
type Operations = {
  GetItem: [GetItemInput, GetItemOutput]
  BatchGetItem: [BatchGetItemInput, BatchGetItemOutput]
  PutItem: [PutItemInput, PutItemOutput]
  UpdateItem: [UpdateItemInput, UpdateItemOutput]
  DeleteItem: [DeleteItemInput, DeleteItemOutput]
  Query: [QueryInput, QueryOutput]
  Scan: [ScanInput, ScanOutput]
  BatchWriteItem: [BatchWriteItemInput, BatchWriteItemOutput]
  CreateTable: [CreateTableInput, CreateTableOutput]
  DescribeTable: [DescribeTableInput, DescribeTableOutput]
  DeleteTable: [DeleteTableInput, DeleteTableOutput]
}
export type Operation = keyof Operations

/**
 * DynamoDB as this adapter calls it: the operation's name and its input as the API defines it. The SDK stands behind it in the cloud, the
 * embedded engine on one machine, where neither signature nor socket is needed and a call costs the server a tenth.
 * @throws Error whose `name` is the API's, such as ConditionalCheckFailedException
 */
export type DynamoDb = <O extends Operation>(operation: O, input: Operations[O][0]) => Promise<Operations[O][1]>

/** Did the condition of a write fail? */
export const conditionFailed = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException'
