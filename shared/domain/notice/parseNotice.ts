import { chooseSection } from './chooseSection.ts'
import { Sheet } from './coverage.ts'
import { Draft } from './draft.ts'
import { formalKinds, readHeader, withPlanTitle } from './header.ts'
import { buildOutline } from './outline.ts'
import type { ParsedNotice } from './ParsedNotice.ts'
import { cutPieces } from './pieces.ts'
import { readSource } from './source.ts'

/**
 * Reads a published notice: groups, tasks, who owes them, deadlines, targets, phases. Plain text in, the fixed shape out;
 * never throws. Every non-blank character is used, knowingly skipped, or doubtful with its line and reason.
 *
 * The way of the text: lines → pieces (one per numbered item, also where many are pasted on one line) → formal parts
 * (title, number, signature) → outline (nested numbering, annexes apart) → which items are tasks → each task's clauses,
 * deadlines and targets → phases → the sheet that accounts for every character.
 */
export const parseNotice = (text: string): ParsedNotice => {
  const source = readSource(text)
  const pieces = cutPieces(source)
  const kinds = formalKinds(source, pieces)
  const formal = readHeader(source, pieces, kinds)
  const sections = buildOutline(source, pieces, kinds)
  const chosen = chooseSection(source, pieces, kinds, sections, formal)
  const header = withPlanTitle(formal, source, pieces, chosen.section.titles, chosen.firstTask)

  const sheet = new Sheet(source)
  const draft = new Draft(source, sheet, header)
  draft.background(pieces, kinds, sections, chosen)
  draft.groupsAndTasks(chosen)
  draft.phases(sections)
  return { ...header, ...draft.result() }
}
