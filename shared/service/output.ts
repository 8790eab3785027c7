import { allPeriods } from '../domain/calendar.ts'
import { isLong } from '../domain/output/job.ts'
import { type OutputRecord, parseSha256, sha256Lines } from '../domain/output/record.ts'
import type { Revision } from '../domain/output/revision.ts'
import type { TableFile } from '../domain/output/table.ts'
import { may } from '../domain/permission.ts'
import { Refusal } from '../domain/refusal.ts'
import { addMinutes, type Instant, type Period } from '../domain/time.ts'
import { type Call, permit } from './deps.ts'
import { FILE_PREFIXES, fileKeys, KEPT_DAYS } from './fileKeys.ts'
import { keys } from './keys.ts'
import { type Handed, handed, linkOf } from './output/handed.ts'
import { createOutputJobs } from './output/jobs.ts'
import { FORMATS, type Made, type OutputDeps, type OutputKind, type PlanKind, type Wanted } from './output/kind.ts'
import { kindOf, kindsOf } from './output/kinds.ts'
import { createOutputRecords } from './output/records.ts'
import { createScenes, kindFor, revisionAt } from './output/scene.ts'
import { tableFileOf } from './output/tables/table.ts'
import { TABLES } from './output/tables.ts'
import type { Starter } from './ports.ts'

/** What goes out as files: every kind of the registry (output/kinds.ts) is made here, recorded, and known again. */
export type Outputs = ReturnType<typeof createOutputs>

/** A file to download, with what its record says of it. */
export type Output = {
  fileName: string
  /** The name for browsers that know only ASCII. */
  plainName: string
  contentType: string
  bytes: Uint8Array
  /** Where it is fetched from instead, when it is too large for an answer. */
  link: string | null
  record: OutputRecord
}

/** Bytes that a request is answered with where a file can be fetched from elsewhere: below the 6 MB that a function may answer with, in base64. */
const ANSWER = 4_000_000

