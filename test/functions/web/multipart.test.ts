import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrokenForm, boundaryOf, partsOf } from '../../../functions/web/multipart.ts'

/** Cuts bytes into pieces of these lengths, over and over. */
async function* pieces(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const length = lengths[n % lengths.length] ?? 1
    yield bytes.subarray(at, at + length)
    at += length
  }
}
const read = async (body: AsyncIterable<Uint8Array>, boundary: string): Promise<[string, string | null, Buffer][]> => {
  const found: [string, string | null, Buffer][] = []
  for await (const { name, fileName, bytes } of partsOf(body, boundary)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of bytes) chunks.push(chunk)
    found.push([name, fileName, Buffer.concat(chunks)])
  }
  return found
}

describe('A form with a file', () => {
  it('is read as a browser sends it, however the network cuts it', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.stringMatching(/^[\w.-]{1,12}$/), text), { maxLength: 4 }),
        fc.uint8Array({ maxLength: 3_000 }),
        fc.stringMatching(/^[一-龥\w ".()-]{1,20}$/),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
        async (fields, file, fileName, lengths) => {
          const form = new FormData()
          for (const [name, value] of fields) form.append(name, value)
          // What looks like a delimiter in the file is none.
          form.append('file', new File([file, '\r\n--', '\r\n----'], fileName))
          const sent = new Response(form)
          const boundary = boundaryOf(sent.headers.get('content-type') ?? '')
          const bytes = new Uint8Array(await sent.arrayBuffer())
          const found = await read(pieces(bytes, lengths), boundary ?? '')
          const crlf = (value: string): string => value.replace(/\r\n|\r|\n/g, '\r\n')
          expect(found.slice(0, -1).map(([name, none, value]) => [name, none, value.toString()])).toEqual(
            fields.map(([name, value]) => [name, null, crlf(value)]),
          )
          const last = found.at(-1)
          expect(last?.[1]).toBe(fileName)
          expect(last?.[2]).toEqual(Buffer.concat([file, Buffer.from('\r\n--\r\n----')]))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('leaves what is not read behind, and holds no more than a piece', async () => {
    const head = (name: string, more = ''): string =>
      `\r\n--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`
    async function* sent(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(head('file', '; filename="a.pdf"').slice(2))
      for (let n = 0; n < 20; n++) yield Buffer.alloc(1024 * 1024, 'a')
      yield Buffer.from(`${head('after')}x\r\n--x--\r\n`)
    }
    const names: string[] = []
    for await (const { name } of partsOf(sent(), 'x')) names.push(name)
    expect(names).toEqual(['file', 'after'])
  })

  it.each([
    ['nothing', ''],
    ['no boundary', 'hello'],
    ['a boundary and nothing behind it', '--x'],
    ['a part that breaks off', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhal'],
    ['headers that break off', '--x\r\nContent-Disposition: form-da'],
    ['a part without a name', '--x\r\nContent-Type: text/plain\r\n\r\na\r\n--x--'],
    ['headers that never end', `--x\r\n${'a: b\r\n'.repeat(9_000)}`],
    ['another boundary', '--y\r\nContent-Disposition: form-data; name="a"\r\n\r\na\r\n--y--'],
    ['a boundary that goes on', '--xy\r\n'],
  ])('is refused when it is %s', async (_name, text) => {
    await expect(read(pieces(Buffer.from(text), [7]), 'x')).rejects.toThrow(BrokenForm)
  })

  it.each([
    ['multipart/form-data; boundary=----WebKitFormBoundaryA1', '----WebKitFormBoundaryA1'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    ['multipart/form-data', null],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`, null],
  ])('names its boundary: %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary)
  })
})
