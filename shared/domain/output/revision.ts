import * as z from 'zod'
import { ACTS } from '../report/acts.ts'
import type { ReportHead } from '../report/report.ts'
import { Instant, Period } from '../time.ts'

/**
 * The revision of an output (D4): 1 + the number of acts after the lock that changed what it states, derived from the records and never counted by
 * hand. The changes are those the report heads note (`afterLock`, domain/report/afterLock.ts).
 */
export const Change = z.object({
  at: Instant,
  period: Period.nullable(),
  unit: z.string(),
  unitName: z.string(),
  /** The act in words: 重新打开. */
  words: z.string(),
  by: z.string(),
  why: z.string().nullable(),
})
export type Change = z.infer<typeof Change>

export const Revision = z.object({ number: z.int().min(1), changes: z.array(Change) })
export type Revision = z.infer<typeof Revision>

/**
 * @param given.reports heads of the periods that the output tells of
 */
export const revisionOf = (given: {
  reports: readonly Pick<ReportHead, 'period' | 'unit' | 'afterLock'>[]
  units: readonly { id: string; name: string }[]
  cutOff: Instant
}): Revision => {
  const names = new Map(given.units.map((unit) => [unit.id, unit.name]))
  const changes = given.reports
    .flatMap(({ period, unit, afterLock }) =>
      afterLock.map(({ at, act, by, why }) => ({
        at,
        period,
        unit,
        unitName: names.get(unit) ?? unit,
        words: ACTS[act].words,
        by,
        why,
      })),
    )
    .filter((change) => change.at <= given.cutOff)
    .sort((one, other) => compare(one.at, other.at) || compare(one.unit, other.unit))
  return { number: 1 + changes.length, changes }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** 第2版 */
export const revisionInWords = ({ number }: Pick<Revision, 'number'>): string => `第${number}版`
