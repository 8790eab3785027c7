import { type Entry, isBlank, lacking } from '../../../shared/domain/report/entry.ts'
import { State } from './components.tsx'

/** Is the entry ready to be submitted? */
export const isReady = (entry: Entry): boolean => lacking(entry).length === 0

/** How far an entry has come inside one's own report: 已填, 零报告, 没填完, 未填; with its letter. */
export const entryState = (entry: Entry): { letter: string; word: string } => {
  if (isReady(entry)) return entry.zero ? { letter: '零', word: '零报告' } : { letter: '填', word: '已填' }
  return { letter: '空', word: isBlank(entry) ? '未填' : '没填完' }
}

export const EntryState = ({ entry }: { entry: Entry }) => <State {...entryState(entry)} />
