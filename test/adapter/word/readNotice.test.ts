import { readFileSync } from 'node:fs'
import { AlignmentType, Document, LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx'
import JSZip from 'jszip'
import { describe, expect, it } from 'vitest'
import { readNotice } from '../../../shared/adapter/word/readNotice.ts'
import { parseNotice } from '../../../shared/domain/notice/parseNotice.ts'
import { type UnreadableCode, UnreadableFile } from '../../../shared/domain/notice/UnreadableFile.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../fixture/notices/${name}`, import.meta.url))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const refused = async (bytes: Uint8Array): Promise<UnreadableCode | 'read'> => {
  try {
    await readNotice(bytes)
    return 'read'
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    expect(error.message).toMatch(/^[^。]+。$/)
    return error.code
  }
}
const docx = async (files: Record<string, string | Uint8Array>): Promise<Uint8Array> => {
  const zip = new JSZip()
  zip.file('[Content_Types].xml', '<Types/>')
  for (const [name, content] of Object.entries(files)) zip.file(name, content)
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' })
}
const body = (xml: string): string =>
  `<?xml version="1.0"?><w:document xmlns:w="x"><w:body>${xml}</w:body></w:document>`

describe('a text file', () => {
  const text = '关于印发方案的通知\n一、任务（责任单位：办公室）\n'
  const utf16 = (big: boolean, mark: boolean): Uint8Array => {
    const units = [...(mark ? [0xfeff] : []), ...[...text].map((c) => c.charCodeAt(0))]
    return Uint8Array.from(units.flatMap((unit) => (big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])))
  }

  it.each([
    ['UTF-8', utf8(text)],
    ['UTF-8 with a mark', utf8(`\ufeff${text}`)],
    ['UTF-16 little-endian', utf16(false, true)],
    ['UTF-16 big-endian', utf16(true, true)],
    ['UTF-16 without a mark', utf16(false, false)],
  ])('is read in %s', async (_, bytes) => expect(await readNotice(bytes)).toBe(text))

  it('is read in GB18030', async () => {
    // 民政部〔2019〕
    const bytes = Uint8Array.from([0xc3, 0xf1, 0xd5, 0xfe, 0xb2, 0xbf, 0xa1, 0xb2, 0x32, 0x30, 0x31, 0x39, 0xa1, 0xb3])
    expect(await readNotice(bytes)).toBe('民政部〔2019〕')
  })

  it('is told by its content, whatever its name says', async () =>
    expect(await readNotice(utf8(text), '方案.docx')).toBe(text))
})

describe('a Word file', () => {
  it.each(['jilin-2019.docx', 'jilin-2019.doc'])('%s gives the same plan as the text', async (name) => {
    const plain = ({ tasks, groups, phases, documentNumber }: ReturnType<typeof parseNotice>): unknown => ({
      tasks: tasks.map(({ line: _line, ...task }) => task),
      groups,
      phases: phases.map(({ line: _line, ...phase }) => phase),
      documentNumber,
    })
    expect(plain(parseNotice(await readNotice(fixture(name))))).toEqual(
      plain(parseNotice(await readNotice(fixture('jilin-2019.txt')))),
    )
  })

  it('writes out the numbers that Word counts itself', async () => {
    const level = (n: number, format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) => ({
      level: n,
      format,
      text,
      alignment: AlignmentType.LEFT,
    })
    const item = (text: string, n: number): Paragraph =>
      new Paragraph({ children: [new TextRun(text)], numbering: { reference: 'outline', level: n } })
    const file = await Packer.toBuffer(
      new Document({
        numbering: {
          config: [
            {
              reference: 'outline',
              levels: [
                level(0, LevelFormat.CHINESE_COUNTING, '%1、'),
                level(1, LevelFormat.CHINESE_COUNTING, '（%2）'),
                level(2, LevelFormat.DECIMAL, '%3.'),
              ],
            },
          ],
        },
        sections: [
          {
            children: [
              item('任务', 0),
              item('组', 1),
              item('甲。（责任单位：办公室）', 2),
              item('乙。（责任单位：人事处）', 2),
              item('组', 1),
              item('丙。（责任单位：法规处）', 2),
              item('要求', 0),
            ],
          },
        ],
      }),
    )
    expect((await readNotice(file)).split('\n').filter(Boolean)).toEqual([
      '一、任务',
      '（一）组',
      '1.甲。（责任单位：办公室）',
      '2.乙。（责任单位：人事处）',
      '（二）组',
      '1.丙。（责任单位：法规处）',
      '二、要求',
    ])
  })

  it('gives a table row as one line with tabs, so that a 任务分解表 is read', async () => {
    const row = (...cells: string[]): TableRow =>
      new TableRow({ children: cells.map((text) => new TableCell({ children: [new Paragraph(text)] })) })
    const file = await Packer.toBuffer(
      new Document({
        sections: [
          {
            children: [
              new Paragraph('2023年任务分解表'),
              new Table({ rows: [row('序号', '工作任务', '责任单位'), row('1', '新建食堂20家', '民政局、商务局')] }),
            ],
          },
        ],
      }),
    )
    const text = await readNotice(file)
    expect(text).toContain('1\t新建食堂20家\t民政局、商务局')
    expect(parseNotice(text).tasks[0]?.responsibility?.parties.map(({ name }) => name)).toEqual(['民政局', '商务局'])
  })

  it('leaves out what was deleted and keeps what was inserted', async () => {
    const file = await docx({
      'word/document.xml': body(
        '<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新&amp;好</w:t></w:r></w:ins></w:p><w:p/><w:p><w:r><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>',
      ),
    })
    expect(await readNotice(file)).toBe('甲新&好\n\n乙\n丙')
  })
})

