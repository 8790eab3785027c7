import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import { createSignedClient } from '../../../shared/adapter/dynamodb/signedClient.ts'
import { openStoreAt } from '../../support/store.ts'
import { storeContract } from './contract.ts'

/** The client of the functions on AWS: the same behaviours, at DYNAMODB_ENDPOINT or at a dynalite of our own. */
type Server = import('node:http').Server
const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server

const given = process.env['DYNAMODB_ENDPOINT']
let server: Server | null = null
beforeAll(async () => {
  if (given) return
  const own = dynalite({ createTableMs: 0 })
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve))
  server = own
})
afterAll(() => {
  server?.closeAllConnections()
  server?.close()
})

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
storeContract('signed by ourselves', () =>
  openStoreAt(given || `http://127.0.0.1:${(server?.address() as AddressInfo | undefined)?.port}`, ({ endpoint }) =>
    createSignedClient({ region: 'us-east-1', credentials, ...(endpoint === undefined ? {} : { endpoint }) }),
  ),
)
