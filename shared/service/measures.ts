import { KickoffBody, type KickoffEntry } from '../domain/phase/kickoff.ts'
import { type KickoffHead, keys } from './keys.ts'
import type { Chains } from './ports.ts'

/** The texts that a kick-off's head names. */
export const kickoffTexts = async (
  chains: Chains,
  plan: string,
  head: Pick<KickoffHead, 'unit' | 'current'> | null,
): Promise<KickoffEntry[]> => {
  const record = head?.current ? await chains.record(keys.kickoff(plan, head.unit), head.current) : null
  return record ? KickoffBody.parse(record.body).entries : []
}

/** What a unit filed in the kick-off, for the month's pages: its measures stand beside the progress. None before it filed. */
export const filedMeasures = async (chains: Chains, plan: string, unit: string): Promise<KickoffEntry[]> => {
  const head = await chains.head(keys.kickoff(plan, unit))
  return head?.state === 'filed' ? kickoffTexts(chains, plan, head) : []
}

/** The same for all units of a plan, by unit: for the month's workbook. */
export const allMeasures = async (chains: Chains, plan: string): Promise<Map<string, KickoffEntry[]>> => {
  const heads = (await chains.heads(keys.kickoffs(plan))).filter(({ state }) => state === 'filed')
  return new Map(
    await Promise.all(heads.map(async (head) => [head.unit, await kickoffTexts(chains, plan, head)] as const)),
  )
}
