import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOM, csvField, csvRow } from '../../../shared/domain/output/csv.ts'

/** One record as RFC 4180 reads it. */
const fieldsIn = (line: string): string[] => {
  const fields: string[] = []
  let [field, quoted] = ['', false]
  for (let index = 0; index < line.length; index++) {
    const sign = line[index] ?? ''
    if (quoted) {
      if (sign !== '"') field += sign
      else if (line[index + 1] === '"') {
        field += '"'
        index += 1
      } else quoted = false
    } else if (sign === '"' && field === '') quoted = true
    else if (sign === ',' || line.startsWith('\r\n', index)) {
      fields.push(field)
      field = ''
      if (sign === '\r') break
    } else field += sign
  }
  return fields
}

describe('a CSV that Excel and WPS open', () => {
  it.each(['=1+1', '+86', '-5', '@总计', '\t缩进', '\r回车'])('never lets %j be taken for a formula', (text) => {
    expect(csvField(text).replace(/^"/, '')).toMatch(/^'/)
  })
  it('gives any text back, and lets none begin as a formula does', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string({ unit: 'grapheme', maxLength: 12 }))
        .map(([first, rest]) => first + rest),
    )
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 6 }), (texts) => {
        const read = fieldsIn(csvRow(texts))
        expect(read).toHaveLength(texts.length)
        texts.forEach((text, index) => {
          const field = read[index] ?? ''
          expect(field).not.toMatch(/^[=+\-@\t\r]/)
          expect(field.replace(/^'(?=[=+\-@\t\r])/, '')).toBe(text.replace(/^'(?=[=+\-@\t\r])/, ''))
        })
      }),
    )
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
