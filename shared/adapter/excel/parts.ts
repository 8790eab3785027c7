import type { Book } from '../../domain/output/book.ts'
import { namesXml, type SheetFacts } from './sheet.ts'
import { stylesXml } from './styles.ts'
import { XML, xmlText, xmlValue } from './xml.ts'
import type { Part } from './zip.ts'

/** The parts of a package around its sheets (ISO/IEC 29500-2). What lists the sheets comes last: a stream knows their number only then. */

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const DRAWINGML = 'application/vnd.openxmlformats-officedocument'

export const part = (name: string, text: string): Part => ({ name, text: [text] })

export type Relation = { type: string; target: string }

export const relationsPart = (name: string, relations: readonly Relation[]): Part =>
  part(
    name,
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relations
      .map(({ type, target }, index) => `<Relationship Id="rId${index + 1}" Type="${type}" Target="${target}"/>`)
      .join('')}</Relationships>`,
  )

export const OFFICE_TYPES = {
  sheet: `${OFFICE}/worksheet`,
  styles: `${OFFICE}/styles`,
  drawing: `${OFFICE}/drawing`,
  chart: `${OFFICE}/chart`,
}

/** The file's own facts: its dates are those of its data. */
export const firstParts = (book: Pick<Book, 'title' | 'subject' | 'author' | 'cutOff'>): Part[] => {
  const when = `${book.cutOff.slice(0, 19)}Z`
  return [
    relationsPart('_rels/.rels', [
      { type: `${OFFICE}/officeDocument`, target: 'xl/workbook.xml' },
      { type: `${PACKAGE}/relationships/metadata/core-properties`, target: 'docProps/core.xml' },
      { type: `${OFFICE}/extended-properties`, target: 'docProps/app.xml' },
    ]),
    part(
      'docProps/core.xml',
      `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
        `<dc:title>${xmlText(book.title)}</dc:title><dc:subject>${xmlText(book.subject)}</dc:subject><dc:creator>${xmlText(book.author)}</dc:creator>` +
        `<cp:lastModifiedBy>${xmlText(book.author)}</cp:lastModifiedBy>` +
        `<dcterms:created xsi:type="dcterms:W3CDTF">${when}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">${when}</dcterms:modified>` +
        '</cp:coreProperties>',
    ),
    // LibreOffice trusts the results in a file of a program it knows, and computes a large one anew for minutes otherwise.
    part(
      'docProps/app.xml',
      `${XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Excel</Application></Properties>`,
    ),
    part('xl/styles.xml', stylesXml()),
  ]
}

/** A formula's result stands beside it, so nothing is computed when the file is opened; what a person changes is, and whatever hangs on it. */
const workbookXml = (sheets: readonly SheetFacts[], names: Book['names']): string =>
  `${XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}">` +
  '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="14000"/></bookViews>' +
  `<sheets>${sheets
    .map(({ name }, index) => `<sheet name="${xmlValue(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
    .join('')}</sheets>${namesXml(sheets, names)}<calcPr calcId="191029"/></workbook>`

/**
 * @param parts.drawings for each drawing in turn how many charts it has
 * @param parts.strings is there a table of strings?
 */
export const lastParts = (
  sheets: readonly SheetFacts[],
  { names, drawings, strings }: { names: Book['names']; drawings: readonly number[]; strings: boolean },
): Part[] => {
  const charts = drawings.reduce((sum, count) => sum + count, 0)
  const types: [path: string, type: string][] = [
    ['/xl/workbook.xml', `${SPREADSHEET}.sheet.main+xml`],
    ['/xl/styles.xml', `${SPREADSHEET}.styles+xml`],
    ...(strings ? [['/xl/sharedStrings.xml', `${SPREADSHEET}.sharedStrings+xml`] as [string, string]] : []),
    ...sheets.map((_, index): [string, string] => [
      `/xl/worksheets/sheet${index + 1}.xml`,
      `${SPREADSHEET}.worksheet+xml`,
    ]),
    ...drawings.map((_, index): [string, string] => [
      `/xl/drawings/drawing${index + 1}.xml`,
      `${DRAWINGML}.drawing+xml`,
    ]),
    ...Array.from({ length: charts }, (_, index): [string, string] => [
      `/xl/charts/chart${index + 1}.xml`,
      `${DRAWINGML}.drawingml.chart+xml`,
    ]),
    ['/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
    ['/docProps/app.xml', `${DRAWINGML}.extended-properties+xml`],
  ]
  return [
    part('xl/workbook.xml', workbookXml(sheets, names)),
    relationsPart('xl/_rels/workbook.xml.rels', [
      ...sheets.map((_, index) => ({ type: OFFICE_TYPES.sheet, target: `worksheets/sheet${index + 1}.xml` })),
      { type: OFFICE_TYPES.styles, target: 'styles.xml' },
      ...(strings ? [{ type: `${OFFICE}/sharedStrings`, target: 'sharedStrings.xml' }] : []),
    ]),
    part(
      '[Content_Types].xml',
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Default Extension="xml" ContentType="application/xml"/>${types
          .map(([path, type]) => `<Override PartName="${path}" ContentType="${type}"/>`)
          .join('')}</Types>`,
    ),
  ]
}
