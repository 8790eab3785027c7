import { allPeriods } from '../domain/calendar.ts'
import type { Unit } from '../domain/people.ts'
import { dutiesOf, type Verification } from '../domain/plan.ts'
import {
  type Affected,
  affectedBy,
  CHANGE_WORDS,
  changeable,
  changedPlan,
  changeInWords,
  ended,
  hindrances,
  type PlanChange,
  SAME,
} from '../domain/planChange.ts'
import { Refusal } from '../domain/refusal.ts'
import { addPeriods, lastDay, momentInWords, type Period, periodInWords } from '../domain/time.ts'
import { change as moveHead } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys, type PlanHead } from './keys.ts'
import type { Load } from './load.ts'
import { storedPlan, writeDuties } from './storedPlan.ts'

export type Given = { change: PlanChange; from: Period }

/** What a change would do: who owes something else, who reads other words, and what stands in the month already. */
export type ChangePreview = {
  version: number
  what: string
  affected: Affected[]
  /** Units that have the reworded task. */
  readers: string[]
  /** Reports of the months from then on that have begun: what is filed stays as it is, drafts are shown what was added and what was removed. */
  begun: { unit: string; period: Period; filed: boolean }[]
}

/** Changes to a published plan from a period on (P4): looked at first, then made. */
export const createPlanChanges = (deps: Deps, load: Load) => {
  const { chains } = deps

  /** Reads what the change is about and makes it in memory. @throws Refusal plan.change-past · input.invalid */
  const looked = async (id: string, call: Call, { change, from }: Given) => {
    permit(call.actor, 'plan.edit')
    const [{ head, stored }, units, calendar, verifications] = await Promise.all([
      load.stored(id),
      load.units(),
      load.calendar(),
      chains.heads(keys.verifications(id)),
    ])
    if (head.state !== 'published') throw new Refusal('access.missing', {})
    const plan = await load.wholeOf(head)
    const periods = allPeriods(plan.rhythm, calendar)
    const dates = periods.find((one) => one.period === from)
    if (!dates) throw new Refusal('input.invalid', { problems: ['请选择从哪个月起'] })
    if (!changeable(periods, call.now).includes(from))
      throw new Refusal('plan.change-past', { what: periodInWords(from), due: momentInWords(dates.due) })
    const problems = hindrances(plan, change, from, units)
    if (problems.length > 0) throw new Refusal('input.invalid', { problems })
    const done = new Map(verifications.map(({ unit, verified }) => [unit, verified.map((one) => one.task)]))
    const after = changedPlan(
      plan,
      change,
      from,
      (unit) => done.get(unit) ?? [],
      new Map(units.map((unit, index) => [unit.id, index])),
    )
    if (after === plan && change.kind !== 'rename') throw new Refusal('input.invalid', { problems: [SAME] })
    const names = new Map(units.map((unit) => [unit.id, unit.name]))
    return {
      head,
      stored,
      plan,
      after,
      units,
      dates,
      periods,
      what: changeInWords(plan, change, (one) => names.get(one) ?? one),
    }
  }

  /** Units stop, or bear another name, from the month on. Doing it twice does no more than once. */
  const changeUnits = async (call: Call, { change, from }: Given, why: string): Promise<void> => {
    const until = lastDay(addPeriods(from, -1))
    const write = async (id: string, act: string, make: (unit: Unit) => Unit): Promise<void> => {
      const before = await chains.head(keys.unit(id))
      if (!before) throw new Refusal('access.missing', {})
      const unit = make(before.unit)
      if (JSON.stringify(unit) === JSON.stringify(before.unit)) return
      await moveHead(deps, keys.unit(id), before, call, { act, why, head: { ...before, unit }, body: unit })
    }
    for (const { unit, successors } of ended(change))
      await write(unit, change.kind, (one) => ({ ...one, to: until, successors }))
    if (change.kind === 'rename')
      await write(change.unit, 'rename', (one) =>
        one.name === change.name
          ? one
          : {
              ...one,
              name: change.name,
              formerly: [...one.formerly.filter((old) => old.to < until), { name: one.name, to: until }],
            },
      )
  }

  return {
    /** @throws Refusal plan.change-past · input.invalid */
    preview: async (id: string, call: Call, given: Given): Promise<ChangePreview> => {
      const { head, plan, after, units, dates, periods, what } = await looked(id, call, given)
      const { change, from } = given
      const verifications = new Map(
        (await chains.heads(keys.verifications(id))).map((one) => [one.unit, one.verified as readonly Verification[]]),
      )
      const verified = (unit: string): readonly Verification[] => verifications.get(unit) ?? []
      const affected = affectedBy(plan, after, units, from, verified, dates.opens)
      const readers =
        change.kind === 'reword' || change.kind === 'cancel'
          ? units
              .filter((unit) =>
                dutiesOf(plan, unit, from, verified(unit.id), dates.opens).some((duty) => duty.task === change.task),
              )
              .map((unit) => unit.id)
          : []
      const concerned = [...new Set([...affected.map((one) => one.unit), ...readers])]
      const opened = periods.filter((one) => from <= one.period && one.opens <= call.now).map((one) => one.period)
      const heads = await Promise.all(opened.map((period) => chains.headsOf(keys.reports(id, period), concerned)))
      return {
        version: head.version,
        what,
        affected,
        readers,
        begun: heads
          .flat()
          .map((report) => ({ unit: report.unit, period: report.period, filed: report.duties.length > 0 })),
      }
    },

    /**
     * Makes the change: the duties, then the plan's record and head, then the units. Cut off before the head it never happened; cut off after it, the same
     * form sent again goes on with the units.
     * @throws Refusal plan.change-past · input.invalid · reason.missing · head.moved
     */
    make: async (
      id: string,
      call: Call,
      given: Given & { why: string; version?: number | undefined },
    ): Promise<PlanHead> => {
      permit(call.actor, 'plan.edit')
      const why = given.why.trim()
      if (why === '') throw new Refusal('reason.missing', {})
      const { head: now, plan: made } = await load.plan(id)
      const last = made.changes.at(-1)
      const by = call.actor.person.name
      if (
        given.version === now.version - 1 &&
        last?.by === by &&
        last.why === why &&
        last.from === given.from &&
        last.given === JSON.stringify(given.change)
      ) {
        await changeUnits(call, given, why)
        return now
      }
      const { head, stored, plan, after, units, what } = await looked(id, call, given)
      const line = {
        at: call.now,
        by,
        from: given.from,
        kind: CHANGE_WORDS[given.change.kind],
        what,
        why,
        given: JSON.stringify(given.change),
      }
      const same = after.duties === plan.duties ? stored.dutySet : null
      const dutySet = same ?? (await writeDuties(deps, id, after.duties, units))
      const { version: _version, current: _current, hash: _hash, draft: _draft, ...kept } = head
      const moved = await moveHead(deps, keys.plan(id), head, call, {
        act: 'plan-change',
        why: `${periodInWords(given.from)}起，${what}。${why}`,
        head: kept,
        body: storedPlan({ ...after, changes: [...plan.changes, line] }, dutySet),
        version: given.version,
      })
      await changeUnits(call, given, why)
      return moved
    },
  }
}
