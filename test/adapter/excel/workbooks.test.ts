import ExcelJS from 'exceljs'
import fc from 'fast-check'
import JSZip from 'jszip'
import { describe, expect, it } from 'vitest'
import { createWorkbooks } from '../../../shared/adapter/excel/workbooks.ts'
import { type Book, cell, row, rowLater, type Sheet } from '../../../shared/domain/output/book.ts'
import { faultsOf } from '../../support/ooxml.ts'

const sheet = (rows: Sheet['rows'], more: Partial<Sheet> = {}): Sheet => ({
  name: '表一',
  columns: [
    { min: 6, max: 20 },
    { min: 10, max: 30 },
  ],
  rows,
  frozen: { rows: 2, columns: 1 },
  repeat: { from: 2, to: 2 },
  locked: true,
  tall: true,
  ...more,
})
const bookOf = (...sheets: Sheet[]): Book => ({
  title: '试验工作簿',
  subject: '试验',
  author: '法规处',
  cutOff: '2019-07-01T01:00:00.000Z',
  foot: '数据截至2019年7月1日9:00',
  sheets,
  names: [],
})
const head = [row(cell('标题', 'title', { cols: 2 })), row(cell('甲', 'head'), cell('乙', 'head'))]
const reread = async (book: Book): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook()
  const bytes = await createWorkbooks().write(book)
  expect(await faultsOf(bytes)).toEqual([])
  await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
  return workbook
}

