import type { DutyRole } from '../plan.ts'
import type { Status } from '../report/entry.ts'

/** A task's light in a month. The same letters and words in pages, Excel, mail and API. */
export const LIGHTS = {
  green: { letter: '绿', word: '绿灯', meaning: '按计划、超前或已完成' },
  yellow: { letter: '黄', word: '黄灯', meaning: '滞后，或有问题没有措施' },
  red: { letter: '红', word: '红灯', meaning: '停顿、过期或未报' },
  grey: { letter: '灰', word: '灰灯', meaning: '未启动' },
  verified: { letter: '销', word: '已核验销号', meaning: '已核验销号' },
} as const satisfies Record<string, { letter: string; word: string; meaning: string }>

export type Light = keyof typeof LIGHTS

/** From worst to best. 未启动 is worse than on plan; verified is best. */
const WORST_FIRST: readonly Light[] = ['red', 'yellow', 'grey', 'green', 'verified']

export const worstLight = (lights: readonly Light[]): Light | null =>
  WORST_FIRST.find((light) => lights.includes(light)) ?? null

/**
 * The light of one duty in a month that has fallen due, judged as things stood at the due time; the report alone is judged at the cut-off, so that
 * a month's light does not change when a later deadline passes or a later verification comes.
 * @param duty.status the status that holds: a zero entry keeps the one before it, 申请调整 too; null when none was ever reported
 * @param duty.problem is there a problem without a measure?
 * @param duty.pastDeadline had the task's last deadline passed at the due time?
 */
export const lightOf = (duty: {
  verified: boolean
  missing: boolean
  pastDeadline: boolean
  status: Status | null
  problem: boolean
}): Light => {
  if (duty.verified) return 'verified'
  if (duty.missing || duty.status === '停顿' || (duty.pastDeadline && duty.status !== '已完成')) return 'red'
  if (duty.status === '滞后' || duty.problem) return 'yellow'
  return duty.status === null || duty.status === '未启动' ? 'grey' : 'green'
}

/**
 * Who speaks for a task: its lead or, without one, its responsible units. For a task with neither, its wildcard units speak (and without these,
 * its supporting ones), because otherwise nobody would; among several the worst light holds.
 */
export const speakers = <D extends { role: DutyRole }>(duties: readonly D[]): D[] => {
  for (const role of ['lead', 'responsible', 'wildcard', 'support'] as const) {
    const speaking = duties.filter((duty) => duty.role === role)
    if (speaking.length > 0) return speaking
  }
  return []
}
