import { cellText } from './text.ts'

/** Text on its way into XML, fast where there is nothing to do: a large workbook has millions of cells. */

export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const SPECIAL = /[&<>_\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff\ufffe\uffff]/
const EDGES = /^\s|\s$|[\n\t]| {2}/

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What people wrote, between tags. */
export const xmlText = (text: string): string => (SPECIAL.test(text) ? escaped(cellText(text)) : text)

/** The same as an inline string of a cell or a chart's title, blanks kept. */
export const stringElement = (text: string): string =>
  EDGES.test(text) ? `<t xml:space="preserve">${xmlText(text)}</t>` : `<t>${xmlText(text)}</t>`

/** The same between quotes. */
export const xmlValue = (text: string): string => xmlText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')

/** A formula: made of our own words and names of units' sheets; never escaped the way cells are. */
export const formulaText = (formula: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot carry them
  escaped(formula.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, ''))
