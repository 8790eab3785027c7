/**
 * A form with a file (multipart/form-data, RFC 7578) read as it arrives: fields one after the other, the file as a stream, nothing held but the piece
 * under way. `Request.formData` would hold the whole file in memory.
 */

/** The form broke off, or is none. */
export class BrokenForm extends Error {}

export type Part = {
  name: string
  /** Null for a text field. */
  fileName: string | null
  /** To be read, or left: the next part begins behind it either way. */
  bytes: AsyncIterable<Uint8Array>
}

const MAX_HEADERS = 16 * 1024
const CRLF = '\r\n'

/** The boundary that a content type names; null where it names none. */
export const boundaryOf = (contentType: string): string | null => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70})(?=[\s;]|$))/i.exec(contentType) ?? []
  return quoted ?? plain ?? null
}

/** `name` and `filename` of a part; browsers write a quote in them as %22, and line ends as %0D%0A. */
const dispositionOf = (headers: string): { name: string; fileName: string | null } => {
  const line = headers.split(CRLF).find((one) => /^content-disposition:/i.test(one)) ?? ''
  const value = (key: string): string | null => {
    const found = new RegExp(`;\\s*${key}="([^"]*)"`, 'i').exec(line)?.[1]
    return found === undefined ? null : found.replace(/%22/g, '"').replace(/%0D%0A/gi, CRLF)
  }
  const name = value('name')
  if (name === null) throw new BrokenForm('a part without a name')
  return { name, fileName: value('filename') }
}

/**
 * The parts of a form, in the order in which they were sent.
 * @throws BrokenForm where it breaks off, or is no form
 */
export async function* partsOf(body: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Part> {
  const source = body[Symbol.asyncIterator]()
  // Every delimiter begins with a line end; the first may lack it.
  let held: Buffer = Buffer.from(CRLF)
  const delimiter = Buffer.from(`${CRLF}--${boundary}`)

  /** The next bytes as they came, not copied. */
  const next = async (): Promise<Buffer> => {
    const { value, done } = await source.next()
    if (done) throw new BrokenForm('the form broke off')
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
  const more = async (): Promise<void> => {
    held = Buffer.concat([held, await next()])
  }

  /** What comes before the next delimiter, piece by piece; then stands behind it. */
  async function* untilDelimiter(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = held.indexOf(delimiter)
      if (at >= 0) {
        const rest = held.subarray(0, at)
        held = held.subarray(at + delimiter.length)
        if (rest.length > 0) yield rest
        return
      }
      // The end of what is held may be the beginning of a delimiter.
      const sure = held.length - delimiter.length + 1
      if (sure > 0) {
        const piece = held.subarray(0, sure)
        held = held.subarray(sure)
        yield piece
      }
      const came = await next()
      const seam = Buffer.concat([held, came.subarray(0, delimiter.length - 1)])
      if (came.length < delimiter.length || seam.includes(delimiter)) held = Buffer.concat([held, came])
      else {
        // No delimiter across the seam: what came goes on as it is.
        if (held.length > 0) yield held
        held = came
      }
    }
  }

  const headers = async (): Promise<string> => {
    for (;;) {
      const at = held.indexOf(CRLF + CRLF)
      if (at > MAX_HEADERS || (at < 0 && held.length > MAX_HEADERS)) throw new BrokenForm('headers without an end')
      if (at >= 0) {
        const text = held.toString('utf8', 0, at)
        held = held.subarray(at + 2 * CRLF.length)
        return text
      }
      await more()
    }
  }

  try {
    for await (const _ of untilDelimiter());
    for (;;) {
      while (held.length < 2) await more()
      const mark = held.toString('latin1', 0, 2)
      if (mark === '--') return
      if (mark !== CRLF) throw new BrokenForm('no line end behind a boundary')
      // A part may be without headers, then the line end is also the first half of the blank line.
      held = held.subarray(CRLF.length)
      const bytes = { found: dispositionOf(await headers()), stream: untilDelimiter() }
      yield { ...bytes.found, bytes: bytes.stream }
      for await (const _ of bytes.stream);
    }
  } finally {
    await source.return?.()
  }
}
