import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openLocal } from '../../functions/local/openLocal.ts'
import { readSettings } from '../../functions/settings.ts'
import { paths } from '../../shared/domain/paths.ts'
import { freePort } from './outside.ts'
import { type Visitor, visitBy } from './visitor.ts'

/** The commands of the project as real processes, and a visitor who speaks HTTP with them. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Nothing of what is set around the tests reaches the process, but what a process needs to run. */
const environment = (env: Record<string, string>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TMPDIR: process.env['TMPDIR'] ?? tmpdir(),
  TZ: process.env['TZ'] ?? '',
  ...env,
})

const command = (script: string, args: string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', path.join('functions/local', `${script}.ts`), ...args], {
    cwd: ROOT,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Everything that a stream says, line by line. */
const linesOf = (stream: ChildProcess['stdout']): string[] => {
  const lines: string[] = []
  if (stream) createInterface({ input: stream }).on('line', (line) => lines.push(line))
  return lines
}

type Ended = { code: number | null; out: string[]; errors: string[] }

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
}

/** Runs a command to its end. */
export const run = async (script: string, env: Record<string, string>, args: string[] = []): Promise<Ended> => {
  const child = command(script, args, env)
  const [out, errors] = [linesOf(child.stdout), linesOf(child.stderr)]
  await once(child, 'close')
  return { code: child.exitCode, out, errors }
}

export type Running = {
  url: string
  out: string[]
  errors: string[]
  /** Ends the process and says how it ended and after how many milliseconds. */
  stop: (signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => Promise<{ code: number | null; ms: number }>
}

/** Starts the service on a free port and waits until it has said where it is. @throws Error with what it said instead */
export const start = async (env: Record<string, string>): Promise<Running> => {
  const port = await freePort()
  const child = command('start', [], { PORT: String(port), ...env })
  const [out, errors] = [linesOf(child.stdout), linesOf(child.stderr)]
  const began = Date.now()
  while (out.length < 2) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${errors.join(' ')}`)
    if (Date.now() - began > 50_000) {
      child.kill('SIGKILL')
      throw new Error(`it said nothing: ${errors.join(' ')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    url: `http://127.0.0.1:${port}`,
    out,
    errors,
    stop: async (signal = 'SIGTERM') => {
      const asked = Date.now()
      child.kill(signal)
      await end(child)
      return { code: child.exitCode, ms: Date.now() - asked }
    },
  }
}

/** A browser at a running service. */
export const visit = (url: string): Visitor => visitBy((address, init) => fetch(`${url}${address}`, init))

/** A visitor of the demo, signed in as one of its sample people. */
export const visitAs = async (url: string, person: string): Promise<Visitor> => {
  const visitor = visit(url)
  await visitor.get(paths.signIn)
  const entered = await visitor.post(paths.demoSignIn, { person })
  if (entered.status !== 303) throw new Error(`not signed in: ${entered.status}`)
  await visitor.get(paths.help)
  return visitor
}

/** A folder of the demo's first start, made once, and copies of it. */
export const demoFolders = async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'yuebao-process-'))
  const original = path.join(root, 'original')
  const house = await openLocal(readSettings({ DATA_DIR: original }))
  await house.close()
  let copies = 0
  return {
    /** A place in which nothing lies. */
    empty: (): string => path.join(root, `empty-${++copies}`),
    copy: async (): Promise<string> => {
      const to = path.join(root, `copy-${++copies}`)
      await cp(original, to, { recursive: true })
      return to
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}
