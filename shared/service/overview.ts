import { allPeriods } from '../domain/calendar.ts'
import { type Year, type YearInput, yearOf } from '../domain/counting/year.ts'
import { type Evaluation, evaluate } from '../domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../domain/evaluation/rules.ts'
import type { Person } from '../domain/people.ts'
import type { Instant } from '../domain/time.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/** The year of a plan as the records stand at one time: what matrices, rates, lights, scores and workbooks are made from. */
export type Overview = ReturnType<typeof createOverview>
export type YearData = YearInput & { people: Person[]; year: Year }

export const createOverview = ({ chains }: Pick<Deps, 'chains'>, load: Load) => {
  /**
   * Loads a plan's year as of `now`: one Query per opened period, in parallel; no texts.
   * @throws Refusal access.missing when the plan is not published
   */
  const at = async (planId: string, now: Instant): Promise<YearData> => {
    const [plan, calendar] = await Promise.all([load.published(planId), load.calendar()])
    const periods = allPeriods(plan.rhythm, calendar)
    const [units, people, verified, ...reports] = await Promise.all([
      load.units(),
      load.people(),
      chains.heads(keys.verifications(planId)),
      ...periods
        .filter((period) => period.opens <= now)
        .map((period) => chains.heads(keys.reports(planId, period.period))),
    ])
    const input: YearInput = { plan, units, periods, reports: reports.flat(), verified, cutOff: now }
    return { ...input, people, year: yearOf(input) }
  }

  return {
    at,

    /** For the pages: the office and those who read everything see it all; a unit sees who filed when (published summary), no texts. */
    year: (planId: string, call: Call): Promise<YearData> => {
      permit(call.actor, 'summary.read')
      return at(planId, call.now)
    },

    evaluation: async (planId: string, call: Call): Promise<YearData & { evaluation: Evaluation }> => {
      permit(call.actor, 'overview.read')
      const data = await at(planId, call.now)
      return { ...data, evaluation: evaluate(data.year, DEFAULT_RULES) }
    },
  }
}
