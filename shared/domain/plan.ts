import * as z from 'zod'
import { Rhythm } from './calendar.ts'
import { Slug } from './people.ts'
import { at, type Instant, LocalDate, Period, type Period as PeriodType } from './time.ts'

/** A 责任单位 as the notice names it, before the office settles which units it means. */
export const PartyRole = z.enum(['lead', 'support', 'responsible'])
export const Party = z.object({ name: z.string().min(1).max(120), role: PartyRole, wildcard: z.boolean() })
export type Party = z.infer<typeof Party>

/** What a unit owes a task as. A unit reached by name and by wildcard has one duty, with the stronger role (this order). */
export const DUTY_ROLES = ['lead', 'responsible', 'support', 'wildcard'] as const
export const DutyRole = z.enum(DUTY_ROLES)
export type DutyRole = z.infer<typeof DutyRole>
export const DUTY_WORDS: Record<DutyRole, string> = {
  lead: '牵头单位',
  responsible: '责任单位',
  support: '配合单位',
  wildcard: '相关单位',
}

/** (unit, task) in force from a period on, until another (both included; null is open). */
export const Duty = z.object({
  unit: Slug,
  task: z.int().min(1),
  role: DutyRole,
  from: Period.nullable(),
  to: Period.nullable(),
})
export type Duty = z.infer<typeof Duty>

export const Deadline = z.object({ text: z.string(), date: LocalDate })
export const Target = z.object({ text: z.string(), quantity: z.number(), unit: z.string() })

export const Task = z.object({
  /** Unique in the plan. Where the notice's numbering restarts, the plan counts on and `label` keeps the notice's own number. */
  number: z.int().min(1),
  label: z.string(),
  group: z.int().min(0).nullable(),
  title: z.string(),
  text: z.string(),
  responsibility: z.object({ text: z.string(), parties: z.array(Party) }).nullable(),
  deadlines: z.array(Deadline),
  targets: z.array(Target),
  line: z.int(),
  cancelledFrom: Period.nullable().default(null),
})
export type Task = z.infer<typeof Task>

export const Phase = z.object({ name: z.string(), start: LocalDate, end: LocalDate, line: z.int() })

/**
 * The office's answer to "who is this": for one task the units behind a party's name (a wildcard, or a name that is no unit's),
 * or, with `party` null, behind a task for which the notice names nobody.
 */
export const Settlement = z.object({
  task: z.int().min(1),
  party: z.string().nullable(),
  units: z.array(Slug).max(400),
})
export type Settlement = z.infer<typeof Settlement>

export const MOST_TASKS = 400

export const Plan = z.object({
  id: Slug,
  title: z.string().min(1),
  documentNumber: z.string().nullable(),
  issuer: z.string().nullable(),
  issuedOn: LocalDate.nullable(),
  year: z.int().min(2000).max(2100),
  groups: z.array(z.object({ number: z.string(), title: z.string() })),
  tasks: z.array(Task).max(MOST_TASKS),
  phases: z.array(Phase),
  settlements: z.array(Settlement),
  /** Computed when the plan is published; empty in a draft. */
  duties: z.array(Duty),
  rhythm: Rhythm,
  /** Title of the monthly form, the notice's 样表; `X` stands for the month. */
  formTitle: z.string().min(1).max(120),
  /** The notice as it was read, with what became of every part of it. */
  source: z.object({
    text: z.string(),
    spans: z.array(z.object({ from: z.int(), to: z.int(), as: z.string(), reason: z.string().optional() })),
    doubts: z.array(z.object({ line: z.int(), text: z.string(), reason: z.string() })),
  }),
})
export type Plan = z.infer<typeof Plan>

/** Has the plan's first period opened? */
export const hasBegun = ({ rhythm }: Plan, now: Instant): boolean => at(rhythm.firstOpens, '00:00') <= now

export const taskOf = (plan: Plan, number: number): Task | undefined =>
  plan.tasks.find((task) => task.number === number)

export const strongerRole = (one: DutyRole, other: DutyRole): DutyRole =>
  DUTY_ROLES.indexOf(one) <= DUTY_ROLES.indexOf(other) ? one : other

/** One unit's fulfilled duty, taken off the list by the office (核验销号). `at` is an instant. */
export const Verification = z.object({ task: z.int().min(1), at: z.string(), by: z.string() })
export type Verification = z.infer<typeof Verification>

/**
 * The duties of one unit in a period (domain.md, 2a): in force by the plan, and neither verified nor cancelled before the period opens.
 * @param verified the unit's verifications that still stand
 * @param opens the instant at which the period opens
 */
export const dutiesOf = (
  plan: Plan,
  unit: string,
  period: PeriodType,
  verified: readonly Verification[],
  opens: string,
): { task: number; role: DutyRole }[] =>
  plan.duties
    .filter((duty) => duty.unit === unit)
    .filter((duty) => (duty.from === null || duty.from <= period) && (duty.to === null || period <= duty.to))
    .filter((duty) => {
      const cancelled = taskOf(plan, duty.task)?.cancelledFrom
      return cancelled === null || cancelled === undefined || period < cancelled
    })
    .filter((duty) => !verified.some((done) => done.task === duty.task && done.at < opens))
    .map(({ task, role }) => ({ task, role }))
    .sort((a, b) => a.task - b.task)
