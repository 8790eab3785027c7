import { type ClientRequest, Agent as HttpAgent, request as plain } from 'node:http'
import { Agent as HttpsAgent, request as secure } from 'node:https'
import type { DynamoDb, Operation } from './api.ts'
import { pause } from './read.ts'
import { type Credentials, sign } from './sign.ts'

/**
 * DynamoDB as the functions on AWS call it: its JSON protocol over a kept connection, signed, and nothing else. The SDK's client says the same and costs a
 * function 190 KB to read, and a third of its cold start, before the first item is read; this table holds strings and numbers only, which the protocol
 * carries as they are. The store's contract runs on both.
 */
export type SignedSettings = {
  region: string
  /** Instead of the region's own. */
  endpoint?: string
  credentials: Credentials
  /** Milliseconds to wait for an answer. */
  timeout?: number
}

const ATTEMPTS = 4
const TIMEOUT = 10_000
const agent = { keepAlive: true, maxSockets: 50 }

/** DynamoDB's own host in either partition. */
export const hostOf = (region: string): string =>
  `dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`

/** What it says of itself that another attempt may be given. The condition of a write is in the write, so a second one does no harm. */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
])

type Reply = { status: number; body: string }

/** No answer came, or not all of it. */
class NoAnswer extends Error {}

const errorOf = ({ status, body }: Reply): Error => {
  let said: { __type?: string; message?: string; Message?: string } = {}
  try {
    said = JSON.parse(body) as typeof said
  } catch {
    // What stands before the service (a proxy, a load balancer) does not speak its protocol.
  }
  const error = new Error(said.message ?? said.Message ?? `DynamoDB answered ${status}`)
  error.name = said.__type?.split('#').at(-1) ?? `HTTP${status}`
  return error
}

export const createSignedClient = (settings: SignedSettings): { call: DynamoDb; close(): void } => {
  const { region, credentials, timeout = TIMEOUT } = settings
  const url = new URL(settings.endpoint ?? `https://${hostOf(region)}`)
  const https = url.protocol === 'https:'
  const sockets = https ? new HttpsAgent(agent) : new HttpAgent(agent)
  const send = https ? secure : plain

  const once = (operation: Operation, body: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const at = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
      const headers: Record<string, string> = {
        'content-type': 'application/x-amz-json-1.0',
        host: url.host,
        'x-amz-date': at,
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
      }
      const authorization = sign(
        { method: 'POST', path: '/', headers, body, region, service: 'dynamodb', at },
        credentials,
      )
      const lost = (error: Error): void => reject(new NoAnswer(error.message, { cause: error }))
      const sent: ClientRequest = send(
        {
          hostname: url.hostname.replace(/^\[|\]$/g, ''),
          port: url.port,
          method: 'POST',
          path: '/',
          agent: sockets,
          timeout,
          headers: { ...headers, authorization, 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
          )
          answer.on('aborted', () => lost(new Error('the answer was cut off')))
          answer.on('error', lost)
        },
      )
      sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.on('error', lost)
      sent.end(body)
    })

  const call = async (operation: Operation, input: unknown): Promise<unknown> => {
    const body = JSON.stringify(input)
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await once(operation, body)
        if (reply.status === 200) return JSON.parse(reply.body) as unknown
        const error = errorOf(reply)
        if (attempt === ATTEMPTS || !(reply.status >= 500 || PASSING.has(error.name))) throw error
      } catch (error) {
        if (!(error instanceof NoAnswer) || attempt === ATTEMPTS) throw error
      }
      await pause(attempt)
    }
  }
  return { call: call as DynamoDb, close: () => sockets.destroy() }
}
