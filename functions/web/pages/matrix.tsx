import { onTimeRate, ratesOf, reportingRate } from '../../../shared/domain/counting/rates.ts'
import { MARKS, type Mark, type Standing } from '../../../shared/domain/counting/standing.ts'
import type { Year } from '../../../shared/domain/counting/year.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { monthInWords, type Period } from '../../../shared/domain/time.ts'
import { Hidden, Scroll } from './components.tsx'
import { Glyph, Legend } from './marks.tsx'

/** The unit × month matrix (O1): one mark per cell, the rates under each month. */

const LEGEND: Mark[] = ['on-time', 'late', 'zero', 'waiting', 'returned', 'overdue', 'made-up', 'missing', 'not-due']

export const MarkLegend = () => <Legend items={LEGEND.map((mark) => MARKS[mark])} />

/** Units with a duty in any of the year's periods; the others never stand in the matrix. */
export const reportingUnits = (year: Pick<Year, 'units' | 'standings'>): Unit[] =>
  year.units.filter((unit) => Object.values(year.standings[unit.id] ?? {}).some((standing) => standing.owed))

/** Has anything been filed that a reader could open? */
export const hasText = (standing: Standing): boolean => standing.filed || standing.state !== 'draft'

const Cell = ({
  unit,
  period,
  standing,
  now,
  href,
}: {
  unit: Unit
  period: Period
  standing: Standing | undefined
  now: boolean
  href: string | null
}) => {
  const { letter, word } = MARKS[standing?.mark ?? 'none']
  const notes = [standing?.entered ? '代录' : '', standing?.selfAccepted ? '自审' : ''].filter((note) => note !== '')
  const glyph = <Glyph letter={letter === '' ? '—' : letter} word={[word, ...notes].join('，')} alone />
  return (
    <td class={now ? 'now' : undefined}>
      {href !== null && standing && hasText(standing) ? (
        <a href={href} title={`${unit.name}${monthInWords(period)}：${[word, ...notes].join('，')}`}>
          <Hidden>
            {unit.name}
            {monthInWords(period)}
          </Hidden>
          {glyph}
        </a>
      ) : (
        glyph
      )}
    </td>
  )
}

/**
 * @param units the rows
 * @param current the month that the page is about
 * @param link the page behind a cell, or null where the reader may not open it
 */
export const UnitMatrix = ({
  year,
  units,
  current,
  link,
}: {
  year: Year
  units: readonly Unit[]
  current: Period
  link: (unit: string, period: Period) => string | null
}) => {
  const rates = year.periods.map(({ period }) =>
    ratesOf(
      units.flatMap((unit) => {
        const standing = year.standings[unit.id]?.[period]
        return standing ? [standing] : []
      }),
    ),
  )
  const now = (period: Period): string | undefined => (period === current ? 'now' : undefined)
  return (
    <Scroll label="各单位各月报送情况，可左右滚动">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">单位</th>
            {year.periods.map(({ period }) => (
              <th scope="col" class={now(period)} aria-current={period === current ? 'date' : undefined}>
                {monthInWords(period)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr>
              <th scope="row">{unit.name}</th>
              {year.periods.map(({ period }) => (
                <Cell
                  unit={unit}
                  period={period}
                  standing={year.standings[unit.id]?.[period]}
                  now={period === current}
                  href={link(unit.id, period)}
                />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">报送率</th>
            {year.periods.map(({ period }, index) => (
              <td class={now(period)}>{rates[index] ? reportingRate(rates[index]) : '—'}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">按时率</th>
            {year.periods.map(({ period }, index) => (
              <td class={now(period)}>{rates[index] ? onTimeRate(rates[index]) : '—'}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </Scroll>
  )
}
