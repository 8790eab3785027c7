import * as z from 'zod'
import type { PeriodDates } from './calendar.ts'
import { Slug, type Unit } from './people.ts'
import {
  byUnit,
  DUTY_ROLES,
  DUTY_WORDS,
  type Duty,
  DutyRole,
  dutiesOf,
  existsIn,
  inForce,
  MOST_TASKS,
  MOST_UNITS,
  sortDuties,
  strongerRole,
  type Task,
  taskOf,
  type Verification,
  type WholePlan,
  withinQuotes,
} from './plan.ts'
import { unitNamed } from './settlement.ts'
import { addPeriods, type Instant, type Period, periodInWords } from './time.ts'

/**
 * Changes to a published plan from a period on (P4): a task reworded, added, cancelled or given to others; units merged, split or renamed. The period is
 * one that is not yet due, and nothing before it changes: not who owed what, and not how the tasks read.
 */

const title = z.string().trim().min(1, '任务名称要填写').max(200, '任务名称最多200字')
const text = z.string().trim().min(1, '任务内容要填写').max(4_000, '任务内容最多4000字')
const task = z.int().min(1)
const owing = z
  .array(z.object({ unit: Slug, role: DutyRole }))
  .min(1, '至少要有一个单位报送；不再要报的，请用“取消任务”')
  .max(MOST_UNITS)
const some = z.array(Slug).min(1, '至少要有一个单位').max(20, '一次最多20个单位')

export const PlanChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reword'), task, title, text }),
  z.object({ kind: z.literal('add'), title, text, group: z.int().min(0).nullable(), duties: owing }),
  z.object({ kind: z.literal('cancel'), task }),
  /** Who owes the task from then on, all of them. */
  z.object({ kind: z.literal('reassign'), task, duties: owing }),
  z.object({ kind: z.literal('merge'), units: some, into: Slug }),
  z.object({ kind: z.literal('split'), unit: Slug, into: some }),
  z.object({ kind: z.literal('rename'), unit: Slug, name: z.string().trim().min(1, '新名称要填写').max(40) }),
])
export type PlanChange = z.infer<typeof PlanChange>
export type ChangeKind = PlanChange['kind']

export const CHANGE_WORDS: Record<ChangeKind, string> = {
  reword: '改写任务',
  add: '增加任务',
  cancel: '取消任务',
  reassign: '改派任务',
  merge: '合并单位',
  split: '拆分单位',
  rename: '单位改名',
}

/** The periods from which the plan may still be changed: those not yet due. */
export const changeable = (periods: readonly PeriodDates[], now: Instant): Period[] =>
  periods.filter((dates) => now < dates.due).map((dates) => dates.period)

/** Units that stop and those that carry their tasks on. A unit that is among both goes on beside the others. */
const handedOn = (change: Extract<PlanChange, { kind: 'merge' | 'split' }>): { from: string[]; into: string[] } =>
  change.kind === 'merge' ? { from: change.units, into: [change.into] } : { from: [change.unit], into: change.into }

/** Units that exist no longer from the change on, each with those that succeed it. */
export const ended = (change: PlanChange): { unit: string; successors: string[] }[] => {
  if (change.kind !== 'merge' && change.kind !== 'split') return []
  const { from, into } = handedOn(change)
  return from.filter((unit) => !into.includes(unit)).map((unit) => ({ unit, successors: into }))
}

/** What is left of a duty before a period: nothing of one that would only begin then. */
const before = (duty: Duty, from: Period): Duty[] => {
  const until = addPeriods(from, -1)
  if (duty.from !== null && duty.from > until) return []
  return [duty.to !== null && duty.to <= until ? duty : { ...duty, to: until }]
}

/** Is the duty in force at the period and for good? */
const holds = (duty: Duty, from: Period): boolean => duty.to === null && inForce(duty, from)

/** @returns the very same list where nobody would owe otherwise */
const reassigned = (
  duties: readonly Duty[],
  number: number,
  wanted: z.infer<typeof owing>,
  from: Period,
): readonly Duty[] => {
  const roles = new Map<string, DutyRole>()
  for (const { unit, role } of wanted) roles.set(unit, strongerRole(role, roles.get(unit) ?? role))
  const own = duties.filter((duty) => duty.task === number)
  const kept = own.filter((duty) => holds(duty, from) && roles.get(duty.unit) === duty.role)
  const goOn = new Set(kept.map((duty) => duty.unit))
  const ending = own.filter((duty) => !kept.includes(duty) && (duty.to === null || duty.to >= from))
  if (ending.length === 0 && goOn.size === roles.size) return duties
  return [
    ...duties.filter((duty) => duty.task !== number),
    ...kept,
    ...own.filter((duty) => !kept.includes(duty)).flatMap((duty) => before(duty, from)),
    ...[...roles]
      .filter(([unit]) => !goOn.has(unit))
      .map(([unit, role]): Duty => ({ unit, task: number, role, from, to: null })),
  ]
}

