import type { IFontAttributesProperties, IParagraphOptions, ISectionOptions, Paragraph, Table } from 'docx'
import {
  type Attachment,
  type Block,
  closing,
  dateOfDocument,
  type OfficialDocument,
} from '../../domain/output/document/document.ts'
import type { Documents } from '../../service/ports.ts'
import { zip } from '../excel/zip.ts'
import { checkOoxml } from './ooxmlGuard.ts'

/**
 * Official documents in the layout of GB/T 9704-2012 (domain.md, section 4), by the library docx, which is loaded when the first one is made. Fonts are
 * named and not embedded, each for East Asian and Latin text alike, since theme fonts override otherwise; the hint keeps curly quotes and dashes in
 * the Chinese font.
 */

type Docx = typeof import('docx')

/** 3号, in half-points, as docx counts; 4号 for page numbers, 2号 for the title. */
const SIZE = { body: 32, title: 44, page: 28, table: 21 } as const
const FONT = { body: '仿宋_GB2312', title: '方正小标宋简体', h1: '黑体', h2: '楷体_GB2312', page: '宋体' } as const
/** Twips. */
const A4 = { width: 11_906, height: 16_838 }
const MARGIN = { top: 2098, bottom: 1984, left: 1588, right: 1474 }
const LINE = 579
const TITLE_LINE = 680
const TABLE_LINE = 280
const CHARACTER = 320
/**
 * 28 characters of 16 pt on a line of 156 mm: each stands a quarter of a point closer. Said of the characters themselves, since LibreOffice reads the
 * grid's own charSpace as another width than Word and WPS do.
 */
const CLOSER = Math.floor((A4.width - MARGIN.left - MARGIN.right) / 28) - CHARACTER
/** The number's line stands 7 mm (397 twips) under the type area; 14 pt high. */
const FOOTER = MARGIN.bottom - 397 - SIZE.page * 10
const INDENT = 2 * CHARACTER

const font = (name: string): IFontAttributesProperties => ({
  ascii: name,
  hAnsi: name,
  eastAsia: name,
  cs: name,
  hint: 'eastAsia',
})

const writer = (docx: Docx) => {
  const { AlignmentType, LineRuleType, Paragraph, TextRun } = docx
  const line = (height: number) => ({ line: height, lineRule: LineRuleType.EXACT, before: 0, after: 0 })
  const run = (text: string, name: string, size: number) =>
    new TextRun({ text, font: font(name), size, ...(size === SIZE.body ? { characterSpacing: CLOSER } : {}) })
  const paragraph = (
    text: string,
    name: string = FONT.body,
    more: IParagraphOptions = {},
    size: number = SIZE.body,
  ): Paragraph =>
    new Paragraph({ spacing: line(LINE), alignment: AlignmentType.BOTH, ...more, children: [run(text, name, size)] })
  const indented = { indent: { firstLine: INDENT, firstLineChars: 200 } }
  const blank = (): Paragraph => paragraph('')

  const block = ({ kind, text }: Block): Paragraph => {
    if (kind === 'h1') return paragraph(text, FONT.h1, { ...indented, keepNext: true })
    if (kind === 'h2') return paragraph(text, FONT.h2, { ...indented, keepNext: true })
    return paragraph(text, FONT.body, indented)
  }

  /** `附件：1. 名称`, two characters in; further names stand under the first. */
  const attachmentsNote = (attachments: readonly Attachment[]): Paragraph[] =>
    attachments.map(({ name }, index) => {
      const alone = attachments.length === 1
      const text = `${index === 0 ? '附件：' : ''}${alone ? '' : `${index + 1}. `}${name}`
      const left = INDENT + 3 * CHARACTER + (alone ? 0 : CHARACTER)
      const hanging = (index === 0 ? 3 * CHARACTER : 0) + (alone ? 0 : CHARACTER)
      return paragraph(text, FONT.body, { indent: { left, hanging }, keepNext: true })
    })

  const signed = ({ signature, cutOff }: OfficialDocument): Paragraph[] => {
    const date = dateOfDocument(cutOff)
    const right = closing(signature, date)
    const at = (characters: number): IParagraphOptions => ({
      alignment: AlignmentType.RIGHT,
      indent: { right: Math.round(characters * CHARACTER) },
      keepLines: true,
    })
    return [
      paragraph('', FONT.body, { keepNext: true }),
      paragraph(signature, FONT.body, { ...at(right.signature), keepNext: true }),
      paragraph(date, FONT.body, at(right.date)),
    ]
  }

  return { AlignmentType, line, run, paragraph, block, blank, attachmentsNote, signed }
}

