import type { ReportState } from './report.ts'

/**
 * The report's life: one table. Buttons on pages, permissions, the refusal's sentence, the condition of the write and the test that walks
 * every pair read it. `extend` moves dates and leaves the state as it is.
 *
 * `signed`: what an act of the unit becomes instead where the unit's head signs reports off (R7).
 * `while`: `open` = opens ≤ now < the latest of lock, extension and correction window; `unpublished` = until the evaluation is published.
 */
export const ACTS = {
  save: {
    from: ['draft', 'returned'],
    to: null,
    while: 'open',
    needs: 'report.fill',
    reason: false,
    words: '保存草稿',
  },
  submit: {
    from: ['draft', 'returned'],
    to: 'submitted',
    signed: 'awaiting-sign-off',
    while: 'open',
    needs: 'report.fill',
    reason: false,
    words: '提交',
  },
  'sign-off': {
    from: ['awaiting-sign-off'],
    to: 'submitted',
    while: 'open',
    needs: 'report.sign',
    reason: false,
    words: '审签',
  },
  decline: {
    from: ['awaiting-sign-off'],
    to: 'draft',
    while: 'open',
    needs: 'report.sign',
    reason: true,
    words: '不予审签',
  },
  withdraw: {
    from: ['awaiting-sign-off', 'submitted'],
    to: 'draft',
    while: 'open',
    needs: 'report.fill',
    reason: false,
    words: '撤回',
  },
  accept: {
    from: ['submitted'],
    to: 'accepted',
    while: 'unpublished',
    needs: 'report.accept',
    reason: false,
    words: '审核通过',
  },
  return: {
    from: ['submitted'],
    to: 'returned',
    while: 'unpublished',
    needs: 'report.return',
    reason: true,
    words: '退回',
  },
  reopen: {
    from: ['accepted'],
    to: 'returned',
    while: 'unpublished',
    needs: 'report.return',
    reason: true,
    words: '重新打开',
  },
  enter: {
    from: ['draft', 'returned'],
    to: 'submitted',
    while: 'unpublished',
    needs: 'report.enter',
    reason: true,
    words: '代录',
  },
  // Also one that waits for its head when it locks: else nobody could move it any more.
  extend: {
    from: ['draft', 'returned', 'awaiting-sign-off'],
    to: null,
    while: 'unpublished',
    needs: 'report.extend',
    reason: true,
    words: '延期补报',
  },
} as const satisfies Record<string, ActRule>

type ActRule = {
  from: readonly ReportState[]
  /** The state it becomes; null: it stays. */
  to: ReportState | null
  /** The state it becomes where the head signs off; the same as `to` when absent. */
  signed?: ReportState
  while: 'open' | 'unpublished'
  /** The permission asked of `may`. */
  needs: string
  /** Must a reason be given? */
  reason: boolean
  words: string
}

export type ReportAct = keyof typeof ACTS
export const REPORT_ACTS = Object.keys(ACTS) as ReportAct[]

/**
 * The state after an act, or null when the table does not allow it from this state.
 * @param signOff does the unit's head sign reports off?
 */
export const stateAfter = (state: ReportState, act: ReportAct, signOff = false): ReportState | null => {
  const rule: ActRule = ACTS[act]
  if (!rule.from.includes(state)) return null
  return (signOff ? rule.signed : undefined) ?? rule.to ?? state
}
