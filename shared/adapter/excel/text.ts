/**
 * Text on its way into a workbook's XML. Characters that XML 1.0 cannot carry are written the way OOXML provides (`_x0001_`), and a text that
 * happens to look like such an escape is escaped itself, so that a reader gets back exactly what was written.
 */

const illegal = (code: number): boolean =>
  (code < 0x20 && code !== 0x09 && code !== 0x0a) || code === 0x7f || code === 0xfffe || code === 0xffff

const escaped = (code: number): string => `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`

/** Any text → text for a string cell. A lone surrogate has no character; it becomes U+FFFD. */
export const cellText = (text: string): string => {
  const guarded = text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(/\p{Cs}/gu, '\ufffd')
  let out = ''
  let from = 0
  for (let index = 0; index < guarded.length; index++) {
    const code = guarded.charCodeAt(index)
    if (!illegal(code)) continue
    out += guarded.slice(from, index) + escaped(code)
    from = index + 1
  }
  return out + guarded.slice(from)
}

/** Text for a page's foot, where & starts a code. Our own words, but a plan's title may stand in them. */
export const footText = (text: string): string => text.replaceAll('&', '&&').replace(/\p{Cc}/gu, ' ')

/**
 * A name that every spreadsheet takes for a sheet: at most 31 characters, none of `[ ] : * ? / \`, no apostrophe, and different from those taken
 * (letters large and small are the same).
 */
export const sheetName = (wished: string, taken: ReadonlySet<string>): string => {
  const clean =
    wished
      .replace(/\p{Cs}/gu, '')
      .replace(/[[\]:*?/\\'\p{Cc}\ufffe\uffff]/gu, ' ')
      .trim() || '表'
  const cut = (length: number): string => {
    let name = ''
    for (const sign of clean) if ((name + sign).length <= length) name += sign
    return name.trim()
  }
  const free = (name: string): boolean => !taken.has(name.toLowerCase()) && name.toLowerCase() !== 'history'
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? '' : `（${count}）`
    const name = cut(31 - suffix.length) + suffix
    if (free(name)) return name
  }
}
