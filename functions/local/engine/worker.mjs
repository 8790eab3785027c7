import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import dynalite from 'dynalite'

/**
 * The embedded engine: dynalite in a thread of its own, asked through the thread's port. Plain JavaScript, because a thread cannot lean on what
 * compiles TypeScript in its process: tsx, vitest and a bundle all differ there.
 *
 * No socket is opened. The engine checks no signature, so at an address any user of the machine could read and write everything; what
 * dynalite's HTTP handler needs of a request and of an answer is handed to it here.
 *
 * @typedef {{ folder: string | null, table: { TableName: string } & Record<string, unknown> }} Start
 * @typedef {{ id: number, operation: string, body: string }} Question
 * @typedef {{ id: number, status: number, body: string }} Answer
 */

/** @type {Start} */
const { folder, table } = workerData
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort)

/** dynalite opens the database when first asked and says nothing more than "closed" when that fails: the true reason is kept here. */
const disk = { /** @type {any} */ db: null, /** @type {any} */ error: null }

/**
 * Every write is flushed before it is answered, so that a power cut loses nothing acknowledged. dynalite has no setting for it; LevelDB has,
 * and flushes writes that come together at once.
 */
const prepareDisk = () => {
  const { Level } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('level')
  const { _open, _put, _del, _batch } = Level.prototype
  if (![_open, _put, _del, _batch].every((method) => typeof method === 'function'))
    throw new Error('level has changed: writes would not be flushed')
  Level.prototype._open = async function (/** @type {unknown[]} */ ...args) {
    try {
      await _open.apply(this, args)
      disk.db = this
    } catch (error) {
      disk.error = error
      throw error
    }
  }
  Level.prototype._put = function (/** @type {any} */ key, /** @type {any} */ value, /** @type {any} */ options) {
    return _put.call(this, key, value, { ...options, sync: true })
  }
  Level.prototype._del = function (/** @type {any} */ key, /** @type {any} */ options) {
    return _del.call(this, key, { ...options, sync: true })
  }
  Level.prototype._batch = function (/** @type {any} */ operations, /** @type {any} */ options) {
    return _batch.call(this, operations, { ...options, sync: true })
  }
}

const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=embedded, SignedHeaders=host, Signature=none'

/**
 * @param {string | null} at
 * @returns {(operation: string, body: string, answer: (status: number, body: string) => void) => void}
 */
const serve = (at) => {
  const server = dynalite({ createTableMs: 0, ...(at === null ? {} : { path: at }) })
  return (operation, body, answer) => {
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': 'now',
        authorization: AUTHORIZATION,
      },
    })
    const response = {
      statusCode: 200,
      setHeader() {},
      /** @param {string} text */
      end(text) {
        answer(this.statusCode, text)
      },
    }
    server.emit('request', request, response)
    request.emit('data', Buffer.from(body))
    request.emit('end')
  }
}

/**
 * @param {ReturnType<typeof serve>} engine
 * @param {string} operation
 * @param {unknown} input
 * @returns {Promise<any>}
 */
const ask = (engine, operation, input) =>
  new Promise((resolve, reject) => {
    engine(operation, JSON.stringify(input), (status, body) => {
      if (status === 200) resolve(JSON.parse(body))
      else reject(new Error(body))
    })
  })

/** @param {ReturnType<typeof serve>} engine */
const createTable = async (engine) => {
  await ask(engine, 'CreateTable', table)
  for (;;) {
    const { Table } = await ask(engine, 'DescribeTable', { TableName: table.TableName })
    if (Table.TableStatus === 'ACTIVE') return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

const FRESH = 'db.new-'

const open = async () => {
  if (folder === null) {
    const engine = serve(null)
    await createTable(engine)
    return engine
  }
  prepareDisk()
  const at = path.join(folder, 'db')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!existsSync(at)) {
    // Made beside its place and moved there whole: a kill in between cannot leave a table that is for ever being created.
    const fresh = path.join(folder, `${FRESH}${process.pid}`)
    rmSync(fresh, { recursive: true, force: true })
    await createTable(serve(fresh))
    await disk.db.close()
    try {
      renameSync(fresh, at)
    } catch (error) {
      if (!existsSync(at)) throw error // otherwise another process was first, and owns the folder
    }
  }
  const engine = serve(at)
  await ask(engine, 'DescribeTable', { TableName: table.TableName })
  for (const name of readdirSync(folder))
    if (name.startsWith(FRESH)) rmSync(path.join(folder, name), { recursive: true, force: true })
  return engine
}

/** @param {unknown} error */
const refuse = (error) => {
  port.postMessage({ refused: disk.error?.code ?? 'FAILED', why: String(disk.error ?? error) })
  process.exit()
}
process.once('uncaughtException', refuse)
try {
  const engine = await open()
  process.off('uncaughtException', refuse)
  port.on('message', async (/** @type {Question | 'close'} */ question) => {
    if (question === 'close') {
      await disk.db?.close()
      process.exit()
    } else {
      const { id, operation, body } = question
      engine(operation, body, (status, text) => {
        port.postMessage(/** @type {Answer} */ ({ id, status, body: text }))
      })
    }
  })
  port.postMessage({ ready: true })
} catch (error) {
  refuse(error)
}
