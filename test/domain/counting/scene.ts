import * as fc from 'fast-check'
import { allPeriods, defaultRhythm, type PeriodDates } from '../../../shared/domain/calendar.ts'
import { type Year, type YearInput, yearOf } from '../../../shared/domain/counting/year.ts'
import { Unit, type Unit as UnitType } from '../../../shared/domain/people.ts'
import {
  DUTY_ROLES,
  type Duty,
  type DutyRole,
  type WholePlan as PlanType,
  WholePlan,
} from '../../../shared/domain/plan.ts'
import { type EntryBrief, STATUSES } from '../../../shared/domain/report/entry.ts'
import { newReport, type ReportHead, STATES } from '../../../shared/domain/report/report.ts'
import { addMinutes, type Instant, instant, ms, parseInstant } from '../../../shared/domain/time.ts'

/** A small plan year for the rules of counting and evaluation, told in few words. */

export const periods: PeriodDates[] = allPeriods(defaultRhythm(2019), { corrections: [] })

export const datesOf = (period: string): PeriodDates => {
  const dates = periods.find((one) => one.period === period)
  if (!dates) throw new Error(`no such period: ${period}`)
  return dates
}

/** `2019-06-28T17:30` in Shanghai → instant. */
export const clock = (local: string): Instant => {
  const when = parseInstant(`${local}+08:00`)
  if (when === null) throw new Error(`no such time: ${local}`)
  return when
}

export const unit = (id: string, order = 0, over: Partial<UnitType> = {}): UnitType =>
  Unit.parse({ id, name: id, class: '处室', order, ...over })

export const duty = (unit: string, task: number, role: DutyRole = 'responsible', over: Partial<Duty> = {}): Duty => ({
  unit,
  task,
  role,
  from: null,
  to: null,
  ...over,
})

type TaskOver = Partial<PlanType['tasks'][number]>

/** A plan with these duties; tasks 1 … the highest number, in groups of five. */
export const planWith = (duties: readonly Duty[], tasks: Record<number, TaskOver> = {}): PlanType => {
  const count = Math.max(1, ...duties.map((one) => one.task))
  return WholePlan.parse({
    id: '2019',
    title: '2019年全省民政软环境建设实施方案',
    documentNumber: null,
    issuer: null,
    issuedOn: null,
    year: 2019,
    groups: Array.from({ length: Math.ceil(count / 5) }, (_, i) => ({ number: `${i + 1}`, title: `环境${i + 1}` })),
    tasks: Array.from({ length: count }, (_, i) => ({
      number: i + 1,
      label: `${i + 1}`,
      group: Math.floor(i / 5),
      title: `任务${i + 1}`,
      text: '',
      responsibility: null,
      deadlines: [],
      targets: [],
      line: 1,
      ...tasks[i + 1],
    })),
    phases: [],
    settlements: [],
    duties,
    rhythm: defaultRhythm(2019),
    formTitle: '月进展情况报表（X月）',
    source: { text: '', spans: [], doubts: [] },
  })
}

export const said = (task: number, over: Partial<EntryBrief> = {}): EntryBrief => ({
  task,
  zero: false,
  status: '按计划推进',
  progress: 50,
  problem: false,
  measure: true,
  ...over,
})

export const zeroOn = (task: number): EntryBrief => said(task, { zero: true, status: null, progress: null })

export const headOf = (unit: string, period: string, over: Partial<ReportHead> = {}): ReportHead => ({
  ...newReport('2019', period, unit),
  version: 1,
  ...over,
})

/** A report accepted after being filed at this time; one day before it was due when no time is given. */
export const filed = (
  unit: string,
  period: string,
  entries: EntryBrief[],
  over: Partial<ReportHead> = {},
): ReportHead =>
  headOf(unit, period, {
    state: 'accepted',
    filedAt: addMinutes(datesOf(period).due, -1440),
    entries,
    duties: [],
    zero: entries.length > 0 && entries.every((entry) => entry.zero),
    ...over,
  })

export const yearWith = (over: Partial<YearInput> & Pick<YearInput, 'plan' | 'units'>): Year =>
  yearOf({ periods, reports: [], verified: [], cutOff: clock('2019-12-20T17:30'), ...over })

// Anything at all --------------------------------------------------------------------------------------------------

const first = ms(datesOf('2019-03').opens)
const last = ms(datesOf('2019-12').locks) + 20 * 86_400_000

