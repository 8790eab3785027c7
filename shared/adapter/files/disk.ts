import { randomUUID } from 'node:crypto'
import { createReadStream, type Dirent } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Instant } from '../../domain/time.ts'
import type { Files, StoredFile } from '../../service/ports.ts'
import { counting, digestOf } from './digest.ts'

/** What is being written lies here until it is whole; the name is no key. */
const UNDERWAY = '.underway'
/** Leftovers of a killed process are older than any upload takes. */
const STALE = 24 * 60 * 60 * 1000

/** A key's part that could be none of ours: empty, `.`, `..`, hidden, or with what a file system reads as something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FOREIGN = /^(?:$|\.)|[\\\u0000-\u001f\u007f]/

const absent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

const sync = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Opens the file when its first bytes are asked for. */
async function* stream(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file)
}

/**
 * The port Files in a folder: a key is a path in it. Bytes are written beside, flushed, and then take their name, so that a kill leaves a file whole or
 * not at all. Only the service's own account can read them.
 */
export const createDiskFiles = (root: string): Files => {
  const place = (key: string): string => {
    const parts = key.split('/')
    if (parts.some((part) => FOREIGN.test(part))) throw new Error(`no key of a file: ${JSON.stringify(key)}`)
    return path.join(root, ...parts)
  }

  let swept: Promise<void> | null = null
  /** Makes the folder for what is under way, once, and clears it of what a killed process left. */
  const prepare = (): Promise<void> => {
    swept ??= (async () => {
      const folder = path.join(root, UNDERWAY)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      for (const name of await readdir(folder)) {
        const file = path.join(folder, name)
        if (Date.now() - (await stat(file)).mtimeMs > STALE) await rm(file, { force: true })
      }
    })()
    return swept
  }

  const write = async (file: string, given: Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredFile> => {
    const { bytes, stored } = counting(given)
    const handle = await open(file, 'wx', 0o600)
    try {
      for await (const chunk of bytes) await handle.writeFile(chunk)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return stored()
  }

  const read: Files['read'] = async (key) => {
    const file = place(key)
    try {
      const found = await stat(file)
      return found.isFile() ? { size: found.size, bytes: stream(file) } : null
    } catch (error) {
      if (absent(error)) return null
      throw error
    }
  }

  /** Walks in the order of keys: `a/b` stands before `a0`, as a bucket sorts them. */
  async function* walk(folder: string, before: string, prefix: string): ReturnType<Files['list']> {
    let entries: Dirent[]
    try {
      entries = await readdir(folder, { withFileTypes: true })
    } catch (error) {
      if (absent(error)) return
      throw error
    }
    const named = entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => ({ entry, key: `${before}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
      .filter(({ key }) => (key.length < prefix.length ? prefix.startsWith(key) : key.startsWith(prefix)))
      .sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)))
    for (const { entry, key } of named) {
      const file = path.join(folder, entry.name)
      if (entry.isDirectory()) yield* walk(file, key, prefix)
      else {
        const { size, mtime } = await stat(file)
        yield { key, size, at: mtime.toISOString() as Instant }
      }
    }
  }

  return {
    async put(key, bytes) {
      const target = place(key)
      await prepare()
      const underway = path.join(root, UNDERWAY, randomUUID())
      try {
        const stored = await write(underway, bytes)
        const folder = path.dirname(target)
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await rename(underway, target)
        await sync(folder)
        return stored
      } catch (error) {
        await rm(underway, { force: true })
        throw error
      }
    },

    read,

    digest: async (key) => digestOf(await read(key)),

    remove: async (key) => rm(place(key), { force: true }),

    list: (prefix) => walk(root, '', prefix),

    // The service hands the bytes out and takes them in itself.
    link: async () => null,
    form: async () => null,
  }
}
