import { type Revision, revisionOf } from '../../domain/output/revision.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Entry } from '../../domain/report/entry.ts'
import { ReportBody, type ReportHead } from '../../domain/report/report.ts'
import type { Instant, Period } from '../../domain/time.ts'
import { keys } from '../keys.ts'
import type { YearData } from '../overview.ts'
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

  const entriesOf = async (head: ReportHead): Promise<Entry[]> => {
    const record = head.current
      ? await chains.record(keys.report(head.plan, head.period, head.unit), head.current)
      : null
    // A head reaches its record, always; without it the file would be silently short.
    if (!record) throw new Error(`report ${head.plan}/${head.period}/${head.unit} has no record ${head.current}`)
    return ReportBody.parse(record.body).entries
  }

  /** Texts read at once: a year does not ask for everything together. */
  const ABREAST = 100

  const filedOf = ({ year, reports }: YearData, step: OutputScene['step']): OutputScene['filed'] =>
    async function* (periods) {
      const wanted = periods.flatMap((period) =>
        reports.filter((head) => head.period === period && year.standings[head.unit]?.[period]?.filed),
      )
      for (let from = 0; from < wanted.length; from += ABREAST) {
        yield* await Promise.all(
          wanted.slice(from, from + ABREAST).map(async (head) => ({ head, entries: await entriesOf(head) })),
        )
        await step('读月报', Math.min(from + ABREAST, wanted.length), wanted.length)
      }
    }

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
      filed: filedOf(data, step),
      step,
    }
  }
}
