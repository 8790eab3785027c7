import { isUnitLike, wildcardKind } from './unitNames.ts'

const BARE =
  /(?:责任|牵头|配合|主办|协办|承办)(?:单位|部门|处室|科室)([^\S\n]{0,4})(?=([^\s:。;()]{2,200})[^\S\n]{0,4}[。;]?[^\S\n]{0,4}(?:$|\n|(?:责任|牵头|配合|主办|协办|承办)(?:单位|部门|处室|科室)))/g

/**
 * Labels that lost their colon on the way (a pasted line, a cell): 责任单位 市民政局、市财政局 and …整治活动责任单位城管科、各社区.
 * They count only where nothing but names of units follows up to the line's end. The text comes back with a colon in the
 * label's place and in equal length; text without such labels comes back as it is.
 */
export const withColons = (folded: string): string =>
  folded.replace(BARE, (whole: string, blanks: string, names: string, at: number) => {
    const before = folded.charAt(at - 1)
    const begins = at === 0 || /[\s。;,)]/.test(before)
    // 明确责任单位、各责任单位 are words of the sentence.
    if (!begins && /[各由与和及、明定实关有该其本向对是第一“"《(:]/.test(before)) return whole
    const items = names.split(/[、,]/)
    const known = items.filter((name) => isUnitLike(name) || wildcardKind(name) !== null).length
    if (known < items.length && (known < 2 || known * 4 < items.length * 3)) return whole
    if (/^[、,及和要应的]/.test(names)) return whole
    return blanks === '' ? `${whole.slice(0, 2)} :` : `${whole.slice(0, 4)}:${blanks.slice(1)}`
  })
