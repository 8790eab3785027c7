import type { OutputKind, PlanKind } from './kind.ts'
import { monthBulletin, yearReport } from './kinds/documents.ts'
import { entriesWorkbook } from './kinds/entries.ts'
import { evaluationWorkbook } from './kinds/evaluation.ts'
import { wholeExport } from './kinds/export.ts'
import { publishedEvaluation, publishedSnapshot } from './kinds/publishedEvaluation.ts'
import { monthSummary } from './kinds/summary.ts'
import { filesOf } from './tables/table.ts'
import { TABLES } from './tables.ts'

/** Every kind of output, in the order of the downloads page. A new kind is a file in kinds/ and a line here. */
export const KINDS: readonly OutputKind[] = [
  monthSummary,
  monthBulletin,
  evaluationWorkbook,
  publishedEvaluation,
  publishedSnapshot,
  yearReport,
  entriesWorkbook,
  ...TABLES.flatMap(filesOf),
  wholeExport,
]

export const kindOf = (id: string): OutputKind | null => KINDS.find((kind) => kind.id === id) ?? null

/** The kinds that tell of a month, or of the whole year. */
export const kindsOf = (scope: 'month' | 'plan'): PlanKind[] =>
  KINDS.filter((kind): kind is PlanKind => kind.scope === scope)
