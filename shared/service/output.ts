import { revisionOf } from '../domain/output/revision.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Entry } from '../domain/report/entry.ts'
import { ReportBody, type ReportHead } from '../domain/report/report.ts'
import type { Instant, Period } from '../domain/time.ts'
import { type Call, permit } from './deps.ts'
import { keys } from './keys.ts'
import { FORMATS, type OutputDeps, type OutputKind, type OutputScene } from './output/kind.ts'
import { kindOf } from './output/kinds.ts'
import type { YearData } from './overview.ts'

/** What goes out as files: every kind of the registry (output/kinds.ts) is made here. */
export type Outputs = ReturnType<typeof createOutputs>

/** Which file: a kind, the plan, and the month of a kind that has one. */
export type Wanted = { kind: string; plan: string; period: Period | null }

/** A file to download. `sha256` is that of `bytes`; `cutOff` is the instant of its data and `revision` its number, both of which the file also states. */
export type Output = {
  fileName: string
  /** The name for browsers that know only ASCII. */
  plainName: string
  contentType: string
  bytes: Uint8Array
  sha256: string
  cutOff: Instant
  revision: number
}

export const createOutputs = (deps: OutputDeps) => {
  const { chains, chance, overview } = deps

  const entriesOf = async (head: ReportHead): Promise<Entry[]> => {
    const record = head.current
      ? await chains.record(keys.report(head.plan, head.period, head.unit), head.current)
      : null
    // A head reaches its record, always; without it the file would be silently short.
    if (!record) throw new Error(`report ${head.plan}/${head.period}/${head.unit} has no record ${head.current}`)
    return ReportBody.parse(record.body).entries
  }

  const filedOf = ({ year, reports }: YearData): OutputScene['filed'] =>
    async function* (periods) {
      for (const period of periods)
        yield* await Promise.all(
          reports
            .filter((head) => head.period === period && year.standings[head.unit]?.[period]?.filed)
            .map(async (head) => ({ head, entries: await entriesOf(head) })),
        )
    }

  /** @throws Refusal access.missing for a kind that there is not, or a month where there is none and none where there is one */
  const kindFor = ({ kind: id, period }: Wanted): OutputKind => {
    const kind = kindOf(id)
    if (!kind || (kind.scope === 'month') !== (period !== null)) throw new Refusal('access.missing', {})
    return kind
  }

  const sceneOf = async (wanted: Wanted, cutOff: Instant, step: OutputScene['step']): Promise<OutputScene> => {
    const data = await overview.at(wanted.plan, cutOff)
    const { period } = wanted
    return {
      with: deps,
      plan: data.plan,
      period,
      cutOff,
      data,
      revision: revisionOf({
        reports: data.reports.filter((head) => period === null || head.period === period),
        units: data.units,
        cutOff,
      }),
      filed: filedOf(data),
      step,
    }
  }

  return {
    /**
     * Makes one file, as things stand now.
     * @throws Refusal access.forbidden · access.missing for a kind, a plan that is not published or a period it does not have
     */
    make: async (wanted: Wanted, call: Call): Promise<Output> => {
      const kind = kindFor(wanted)
      permit(call.actor, kind.needs)
      const scene = await sceneOf(wanted, call.now, async () => {})
      const { title, bytes } = await kind.make(scene)
      return {
        fileName: `${title}.${kind.format}`,
        plainName: `${[kind.id, wanted.period ?? wanted.plan].join('-')}.${kind.format}`,
        contentType: FORMATS[kind.format].type,
        bytes,
        sha256: chance.hash(bytes),
        cutOff: call.now,
        revision: scene.revision.number,
      }
    },
  }
}
