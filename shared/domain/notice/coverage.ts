import type { Coverage, Span, SpanUse } from './ParsedNotice.ts'
import type { Source } from './source.ts'

interface Stroke {
  as: SpanUse
  reason: string | undefined
}

/**
 * A sheet laid over the text: every part of the parser marks what it used, later marks lie over earlier ones, and what
 * nobody marked comes out as doubtful. So the spans are disjoint and complete by construction.
 */
export class Sheet {
  private readonly source: Source
  private readonly strokes: Stroke[] = [{ as: 'doubtful', reason: '这段文字没有归入任何部分，请确认要不要用。' }]
  private readonly marks: Int32Array

  constructor(source: Source) {
    this.source = source
    this.marks = new Int32Array(source.text.length)
  }

  mark(from: number, to: number, as: SpanUse, reason?: string): void {
    this.strokes.push({ as, reason })
    this.marks.fill(this.strokes.length - 1, from, to)
  }

  useAt(at: number): SpanUse {
    return this.strokes[this.marks[at] ?? 0]?.as ?? 'doubtful'
  }

  /** Spans in the order of the text, each free of blanks at its ends and within one line, and the count of lines by use. */
  coverage(): Coverage {
    const spans: Span[] = []
    const counts = { lines: 0, used: 0, skipped: 0, doubtful: 0 }
    for (const line of this.source.lines) {
      if (line.to <= line.from) continue
      counts.lines++
      let worst: 'used' | 'skipped' | 'doubtful' = 'skipped'
      for (let from = line.from; from < line.to; ) {
        const mark = this.marks[from] ?? 0
        let to = from + 1
        while (to < line.to && this.marks[to] === mark) to++
        const { as, reason } = this.strokes[mark] ?? { as: 'doubtful' as const, reason: undefined }
        const span = this.trimmed(from, to)
        if (span !== null) {
          spans.push({ ...span, as, ...(reason === undefined ? {} : { reason }) })
          if (as === 'doubtful') worst = 'doubtful'
          else if (as !== 'skipped' && worst === 'skipped') worst = 'used'
        }
        from = to
      }
      counts[worst]++
    }
    return { ...counts, spans }
  }

  private trimmed(from: number, to: number): { from: number; to: number } | null {
    const { text } = this.source
    while (from < to && /\s/.test(text.charAt(from))) from++
    while (to > from && /\s/.test(text.charAt(to - 1))) to--
    return to > from ? { from, to } : null
  }
}
