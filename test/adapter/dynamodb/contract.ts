import { afterAll, beforeAll } from 'vitest'
import type { Store } from '../../support/store.ts'
import { backupContract } from './contract/backup.ts'
import { cellsContract } from './contract/cells.ts'
import { chainsContract } from './contract/chains.ts'
import { edgesContract } from './contract/edges.ts'

/**
 * How the store behaves, written once and run on every engine.
 * @param open a fresh and empty store on the engine under test
 */
export const storeContract = (engine: string, open: () => Promise<Store>): void => {
  let opened: Store
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())
  const store = (): Store => opened

  chainsContract(engine, store)
  edgesContract(engine, store)
  cellsContract(engine, store)
  backupContract(engine, store, open)
}
