import { duties, people } from './tables/department.ts'
import { rates, scores, taskMatrix, unitMatrix } from './tables/figures.ts'
import { changes, history, outputRecords, reminders } from './tables/records.ts'
import type { TableKind } from './tables/table.ts'
import { entries } from './tables/texts.ts'

/** Every table that goes out as CSV and as JSON (W4), in the order of the downloads page. */
export const TABLES: readonly TableKind[] = [
  rates,
  unitMatrix,
  taskMatrix,
  entries,
  scores,
  duties,
  people,
  history,
  reminders,
  outputRecords,
  changes,
]
