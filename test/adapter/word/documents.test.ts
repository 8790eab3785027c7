import JSZip from 'jszip'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDocuments } from '../../../shared/adapter/word/documents.ts'
import { h1, h2, type OfficialDocument, p } from '../../../shared/domain/output/document/document.ts'
import { at } from '../../../shared/domain/time.ts'

/** GB/T 9704-2012 in the parts of the file (domain.md, section 4): twips, half-points, names of fonts. */

const document: OfficialDocument = {
  name: '通报',
  title: ['关于2019年6月重点工作', '月报报送情况的通报'],
  to: '各责任单位',
  body: [h1(1, '报送情况'), h2(1, '按时'), p('报送率“93.8%”——按时=SUM(1,2)。<b>&', null)],
  attachments: [
    { name: '报送情况', heads: ['单位', '备注'], widths: [1, 2], rows: [['救助处', '=1+1']], notes: ['说明。'] },
    { name: '问题', heads: ['单位'], widths: [1], rows: [], notes: [] },
  ],
  signature: '吉林省民政厅法规处',
  cutOff: at('2019-12-20', '09:00'),
  notes: ['数据截至2019年12月20日9:00，数据第1版。'],
}

let bytes: Uint8Array
const parts: Record<string, string> = {}
beforeAll(async () => {
  bytes = await createDocuments().write(document)
  const zip = await JSZip.loadAsync(bytes)
  for (const [name, file] of Object.entries(zip.files)) if (!file.dir) parts[name] = await file.async('text')
})

const body = (): string => parts['word/document.xml'] ?? ''
/** The paragraph in which a text stands. */
const paragraphWith = (text: string): string =>
  body()
    .split(/(?=<w:p>|<w:p )/)
    .find((one) => one.includes(text)) ?? ''

describe('an official document', () => {
  it('is A4 with the margins of the standard, 22 lines on a page', () => {
    expect(body()).toMatch(/<w:pgSz [^>]*w:w="11906"[^>]*w:h="16838"/)
    const [margins = ''] = /<w:pgMar [^>]*>/.exec(body()) ?? []
    for (const [side, twips] of [
      ['top', 2098],
      ['bottom', 1984],
      ['left', 1588],
      ['right', 1474],
    ])
      expect(margins).toContain(`w:${side}="${twips}"`)
    expect(body()).toMatch(/<w:docGrid [^>]*w:type="linesAndChars"[^>]*w:linePitch="579"/)
    // The type area holds 22 lines of 28.95 pt and 28 characters of 16 pt less a quarter.
    expect(Math.floor((16_838 - 2098 - 1984) / 579)).toBe(22)
    expect(Math.floor((11_906 - 1588 - 1474) / (320 - 5))).toBe(28)
  })

  it.each([
    ['关于2019年6月重点工作', '方正小标宋简体', 44, '<w:jc w:val="center"/>'],
    ['各责任单位：', '仿宋_GB2312', 32, 'w:line="579" w:lineRule="exact"'],
    ['一、报送情况', '黑体', 32, 'w:firstLineChars="200"'],
    ['（一）按时', '楷体_GB2312', 32, 'w:firstLineChars="200"'],
    ['报送率', '仿宋_GB2312', 32, '<w:jc w:val="both"/>'],
    ['附件：1. 报送情况', '仿宋_GB2312', 32, 'w:hanging="1280"'],
    ['附件1', '黑体', 32, '<w:pageBreakBefore/>'],
  ])('%s stands in %s', (text, name, size, has) => {
    const paragraph = paragraphWith(text)
    for (const script of ['ascii', 'hAnsi', 'eastAsia']) expect(paragraph).toContain(`w:${script}="${name}"`)
    expect(paragraph).toContain('w:hint="eastAsia"')
    expect(paragraph).toContain(`<w:sz w:val="${size}"/>`)
    expect(paragraph).toMatch(new RegExp(has.replace(/[./]/g, '\\$&').replaceAll(' ', '[^>]*')))
  })

  it('keeps the title off the line grid, and gives tables lines of their own with repeated heads', () => {
    expect(paragraphWith('关于2019年6月重点工作')).toMatch(/<w:snapToGrid w:val="0"\/><w:spacing [^>]*w:line="680"/)
    expect(paragraphWith('救助处')).toMatch(/w:lineRule="atLeast"/)
    expect(body().match(/<w:tblHeader\/>/g)).toHaveLength(2)
  })

  it('signs two characters from the right, the date two to the right of the signature’s first', () => {
    expect(paragraphWith('吉林省民政厅法规处')).toContain('w:right="640"')
    // 9 characters of signature, 7 of date: 2 + 9 − 2 − 7.
    expect(paragraphWith('2019年12月20日')).toContain('w:right="640"')
    expect(paragraphWith('2019年12月20日')).toContain('<w:jc w:val="right"/>')
  })

  it('numbers odd pages at the right and even ones at the left, in 14 pt 宋体', () => {
    expect(parts['word/settings.xml']).toContain('<w:evenAndOddHeaders')
    const footers = Object.entries(parts)
      .filter(([name]) => name.startsWith('word/footer'))
      .map(([, xml]) => xml)
    expect(footers).toHaveLength(2)
    for (const xml of footers) {
      expect(xml).toContain('PAGE')
      expect(xml).toContain('— ')
      expect(xml).toContain('w:eastAsia="宋体"')
      expect(xml).toContain('<w:sz w:val="28"/>')
    }
    expect(footers.filter((xml) => xml.includes('<w:jc w:val="right"/>'))).toHaveLength(1)
    expect(footers.filter((xml) => xml.includes('<w:jc w:val="left"/>'))).toHaveLength(1)
  })

  it('says texts as they are, and no font of a theme stands above its own', () => {
    expect(body()).toContain('报送率“93.8%”——按时=SUM(1,2)。&lt;b&gt;&amp;')
    expect(body()).not.toMatch(/asciiTheme|eastAsiaTheme/)
    expect(Object.keys(parts).some((name) => /theme|embed|font\d/i.test(name) && name.endsWith('.odttf'))).toBe(false)
  })

  it('is the same twice, with the dates of its data', async () => {
    expect(Buffer.compare(Buffer.from(await createDocuments().write(document)), Buffer.from(bytes))).toBe(0)
    expect(parts['docProps/core.xml']).toMatch(/<dcterms:created[^>]*>2019-12-20T01:00:00Z</)
  })
})
