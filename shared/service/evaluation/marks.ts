import { MARK_TABLE, type ManualMark, type MarkInput, recordInWords } from '../../domain/evaluation/marks.ts'
import { chainOf, type HistoryRecord } from '../../domain/history.ts'
import { may } from '../../domain/permission.ts'
import { taskOf } from '../../domain/plan.ts'
import { Refusal } from '../../domain/refusal.ts'
import { change } from '../chain.ts'
import { type Call, type Deps, permit, reasonGiven } from '../deps.ts'
import { keys, type MarksHead } from '../keys.ts'
import type { Load } from '../load.ts'

/** Marks of one unit in a year; far more than anybody should need. */
const MOST = 100

/** Manual marks (E1): entered and taken away by the office and the evaluator, never for their own unit; history keeps both. */
export const createMarks = ({ chains, chance }: Pick<Deps, 'chains' | 'chance'>, load: Load) => {
  /** @throws Refusal evaluation.own-unit, and access.forbidden for whoever may mark nobody */
  const permitted = ({ actor }: Call, unit: string): void => {
    if (may(actor, 'evaluation.mark', { unit })) return
    permit(actor, 'evaluation.mark')
    throw new Refusal('evaluation.own-unit', {})
  }

  const write = (
    plan: string,
    unit: string,
    call: Call,
    before: MarksHead | null,
    what: { act: string; why: string; marks: ManualMark[]; body: unknown },
  ): Promise<MarksHead> =>
    change({ chains, chance }, keys.marks(plan, unit), before, call, {
      act: what.act,
      why: what.why,
      head: { state: 'kept', unit, marks: what.marks },
      body: what.body,
    })

  return {
    /** All units' marks that stand, in the order in which they were made. */
    all: async (plan: string, call: Call): Promise<ManualMark[]> => {
      permit(call.actor, 'evaluation.draft')
      const heads = await chains.heads(keys.allMarks(plan))
      return heads.flatMap((head) => head.marks).sort((one, other) => (one.at < other.at ? -1 : 1))
    },

    /**
     * Marks a unit. A new 综合评价 takes the place of the one before, which stays in the history.
     * @throws Refusal evaluation.own-unit · input.invalid for a month or task that the plan does not have · mark.many · head.moved
     */
    add: async (plan: string, unit: string, call: Call, given: MarkInput): Promise<ManualMark> => {
      permitted(call, unit)
      const [{ tasks, rhythm }, before] = await Promise.all([
        load.published(plan),
        chains.head(keys.marks(plan, unit)),
        load.unit(unit),
      ])
      const { period, task } = given
      if (period !== null && (period < rhythm.first || period > rhythm.last))
        throw new Refusal('input.invalid', { problems: ['实施方案里没有这个报告期'] })
      if (task !== null && !taskOf({ tasks }, task))
        throw new Refusal('input.invalid', { problems: ['实施方案里没有这项任务'] })
      const standing = (before?.marks ?? []).filter((mark) => given.kind !== 'overall' || mark.kind !== 'overall')
      if (standing.length >= MOST) throw new Refusal('mark.many', { most: MOST })
      const { id, name } = call.actor.person
      const mark: ManualMark = { ...given, id: chance.id(), unit, at: call.now, by: { id, name } }
      await write(plan, unit, call, before, {
        act: 'mark',
        why: given.reason,
        marks: [...standing, mark],
        body: mark,
      })
      return mark
    },

    /**
     * Takes a mark away, with a reason.
     * @throws Refusal access.missing when it does not stand (any more) · reason.missing · evaluation.own-unit
     */
    remove: async (plan: string, unit: string, call: Call, id: string, reason: string): Promise<ManualMark> => {
      permitted(call, unit)
      const why = reasonGiven(reason)
      const before = await chains.head(keys.marks(plan, unit))
      const mark = before?.marks.find((one) => one.id === id)
      if (!before || !mark) throw new Refusal('access.missing', {})
      await write(plan, unit, call, before, {
        act: 'unmark',
        why,
        marks: before.marks.filter((one) => one.id !== id),
        body: mark,
      })
      return mark
    },

    /** Everything that was marked and taken away, of one unit or of all, the newest first. */
    history: async (plan: string, call: Call, unit?: string): Promise<{ unit: string; record: HistoryRecord }[]> => {
      permit(call.actor, 'evaluation.draft')
      const heads = await chains.heads(keys.allMarks(plan))
      const chainsOf = heads
        .filter((head) => unit === undefined || head.unit === unit)
        .map(async (head) =>
          chainOf(head, await chains.records(keys.marks(plan, head.unit))).map((record) => ({
            unit: head.unit,
            record,
          })),
        )
      return (await Promise.all(chainsOf)).flat().sort((one, other) => (one.record.at < other.record.at ? 1 : -1))
    },
  }
}

/** 差错，6月任务16：数字与附件不符 */
export const markInWords = (mark: Pick<ManualMark, 'kind' | 'period' | 'task' | 'record' | 'reason'>): string =>
  `${[MARK_TABLE[mark.kind].word, recordInWords(mark)].filter((part) => part !== '').join('，')}：${mark.reason}`
