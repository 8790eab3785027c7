import { crc32, deflateSync } from 'node:zlib'
import { XML, xmlText } from '../../../shared/adapter/excel/xml.ts'
import { zip } from '../../../shared/adapter/excel/zip.ts'

/** Small real files for the demo and for simulated years, made here: a notice as PDF, a table, a text, a scanned page. Each says that it is a sample. */

const MARK = '示例，内容为虚构'

/** Text in the encoding that every reader has a font for without one in the file: UTF-16 in hexadecimal. */
const pdfText = (text: string): string => {
  const bytes = Buffer.from(text, 'utf16le').swap16()
  return `<${bytes.toString('hex')}>`
}

/** One A4 page: a title and some lines. */
export const samplePdf = (title: string, lines: readonly string[]): Uint8Array => {
  const content = [
    `BT /F1 18 Tf 90 760 Td ${pdfText(title)} Tj ET`,
    ...[...lines, MARK].map((line, n) => `BT /F1 12 Tf 90 ${715 - n * 24} Td ${pdfText(line)} Tj ET`),
  ].join('\n')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 7 0 R >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
  ]
  let text = '%PDF-1.5\n'
  const offsets = objects.map((object, n) => {
    const at = text.length
    text += `${n + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  const tail = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(`${text}xref\n0 ${count}\n0000000000 65535 f \n${table}${tail}`, 'latin1')
}

/** The date that the parts of an Office file carry. */
const WRITTEN = '2019-01-01T00:00:00.000Z'

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

const officeFile = async (
  main: string,
  type: string,
  content: string,
  more: readonly (readonly [name: string, text: string])[] = [],
  overrides = '',
): Promise<Uint8Array> => {
  const parts: (readonly [name: string, text: string])[] = [
    [
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>${overrides}</Types>`,
    ],
    [
      '_rels/.rels',
      `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="${main}"/></Relationships>`,
    ],
    [main, `${XML}${content}`],
    ...more,
  ]
  const pieces: Uint8Array[] = []
  for await (const piece of zip(
    parts.map(([name, text]) => ({ name, text: [text] })),
    WRITTEN,
  ))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

/** A text of some paragraphs. */
export const sampleDocx = (paragraphs: readonly string[]): Promise<Uint8Array> =>
  officeFile(
    'word/document.xml',
    'wordprocessingml.document.main',
    `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${[...paragraphs, MARK]
      .map((text) => `<w:p><w:r><w:t xml:space="preserve">${xmlText(text)}</w:t></w:r></w:p>`)
      .join('')}</w:body></w:document>`,
  )

/** One sheet of text cells. */
export const sampleXlsx = (rows: readonly (readonly string[])[]): Promise<Uint8Array> => {
  const sheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const cells = [...rows, [MARK]]
    .map(
      (row) =>
        `<row>${row.map((text) => `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`).join('')}</row>`,
    )
    .join('')
  return officeFile(
    'xl/workbook.xml',
    'spreadsheetml.sheet.main',
    `<workbook xmlns="${sheet}" xmlns:r="${OFFICE}"><sheets><sheet name="示例" sheetId="1" r:id="r1"/></sheets></workbook>`,
    [
      [
        'xl/_rels/workbook.xml.rels',
        `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ],
      ['xl/worksheets/sheet1.xml', `${XML}<worksheet xmlns="${sheet}"><sheetData>${cells}</sheetData></worksheet>`],
    ],
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>',
  )
}

const WIDTH = 420
const HEIGHT = 594

/** Is this point of the page ink? A ruled form, and a ring where a seal would be. 0 white, 1 grey, 2 red. */
const ink = (x: number, y: number): 0 | 1 | 2 => {
  const ring = Math.hypot(x - 310, y - 500)
  if (ring > 46 && ring < 51) return 2
  const inside = x >= 40 && x <= 380 && y >= 90 && y <= 450
  if (inside && ((y - 90) % 45 < 1 || (x - 40) % 85 < 1)) return 1
  if (y > 50 && y < 58 && x > 110 && x < 310) return 1
  return inside && (y - 90) % 45 > 18 && (y - 90) % 45 < 24 && (x - 40) % 85 > 12 && (x - 40) % 85 < 60 ? 1 : 0
}

/** A page as a scanner would leave it: a form with its lines and a seal, without a readable word. */
export const sampleScan = (): Uint8Array => {
  const colours = [Buffer.from([255, 255, 255]), Buffer.from([120, 120, 120]), Buffer.from([190, 40, 40])] as const
  const rows: Buffer[] = []
  for (let y = 0; y < HEIGHT; y++)
    rows.push(Buffer.from([0]), ...Array.from({ length: WIDTH }, (_, x) => colours[ink(x, y)]))
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
