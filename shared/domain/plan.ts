import * as z from 'zod'
import { Rhythm } from './calendar.ts'
import { Slug, type Unit } from './people.ts'
import {
  addPeriods,
  at,
  Instant,
  type Instant as InstantType,
  LocalDate,
  lastDay,
  Period,
  type Period as PeriodType,
} from './time.ts'

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
  /** Added to the plan from this period on; null for those of the notice. */
  addedFrom: Period.nullable().default(null),
  cancelledFrom: Period.nullable().default(null),
  /** Earlier wordings, the oldest first, each with the period from which it no longer held. */
  wordings: z.array(z.object({ until: Period, title: z.string(), text: z.string() })).default([]),
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

/** A change made to the plan from a period on (P4), in words. */
export const Change = z.object({
  at: Instant,
  by: z.string(),
  from: Period,
  kind: z.string(),
  what: z.string(),
  why: z.string(),
  /** The change itself as it was sent, so that the same form sent twice is known. */
  given: z.string(),
})
export type Change = z.infer<typeof Change>

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
  /** What was changed since it was published, the oldest first. */
  changes: z.array(Change).default([]),
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
export const hasBegun = ({ rhythm }: Plan, now: InstantType): boolean => at(rhythm.firstOpens, '00:00') <= now

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

/** A title that may hold quotation marks, ready to stand within them: double ones become single ones (GB/T 15834). */
export const withinQuotes = (title: string): string => title.replaceAll('“', '‘').replaceAll('”', '’')

/** The task as it reads in a period: what was reworded later keeps its old words. */
const taskIn = (task: Task, period: PeriodType): Task => {
  const then = task.wordings.find((wording) => period < wording.until)
  return then ? { ...task, title: then.title, text: then.text } : task
}

/** The plan as it reads in a period. Who owes what then is asked of its duties. */
export const planIn = <P extends Pick<Plan, 'tasks'>>(plan: P, period: PeriodType): P =>
  plan.tasks.some((task) => task.wordings.length > 0)
    ? { ...plan, tasks: plan.tasks.map((task) => taskIn(task, period)) }
    : plan

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

/** One duty per task, with the stronger role, however often the plan names the unit; in the order of tasks. */
export const onePerTask = (duties: readonly Pick<Duty, 'task' | 'role'>[]): { task: number; role: DutyRole }[] => {
  const roles = new Map<number, DutyRole>()
  for (const { task, role } of duties) roles.set(task, strongerRole(role, roles.get(task) ?? role))
  return [...roles].map(([task, role]) => ({ task, role })).sort((a, b) => a.task - b.task)
}

/** Tasks that a change gave to the unit with this period, and that it had until the one before; none in the plan's first. */
export const movesIn = (
  plan: Pick<WholePlan, 'tasks' | 'duties'>,
  unit: Owing,
  period: PeriodType,
): { added: number[]; removed: number[] } => {
  const before = addPeriods(period, -1)
  const own = byUnit(plan.duties).get(unit.id) ?? []
  const moved =
    own.some((duty) => duty.from === period || duty.to === before) ||
    plan.tasks.some((task) => task.cancelledFrom === period)
  if (!moved) return { added: [], removed: [] }
  const tasksIn = (when: PeriodType): number[] => dutiesOf(plan, unit, when, [], '').map((duty) => duty.task)
  const [was, is] = [tasksIn(before), tasksIn(period)]
  return {
    added: is.filter((task) => !was.includes(task)),
    removed: was.filter((task) => !is.includes(task)),
  }
}

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
    ? onePerTask(
        (byUnit(duties).get(unit.id) ?? [])
          .filter((duty) => inForce(duty, period))
          .filter((duty) => {
            const cancelled = taskOf({ tasks }, duty.task)?.cancelledFrom
            return cancelled === null || cancelled === undefined || period < cancelled
          })
          .filter((duty) => !verified.some((done) => done.task === duty.task && done.at < opens)),
      )
    : []
