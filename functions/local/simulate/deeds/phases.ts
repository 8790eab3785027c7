import { Problem, SelfCheck } from '../../../../shared/domain/phase/lookback.ts'
import type { LocalDate } from '../../../../shared/domain/time.ts'
import type { Answer } from '../client.ts'
import type { Performers } from './deed.ts'

/** What a unit does in the kick-off and in the look-back. */

export type PhasesDeed = { unit: string } & (
  | { act: 'kickoff' }
  /** `problems` of its tasks are found wanting, to be remedied by a day; the others are 已落实. */
  | { act: 'lookback'; problems: number; by: LocalDate }
  /** One of the problems that are still open, if there is any. */
  | { act: 'remedy' }
)

const versionIn = ({ body }: Answer): number => Number(body['version'] ?? 0)
const listIn = (answer: Answer, name: string): Record<string, unknown>[] =>
  (answer.body[name] ?? []) as Record<string, unknown>[]

export const phases: Performers<PhasesDeed> = {
  kickoff: async ({ actor, unit }, hands) => {
    const browser = await hands.browserOf(actor)
    const path = `/plans/${hands.plan}/kickoff/${unit}`
    const opened = await browser.call('GET', path)
    const entries = listIn(opened, 'entries').map(({ task }) => ({
      task,
      measures: '制定落实方案，逐项明确责任人，每季度调度一次。',
      workflow: '处内研究，分管厅领导审定，印发执行。',
      timetable: '4月底前印发方案，10月底前完成，12月总结。',
    }))
    const { outcome } = await browser.call('POST', `${path}/file`, { entries, version: versionIn(opened) })
    hands.note(actor, { act: 'kickoff', unit, outcome, tasks: entries.length })
  },

  lookback: async ({ actor, unit, problems, by }, hands) => {
    const browser = await hands.browserOf(actor)
    const path = `/plans/${hands.plan}/lookback/${unit}`
    const opened = await browser.call('GET', path)
    const known = listIn(opened, 'checks').map((check) => SelfCheck.parse(check))
    const wanting = known.slice(0, problems).map(({ task }) => task)
    const checks = known.map(({ task, found }) => ({
      task,
      result: wanting.includes(task) ? 'partly' : 'done',
      found: found || '已按计划完成。',
    }))
    const found = wanting.map((task) => ({
      ...{ task, id: null, text: '台账不完整，个别环节没有留痕。', remedy: '补齐台账，明确专人管理。', by },
    }))
    const sent = { checks, problems: found, version: versionIn(opened) }
    const { outcome } = await browser.call('POST', `${path}/file`, sent)
    hands.note(actor, { act: 'lookback', unit, outcome, problems: found.length })
  },

  remedy: async ({ actor, unit }, hands) => {
    const browser = await hands.browserOf(actor)
    const path = `/plans/${hands.plan}/lookback/${unit}`
    const opened = await browser.call('GET', path)
    const open = listIn(opened, 'problems')
      .map((problem) => Problem.parse(problem))
      .find(({ remedied }) => remedied === null)
    if (!open) return
    const { outcome } = await browser.call('POST', `${path}/remedy`, { problem: open.id, result: '台账已补齐并复核。' })
    hands.note(actor, { act: 'remedy', unit, outcome, problem: open.id, task: open.task })
  },
}
