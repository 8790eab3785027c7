import { UnreadableFile } from '../../domain/notice/UnreadableFile.ts'
import type { EvidenceKind } from '../../domain/report/attachment.ts'
import { type UnfitCode, UnfitFile } from '../../domain/report/UnfitFile.ts'
import { oleDirectory } from './ole.ts'

/** What a file begins with, in hexadecimal; `..` is any byte. */
const KNOWN: readonly (readonly [RegExp, EvidenceKind | UnfitCode | 'ooxml' | 'ole'])[] = [
  [/^255044462d3/, 'pdf'],
  [/^89504e470d0a1a0a0000000d49484452/, 'png'],
  [/^ffd8ff/, 'jpg'],
  [/^504b(?:0304|0506|0708)/, 'ooxml'],
  [/^d0cf11e0a1b11ae1/, 'ole'],
  // Windows, Linux, a script, Java or macOS
  [/^(?:4d5a|7f454c46|2321|cafebabe|[cf][ef]edfa[cf]e)/, 'program'],
  // rar, 7z, gz, bz2, xz
  [/^(?:52617221|377abcaf271c|1f8b|425a68|fd377a585a)/, 'archive'],
  // gif, bmp, tiff twice, webp, and what telephones take
  [
    /^(?:47494638|424d.{8}00000000|49492a00|4d4d002a|52494646.{8}57454250|.{8}66747970(?:686569|6d6966|61766966))/,
    'image',
  ],
  // {\rtf
  [/^7b5c727466/, 'rtf'],
]
const SIGN = 16

/** The first tag of what a browser or a suite would take for markup, behind a byte-order mark and a declaration. */
const MARKUP = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?(\w+)/i
const COMMENT = /<!--.*?-->/gs

const HEAD = 2_048
const TAIL = 2_048

/**
 * What a file is, by its bytes and never by its name. An Office file is looked through: every part is inflated under the cap that notices are read under;
 * macros, definitions from outside, web pages and SVG in it are refused. Of images and PDF only the form is asked, their content is not interpreted.
 * @throws UnfitFile
 */
export const inspectEvidence = async (bytes: Uint8Array): Promise<EvidenceKind> => {
  if (bytes.byteLength === 0) throw new UnfitFile('empty')
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = file.toString('latin1', 0, HEAD)
  const tail = file.toString('latin1', Math.max(0, file.length - TAIL))
  const sign = file.toString('hex', 0, SIGN)
  const found = KNOWN.find(([begins]) => begins.test(sign))?.[1]
  switch (found) {
    case 'ooxml':
      return ooxmlKind(file)
    case 'ole':
      return oleKind(file)
    case 'pdf':
      return whole(found, tail.includes('%%EOF'))
    case 'png':
      return whole(found, tail.includes('IEND\xae\x42\x60\x82'))
    case 'jpg':
      return whole(found, tail.includes('\xff\xd9'))
    case undefined:
      throw new UnfitFile(textCode(head))
    default:
      throw new UnfitFile(found as UnfitCode)
  }
}

/** A file that ends where it should: an upload or a copy that was cut off does not. */
const whole = (kind: EvidenceKind, ends: boolean): EvidenceKind => {
  if (!ends) throw new UnfitFile('damaged')
  return kind
}

const textCode = (head: string): UnfitCode => {
  const tag = MARKUP.exec(head.replace(COMMENT, ''))?.[1]?.toLowerCase()
  if (tag === 'svg') return 'svg'
  // A web archive is often sent as .doc or .xls.
  if (tag !== undefined || /^(?:MIME-Version|Content-Type):/i.test(head)) return 'html'
  return /[^\P{Cc}\t\n\f\r\x80-\x9f]/u.test(head) ? 'unknown' : 'text'
}

const MAIN: readonly (readonly [RegExp, EvidenceKind])[] = [
  [/^word\/document\d*\.xml$/i, 'docx'],
  [/^xl\/workbook\d*\.xml$/i, 'xlsx'],
  [/^ppt\/presentation\d*\.xml$/i, 'pptx'],
]

const UNFIT_FOR: Partial<Record<UnreadableFile['code'], UnfitCode>> = {
  bomb: 'bomb',
  macro: 'macro',
  doctype: 'doctype',
  html: 'inside',
  svg: 'inside',
  encrypted: 'encrypted',
}

const ooxmlKind = async (file: Buffer): Promise<EvidenceKind> => {
  if (!file.includes('[Content_Types].xml')) throw new UnfitFile('archive')
  const { checkOoxml } = await import('../word/ooxmlGuard.ts')
  const names = await checkOoxml(file, () => false).then(
    (parts) => parts.names,
    (error: unknown) => {
      if (error instanceof UnreadableFile) throw new UnfitFile(UNFIT_FOR[error.code] ?? 'damaged')
      throw error
    },
  )
  // Macros of Excel 4 stand in sheets of their own.
  if (names.some((name) => /macrosheets\//i.test(name))) throw new UnfitFile('macro')
  const kind = MAIN.find(([main]) => names.some((name) => main.test(name)))?.[1]
  if (!kind) throw new UnfitFile('archive')
  return kind
}

const oleKind = (file: Buffer): EvidenceKind => {
  const directory = oleDirectory(file)
  if (!directory) throw new UnfitFile('damaged')
  const { root, all } = directory
  if (root.includes('EncryptedPackage')) throw new UnfitFile('encrypted')
  if (all.some((name) => /^(?:_VBA_PROJECT|VBA|Macros)/i.test(name))) throw new UnfitFile('macro')
  if (root.includes('WordDocument')) return 'doc'
  if (root.includes('Workbook') || root.includes('Book')) return 'xls'
  if (root.includes('PowerPoint Document')) return 'ppt'
  throw new UnfitFile('unknown')
}
