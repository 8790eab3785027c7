import * as z from 'zod'
import { CalendarCorrection } from '../domain/calendar.ts'
import { DayDigest, HeadLine } from '../domain/digest.ts'
import { EVALUATION_STATES } from '../domain/evaluation/acts.ts'
import { ManualMark } from '../domain/evaluation/marks.ts'
import { PublishedRevision } from '../domain/evaluation/published.ts'
import { RuleSet } from '../domain/evaluation/rules.ts'
import { FormLayout } from '../domain/formLayout.ts'
import { HeadBase } from '../domain/history.ts'
import { LeadershipLink } from '../domain/leadershipLink.ts'
import { OutputJob } from '../domain/output/job.ts'
import { Person, Slug, Unit } from '../domain/people.ts'
import { ProblemBrief } from '../domain/phase/lookback.ts'
import { PhaseState } from '../domain/phase/phase.ts'
import { Duty, DutyRole, Verification } from '../domain/plan.ts'
import { LastRun } from '../domain/reminder/lastRun.ts'
import { LedgerLine, type LineKey, lineId, type MailKey, mailId, ReminderMail } from '../domain/reminder/ledger.ts'
import { ReportBrief } from '../domain/reminder/owed.ts'
import { RuleSettings } from '../domain/reminder/rules.ts'
import { ReportHead } from '../domain/report/report.ts'
import { Instant, Period } from '../domain/time.ts'
import type { Collection, Ref } from './ports.ts'

/**
 * Every key of the store, on one screen, each with the question it answers. In the table a collection is the partition key; a head, record
 * or cell is found under it by its id (see adapter/dynamodb/table.ts for the letters).
 */

// Heads ------------------------------------------------------------------------------------------------------------

/** A plan's head carries what menus need; the plan itself is the body of its current record. */
export const PlanHead = HeadBase.extend({
  state: z.enum(['draft', 'published']),
  id: z.string(),
  title: z.string(),
  year: z.int(),
  publishedAt: Instant.nullable(),
})
export type PlanHead = z.infer<typeof PlanHead>

/** Units, people and the calendar are small: the head carries the whole thing. */
export const UnitHead = HeadBase.extend({ unit: Unit })
export type UnitHead = z.infer<typeof UnitHead>
export const PersonHead = HeadBase.extend({ person: Person })
export type PersonHead = z.infer<typeof PersonHead>
export const CalendarHead = HeadBase.extend({ corrections: z.array(CalendarCorrection) })
export type CalendarHead = z.infer<typeof CalendarHead>
/** How the office lays out the monthly form of a plan. */
export const FormLayoutHead = HeadBase.extend({ layout: FormLayout })
export type FormLayoutHead = z.infer<typeof FormLayoutHead>
/** A unit's verified duties in a plan. */
export const VerificationHead = HeadBase.extend({ unit: z.string(), verified: z.array(Verification) })
export type VerificationHead = z.infer<typeof VerificationHead>

const DutyRow = z.tuple([z.int(), DutyRole, Period.nullable(), Period.nullable()])
export type DutyRow = z.infer<typeof DutyRow>
/** One unit's duties in a plan, as task, role, from, to; `rank` is the unit's order among the others. */
export const UnitDuties = z.object({ unit: Slug, rank: z.int(), rows: z.array(DutyRow) })
export type UnitDuties = z.infer<typeof UnitDuties>
/** Who shares each task: how many units, and the first few of them with their duties. */
export const Sharers = z.array(z.object({ task: z.int(), units: z.int(), first: z.array(Duty) }))
export type Sharers = z.infer<typeof Sharers>

/** The outputs of a plan: the head only orders its lines. */
export const OutputsHead = HeadBase
export type OutputsHead = z.infer<typeof OutputsHead>
/** The rules that a plan is evaluated by; without a head, the default ones. */
export const RulesHead = HeadBase.extend({ rules: RuleSet })
export type RulesHead = z.infer<typeof RulesHead>
/** A unit's manual marks that stand. */
export const MarksHead = HeadBase.extend({ unit: z.string(), marks: z.array(ManualMark) })
export type MarksHead = z.infer<typeof MarksHead>
/** What was published of a plan's evaluation, the oldest first; without a head it is a draft. */
export const EvaluationHead = HeadBase.extend({
  state: z.enum(EVALUATION_STATES),
  revisions: z.array(PublishedRevision),
  /** Do units see the ranking of all, or their own score alone? */
  toUnits: z.boolean(),
})
export type EvaluationHead = z.infer<typeof EvaluationHead>