export const createOutputs = (
  deps: OutputDeps & { starter: Starter; trouble: (what: string, error: unknown) => void },
) => {
  const { chance, load, files, overview } = deps
  const records = createOutputRecords(deps)
  const sceneOf = createScenes(deps)

  /** Is this output too large for a request to wait for? Asked of the plan, not of its reports. */
  const long = async ({ plan: planId, period }: Pick<Wanted, 'plan' | 'period'>, call: Call): Promise<boolean> => {
    const [plan, calendar] = await Promise.all([load.whole(planId), load.calendar()])
    const opened = allPeriods(plan.rhythm, calendar).filter((dates) => dates.opens <= call.now).length
    return isLong({ duties: plan.duties.length, periods: period === null ? opened : 1 })
  }

  const made = async (wanted: Wanted, call: Call) => {
    const kind = kindFor(wanted)
    permit(call.actor, kind.needs)
    if (await long(wanted, call)) throw new Refusal('output.long', {})
    const scene = await sceneOf(wanted, call.now, async () => {})
    const { title, bytes, revision = scene.revision.number } = await kind.make(scene)
    return { kind, revision, title, bytes: await whole(bytes) }
  }

  return {
    ...createOutputJobs({ ...deps, records, sceneOf }),
    long,

    /** The kinds of a plan's data that this person may have, as far as there is anything to make. */
    kinds: async (scope: 'month' | 'plan', planId: string, call: Call): Promise<PlanKind[]> => {
      const allowed = kindsOf(scope).filter((kind) => may(call.actor, kind.needs))
      const there = await Promise.all(allowed.map((kind) => kind.there?.(deps, planId) ?? true))
      return allowed.filter((_, index) => there[index])
    },

    /**
     * Makes one file of a plan's data as things stand now, keeps it under its SHA-256, and records it.
     * @throws Refusal access.forbidden · access.missing for a kind, a plan that is not published or a period it does not have · output.long
     */
    make: async (wanted: Wanted, call: Call): Promise<Output> => {
      const { kind, revision, title, bytes } = await made(wanted, call)
      const fileName = `${title}.${kind.format}`
      const plainName = plainNameOf(kind, wanted)
      const contentType = FORMATS[kind.format].type
      const sha256 = chance.hash(bytes)
      const key = fileKeys.output(wanted.plan, sha256, plainName)
      await files.put(key, bytes)
      const record = await records.append(
        {
          kind: kind.id,
          plan: wanted.plan,
          period: wanted.period,
          fileName,
          cutOff: call.now,
          revision,
          size: bytes.byteLength,
          sha256,
          key,
          job: null,
        },
        call,
        null,
      )
      const link = bytes.byteLength > ANSWER ? await linkOf(files, { key, fileName, contentType }) : null
      return { fileName, plainName, contentType, bytes, link, record }
    },

    /**
     * Removes finished outputs whose days are over, as a bucket's lifecycle does; they are made again when asked for. The daily run of one machine
     * calls it.
     * @param machine machine time
     * @returns how many were removed
     */
    sweep: async (machine: Instant): Promise<number> => {
      let removed = 0
      for await (const { key, at } of files.list(FILE_PREFIXES.outputs)) {
        const days = key.startsWith(fileKeys.exports) ? KEPT_DAYS.exports : KEPT_DAYS.outputs
        if (at >= addMinutes(machine, -days * 24 * 60)) continue
        await files.remove(key)
        removed++
      }
      return removed
    },

    /**
     * A recorded file once more: as it was kept; where it was swept away it is made again by its own cut-off, and given if it came out the same.
     * @throws Refusal output.changed where it is not kept and what it states was changed since
     */
    again: async (planId: string, id: string, call: Call): Promise<Handed> => {
      permit(call.actor, 'output.download')
      const record = (await records.recordsOf(planId)).find((one) => one.id === id)
      const kind = record ? kindOf(record.kind) : null
      if (!record || !kind || record.plan === null) throw new Refusal('access.missing', {})
      permit(call.actor, kind.needs)
      const { plan, period, key, fileName, size, sha256 } = record
      const wanted = { kind: kind.id, plan, period }
      const contentType = FORMATS[kind.format].type
      const about = { fileName, plainName: plainNameOf(kind, wanted), contentType, size, sha256 }
      const kept = key === null ? null : await handed(files, { ...about, key })
      if (kept !== null) return kept
      const { bytes } = await made(wanted, { ...call, now: record.cutOff })
      if (chance.hash(bytes) !== sha256) throw new Refusal('output.changed', { name: fileName })
      return { ...about, bytes: oneOf(bytes) }
    },

    /**
     * A table as it stands now, not as a file: for programs, which keep their own records of what they read.
     * @throws Refusal access.missing · access.forbidden · output.long where it has to be asked for as a file
     */
    table: async (planId: string, id: string, call: Call): Promise<TableFile> => {
      const table = TABLES.find((one) => one.id === id)
      if (!table) throw new Refusal('access.missing', {})
      permit(call.actor, table.needs)
      const wanted = { plan: planId, period: null }
      if (await long(wanted, call)) throw new Refusal('output.long', {})
      return tableFileOf(table, await sceneOf(wanted, call.now, async () => {}))
    },

    /** Which revision an output would be now, and what changed after the lock. @param period null: of the year */
    revision: async (planId: string, period: Period | null, call: Call): Promise<Revision> => {
      permit(call.actor, 'output.download')
      return revisionAt(await overview.at(planId, call.now), period, call.now)
    },

    /** What went out of a plan's data, the newest first. */
    records: async (planId: string, call: Call): Promise<OutputRecord[]> => {
      permit(call.actor, 'output.download')
      await load.published(planId)
      return records.recordsOf(planId)
    },

    /** Which exports of everything there were, the newest first. */
    exports: (call: Call): Promise<OutputRecord[]> => {
      permit(call.actor, 'export.all')
      return records.recordsOf(keys.everything)
    },

    /** A plan's outputs as `sha256sum -c` reads them. */
    manifest: async (planId: string, call: Call): Promise<string> => {
      permit(call.actor, 'output.download')
      await load.published(planId)
      return sha256Lines([...(await records.recordsOf(planId))].reverse())
    },

    /**
     * Every record of a file with this SHA-256, the newest first: none means that no such file went out. Whoever is signed in and holds the file may ask.
     * @param asked bytes of a file in hand, or a SHA-256 as pasted
     * @throws Refusal input.invalid for a text that is no SHA-256
     */
    recorded: async (
      asked: { bytes: Uint8Array } | { text: string },
      call: Call,
    ): Promise<{ sha256: string; records: OutputRecord[] }> => {
      permit(call.actor, 'plan.read')
      const sha256 = 'bytes' in asked ? chance.hash(asked.bytes) : parseSha256(asked.text)
      if (sha256 === null) throw new Refusal('input.invalid', { problems: ['SHA-256是64位十六进制数字'] })
      const chains = [keys.everything, ...(await load.plans()).map((plan) => plan.id)]
      const found = await Promise.all(chains.map((chain) => records.recordsOf(chain)))
      return {
        sha256,
        records: found
          .flat()
          .filter((record) => record.sha256 === sha256)
          .sort((one, other) => (one.at < other.at ? 1 : -1)),
      }
    },
  }
}

const plainNameOf = (kind: OutputKind, { plan, period }: Pick<Wanted, 'plan' | 'period'>): string =>
  `${kind.id}-${period ?? plan}.${kind.format}`

const whole = async (bytes: Made['bytes']): Promise<Uint8Array> => {
  if (bytes instanceof Uint8Array) return bytes
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}

async function* oneOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
