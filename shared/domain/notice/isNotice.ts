import type { ParsedNotice } from './ParsedNotice.ts'

/**
 * Whether there is anything in the text that a plan can be made of. A recipe or a price list reads well
 * and still gives no task: the import page then says so instead of showing an empty draft.
 */
export const isNotice = (parsed: Pick<ParsedNotice, 'tasks'>): boolean => parsed.tasks.length > 0
