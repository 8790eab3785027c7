import { number } from './numerals.ts'

/**
 * Numbering at the start of a heading or item, in every form domain.md section 5 names, and the others that
 * official and pasted texts use: 第一章 第一条 · 一、 · （一） ㈠ · 1. 1． 1、 1, ⒈ · 任务1： · 1.1 · （1） ⑴ · 1） · ① ❶.
 */
export type MarkerForm =
  | 'part'
  | 'chapter'
  | 'section'
  | 'article'
  | 'han'
  | 'hanParen'
  | 'taskWord'
  | 'digit'
  | 'decimal'
  | 'digitParen'
  | 'digitHalf'
  | 'circled'

export interface Marker {
  form: MarkerForm
  number: number
  /** [from, to) of the mark and the blanks after it. */
  from: number
  to: number
  /** `11.121人才` or `1.3倍`: a number only where the counting asks for it. */
  weak: boolean
}

/** From the outside in, as GB/T 9704 orders them; a form of a higher rank never contains one of a lower. */
export const rank: Record<MarkerForm, number> = {
  part: 0,
  chapter: 1,
  section: 2,
  article: 3,
  han: 4,
  hanParen: 5,
  taskWord: 6,
  digit: 7,
  decimal: 8,
  digitParen: 9,
  digitHalf: 10,
  circled: 11,
}

const HAN = '[〇零一二三四五六七八九十百]'
const ordinal = (word: string): RegExp =>
  new RegExp(`第\\s{0,2}(${HAN}{1,5}|\\d{1,3})\\s{0,2}${word}\\s*[、.:,]?\\s*`, 'y')
/** By the first character, so that a pattern is tried only where it can begin. */
const PATTERNS: Record<'bracket' | 'digit' | 'ordinal' | 'word' | 'han', [MarkerForm, RegExp][]> = {
  digit: [
    ['decimal', /\d{1,2}\.(?:\d{1,2}\.)?(\d{1,2})(?:[.、]\s*|\s+)(?=[^\d\s])/y],
    ['digit', /(\d{1,3})\s{0,2}[.、,]\s*/y],
    ['digitHalf', /(\d{1,2})\)\s*[、.]?\s*/y],
  ],
  bracket: [
    ['hanParen', new RegExp(`\\(\\s{0,2}(${HAN}{1,5})\\s{0,2}\\)(?![项款目条])\\s*[、.,:]?\\s*`, 'y')],
    ['digitParen', /\(\s{0,2}(\d{1,3})\s{0,2}\)(?![项款目条])\s*[、.,]?\s*/y],
  ],
  ordinal: [
    ['part', ordinal('(?:部分|[编篇])')],
    ['chapter', ordinal('章')],
    ['section', ordinal('节')],
    ['article', ordinal('条')],
  ],
  word: [['taskWord', new RegExp(`(?:重点|主要)?任务\\s{0,2}(${HAN}{1,4}|\\d{1,3})(?:\\s*[:、.,]\\s*|\\s+)`, 'y')]],
  han: [['han', new RegExp(`(${HAN}{1,5})\\s{0,2}[、.,](?!${HAN}{1,3}[、,])\\s*`, 'y')]],
}

const RUNS: [MarkerForm, number, number, number][] = [
  ['circled', 0x2460, 20, 1],
  ['circled', 0x3251, 15, 21],
  ['circled', 0x2776, 10, 1],
  ['circled', 0x2780, 10, 1],
  ['digitParen', 0x2474, 20, 1],
  ['digit', 0x2488, 20, 1],
  ['hanParen', 0x3220, 10, 1],
]

/** The numbering that begins exactly at `at` in folded text, or null. */
export const readMarker = (folded: string, at: number): Marker | null => {
  const code = folded.charCodeAt(at)
  for (const [form, start, count, value] of RUNS) {
    if (code < start || code >= start + count) continue
    let to = at + 1
    while (/[\s、.]/.test(folded.charAt(to))) to++
    return { form, number: value + code - start, from: at, to, weak: false }
  }
  const first = folded.charAt(at)
  const kind =
    first === '('
      ? 'bracket'
      : /\d/.test(first)
        ? 'digit'
        : first === '第'
          ? 'ordinal'
          : /[任重主]/.test(first)
            ? 'word'
            : 'han'
  for (const [form, pattern] of PATTERNS[kind]) {
    pattern.lastIndex = at
    const found = pattern.exec(folded)
    if (found === null) continue
    const value = number(found[1] ?? '')
    if (value === null || value === 0) continue
    const to = at + found[0].length
    const next = folded.charAt(to)
    const separated = /\s$/.test(found[0])
    // 1.2021年底前 and 3.6月底前: a year or a month is never what follows a decimal point.
    const dated = /^(?:(?:19|20)\d{2}\s?[年-]|(?:1[0-2]|[1-9])\s?月)/.test(folded.slice(to, to + 7))
    const weak = form === 'digit' && /\d/.test(next) && !separated && !dated && !/、$/.test(found[0])
    if (form === 'digit' && /、$/.test(found[0]) && /^\d{1,3}[、,]/.test(folded.slice(to, to + 4))) return null
    return { form, number: value, from: at, to, weak }
  }
  return null
}
