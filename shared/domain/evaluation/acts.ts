/**
 * The evaluation's life: one table. Buttons on pages, permissions, the refusal's sentence and the condition of the write read it. A plan's evaluation
 * begins as a draft; publishing freezes a revision. A correction opens what the published revision covers to the office again, until the next revision
 * is published or the correction is given up.
 */
export const EVALUATION_STATES = ['draft', 'published', 'correcting'] as const
export type EvaluationState = (typeof EVALUATION_STATES)[number]
export const EVALUATION_STATE_WORDS: Record<EvaluationState, string> = {
  draft: '没有发布',
  published: '已发布',
  correcting: '更正中',
}

type ActRule = {
  from: readonly EvaluationState[]
  /** The state it becomes; null: it stays. */
  to: EvaluationState | null
  needs: 'evaluation.publish'
  /** Must a reason be given? `again`: from the second revision on. */
  reason: boolean | 'again'
  words: string
}

export const EVALUATION_ACTS = {
  publish: {
    from: ['draft', 'published', 'correcting'],
    to: 'published',
    needs: 'evaluation.publish',
    reason: 'again',
    words: '发布评价',
  },
  correct: { from: ['published'], to: 'correcting', needs: 'evaluation.publish', reason: true, words: '更正评价' },
  'give-up': { from: ['correcting'], to: 'published', needs: 'evaluation.publish', reason: true, words: '放弃更正' },
  /** Whether units see the ranking of all, or their own score alone. */
  show: {
    from: ['draft', 'published', 'correcting'],
    to: null,
    needs: 'evaluation.publish',
    reason: false,
    words: '改变公布范围',
  },
} as const satisfies Record<string, ActRule>

export type EvaluationAct = keyof typeof EVALUATION_ACTS

/** The state after an act, or null when the table does not allow it from this state. */
export const evaluationAfter = (state: EvaluationState, act: EvaluationAct): EvaluationState | null => {
  const rule: ActRule = EVALUATION_ACTS[act]
  return rule.from.includes(state) ? (rule.to ?? state) : null
}
