import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import { openStoreAt } from '../../support/store.ts'
import { storeContract } from './contract.ts'

/** dynalite behind an address: the same behaviours by way of the AWS SDK, its signatures, retries and errors. */
type Server = import('node:http').Server
const dynalite = createRequire(import.meta.url)('dynalite') as (options: {
  createTableMs: number
  deleteTableMs: number
}) => Server

let server: Server
beforeAll(async () => {
  server = dynalite({ createTableMs: 0, deleteTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

storeContract('dynalite through the SDK', () =>
  openStoreAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