const tableOf = (docx: Docx, { heads, widths, rows }: Attachment): Table => {
  const { BorderStyle, LineRuleType, Paragraph, Table, TableCell, TableLayoutType, TableRow, TextRun, VerticalAlign } =
    docx
  const { AlignmentType, WidthType } = docx
  const whole = A4.width - MARGIN.left - MARGIN.right
  const sum = widths.reduce((all, one) => all + one, 0)
  const wide = widths.map((one) => Math.floor((whole * one) / sum))
  const border = { style: BorderStyle.SINGLE, size: 4, color: '000000' }
  const cell = (text: string, index: number, name: string) =>
    new TableCell({
      width: { size: wide[index] ?? 0, type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { top: 40, bottom: 40, left: 60, right: 60 },
      children: text.split('\n').map(
        (part) =>
          new Paragraph({
            // An exact line of the body would burst the rows.
            spacing: { line: TABLE_LINE, lineRule: LineRuleType.AT_LEAST, before: 0, after: 0 },
            run: { size: SIZE.table },
            alignment: [...text].length <= 8 ? AlignmentType.CENTER : AlignmentType.LEFT,
            children: [new TextRun({ text: part, font: font(name), size: SIZE.table })],
          }),
      ),
    })
  return new Table({
    width: { size: whole, type: WidthType.DXA },
    columnWidths: wide,
    layout: TableLayoutType.FIXED,
    borders: {
      top: border,
      bottom: border,
      left: border,
      right: border,
      insideHorizontal: border,
      insideVertical: border,
    },
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: heads.map((head, index) => cell(head, index, FONT.h1)),
      }),
      ...rows.map(
        (row) => new TableRow({ cantSplit: true, children: row.map((text, index) => cell(text, index, FONT.body)) }),
      ),
    ],
  })
}

const sectionOf = (docx: Docx, document: OfficialDocument): ISectionOptions => {
  const { DocumentGridType, Footer, PageNumber, Paragraph, TextRun } = docx
  const { AlignmentType, paragraph, block, blank, attachmentsNote, signed, line, run } = writer(docx)
  /** `— 1 —` of odd pages at the right, of even ones at the left, one character in. */
  const footer = (side: 'left' | 'right') =>
    new Footer({
      children: [
        new Paragraph({
          alignment: side === 'left' ? AlignmentType.LEFT : AlignmentType.RIGHT,
          indent: { [side]: SIZE.page * 10 },
          children: [
            new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], font: font(FONT.page), size: SIZE.page }),
          ],
        }),
      ],
    })
  const centred = { alignment: AlignmentType.CENTER }
  return {
    properties: {
      page: {
        size: A4,
        margin: { ...MARGIN, footer: FOOTER, header: 851, gutter: 0 },
      },
      grid: { type: DocumentGridType.LINES_AND_CHARS, linePitch: LINE },
    },
    footers: { default: footer('right'), even: footer('left') },
    children: [
      ...document.title.map(
        (text) =>
          new Paragraph({
            ...centred,
            spacing: line(TITLE_LINE),
            children: [run(text, FONT.title, SIZE.title)],
          }),
      ),
      blank(),
      paragraph(`${document.to}：`),
      ...document.body.map(block),
      ...(document.attachments.length > 0
        ? [paragraph('', FONT.body, { keepNext: true }), ...attachmentsNote(document.attachments)]
        : []),
      ...signed(document),
      ...document.notes.map((note) => paragraph(note, FONT.body, { alignment: AlignmentType.LEFT }, SIZE.table)),
      ...document.attachments.flatMap((attachment, index) => [
        paragraph(document.attachments.length === 1 ? '附件' : `附件${index + 1}`, FONT.h1, {
          alignment: AlignmentType.LEFT,
          pageBreakBefore: true,
        }),
        blank(),
        new Paragraph({
          ...centred,
          spacing: line(TITLE_LINE),
          children: [run(attachment.name, FONT.title, SIZE.title)],
        }),
        blank(),
        tableOf(docx, attachment),
        ...attachment.notes.map((note) => paragraph(note, FONT.body, { alignment: AlignmentType.LEFT }, SIZE.table)),
      ]),
    ],
  }
}

/**
 * What the library has no word for: the file's own dates are those of its data, and the lines of titles and tables, higher or lower than the grid's, do
 * not snap to it.
 */
const finished = (name: string, xml: string, at: string): string => {
  if (name === 'docProps/core.xml')
    return xml.replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${at.slice(0, 19)}Z`)
  if (name !== 'word/document.xml') return xml
  return xml.replace(
    new RegExp(`<w:spacing [^>]*w:line="(?:${TITLE_LINE}|${TABLE_LINE})"[^>]*/>`, 'g'),
    '<w:snapToGrid w:val="0"/>$&',
  )
}

export const createDocuments = (): Documents => ({
  write: async (document) => {
    const docx = await import('docx')
    const file = new docx.Document({
      title: document.title.join(''),
      creator: document.signature,
      lastModifiedBy: document.signature,
      evenAndOddHeaderAndFooters: true,
      styles: {
        default: {
          document: {
            run: { font: font(FONT.body), size: SIZE.body, language: { eastAsia: 'zh-CN', value: 'zh-CN' } },
          },
        },
      },
      sections: [sectionOf(docx, document)],
    })
    const { names, xml } = await checkOoxml(await docx.Packer.toBuffer(file))
    const parts = names
      .filter((name) => xml.has(name))
      .map((name) => ({ name, text: [finished(name, xml.get(name) ?? '', document.cutOff)] }))
    const pieces: Uint8Array[] = []
    for await (const piece of zip(parts, document.cutOff)) pieces.push(piece)
    return new Uint8Array(Buffer.concat(pieces))
  },
})
