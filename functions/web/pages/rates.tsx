import { FILLING_DEFINITIONS, type Filling } from '../../../shared/domain/counting/filling.ts'
import {
  onTimeRate,
  percent,
  RATE_DEFINITIONS,
  type Rates,
  ratesOf,
  reportingRate,
} from '../../../shared/domain/counting/rates.ts'
import type { Standing } from '../../../shared/domain/counting/standing.ts'
import type { Year } from '../../../shared/domain/counting/year.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { monthInWords, type Period } from '../../../shared/domain/time.ts'
import { Note, Scroll } from './components.tsx'

/** Reporting rates as tables, each figure with its definition beside or under it (O2). */

const standingsOf = (year: Year, units: readonly Unit[], periods: readonly Period[]): Standing[] =>
  units.flatMap((unit) =>
    periods.flatMap((period) => {
      const standing = year.standings[unit.id]?.[period]
      return standing ? [standing] : []
    }),
  )

/** Periods that have fallen due, by the plan's dates; extensions are seen to by the standings. */
const duePeriods = (year: Year): Period[] =>
  year.periods.filter((period) => period.due <= year.cutOff).map((period) => period.period)

const shareOf = (key: (typeof RATE_DEFINITIONS)[number]['key'], rates: Rates): string => {
  if (key === 'reportingRate') return reportingRate(rates)
  if (key === 'onTimeRate') return onTimeRate(rates)
  return key === 'expected' || key === 'returned' ? '' : percent(rates[key], rates.expected)
}
const countOf = (key: (typeof RATE_DEFINITIONS)[number]['key'], rates: Rates): string =>
  key === 'reportingRate' || key === 'onTimeRate' ? '' : `${rates[key]}${key === 'returned' ? '次' : ''}`

/** One month and the months up to now, with what each figure means. */
export const RatesTable = ({ year, units, period }: { year: Year; units: readonly Unit[]; period: Period }) => {
  const due = duePeriods(year)
  const month = ratesOf(standingsOf(year, units, [period]))
  const all = ratesOf(standingsOf(year, units, due))
  const first = due[0]
  const last = due.at(-1)
  return (
    <Scroll label="报送率，可左右滚动">
      <table class="rates">
        <thead>
          <tr>
            <th scope="col">指标</th>
            <th scope="col" class="r">
              {monthInWords(period)}
            </th>
            <th scope="col" class="r">
              占应报
            </th>
            <th scope="col" class="r">
              {first && last ? `${monthInWords(first)}到${monthInWords(last)}` : '累计'}
            </th>
            <th scope="col" class="r">
              占应报
            </th>
            <th scope="col">怎么算</th>
          </tr>
        </thead>
        <tbody>
          {RATE_DEFINITIONS.map(({ key, label, definition }) => (
            <tr>
              <th scope="row">{label}</th>
              <td class="r">{countOf(key, month)}</td>
              <td class="r">{shareOf(key, month)}</td>
              <td class="r">{countOf(key, all)}</td>
              <td class="r">{shareOf(key, all)}</td>
              <td>{definition}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

const COUNTS = ['expected', 'reported', 'onTime', 'late', 'madeUp', 'missing', 'zero', 'returned'] as const

/** Every unit's figures of the months that have fallen due, and their sum. */
export const UnitRates = ({ year, units }: { year: Year; units: readonly Unit[] }) => {
  const due = duePeriods(year)
  const label = new Map<string, string>(RATE_DEFINITIONS.map((one) => [one.key, one.label]))
  const cells = (rates: Rates) => (
    <>
      {COUNTS.map((key) => (
        <td class="r">{rates[key]}</td>
      ))}
      <td class="r">{reportingRate(rates)}</td>
      <td class="r">{onTimeRate(rates)}</td>
    </>
  )
  return (
    <Scroll label="各单位累计，可左右滚动">
      <table class="rates">
        <thead>
          <tr>
            <th scope="col">单位</th>
            {[...COUNTS, 'reportingRate', 'onTimeRate'].map((key) => (
              <th scope="col" class="r">
                {label.get(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr>
              <th scope="row">{unit.name}</th>
              {cells(ratesOf(standingsOf(year, [unit], due)))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">合计</th>
            {cells(ratesOf(standingsOf(year, units, due)))}
          </tr>
        </tfoot>
      </table>
    </Scroll>
  )
}

/** 应填 and 已填 by group: counts of entries, never added to those of reports. */
export const GroupFilling = ({ year, period }: { year: Year; period: Period }) => {
  const { plan, filling } = year
  const none: Filling = { due: 0, filled: 0 }
  const rows = [...plan.groups.map((group, index) => ({ title: group.title, index })), { title: '不分组', index: -1 }]
    .filter(({ index }) => plan.tasks.some((task) => (task.group ?? -1) === index))
    .map(({ title, index }) => ({
      title,
      month: filling.groupPeriod[index]?.[period] ?? none,
      all: filling.group[index] ?? none,
    }))
  const cells = ({ due, filled }: Filling) => (
    <>
      <td class="r">{due}</td>
      <td class="r">{filled}</td>
      <td class="r">{percent(filled, due)}</td>
    </>
  )
  return (
    <>
      <Scroll label="各环境填报条数，可左右滚动">
        <table class="rates">
          <thead>
            <tr>
              <th scope="col">任务分组</th>
              {[monthInWords(period), '累计'].map((when) => (
                <>
                  <th scope="col" class="r">
                    {when}应填
                  </th>
                  <th scope="col" class="r">
                    已填
                  </th>
                  <th scope="col" class="r">
                    占应填
                  </th>
                </>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row">{row.title}</th>
                {cells(row.month)}
                {cells(row.all)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">合计</th>
              {cells(filling.period[period] ?? none)}
              {cells(filling.all)}
            </tr>
          </tfoot>
        </table>
      </Scroll>
      {FILLING_DEFINITIONS.map(({ label, definition }) => (
        <Note>
          {label}：{definition}
        </Note>
      ))}
    </>
  )
}
