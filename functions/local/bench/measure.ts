import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'

/** Whole processes started, asked over HTTP, and timed from outside. */

export type Reply = { status: number; body: string }
export type Ask = (
  method: string,
  path: string,
  given?: { headers?: Record<string, string>; body?: string },
) => Promise<Reply>

export type Started = { ask: Ask; stop: () => Promise<void>; readyMs: number }

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const askOf =
  (port: number, agent: Agent): Ask =>
  (method, path, { headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          agent,
          headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }))
          response.on('error', reject)
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))

/** Starts a script of this project and waits until `/healthz` answers 200. @throws Error when it ends or takes more than a minute */
export const start = async (script: URL, env: Record<string, string>): Promise<Started> => {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, [...process.execArgv, '--import', 'tsx', script.pathname], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const ask = askOf(port, agent)
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${script.pathname} ended with ${child.exitCode}`)
    const up = await ask('GET', '/healthz').then(
      ({ status }) => status === 200,
      () => false,
    )
    if (up) break
    if (performance.now() - began > 60_000) throw new Error(`${script.pathname} is not ready after a minute`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const readyMs = performance.now() - began
  return {
    ask,
    readyMs,
    stop: async () => {
      agent.destroy()
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** One after the other; the time of each in milliseconds. */
export const inTurn = async (count: number, act: (index: number) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const began = performance.now()
    await act(index)
    times.push(performance.now() - began)
  }
  return times
}

/** From `connections` at once, until all are done; acts per second. */
export const atOnce = async (
  connections: number,
  count: number,
  act: (index: number) => Promise<unknown>,
): Promise<number> => {
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let index = next++; index < count; index = next++) await act(index)
    }),
  )
  return count / ((performance.now() - began) / 1000)
}
