import * as z from 'zod'
import { Rhythm } from './calendar.ts'
import { Slug, type Unit } from './people.ts'
import { at, type Instant, LocalDate, lastDay, Period, type Period as PeriodType } from './time.ts'

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

/** Units that one answer may name: more than a province's counties, bureaus and institutions together. */
export const MOST_UNITS = 5_000

/**
 * The office's answer to "who is this": for one task the units behind a party's name (a wildcard, or a name that is no unit's),
 * or, with `party` null, behind a task for which the notice names nobody.
 */
export const Settlement = z.object({
  task: z.int().min(1),
  party: z.string().nullable(),
  units: z.array(Slug).max(MOST_UNITS),
})
export type Settlement = z.infer<typeof Settlement>

export const MOST_TASKS = 400

/** A plan without who owes what: all that a report, a mail or a menu asks of it. Cost and size do not grow with units. */
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

/** A published plan with every duty, computed when it is published: what matrices, reminders and year books count from. */
export const WholePlan = Plan.extend({ duties: z.array(Duty) })
export type WholePlan = z.infer<typeof WholePlan>

/** Has the plan's first period opened? */
export const hasBegun = ({ rhythm }: Plan, now: Instant): boolean => at(rhythm.firstOpens, '00:00') <= now

/** Made once per list: tens of thousands of duties ask for the same few tasks. Lists are never changed in place. */
const indexed = <T, K>(keyOf: (item: T) => K): ((items: readonly T[]) => ReadonlyMap<K, readonly T[]>) => {
  const known = new WeakMap<readonly T[], ReadonlyMap<K, readonly T[]>>()
  return (items) => {
    const there = known.get(items)
    if (there) return there
    const made = new Map<K, T[]>()
    for (const item of items) {
      const key = keyOf(item)
      const row = made.get(key)
      if (row) row.push(item)
      else made.set(key, [item])
    }
    known.set(items, made)
    return made
  }
}
const tasksByNumber = indexed((task: Task) => task.number)

export const taskOf = (plan: Pick<Plan, 'tasks'>, number: number): Task | undefined =>
  tasksByNumber(plan.tasks).get(number)?.[0]

/** Duties by the unit that has them, and by their task. */
export const byUnit = indexed((duty: Duty) => duty.unit)
export const byTask = indexed((duty: Duty) => duty.task)

export const strongerRole = (one: DutyRole, other: DutyRole): DutyRole =>
  DUTY_ROLES.indexOf(one) <= DUTY_ROLES.indexOf(other) ? one : other

/** One unit's fulfilled duty, taken off the list by the office (核验销号). `at` is an instant. */
export const Verification = z.object({ task: z.int().min(1), at: z.string(), by: z.string() })
export type Verification = z.infer<typeof Verification>

/** A unit as far as owing goes: who it is, and from when until when it exists. */
export type Owing = Pick<Unit, 'id' | 'from' | 'to'>

/** Does the unit exist at the end of the period, when its report is due? One that does not owes nothing and is not reminded. */
export const existsIn = ({ from, to }: Pick<Unit, 'from' | 'to'>, period: PeriodType): boolean => {
  const day = lastDay(period)
  return (from === null || from <= day) && (to === null || day <= to)
}

/** By task, then role, then the units' own order: how duties are listed everywhere. */
export const sortDuties = (duties: readonly Duty[], rank: ReadonlyMap<string, number>): Duty[] =>
  [...duties].sort(
    (a, b) =>
      a.task - b.task ||
      DUTY_ROLES.indexOf(a.role) - DUTY_ROLES.indexOf(b.role) ||
      (rank.get(a.unit) ?? 0) - (rank.get(b.unit) ?? 0) ||
      (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0) ||
      ((a.from ?? '') < (b.from ?? '') ? -1 : 1),
  )

export const inForce = ({ from, to }: Pick<Duty, 'from' | 'to'>, period: PeriodType): boolean =>
  (from === null || from <= period) && (to === null || period <= to)

/**
 * The duties of one unit in a period (domain.md, 2a): in force by the plan while the unit exists, and neither verified nor cancelled before
 * the period opens.
 * @param plan.duties all of the plan's, or the unit's own
 * @param verified the unit's verifications that still stand
 * @param opens the instant at which the period opens
 */
export const dutiesOf = (
  { tasks, duties }: Pick<WholePlan, 'tasks' | 'duties'>,
  unit: Owing,
  period: PeriodType,
  verified: readonly Verification[],
  opens: string,
): { task: number; role: DutyRole }[] =>
  existsIn(unit, period)
    ? (byUnit(duties).get(unit.id) ?? [])
        .filter((duty) => inForce(duty, period))
        .filter((duty) => {
          const cancelled = taskOf({ tasks }, duty.task)?.cancelledFrom
          return cancelled === null || cancelled === undefined || period < cancelled
        })
        .filter((duty) => !verified.some((done) => done.task === duty.task && done.at < opens))
        .map(({ task, role }) => ({ task, role }))
        .sort((a, b) => a.task - b.task)
    : []
