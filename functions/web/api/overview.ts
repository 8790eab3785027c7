import { LIGHTS } from '../../../shared/domain/counting/lights.ts'
import {
  onTimeRate,
  RATE_DEFINITIONS,
  type Rates as RateCounts,
  reportingRate,
} from '../../../shared/domain/counting/rates.ts'
import { MARKS } from '../../../shared/domain/counting/standing.ts'
import { NO_GROUP } from '../../../shared/domain/counting/year.ts'
import { route } from './route.ts'
import { Lights, Overview, RatesView } from './schemas.ts'

const tag = '总览'

const withRates = (rates: RateCounts) => ({
  ...rates,
  reportingRate: reportingRate(rates),
  onTimeRate: onTimeRate(rates),
})

/** What the year looks like from outside the texts: matrices, rates, scores, and where the files are. */
export const overviewRoutes = [
  route({
    method: 'get',
    path: '/plans/{plan}/overview',
    summary: '单位和月份的矩阵',
    tag,
    needs: 'summary.read',
    output: Overview,
    handle: async ({ services, call, params }) => {
      const { year } = await services.overview.year(params.plan, call)
      return {
        plan: year.plan.id,
        cutOff: year.cutOff,
        periods: year.periods,
        units: year.units,
        cells: year.units.flatMap(({ id }) =>
          year.periods.flatMap(({ period }) => {
            const standing = year.standings[id]?.[period]
            const { letter, word } = MARKS[standing?.mark ?? 'none']
            return standing?.owed ? [{ ...standing, unit: id, period, letter, word }] : []
          }),
        ),
      }
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/rates',
    summary: '报送率、按时率，附定义',
    tag,
    needs: 'summary.read',
    output: RatesView,
    handle: async ({ services, call, params }) => {
      const { year } = await services.overview.year(params.plan, call)
      const { rates, filling } = year
      return {
        cutOff: year.cutOff,
        definitions: [...RATE_DEFINITIONS],
        all: withRates(rates.all),
        units: Object.entries(rates.unit).map(([unit, counts]) => ({ unit, ...withRates(counts) })),
        periods: Object.entries(rates.period).map(([period, counts]) => ({ period, ...withRates(counts) })),
        groups: Object.entries(filling.group).map(([group, counts]) => ({
          group: Number(group) === NO_GROUP ? null : (year.plan.groups[Number(group)]?.title ?? null),
          ...counts,
        })),
      }
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/lights',
    summary: '任务和月份的状态灯',
    tag,
    needs: 'overview.read',
    output: Lights,
    handle: async ({ services, call, params }) => {
      const { year } = await services.overview.year(params.plan, call)
      return {
        cutOff: year.cutOff,
        cells: Object.values(year.tasks)
          .flatMap((months) => Object.values(months))
          .map((month) => ({ ...month, word: month.light === null ? '' : LIGHTS[month.light].word })),
      }
    },
  }),
]
