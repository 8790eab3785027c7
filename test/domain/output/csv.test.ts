import { describe, expect, it } from 'vitest'
import { BOM, csvField, csvRow } from '../../../shared/domain/output/csv.ts'

describe('a CSV that Excel and WPS open', () => {
  it.each(['=1+1', '+86', '-5', '@总计', '\t缩进', '\r回车'])('never lets %j be taken for a formula', (text) => {
    expect(csvField(text).replace(/^"/, '')).toMatch(/^'/)
  })
  it('leaves ordinary text and numbers as they are', () => {
    expect(csvField('救助处')).toBe('救助处')
    expect(csvField(-1)).toBe('-1')
  })
  it('quotes commas, quotes and line breaks', () => {
    expect(csvField('甲,乙')).toBe('"甲,乙"')
    expect(csvField('“"”')).toBe('"“""”"')
  })
  it('begins with a byte order mark and ends its lines for Windows', () => {
    expect(BOM + csvRow(['单位', '应报']) + csvRow(['救助处', 1])).toBe('\uFEFF单位,应报\r\n救助处,1\r\n')
  })
})
