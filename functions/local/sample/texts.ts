import type { KickoffEntry } from '../../../shared/domain/phase/kickoff.ts'
import { type Task, withinQuotes } from '../../../shared/domain/plan.ts'
import { type Entry, emptyEntry, NEEDS_PROBLEM, type Status } from '../../../shared/domain/report/entry.ts'
import { monthInWords, type Period } from '../../../shared/domain/time.ts'

/** Invented texts for the sample department: what a coordinator might write. Chosen by a passed-in dice, so the same seed gives the same year. */

/** A number in [0, 1), the next of a fixed row. */
export type Dice = () => number

/** Mulberry32: small, good enough to vary sample data, the same everywhere. */
export const dice = (seed: number): Dice => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const pick = <T>(roll: Dice, items: readonly [T, ...T[]]): T =>
  items[Math.floor(roll() * items.length)] ?? items[0]
const between = (roll: Dice, low: number, high: number): number => low + Math.floor(roll() * (high - low + 1))

/** The task's title without its customary opening and final stop, ready to stand in quotation marks: 提升社会救助兜底保障水平. */
const stem = (task: Task): string => withinQuotes(task.title.replace(/^进一步/, '').replace(/[。.]$/, ''))

const WORK: readonly [(name: string, roll: Dice) => string, ...((name: string, roll: Dice) => string)[]] = [
  (name, roll) =>
    `围绕“${name}”召开推进会${between(roll, 1, 3)}次，听取${between(roll, 3, 9)}个市（州）情况汇报，逐项明确责任人和完成时间。`,
  (name, roll) => `印发“${name}”工作通知，${between(roll, 4, 9)}个市（州）已报送落实方案，其余正在履行审批程序。`,
  (name, roll) =>
    `赴${between(roll, 2, 5)}个县（市、区）调研“${name}”情况，收集意见${between(roll, 8, 36)}条，已采纳${between(roll, 3, 8)}条。`,
  (name, roll) =>
    `完成“${name}”制度文件征求意见稿，送${between(roll, 3, 7)}个处室会签，收到修改意见${between(roll, 2, 15)}条。`,
  (name, roll) =>
    `举办“${name}”业务培训${between(roll, 1, 2)}期，培训${between(roll, 60, 240)}人次，发放材料${between(roll, 80, 300)}份。`,
  (name, roll) =>
    `对“${name}”开展专项检查，抽查${between(roll, 6, 20)}家单位，发现问题${between(roll, 1, 9)}个，已督促整改${between(roll, 1, 5)}个。`,
]

const NEXT: readonly [string, ...string[]] = [
  '督促其余市（州）按时间表落实，下月底前汇总一次进展。',
  '修改完善征求意见稿，报厅长办公会审议后印发。',
  '对未整改的问题逐项跟踪，下月中旬前完成复查。',
  '组织一次实地督导，总结可推广的做法。',
  '与相关处室对接数据，形成阶段性总结。',
]

const PROBLEMS: readonly [string, ...string[]] = [
  '部分县（市、区）资金到位较慢，项目开工比计划晚。',
  '信息系统对接尚未完成，数据需要人工核对。',
  '基层工作人员变动较大，业务衔接不够顺畅。',
  '涉及多个部门职责，协调进度慢于预期。',
]

const REASONS: readonly [string, ...string[]] = [
  '本月按计划处于意见征集期，尚未形成新的进展。',
  '本月集中办理年度其他重点工作，该项任务下月推进。',
  '前期工作已按节点完成，本月等待审批结果。',
]

export const zeroReason = (roll: Dice): string => pick(roll, REASONS)

/**
 * One month's entry on a task.
 * @param share how far the plan's year has gone, 0–1
 * @param reached the progress reported before, below which it does not fall
 * @param mood a wished status; left out, the dice decides
 */
export const sampleEntry = (
  task: Task,
  period: Period,
  share: number,
  roll: Dice,
  reached = 0,
  mood?: Status | 'zero',
): Entry => {
  const zero = mood === 'zero' || (mood === undefined && roll() < 0.07)
  const next = pick(roll, NEXT)
  if (zero) return { ...emptyEntry(task.number), zero: true, reason: zeroReason(roll), next }
  const luck = roll()
  const status: Status = mood
    ? mood
    : share > 0.85 && luck < 0.35
      ? '已完成'
      : luck > 0.94
        ? '停顿'
        : luck > 0.84
          ? '滞后'
          : luck > 0.74
            ? '进度超前'
            : '按计划推进'
  const drift = status === '滞后' || status === '停顿' ? -15 : status === '进度超前' ? 10 : 0
  const progress =
    status === '已完成' ? 100 : Math.max(reached, Math.min(99, Math.round(share * 100 + drift + (roll() - 0.5) * 8)))
  const problem = NEEDS_PROBLEM.includes(status) || roll() < 0.08 ? pick(roll, PROBLEMS) : ''
  return {
    ...emptyEntry(task.number),
    work: `${monthInWords(period)}，${pick(roll, WORK)(stem(task), roll)}`,
    progress,
    status,
    problem,
    coordination: problem !== '' && roll() < 0.4 ? '请办公室协调相关处室共同推进。' : '',
    next,
    figures: task.targets.map((target, index) => ({
      target: index,
      quantity: Math.min(target.quantity, Math.round(target.quantity * (progress / 100))),
    })),
  }
}

/** What a unit might have filed of a task in the kick-off. */
export const sampleKickoff = (task: Task): KickoffEntry => ({
  task: task.number,
  measures: `围绕“${stem(task)}”制定落实方案，逐项明确责任人，每季度调度一次。`,
  workflow: '处内研究，分管厅领导审定，印发执行，年底总结。',
  timetable: '4月底前印发方案，10月底前完成主要任务，12月总结。',
})
