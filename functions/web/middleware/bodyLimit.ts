import { bodyLimit as countWhileReading } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { paths } from '../../../shared/domain/paths.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { SENDABLE } from '../../../shared/service/evidence.ts'
import type { Env } from '../context.ts'
import { takesStream } from '../request.ts'

const MB = 1024 * 1024
/** A report of 100,000 characters is about 900 KB when a form sends it; a notice comes as a file. */
const FORM = { bytes: 2 * MB, words: '2MB' }
const UPLOAD = { bytes: 10 * MB, words: '10MB' }
/** A file goes to the disk as it arrives; around it stand the form's few fields. */
const EVIDENCE = { bytes: SENDABLE + 64 * 1024, words: `${SENDABLE / MB}MB` }
const UPLOADS: readonly string[] = [
  paths.planImport,
  paths.peopleImport,
  paths.peopleImportConfirm,
  paths.verifyFile,
  ...[paths.plans, paths.peopleImport, paths.peopleImportConfirm].map((path) => `${paths.api}${path}`),
]

const tooLarge = (limit: typeof FORM): never => {
  throw new Refusal('input.too-large', { limit: limit.words })
}

/** Refuses what is too large by its stated length, before a byte of it is read; what states none is counted while reading and cut off. */
export const bodyLimit = createMiddleware<Env>(async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const streamed = takesStream(c)
  const limit = streamed ? EVIDENCE : UPLOADS.includes(c.req.path) ? UPLOAD : FORM
  const length = c.req.header('content-length')
  const unstated = length === undefined || c.req.header('transfer-encoding') !== undefined
  // The counter reads ahead of whoever takes the bytes; where they are taken as they come, the taker counts them.
  if (unstated && streamed) return next()
  if (unstated) return countWhileReading({ maxSize: limit.bytes, onError: () => tooLarge(limit) })(c, next)
  if (!(Number(length) <= limit.bytes)) tooLarge(limit)
  return next()
})