export const anyInstant = fc.integer({ min: first, max: last }).map(instant)

/** Around the dates that matter, exactly on them too. */
export const momentNear = (dates: PeriodDates): fc.Arbitrary<Instant> =>
  fc
    .tuple(
      fc.constantFrom(dates.opens, dates.due, dates.locks),
      fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -6 * 86_400_000, max: 9 * 86_400_000 })),
    )
    .map(([base, shift]) => instant(ms(base) + shift))

export const anyExtensions = (dates: PeriodDates): fc.Arbitrary<ReportHead['extensions']> =>
  fc.array(fc.tuple(momentNear(dates), fc.integer({ min: 1, max: 14 * 1440 })), { maxLength: 3 }).map((granted) =>
    granted
      .map(([at, minutes]) => ({
        at,
        until: addMinutes(at > dates.due ? at : dates.due, minutes),
        reason: '有理由',
        by: '某',
      }))
      .sort((a, b) => (a.at < b.at ? -1 : 1)),
  )

const anyEntry = (task: number): fc.Arbitrary<EntryBrief> =>
  fc.oneof(
    fc.constant(zeroOn(task)),
    fc.record({
      task: fc.constant(task),
      zero: fc.constant(false),
      status: fc.constantFrom(...STATUSES),
      progress: fc.integer({ min: 0, max: 100 }),
      problem: fc.boolean(),
      measure: fc.boolean(),
    }),
  )

export const anyHead = (unit: string, period: string, tasks: readonly number[]): fc.Arbitrary<ReportHead> => {
  const dates = datesOf(period)
  return fc
    .record({
      state: fc.constantFrom(...STATES),
      at: momentNear(dates),
      window: fc.integer({ min: 0, max: 6 * 1440 }),
      extensions: anyExtensions(dates),
      returns: fc.integer({ min: 0, max: 3 }),
      byUnit: fc.integer({ min: 0, max: 3 }),
      entries: fc.tuple(...tasks.map(anyEntry)),
    })
    .map(({ state, at, window, extensions, returns, byUnit, entries }) => {
      const isFiled = state === 'submitted' || state === 'accepted' || state === 'returned'
      return headOf(unit, period, {
        state,
        filedAt: isFiled ? at : null,
        windowUntil: state === 'returned' ? addMinutes(at, window) : null,
        extensions,
        returns: state === 'returned' ? Math.max(1, returns) : returns,
        returnsByUnit: Math.min(byUnit, returns),
        entries,
        zero: entries.length > 0 && entries.every((entry) => entry.zero),
      })
    })
}

const UNITS = ['a', 'b', 'c'] as const
const TASKS = [1, 2, 3, 6] as const

/** A year of three units and four tasks in which anything may have happened. */
export const anyYearInput: fc.Arbitrary<YearInput> = fc
  .record({
    roles: fc.tuple(
      ...UNITS.flatMap((id) =>
        TASKS.map((task) => fc.option(fc.constantFrom(...DUTY_ROLES)).map((role) => ({ id, task, role }))),
      ),
    ),
    heads: fc.tuple(
      ...UNITS.flatMap((id) => periods.map(({ period }) => fc.option(anyHead(id, period, TASKS), { freq: 3 }))),
    ),
    cutOff: fc.oneof(anyInstant, fc.constantFrom(clock('2019-12-20T17:30'), ...periods.map((dates) => dates.due))),
    verified: fc.array(fc.tuple(fc.constantFrom(...UNITS), fc.constantFrom(...TASKS), anyInstant), { maxLength: 4 }),
    cancelled: fc.option(fc.tuple(fc.constantFrom(...TASKS), fc.constantFrom(...periods.map((dates) => dates.period)))),
  })
  .map(({ roles, heads, cutOff, verified, cancelled }) => {
    const duties = roles.flatMap(({ id, task, role }) => (role === null ? [] : [duty(id, task, role)]))
    return {
      plan: planWith([...duties], cancelled ? { [cancelled[0]]: { cancelledFrom: cancelled[1] } } : {}),
      units: UNITS.map((id, i) => unit(id, i, { class: i === 2 ? '社会组织' : '处室' })),
      periods,
      reports: heads.flatMap((head) => head ?? []),
      verified: UNITS.map((id) => ({
        unit: id,
        verified: verified.filter(([who]) => who === id).map(([, task, at]) => ({ task, at, by: '某' })),
      })),
      cutOff,
    }
  })
