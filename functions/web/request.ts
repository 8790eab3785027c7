import type { HtmlEscapedString } from 'hono/utils/html'
import type { ContentfulStatusCode as Status } from 'hono/utils/http-status'
import * as z from 'zod'
import { headerName } from '../../shared/domain/fileName.ts'
import { paths } from '../../shared/domain/paths.ts'
import type { Actor } from '../../shared/domain/people.ts'
import { Slug } from '../../shared/domain/people.ts'
import { Refusal } from '../../shared/domain/refusal.ts'
import { Period } from '../../shared/domain/time.ts'
import type { Call } from '../../shared/service/deps.ts'
import type { Handed } from '../../shared/service/output/handed.ts'
import type { Which } from '../../shared/service/report.ts'
import type { Ctx } from './context.ts'
import { BrokenForm, boundaryOf, partsOf } from './multipart.ts'

/** What every handler asks of a request. Handlers read nothing of a request but through these. */

type Element = HtmlEscapedString | Promise<HtmlEscapedString>

/** A sent form. A field that was not sent reads as '', so that a page without scripts and a hand-made request meet the same schema. */
export type Form = {
  get: (name: string) => string
  /** All values of a repeated field (checkboxes), in the order sent. */
  all: (name: string) => string[]
  has: (name: string) => boolean
  /** An uploaded file, or null where none was chosen. */
  file: (name: string) => File | null
  /** Every text field, the last value of each: what a zod schema takes. The form's own token is left out. */
  record: () => Record<string, string>
  names: () => string[]
}

/** The hidden field and the header that carry the form token. */
export const TOKEN_FIELD = '_token'
export const TOKEN_HEADER = 'x-csrf-token'

const formOf = (fields: readonly (readonly [string, string | File])[]): Form => {
  const texts = new Map<string, string[]>()
  const files = new Map<string, File>()
  for (const [name, value] of fields) {
    if (typeof value !== 'string') files.set(name, value)
    else {
      const known = texts.get(name)
      if (known) known.push(value)
      else texts.set(name, [value])
    }
  }
  return {
    get: (name) => texts.get(name)?.at(-1) ?? '',
    all: (name) => texts.get(name) ?? [],
    has: (name) => texts.has(name) || files.has(name),
    file: (name) => {
      const file = files.get(name)
      // Where none was chosen a browser sends one without name or bytes; an empty file that was chosen has a name.
      return file && (file.size > 0 || file.name !== '') ? file : null
    },
    record: () =>
      Object.fromEntries(
        [...texts].filter(([name]) => name !== TOKEN_FIELD).map(([name, all]) => [name, all.at(-1) ?? '']),
      ),
    names: () => [...texts.keys(), ...files.keys()],
  }
}

const URLENCODED = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'
const typeOf = (c: Ctx): string => (c.req.header('content-type') ?? '').toLowerCase()

/** Does the request say that it carries a form? */
export const sendsForm = (c: Ctx): boolean => [URLENCODED, MULTIPART].some((type) => typeOf(c).startsWith(type))

/** A file that is still arriving. */
export type SentFile = { name: string; bytes: AsyncIterable<Uint8Array> }

const STREAMED = new RegExp(`^${paths.evidenceBytes('[^/]+', '[^/]+', '[^/]+')}$`)

/** Does the request bring a file that is read as it arrives? */
export const takesStream = (c: Ctx): boolean => STREAMED.test(c.req.path) && typeOf(c).startsWith(MULTIPART)

/** Of all fields before the file together. */
const FIELDS_LIMIT = 64 * 1024
const broken = (): Refusal => new Refusal('input.invalid', { problems: ['表单没有传完整'] })

const textOf = async (bytes: AsyncIterable<Uint8Array>, room: number): Promise<string> => {
  let text = Buffer.alloc(0)
  for await (const chunk of bytes) {
    text = Buffer.concat([text, chunk])
    if (text.length > room) throw new BrokenForm('fields without an end')
  }
  return text.toString()
}

/** The fields before the file, the token among them; the file itself is left to whoever takes it. What stands behind it is not read. */
const parseUpToFile = async (c: Ctx): Promise<Form> => {
  const boundary = boundaryOf(c.req.header('content-type') ?? '')
  const { body } = c.req.raw
  if (boundary === null || body === null) throw broken()
  const parts = partsOf(body, boundary)
  const fields: [string, string][] = []
  let room = FIELDS_LIMIT
  c.set('sentFile', null)
  try {
    for (;;) {
      const { value, done } = await parts.next()
      if (done) return formOf(fields)
      if (value.fileName !== null) {
        // A browser sends one without a name where none was chosen.
        if (value.fileName !== '') c.set('sentFile', { name: value.fileName, bytes: value.bytes })
        return formOf(fields)
      }
      const text = await textOf(value.bytes, room)
      room -= value.name.length + Buffer.byteLength(text)
      fields.push([value.name, text])
    }
  } catch (error) {
    if (error instanceof BrokenForm) throw broken()
    throw error
  }
}

