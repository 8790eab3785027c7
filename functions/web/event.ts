import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** API Gateway's HTTP API, payload 2.0 ↔ Request and Response. */

/**
 * An event as the request it stands for. Its address is the one people use (PUBLIC_URL), whatever name the gateway itself goes by.
 */
export const requestOf = (event: APIGatewayProxyEventV2, publicUrl: string): Request => {
  const { method } = event.requestContext.http
  const headers = new Headers()
  for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.append(name, value)
  // The gateway takes cookies out of the headers, each on its own.
  if (event.cookies && event.cookies.length > 0) headers.set('cookie', event.cookies.join('; '))
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`
  const body =
    event.body === undefined || method === 'GET' || method === 'HEAD'
      ? null
      : event.isBase64Encoded
        ? Buffer.from(event.body, 'base64')
        : event.body
  return new Request(`${publicUrl}${event.rawPath}${query}`, { method, headers, body })
}

/** Written as text into the answer; everything else in base64. */
const TEXT = /^(text\/|application\/(json|problem\+json|javascript)|image\/svg\+xml)/i

export const answerOf = async (response: Response): Promise<APIGatewayProxyStructuredResultV2> => {
  const cookies = response.headers.getSetCookie()
  const headers: Record<string, string> = {}
  for (const [name, value] of response.headers) if (name !== 'set-cookie') headers[name] = value
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.length === 0 || (TEXT.test(headers['content-type'] ?? '') && !headers['content-encoding'])
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 ? { cookies } : {}),
    body: bytes.toString(text ? 'utf8' : 'base64'),
    isBase64Encoded: !text,
  }
}
