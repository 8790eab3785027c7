import ExcelJS from 'exceljs'
import JSZip from 'jszip'
import { describe, expect, it } from 'vitest'
import { createWorkbooks } from '../../../shared/adapter/excel/workbooks.ts'
import { type Book, cell, row, type Sheet } from '../../../shared/domain/output/book.ts'

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
})
