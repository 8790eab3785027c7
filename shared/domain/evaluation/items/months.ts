import type { Standing } from '../../counting/standing.ts'
import type { Period } from '../../time.ts'
import type { ItemInput } from '../score.ts'

/** The unit's standings in the order of time. */
export const monthsOf = ({ year, unit }: Pick<ItemInput, 'year' | 'unit'>): (readonly [Period, Standing])[] =>
  year.periods.flatMap(({ period }) => {
    const standing = year.standings[unit.id]?.[period]
    return standing ? [[period, standing] as const] : []
  })
