import { Readable } from 'node:stream'
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import { headerName } from '../../domain/fileName.ts'
import type { Instant } from '../../domain/time.ts'
import type { Files } from '../../service/ports.ts'
import { counting, digestOf } from '../files/digest.ts'

/** One part of a multipart upload; with 10,000 parts at most, 80 GB. Smaller files are put in one piece. */
const PART = 8 * 1024 * 1024

export type BucketSettings = {
  bucket: string
  region?: string
  /** Whatever speaks S3 at an address, with the bucket's name in the path; without it the region's. */
  endpoint?: string
  credentials?: NonNullable<S3ClientConfig['credentials']>
}

/** The SDK's parts; most requests need none of them, so each is loaded when it is first asked for. */
const load = {
  client: () => import('@aws-sdk/client-s3'),
  storage: () => import('@aws-sdk/lib-storage'),
  signer: () => import('@aws-sdk/s3-request-presigner'),
  post: () => import('@aws-sdk/s3-presigned-post'),
}

/**
 * The port Files in a bucket. It needs `s3:GetObject`, `PutObject`, `DeleteObject` and `AbortMultipartUpload` on the prefixes, and `s3:ListBucket` on the
 * bucket: without that, what is missing would be answered as forbidden.
 */
export const createBucketFiles = (settings: BucketSettings): Files & { close(): void } => {
  const { bucket: Bucket } = settings
  let made: S3Client | null = null
  const client = async (): Promise<S3Client> => {
    const { S3Client } = await load.client()
    made ??= new S3Client({
      ...(settings.region === undefined ? {} : { region: settings.region }),
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint, forcePathStyle: true }),
      ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
      maxAttempts: 4,
    })
    return made
  }

  const read: Files['read'] = async (Key) => {
    const { GetObjectCommand, NoSuchKey } = await load.client()
    try {
      const { Body, ContentLength } = await (await client()).send(new GetObjectCommand({ Bucket, Key }))
      if (!(Body instanceof Readable)) throw new Error(`no stream for ${Key}`)
      return { size: ContentLength ?? 0, bytes: Body }
    } catch (error) {
      if (error instanceof NoSuchKey) return null
      throw error
    }
  }

  return {
    async put(Key, given) {
      const { Upload } = await load.storage()
      const { bytes, stored } = counting(given)
      // A failed upload is aborted, so that its parts neither stay nor cost.
      await new Upload({
        client: await client(),
        params: { Bucket, Key, Body: Readable.from(bytes, { objectMode: false }) },
        partSize: PART,
        queueSize: 2,
      }).done()
      return stored()
    },

    read,

    digest: async (Key) => digestOf(await read(Key)),

    async remove(Key) {
      const { DeleteObjectCommand } = await load.client()
      await (await client()).send(new DeleteObjectCommand({ Bucket, Key }))
    },

    async *list(Prefix) {
      const { paginateListObjectsV2 } = await load.client()
      for await (const page of paginateListObjectsV2({ client: await client() }, { Bucket, Prefix }))
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          if (Key !== undefined)
            yield { key: Key, size: Size ?? 0, at: (LastModified ?? new Date(0)).toISOString() as Instant }
    },

    async link(Key, { name, type, seconds }) {
      const [{ GetObjectCommand }, { getSignedUrl }] = await Promise.all([load.client(), load.signer()])
      const command = new GetObjectCommand({
        Bucket,
        Key,
        ResponseContentDisposition: `attachment; filename*=${headerName(name)}`,
        ResponseContentType: type,
        ResponseCacheControl: 'no-store',
      })
      return getSignedUrl(await client(), command, { expiresIn: seconds })
    },

    async form(folder, { max, back, seconds }) {
      const { createPresignedPost } = await load.post()
      return createPresignedPost(await client(), {
        Bucket,
        // S3 itself puts the name of the sent file in: the form works without scripts. The policy lets the key begin with the folder only.
        Key: `${folder}$\{filename}`,
        Conditions: [['content-length-range', 0, max]],
        Fields: { success_action_redirect: back },
        Expires: seconds,
      })
    },

    close: () => made?.destroy(),
  }
}
