import { evaluate } from '../../domain/evaluation/evaluate.ts'
import { changedRules } from '../../domain/evaluation/ruleFields.ts'
import { DEFAULT_RULES, type RuleSet } from '../../domain/evaluation/rules.ts'
import type { UnitScore } from '../../domain/evaluation/score.ts'
import { chainOf, type HistoryRecord } from '../../domain/history.ts'
import { change } from '../chain.ts'
import { type Call, type Deps, permit, reasonGiven } from '../deps.ts'
import { keys } from '../keys.ts'
import type { Overview } from '../overview.ts'
import { evaluated } from './evaluated.ts'

/** The rules of a plan's evaluation (E1): data with a history, changed by the office without code. */
export const createRules = ({ chains, chance }: Pick<Deps, 'chains' | 'chance'>, overview: Overview) => ({
  /** The rules that hold, and their version: 0 while they are the default ones. */
  now: async (plan: string, call: Call): Promise<{ rules: RuleSet; version: number }> => {
    permit(call.actor, 'evaluation.draft')
    const head = await chains.head(keys.rules(plan))
    return { rules: head?.rules ?? DEFAULT_RULES, version: head?.version ?? 0 }
  },

  /** What other rules would make of the year as it stands: every unit's score by either. */
  preview: async (
    plan: string,
    call: Call,
    rules: RuleSet,
  ): Promise<{ before: UnitScore[]; after: UnitScore[]; changed: string[] }> => {
    permit(call.actor, 'evaluation.rules')
    const data = await overview.at(plan, call.now)
    const { evaluation, records, rules: old } = await evaluated(chains, data)
    return {
      before: evaluation.units,
      after: evaluate(data.year, rules, records).units,
      changed: changedRules(old, rules),
    }
  },

  /**
   * Changes the rules. What is published stays as it is; the next revision is judged by the new ones.
   * @throws Refusal reason.missing · head.moved
   */
  save: async (plan: string, call: Call, given: { rules: RuleSet; why: string; version?: number }): Promise<number> => {
    permit(call.actor, 'evaluation.rules')
    const why = reasonGiven(given.why)
    const before = await chains.head(keys.rules(plan))
    const head = await change({ chains, chance }, keys.rules(plan), before, call, {
      act: 'change-rules',
      why,
      head: { state: 'kept', rules: given.rules },
      body: { rules: given.rules, changed: changedRules(before?.rules ?? DEFAULT_RULES, given.rules) },
      version: given.version,
    })
    return head.version
  },

  /** Who changed what when and why, the oldest first. */
  history: async (plan: string, call: Call): Promise<HistoryRecord[]> => {
    permit(call.actor, 'evaluation.draft')
    const head = await chains.head(keys.rules(plan))
    return head ? chainOf(head, await chains.records(keys.rules(plan))) : []
  },
})
