/** Reads back a mail that this service wrote: headers, plain text and HTML. No general mail reader. */

export type Eml = { headers: Record<string, string>; subject: string; to: string; text: string; html: string }

const bytesOf = (content: string, encoding: string): Buffer => {
  if (encoding === 'base64') return Buffer.from(content, 'base64')
  if (encoding === 'quoted-printable') return quoted(content.replace(/=\r?\n/g, ''))
  return Buffer.from(content, 'latin1')
}

const quoted = (content: string): Buffer =>
  Buffer.from(
    content.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

/** RFC 2047 words → text; words that follow each other are joined before they are decoded, for a character may lie across two. */
export const decodeWords = (value: string): string =>
  value.replace(/=\?utf-8\?([BQ])\?[^?]*\?=(?:\s+=\?utf-8\?\1\?[^?]*\?=)*/gi, (words, kind: string) => {
    const parts = [...words.matchAll(/=\?utf-8\?[BQ]\?([^?]*)\?=/gi)].map((match) => match[1] ?? '')
    return Buffer.concat(
      parts.map((part) =>
        kind.toUpperCase() === 'B' ? Buffer.from(part, 'base64') : quoted(part.replaceAll('_', ' ')),
      ),
    ).toString('utf8')
  })

const split = (source: string): { headers: Record<string, string>; body: string } => {
  const end = source.search(/\r?\n\r?\n/)
  const head = end < 0 ? source : source.slice(0, end)
  const headers: Record<string, string> = {}
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { headers, body: end < 0 ? '' : source.slice(end).replace(/^\r?\n\r?\n/, '') }
}

type Part = { type: string; content: string }

const partsOf = (source: string): Part[] => {
  const { headers, body } = split(source)
  const type = headers['content-type'] ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary)
    return body
      .split(`--${boundary}`)
      .slice(1)
      .filter((part) => !part.startsWith('--'))
      .flatMap((part) => partsOf(part.replace(/^\r?\n/, '').replace(/\r?\n$/, '')))
  const encoding = (headers['content-transfer-encoding'] ?? '').toLowerCase()
  return [{ type: type.split(';')[0]?.trim().toLowerCase() ?? '', content: bytesOf(body, encoding).toString('utf8') }]
}

/** Bytes of a mail → its headers (names in lower case, words decoded) and its two texts. */
export const readEml = (bytes: Buffer): Eml => {
  const source = bytes.toString('latin1')
  const headers = Object.fromEntries(
    Object.entries(split(source).headers).map(([name, value]) => [name, decodeWords(value)]),
  )
  const parts = partsOf(source)
  const content = (type: string): string => parts.find((part) => part.type === type)?.content ?? ''
  return {
    headers,
    subject: headers['subject'] ?? '',
    to: headers['to'] ?? '',
    text: content('text/plain').replaceAll('\r\n', '\n'),
    html: content('text/html').replaceAll('\r\n', '\n'),
  }
}
