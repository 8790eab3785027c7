import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { UnreadableFile } from '../../domain/notice/UnreadableFile.ts'

/** Limits on an Office file, counted while inflating: sizes that a file's directory states are never believed. */
const MAX_BYTES = 50 * 1024 * 1024
const MAX_RATIO = 100
const MAX_ENTRIES = 2_000
/** Small parts compress far better than any text; the ratio only counts from here on. */
const RATIO_FROM = 1024 * 1024

const open = (bytes: Uint8Array): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      { lazyEntries: true, validateEntrySizes: true },
      (error, zip) => {
        if (error !== null || zip === undefined) reject(new UnreadableFile('damaged'))
        else resolve(zip)
      },
    )
  })

const inflate = (zip: ZipFile, entry: Entry, room: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null || stream === undefined) {
        reject(new UnreadableFile(entry.isEncrypted() ? 'encrypted' : 'damaged'))
        return
      }
      const chunks: Buffer[] = []
      let size = 0
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > room || (size > RATIO_FROM && size > entry.compressedSize * MAX_RATIO)) {
          stream.destroy()
          reject(new UnreadableFile('bomb'))
          return
        }
        chunks.push(chunk)
      })
      stream.on('end', () => resolve(Buffer.concat(chunks)))
      stream.on('error', () => reject(new UnreadableFile('damaged')))
    })
  })

const decodeXml = (bytes: Buffer): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  // UTF-16 without a mark: every second byte of `<?xml` is zero.
  if (bytes[0] === 0x3c && bytes[1] === 0) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0 && bytes[1] === 0x3c) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder('utf-8').decode(bytes)
}

/** What is left of an Office file that passed: the names of all its parts and the text of its XML parts. */
export interface OoxmlParts {
  names: string[]
  xml: Map<string, string>
}

/**
 * Inflates every entry of a .docx or .xlsx once under the caps (50 MB in all, ratio 100, 2,000 entries) and refuses XML with
 * a DOCTYPE, macros, and parts that are HTML or SVG. Throws UnreadableFile.
 * @param keep which XML parts to give back; all of them unless told
 */
export const checkOoxml = async (
  bytes: Uint8Array,
  keep: (name: string) => boolean = () => true,
): Promise<OoxmlParts> => {
  const zip = await open(bytes)
  if (zip.entryCount > MAX_ENTRIES) {
    zip.close()
    throw new UnreadableFile('bomb')
  }
  const names: string[] = []
  const parts = new Map<string, string>()
  let total = 0
  try {
    await new Promise<void>((resolve, reject) => {
      const next = async (entry: Entry): Promise<void> => {
        names.push(entry.fileName)
        if (names.length > MAX_ENTRIES) throw new UnreadableFile('bomb')
        if (/vbaProject|\.bin$/i.test(entry.fileName) && /vba/i.test(entry.fileName)) throw new UnreadableFile('macro')
        if (/\.html?$|\.mht(?:ml)?$/i.test(entry.fileName)) throw new UnreadableFile('html')
        if (/\.svg$/i.test(entry.fileName)) throw new UnreadableFile('svg')
        if (!entry.fileName.endsWith('/')) {
          const content = await inflate(zip, entry, MAX_BYTES - total)
          total += content.length
          if (total > RATIO_FROM && total > bytes.byteLength * MAX_RATIO) throw new UnreadableFile('bomb')
          if (/\.(?:xml|rels|vml)$/i.test(entry.fileName)) {
            const xml = decodeXml(content)
            if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw new UnreadableFile('doctype')
            if (/^\[Content_Types\]\.xml$/i.test(entry.fileName) && /macroEnabled|vbaProject/i.test(xml))
              throw new UnreadableFile('macro')
            if (keep(entry.fileName)) parts.set(entry.fileName, xml)
          }
        }
        zip.readEntry()
      }
      zip.on('entry', (entry: Entry) => {
        next(entry).catch(reject)
      })
      zip.on('end', resolve)
      zip.on('error', () => reject(new UnreadableFile('damaged')))
      zip.readEntry()
    })
  } finally {
    zip.close()
  }
  return { names, xml: parts }
}
