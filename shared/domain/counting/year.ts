import type { PeriodDates } from '../calendar.ts'
import type { Unit } from '../people.ts'
import { type DutyRole, dutiesOf, onePerTask, taskOf, type Verification, type WholePlan } from '../plan.ts'
import type { ReportHead } from '../report/report.ts'
import type { Instant, Period } from '../time.ts'
import { type DutyMonth, type DutyPeriod, dutyMonths, ZERO_RUN } from './duty.ts'
import { type Filling, sumFilling } from './filling.ts'
import { type Light, speakers, worstLight } from './lights.ts'
import { type Rates, ratesOf, sumRates } from './rates.ts'
import { type Standing, standingOf } from './standing.ts'

/** What a year is counted from: plain data, read at the cut-off. */
export type YearInput = {
  plan: WholePlan
  /** All units; those without a duty are kept, and nothing is expected of them. */
  units: readonly Unit[]
  /** The plan's periods in order of time. */
  periods: readonly PeriodDates[]
  /** Heads of all periods, as they were at the cut-off; absent where nothing happened. */
  reports: readonly ReportHead[]
  /** Each unit's verifications that stand at the cut-off. */
  verified: readonly { unit: string; verified: readonly Verification[] }[]
  cutOff: Instant
}

/** One task in one period, with what each unit said. */
export type TaskMonth = {
  task: number
  period: Period
  /** The lead's light, or the worst of the responsible units'; null before the due time and where nobody has the duty. */
  light: Light | null
  /** 累计完成进度 of those who speak for the task, the lowest where there are several; null where there is no light. */
  progress: number | null
  /** Everybody who speaks for the task reported zero: written as 零; the light stays. */
  zero: boolean
  /** Some unit has reported zero for `ZERO_RUN` months running or longer. */
  zeroRun: boolean
  /** 缺N: units that do not speak for the task (support, wildcard) and whose report is missing. */
  missing: number
  filling: Filling
  /** In the units' order. */
  duties: DutyMonth[]
}

export type Year = {
  plan: WholePlan
  cutOff: Instant
  /** In the office's order. */
  units: Unit[]
  periods: PeriodDates[]
  /** unit → period → standing, for every unit and period. */
  standings: Record<string, Record<Period, Standing>>
  /** task → period → month, for every task and period. */
  tasks: Record<number, Record<Period, TaskMonth>>
  /** unit → its duties, each a list of the months in which it is in force, by task. */
  duties: Record<string, DutyMonth[][]>
  /** unit → tasks verified at the cut-off. */
  verified: Record<string, number[]>
  rates: { unit: Record<string, Rates>; period: Record<Period, Rates>; class: Record<string, Rates>; all: Rates }
  /** Groups by their index in the plan; tasks of no group stand under `NO_GROUP`. */
  filling: {
    task: Record<number, Filling>
    group: Record<number, Filling>
    period: Record<Period, Filling>
    groupPeriod: Record<number, Record<Period, Filling>>
    all: Filling
  }
}

export const NO_GROUP = -1

type Owed = { task: number; role: DutyRole }

const roleByTask = (duties: readonly Owed[]): Map<number, DutyRole> =>
  new Map(onePerTask(duties).map(({ task, role }) => [task, role]))

/** A unit's standings and duties. A filed report keeps the duties it was filed with, whatever becomes of the plan. */
const unitYear = (
  { plan, periods: all, cutOff }: YearInput,
  unit: Unit,
  given: readonly Verification[],
  heads: ReadonlyMap<string, ReportHead>,
): { standings: Record<Period, Standing>; duties: DutyMonth[][]; verified: number[] } => {
  const verified = given.filter((one) => one.at <= cutOff).sort((a, b) => (a.at < b.at ? -1 : 1))
  const standings: Record<Period, Standing> = {}
  const timelines = new Map<number, DutyPeriod[]>()
  for (const dates of all) {
    const { period, opens } = dates
    const head = heads.get(`${unit.id} ${period}`) ?? null
    const keeps = head !== null && head.filedAt !== null && head.duties.length > 0
    const planned = roleByTask(dutiesOf(plan, unit, period, [], opens))
    const owed = keeps
      ? roleByTask(head.duties)
      : verified.length === 0
        ? planned
        : roleByTask(dutiesOf(plan, unit, period, verified, opens))
    const standing = standingOf({ head, dates, duties: owed.size, cutOff })
    standings[period] = standing
    const said = new Map(standing.filed ? head?.entries.map((brief) => [brief.task, brief]) : [])
    for (const [task, role] of owed === planned ? owed : new Map([...planned, ...owed])) {
      const entry = said.get(task) ?? null
      const month = { period, role, owed: owed.has(task), standing, entry: owed.has(task) ? entry : null }
      const timeline = timelines.get(task)
      if (timeline) timeline.push(month)
      else timelines.set(task, [month])
    }
  }
  const duties = [...timelines]
    .sort(([one], [other]) => one - other)
    .map(([number, periods]) =>
      dutyMonths({
        unit: unit.id,
        number,
        task: taskOf(plan, number),
        periods,
        verifiedAt: verified.find((one) => one.task === number)?.at ?? null,
        cutOff,
      }),
    )
  return { standings, duties, verified: [...new Set(verified.map((one) => one.task))] }
}

