import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Engine, openEngine } from '../../functions/local/engine/engine.ts'
import type { DynamoDb } from '../../shared/adapter/dynamodb/api.ts'
import { createCells } from '../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../shared/adapter/dynamodb/chains.ts'
import { createClient } from '../../shared/adapter/dynamodb/client.ts'
import { createItems } from '../../shared/adapter/dynamodb/items.ts'
import { createTableInput } from '../../shared/adapter/dynamodb/table.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import type { Cells, Chains, Files, Items } from '../../shared/service/ports.ts'

export type Store = {
  chains: Chains
  cells: Cells
  items: Items
  /** The engine itself, to look below the adapter. */
  call: DynamoDb
  table: string
  /** The data folder, where there is one. */
  folder: string | null
  /** Closes the engine and opens it again on the same folder; chains, cells and items go on working. An engine without a folder is left as it is. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A table at an address, made for one test and deleted after it; through the SDK unless another client is given. */
export const openStoreAt = async (endpoint: string, open: typeof createClient = createClient): Promise<Store> => {
  const { call, close } = open({ endpoint })
  const table = `yuebao-${randomUUID()}`
  await call('CreateTable', createTableInput(table))
  for (;;) {
    const { Table } = await call('DescribeTable', { TableName: table })
    if (Table?.TableStatus === 'ACTIVE') break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    ...portsOver(call, table),
    folder: null,
    restart: async () => {},
    close: async () => {
      await call('DeleteTable', { TableName: table })
      close()
    },
  }
}

/**
 * A fresh, empty store: the embedded engine in memory, or on a folder of its own when asked, or, with DYNAMODB_ENDPOINT set and no folder asked
 * for, a fresh table there.
 * @param where.disk on a temporary folder, removed when the store closes
 * @param where.folder on this folder, which stays
 */
export const openStore = async (where: { disk?: boolean; folder?: string } = {}): Promise<Store> => {
  const endpoint = process.env['DYNAMODB_ENDPOINT']
  if (endpoint && !where.disk && where.folder === undefined) return openStoreAt(endpoint)
  const folder = where.folder ?? (where.disk ? await mkdtemp(path.join(tmpdir(), 'yuebao-store-')) : null)
  let engine: Engine = await openEngine({ folder })
  const call: DynamoDb = (operation, input) => engine.call(operation, input)
  return {
    ...portsOver(call, engine.table),
    folder,
    restart: async () => {
      if (folder === null) return
      await engine.close()
      engine = await openEngine({ folder })
    },
    close: async () => {
      await engine.close()
      if (folder !== null && where.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

const portsOver = (call: DynamoDb, table: string) => ({
  chains: createChains(call, table),
  cells: createCells(call, table),
  items: createItems(call, table),
  call,
  table,
})

/** For what composes the services and puts no file: a folder that is never made. */
export const noFiles: Files = createDiskFiles(path.join(tmpdir(), 'yuebao-no-files'))
