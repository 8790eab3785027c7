import { isOver, JOB_WORDS, type OutputJob, seenAt } from '../../domain/output/job.ts'
import type { OutputRecord } from '../../domain/output/record.ts'
import { isRefusal, Refusal } from '../../domain/refusal.ts'
import { addMinutes, type Instant, ms } from '../../domain/time.ts'
import { type Call, permit } from '../deps.ts'
import { fileKeys } from '../fileKeys.ts'
import { keys } from '../keys.ts'
import type { JobId, Starter } from '../ports.ts'
import { type Handed, handed } from './handed.ts'
import { FORMATS, type Made, type OutputDeps, type OutputKind, type Wanted } from './kind.ts'
import { kindOf } from './kinds.ts'
import type { createOutputRecords } from './records.ts'
import { type createScenes, kindFor } from './scene.ts'

/** Outputs that take longer than a request: asked for, carried out elsewhere, watched, cancelled, fetched. */

/** How long one who carries out a job holds it without a sign of life. */
const LEASE_MINUTES = 1
/** How seldom progress is written. */
const BEAT = 1_000
/** How often a job is begun before it is given up: what ends its process ends the next one too. */
const MOST = 3
/** What is left of a function's time when it stops by itself. */
const LAST = 20_000
/** How long a job is remembered (machine time). */
const KEPT_MINUTES = 90 * 24 * 60

/** Somebody cancelled it, or another took it over: whoever works on it stops. */
class Stopped extends Error {}

