import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createClient } from '../../../shared/adapter/dynamodb/client.ts'
import { createTableInput } from '../../../shared/adapter/dynamodb/table.ts'

/** DynamoDB Local keeps the tables of each region apart. */
export const REGION = 'cn-north-1'

type Dynalite = import('node:http').Server
const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Dynalite

/** A table behind an address: where DYNAMODB_ENDPOINT says, or dynalite in this process. */
export const openTable = async () => {
  const given = process.env['DYNAMODB_ENDPOINT'] || null
  const server = given ? null : dynalite({ createTableMs: 0 })
  if (server) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = given ?? `http://127.0.0.1:${(server?.address() as AddressInfo | undefined)?.port}`
  const { call, close } = createClient({ endpoint, region: REGION })
  const table = `yuebao-${randomUUID()}`
  await call('CreateTable', createTableInput(table))
  while ((await call('DescribeTable', { TableName: table })).Table?.TableStatus !== 'ACTIVE')
    await new Promise((resolve) => setTimeout(resolve, 20))
  return {
    endpoint,
    call,
    table,
    close: async () => {
      if (!server) await call('DeleteTable', { TableName: table })
      close()
      server?.closeAllConnections()
      server?.close()
    },
  }
}