const NOTHING: Filling = { due: 0, filled: 0 }

const fillingOf = (months: readonly DutyMonth[]): Filling => ({
  due: months.filter((month) => month.due).length,
  filled: months.filter((month) => month.filled).length,
})

const taskMonth = (task: number, period: Period, duties: DutyMonth[]): TaskMonth => {
  const speaking = speakers(duties)
  const speaks = new Set(speaking)
  const light = worstLight(speaking.flatMap((duty) => duty.light ?? []))
  const progress = speaking.flatMap((duty) => duty.progress ?? [])
  return {
    task,
    period,
    light,
    progress: light === null || progress.length === 0 ? null : Math.min(...progress),
    zero: speaking.length > 0 && speaking.every((duty) => duty.zero),
    zeroRun: duties.some((duty) => duty.zeroRun >= ZERO_RUN),
    missing: duties.filter((duty) => duty.missing && !speaks.has(duty)).length,
    filling: fillingOf(duties),
    duties,
  }
}

const record = <K extends string | number, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>

/**
 * Counts a year at a cut-off (domain.md, 2 and 2a): every unit's standing and every task's light in every period, the rates of reports and the counts of entries.
 * What is owed follows the plan's duties while their unit exists.
 */
export const yearOf = (input: YearInput): Year => {
  const units = [...input.units].sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  const heads = new Map(input.reports.map((head) => [`${head.unit} ${head.period}`, head]))
  const ids = units.map((unit) => unit.id)
  const verified = new Map(input.verified.map((one) => [one.unit, one.verified]))
  const years = new Map(units.map((unit) => [unit.id, unitYear(input, unit, verified.get(unit.id) ?? [], heads)]))
  const standings = record(ids, (id) => years.get(id)?.standings ?? {})
  const periods = input.periods.map((dates) => dates.period)

  const cells = new Map<number, Map<Period, DutyMonth[]>>()
  for (const { duties } of years.values())
    for (const timeline of duties)
      for (const month of timeline) {
        const row = cells.get(month.task) ?? new Map<Period, DutyMonth[]>()
        if (row.size === 0) cells.set(month.task, row)
        const cell = row.get(month.period)
        if (cell) cell.push(month)
        else row.set(month.period, [month])
      }
  const tasks = record(
    input.plan.tasks.map((task) => task.number),
    (task) => record(periods, (period) => taskMonth(task, period, cells.get(task)?.get(period) ?? [])),
  )
  const group = new Map(input.plan.tasks.map((task) => [task.number, task.group ?? NO_GROUP]))
  const groups = [...new Set(group.values())].sort((one, other) => one - other)
  const filling = <K>(keyOf: (month: TaskMonth) => K): Map<K, Filling> => {
    const sums = new Map<K, Filling>()
    for (const month of Object.values(tasks).flatMap((byPeriod) => Object.values(byPeriod)))
      sums.set(keyOf(month), sumFilling([sums.get(keyOf(month)) ?? NOTHING, month.filling]))
    return sums
  }
  const byTask = filling((month) => month.task)
  const byGroup = filling((month) => group.get(month.task))
  const byPeriod = filling((month) => month.period)
  const byGroupPeriod = filling((month) => `${group.get(month.task)} ${month.period}`)
  const unitRates = record(ids, (id) => ratesOf(Object.values(standings[id] ?? {})))
  const ratesIn = (of: readonly Unit[]): Rates => sumRates(of.flatMap((unit) => unitRates[unit.id] ?? []))

  return {
    plan: input.plan,
    cutOff: input.cutOff,
    units,
    periods: [...input.periods],
    standings,
    tasks,
    duties: record(ids, (id) => years.get(id)?.duties ?? []),
    verified: record(ids, (id) => years.get(id)?.verified ?? []),
    rates: {
      unit: unitRates,
      period: record(periods, (period) => ratesOf(ids.flatMap((id) => standings[id]?.[period] ?? []))),
      class: record([...new Set(units.map((unit) => unit.class))], (wanted) =>
        ratesIn(units.filter((unit) => unit.class === wanted)),
      ),
      all: ratesIn(units),
    },
    filling: {
      task: record([...group.keys()], (task) => byTask.get(task) ?? NOTHING),
      group: record(groups, (wanted) => byGroup.get(wanted) ?? NOTHING),
      period: record(periods, (period) => byPeriod.get(period) ?? NOTHING),
      groupPeriod: record(groups, (wanted) =>
        record(periods, (period) => byGroupPeriod.get(`${wanted} ${period}`) ?? NOTHING),
      ),
      all: sumFilling([...byTask.values()]),
    },
  }
}
