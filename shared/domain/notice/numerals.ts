const DIGITS = '零一二三四五六七八九'

/** 三十 → 30, 一百二十 → 120, 二〇一九 → 2019, 〇 → 0; null when the characters make no number. */
export const hanNumber = (text: string): number | null => {
  const han = text.replace(/〇/g, '零').replace(/两/g, '二')
  if (/^[零一二三四五六七八九]{2,4}$/.test(han)) return Number([...han].map((c) => DIGITS.indexOf(c)).join(''))
  const parts = /^(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九])?十)?([零一二三四五六七八九])?$/.exec(han)
  if (han === '' || parts === null) return null
  const tens = han.includes('十') ? (parts[2] === undefined ? 1 : DIGITS.indexOf(parts[2])) : 0
  const hundreds = parts[1] === undefined ? 0 : DIGITS.indexOf(parts[1])
  return hundreds * 100 + tens * 10 + (parts[3] === undefined ? 0 : DIGITS.indexOf(parts[3]))
}

/** Arabic or Chinese digits. */
export const number = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : hanNumber(text))
