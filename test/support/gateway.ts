import type { APIGatewayProxyEventV2 } from 'aws-lambda'

/** What API Gateway's HTTP API hands to a function (payload 2.0), for a request from a client at `place`. */
export const eventOf = (asked: {
  method: string
  path: string
  query?: string
  place: string
  headers?: Record<string, string>
  body?: Uint8Array
}): APIGatewayProxyEventV2 => {
  const { cookie, ...headers } = Object.fromEntries(
    Object.entries(asked.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const text = /^(text\/|application\/(json|x-www-form-urlencoded|javascript|xml))/i.test(headers['content-type'] ?? '')
  const body = asked.body ? Buffer.from(asked.body) : null
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: asked.path,
    rawQueryString: asked.query ?? '',
    headers: {
      ...headers,
      host: 'abcdefghij.execute-api.example',
      'x-forwarded-for': [headers['x-forwarded-for'], asked.place].filter(Boolean).join(', '),
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...(body ? { 'content-length': String(body.length) } : {}),
    },
    ...(cookie ? { cookies: cookie.split('; ') } : {}),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.example',
      domainPrefix: 'abcdefghij',
      http: {
        method: asked.method,
        path: asked.path,
        protocol: 'HTTP/1.1',
        sourceIp: asked.place,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '25/Jun/2019:01:20:00 +0000',
      timeEpoch: 1_561_425_600_000,
    },
    ...(body ? { body: body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text } : {}),
    isBase64Encoded: body !== null && !text,
  }
}