describe('a workbook', () => {
  it('keeps what people wrote as text, unchanged, whatever it begins with', async () => {
    const texts = [
      '=1+1',
      '+86',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '=HYPERLINK("http://x","y")',
      '_x0041_',
      'a\u0001b',
      '第一行\n第二行',
      ' 前后空格 ',
      '<b>&amp;"',
      '😀',
    ]
    const workbook = await reread(
      bookOf(sheet([...head, ...texts.map((text) => row(cell(1, 'count'), cell(text, 'text')))])),
    )
    texts.forEach((text, index) => {
      const found = workbook.getWorksheet('表一')?.getCell(index + 3, 2)
      expect(found?.type).toBe(ExcelJS.ValueType.String)
      expect(found?.value).toBe(text)
    })
  })

  it('writes a formula only where the model has one, with its result', async () => {
    const workbook = await reread(
      bookOf(
        sheet([
          ...head,
          row(cell(2, 'count'), cell({ formula: 'A3*2', result: 4 }, 'score')),
          row(cell(2, 'count'), cell({ formula: 'IF(A4>3,"是","—")', result: '—' }, 'centre')),
        ]),
      ),
    )
    expect(workbook.getWorksheet('表一')?.getCell('B3').value).toMatchObject({ formula: 'A3*2', result: 4 })
    expect(workbook.getWorksheet('表一')?.getCell('B4').value).toMatchObject({ result: '—' })
  })

  it('gives the same bytes for the same book, and carries only the time of its data', async () => {
    const book = bookOf(sheet(head))
    const [first, second] = [await createWorkbooks().write(book), await createWorkbooks().write(book)]
    expect(Buffer.compare(first, second)).toBe(0)
    const zip = await JSZip.loadAsync(first)
    const dates = new Set(Object.values(zip.files).map((file) => file.date.toISOString()))
    expect([...dates]).toEqual(['2019-07-01T09:00:00.000Z'])
    const core = (await zip.file('docProps/core.xml')?.async('string')) ?? ''
    expect(core).toContain('<dc:title>试验工作簿</dc:title>')
    expect(core).toContain('<dc:creator>法规处</dc:creator>')
    expect(core.match(/\d{4}-\d\d-\d\dT[\d:]+Z/g)).toEqual(['2019-07-01T01:00:00Z', '2019-07-01T01:00:00Z'])
  })

  it('is set up to print: A4 landscape, one page wide, heads repeated, pages numbered', async () => {
    const found = (await reread(bookOf(sheet(head)))).getWorksheet('表一')
    expect(found?.pageSetup).toMatchObject({
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '2:2',
    })
    expect(found?.headerFooter.oddFooter).toContain('第&P页 共&N页')
    expect(found?.views[0]).toMatchObject({ state: 'frozen', xSplit: 1, ySplit: 2 })
  })

  it('locks the sheet without a password and leaves the open cells open', async () => {
    const open = row(cell(1, 'score', { input: true, tone: 'input' }), cell(1, 'score'))
    const workbook = await reread(bookOf(sheet([...head, open])))
    const found = workbook.getWorksheet('表一')
    expect(found?.getCell('A3').protection).toMatchObject({ locked: false })
    expect(found?.getCell('B3').protection?.locked ?? true).toBe(true)
    const zip = await JSZip.loadAsync(await createWorkbooks().write(bookOf(sheet([...head, open]))))
    const xml = (await zip.file('xl/worksheets/sheet1.xml')?.async('string')) ?? ''
    expect(xml).toMatch(/<sheetProtection sheet="1"/)
    expect(xml).not.toContain('hashValue')
  })

  it('makes room for long text, over several rows where one cannot be high enough', async () => {
    const long = '工作进展'.repeat(500)
    const found = (
      await reread(
        bookOf(sheet([...head, row(cell(1, 'count'), cell(long, 'text')), row(cell(2, 'count'), cell('尾', 'text'))])),
      )
    ).getWorksheet('表一')
    const rows = Array.from({ length: found?.rowCount ?? 0 }, (_, index) => found?.getRow(index + 1))
    expect(Math.max(...rows.map((one) => one?.height ?? 0))).toBeLessThanOrEqual(409)
    const parts = rows.filter((_, index) => found?.getCell(index + 1, 2).master.value === long)
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.reduce((sum, one) => sum + (one?.height ?? 0), 0)).toBeGreaterThan((4000 / 29) * 14)
    expect(found?.getCell(found.rowCount, 2).value).toBe('尾')
  })

  it('names sheets that collide or break the rules differently', async () => {
    const names = ['报表·甲/乙', '报表·甲:乙', "'", 'History']
    const workbook = await reread(bookOf(...names.map((name) => sheet(head, { name }))))
    expect(workbook.worksheets.map((one) => one.name)).toEqual(['报表·甲 乙', '报表·甲 乙（2）', '表', 'History（2）'])
  })

  it('takes any text at all, in cells, names and foot, and gives it back as a string', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n"\'<>&_x0041_]]>{}!$A1:,;'), maxLength: 20 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 8 }), hostile, async (texts, title) => {
        const rows = texts.map((text) => row(cell(1, 'count'), cell(text, 'text')))
        const book = { ...bookOf(sheet([...head, ...rows], { name: title })), title, foot: title, author: title }
        const found = (await reread(book)).worksheets[0]
        texts.forEach((text, index) => {
          const value = found?.getCell(index + 3, 2).value
          // What XML turns into a plain line end is one; half a character is none.
          expect(value ?? '').toBe(text.replace(/\p{Cs}/gu, '\ufffd'))
        })
      }),
      { numRuns: 60 },
    )
  })

  it('draws bars, scales, marks and tints that a reader takes up, where the model says', async () => {
    const numbers = [1, 2, 3].map((number) => row(cell(number, 'count'), cell('文字', 'text')))
    const areas = [{ from: 3, to: 5, column: 1 }]
    const book = bookOf(
      sheet([...head, ...numbers], {
        shadings: [
          { kind: 'bar', areas, tone: 'calm', least: 0, most: '满分' },
          { kind: 'scale', areas, low: 'bad', high: 'good', least: 0, middle: 1, most: 3 },
          { kind: 'icons', areas, set: '3TrafficLights1', steps: [1, 2], reversed: true },
          { kind: 'when', areas: [{ from: 3, to: 5, column: 1, toColumn: 2 }], formula: '$A3<2', tone: 'bad' },
        ],
      }),
    )
    const found = (await reread(book)).getWorksheet('表一') as unknown as {
      conditionalFormattings: { ref: string; rules: { type: string; cfvo?: object[]; formulae?: string[] }[] }[]
    }
    expect(found.conditionalFormattings.map(({ ref, rules }) => [ref, rules[0]?.type])).toEqual([
      ['A3:A5', 'dataBar'],
      ['A3:A5', 'colorScale'],
      ['A3:A5', 'iconSet'],
      ['A3:B5', 'expression'],
    ])
    expect(found.conditionalFormattings[3]?.rules[0]?.formulae).toEqual(['$A3<2'])
    const zip = await JSZip.loadAsync(await createWorkbooks().write(book))
    const xml = (await zip.file('xl/worksheets/sheet1.xml')?.async('string')) ?? ''
    expect(xml).toContain('<cfvo type="num" val="0"/><cfvo type="formula" val="满分"/>')
    expect(xml).toContain('<x14:cfvo type="formula"><xm:f>满分</xm:f></x14:cfvo>')
  })

  it('checks what is typed into open cells', async () => {
    const open = row(cell(1, 'score', { input: true }), cell('', 'text', { input: true }))
    const areas = (column: number) => [{ from: 3, to: 3, column }]
    const workbook = await reread(
      bookOf(
        sheet([...head, open], {
          checks: [
            {
              kind: 'whole',
              areas: areas(1),
              least: 0,
              most: 100,
              title: '累计完成进度',
              message: '请填写0到100的整数',
            },
            { kind: 'list', areas: areas(2), words: ['未启动', '滞后'], title: '进展状态', message: '请从列表里选' },
          ],
        }),
      ),
    )
    const found = workbook.getWorksheet('表一')
    expect(found?.getCell('A3').dataValidation).toMatchObject({ type: 'whole', error: '请填写0到100的整数' })
    expect(found?.getCell('B3').dataValidation).toMatchObject({ type: 'list', formulae: ['"未启动,滞后"'] })
  })

  it('draws native charts over the cells it names, with their figures beside', async () => {
    const numbers = [4, 5].map((number) => row(cell(`单位${number}`, 'text'), cell(number, 'score')))
    const chart = (kind: 'column' | 'bar' | 'line') => ({
      kind,
      title: '得分<&>',
      format: '0.00' as const,
      most: 100,
      labels: true,
      categories: { sheet: '表一', from: [3, 1] as [number, number], to: [4, 1] as [number, number] },
      series: [
        {
          name: '总分',
          values: { sheet: '表一', from: [3, 2] as [number, number], to: [4, 2] as [number, number] },
          tone: 'calm' as const,
        },
      ],
      over: { from: 5, to: 9, column: 1, toColumn: 2 },
    })
    const book = bookOf(
      sheet([...head, ...numbers], { charts: [chart('column'), chart('line')] }),
      sheet(head, { name: '空表' }),
      sheet(head, { name: '表三', charts: [chart('bar')] }),
    )
    expect((await reread(book)).worksheets).toHaveLength(3)
    const zip = await JSZip.loadAsync(await createWorkbooks().write(book))
    const bar = (await zip.file('xl/charts/chart3.xml')?.async('string')) ?? ''
    expect(bar).toContain('<c:barDir val="bar"/>')
    expect(bar).toContain("<c:f>'表一'!$B$3:$B$4</c:f>")
    expect(bar).toContain('<c:pt idx="1"><c:v>5</c:v></c:pt>')
    expect(bar).toContain('得分&lt;&amp;&gt;')
    expect(await zip.file('xl/worksheets/_rels/sheet3.xml.rels')?.async('string')).toContain('drawing2.xml')
  })

  it('makes rows when they are wanted, tells how many are done, and stops when told', async () => {
    const lazy = Array.from({ length: 5_000 }, (_, index) =>
      rowLater(() => row(cell(index, 'count'), cell('甲', 'text'))),
    )
    const seen: number[] = []
    const bytes = await createWorkbooks().write(bookOf(sheet([...head, ...lazy])), {
      progress: (rows) => seen.push(rows),
    })
    expect(seen.at(-1)).toBe(5_002)
    expect(await faultsOf(bytes)).toEqual([])
    const stop = new AbortController()
    const written = createWorkbooks().write(bookOf(sheet([...head, ...lazy])), {
      progress: (rows) => rows === 100 && stop.abort(new Error('不要了')),
      signal: stop.signal,
    })
    await expect(written).rejects.toThrow('不要了')
  })
})
