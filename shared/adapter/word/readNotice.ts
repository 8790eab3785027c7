import { UnreadableFile } from '../../domain/notice/UnreadableFile.ts'
import { decodeText } from './decodeText.ts'
import { docxText } from './docxText.ts'
import { checkOoxml } from './ooxmlGuard.ts'

const MAX_FILE = 10 * 1024 * 1024

const starts = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte)

const isZip = (bytes: Uint8Array): boolean =>
  starts(bytes, 0x50, 0x4b, 0x03, 0x04) || starts(bytes, 0x50, 0x4b, 0x05, 0x06)
const isOle = (bytes: Uint8Array): boolean => starts(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)

/**
 * The plain text of a notice: .txt in UTF-8, UTF-16 or GB18030, .docx, or .doc, told apart by their bytes; the name is never
 * asked. Paragraphs come out as lines, table rows as lines with tabs between the cells. Throws UnreadableFile with one
 * sentence for the person who uploaded it.
 */
export const readNotice = async (bytes: Uint8Array, _fileName?: string): Promise<string> => {
  if (bytes.byteLength === 0) throw new UnreadableFile('empty')
  if (bytes.byteLength > MAX_FILE) throw new UnreadableFile('too-large')
  const text = isZip(bytes) ? await readDocx(bytes) : isOle(bytes) ? await readDoc(bytes) : decodeText(bytes)
  if (text.trim() === '') throw new UnreadableFile('empty')
  return text
}

const readDocx = async (bytes: Uint8Array): Promise<string> => {
  const { names, xml } = await checkOoxml(bytes)
  const main = names.find((name) => /^word\/document\d*\.xml$/i.test(name))
  const document = xml.get(main ?? '')
  if (document === undefined) throw new UnreadableFile('not-word')
  const text = docxText({
    document,
    numbering: xml.get('word/numbering.xml') ?? '',
    styles: xml.get('word/styles.xml') ?? '',
  })
  if (text.trim() !== '') return text
  // Files whose XML is spelled in an unusual way: mammoth reads them, without automatic numbers.
  const { default: mammoth } = await import('mammoth')
  try {
    return (await mammoth.extractRawText({ buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) }))
      .value
  } catch {
    throw new UnreadableFile('damaged')
  }
}

const readDoc = async (bytes: Uint8Array): Promise<string> => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Stream names stand in the file as UTF-16: macros, and the wrapper of a password-protected .docx.
  if (file.includes(Buffer.from('_VBA_PROJECT', 'utf16le'))) throw new UnreadableFile('macro')
  if (file.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw new UnreadableFile('encrypted')
  if (!file.includes(Buffer.from('WordDocument', 'utf16le'))) throw new UnreadableFile('not-word')
  const { default: WordExtractor } = await import('word-extractor')
  try {
    const document = await new WordExtractor().extract(file)
    return document.getBody({ filterUnicode: false })
  } catch {
    throw new UnreadableFile('damaged')
  }
}
