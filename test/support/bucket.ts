import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import S3rver from 's3rver'
import { type BucketSettings, createBucketFiles } from '../../shared/adapter/s3/bucket.ts'

/**
 * A bucket in this process: s3rver, and before it a door that does what s3rver leaves out: forms (the policy's signature, expiry and conditions, and
 * the sign for the file's name) and the end of an unfinished upload.
 */
export type TestBucket = {
  settings: BucketSettings
  files: ReturnType<typeof createBucketFiles>
  /** Uploads in parts that were begun and neither finished nor aborted. */
  unfinished: () => number
  close: () => Promise<void>
}

const NAME = 'yuebao-files'
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
const REGION = 'cn-north-1'

export const openBucket = async (): Promise<TestBucket> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'yuebao-bucket-'))
  const store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: NAME }],
  })
  const { port } = await store.run()
  const begun = new Set<string>()

  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url = '/', headers } = incoming
    const query = new URL(url, 'http://bucket').searchParams
    const upload = query.get('uploadId')
    if (method === 'DELETE' && upload !== null) {
      begun.delete(upload)
      incoming.resume()
      outgoing.writeHead(204).end()
      return
    }
    const onward = request({ port, method, path: url, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      if (method !== 'POST') {
        answer.pipe(outgoing)
        return
      }
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
        outgoing.write(chunk)
      })
      answer.on('end', () => {
        const id = /<UploadId>([^<]+)</.exec(text)?.[1]
        if (id !== undefined) begun.add(id)
        if (upload !== null && answer.statusCode === 200) begun.delete(upload)
        outgoing.end()
      })
    })
    onward.on('error', () => outgoing.destroy())
    incoming.on('error', () => onward.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  }

  const server = createServer((incoming, outgoing) => {
    const isForm = incoming.headers['content-type']?.startsWith('multipart/form-data')
    if (incoming.method === 'POST' && isForm)
      takeForm(incoming, port)
        .then(({ status, location }) => outgoing.writeHead(status, location ? { location } : {}).end())
        .catch(() => outgoing.writeHead(500).end())
    else pass(incoming, outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const settings = {
    bucket: NAME,
    region: REGION,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: CREDENTIALS,
  }
  const files = createBucketFiles(settings)
  return {
    settings,
    files,
    unfinished: () => begun.size,
    close: async () => {
      files.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** What S3 does with a form: 403 unless the policy is ours, still holds, and every field and the file's size meet it. */
const takeForm = async (incoming: IncomingMessage, port: number): Promise<{ status: number; location?: string }> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const headers = { 'content-type': incoming.headers['content-type'] ?? '' }
  const sent = await new Response(Buffer.concat(chunks), { headers }).formData()
  const text = (name: string): string => String(sent.get(name) ?? '')
  const file = sent.get('file')
  if (!(file instanceof File)) return { status: 400 }
  const policy = JSON.parse(Buffer.from(text('Policy'), 'base64').toString()) as {
    expiration: string
    conditions: (Record<string, string> | [string, string | number, string | number])[]
  }
  if (text('X-Amz-Signature') !== signed(text('Policy'), text('X-Amz-Credential'))) return { status: 403 }
  if (policy.expiration < new Date().toISOString()) return { status: 403 }
  const key = text('key').replace('${'.concat('filename}'), file.name)
  const met = policy.conditions.every((condition) => {
    if (!Array.isArray(condition))
      return Object.entries(condition).every(([name, value]) => name === 'bucket' || text(name) === value)
    const [kind, one, other] = condition
    if (kind === 'content-length-range') return file.size >= Number(one) && file.size <= Number(other)
    if (kind === 'starts-with') return one === '$key' && key.startsWith(String(other))
    return kind === 'eq' && text(String(one).slice(1)) === other
  })
  const stated = new Set(
    policy.conditions.flatMap((condition) => (Array.isArray(condition) ? ['key'] : Object.keys(condition))),
  )
  const unsaid = [...sent.keys()].filter((name) => !['file', 'Policy', 'X-Amz-Signature'].includes(name))
  if (!met || unsaid.some((name) => !stated.has(name))) return { status: 403 }
  const put = await fetch(`http://127.0.0.1:${port}/${NAME}/${key.split('/').map(encodeURIComponent).join('/')}`, {
    method: 'PUT',
    body: new Uint8Array(await file.arrayBuffer()),
  })
  const back = new URL(text('success_action_redirect'))
  for (const [name, value] of [
    ['bucket', NAME],
    ['key', key],
    ['etag', put.headers.get('etag') ?? ''],
  ] as const)
    back.searchParams.append(name, value)
  return put.ok ? { status: 303, location: back.href } : { status: 500 }
}

/** Signature version 4 of a policy, by the scope that the form states. */
const signed = (policy: string, credential: string): string => {
  const [, day = '', region = '', service = ''] = credential.split('/')
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()
  const key = [day, region, service, 'aws4_request'].reduce(
    (secret: string | Buffer, step) => hmac(secret, step),
    `AWS4${CREDENTIALS.secretAccessKey}`,
  )
  return hmac(key, policy).toString('hex')
}
