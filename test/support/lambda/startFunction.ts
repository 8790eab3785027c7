import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { FunctionFailed, openRuntimeApi } from './runtimeApi.ts'

/** A bundle in a process of its own, fed as Lambda feeds it, with nothing in its environment but what Lambda and the stack put there. */
export type RunningFunction = {
  invoke: (event: unknown) => Promise<unknown>
  /** The answer to the event that it was started for. */
  first: Promise<unknown>
  /** Resolves when the function stands still, mails and all. */
  idle: () => Promise<void>
  /** What it wrote into its log, line by line. */
  log: string[]
  stop: () => Promise<void>
}

/** The Node that runs the bundles: this one, or the one Lambda has, where the caller fetched it. */
export const lambdaNode = (): string => process.env['LAMBDA_NODE'] ?? process.execPath

/** What asks the Runtime API: our few lines, or AWS's own client where the caller built it. Called with the handler's name. */
const client = (): string[] =>
  process.env['LAMBDA_CLIENT']
    ? [process.env['LAMBDA_CLIENT'], 'handler.handler']
    : [fileURLToPath(new URL('./runtimeClient.mjs', import.meta.url))]

/**
 * @param given.bundle a folder with `handler.mjs`
 * @param given.seconds the function's timeout
 * @param given.first the event it is started for, as Lambda starts a function: it waits before the process begins
 */
export const startFunction = async (given: {
  bundle: string
  env: Record<string, string>
  seconds?: number
  nodeOptions?: string[]
  first?: unknown
}): Promise<RunningFunction> => {
  const { bundle, env, seconds = 29, nodeOptions = [] } = given
  const api = await openRuntimeApi(seconds * 1000)
  const first = given.first === undefined ? Promise.resolve(null) : api.invoke(given.first)
  first.catch(() => undefined)
  const child = spawn(lambdaNode(), [...nodeOptions, ...client()], {
    cwd: bundle,
    env: {
      PATH: process.env['PATH'] ?? '',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: bundle,
      _HANDLER: 'handler.handler',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'token',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => log.push(line))
  const gone = new Promise<void>((resolve) =>
    child.once('close', (code) => {
      api.fail(new FunctionFailed(`the function ended with ${code}: ${log.slice(-5).join(' ')}`))
      resolve()
    }),
  )
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
    await api.close()
  }
  await api.started.catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { invoke: api.invoke, first, idle: api.idle, log, stop }
}
