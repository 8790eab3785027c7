import type { Style } from 'exceljs'
import type { Cell, Look, Tone } from '../../domain/output/book.ts'

/** How each kind of cell looks: the faces an office has (黑体 for heads, 宋体 for what is read, 仿宋 for notes), thin lines, light fills. */
type Face = {
  font: '宋体' | '黑体' | '仿宋'
  size: number
  align: 'left' | 'center' | 'right'
  lines: boolean
  format?: string
}

const FACES: Record<Look, Face> = {
  title: { font: '黑体', size: 16, align: 'center', lines: false },
  note: { font: '仿宋', size: 10, align: 'left', lines: false },
  label: { font: '宋体', size: 10.5, align: 'left', lines: false },
  plain: { font: '宋体', size: 10, align: 'left', lines: false },
  head: { font: '黑体', size: 10, align: 'center', lines: true },
  section: { font: '黑体', size: 10, align: 'left', lines: true },
  text: { font: '宋体', size: 10, align: 'left', lines: true },
  centre: { font: '宋体', size: 10, align: 'center', lines: true },
  strong: { font: '黑体', size: 10, align: 'center', lines: true },
  count: { font: '宋体', size: 10, align: 'right', lines: true, format: '0' },
  weight: { font: '宋体', size: 10, align: 'right', lines: true, format: '0.0' },
  score: { font: '宋体', size: 10, align: 'right', lines: true, format: '0.00' },
  rate: { font: '宋体', size: 10, align: 'right', lines: true, format: '0.0%' },
}

const FILLS: Record<Tone, string> = {
  good: 'FFE9F4EC',
  warn: 'FFFDF1D8',
  bad: 'FFFADFDC',
  calm: 'FFEDF0F5',
  sum: 'FFF3F3EE',
  input: 'FFFFFBE3',
}
const LOOK_FILLS: Partial<Record<Look, string>> = { head: 'FFE4EAF1', section: 'FFF3F6F9' }

const GB2312 = 134
const THIN = { style: 'thin', color: { argb: 'FF8C8C8C' } } as const

export const sizeOf = (look: Look): number => FACES[look].size

/**
 * One style object per kind of cell, the same one each time: the writer's cache knows a style by its identity, and resolving equal but
 * different objects is most of the time that a big workbook takes.
 */
export const createLooks = (): ((cell: Cell) => Partial<Style>) => {
  const known = new Map<string, Partial<Style>>()
  return ({ look, tone, input }) => {
    const key = `${look} ${tone ?? ''} ${input ? 'input' : ''}`
    const kept = known.get(key)
    if (kept) return kept
    const face = FACES[look]
    const fill = tone ? FILLS[tone] : LOOK_FILLS[look]
    const style: Partial<Style> = {
      font: {
        name: face.font,
        size: face.size,
        charset: GB2312,
        ...(tone === 'sum' ? { bold: true } : {}),
      },
      alignment: {
        horizontal: face.align,
        vertical: 'middle',
        // Figures never wrap; told to, LibreOffice forgets their indent.
        wrapText: face.align !== 'right',
        // Figures keep a little off the line, so that they do not touch the text beside them.
        ...(face.align === 'right' ? { indent: 1 } : {}),
      },
      protection: { locked: !input },
      ...(face.format ? { numFmt: face.format } : {}),
      ...(face.lines ? { border: { top: THIN, left: THIN, bottom: THIN, right: THIN } } : {}),
      ...(fill ? { fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: fill } } } : {}),
    }
    known.set(key, style)
    return style
  }
}
