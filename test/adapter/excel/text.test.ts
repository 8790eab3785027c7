import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellText, sheetName } from '../../../shared/adapter/excel/text.ts'

/** What every reader does with the escapes of OOXML. */
const read = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

describe('text in a cell', () => {
  it('holds no character that XML forbids, and is read back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const written = cellText(text)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
        expect(written).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/)
        expect(read(written)).toBe(text)
      }),
    )
  })

  it('keeps a text that looks like an escape', () => {
    for (const text of ['_x0041_', '_x005F_x0041_', '__x000a__', '_x0041_x0042_'])
      expect(read(cellText(text))).toBe(text)
  })

  it('puts U+FFFD for half a character', () => {
    expect(cellText('甲\ud800乙')).toBe('甲\ufffd乙')
  })
})

describe('the name of a sheet', () => {
  it('is one that every spreadsheet takes, and never twice the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 45 }), { maxLength: 12 }), (wishes) => {
        const taken = new Set<string>()
        for (const wish of wishes) {
          const name = sheetName(wish, taken)
          expect(name.length).toBeGreaterThan(0)
          expect(name.length).toBeLessThanOrEqual(31)
          expect(name).not.toMatch(/[[\]:*?/\\']/)
          expect(taken.has(name.toLowerCase())).toBe(false)
          taken.add(name.toLowerCase())
        }
      }),
    )
  })

  it('numbers what would be the same', () => {
    const long = '报表·吉林省民政厅最低生活保障和特困人员救助供养工作领导小组办公室'
    const first = sheetName(long, new Set())
    expect(sheetName(long, new Set([first.toLowerCase()]))).toMatch(/（2）$/)
  })
})