/** Does the unit have this duty anyway, as long and in no weaker role? */
const covered = (duty: Duty, own: readonly Duty[]): boolean =>
  own.some(
    (one) =>
      one.task === duty.task &&
      DUTY_ROLES.indexOf(one.role) <= DUTY_ROLES.indexOf(duty.role) &&
      (one.from === null || (duty.from !== null && one.from <= duty.from)) &&
      (one.to === null || (duty.to !== null && duty.to <= one.to)),
  )

/** @param verified a unit's verified tasks: they are done, and nobody carries them on */
const carriedOn = (
  duties: readonly Duty[],
  { from: old, into }: { from: readonly string[]; into: readonly string[] },
  from: Period,
  verified: (unit: string) => readonly number[],
): Duty[] => {
  const until = addPeriods(from, -1)
  const later = old.flatMap((unit) =>
    (byUnit(duties).get(unit) ?? [])
      .filter((duty) => (duty.to === null || duty.to > until) && !verified(unit).includes(duty.task))
      .map((duty): Duty => (duty.from === null || duty.from < from ? { ...duty, from } : duty)),
  )
  const stay = duties.flatMap((duty) =>
    old.includes(duty.unit) && !into.includes(duty.unit) ? before(duty, from) : [duty],
  )
  const added: Duty[] = []
  for (const unit of into)
    for (const duty of later) {
      const theirs = { ...duty, unit }
      if (!covered(theirs, [...(byUnit(stay).get(unit) ?? []), ...added.filter((one) => one.unit === unit)]))
        added.push(theirs)
    }
  return [...stay, ...added]
}

const reworded = (one: Task, change: { title: string; text: string }, from: Period): Task => ({
  ...one,
  title: change.title,
  text: change.text,
  wordings:
    one.wordings.at(-1)?.until === from
      ? one.wordings
      : [...one.wordings, { until: from, title: one.title, text: one.text }],
})

export const nextNumber = (plan: Pick<WholePlan, 'tasks'>): number =>
  Math.max(0, ...plan.tasks.map((one) => one.number)) + 1

/**
 * The plan after a change. Whatever period before `from` it is asked about, it answers as before.
 * @param verified a unit's verified tasks
 * @param rank the units' order
 */
export const changedPlan = (
  plan: WholePlan,
  change: PlanChange,
  from: Period,
  verified: (unit: string) => readonly number[],
  rank: ReadonlyMap<string, number>,
): WholePlan => {
  const tasks = (make: (one: Task) => Task): Task[] =>
    plan.tasks.map((one) => ('task' in change && one.number === change.task ? make(one) : one))
  const owed = (duties: readonly Duty[]): Duty[] => sortDuties(duties, rank)
  switch (change.kind) {
    case 'reword':
      return { ...plan, tasks: tasks((one) => reworded(one, change, from)) }
    case 'cancel':
      return { ...plan, tasks: tasks((one) => ({ ...one, cancelledFrom: from })) }
    case 'reassign': {
      const duties = reassigned(plan.duties, change.task, change.duties, from)
      return duties === plan.duties ? plan : { ...plan, duties: owed(duties) }
    }
    case 'add': {
      const number = nextNumber(plan)
      const added: Task = {
        number,
        label: String(number),
        group: change.group,
        title: change.title,
        text: change.text,
        responsibility: null,
        deadlines: [],
        targets: [],
        line: 0,
        addedFrom: from,
        cancelledFrom: null,
        wordings: [],
      }
      return {
        ...plan,
        tasks: [...plan.tasks, added],
        duties: owed(reassigned(plan.duties, number, change.duties, from)),
      }
    }
    case 'merge':
    case 'split':
      return { ...plan, duties: owed(carriedOn(plan.duties, handedOn(change), from, verified)) }
    case 'rename':
      return plan
  }
}

export const SAME = '这样调整什么也没有改变'

