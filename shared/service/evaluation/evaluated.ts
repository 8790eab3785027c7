import { evaluate } from '../../domain/evaluation/evaluate.ts'
import type { Records } from '../../domain/evaluation/records.ts'
import { DEFAULT_RULES, type RuleSet } from '../../domain/evaluation/rules.ts'
import type { Evaluation } from '../../domain/evaluation/score.ts'
import type { Instant } from '../../domain/time.ts'
import { keys } from '../keys.ts'
import type { YearData } from '../overview.ts'
import type { Chains } from '../ports.ts'

/** A year with its scores, and what they were computed from besides the reports. */
export type Evaluated = { rules: RuleSet; records: Records; evaluation: Evaluation }

/** The rules that hold for a plan now. */
export const rulesOf = async (chains: Chains, plan: string): Promise<RuleSet> =>
  (await chains.head(keys.rules(plan)))?.rules ?? DEFAULT_RULES

/** What counts besides the reports, as it stands at the cut-off. A new kind of record is a line here. */
export const recordsOf = async (chains: Chains, plan: string, cutOff: Instant): Promise<Records> => ({
  marks: (await chains.heads(keys.allMarks(plan)))
    .flatMap((head) => head.marks)
    .filter((mark) => mark.at <= cutOff)
    .sort((one, other) => (one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? -1 : 1)),
  kickoffs: null,
  lookbacks: null,
})

/** Evaluates a year that was read: by the rules and with the records of now. */
export const evaluated = async (chains: Chains, { plan, year }: YearData): Promise<Evaluated> => {
  const [rules, records] = await Promise.all([rulesOf(chains, plan.id), recordsOf(chains, plan.id, year.cutOff)])
  return { rules, records, evaluation: evaluate(year, rules, records) }
}
