import { type Revision, revisionOf } from '../../domain/output/revision.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Instant, Period } from '../../domain/time.ts'
import type { YearData } from '../overview.ts'
import { filedIn } from './filed.ts'
import type { OutputDeps, OutputScene, PlanKind, Wanted } from './kind.ts'
import { kindOf } from './kinds.ts'

/** @throws Refusal access.missing for a kind that there is not, or a month where there is none and none where there is one */
export const kindFor = ({ kind: id, period }: Pick<Wanted, 'kind' | 'period'>): PlanKind => {
  const kind = kindOf(id)
  if (!kind || kind.scope === 'everything' || (kind.scope === 'month') !== (period !== null))
    throw new Refusal('access.missing', {})
  return kind
}

/** The revision of what tells of a month, or of the year where `period` is null. */
export const revisionAt = (data: YearData, period: Period | null, cutOff: Instant): Revision =>
  revisionOf({
    reports: data.reports.filter((head) => period === null || head.period === period),
    units: data.units,
    cutOff,
  })

/** What an output is made from, read at its cut-off. */
export const createScenes = (deps: OutputDeps) => {
  const { chains, overview } = deps

  return async (
    { plan, period }: { plan: string; period: Period | null },
    cutOff: Instant,
    step: OutputScene['step'],
  ): Promise<OutputScene> => {
    const data = await overview.at(plan, cutOff)
    return {
      with: deps,
      plan: data.plan,
      period,
      cutOff,
      data,
      revision: revisionAt(data, period, cutOff),
      filed: filedIn(chains, data, step),
      step,
    }
  }
}