/** What hinders the change, in sentences; empty when nothing does. The month itself is asked apart. */
export const hindrances = (plan: WholePlan, change: PlanChange, from: Period, units: readonly Unit[]): string[] => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const there = (ids: readonly string[]): string[] =>
    ids.flatMap((id) => {
      const unit = byId.get(id)
      if (!unit) return [`没有这个单位：${id}`]
      return existsIn(unit, from) ? [] : [`${unit.name}在${periodInWords(from)}不存在，不能报送`]
    })
  if ('task' in change) {
    const one = taskOf(plan, change.task)
    if (!one) return [`没有任务${change.task}`]
    if (one.cancelledFrom !== null && one.cancelledFrom <= from)
      return [`任务${change.task}从${periodInWords(one.cancelledFrom)}起已经取消`]
    const last = one.wordings.at(-1)?.until
    if (change.kind === 'reword' && last !== undefined && last > from)
      return [`任务${change.task}已经定下从${periodInWords(last)}起改写，只能再从那个月或以后改`]
    if (change.kind === 'reword' && one.title === change.title && one.text === change.text) return [SAME]
    return change.kind === 'reassign' ? there(change.duties.map((duty) => duty.unit)) : []
  }
  switch (change.kind) {
    case 'add':
      return [
        ...(plan.tasks.length >= MOST_TASKS ? [`任务最多${MOST_TASKS}项`] : []),
        ...(change.group !== null && !plan.groups[change.group] ? ['没有这个任务分组'] : []),
        ...there(change.duties.map((duty) => duty.unit)),
      ]
    case 'merge':
    case 'split': {
      const { from: old, into } = handedOn(change)
      const gone = ended(change).map((one) => one.unit)
      if (change.kind === 'merge' && gone.length === 0) return ['要并入的单位就是它自己，什么也没有改变']
      if (change.kind === 'split' && into.every((unit) => old.includes(unit))) return ['请写明拆出来的单位']
      return there([...old, ...into])
    }
    case 'rename': {
      const unit = byId.get(change.unit)
      if (!unit) return [`没有这个单位：${change.unit}`]
      if (unit.name === change.name) return [SAME]
      const other = unitNamed(change.name, units)
      if (other && other.id !== unit.id) return [`“${change.name}”已经是${other.name}的名称或别名`]
      return there([change.unit])
    }
  }
}

/** What a change does to one unit from the period on. */
export type Affected = {
  unit: string
  gains: { task: number; role: DutyRole }[]
  loses: { task: number; role: DutyRole }[]
  /** Goes on with the task, in another role. */
  shifts: { task: number; role: DutyRole; was: DutyRole }[]
}

/** Who owes something else in the period after the change than before, in the units' order. */
export const affectedBy = (
  was: WholePlan,
  is: WholePlan,
  units: readonly Unit[],
  period: Period,
  verified: (unit: string) => readonly Verification[] = () => [],
  opens = '',
): Affected[] =>
  units.flatMap((unit) => {
    const old = new Map(dutiesOf(was, unit, period, verified(unit.id), opens).map((duty) => [duty.task, duty.role]))
    const now = new Map(dutiesOf(is, unit, period, verified(unit.id), opens).map((duty) => [duty.task, duty.role]))
    const gains = [...now].filter(([number]) => !old.has(number)).map(([number, role]) => ({ task: number, role }))
    const loses = [...old].filter(([number]) => !now.has(number)).map(([number, role]) => ({ task: number, role }))
    const shifts = [...now].flatMap(([number, role]) => {
      const before = old.get(number)
      return before !== undefined && before !== role ? [{ task: number, role, was: before }] : []
    })
    return gains.length + loses.length + shifts.length > 0 ? [{ unit: unit.id, gains, loses, shifts }] : []
  })

/** The change in one sentence: what history, the plan's page and mails say of it. */
export const changeInWords = (plan: WholePlan, change: PlanChange, name: (unit: string) => string): string => {
  const names = (ids: readonly string[]): string =>
    ids.length > 8 ? `${ids.slice(0, 8).map(name).join('、')}等${ids.length}个单位` : ids.map(name).join('、')
  const who = (duties: z.infer<typeof owing>): string =>
    DUTY_ROLES.map((role) => ({ role, ids: duties.filter((duty) => duty.role === role).map((duty) => duty.unit) }))
      .filter(({ ids }) => ids.length > 0)
      .map(({ role, ids }) => `${DUTY_WORDS[role]}${names(ids)}`)
      .join('，')
  const called = (number: number): string => `任务${number}“${withinQuotes(taskOf(plan, number)?.title ?? '')}”`
  switch (change.kind) {
    case 'reword':
      return `${called(change.task)}改写为“${withinQuotes(change.title)}”`
    case 'add':
      return `增加任务${nextNumber(plan)}“${withinQuotes(change.title)}”，${who(change.duties)}`
    case 'cancel':
      return `取消${called(change.task)}`
    case 'reassign':
      return `${called(change.task)}改派：${who(change.duties)}`
    case 'merge':
      return `${names(change.units.filter((unit) => unit !== change.into))}并入${name(change.into)}`
    case 'split':
      return `${name(change.unit)}拆分为${names(change.into)}`
    case 'rename':
      return `${name(change.unit)}改名为${change.name}`
  }
}
