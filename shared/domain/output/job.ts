import * as z from 'zod'
import { addMinutes, Instant, Period } from '../time.ts'

/**
 * What takes longer than a request is a job: asked for, carried out apart from the request, watched and cancelled while it runs. Its cut-off is the
 * moment it was asked for, so that a job that waits, or is begun anew, states the same data.
 */
export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

export const JOB_WORDS: Record<JobState, string> = {
  queued: '排队',
  running: '正在做',
  done: '做好了',
  failed: '没有做成',
  cancelled: '已取消',
}

export const isOver = (state: JobState): boolean => state === 'done' || state === 'failed' || state === 'cancelled'

export const OutputJob = z.object({
  id: z.string(),
  state: z.enum(JOB_STATES),
  kind: z.string(),
  /** The plan, or `everything`. */
  plan: z.string(),
  period: Period.nullable(),
  by: z.object({ id: z.string(), name: z.string() }),
  why: z.string().nullable(),
  /** Business time at which it was asked for: the cut-off of its data. */
  cutOff: Instant,
  /** What it is at, and how far: 读月报, 40 of 300. */
  step: z.string(),
  done: z.int().min(0),
  total: z.int().min(0),
  /** Machine time until which whoever carries it out holds it; after that another may take it up. While it waits, when it was asked for. */
  lease: Instant.nullable(),
  /** How often it was begun. */
  begun: z.int().min(0),
  /** The finished file. */
  result: z
    .object({
      key: z.string(),
      fileName: z.string(),
      contentType: z.string(),
      size: z.int(),
      sha256: z.string(),
      revision: z.int(),
    })
    .nullable(),
  /** Why it was not done, in a sentence. */
  error: z.string().nullable(),
})
export type OutputJob = z.infer<typeof OutputJob>

/** Minutes without a sign of life after which nobody is at it any more: longer than a function may run, and longer than a queue is. */
const SILENT = 60

/** The job as it is to be shown: one that has been silent for too long has stopped, whatever it says of itself. */
export const seenAt = (job: OutputJob, machine: Instant): OutputJob =>
  isOver(job.state) || job.lease === null || addMinutes(job.lease, SILENT) > machine
    ? job
    : { ...job, state: 'failed', step: JOB_WORDS.failed, error: '做到一半停住了，请再做一次。' }

/** 读月报（40／300） */
export const progressInWords = ({ step, done, total }: Pick<OutputJob, 'step' | 'done' | 'total'>): string =>
  total > 0 ? `${step}（${done}／${total}）` : step

/** Entries to read and write above which an output is a job: some seconds of work on a small machine. */
const LONG = 4_000

/** Is this more than a request should wait for? */
export const isLong = (size: { duties: number; periods: number }): boolean => size.duties * size.periods > LONG
