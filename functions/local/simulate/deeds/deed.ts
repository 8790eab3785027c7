import type { Instant } from '../../../../shared/domain/time.ts'
import type { Browser } from '../client.ts'
import type { Notes } from '../notes.ts'
import { type EvaluationDeed, evaluation } from './evaluation.ts'
import { type FilingDeed, filing } from './filing.ts'
import { type OfficeDeed, office } from './office.ts'
import { type OutputDeed, outputs } from './outputs.ts'
import { type PhasesDeed, phases } from './phases.ts'
import { type PlanChangeDeed, planChange } from './planChange.ts'
import { type RemindingDeed, reminding } from './reminding.ts'
import { type SettingsDeed, settings } from './settings.ts'
import { type SigningDeed, signing } from './signing.ts'

/**
 * What somebody does in a simulated year, and how it is carried out. Each kind lives in a file of its own, with its shape and its performers; here
 * they are put together. The script says who does what and when, and knows nothing of how.
 */

type Kinds =
  | FilingDeed
  | SigningDeed
  | OfficeDeed
  | SettingsDeed
  | PlanChangeDeed
  | RemindingDeed
  | OutputDeed
  | EvaluationDeed
  | PhasesDeed
export type Deed = { at: Instant; actor: string } & Kinds

/** What a performer has at hand. */
export type Hands = Pick<Notes, 'note'> & {
  plan: string
  /** The person's browser, signed in; a session left for eleven hours is opened anew. */
  browserOf: (person: string) => Promise<Browser>
  /** Downloads a file for a person, keeps it under its name in `outputs/`, and notes it. */
  download: (person: string, path: string) => Promise<void>
}

/** One performer for each act of a kind. */
export type Performers<D extends { act: string }> = {
  [A in D['act']]: (deed: { at: Instant; actor: string } & Extract<D, { act: A }>, hands: Hands) => Promise<void>
}

const performers: Performers<Kinds> = {
  ...filing,
  ...signing,
  ...office,
  ...settings,
  ...planChange,
  ...reminding,
  ...outputs,
  ...evaluation,
  ...phases,
}

export const perform = (deed: Deed, hands: Hands): Promise<void> =>
  (performers[deed.act] as (deed: Deed, hands: Hands) => Promise<void>)(deed, hands)
