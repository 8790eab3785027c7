import { FormLayout } from '../domain/formLayout.ts'
import { chainOf, type HistoryRecord } from '../domain/history.ts'
import { change } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/** The office's own 样表: how it looks now, how it was laid out before, and laying it out anew. */
export const createFormLayouts = (deps: Pick<Deps, 'chains' | 'chance'>, load: Load) => ({
  /** @throws Refusal access.forbidden · access.missing when the plan is not published */
  of: async (plan: string, call: Call): Promise<{ version: number; layout: FormLayout; history: HistoryRecord[] }> => {
    permit(call.actor, 'plan.edit')
    const ref = keys.formLayout(plan)
    const [layout, head] = await Promise.all([load.layout(await load.published(plan)), deps.chains.head(ref)])
    const history = head ? chainOf(head, await deps.chains.records(ref)) : []
    return { version: head?.version ?? 0, layout, history }
  },

  /**
   * Lays the form out anew. Outputs made from now on follow; those made before stay as they are.
   * @throws Refusal access.forbidden · access.missing · head.moved when somebody else was first
   */
  save: async (plan: string, call: Call, given: { version: number; layout: FormLayout }): Promise<void> => {
    permit(call.actor, 'plan.edit')
    await load.published(plan)
    const layout = FormLayout.parse(given.layout)
    const ref = keys.formLayout(plan)
    await change(deps, ref, await deps.chains.head(ref), call, {
      act: 'form-layout',
      version: given.version,
      head: { state: 'kept', layout },
      body: layout,
    })
  },
})
