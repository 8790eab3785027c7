import { createHash, createHmac } from 'node:crypto'

/** Signature version 4 of a request without a query (AWS General Reference, "Signing AWS API requests"). */

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }

export type ToSign = {
  method: string
  path: string
  /** Every header that is sent and signed, names in lower case, `host` among them. */
  headers: Record<string, string>
  body: string
  region: string
  service: string
  /** Such as 20190625T012000Z. */
  at: string
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** @returns the value of the header `authorization` */
export const sign = (request: ToSign, { accessKeyId, secretAccessKey }: Credentials): string => {
  const { method, path, headers, body, region, service, at } = request
  const names = Object.keys(headers).sort()
  const signed = names.join(';')
  const canonical = [
    method,
    path,
    '',
    ...names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    sha256(body),
  ].join('\n')
  const day = at.slice(0, 8)
  const scope = `${day}/${region}/${service}/aws4_request`
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  const signature = hmac(key as Buffer, `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`
}
