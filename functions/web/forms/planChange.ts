import type { Unit } from '../../../shared/domain/people.ts'
import { byTask, DUTY_ROLES, inForce, type Task, taskOf, type WholePlan } from '../../../shared/domain/plan.ts'
import { type ChangeKind, PlanChange } from '../../../shared/domain/planChange.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { unitNamed } from '../../../shared/domain/settlement.ts'
import { Period } from '../../../shared/domain/time.ts'
import type { Form } from '../request.ts'

/** The form of a plan change: its fields, what stands in them at first, and the change made of what was sent. Units are named by name or picked by id. */

/** Field → what stands in it; several values where several are ticked. */
export type Typed = Record<string, string[]>

export const KINDS = PlanChange.options.map((option) => option.shape.kind.value)
export const isKind = (text: string): text is ChangeKind => (KINDS as readonly string[]).includes(text)
/** Kinds that begin with the choice of a task. */
export const ABOUT_A_TASK: readonly ChangeKind[] = ['reword', 'cancel', 'reassign']
/** Up to how many units a form offers all of them to tick; beyond, their names are written. */
export const TICKED = 60

export const roleField = (role: string): string => `role-${role}`

const FIELDS = [
  'task',
  'title',
  'text',
  'group',
  'units',
  'into',
  'unit',
  'name',
  'from',
  'why',
  ...DUTY_ROLES.map(roleField),
]

export const typedIn = (sent: Form): Typed =>
  Object.fromEntries(FIELDS.filter((field) => sent.has(field)).map((field) => [field, sent.all(field)]))

export const one = (typed: Typed, field: string): string => typed[field]?.at(-1) ?? ''

/** The fields of a change that nobody has typed yet: the task's own words, and who owes it now. */
export const startOf = (
  plan: WholePlan,
  kind: ChangeKind,
  number: number | null,
  from: Period,
  units: readonly Unit[],
): Typed => {
  const task: Task | undefined = number === null ? undefined : taskOf(plan, number)
  const name = new Map(units.map((unit) => [unit.id, unit.name]))
  const owing = (byTask(plan.duties).get(task?.number ?? 0) ?? []).filter((duty) => inForce(duty, from))
  return {
    from: [from],
    ...(task ? { task: [String(task.number)] } : {}),
    ...(kind === 'add' && plan.groups.length > 0 ? { group: ['0'] } : {}),
    ...(kind === 'reword' && task ? { title: [task.title], text: [task.text] } : {}),
    ...(kind === 'reassign'
      ? Object.fromEntries(
          DUTY_ROLES.map((role) => [
            roleField(role),
            [
              owing
                .filter((duty) => duty.role === role)
                .map((duty) => name.get(duty.unit) ?? duty.unit)
                .join('、'),
            ],
          ]),
        )
      : {}),
  }
}

/** What is wrong, and in which field. */
export type Problem = { field: string; text: string }

/** Names as people list them, or ids of ticked boxes → units; what is no unit's is a problem. */
const unitsIn = (typed: Typed, field: string, units: readonly Unit[], problems: Problem[]): string[] => {
  const byId = new Set(units.map((unit) => unit.id))
  return (typed[field] ?? [])
    .flatMap((text) => text.split(/[、，,;；\n]/))
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .flatMap((text) => {
      if (byId.has(text)) return [text]
      const unit = unitNamed(text, units)
      if (unit) return [unit.id]
      problems.push({ field, text: `没有“${text}”这个单位，请核对名称，或先在“人员”里新增` })
      return []
    })
}

/** @throws Refusal input.invalid with every problem and its field as `extra`; access.missing for a kind that does not exist */
export const readChange = (
  kind: string,
  typed: Typed,
  units: readonly Unit[],
): { change: PlanChange; from: Period; why: string } => {
  if (!isKind(kind)) throw new Refusal('access.missing', {})
  const problems: Problem[] = []
  const duties = () =>
    DUTY_ROLES.flatMap((role) => unitsIn(typed, roleField(role), units, problems).map((unit) => ({ unit, role })))
  const several = (field: string) => unitsIn(typed, field, units, problems)
  const single = (field: string, what: string): string => {
    const found = several(field)
    if (found.length !== 1 && problems.length === 0) problems.push({ field, text: `请写明${what}，只能是一个` })
    return found[0] ?? ''
  }
  const task = Number(one(typed, 'task'))
  const text = (field: string) => one(typed, field).replaceAll('\r\n', '\n')
  const group = one(typed, 'group')
  const given = {
    reword: () => ({ kind, task, title: text('title'), text: text('text') }),
    add: () => ({
      kind,
      title: text('title'),
      text: text('text'),
      group: /^\d+$/.test(group) ? Number(group) : null,
      duties: duties(),
    }),
    cancel: () => ({ kind, task }),
    reassign: () => ({ kind, task, duties: duties() }),
    merge: () => ({ kind, units: several('units'), into: single('into', '并入哪个单位') }),
    split: () => ({ kind, unit: single('unit', '拆分哪个单位'), into: several('into') }),
    rename: () => ({ kind, unit: single('unit', '哪个单位改名'), name: one(typed, 'name') }),
  }[kind]()
  const why = one(typed, 'why').trim()
  const from = Period.safeParse(one(typed, 'from'))
  if (problems.length === 0) {
    const parsed = PlanChange.safeParse(given)
    if (parsed.success && from.success && why !== '' && why.length <= 500)
      return { change: parsed.data, from: from.data, why }
    if (!parsed.success)
      for (const { path, message } of parsed.error.issues) {
        const field = String(path[0] ?? 'from')
        problems.push({
          field: field === 'duties' ? roleField('lead') : field,
          text: /\p{sc=Han}/u.test(message) ? message : '这一项没有填对',
        })
      }
  }
  if (!from.success) problems.push({ field: 'from', text: '请选择从哪个月起' })
  if (why === '') problems.push({ field: 'why', text: '请写明理由' })
  if (why.length > 500) problems.push({ field: 'why', text: '理由最多500字' })
  throw new Refusal('input.invalid', { problems: problems.map((problem) => problem.text) }, problems)
}
