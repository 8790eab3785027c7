import type { Unit } from '../../../shared/domain/people.ts'
import { DUTY_ROLES, DUTY_WORDS, type Plan } from '../../../shared/domain/plan.ts'
import type { ChangeKind } from '../../../shared/domain/planChange.ts'
import { type Period, periodInWords } from '../../../shared/domain/time.ts'
import { one, roleField, TICKED, type Typed } from '../forms/planChange.ts'
import { Choices, Details, Select, TextArea, TextField } from './components.tsx'

/** The fields of each kind of change; month and reason are common to all. */

type Props = { kind: ChangeKind; plan: Plan; units: readonly Unit[]; months: readonly Period[]; typed: Typed }

/** Several units: ticked where they are few, else written by name. */
const UnitsField = ({
  id,
  legend,
  units,
  typed,
  hint,
}: {
  id: string
  legend: string
  units: readonly Unit[]
  typed: Typed
  hint?: string
}) =>
  units.length <= TICKED ? (
    <Choices
      id={id}
      legend={legend}
      name={id}
      type="checkbox"
      kind="units"
      options={units.map((unit) => ({ value: unit.id, text: unit.name }))}
      chosen={typed[id] ?? []}
      {...(hint ? { hint } : {})}
    />
  ) : (
    <TextArea
      id={id}
      name={id}
      label={legend}
      hint={`写单位名称，用顿号分开。${hint ?? ''}`}
      rows={3}
      value={(typed[id] ?? []).join('、')}
    />
  )

const UnitField = ({ id, label, units, typed }: { id: string; label: string; units: readonly Unit[]; typed: Typed }) =>
  units.length <= 5 * TICKED ? (
    <Select
      id={id}
      name={id}
      label={label}
      options={[{ value: '', text: '请选择' }, ...units.map((unit) => ({ value: unit.id, text: unit.name }))]}
      chosen={one(typed, id)}
    />
  ) : (
    <TextField id={id} name={id} label={label} hint="写单位名称。" value={one(typed, id)} />
  )

const Owing = ({ typed }: { typed: Typed }) => (
  <>
    {DUTY_ROLES.map((role) => (
      <TextArea
        id={roleField(role)}
        name={roleField(role)}
        label={DUTY_WORDS[role]}
        optional="没有可不填"
        {...(role === 'lead'
          ? { hint: '写单位名称，用顿号分开。四项里至少填一项，没有写到的单位就不再报这项任务。' }
          : {})}
        rows={role === 'wildcard' ? 3 : 1}
        value={one(typed, roleField(role))}
      />
    ))}
  </>
)

const Words = ({ plan, typed, group }: { plan: Plan; typed: Typed; group: boolean }) => (
  <>
    <TextField id="title" name="title" label="任务名称" hint="表格和催报里用的短名。" value={one(typed, 'title')} />
    <TextArea id="text" name="text" label="任务内容" rows={6} value={one(typed, 'text')} />
    {group && plan.groups.length > 0 ? (
      <Select
        id="group"
        name="group"
        label="任务分组"
        options={[
          ...plan.groups.map((one_, index) => ({ value: String(index), text: one_.title })),
          { value: '', text: '不分组' },
        ]}
        chosen={one(typed, 'group')}
      />
    ) : null}
  </>
)

const Own = ({ kind, plan, units, months, typed }: Props) => {
  const first = months[0] ?? ''
  const there = units.filter((unit) => unit.to === null || unit.to > `${first}-01`)
  switch (kind) {
    case 'reword':
      return (
        <>
          <Words plan={plan} typed={typed} group={false} />
          <p class="hint">期限、量化指标和责任单位不随写法变。</p>
        </>
      )
    case 'add':
      return (
        <>
          <Words plan={plan} typed={typed} group />
          <Owing typed={typed} />
        </>
      )
    case 'cancel':
      return null
    case 'reassign':
      return <Owing typed={typed} />
    case 'merge':
      return (
        <>
          <UnitsField id="units" legend="哪些单位不再单设" units={there} typed={typed} />
          <UnitField id="into" label="并入哪个单位" units={there} typed={typed} />
          <p class="hint">新成立的单位，先在“人员”里新增，并定下工作协调员。</p>
        </>
      )
    case 'split':
      return (
        <>
          <UnitField id="unit" label="拆分哪个单位" units={there} typed={typed} />
          <UnitsField
            id="into"
            legend="拆成哪些单位"
            units={there}
            typed={typed}
            hint="原单位还保留的，把它也选上。新成立的单位，先在“人员”里新增。"
          />
        </>
      )
    case 'rename':
      return (
        <>
          <UnitField id="unit" label="哪个单位改名" units={there} typed={typed} />
          <TextField id="name" name="name" label="新名称" value={one(typed, 'name')} />
        </>
      )
  }
}

export const ChangeFields = (props: Props) => {
  const { plan, months, typed } = props
  const task = plan.tasks.find((one_) => String(one_.number) === one(typed, 'task'))
  return (
    <>
      {task ? (
        <>
          <input type="hidden" name="task" value={String(task.number)} />
          {props.kind === 'reword' ? null : (
            <Details summary="任务原文">
              <p class="prose">{task.text}</p>
            </Details>
          )}
        </>
      ) : null}
      <Own {...props} />
      <Select
        id="from"
        name="from"
        label="从哪个月起"
        hint="只能选还没有截止的月份。已经提交的月报不变，草稿上会标出增加和移出的任务。"
        options={months.map((month) => ({ value: month, text: periodInWords(month) }))}
        chosen={one(typed, 'from')}
        short
      />
      <TextArea
        id="why"
        name="why"
        label="理由"
        hint="比如机构改革文件的文号。写进经过，所有人看得到。"
        rows={2}
        value={one(typed, 'why')}
      />
    </>
  )
}
