import { createHash } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * The running server's side door for commands of the same account on the same machine: a Unix socket that only its owner may open (a named pipe on
 * Windows). Whoever connects says in one line what is asked for, and gets the answer line by line, so that a command runs beside the server.
 */
const addressOf = (dataDir: string): string => {
  const folder = path.resolve(dataDir)
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\yuebao-${short}`
  const inside = path.join(folder, 'control.sock')
  // A socket's path has about 100 bytes; a deep data folder gets one among the temporary files instead.
  return Buffer.byteLength(inside) < 100 ? inside : path.join(tmpdir(), `yuebao-${short}.sock`)
}

/** What may be asked of a running server; the answer is a stream of text. */
type Answers = { backup: () => AsyncIterable<string>; verify: (sha256: string) => AsyncIterable<string> }

/** Opens the side door. The folder's lock is held by now, so a socket left behind by a killed server is ours to remove. */
export const openControl = async (dataDir: string, answers: Answers): Promise<Server> => {
  const address = addressOf(dataDir)
  if (process.platform !== 'win32') await rm(address, { force: true })
  const server = createServer((socket) => {
    let asked = ''
    const listen = (piece: Buffer): void => {
      asked += piece.toString()
      const end = asked.indexOf('\n')
      if (end < 0 && asked.length < 200) return
      socket.off('data', listen)
      const [what, detail = ''] = asked.slice(0, end).split(' ')
      if (what !== 'backup' && what !== 'verify') return void socket.destroy()
      const lines = what === 'backup' ? answers.backup() : answers.verify(detail)
      pipeline(Readable.from(lines), socket).catch(() => socket.destroy())
    }
    socket.on('data', listen)
    socket.on('error', () => socket.destroy())
  })
  const mask = process.umask(0o077)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve)).finally(() =>
    process.umask(mask),
  )
  if (process.platform !== 'win32') await chmod(address, 0o600)
  return server
}

/** What the server that has this data folder open answers, as a stream of bytes; null when none runs. */
export const askServer = (dataDir: string, question: 'backup' | `verify ${string}`): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(addressOf(dataDir))
    socket.once('connect', () => {
      socket.write(`${question}\n`)
      resolve(socket)
    })
    socket.once('error', () => resolve(null))
  })
