import { type NumberingFiles, numberer } from './docxNumbering.ts'
import { attribute, decodeEntities } from './xmlText.ts'

const TOKEN = /<(\/?)([A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)([^<>]*?)(\/?)>|([^<]+)/g

/** Text that is shown nowhere or twice: what was deleted or moved away, field codes, the fallback of a drawing. */
const HIDDEN = new Set(['del', 'moveFrom', 'instrText', 'Fallback', 'delText', 'pict'])

interface Paragraph {
  text: string
  style: string
  numId: string | null
  level: number
}

/**
 * The text of word/document.xml: one line per paragraph, with the numbers Word counts itself (一、（一）1.) written out, and
 * one line per table row with tabs between the cells. A table of one column is layout; its paragraphs stay lines.
 */
export const docxText = (files: { document: string } & NumberingFiles): string => {
  const numberOf = numberer(files)
  const lines: string[] = []
  /** Open tables, innermost last: the cells of the row being read, each a list of lines. */
  const tables: string[][][] = []
  let hidden = 0
  let inText = false
  const paragraphs: Paragraph[] = []

  const emit = (line: string): void => {
    const cell = tables.at(-1)?.at(-1)
    if (cell === undefined) lines.push(line)
    else cell.push(line)
  }

  for (const [, closing, , name = '', attributes = '', selfClosing, words] of files.document.matchAll(TOKEN)) {
    const paragraph = paragraphs.at(-1)
    if (words !== undefined) {
      if (inText && hidden === 0 && paragraph !== undefined) paragraph.text += decodeEntities(words)
      continue
    }
    const opens = closing === '' && selfClosing === ''
    if (HIDDEN.has(name)) {
      // <w:del/> inside paragraph marks has no content to hide.
      if (opens) hidden++
      else if (closing !== '' && hidden > 0) hidden--
      continue
    }
    if (name === 'p' && opens) paragraphs.push({ text: '', style: '', numId: null, level: 0 })
    else if (name === 'p' && closing !== '') {
      const done = paragraphs.pop()
      if (done !== undefined && hidden === 0) for (const line of `${numberOf(done)}${done.text}`.split('\n')) emit(line)
    } else if (name === 'p') emit('')
    else if (name === 't') inText = opens
    else if (name === 'tbl') {
      if (opens) tables.push([])
      else if (closing !== '') tables.pop()
    } else if (name === 'tc' && opens) tables.at(-1)?.push([])
    else if (name === 'tr' && closing !== '') {
      const row = tables.pop() ?? []
      if (row.length <= 1) for (const line of row[0] ?? []) emit(line)
      else
        emit(
          row
            .map((cell) =>
              cell
                .map((line) => line.trim())
                .filter((line) => line !== '')
                .join(' ')
                .replace(/\t/g, ' '),
            )
            .join('\t'),
        )
      tables.push([])
    } else if (paragraph !== undefined && hidden === 0) {
      if (name === 'tab' && !/w:val|w:pos/.test(attributes)) paragraph.text += '\t'
      else if (name === 'br' || name === 'cr') paragraph.text += '\n'
      else if (name === 'noBreakHyphen') paragraph.text += '-'
      else if (name === 'pStyle') paragraph.style = attribute(attributes, 'val') ?? ''
      else if (name === 'ilvl') paragraph.level = Number(attribute(attributes, 'val') ?? 0)
      else if (name === 'numId') paragraph.numId = attribute(attributes, 'val') ?? null
    }
  }
  return lines.join('\n')
}
