import { dateInWords, dateOf, type Instant } from '../../time.ts'

/**
 * An official document as data: what is written, and as what. The adapter knows how GB/T 9704-2012 lays each part out; the models know nothing of
 * fonts and twips.
 */

/** `h1` 一、 `h2` （一）: their numbers are part of the text. `p` is the body. */
export type Block = { kind: 'h1' | 'h2' | 'p'; text: string }

/** A table behind the text, on pages of its own. `widths`: shares of the line. */
export type Attachment = { name: string; heads: string[]; widths: number[]; rows: string[][]; notes: string[] }

export type OfficialDocument = {
  /** The file's name without its ending. */
  name: string
  /** The title, broken into lines by sense; each stands centred. */
  title: string[]
  /** 主送机关, without the colon. */
  to: string
  body: Block[]
  attachments: Attachment[]
  signature: string
  cutOff: Instant
  /** Under the last line: cut-off and revision. */
  notes: string[]
}

const NUMERALS = '一二三四五六七八九十'
export const numeral = (n: number): string => {
  if (n <= 10) return NUMERALS[n - 1] ?? String(n)
  const [tens, ones] = [Math.floor(n / 10), n % 10]
  return `${tens > 1 ? NUMERALS[tens - 1] : ''}十${ones > 0 ? NUMERALS[ones - 1] : ''}`
}

export const h1 = (n: number, text: string): Block => ({ kind: 'h1', text: `${numeral(n)}、${text}` })
/** No 、 after a bracketed number (GB/T 9704-2012, 7.3.3). */
export const h2 = (n: number, text: string): Block => ({ kind: 'h2', text: `（${numeral(n)}）${text}` })
export const p = (...sentences: (string | null)[]): Block => ({
  kind: 'p',
  text: sentences.filter((sentence) => sentence !== null && sentence !== '').join(''),
})

/** A text as a sentence, in one line: line breaks become semicolons, and it ends once. */
export const sentence = (text: string): string => {
  const flat = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('；')
    .replace(/[；;，,、。.\s]+$/, '')
  return /[！？!?]$/.test(flat) ? flat : `${flat}。`
}

/** 救助处、福利处; of more than `most` the first are named and the number said: 救助处、福利处等12个单位. */
export const names = (all: readonly string[], most = 12): string =>
  all.length <= most ? all.join('、') : `${all.slice(0, most).join('、')}等${all.length}个单位`

/** 2019年12月20日: Arabic digits, no leading zeros. */
export const dateOfDocument = (at: Instant): string => dateInWords(dateOf(at), true)

/** A line's length in full-width characters: digits and Latin letters take half. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (/[ -~]/.test(sign) ? 0.5 : 1), 0)

/**
 * How far signature and date stand from the right margin, in characters, for a document without a seal (GB/T 9704-2012, 7.3.5.2): the signature two
 * characters in, the date's first character two to the right of the signature's first; where the date is the longer it stands two in, and the
 * signature gives way.
 */
export const closing = (signature: string, date: string): { signature: number; date: number } => {
  const [wide, long] = [widthOf(signature), widthOf(date)]
  return wide - long >= 2 ? { signature: 2, date: wide - long } : { signature: long - wide + 4, date: 2 }
}
