import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Full, rowParts } from '../../../shared/adapter/excel/rows.ts'
import { createWorkbooks } from '../../../shared/adapter/excel/workbooks.ts'
import { zip } from '../../../shared/adapter/excel/zip.ts'
import type { RawBook, RawRow } from '../../../shared/domain/output/rawBook.ts'
import { faultsOf } from '../../support/ooxml.ts'

const book: RawBook = {
  title: '原始数据',
  subject: '试验',
  author: '法规处',
  cutOff: '2019-07-01T01:00:00.000Z',
  foot: '数据截至2019年7月1日9:00',
  sheet: '原始数据',
  columns: [
    { head: '序号', look: 'count', width: 8 },
    { head: '内容', look: 'line', width: 40 },
  ],
}

async function* inBatches(rows: readonly RawRow[], size: number): AsyncGenerator<RawRow[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size)
}
const joined = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}
const write = (rows: readonly RawRow[], size = 7, full?: Full): Promise<Buffer> =>
  joined(zip(rowParts(book, inBatches(rows, size), {}, full), book.cutOff))
const sheets = async (bytes: Buffer): Promise<[name: string, rows: unknown[][]][]> => {
  expect(await faultsOf(bytes)).toEqual([])
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
  return workbook.worksheets.map((sheet) => [
    sheet.name,
    sheet.getSheetValues().flatMap((values) => (Array.isArray(values) ? [values.slice(1)] : [])),
  ])
}

describe('a workbook of many rows', () => {
  it('holds what came, in its order, however it was cut into batches', async () => {
    const rows = Array.from({ length: 40 }, (_, index): RawRow => [index + 1, `第${index}行`])
    const one = await write(rows, 3)
    expect(await write(rows, 40)).toEqual(one)
    expect(await sheets(one)).toEqual([['原始数据', [['序号', '内容'], ...rows]]])
  })

  it('has its heads when nothing came', async () => {
    expect(await sheets(await write([]))).toEqual([['原始数据', [['序号', '内容']]]])
  })

  it('goes on with another sheet where one is full, and makes none for nothing', async () => {
    const rows = Array.from({ length: 8 }, (_, index): RawRow => [index, '甲'])
    const found = await sheets(await write(rows, 3, { rows: 5, characters: 1e9 }))
    expect(found.map(([name]) => name)).toEqual(['原始数据', '原始数据（2）'])
    expect(found.flatMap(([, lines]) => lines.slice(1))).toEqual(rows)
    const long = await sheets(await write(rows, 1, { rows: 100, characters: 300 }))
    expect(long.length).toBeGreaterThan(1)
    expect(long.flatMap(([, lines]) => lines.slice(1))).toEqual(rows)
  })

  it('keeps any text a string, whatever it begins with', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      fc
        .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string({ maxLength: 12 }))
        .map(([first, rest]) => first + rest),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 6 }), async (texts) => {
        const bytes = await write(texts.map((text) => [1, text]))
        const [found] = await sheets(bytes)
        // The reader used here leaves an inline string's escapes as they are; a spreadsheet does not.
        const plain = (value: unknown): string =>
          String(value).replace(/_x([0-9A-F]{4})_/g, (_, code: string) =>
            String.fromCharCode(Number.parseInt(code, 16)),
          )
        expect(found?.[1].slice(1).map(([, value]) => plain(value))).toEqual(
          texts.map((text) => text.replace(/\p{Cs}/gu, '\ufffd')),
        )
      }),
      { numRuns: 40 },
    )
  })

  it('says how many rows are written, stops when told, and takes no more from its source', async () => {
    let asked = 0
    async function* endless(): AsyncGenerator<RawRow[]> {
      for (;;) {
        asked += 1
        yield Array.from({ length: 1_000 }, (_, index): RawRow => [index, `一行文字${index}`])
      }
    }
    const stop = new AbortController()
    const pieces = createWorkbooks().rows(book, endless(), {
      signal: stop.signal,
      progress: (rows) => rows >= 5_000 && stop.abort(new Error('不要了')),
    })
    await expect(joined(pieces)).rejects.toThrow('不要了')
    const before = asked
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(asked).toBe(before)
  })

  it('passes on what went wrong at its source', async () => {
    async function* broken(): AsyncGenerator<RawRow[]> {
      yield [[1, '甲']]
      throw new Error('读不到')
    }
    await expect(joined(createWorkbooks().rows(book, broken()))).rejects.toThrow('读不到')
  })
})
