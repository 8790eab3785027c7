import { chainOf, type HistoryRecord } from '../domain/history.ts'
import { Refusal } from '../domain/refusal.ts'
import { DEFAULT_SETTINGS, type RuleSetting, ruleInWords, settingProblem } from '../domain/reminder/rules.ts'
import { change } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/** A plan's rules as a page shows them. `version` 0: the office has changed nothing. */
export type PlanRules = { settings: RuleSetting[]; version: number }

/** Every kind that there is, set as the office set it or as it is by default. */
const complete = (settings: readonly RuleSetting[]): RuleSetting[] =>
  DEFAULT_SETTINGS.map((standard) => settings.find(({ id }) => id === standard.id) ?? standard)

const inWords = ({ id, on, days }: RuleSetting): string => (on ? ruleInWords(id, days) : `停用${ruleInWords(id, days)}`)
const same = (one: RuleSetting, other: RuleSetting | undefined): boolean =>
  other !== undefined &&
  one.on === other.on &&
  one.days === other.days &&
  [...one.to].sort().join() === [...other.to].sort().join()

/** How a plan reminds: plan data, changed by the office, with its history. */
export const createRules = ({ chains, chance, load }: Pick<Deps, 'chains' | 'chance'> & { load: Load }) => ({
  /** @throws Refusal access.forbidden · access.missing */
  rules: async (call: Call, plan: string): Promise<PlanRules> => {
    permit(call.actor, 'reminder.read')
    const [head] = await Promise.all([chains.head(keys.reminderRules(plan)), load.published(plan)])
    return { settings: complete(head?.settings ?? []), version: head?.version ?? 0 }
  },

  /**
   * Sets them, from the next run on; rules that are not given stay. Mails sent by then stay sent: a rule that now falls on an earlier day is not
   * told again for a deadline of which it spoke already.
   * @throws Refusal access.forbidden · access.missing · input.invalid for what lies outside the bounds · head.moved
   */
  setRules: async (
    call: Call,
    plan: string,
    given: { settings: readonly RuleSetting[]; version?: number | undefined },
  ): Promise<PlanRules> => {
    permit(call.actor, 'reminder.edit')
    await load.published(plan)
    const head = await chains.head(keys.reminderRules(plan))
    const before = complete(head?.settings ?? [])
    const settings = before.map((old) => given.settings.find(({ id }) => id === old.id) ?? old)
    const problems = settings.flatMap((setting) => settingProblem(setting) ?? [])
    if (problems.length > 0) throw new Refusal('input.invalid', { problems })
    const changed = settings.filter(
      (setting) =>
        !same(
          setting,
          before.find(({ id }) => id === setting.id),
        ),
    )
    if (changed.length === 0) return { settings, version: head?.version ?? 0 }
    const moved = await change({ chains, chance }, keys.reminderRules(plan), head, call, {
      act: 'reminder-rules',
      why: changed.map(inWords).join('、'),
      head: { state: 'kept', settings },
      body: { settings },
      version: given.version,
    })
    return { settings, version: moved.version }
  },

  rulesHistory: async (call: Call, plan: string): Promise<HistoryRecord[]> => {
    permit(call.actor, 'reminder.read')
    const ref = keys.reminderRules(plan)
    const head = await chains.head(ref)
    return head ? chainOf(head, await chains.records(ref)) : []
  },
})
