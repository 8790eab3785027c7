import { createHash } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * The running server's side door for commands of the same account on the same machine: a Unix socket that only its owner may open. Whoever
 * connects gets the backup, so that a backup runs beside the server. (A named pipe on Windows.)
 */
const addressOf = (dataDir: string): string => {
  const folder = path.resolve(dataDir)
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\yuebao-${short}`
  const inside = path.join(folder, 'control.sock')
  // A socket's path has about 100 bytes; a deep data folder gets one among the temporary files instead.
  return Buffer.byteLength(inside) < 100 ? inside : path.join(tmpdir(), `yuebao-${short}.sock`)
}

/** Opens the side door. The folder's lock is held by now, so a socket left behind by a killed server is ours to remove. */
export const openControl = async (dataDir: string, lines: () => AsyncIterable<string>): Promise<Server> => {
  const address = addressOf(dataDir)
  if (process.platform !== 'win32') await rm(address, { force: true })
  const server = createServer((socket) => {
    pipeline(Readable.from(lines()), socket).catch(() => socket.destroy())
  })
  const mask = process.umask(0o077)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve)).finally(() =>
    process.umask(mask),
  )
  if (process.platform !== 'win32') await chmod(address, 0o600)
  return server
}

/** The backup of the server that has this data folder open, as a stream of bytes; null when none runs. */
export const backupFromServer = (dataDir: string): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(addressOf(dataDir))
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => resolve(null))
  })
