import { access } from 'node:fs/promises'
import path from 'node:path'
import { createCells } from '../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../shared/adapter/dynamodb/chains.ts'
import { createClient } from '../../shared/adapter/dynamodb/client.ts'
import { createItems } from '../../shared/adapter/dynamodb/items.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import type { Cells, Chains, Files, Items } from '../../shared/service/ports.ts'
import { readSettings, readTableSettings, type TableSettings } from '../settings.ts'
import { openEngine } from './engine/engine.ts'

/** Where data lie that a command works on: what it reads and writes there, below every service. */
export type Place = { items: Items; files: Files; chains: Chains; cells: Cells; close: () => Promise<void> }

/** Which of the two it is: a folder of one machine, or a table with its bucket. */
export type Where = { folder: string } | { table: TableSettings }

export const whereOf = (env: NodeJS.ProcessEnv): Where => {
  const table = readTableSettings(env)
  return table ? { table } : { folder: path.resolve(readSettings(env).dataDir) }
}

export const databaseOf = (folder: string): string => path.join(folder, 'db')
export const filesOf = (folder: string): string => path.join(folder, 'files')

export const isThere = (at: string): Promise<boolean> =>
  access(at).then(
    () => true,
    () => false,
  )

/** Opens a data folder that no other process has open. @throws FolderInUse */
export const openFolder = async (folder: string): Promise<Place> => {
  const engine = await openEngine({ folder })
  return {
    items: createItems(engine.call, engine.table),
    chains: createChains(engine.call, engine.table),
    cells: createCells(engine.call, engine.table),
    files: createDiskFiles(filesOf(folder)),
    close: () => engine.close(),
  }
}

/** Reaches a table and its bucket with the credentials of whoever runs the command. */
export const openTable = async ({ table, region, endpoint, bucket, bucketEndpoint }: TableSettings): Promise<Place> => {
  const { createBucketFiles } = await import('../../shared/adapter/s3/bucket.ts')
  const client = createClient({ region, ...(endpoint === null ? {} : { endpoint }) })
  return {
    items: createItems(client.call, table),
    chains: createChains(client.call, table),
    cells: createCells(client.call, table),
    files: createBucketFiles({ bucket, region, ...(bucketEndpoint === null ? {} : { endpoint: bucketEndpoint }) }),
    close: async () => client.close(),
  }
}
