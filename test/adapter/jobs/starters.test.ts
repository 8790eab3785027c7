import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createQueue } from '../../../shared/adapter/jobs/inProcess.ts'
import { createFunctionStarter } from '../../../shared/adapter/jobs/lambda.ts'

const job = (id: string) => ({ plan: '2019', id })

describe('On one machine', () => {
  it('jobs are carried out one after the other, in the order they were asked for, and waited for', async () => {
    const told: string[] = []
    const queue = createQueue(async ({ id }) => {
      told.push(`begin ${id}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      told.push(`end ${id}`)
    })
    await queue.start(job('a'))
    await queue.start(job('b'))
    expect(told.length).toBeLessThan(2)
    await queue.idle()
    expect(told).toEqual(['begin a', 'end a', 'begin b', 'end b'])
  })
})

describe('On AWS', () => {
  let server: Server
  const invoked: { path: string; type: string | undefined; body: unknown }[] = []
  let status = 202
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (piece) => {
        body += piece
      })
      request.on('end', () => {
        invoked.push({
          path: request.url ?? '',
          type: request.headers['x-amz-invocation-type']?.toString(),
          body: JSON.parse(body),
        })
        response.writeHead(status, { 'content-type': 'application/json' }).end(status === 202 ? '' : '{}')
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(() => server.close())

  it('the outputs function is invoked with the job, and not waited for', async () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const starter = createFunctionStarter({ functionName: 'yuebao-outputs', region: 'cn-north-1', endpoint })
    await starter.start(job('a'))
    expect(invoked).toEqual([
      { path: '/2015-03-31/functions/yuebao-outputs/invocations', type: 'Event', body: { job: job('a') } },
    ])
    status = 400
    await expect(starter.start(job('b'))).rejects.toThrow()
  })
})
