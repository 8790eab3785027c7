import * as z from 'zod'
import type { Plan } from '../plan.ts'
import { addDays, at, type Instant } from '../time.ts'

/**
 * What a plan asks of its units beside the monthly report (H1, H2, H3): measures, workflow and timetable in the kick-off (启动阶段), the self-check of
 * the look-back (“回头看”阶段), and the six benchmarks (六标行动). The first two have dates where the notice names such a phase; a plan without one asks
 * for nothing.
 */
export const PHASE_WORK = ['kickoff', 'lookback', 'benchmarks'] as const
export type PhaseWork = (typeof PHASE_WORK)[number]

export const WORK_WORDS: Record<PhaseWork, { title: string; what: string }> = {
  kickoff: { title: '启动', what: '工作措施、工作流程和工作时间表' },
  lookback: { title: '回头看', what: '自查情况' },
  benchmarks: { title: '六标行动', what: '寻标、对标、定标、达标、评标、兑标' },
}

/** By these words a notice's phases are told (2019: 启动阶段, “回头看”阶段). */
const NAMED: Record<'kickoff' | 'lookback', RegExp> = { kickoff: /启动/, lookback: /回头看/ }

/** When a phase's work may be done and until when it is on time; a date without an hour lasts until the following midnight. */
export type PhaseDates = { name: string; opens: Instant; due: Instant }

/** The plan's kick-off or look-back; null where the notice names none. */
export const phaseOf = ({ phases }: Pick<Plan, 'phases'>, work: 'kickoff' | 'lookback'): PhaseDates | null => {
  const phase = phases.find(({ name }) => NAMED[work].test(name))
  return phase ? { name: phase.name, opens: at(phase.start, '00:00'), due: at(addDays(phase.end, 1), '00:00') } : null
}

/**
 * Is the phase's work collected here? Not where the plan has no such phase, before it begins, or where the plan was published only after it: then
 * nobody could have filed in time.
 */
export const isCollected = (dates: PhaseDates | null, publishedAt: Instant | null, cutOff: Instant): boolean =>
  dates !== null && dates.opens <= cutOff && (publishedAt === null || publishedAt < dates.due)

export const PHASE_STATES = ['draft', 'filed'] as const
export const PhaseState = z.enum(PHASE_STATES)
export type PhaseState = z.infer<typeof PhaseState>

type ActRule = {
  from: readonly PhaseState[]
  /** The state it becomes; null: it stays. */
  to: PhaseState | null
  needs: 'phase.file' | 'phase.mark'
  words: string
}

/**
 * The life of a unit's kick-off or look-back: saved while it is a draft, filed, and corrected by filing again, which keeps the first time. What the
 * self-check found is remedied after it was filed; the office may mark a problem at any time.
 */
export const PHASE_ACTS = {
  save: { from: ['draft'], to: null, needs: 'phase.file', words: '保存' },
  file: { from: ['draft', 'filed'], to: 'filed', needs: 'phase.file', words: '报送' },
  remedy: { from: ['filed'], to: null, needs: 'phase.file', words: '整改' },
  mark: { from: ['draft', 'filed'], to: null, needs: 'phase.mark', words: '指出问题' },
} as const satisfies Record<string, ActRule>
export type PhaseAct = keyof typeof PHASE_ACTS

/** The state after an act, or null when the table does not allow it from this state. */
export const phaseAfter = (state: PhaseState, act: PhaseAct): PhaseState | null => {
  const rule: ActRule = PHASE_ACTS[act]
  return rule.from.includes(state) ? (rule.to ?? state) : null
}

/** A text of a phase's form: as a field of the monthly report. */
export const FIELD_LIMIT = 2_000
export const phaseText = z
  .string()
  .transform((value) => value.replaceAll('\r\n', '\n').trim())
  .pipe(z.string().max(FIELD_LIMIT, `最多${FIELD_LIMIT}字`))
  .default('')

/** What is wrong with a field of a phase's form. `task` null: of the whole. */
export type PhaseProblem = { task: number | null; field: string; message: string }
