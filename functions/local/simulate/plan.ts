import type { RuleSet } from '../../../shared/domain/evaluation/rules.ts'
import { shanghai } from '../../../shared/domain/time.ts'
import type { YearData } from '../../../shared/service/overview.ts'

/** `plan.json` of the fixed interface (design.md): the published plan as it was used, for an outsider who recomputes the figures. */
export const planFile = ({ plan, units, periods }: YearData, corrections: unknown, rules: RuleSet): unknown => ({
  id: plan.id,
  title: plan.title,
  year: plan.year,
  units: units.map(({ id, name, class: unitClass, order, from, to }) => ({
    id,
    name,
    class: unitClass,
    order,
    from,
    to,
  })),
  groups: plan.groups,
  tasks: plan.tasks.map(({ number, group, title, deadlines, cancelledFrom }) => ({
    number,
    group,
    title,
    deadlines,
    ...(cancelledFrom === null ? {} : { cancelledFrom }),
  })),
  duties: plan.duties.map(({ unit, task, role, from, to }) => ({
    unit,
    task,
    role,
    from: from ?? plan.rhythm.first,
    to: to ?? plan.rhythm.last,
  })),
  periods: periods.map(({ period, opens, due, locks }) => ({
    period,
    opens: shanghai(opens),
    due: shanghai(due),
    locks: shanghai(locks),
  })),
  phases: plan.phases.map(({ name, start, end }) => ({ name, start, end })),
  window: plan.rhythm.window,
  calendar: corrections,
  rules,
})