/** How a plan reminds, as the office set it. */
export const RemindersHead = HeadBase.extend({ settings: RuleSettings })
export type RemindersHead = z.infer<typeof RemindersHead>
/** A unit's measures, workflow and timetable of the kick-off; the texts lie in the record. */
export const KickoffHead = HeadBase.extend({ state: PhaseState, unit: z.string(), filedAt: Instant.nullable() })
export type KickoffHead = z.infer<typeof KickoffHead>
/** A unit's look-back: when it was filed, and what became of each problem. */
export const LookbackHead = KickoffHead.extend({ problems: z.array(ProblemBrief) })
export type LookbackHead = z.infer<typeof LookbackHead>
/** How far a unit's six benchmarks have come. */
export const BenchmarkHead = HeadBase.extend({ unit: z.string(), begun: z.int(), done: z.int() })
export type BenchmarkHead = z.infer<typeof BenchmarkHead>

/** A signed-in browser. `seen` is machine time; a session of a lower epoch than the person's has ended. */
export const Session = z.object({ person: z.string(), epoch: z.int(), seen: Instant })
export type Session = z.infer<typeof Session>
/** A mailed code, waiting for the browser that asked for it. `person` is null for an address nobody has: it is never right. */
export const CodeAsked = z.object({
  mail: z.string(),
  person: z.string().nullable(),
  hash: z.string(),
  left: z.int(),
  until: Instant,
})
export type CodeAsked = z.infer<typeof CodeAsked>

// Keys -------------------------------------------------------------------------------------------------------------

const collection = <T>(name: string, schema: z.ZodType<T>): Collection<T> => ({ collection: name, schema })
const within = <T>({ collection: name, schema }: Collection<T>, id: string): Ref<T> => ({
  collection: name,
  id,
  schema,
})

