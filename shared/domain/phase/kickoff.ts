import * as z from 'zod'
import { type PhaseProblem, phaseText } from './phase.ts'

/** 启动阶段 (H1): each responsible unit draws up its measures, workflow and timetable for each of its tasks (notice of 2019, 三（一）). */

export const KICKOFF_TEXTS = ['measures', 'workflow', 'timetable'] as const
export type KickoffText = (typeof KICKOFF_TEXTS)[number]
export const KICKOFF_WORDS: Record<KickoffText, string> = {
  measures: '工作措施',
  workflow: '工作流程',
  timetable: '工作时间表',
}

export const KickoffEntry = z.object({
  task: z.int().min(1),
  measures: phaseText,
  workflow: phaseText,
  timetable: phaseText,
})
export type KickoffEntry = z.infer<typeof KickoffEntry>

export const KickoffBody = z.object({ entries: z.array(KickoffEntry) })

/** The entries for these tasks, in their order: what is not owed is dropped, what is missing is empty. */
export const kickoffFor = (tasks: readonly number[], given: readonly KickoffEntry[]): KickoffEntry[] =>
  tasks.map((task) => given.find((entry) => entry.task === task) ?? KickoffEntry.parse({ task }))

/** What an entry still lacks to be filed: all three texts. */
export const kickoffLacking = (entry: KickoffEntry): PhaseProblem[] =>
  KICKOFF_TEXTS.filter((field) => entry[field] === '').map((field) => ({
    task: entry.task,
    field,
    message: `请填写${KICKOFF_WORDS[field]}`,
  }))
