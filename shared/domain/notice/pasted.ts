/** Cuts for a notice pasted as one line, where the line breaks that set off its formal parts are gone. */
interface Cut {
  from: number
  to: number
}

const cutsAt = (from: number, to: number, points: number[]): Cut[] => {
  const inside = [...new Set(points)].filter((point) => point > from && point < to).sort((a, b) => a - b)
  return [from, ...inside].map((start, i) => ({ from: start, to: inside[i] ?? to }))
}

const DATE =
  '(?:\\d{4}年\\d{1,2}月\\d{1,2}日|[二一][〇零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)'
const SIGNED = new RegExp(
  `(?<=[。)!])\\s*([\\u4e00-\\u9fff\\s]{3,60}?)\\s*(${DATE})(?![\\u4e00-\\u9fff])|(?<=[。)!])\\s*([\\u4e00-\\u9fff]{2,24}(?:局|厅|部|院|委|会|办|办公室|政府|公司|中心))\\s*(${DATE})`,
  'g',
)
const PUBLICITY = /\(\s*此[件文][^()]{2,12}\)/g
const ANNEX = /(?<=[。;)、\s])附\s?[件表录]\s?(?:\d{0,2}\s?:|\d{1,2}(?=\s?[\u4e00-\u9fff]))/g

/** The points where a signature with its date, `（此件公开发布）` or an annex begins and ends. */
const formalPoints = (text: string, offset: number): number[] => {
  const points: number[] = []
  for (const found of text.matchAll(SIGNED)) {
    const name = found[1] ?? found[3] ?? ''
    const start = offset + found.index + found[0].indexOf(name)
    points.push(start, start + name.length, offset + found.index + found[0].length)
  }
  for (const found of text.matchAll(PUBLICITY))
    points.push(offset + found.index, offset + found.index + found[0].length)
  for (const found of text.matchAll(ANNEX)) points.push(offset + found.index)
  return points
}

/** What stands before the first number: title, document number, addressees, covering note, signature, plan title. */
export const splitFront = (folded: string, from: number, to: number): Cut[] => {
  const text = folded.slice(from, to)
  const points = formalPoints(text, from)
  const docNumber = /[\u4e00-\u9fff]{2,10}\s?\(\s?(?:19|20)\d{2}\s?\)\s?第?\s?\d{1,4}\s?号/.exec(text)
  const titled =
    /^[^。;:]{4,120}?(?:的通知|实施方案|工作方案|行动方案|方案|实施意见|意见|工作要点|工作计划|行动计划)(?!的|》|印发)/.exec(
      text,
    )
  let body = 0
  if (titled !== null) body = titled[0].length
  // 的通知吉民发〔2019〕15号: the title runs into the number; 《…》（吉发〔2016〕20号） only refers to another one.
  const ofTitle = docNumber !== null && docNumber.index < body
  if (
    docNumber !== null &&
    docNumber.index <= 160 &&
    (ofTitle || !/[》”(]\s*\(?$/.test(text.slice(0, docNumber.index)))
  ) {
    points.push(from + (ofTitle ? body : docNumber.index), from + docNumber.index + docNumber[0].length)
    body = docNumber.index + docNumber[0].length
  } else if (titled !== null) points.push(from + body)
  const addressed = /^\s*[\u4e00-\u9fff(][^。;]{2,300}?:/.exec(text.slice(body))
  if (addressed !== null && /[各局厅委处室政府单位]/.test(addressed[0])) points.push(from + body + addressed[0].length)
  // The plan's own title follows the covering note's signature, and its preamble begins 为…, 根据… or 按照….
  const lastMark = Math.max(0, ...points.map((point) => point - from).filter((point) => point < text.length))
  const plan = /^\s*[^。;:]{4,80}?(?:方案|计划|要点|意见|措施|分工|清单)(?=\s*(?:为|根据|按照|依据|今年|近年|\s))/.exec(
    text.slice(lastMark),
  )
  if (plan !== null) points.push(from + lastMark + plan[0].length)
  return cutsAt(from, to, points)
}

/** What may follow the last item: signature and date, publicity note, annexes. */
export const splitBack = (folded: string, from: number, to: number): Cut[] =>
  cutsAt(from, to, formalPoints(folded.slice(from, to), from))
