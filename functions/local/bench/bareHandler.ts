import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'

/** What the web function's start is measured against: bare hono and the AWS SDK as they come, one GetItem a page. */
const client = new DynamoDBClient({
  endpoint: process.env['DYNAMODB_ENDPOINT'] ?? '',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
const app = new Hono()
app.get('*', async (c) => {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: process.env['TABLE_NAME'] ?? '',
      Key: { PK: { S: 'bare' }, SK: { S: '0' } },
      ConsistentRead: true,
    }),
  )
  return c.html(`<!doctype html><title>bare</title><form><input name="version" value="${Item?.['v']?.N ?? 0}"></form>`)
})

export const handler = handle(app)