const parse = async (c: Ctx): Promise<Form> => {
  const type = typeOf(c)
  if (takesStream(c)) return parseUpToFile(c)
  if (type.startsWith(URLENCODED)) return formOf([...new URLSearchParams(await c.req.text())])
  if (type.startsWith(MULTIPART)) {
    try {
      const data = await c.req.formData()
      return formOf([...data.entries()])
    } catch {
      throw broken()
    }
  }
  // A body that is no form says nothing that a form could mean; taken for an empty form it would empty a draft.
  if ((await c.req.arrayBuffer()).byteLength > 0) throw new Refusal('input.invalid', { problems: ['表单的格式不对'] })
  return formOf([])
}

/** The form that came with the request, parsed once: the token check and the handler read the same. */
export const form = (c: Ctx): Promise<Form> => {
  const known = c.get('form')
  if (known) return known
  const parsed = parse(c)
  c.set('form', parsed)
  return parsed
}

/** The signed-in person. @throws Refusal access.sign-in */
export const signedIn = (c: Ctx): Actor => {
  const actor = c.get('actor')
  if (!actor) throw new Refusal('access.sign-in', {})
  return actor
}

/** Who acts and when: the first argument of most acts. @throws Refusal access.sign-in */
export const call = (c: Ctx): Call => ({ actor: signedIn(c), now: c.get('now') })

const missing = (): never => {
  throw new Refusal('access.missing', {})
}

/** One path parameter, held against its schema. @throws Refusal access.missing */
export const param = <T>(c: Ctx, name: string, schema: z.ZodType<T>): T => {
  const parsed = schema.safeParse(c.req.param(name))
  return parsed.success ? parsed.data : missing()
}

export const planParam = (c: Ctx): string => param(c, 'plan', Slug)
export const periodParam = (c: Ctx): string => param(c, 'period', Period)
export const unitParam = (c: Ctx): string => param(c, 'unit', Slug)
export const personParam = (c: Ctx): string => param(c, 'person', Slug)
export const taskParam = (c: Ctx): number => param(c, 'task', z.coerce.number().int().min(1).max(9_999))

export const revisionParam = (c: Ctx): number => param(c, 'revision', z.coerce.number().int().min(1).max(999))

/** Which report the address names. @throws Refusal access.missing for an address that cannot be one */
export const which = (c: Ctx): Which => ({ plan: planParam(c), period: periodParam(c), unit: unitParam(c) })

/** See other: after a POST the browser fetches the page that shows the result. */
export const see = (c: Ctx, path: string): Response => c.redirect(path, 303)

/** A page: the element is the whole `<html>`; the doctype is put before it where the frame has not done so. */
export const page = async (c: Ctx, element: Element, status: Status = 200): Promise<Response> => {
  const text = await (await element).toString()
  return c.html(text.startsWith('<!doctype html>') ? text : `<!doctype html>${text}`, status)
}

/**
 * Something to download: always an attachment, its type never guessed.
 * @param said.name the file's name as people read it; browsers that know only ASCII get `fallback`
 */
export const download = (
  c: Ctx,
  bytes: Uint8Array | string,
  said: { name: string; type: string; fallback: string; sha256?: string },
): Response => c.body(typeof bytes === 'string' ? bytes : new Uint8Array(bytes), 200, attachment(said))

/** The same of a stream, which is not held in memory. */
export const streamed = (
  c: Ctx,
  bytes: AsyncIterable<Uint8Array>,
  said: { name: string; type: string; fallback: string; sha256?: string; size: number },
): Response =>
  c.body(ReadableStream.from(bytes) as ReadableStream<Uint8Array>, 200, {
    ...attachment(said),
    'content-length': String(said.size),
  })

/** A finished file: its bytes, or the way to where they are handed out. */
export const handOut = (c: Ctx, file: Handed): Response =>
  file.bytes === null
    ? c.redirect(file.link, 303)
    : streamed(c, file.bytes, {
        name: file.fileName,
        type: file.contentType,
        fallback: file.plainName,
        size: file.size,
        sha256: file.sha256,
      })

/** @param said.sha256 told beside the bytes (RFC 9530), so that whoever fetches them need not come back for it */
const attachment = (said: {
  name: string
  type: string
  fallback: string
  sha256?: string
}): Record<string, string> => ({
  'content-type': said.type,
  'content-disposition': `attachment; filename="${said.fallback.replace(/[^\w.-]/g, '_')}"; filename*=${headerName(said.name)}`,
  ...(said.sha256 === undefined
    ? {}
    : { 'repr-digest': `sha-256=:${Buffer.from(said.sha256, 'hex').toString('base64')}:` }),
})
