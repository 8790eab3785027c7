import { type Book, type Cell, letter, type Row, type Sheet } from '../../domain/output/book.ts'
import { addressOf, type Layout } from './layout.ts'
import { checksXml, conditionsXml, newerXml } from './shading.ts'
import type { Strings } from './strings.ts'
import { styleOf } from './styles.ts'
import { footText } from './text.ts'
import { formulaText, XML, xmlText, xmlValue } from './xml.ts'

/** One worksheet as XML, row by row, in the order of elements that the schema wants (ISO/IEC 29500-1, 18.3.1.99). */

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** What stands before the rows: the view with its frozen heads, the columns' widths. */
export const sheetHead = (frozen: Sheet['frozen'], widths: readonly number[], first: boolean): string => {
  const { rows, columns } = frozen
  const pane = rows > 0 && columns > 0 ? 'bottomRight' : rows > 0 ? 'bottomLeft' : 'topRight'
  const split =
    rows === 0 && columns === 0
      ? ''
      : `<pane${columns > 0 ? ` xSplit="${columns}"` : ''}${rows > 0 ? ` ySplit="${rows}"` : ''}` +
        ` topLeftCell="${letter(columns + 1)}${rows + 1}" activePane="${pane}" state="frozen"/><selection pane="${pane}"/>`
  const cols = widths.map(
    (width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  )
  return (
    `${XML}<worksheet xmlns="${MAIN}" xmlns:r="${R}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView showGridLines="0"${first ? ' tabSelected="1"' : ''} workbookViewId="0">${split}</sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="20" customHeight="1"/><cols>${cols.join('')}</cols><sheetData>`
  )
}

/** A4 landscape, one page wide, as many pages long as it takes; what it is and the page's number at the foot, which holds 255 characters. */
export const pageXml = (foot: string, sheet: string): string =>
  '<printOptions horizontalCentered="1"/><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.35"/>' +
  '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>' +
  `<headerFooter><oddFooter>${xmlText(`&L&9${footText(` ${foot.slice(0, 100)}`)}&C&9第&P页 共&N页&R&9${footText(` ${sheet.slice(0, 60)}`)}`)}</oddFooter></headerFooter>`

/** One cell. User text is always a string of the workbook's table; only what the models call a formula is one. */
const cellXml = (address: string, one: Cell, strings: Strings): string => {
  const { value } = one
  const head = `<c r="${address}" s="${styleOf(one)}"`
  if (value === null || value === '') return `${head}/>`
  if (typeof value === 'string') return `${head} t="s"><v>${strings.place(value)}</v></c>`
  if (typeof value === 'number') return Number.isFinite(value) ? `${head}><v>${value}</v></c>` : `${head}/>`
  const formula = `<f>${formulaText(value.formula)}</f>`
  return typeof value.result === 'number'
    ? `${head}>${formula}<v>${value.result}</v></c>`
    : `${head} t="str">${formula}<v>${xmlText(value.result)}</v></c>`
}

/** Cells reached over by a merged one from above keep its lines: by column, the style and the sheet's last row of it. */
type Reach = ({ style: number; until: number } | undefined)[]

/** The cells of the sheet's row `line`: the model's, or for a row that others reach into, none of its own. */
const rowXml = (
  line: number,
  height: number,
  cells: Row['cells'],
  columns: number,
  reach: Reach,
  lastOf: (rows: number) => number,
  merges: string[],
  strings: Strings,
): string => {
  let out = `<row r="${line}" ht="${height}" customHeight="1">`
  for (let column = 0; column < columns; column++) {
    const one = cells[column]
    if (!one) {
      const over = reach[column]
      if (over && over.until >= line) out += `<c r="${letter(column + 1)}${line}" s="${over.style}"/>`
      continue
    }
    out += cellXml(`${letter(column + 1)}${line}`, one, strings)
    const right = column + (one.cols ?? 1) - 1
    const bottom = lastOf(one.rows ?? 1)
    if (right === column && bottom === line) continue
    merges.push(`${letter(column + 1)}${line}:${letter(right + 1)}${bottom}`)
    const style = styleOf(one)
    for (let under = column; under <= right; under++) {
      reach[under] = { style, until: bottom }
      if (under > column) out += `<c r="${letter(under + 1)}${line}" s="${style}"/>`
    }
    column = right
  }
  return `${out}</row>`
}

/** @param drawn is the sheet to refer to a drawing, which lies beside it? */
export function* sheetXml(
  sheet: Sheet,
  layout: Layout,
  book: Pick<Book, 'foot'>,
  given: { strings: Strings; first: boolean; drawn: boolean; done: () => void },
): Generator<string, void, undefined> {
  yield sheetHead(sheet.frozen, layout.widths, given.first)
  const merges: string[] = []
  const breaks: number[] = []
  const reach: Reach = []
  const width = sheet.columns.length
  for (const [index, row] of sheet.rows.entries()) {
    // A row made when asked for is made once.
    const once = { ...row, cells: row.cells }
    const { cells } = once
    const start = layout.first(index + 1)
    const columns = Math.max(width, cells.length)
    for (const [part, height] of layout.heightsOf(once, index).entries())
      yield rowXml(
        start + part,
        height,
        part === 0 ? cells : [],
        columns,
        reach,
        (rows) => layout.last(index + rows),
        merges,
        given.strings,
      )
    if (row.breakAfter) breaks.push(layout.last(index + 1))
    given.done()
  }
  const { filter } = sheet
  const place = (areas: Parameters<typeof addressOf>[0][]): string =>
    areas.map((area) => addressOf(area, layout)).join(' ')
  yield '</sheetData>'
  if (sheet.locked)
    yield '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>'
  if (filter) yield `<autoFilter ref="${addressOf({ ...filter, column: 1, toColumn: width }, layout)}"/>`
  if (merges.length > 0)
    yield `<mergeCells count="${merges.length}">${merges.map((one) => `<mergeCell ref="${one}"/>`).join('')}</mergeCells>`
  yield conditionsXml(sheet.shadings ?? [], (areas) => place([...areas]))
  yield checksXml(sheet.checks ?? [], (areas) => place([...areas]))
  yield pageXml(book.foot, sheet.name)
  if (breaks.length > 0)
    yield `<rowBreaks count="${breaks.length}" manualBreakCount="${breaks.length}">${breaks
      .map((line) => `<brk id="${line}" max="16383" man="1"/>`)
      .join('')}</rowBreaks>`
  if (given.drawn) yield '<drawing r:id="rId1"/>'
  yield newerXml(sheet.shadings ?? [], (areas) => place([...areas]))
  yield '</worksheet>'
}

/** What the workbook says of a sheet: its name, its printed area, its repeated heads, its filter. */
export type SheetFacts = { name: string; area?: string; titles?: string; filter?: string }

const absolute = (address: string): string => address.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2')

export const factsOf = (sheet: Sheet, layout: Layout, name: string): SheetFacts => {
  const quoted = `'${name}'!`
  const all = { column: 1, toColumn: sheet.columns.length }
  return {
    name,
    area: quoted + absolute(addressOf({ from: 1, to: Math.max(1, sheet.rows.length), ...all }, layout)),
    ...(sheet.repeat
      ? { titles: `${quoted}$${layout.first(sheet.repeat.from)}:$${layout.last(sheet.repeat.to)}` }
      : {}),
    ...(sheet.filter ? { filter: quoted + absolute(addressOf({ ...sheet.filter, ...all }, layout)) } : {}),
  }
}

/** Named ranges and what printing needs to know, in the order that spreadsheets keep them. */
export const namesXml = (sheets: readonly SheetFacts[], names: Book['names']): string => {
  const own = (name: string, key: 'area' | 'titles' | 'filter', hidden = ''): string[] =>
    sheets.flatMap((sheet, index) => {
      const at = sheet[key]
      return at === undefined
        ? []
        : [`<definedName name="${name}" localSheetId="${index}"${hidden}>${formulaText(at)}</definedName>`]
    })
  const all = [
    ...own('_xlnm._FilterDatabase', 'filter', ' hidden="1"'),
    ...own('_xlnm.Print_Area', 'area'),
    ...own('_xlnm.Print_Titles', 'titles'),
    ...names.map(
      ({ name, sheet, cell }) =>
        `<definedName name="${xmlValue(name)}">${formulaText(`'${sheet}'!${absolute(cell)}`)}</definedName>`,
    ),
  ]
  return all.length === 0 ? '' : `<definedNames>${all.join('')}</definedNames>`
}
