import { evaluate } from '../../domain/evaluation/evaluate.ts'
import type { Records } from '../../domain/evaluation/records.ts'
import { DEFAULT_RULES, type RuleSet } from '../../domain/evaluation/rules.ts'
import type { Evaluation } from '../../domain/evaluation/score.ts'
import { kickoffFacts, lookbackFacts } from '../../domain/phase/facts.ts'
import { keys } from '../keys.ts'
import type { YearData } from '../overview.ts'
import type { Chains } from '../ports.ts'

/** A year with its scores, and what they were computed from besides the reports. */
export type Evaluated = { rules: RuleSet; records: Records; evaluation: Evaluation }

/** The rules that hold for a plan now. */
export const rulesOf = async (chains: Chains, plan: string): Promise<RuleSet> =>
  (await chains.head(keys.rules(plan)))?.rules ?? DEFAULT_RULES

/** What counts besides the reports, as it stands at the year's cut-off. A new kind of record is a line here. */
const recordsOf = async (chains: Chains, { plan, units, year }: YearData): Promise<Records> => {
  const { cutOff } = year
  const [head, marks, kickoffs, lookbacks] = await Promise.all([
    chains.head(keys.plan(plan.id)),
    chains.heads(keys.allMarks(plan.id)),
    chains.heads(keys.kickoffs(plan.id)),
    chains.heads(keys.lookbacks(plan.id)),
  ])
  const given = { plan, units, cutOff, publishedAt: head?.publishedAt ?? null }
  return {
    marks: marks
      .flatMap((unit) => unit.marks)
      .filter((mark) => mark.at <= cutOff)
      .sort((one, other) => (one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? -1 : 1)),
    kickoffs: kickoffFacts(given, kickoffs),
    lookbacks: lookbackFacts(given, lookbacks),
  }
}

/** Evaluates a year that was read: by the rules and with the records of now. */
export const evaluated = async (chains: Chains, data: YearData): Promise<Evaluated> => {
  const [rules, records] = await Promise.all([rulesOf(chains, data.plan.id), recordsOf(chains, data)])
  return { rules, records, evaluation: evaluate(data.year, rules, records) }
}
