import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { answerOf, requestOf } from '../../../functions/web/event.ts'
import { eventOf } from '../../support/gateway.ts'

const HOME = 'https://yuebao.mzt.example'
const asked = (change: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 => ({
  ...eventOf({ method: 'GET', path: '/mine', place: '203.0.113.7' }),
  ...change,
})

describe('an event of the gateway', () => {
  it('is a request at the address that people use, whatever the gateway is called', () => {
    const request = requestOf(asked({ rawPath: '/plans/2019', rawQueryString: 'a=1&a=2&b=%E6%9C%88' }), HOME)
    expect(request.url).toBe('https://yuebao.mzt.example/plans/2019?a=1&a=2&b=%E6%9C%88')
  })

  it('cannot lead to another host by its path', () => {
    expect(new URL(requestOf(asked({ rawPath: '//evil.example/' }), HOME).url).host).toBe('yuebao.mzt.example')
    expect(new URL(requestOf(asked({ rawPath: '/@evil.example/' }), HOME).url).host).toBe('yuebao.mzt.example')
  })

  it('has its cookies put together again', () => {
    const request = requestOf(asked({ cookies: ['one=1', 'other=2'] }), HOME)
    expect(request.headers.get('cookie')).toBe('one=1; other=2')
  })

  it('carries bytes in base64 and text as it is', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    const post = eventOf({ method: 'POST', path: '/', place: '203.0.113.7' })
    const binary = requestOf({ ...post, body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true }, HOME)
    expect(new Uint8Array(await binary.arrayBuffer())).toEqual(bytes)
    const text = requestOf({ ...post, body: '{"a":"月"}', isBase64Encoded: false }, HOME)
    expect(await text.text()).toBe('{"a":"月"}')
  })
})

describe('an answer', () => {
  it('is text where it is text, with each cookie by itself', async () => {
    const headers = new Headers({ 'content-type': 'text/html; charset=UTF-8' })
    headers.append('set-cookie', 'a=1; Path=/')
    headers.append('set-cookie', 'b=2; Path=/')
    const answer = await answerOf(new Response('<p>月报</p>', { status: 201, headers }))
    expect(answer).toEqual({
      statusCode: 201,
      headers: { 'content-type': 'text/html; charset=UTF-8' },
      cookies: ['a=1; Path=/', 'b=2; Path=/'],
      body: '<p>月报</p>',
      isBase64Encoded: false,
    })
  })

  it('is base64 where it is bytes, and comes out the same', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    const answer = await answerOf(new Response(bytes, { headers: { 'content-type': 'application/zip' } }))
    expect(answer.isBase64Encoded).toBe(true)
    expect(new Uint8Array(Buffer.from(answer.body ?? '', 'base64'))).toEqual(bytes)
  })

  it('without a body is one', async () => {
    const answer = await answerOf(new Response(null, { status: 303, headers: { location: '/mine' } }))
    expect(answer).toEqual({ statusCode: 303, headers: { location: '/mine' }, body: '', isBase64Encoded: false })
  })
})
