import type { Plan } from '../../../shared/domain/plan.ts'

/** The notice line by line, with what became of each: every line is used, knowingly skipped or doubtful. */

export type Fate = 'used' | 'skipped' | 'doubtful'
export type SourceLine = {
  /** Counted from 1 over all lines of the file, blank ones included. */
  number: number
  segments: { text: string; as: string | null }[]
  fate: Fate
  /** What the line became (任务11、阶段：启动), or why it was skipped or is doubtful. */
  became: string[]
}

type Source = Pick<Plan, 'source' | 'tasks' | 'groups' | 'phases'>

const fateOf = (uses: readonly string[], doubted: boolean): Fate =>
  doubted || uses.includes('doubtful') ? 'doubtful' : uses.some((as) => as !== 'skipped') ? 'used' : 'skipped'

/** The non-blank lines of the source. Spans are character offsets into its text. */
export const sourceLines = ({ source, tasks, phases }: Source): SourceLine[] => {
  const spans = [...source.spans].sort((a, b) => a.from - b.from)
  const lines: SourceLine[] = []
  let from = 0
  for (const [index, text] of source.text.split('\n').entries()) {
    const start = from
    const end = start + text.length
    from = end + 1
    if (text.trim() === '') continue
    const number = index + 1
    const here = spans.filter((span) => span.from < end && span.to > start)
    const segments: SourceLine['segments'] = []
    let at = start
    const push = (to: number, as: string | null): void => {
      if (to > at) segments.push({ text: source.text.slice(at, to), as })
      at = Math.max(at, to)
    }
    for (const span of here) {
      push(Math.max(at, span.from), null)
      push(Math.min(span.to, end), span.as)
    }
    push(end, null)
    const uses = here.map((span) => span.as)
    lines.push({
      number,
      segments,
      fate: fateOf(
        uses,
        source.doubts.some((doubt) => doubt.line === number),
      ),
      became: [...new Set(becameOf(number, uses, here, { source, tasks, phases }))],
    })
  }
  return lines
}

const becameOf = (
  number: number,
  uses: readonly string[],
  spans: Plan['source']['spans'],
  { source, tasks, phases }: Pick<Source, 'source' | 'tasks' | 'phases'>,
): string[] => {
  const begins = tasks.filter((task) => task.line === number)
  const before = tasks.filter((task) => task.line < number).at(-1)
  const told = begins.length > 0 ? begins : before && (uses.includes('task') || uses.includes('clause')) ? [before] : []
  const doubts = source.doubts.filter((doubt) => doubt.line === number)
  return [
    ...(uses.includes('title') ? ['标题'] : []),
    ...(uses.includes('group') ? ['任务分组'] : []),
    ...(uses.includes('task') || uses.includes('clause')
      ? told.map((task) => `任务${task.number}${task.line === number ? '' : '（续）'}`)
      : []),
    ...(uses.includes('phase')
      ? phases
          .filter((phase) => phase.line === number)
          .map((phase) => `阶段：${phase.name}，${phase.start}到${phase.end}`)
      : []),
    ...spans.flatMap((span) => (span.as === 'skipped' && span.reason ? [`略过：${span.reason}`] : [])),
    ...(doubts.length > 0
      ? doubts.map((doubt) => `存疑：${doubt.reason}`)
      : spans.flatMap((span) => (span.as === 'doubtful' && span.reason ? [`存疑：${span.reason}`] : []))),
  ]
}

/** How many lines of each fate there are, in words. */
export const coverageInWords = (lines: readonly SourceLine[], all: number): string => {
  const count = (fate: Fate): number => lines.filter((line) => line.fate === fate).length
  return `原文${all}行：用上${count('used')}行，略过${count('skipped')}行，空${all - lines.length}行，存疑${count('doubtful')}行。每一行都有去处。`
}

const KINDS: Record<Fate, string> = { used: 'used', skipped: 'fold', doubtful: 'doubt' }
const USE_WORDS: Record<string, string> = { clause: '责任单位', doubtful: '存疑' }

/** The notice with its line numbers; 责任单位 clauses and doubtful stretches are underlined, what the line became stands below it. */
export const SourceText = ({ lines }: { lines: readonly SourceLine[] }) => (
  <ol class="source">
    {lines.map((line) => (
      <li class={KINDS[line.fate]} id={`l-${line.number}`}>
        <span class="ln">{line.number}</span>
        <span>
          {line.segments.map((segment) =>
            segment.as !== null && segment.as in USE_WORDS ? (
              <mark title={USE_WORDS[segment.as]}>{segment.text}</mark>
            ) : (
              segment.text
            ),
          )}
          {line.became.length > 0 ? <span class="note use">→ {line.became.join('；')}</span> : null}
        </span>
      </li>
    ))}
  </ol>
)
