import type { Source } from './source.ts'

/** Several stretches of the source read as one text, joined by line breaks, with the way back to the source's offsets. */
export interface Stretch {
  folded: string
  text: string
  parts: { at: number; from: number; to: number }[]
}

export const gather = (source: Source, ranges: { from: number; to: number }[]): Stretch => {
  const parts: Stretch['parts'] = []
  let at = 0
  for (const { from, to } of ranges) {
    if (to <= from) continue
    parts.push({ at, from, to })
    at += to - from + 1
  }
  return {
    folded: parts.map(({ from, to }) => source.folded.slice(from, to)).join('\n'),
    text: parts.map(({ from, to }) => source.text.slice(from, to)).join('\n'),
    parts,
  }
}

/** [from, to) of the joined text as ranges of the source, one per part it touches. */
export const inSource = (stretch: Stretch, from: number, to: number): { from: number; to: number }[] =>
  stretch.parts.flatMap((part) => {
    const start = Math.max(part.from, part.from + from - part.at)
    const end = Math.min(part.to, part.from + to - part.at)
    return end > start ? [{ from: start, to: end }] : []
  })
