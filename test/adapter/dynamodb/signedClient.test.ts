import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { sign } from '../../../shared/adapter/dynamodb/sign.ts'
import { createSignedClient, hostOf } from '../../../shared/adapter/dynamodb/signedClient.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

type Answer = (response: ServerResponse, request: IncomingMessage) => void
const says =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const problem = (status: number, name: string): Answer =>
  says(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'because' })

/** A server that answers each request as told, the last answer again and again; and a client of it. */
const against = async (...answers: Answer[]) => {
  const asked: IncomingMessage['headers'][] = []
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]
      asked.push(request.headers)
      answer?.(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = createSignedClient({
    region: 'cn-north-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'the token' },
    timeout: 150,
  })
  closers.push(() => {
    client.close()
    server.closeAllConnections()
    server.close()
  })
  const get = () => client.call('GetItem', { TableName: 't', Key: { PK: { S: 'a' }, SK: { S: 'b' } } })
  return { asked, get }
}

describe('a signature', () => {
  // The examples "get-vanilla" and "post-vanilla" of AWS's test suite for Signature Version 4.
  it.each([
    ['GET', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('of %s is the one that AWS gives as an example', (method, signature) => {
    const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' }
    const at = '20150830T123600Z'
    const request = { method, path: '/', headers, body: '', region: 'us-east-1', service: 'service', at }
    const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
    expect(sign(request, keys)).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    )
  })
})

describe('the client', () => {
  it('knows DynamoDB’s host in either partition', () => {
    expect(hostOf('ap-southeast-1')).toBe('dynamodb.ap-southeast-1.amazonaws.com')
    expect(hostOf('cn-northwest-1')).toBe('dynamodb.cn-northwest-1.amazonaws.com.cn')
  })

  it('says what it wants and who it is, the session’s token signed with the rest', async () => {
    const { asked, get } = await against(says(200, { Item: { PK: { S: 'a' } } }))
    expect(await get()).toEqual({ Item: { PK: { S: 'a' } } })
    expect(asked[0]).toMatchObject({
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-security-token': 'the token',
    })
    expect(asked[0]?.authorization).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target',
    )
  })

  it.each([
    ['an error of the service', problem(500, 'InternalServerError')],
    ['a throttle', problem(400, 'ProvisionedThroughputExceededException')],
    ['what no DynamoDB says', says(503, '<html>no</html>')],
    ['a line that is cut', (_response: ServerResponse, request: IncomingMessage) => request.socket.destroy()],
    ['silence', () => {}],
  ] as [string, Answer][])('tries again after %s', async (_name, first) => {
    const { asked, get } = await against(first, says(200, {}))
    expect(await get()).toEqual({})
    expect(asked).toHaveLength(2)
  })

  it('gives up after four attempts, with the service’s name for it', async () => {
    const { asked, get } = await against(problem(400, 'ThrottlingException'))
    await expect(get()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'because' })
    expect(asked).toHaveLength(4)
  })

  it.each(['ConditionalCheckFailedException', 'ValidationException', 'AccessDeniedException'])(
    'does not ask twice after %s',
    async (name) => {
      const { asked, get } = await against(problem(400, name))
      await expect(get()).rejects.toMatchObject({ name })
      expect(asked).toHaveLength(1)
    },
  )
})
