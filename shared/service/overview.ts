import { allPeriods } from '../domain/calendar.ts'
import { type Year, type YearInput, yearOf } from '../domain/counting/year.ts'
import { HeadBase } from '../domain/history.ts'
import { named, type Person } from '../domain/people.ts'
import { type Plan, planIn, type WholePlan } from '../domain/plan.ts'
import type { ReportHead } from '../domain/report/report.ts'
import { dateOf, type Instant, type Period } from '../domain/time.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/** The year of a plan as the records stand at one time: what matrices, rates, lights, scores and workbooks are made from. */
export type Overview = ReturnType<typeof createOverview>
export type YearData = YearInput & { people: Person[]; year: Year }

/** What waits for review, the earliest month first, within it in the units' order. */
export const waitingIn = (data: YearData): ReportHead[] => {
  const order = new Map(data.units.map((unit, index) => [unit.id, index]))
  return data.reports
    .filter((head) => head.state === 'submitted')
    .sort((a, b) =>
      a.period === b.period ? (order.get(a.unit) ?? 0) - (order.get(b.unit) ?? 0) : a.period < b.period ? -1 : 1,
    )
}

export const createOverview = ({ chains }: Pick<Deps, 'chains'>, load: Load) => {
  /** A year of a plan with the duties that are asked of it; units, verifications and reports are read by `read`, given the periods that have opened. */
  const yearWith = async (
    planRead: Promise<WholePlan>,
    now: Instant,
    read: (
      opened: readonly Period[],
    ) => Promise<Pick<YearInput, 'units' | 'verified' | 'reports'> & { people: Person[] }>,
  ): Promise<YearData> => {
    const [plan, calendar] = await Promise.all([planRead, load.calendar()])
    const periods = allPeriods(plan.rhythm, calendar)
    const opened = periods.filter((period) => period.opens <= now).map((period) => period.period)
    const { people, units, ...found } = await read(opened)
    const own = new Set(units.map((unit) => unit.id))
    const heirs = await load.unitsOf(
      [...new Set(units.flatMap((unit) => unit.successors))].filter((id) => !own.has(id)),
    )
    const input: YearInput = {
      // As the plan reads now; its units by the names they bear now and bore in its first month.
      plan: planIn(plan, opened.at(-1) ?? plan.rhythm.first),
      periods,
      cutOff: now,
      units: named(units, plan.rhythm.first, dateOf(now), [...units, ...heirs]),
      ...found,
    }
    return { ...input, people, year: yearOf(input) }
  }

  /**
   * Loads a plan's year as of `now`: one Query per opened period, in parallel; no texts.
   * @throws Refusal access.missing when the plan is not published
   */
  const at = (planId: string, now: Instant): Promise<YearData> =>
    yearWith(load.whole(planId), now, async (opened) => {
      const [units, people, verified, ...reports] = await Promise.all([
        load.units(),
        load.people(),
        chains.heads(keys.verifications(planId)),
        ...opened.map((period) => chains.heads(keys.reports(planId, period))),
      ])
      return { units, people, verified, reports: reports.flat() }
    })

  return {
    at,

    /** How many reports of the plan wait for review: reads states alone. */
    waiting: async (plan: Plan, call: Call): Promise<number> => {
      permit(call.actor, 'overview.read')
      const calendar = await load.calendar()
      const opened = allPeriods(plan.rhythm, calendar).filter((period) => period.opens <= call.now)
      const heads = await Promise.all(
        opened.map(({ period }) => chains.heads({ ...keys.reports(plan.id, period), schema: HeadBase })),
      )
      return heads.flat().filter((head) => head.state === 'submitted').length
    },

    /** For the pages: the office and those who read everything see it all; a unit sees who filed when (published summary), no texts. */
    year: (planId: string, call: Call): Promise<YearData> => {
      permit(call.actor, 'summary.read')
      return at(planId, call.now)
    },

    /** The year of some units alone: a handful of items, however many units the department has. */
    ofUnits: (planId: string, ids: readonly string[], call: Call): Promise<YearData> => {
      permit(call.actor, 'summary.read')
      const owed = async (): Promise<WholePlan> => {
        const [plan, ...own] = await Promise.all([
          load.published(planId),
          ...ids.map(async (unit) => (await load.owing(planId, unit)).duties),
        ])
        return { ...plan, duties: own.flat() }
      }
      return yearWith(owed(), call.now, async (opened) => {
        const [units, verified, reports] = await Promise.all([
          load.unitsOf(ids),
          Promise.all(ids.map((unit) => chains.head(keys.verification(planId, unit)))),
          Promise.all(ids.flatMap((unit) => opened.map((period) => chains.head(keys.report(planId, period, unit))))),
        ])
        return {
          units,
          people: [],
          verified: verified.filter((one) => one !== null),
          reports: reports.filter((one) => one !== null),
        }
      })
    },
  }
}
