import type { Revision } from '../../domain/output/revision.ts'
import type { Permission } from '../../domain/permission.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Instant, Period } from '../../domain/time.ts'
import type { Deps } from '../deps.ts'
import type { Load } from '../load.ts'
import type { Overview, YearData } from '../overview.ts'
import type { Documents, Files, Items, Workbooks } from '../ports.ts'
import type { Filed } from './filed.ts'

/** What an output is, whichever it is: the registry (kinds.ts) is a list of these, and nothing else knows one kind from another. */

export const FORMATS = {
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', words: 'Excel' },
  docx: { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', words: 'Word' },
  csv: { type: 'text/csv; charset=utf-8', words: 'CSV' },
  json: { type: 'application/json', words: 'JSON' },
} as const
export type Format = keyof typeof FORMATS

type Described = {
  /** In addresses, records and the API. */
  id: string
  /** Its name on pages, without year or month. */
  words: string
  /** What stands in it, in one line. */
  says: string
  format: Format
  needs: Permission
}

/**
 * Makes the file. The same data, cut-off and revision give the same bytes: no clock is asked but `scene.cutOff`. The file itself states cut-off and revision.
 * @returns `title` is the file's name without its ending; what is large comes as a stream
 * @throws Refusal access.missing when there is no such thing to make
 */
type Make<Scene> = (scene: Scene) => Promise<Made>

/** An output of a plan's data: handed out at once where it is small. */
export type PlanKind = Described & {
  scope: 'month' | 'plan'
  make: Make<OutputScene>
  /** Is there anything to make yet? Asked before it is offered; a kind that does not say is always offered. */
  there?: (deps: OutputDeps, plan: string) => Promise<boolean>
}
/** An output of everything: always a job, and only with a reason. */
export type EverythingKind = Described & { scope: 'everything'; make: Make<EverythingScene> }
export type OutputKind = PlanKind | EverythingKind

/** `revision`: of what has revisions of its own, such as a published evaluation; the others have that of their scene. */
export type Made = { title: string; bytes: Uint8Array | AsyncIterable<Uint8Array>; revision?: number }

/** Which file: a kind, the plan, and the month of a kind that has one. */
export type Wanted = { kind: string; plan: string; period: Period | null }

/** What outputs are made with: the ports and services that the composition gives. */
export type OutputDeps = Deps & {
  load: Load
  overview: Overview
  workbooks: Workbooks
  documents: Documents
  files: Files
  items: Items
}

/** What every output is made from. `step` says how far it has come; what takes long calls it now and then, and stops where it throws. */
export type EverythingScene = {
  with: OutputDeps
  cutOff: Instant
  step: (words: string, done: number, total: number) => Promise<void>
}

/** What an output of a plan's data is made from. */
export type OutputScene = EverythingScene & {
  plan: Plan
  /** The month of a kind whose scope is `month`. */
  period: Period | null
  /** The year of the plan at the cut-off, without texts. */
  data: YearData
  revision: Revision
  filed: Filed
}
