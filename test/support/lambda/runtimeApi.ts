import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A stand-in for the Lambda Runtime API and the Extensions API (2018-06-01, 2020-01-01): what a function's process asks for its next event and hands its
 * answer to. As in AWS, the caller has the answer when the function gives it, and the next event comes when the function and every extension have
 * asked for one.
 */
export type RuntimeApi = {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  address: string
  /** Hands over an event. @throws FunctionFailed */
  invoke: (event: unknown) => Promise<unknown>
  /** Resolves when the function stands still: everything asked for its next event. */
  idle: () => Promise<void>
  /** Resolves when the function first asks for an event. @throws FunctionFailed when its start fails */
  started: Promise<void>
  /** Nothing more comes: whoever waits is told why. */
  fail: (error: Error) => void
  close: () => Promise<void>
}

/** The function said that it failed, or ended. */
export class FunctionFailed extends Error {}

type Invocation = {
  id: string
  event: string
  resolve: (answer: unknown) => void
  reject: (error: Error) => void
}

const bodyOf = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** What Lambda takes as an answer. */
const ANSWER_BYTES = 6 * 1024 * 1024 + 100

/** @param timeoutMs how long the function may take for one event */
export const openRuntimeApi = async (timeoutMs: number): Promise<RuntimeApi> => {
  const waiting: Invocation[] = []
  let current: Invocation | null = null
  let deadline = 0
  /** Who asked for the next event and waits: the function, and each extension by its identifier. */
  let asking: ServerResponse | null = null
  const extensions = new Map<string, ServerResponse | null>()
  let idlers: (() => void)[] = []
  let begin: () => void = () => undefined
  let failStart: (error: Error) => void = () => undefined
  const started = new Promise<void>((resolve, reject) => {
    begin = resolve
    failStart = reject
  })
  started.catch(() => undefined)

  const next = (): void => {
    if (asking === null || [...extensions.values()].includes(null)) return
    for (const idler of idlers) idler()
    idlers = []
    const invocation = waiting.shift()
    if (!invocation) return
    current = invocation
    deadline = Date.now() + timeoutMs
    for (const [id, answer] of extensions) {
      answer
        ?.writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ eventType: 'INVOKE', deadlineMs: deadline, requestId: invocation.id }))
      extensions.set(id, null)
    }
    asking
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.id,
        'lambda-runtime-deadline-ms': String(deadline),
        'lambda-runtime-invoked-function-arn': 'arn:aws-cn:lambda:cn-north-1:123456789012:function:yuebao',
        'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
      })
      .end(invocation.event)
    asking = null
  }

  const said = (text: string): FunctionFailed => {
    const { errorType, errorMessage } = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>
    return new FunctionFailed(`${errorType}: ${errorMessage}`)
  }

  const take = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method, url = '' } = incoming
    if (method === 'GET' && url === '/2018-06-01/runtime/invocation/next') {
      asking = outgoing
      begin()
      return next()
    }
    if (method === 'GET' && url === '/2020-01-01/extension/event/next') {
      const id = String(incoming.headers['lambda-extension-identifier'])
      if (!extensions.has(id)) return void outgoing.writeHead(403).end()
      extensions.set(id, outgoing)
      return next()
    }
    const text = await bodyOf(incoming)
    if (method === 'POST' && url === '/2020-01-01/extension/register') {
      // An extension inside the function's own process is told of invocations only.
      const { events } = JSON.parse(text) as { events: string[] }
      if (events.some((event) => event !== 'INVOKE')) return void outgoing.writeHead(400).end()
      const id = randomUUID()
      extensions.set(id, null)
      return void outgoing
        .writeHead(200, { 'content-type': 'application/json', 'lambda-extension-identifier': id })
        .end(JSON.stringify({ functionName: 'yuebao', functionVersion: '$LATEST', handler: 'handler.handler' }))
    }
    if (method === 'POST' && url === '/2018-06-01/runtime/init/error') {
      outgoing.writeHead(202).end()
      return failStart(said(text))
    }
    const given = /^\/2018-06-01\/runtime\/invocation\/([\w-]+)\/(response|error)$/.exec(url)
    if (method !== 'POST' || !given || given[1] !== current?.id) return void outgoing.writeHead(404).end()
    const done = current
    current = null
    if (given[2] === 'error') {
      outgoing.writeHead(202).end()
      return done?.reject(said(text))
    }
    if (Buffer.byteLength(text) > ANSWER_BYTES) {
      outgoing.writeHead(413).end()
      return done?.reject(new FunctionFailed('Function.ResponseSizeTooLarge'))
    }
    outgoing.writeHead(202).end()
    done?.resolve(text === '' ? undefined : JSON.parse(text))
  }

  const server = createServer((incoming, outgoing) => {
    take(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    started,
    invoke: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ id: randomUUID(), event: JSON.stringify(event), resolve, reject })
        next()
      }),
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve)
        if (current === null && waiting.length === 0) next()
      }),
    fail: (error) => {
      failStart(error)
      current?.reject(error)
      for (const { reject } of waiting.splice(0)) reject(error)
      for (const idler of idlers.splice(0)) idler()
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
