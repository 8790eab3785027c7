import type { PeriodDates } from '../../../shared/domain/calendar.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { byTask, byUnit, existsIn, type WholePlan } from '../../../shared/domain/plan.ts'
import { changedPlan, ended, hindrances, nextNumber, type PlanChange } from '../../../shared/domain/planChange.ts'
import { addPeriods, at, lastDay, type Period } from '../../../shared/domain/time.ts'
import type { Deed } from './deeds/deed.ts'

/**
 * How a simulated year's plan changes: a task is reworded, one given to another unit as well, one cancelled, one added, and two units merge, each from the
 * month after it was decided. A plan of few units or months has fewer of them.
 */

const WHY = '机构和职能调整，经厅长办公会议定'

/** A unit that may go: neither the office's own nor one that leads, and with a successor beside it. */
const merging = (plan: WholePlan, units: readonly Unit[], officeUnit: string): PlanChange | null => {
  const owing = units.filter((unit) => unit.coordinator !== null && !unit.signOff && byUnit(plan.duties).has(unit.id))
  const leads = new Set(plan.duties.filter((duty) => duty.role === 'lead').map((duty) => duty.unit))
  if (owing.length < 8) return null
  for (const gone of owing.filter((unit) => unit.id !== officeUnit && !leads.has(unit.id)).reverse()) {
    const heir = owing.find((unit) => unit.id !== gone.id && unit.id !== officeUnit && unit.class === gone.class)
    if (heir) return { kind: 'merge', units: [gone.id], into: heir.id }
  }
  return null
}

/** One more unit for a task that somebody else is responsible for. */
const sharing = (plan: WholePlan, units: readonly Unit[]): PlanChange | null => {
  for (const task of plan.tasks) {
    const duties = byTask(plan.duties).get(task.number) ?? []
    const other = units.find((unit) => unit.coordinator !== null && !duties.some((duty) => duty.unit === unit.id))
    if (duties.length > 0 && duties.length < 4 && other)
      return {
        kind: 'reassign',
        task: task.number,
        duties: [...duties.map(({ unit, role }) => ({ unit, role })), { unit: other.id, role: 'support' }],
      }
  }
  return null
}

/** @returns the deeds, and plan and units as they will stand after them; nothing was verified when the year was planned */
export const planChanges = (given: {
  plan: WholePlan
  units: readonly Unit[]
  periods: readonly PeriodDates[]
  office: string
  officeUnit: string
}): { deeds: Deed[]; plan: WholePlan; units: Unit[] } => {
  const { periods, office, officeUnit } = given
  let { plan } = given
  let units = [...given.units]
  const deeds: Deed[] = []
  const rank = new Map(units.map((unit, index) => [unit.id, index]))
  /** Decided in the n-th month, in force from the next. */
  const decide = (month: number, what: (from: Period) => PlanChange | null): void => {
    const decided = periods[month]?.period
    const from = periods[month + 1]?.period
    if (decided === undefined || from === undefined) return
    const change = what(from)
    if (change === null || hindrances(plan, change, from, units).length > 0) return
    deeds.push({
      act: 'plan-change',
      actor: office,
      at: at(`${decided}-18`, `10:${10 + deeds.length}`),
      change,
      from,
      why: WHY,
    })
    plan = changedPlan(plan, change, from, () => [], rank)
    const gone = new Map(ended(change).map((one) => [one.unit, one.successors]))
    units = units.map((unit) => {
      const successors = gone.get(unit.id)
      return successors ? { ...unit, to: lastDay(addPeriods(from, -1)), successors } : unit
    })
  }
  const last = plan.tasks.at(-1)
  const [first] = plan.tasks
  if (first)
    decide(2, () => ({
      kind: 'reword',
      task: first.number,
      title: `${first.title}（修订）`,
      text: `${first.text}按月通报进展。`,
    }))
  decide(3, () => sharing(plan, units))
  decide(4, () => merging(plan, units, officeUnit))
  if (last && plan.tasks.length >= 8) decide(5, () => ({ kind: 'cancel', task: last.number }))
  decide(6, (from) => {
    const owner = units.find((unit) => unit.coordinator !== null && existsIn(unit, from))
    return owner
      ? {
          kind: 'add',
          title: `专项工作第${nextNumber(plan)}项`,
          text: '按年中部署开展专项工作，年底前见到成效。',
          group: plan.groups.length > 0 ? 0 : null,
          duties: [{ unit: owner.id, role: 'responsible' }],
        }
      : null
  })
  return { deeds, plan, units }
}
