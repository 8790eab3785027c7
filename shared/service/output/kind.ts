import type { Revision } from '../../domain/output/revision.ts'
import type { Permission } from '../../domain/permission.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Entry } from '../../domain/report/entry.ts'
import type { ReportHead } from '../../domain/report/report.ts'
import type { Instant, Period } from '../../domain/time.ts'
import type { Deps } from '../deps.ts'
import type { Load } from '../load.ts'
import type { Overview, YearData } from '../overview.ts'
import type { Workbooks } from '../ports.ts'

/** What an output is, whichever it is: the registry (kinds.ts) is a list of these, and nothing else knows one kind from another. */

/** What one file tells of: a month of a plan, or a plan's whole year. */
export type OutputScope = 'month' | 'plan'

export const FORMATS = {
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', words: 'Excel' },
  docx: { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', words: 'Word' },
  csv: { type: 'text/csv; charset=utf-8', words: 'CSV' },
  json: { type: 'application/json', words: 'JSON' },
} as const
export type Format = keyof typeof FORMATS

export type OutputKind = {
  /** In addresses, records and the API. */
  id: string
  /** Its name on pages, without year or month. */
  words: string
  /** What stands in it, in one line. */
  says: string
  scope: OutputScope
  format: Format
  needs: Permission
  /**
   * Makes the file. The same data, cut-off and revision give the same bytes: no clock is asked but `scene.cutOff`. The file itself states cut-off and revision.
   * @returns `title` is the file's name without its ending
   * @throws Refusal access.missing when there is no such thing to make
   */
  make: (scene: OutputScene) => Promise<Made>
}

export type Made = { title: string; bytes: Uint8Array }

/** What outputs are made with: the ports and services that the composition gives. */
export type OutputDeps = Pick<Deps, 'chains' | 'chance'> & { load: Load; overview: Overview; workbooks: Workbooks }

/** What one output is made from. */
export type OutputScene = {
  with: OutputDeps
  plan: Plan
  /** The month of a kind whose scope is `month`. */
  period: Period | null
  cutOff: Instant
  /** The year of the plan at the cut-off, without texts. */
  data: YearData
  revision: Revision
  /** Filed reports of these periods with their texts, a period at a time, so that a year does not ask for everything at once. */
  filed: (periods: readonly Period[]) => AsyncGenerator<{ head: ReportHead; entries: Entry[] }>
  /** Says how far it has come; what takes long calls it now and then, and stops where it throws. */
  step: (words: string, done: number, total: number) => Promise<void>
}
