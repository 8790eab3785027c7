import { diffArrays } from 'diff'
import { ENTRY_TEXTS, ENTRY_WORDS, type Entry, type EntryText, emptyEntry } from './entry.ts'

/** A stretch of text that stayed, came or went. */
export type Part = { kind: 'same' | 'added' | 'removed'; text: string }

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/** Words; digits with their decimal point, % and thousands stay one word, so that 78% → 86% reads as one change. */
const words = (text: string): string[] => {
  const pieces: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    const last = pieces.at(-1)
    if (last !== undefined && /^[\d.,]+$/.test(last) && /^[\d.,%]+$/.test(segment))
      pieces[pieces.length - 1] = last + segment
    else pieces.push(segment)
  }
  return pieces
}

/** Equal stretches this short between two changes are chance (的, a comma); they are read more easily as part of the change. */
const ISLAND = 2

type Block = { same: string } | { removed: string; added: string }

/** Between changes, short islands of equal text join the change; what was removed comes before what was added. */
const blocksOf = (parts: readonly Part[]): Block[] => {
  const blocks: Block[] = []
  parts.forEach((part, index) => {
    const before = blocks.at(-1)
    const open = before && 'removed' in before ? before : null
    if (part.kind === 'same') {
      const between = open !== null && index < parts.length - 1
      if (between && part.text.length <= ISLAND && !part.text.includes('\n')) {
        open.removed += part.text
        open.added += part.text
      } else blocks.push({ same: part.text })
    } else if (open) open[part.kind] += part.text
    else blocks.push({ removed: '', added: '', [part.kind]: part.text } as Block)
  })
  return blocks
}

/**
 * The word-level difference between two texts (V1): same and removed parts joined are `before`, same and added ones are `after`.
 * Words are cut by the platform's Chinese dictionary.
 */
export const difference = (before: string, after: string): Part[] => {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }]
  const parts = diffArrays(words(before), words(after)).map(
    (change): Part => ({
      kind: change.added ? 'added' : change.removed ? 'removed' : 'same',
      text: change.value.join(''),
    }),
  )
  return blocksOf(parts).flatMap((block): Part[] =>
    'same' in block
      ? [{ kind: 'same', text: block.same }]
      : [
          { kind: 'removed' as const, text: block.removed },
          { kind: 'added' as const, text: block.added },
        ].filter((part) => part.text !== ''),
  )
}

/** A field of an entry that is not what it was; `label` is the form's word for it. */
export type FieldDifference = { field: EntryText | 'standing'; label: string; parts: Part[] }

/** 零报告, or status and progress, and the figures: what is compared as one short text. */
const standing = (entry: Entry): string => {
  const status = entry.zero
    ? '零报告'
    : [entry.status ?? '', entry.progress === null ? '' : `${entry.progress}%`].filter((word) => word !== '').join('，')
  const figures = entry.figures.map((figure) => `目标${figure.target + 1}完成${figure.quantity}`)
  return [status, ...figures].filter((word) => word !== '').join('；')
}

/** The fields in which an entry differs from its earlier version, in the order of the form. */
export const entryDifference = (before: Entry, after: Entry): FieldDifference[] => {
  const changed = (field: FieldDifference['field'], label: string, old: string, now: string): FieldDifference[] =>
    old === now ? [] : [{ field, label, parts: difference(old, now) }]
  const [stoodBefore, stands] = [standing(before), standing(after)]
  const moved: FieldDifference[] =
    stoodBefore === stands
      ? []
      : [
          {
            field: 'standing',
            label: '累计完成进度、状态',
            parts: [
              { kind: 'removed' as const, text: stoodBefore },
              { kind: 'added' as const, text: stands },
            ].filter((part) => part.text !== ''),
          },
        ]
  const [work, ...rest] = ENTRY_TEXTS.map((field) => changed(field, ENTRY_WORDS[field], before[field], after[field]))
  return [...(work ?? []), ...moved, ...rest.flat()]
}

/** Which tasks of a report differ from its earlier version, with their fields. A task that the earlier version lacks counts as empty there. */
export const reportDifference = (
  before: readonly Entry[],
  after: readonly Entry[],
): { task: number; fields: FieldDifference[] }[] =>
  after.flatMap((entry) => {
    const old = before.find((one) => one.task === entry.task) ?? emptyEntry(entry.task)
    const fields = entryDifference(old, entry)
    return fields.length > 0 ? [{ task: entry.task, fields }] : []
  })
