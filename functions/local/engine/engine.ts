import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { DynamoDb } from '../../../shared/adapter/dynamodb/api.ts'
import { createTableInput } from '../../../shared/adapter/dynamodb/table.ts'

const TABLE = 'yuebao'

export type Engine = {
  /** DynamoDB as the adapter calls it. */
  call: DynamoDb
  table: string
  /** Answers what was asked, closes the database and ends the thread. */
  close(): Promise<void>
}

/** The data folder cannot be opened; the sentence says why. */
export class EngineRefused extends Error {}

/** Another process has the data folder open. */
export class FolderInUse extends EngineRefused {
  constructor(folder: string) {
    super(
      `数据目录正在被另一个进程使用：${folder}。请先停止那个进程，或者用DATA_DIR另选目录。(Another process owns this data folder.)`,
    )
    this.name = 'FolderInUse'
  }
}

type Answer = { id: number; status: number; body: string }
type Waiting = { resolve: (output: unknown) => void; reject: (error: Error) => void }

/**
 * Opens the embedded engine, with its table, in a thread of this process.
 * One process owns a data folder, by the lock that LevelDB holds on `db/LOCK`: the system lets go of it however the owner ends.
 * @param where.folder the data folder; the database lies in its `db`. null: in memory.
 * @param where.onDeath told when the thread dies of an error (a full disk); every call from then on is refused with it
 * @throws FolderInUse
 */
export const openEngine = async (where: {
  folder: string | null
  onDeath?: (error: Error) => void
}): Promise<Engine> => {
  const folder = where.folder === null ? null : path.resolve(where.folder)
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { folder, table: createTableInput(TABLE) },
    execArgv: [],
  })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let dead: Error | null = null
  let idle: (() => void) | null = null

  const die = (error: Error): void => {
    if (dead) return
    dead = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    idle?.()
    where.onDeath?.(error)
  }
  const answered = ({ id, status, body }: Answer): void => {
    const question = waiting.get(id)
    waiting.delete(id)
    if (status === 200) question?.resolve(JSON.parse(body))
    else question?.reject(failure(body))
    if (waiting.size === 0) idle?.()
  }

  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the engine ended before it was ready')))
    worker.once('message', (first: { ready: true } | { refused: string; why: string }) => {
      if ('ready' in first) resolve()
      else if (first.refused === 'LEVEL_LOCKED') reject(new FolderInUse(folder ?? ''))
      else reject(new EngineRefused(`数据目录打不开：${folder}。(The data folder cannot be opened: ${first.why})`))
    })
  })
  for (const name of ['error', 'exit', 'message']) worker.removeAllListeners(name)
  worker.on('message', answered)
  worker.on('error', (error) => die(error instanceof Error ? error : new Error(String(error))))
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      resolve()
      die(new Error('the engine has ended'))
    })
  })

  const call = (operation: string, input: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (dead) {
        reject(dead)
        return
      }
      asked += 1
      waiting.set(asked, { resolve, reject })
      worker.postMessage({ id: asked, operation, body: JSON.stringify(input) })
    })

  return {
    call: call as DynamoDb,
    table: TABLE,
    async close() {
      if (waiting.size > 0)
        await new Promise<void>((resolve) => {
          idle = resolve
        })
      dead ??= new Error('the engine is closed')
      worker.postMessage('close')
      await exited
    },
  }
}

/** The API's error, under the name that it has in the SDK. */
const failure = (body: string): Error => {
  const { __type: type = '', message = '' } = JSON.parse(body || '{}') as { __type?: string; message?: string }
  const error = new Error(message)
  error.name = type.slice(type.indexOf('#') + 1) || 'UnknownError'
  return error
}
