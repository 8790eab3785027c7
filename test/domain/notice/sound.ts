import { expect } from 'vitest'
import { ParsedNotice } from '../../../shared/domain/notice/ParsedNotice.ts'

/** What holds for every parse of every text: the shape, disjoint and complete spans, lines that add up, doubts for doubtful lines. */
export const expectSound = (text: string, parsed: ParsedNotice): void => {
  ParsedNotice.parse(parsed)
  const { spans, lines, used, skipped, doubtful } = parsed.coverage
  let at = 0
  for (const { from, to } of spans) {
    if (from < at || to <= from) throw new Error(`span ${from}–${to} overlaps or is empty`)
    if (/\S/.test(text.slice(at, from))) throw new Error(`not covered: ${JSON.stringify(text.slice(at, from))}`)
    at = to
  }
  if (/\S/.test(text.slice(at))) throw new Error(`not covered: ${JSON.stringify(text.slice(at))}`)
  const all = text.split(/\r\n|\n|\r/)
  expect(used + skipped + doubtful).toBe(lines)
  expect(lines).toBe(all.filter((line) => line.trim() !== '').length)

  const lineOf = (offset: number): number => text.slice(0, offset).split(/\r\n|\n|\r/).length
  const doubtLines = new Set(parsed.doubts.map(({ line }) => line))
  const inDoubt = spans.filter(({ as }) => as === 'doubtful')
  for (const { from } of inDoubt) expect(doubtLines).toContain(lineOf(from))
  for (const { line, reason } of parsed.doubts) {
    expect(line).toBeLessThanOrEqual(all.length)
    expect(reason).toMatch(/。$/)
  }

  const squeeze = (words: string): string => words.replace(/\s/g, '')
  const taskWords = squeeze(
    spans
      .filter(({ as }) => as === 'task')
      .map(({ from, to }) => text.slice(from, to))
      .join(''),
  )
  for (const task of parsed.tasks) {
    if (!taskWords.includes(squeeze(task.text)))
      throw new Error(`task ${task.number} lies outside its spans: ${task.text}`)
    if (task.group !== null) expect(parsed.groups[task.group]).toBeDefined()
  }
}