describe('a file that is refused', () => {
  const paragraph = body('<w:p><w:r><w:t>甲</w:t></w:r></w:p>')

  it.each<[string, UnreadableCode, () => Promise<Uint8Array> | Uint8Array]>([
    ['an empty one', 'empty', () => new Uint8Array()],
    ['one of blanks', 'empty', () => utf8(' \n　\n')],
    [
      'a picture',
      'binary',
      () => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82]),
    ],
    ['random bytes', 'encoding', () => Uint8Array.from({ length: 500 }, (_, i) => 128 + ((i * 97) % 128))],
    ['a web page', 'html', () => utf8('<!DOCTYPE html><html><body>通知</body></html>')],
    ['a web page with a comment first', 'html', () => utf8('<!-- x --><html>通知</html>')],
    ['an SVG', 'svg', () => utf8('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>')],
    ['a PDF', 'pdf', () => utf8('%PDF-1.7\n')],
    ['a broken zip', 'damaged', () => Uint8Array.from([0x50, 0x4b, 3, 4, 1, 2, 3])],
    ['a zip that is no Word file', 'not-word', () => docx({ 'xl/workbook.xml': '<workbook/>' })],
    ['macros', 'macro', () => docx({ 'word/document.xml': paragraph, 'word/vbaProject.bin': 'x' })],
    [
      'XML with a DOCTYPE',
      'doctype',
      () => docx({ 'word/document.xml': `<!DOCTYPE a [<!ENTITY b "c">]>${paragraph}` }),
    ],
    ['an HTML part', 'html', () => docx({ 'word/document.xml': paragraph, 'word/afchunk.html': '<p>x</p>' })],
    ['an SVG part', 'svg', () => docx({ 'word/document.xml': paragraph, 'word/media/image1.svg': '<svg/>' })],
    [
      'a bomb by size',
      'bomb',
      () => docx({ 'word/document.xml': paragraph, 'word/media/a.bin': new Uint8Array(60 * 1024 * 1024) }),
    ],
    [
      'a bomb by ratio',
      'bomb',
      () => docx({ 'word/document.xml': paragraph, 'word/a.xml': ' '.repeat(3 * 1024 * 1024) }),
    ],
    [
      'too many parts',
      'bomb',
      () => docx(Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`word/p${i}.xml`, '<a/>']))),
    ],
    ['a file of 11 MB', 'too-large', () => new Uint8Array(11 * 1024 * 1024).fill(0x41)],
  ])('%s: %s', async (_, code, make) => expect(await refused(await make())).toBe(code))
})
