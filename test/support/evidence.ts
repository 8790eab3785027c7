import { deflateSync } from 'node:zlib'
import JSZip from 'jszip'

/** Small files of every kind that is taken as 佐证材料, made here, and how to spoil them. */

export const pdf = (text = 'sample'): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n% ${text}\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`,
  )

const chunk = (name: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  // The sum of an empty IEND; what a reader of ours never asks is left 0 elsewhere.
  sum.writeUInt32BE(name === 'IEND' ? 0xae426082 : 0)
  return Buffer.concat([length, Buffer.from(name), data, sum])
}

export const png = (): Buffer =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.from('00000001000000010800000000', 'hex')),
    chunk('IDAT', deflateSync(Buffer.from([0, 255]))),
    chunk('IEND', Buffer.alloc(0)),
  ])

export const jpg = (): Buffer => Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')

const MAIN = { docx: 'word/document.xml', xlsx: 'xl/workbook.xml', pptx: 'ppt/presentation.xml' }

/** An Office file with just its main part, and whatever else is given. */
export const ooxml = async (
  kind: keyof typeof MAIN,
  more: Record<string, string | Buffer> = {},
  types = 'application/xml',
): Promise<Buffer> => {
  const zip = new JSZip()
  zip.file(
    '[Content_Types].xml',
    `<?xml version="1.0"?><Types><Default Extension="xml" ContentType="${types}"/></Types>`,
  )
  zip.file(MAIN[kind], '<?xml version="1.0"?><main/>')
  for (const [name, content] of Object.entries(more)) zip.file(name, content)
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' })
}

const SECTOR = 512
const NONE = 0xffffffff
const END = 0xfffffffe

/**
 * A compound file (Office 97–2003) that holds nothing but its directory.
 * @param root names at the root
 * @param below names in a storage below it
 */
export const ole = (root: readonly string[], below: readonly string[] = []): Buffer => {
  const names = ['Root Entry', ...root, ...(below.length > 0 ? ['Storage', ...below] : [])]
  const sectors = Math.ceil(names.length / 4)
  const header = Buffer.alloc(SECTOR, 0)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header)
  header.writeUInt16LE(9, 30)
  header.writeUInt32LE(1, 44)
  header.writeUInt32LE(1, 48)
  header.fill(0xff, 76)
  header.writeUInt32LE(0, 76)
  const fat = Buffer.alloc(SECTOR, 0xff)
  for (let n = 1; n <= sectors; n++) fat.writeUInt32LE(n === sectors ? END : n + 1, n * 4)
  const directory = Buffer.alloc(sectors * SECTOR, 0)
  const storage = 1 + root.length
  const top = below.length > 0 ? storage : root.length
  names.forEach((name, n) => {
    const at = n * 128
    directory.write(name, at, 'utf16le')
    directory.writeUInt16LE(name.length * 2 + 2, at + 64)
    directory.writeUInt32LE(NONE, at + 68)
    // Each is the right neighbour of the one before: a tree as lopsided as the format allows.
    const last = n === 0 || n === top || n === names.length - 1
    directory.writeUInt32LE(last ? NONE : n + 1, at + 72)
    directory.writeUInt32LE(n === 0 ? 1 : n === storage && below.length > 0 ? storage + 1 : NONE, at + 76)
  })
  return Buffer.concat([header, fat, directory])
}
