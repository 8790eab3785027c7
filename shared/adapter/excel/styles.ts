import type { Cell, Look, Tone } from '../../domain/output/book.ts'
import { XML } from './xml.ts'

/**
 * How each kind of cell looks: the faces an office has (黑体 for heads, 宋体 for what is read, 仿宋 for notes), thin lines, light fills. Every
 * combination has its place in one fixed table, so that a sheet can be written before the next one is known.
 */
type Face = {
  font: '宋体' | '黑体' | '仿宋'
  size: number
  align: 'left' | 'center' | 'right'
  lines: boolean
  /** A number format's id: 0 and 2 are built in. */
  format?: number
  /** Text goes on over the edge instead of wrapping: for raw rows, whose heights nobody should have to compute. */
  flat?: boolean
}

const [RATE, ONE_PLACE, WHOLE, TWO_PLACES] = [164, 165, 1, 2]

const FACES: Record<Look, Face> = {
  title: { font: '黑体', size: 16, align: 'center', lines: false },
  note: { font: '仿宋', size: 10, align: 'left', lines: false },
  label: { font: '宋体', size: 10.5, align: 'left', lines: false },
  plain: { font: '宋体', size: 10, align: 'left', lines: false },
  head: { font: '黑体', size: 10, align: 'center', lines: true },
  section: { font: '黑体', size: 10, align: 'left', lines: true },
  text: { font: '宋体', size: 10, align: 'left', lines: true },
  line: { font: '宋体', size: 10, align: 'left', lines: true, flat: true },
  centre: { font: '宋体', size: 10, align: 'center', lines: true },
  strong: { font: '黑体', size: 10, align: 'center', lines: true },
  count: { font: '宋体', size: 10, align: 'right', lines: true, format: WHOLE },
  weight: { font: '宋体', size: 10, align: 'right', lines: true, format: ONE_PLACE },
  score: { font: '宋体', size: 10, align: 'right', lines: true, format: TWO_PLACES },
  rate: { font: '宋体', size: 10, align: 'right', lines: true, format: RATE },
}
const LOOKS = Object.keys(FACES) as Look[]

/** Fills behind words, the shade of each under figures (bars and scales), and the one that stands alone (charts). */
export const FILLS: Record<Tone, string> = {
  good: 'FFE9F4EC',
  warn: 'FFFDF1D8',
  bad: 'FFFADFDC',
  calm: 'FFEDF0F5',
  sum: 'FFF3F3EE',
  input: 'FFFFFBE3',
}
export const BARS: Record<Tone, string> = {
  good: 'FFB5DBC3',
  warn: 'FFF3D48B',
  bad: 'FFEFB3AD',
  calm: 'FFBCCDE4',
  sum: 'FFDADACE',
  input: 'FFF1E6A6',
}
export const SHADES: Record<Tone, string> = {
  good: 'FF8CC3A0',
  warn: 'FFE9B949',
  bad: 'FFDD8078',
  calm: 'FF7F9BC1',
  sum: 'FFBFBFB0',
  input: 'FFE8D870',
}
const TONES = [null, ...(Object.keys(FILLS) as Tone[])] as const
const LOOK_FILLS: Partial<Record<Look, string>> = { head: 'FFE4EAF1', section: 'FFF3F6F9' }

export const sizeOf = (look: Look): number => FACES[look].size

/** The first style is every unused cell's. */
const FIRST = 1
const indexOf = (look: Look, tone: Tone | null, input: boolean): number =>
  FIRST + (LOOKS.indexOf(look) * TONES.length + TONES.indexOf(tone)) * 2 + (input ? 1 : 0)

const PLACES = Object.fromEntries(
  LOOKS.map((look) => [look, Object.fromEntries(TONES.map((tone) => [String(tone), indexOf(look, tone, false)]))]),
) as Record<Look, Record<string, number>>

/** A cell's style, by its place in the table. */
export const styleOf = ({ look, tone, input }: Pick<Cell, 'look' | 'tone' | 'input'>): number =>
  (PLACES[look][tone ?? 'null'] ?? 0) + (input ? 1 : 0)

/** Tints for cells that meet a condition, in the order of the tones. */
export const tintOf = (tone: Tone): number => TONES.indexOf(tone) - 1

const list = (name: string, items: readonly string[]): string =>
  `<${name} count="${items.length}">${items.join('')}</${name}>`
const place = (items: string[], item: string): number => {
  if (!items.includes(item)) items.push(item)
  return items.indexOf(item)
}
const fillOf = (rgb: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${rgb}"/><bgColor indexed="64"/></patternFill></fill>`
const edge = (name: string): string => `<${name} style="thin"><color rgb="FF8C8C8C"/></${name}>`

/** styles.xml, the same for every workbook. */
export const stylesXml = (): string => {
  const fonts = ['<font><sz val="10"/><name val="宋体"/><charset val="134"/></font>']
  const fills = ['<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>']
  const cells = LOOKS.flatMap((look) =>
    TONES.flatMap((tone) => {
      const { font, size, align, lines, format, flat } = FACES[look]
      const bold = tone === 'sum' ? '<b/>' : ''
      const fontId = place(fonts, `<font>${bold}<sz val="${size}"/><name val="${font}"/><charset val="134"/></font>`)
      const rgb = tone ? FILLS[tone] : LOOK_FILLS[look]
      const fillId = rgb ? place(fills, fillOf(rgb)) : 0
      // Figures never wrap (told to, LibreOffice forgets their indent), and keep a little off the line.
      const set = align === 'right' ? ' indent="1"' : flat ? '' : ' wrapText="1"'
      const xf = (locked: number): string =>
        `<xf numFmtId="${format ?? 0}" fontId="${fontId}" fillId="${fillId}" borderId="${lines ? 1 : 0}" xfId="0"` +
        ` applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">` +
        `<alignment horizontal="${align}" vertical="center"${set}/><protection locked="${locked}"/></xf>`
      return [xf(1), xf(0)]
    }),
  )
  const tints = (Object.keys(FILLS) as Tone[]).map(
    (tone) => `<dxf><fill><patternFill patternType="solid"><bgColor rgb="${FILLS[tone]}"/></patternFill></fill></dxf>`,
  )
  const base = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
  return (
    `${XML}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
    `<numFmts count="2"><numFmt numFmtId="${RATE}" formatCode="0.0%"/><numFmt numFmtId="${ONE_PLACE}" formatCode="0.0"/></numFmts>` +
    list('fonts', fonts) +
    list('fills', fills) +
    list('borders', [
      '<border><left/><right/><top/><bottom/><diagonal/></border>',
      `<border>${['left', 'right', 'top', 'bottom'].map(edge).join('')}<diagonal/></border>`,
    ]) +
    list('cellStyleXfs', [`${base}/>`]) +
    list('cellXfs', [`${base} xfId="0"/>`, ...cells]) +
    list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']) +
    list('dxfs', tints) +
    '</styleSheet>'
  )
}