export const keys = {
  /** Which plans are there? */
  plans: collection('plans', PlanHead),
  plan: (plan: string) => within(keys.plans, plan),
  /** What does each unit owe, by one version of the plan? Cells that nobody changes: one by its unit, all by one Query. */
  duties: (plan: string, set: string) => collection(`plan/${plan}/duties/${set}`, UnitDuties),
  unitDuties: (plan: string, set: string, unit: string) => within(keys.duties(plan, set), unit),
  /** Who else has this task? */
  sharers: (plan: string, set: string) => within(collection(`plan/${plan}/sharers`, Sharers), set),
  /** Who has filed this month? One Query over plan and period. */
  reports: (plan: string, period: string) => collection(`plan/${plan}/${period}`, ReportHead),
  report: (plan: string, period: string, unit: string) => within(keys.reports(plan, period), unit),
  /** The same heads, as far as a reminder run asks. */
  reportBriefs: (plan: string, period: string) => collection(`plan/${plan}/${period}`, ReportBrief),
  /** Which duties of the plan are taken off the list? */
  verifications: (plan: string) => collection(`plan/${plan}/verified`, VerificationHead),
  verification: (plan: string, unit: string) => within(keys.verifications(plan), unit),
  /** How does the office's own monthly form look? By plan; none where it is still the first one. */
  formLayouts: collection('form-layouts', FormLayoutHead),
  formLayout: (plan: string) => within(keys.formLayouts, plan),
  /** By which rules is the plan evaluated, and what of it is published? */
  evaluations: (plan: string) => collection(`plan/${plan}/evaluation`, HeadBase),
  rules: (plan: string) => within(collection(`plan/${plan}/evaluation`, RulesHead), 'rules'),
  evaluation: (plan: string) => within(collection(`plan/${plan}/evaluation`, EvaluationHead), 'evaluation'),
  /** Which manual marks stand? */
  allMarks: (plan: string) => collection(`plan/${plan}/marks`, MarksHead),
  marks: (plan: string, unit: string) => within(keys.allMarks(plan), unit),
  /** Who has filed the kick-off, the look-back, the six benchmarks? */
  kickoffs: (plan: string) => collection(`plan/${plan}/kickoff`, KickoffHead),
  kickoff: (plan: string, unit: string) => within(keys.kickoffs(plan), unit),
  lookbacks: (plan: string) => collection(`plan/${plan}/lookback`, LookbackHead),
  lookback: (plan: string, unit: string) => within(keys.lookbacks(plan), unit),
  allBenchmarks: (plan: string) => collection(`plan/${plan}/benchmarks`, BenchmarkHead),
  benchmarks: (plan: string, unit: string) => within(keys.allBenchmarks(plan), unit),
  /** Which units and people are there? */
  units: collection('units', UnitHead),
  unit: (unit: string) => within(keys.units, unit),
  people: collection('people', PersonHead),
  person: (person: string) => within(keys.people, person),
  /** Whose address is this? A cell per address, claimed before the person is written. */
  mailOwner: (mail: string): Ref<string> => ({ collection: 'mail-owners', id: mail, schema: z.string() }),
  /** Which days did the office correct? */
  calendar: { collection: 'calendar', id: 'calendar', schema: CalendarHead } satisfies Ref<CalendarHead>,
  /** What does this installation remember of itself (demo or bureau, the demo clock's offset)? */
  installation: <T>(name: string, schema: z.ZodType<T>): Ref<T> => ({ collection: 'installation', id: name, schema }),
  /** What became of each reminder of this month? One Query over plan and period. */
  ledger: (plan: string, period: string) => collection(`plan/${plan}/${period}/ledger`, LedgerLine),
  ledgerLine: (line: LineKey): Ref<LedgerLine> => within(keys.ledger(line.plan, line.period), lineId(line)),
  /** Which reminder mails were made this month, and what became of them? */
  reminderMails: (month: string) => collection(`reminder-mails/${month}`, ReminderMail),
  reminderMail: (mail: MailKey): Ref<ReminderMail> => within(keys.reminderMails(mail.day.slice(0, 7)), mailId(mail)),
  /** By which rules does a plan remind? */
  reminderRules: (plan: string) => within(collection('reminder-rules', RemindersHead), plan),
  /** When is something that failed for now to be tried again (machine time)? Null: nothing waits. */
  nextTry: { collection: 'installation', id: 'next-try', schema: Instant.nullable() } satisfies Ref<Instant | null>,
  /** When did the reminder run last finish? */
  lastRun: { collection: 'installation', id: 'last-run', schema: LastRun } satisfies Ref<LastRun>,
  /** Which files went out of a plan's data, and which of everything? */
  outputsCollection: 'outputs',
  outputs: (plan: string): Ref<OutputsHead> => within(collection(keys.outputsCollection, OutputsHead), plan),
  /** Stands where a plan's id does for what tells of all plans. No plan has this id: plans are named by their year. */
  everything: 'everything',
  /** Which outputs are being made, and how far are they? */
  outputJobs: (plan: string) => collection(`output-jobs/${plan}`, OutputJob),
  outputJob: (plan: string, job: string) => within(keys.outputJobs(plan), job),
  /** How did a plan's histories stand on each day, in one hash? And line by line, where they had changed since the day before. */
  digests: (plan: string) => collection(`plan/${plan}/digests`, DayDigest),
  digest: (plan: string, day: string) => within(keys.digests(plan), day),
  digestPart: (plan: string, day: string, part: string) =>
    collection(`plan/${plan}/digests/${day}/${part}`, z.array(HeadLine)),
  digestLines: (plan: string, day: string, part: string, chunk: number) =>
    within(keys.digestPart(plan, day, part), String(chunk).padStart(4, '0')),
  /** Who may open the leadership page without signing in? Under the hash of the link's token. */
  leadershipLinks: collection('leadership-links', LeadershipLink),
  leadershipLink: (hash: string) => within(keys.leadershipLinks, hash),
  /** Who sits at this browser? Under the hash of the session's token. */
  session: (hash: string) => within(collection('sessions', Session), hash),
  /** Which code was this browser sent? Under the hash of the browser's token. */
  codeAsked: (hash: string) => within(collection('codes', CodeAsked), hash),
  /** When were codes asked for, for this address or from this place? Under a hash: the key names nobody. */
  codesAsked: (hash: string) => within(collection('code-limits', z.array(Instant)), hash),
}