export const createOutputJobs = (
  deps: OutputDeps & {
    starter: Starter
    records: ReturnType<typeof createOutputRecords>
    sceneOf: ReturnType<typeof createScenes>
    trouble: (what: string, error: unknown) => void
  },
) => {
  const { cells, chance, load, files, starter, records, sceneOf } = deps

  const kept = (machine: Instant): Instant => addMinutes(machine, KEPT_MINUTES)

  /** @throws Refusal access.missing · access.forbidden where the job is not this person's to see */
  const found = async ({ plan, id }: JobId, call: Call): Promise<{ version: number; value: OutputJob }> => {
    const job = await cells.get(keys.outputJob(plan, id))
    const kind = job ? kindOf(job.value.kind) : null
    if (!job || !kind) throw new Refusal('access.missing', {})
    permit(call.actor, kind.needs)
    return job
  }

  const ask = async (kind: OutputKind, wanted: Wanted, why: string | null, call: Call, machine: Instant) => {
    permit(call.actor, kind.needs)
    const job: OutputJob = {
      id: chance.id(),
      state: 'queued',
      kind: kind.id,
      plan: wanted.plan,
      period: wanted.period,
      by: { id: call.actor.person.id, name: call.actor.person.name },
      why,
      cutOff: call.now,
      step: JOB_WORDS.queued,
      done: 0,
      total: 0,
      lease: machine,
      begun: 0,
      result: null,
      error: null,
    }
    await cells.put(keys.outputJob(job.plan, job.id), job, 0, kept(machine))
    try {
      await starter.start({ plan: job.plan, id: job.id })
    } catch (error) {
      await cells.put(
        keys.outputJob(job.plan, job.id),
        { ...job, state: 'failed', error: '没有排上队，请再试一次。' },
        1,
        kept(machine),
      )
      throw error
    }
    return job
  }

  const write = async (
    kind: OutputKind,
    job: OutputJob,
    step: (words: string, done: number, total: number) => Promise<void>,
  ) => {
    if (kind.scope === 'everything')
      return { revision: 1, ...(await kind.make({ with: deps, cutOff: job.cutOff, step })) }
    const scene = await sceneOf(job, job.cutOff, step)
    return { revision: scene.revision.number, ...(await kind.make(scene)) }
  }

  return {
    /**
     * Asks for one file of a plan's data; its data is that of now, whenever it comes to be made.
     * @throws Refusal access.forbidden · access.missing
     */
    askFor: async (wanted: Wanted, call: Call, machine: Instant): Promise<OutputJob> => {
      const kind = kindFor(wanted)
      const { rhythm } = await load.published(wanted.plan)
      const { period } = wanted
      if (period !== null && (period < rhythm.first || period > rhythm.last)) throw new Refusal('access.missing', {})
      return ask(kind, wanted, null, call, machine)
    },

    /** Asks for an output of everything. @throws Refusal access.forbidden · reason.missing */
    askForEverything: async (id: string, given: { why: string }, call: Call, machine: Instant): Promise<OutputJob> => {
      const kind = kindOf(id)
      if (kind?.scope !== 'everything') throw new Refusal('access.missing', {})
      permit(call.actor, kind.needs)
      const why = given.why.trim()
      if (why === '') throw new Refusal('reason.missing', {})
      return ask(kind, { kind: id, plan: keys.everything, period: null }, why, call, machine)
    },

    /** @param machine the machine clock, by which one that has been silent for too long is told */
    job: async (id: JobId, call: Call, machine: Instant): Promise<OutputJob> =>
      seenAt((await found(id, call)).value, machine),

    /** The jobs of a plan, or of everything. */
    jobs: async (plan: string, call: Call, machine: Instant): Promise<OutputJob[]> => {
      permit(call.actor, plan === keys.everything ? 'export.all' : 'output.download')
      return (await cells.list(keys.outputJobs(plan)))
        .map(({ value }) => seenAt(value, machine))
        .sort((one, other) => (one.cutOff < other.cutOff ? 1 : -1))
    },

    /** Cancels a job: what is made of it by then is let go. One that is over stays as it is. */
    cancel: async (id: JobId, call: Call): Promise<OutputJob> => {
      for (;;) {
        const { version, value } = await found(id, call)
        if (isOver(value.state)) return value
        const cancelled: OutputJob = { ...value, state: 'cancelled', step: JOB_WORDS.cancelled, lease: null }
        if (await cells.put(keys.outputJob(id.plan, id.id), cancelled, version)) return cancelled
      }
    },

    /**
     * The finished file of a job.
     * @throws Refusal output.gone when it was swept away
     */
    fileOf: async (id: JobId, call: Call): Promise<Handed> => {
      const { result } = (await found(id, call)).value
      if (!result) throw new Refusal('access.missing', {})
      const file = await handed(files, result)
      if (file === null) throw new Refusal('output.gone', {})
      return file
    },

    /**
     * Makes the file of a job. Called twice, also at once, it is made once: whoever comes second finds it held or over.
     * @param at.machine the machine clock · `left`: milliseconds until this process is ended
     */
    carryOut: async ({ plan, id }: JobId, at: { machine: () => Instant; left?: () => number }): Promise<void> => {
      const ref = keys.outputJob(plan, id)
      const job = await cells.get(ref)
      if (!job || isOver(job.value.state)) return
      if (job.value.state === 'running' && job.value.lease !== null && job.value.lease > at.machine()) return

      let held = job
      /** Changes the job as I hold it. @throws Stopped when it is not mine any more */
      const put = async (change: Partial<OutputJob>): Promise<void> => {
        const lease = addMinutes(at.machine(), LEASE_MINUTES)
        const value: OutputJob = { ...held.value, lease, ...change }
        if (!(await cells.put(ref, value, held.version, kept(at.machine())))) throw new Stopped()
        held = { version: held.version + 1, value }
      }
      let last = 0
      const step = async (words: string, done: number, total: number): Promise<void> => {
        await breath()
        if ((at.left?.() ?? LAST) < LAST) throw new Refusal('output.too-long', {})
        const now = ms(at.machine())
        if (now - last < BEAT) return
        last = now
        await put({ step: words, done, total })
      }

      try {
        if (job.value.begun >= MOST) throw new Refusal('output.too-long', {})
        await put({ state: 'running', begun: job.value.begun + 1, step: '读数据' })
        const actor = await load.actor(job.value.by.id)
        const kind = kindOf(job.value.kind)
        if (!actor || !kind) throw new Refusal('access.forbidden', {})
        permit(actor, kind.needs)
        const made = await write(kind, job.value, step)
        await put({ step: '存文件' })
        const result = await keep(kind, job.value, made)
        await put({ step: '登记' })
        await record(job.value, result, { actor, now: job.value.cutOff })
        // What is recorded is done, whoever cancels now.
        await finish(ref, { state: 'done', step: JOB_WORDS.done, result }, at.machine())
      } catch (error) {
        if (error instanceof Stopped) return
        const said = isRefusal(error) ? `${error.said.title}。${error.said.why}` : '系统出错，请再试一次。'
        if (!isRefusal(error)) deps.trouble(`output job ${id}`, error)
        await finish(ref, { state: 'failed', step: JOB_WORDS.failed, error: said }, at.machine())
      }
    },

    /**
     * Takes up what an earlier process of this one machine left: nobody else can be holding it.
     * @returns how many
     */
    takeUp: async (): Promise<number> => {
      const plans = [keys.everything, ...(await load.plans()).map((head) => head.id)]
      const left = (await Promise.all(plans.map((plan) => cells.list(keys.outputJobs(plan))))).flat()
      const open = left.filter(({ value }) => !isOver(value.state))
      for (const { value, version } of open) {
        await cells.put(keys.outputJob(value.plan, value.id), { ...value, lease: null }, version)
        await starter.start({ plan: value.plan, id: value.id })
      }
      return open.length
    },
  }

  async function keep(kind: OutputKind, job: OutputJob, { title, bytes, revision }: Made & { revision: number }) {
    const name = `${kind.id}-${job.period ?? job.plan}.${kind.format}`
    const key = fileKeys.job(job.plan, job.id, name)
    const { size, sha256 } = await files.put(key, bytes)
    const fileName = `${title}.${kind.format}`
    return { key, fileName, contentType: FORMATS[kind.format].type, size, sha256, revision }
  }

  /** Recorded once, however often the job was carried out. */
  async function record(job: OutputJob, result: NonNullable<OutputJob['result']>, call: Call): Promise<OutputRecord> {
    const known = (await records.recordsOf(job.plan)).find((one) => one.job === job.id)
    if (known) return known
    const { key, fileName, size, sha256, revision } = result
    return records.append(
      {
        kind: job.kind,
        plan: job.plan === keys.everything ? null : job.plan,
        period: job.period,
        fileName,
        cutOff: job.cutOff,
        revision,
        size,
        sha256,
        key,
        job: job.id,
      },
      call,
      job.why,
    )
  }

  async function finish(
    ref: ReturnType<typeof keys.outputJob>,
    change: Partial<OutputJob>,
    machine: Instant,
  ): Promise<void> {
    for (;;) {
      const now = await cells.get(ref)
      if (!now || now.value.state === 'done' || (isOver(now.value.state) && change.state !== 'done')) return
      if (await cells.put(ref, { ...now.value, lease: null, ...change }, now.version, kept(machine))) return
    }
  }
}

/** Lets what else waits in this process go first. */
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
