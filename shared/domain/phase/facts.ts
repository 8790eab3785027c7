import type { KickoffFacts, LookbackFacts } from '../evaluation/records.ts'
import type { Unit } from '../people.ts'
import type { Plan } from '../plan.ts'
import type { Instant } from '../time.ts'
import type { ProblemBrief } from './lookback.ts'
import { isCollected, phaseOf } from './phase.ts'

/** What the evaluation reads of the phases at a cut-off (domain.md, 3: 组织启动, 回头看). */

type Given = { plan: Plan; publishedAt: Instant | null; units: readonly Unit[]; cutOff: Instant }
type Filed = { unit: string; filedAt: Instant | null }

const filedBy = ({ filedAt }: Filed, cutOff: Instant): Instant | null =>
  filedAt !== null && filedAt <= cutOff ? filedAt : null

/** Null where the plan has no kick-off that is collected here. A unit that filed nothing has facts that say so. */
export const kickoffFacts = (given: Given, filed: readonly Filed[]): KickoffFacts[] | null => {
  if (!isCollected(phaseOf(given.plan, 'kickoff'), given.publishedAt, given.cutOff)) return null
  const byUnit = new Map(filed.map((one) => [one.unit, one]))
  return given.units.map(({ id, coordinator }) => {
    const found = byUnit.get(id)
    return { unit: id, coordinator: coordinator !== null, filedAt: found ? filedBy(found, given.cutOff) : null }
  })
}

/** Null where the plan has no look-back that is collected here. */
export const lookbackFacts = (
  given: Given,
  filed: readonly (Filed & { problems: readonly ProblemBrief[] })[],
): LookbackFacts[] | null => {
  const dates = phaseOf(given.plan, 'lookback')
  if (dates === null || !isCollected(dates, given.publishedAt, given.cutOff)) return null
  const byUnit = new Map(filed.map((one) => [one.unit, one]))
  return given.units.map(({ id }) => {
    const found = byUnit.get(id)
    const filedAt = found ? filedBy(found, given.cutOff) : null
    const problems = (found?.problems ?? []).filter(({ foundAt }) => foundAt <= given.cutOff)
    return {
      unit: id,
      filedAt,
      onTime: filedAt !== null && filedAt < dates.due,
      problems: problems.length,
      remedied: problems.filter(({ remediedAt }) => remediedAt !== null && remediedAt <= given.cutOff).length,
    }
  })
}
