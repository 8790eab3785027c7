import { freshId, UNIT_CLASSES, Unit, UnitClass } from '../../../shared/domain/people.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Question } from '../../../shared/domain/settlement.ts'
import type { Ctx } from '../context.ts'
import { call, type Form as Sent } from '../request.ts'
import { Actions, Button, Choices } from './components.tsx'

/**
 * The units that a notice names and that we do not have: a department that begins with nothing gets them from its notice in one act, instead of
 * answering the same name at every task. Nothing is taken by itself: what is ticked is created.
 */

/** Every name nobody has answered for, with the tasks that it stands at, in the order of the notice. */
export const unknownNames = (questions: readonly Question[]): { name: string; tasks: number[] }[] => {
  const names = new Map<string, number[]>()
  for (const { kind, party, task, units } of questions)
    if (kind === 'unknown' && party && units === null)
      names.set(party.name, [...(names.get(party.name) ?? []), task.number])
  return [...names].map(([name, tasks]) => ({ name, tasks }))
}

const tasksInWords = (tasks: readonly number[]): string =>
  tasks.length <= 3 ? `任务${tasks.join('、')}` : `${tasks.length}项任务`

/** The value of the button that creates what is ticked. */
export const NEW_UNITS = 'units'

export const NewUnits = ({ questions }: { questions: readonly Question[] }) => {
  const names = unknownNames(questions)
  if (names.length === 0) return null
  return (
    <div class="got open" id="new-units">
      <h3>原文点了名、系统里还没有的单位{names.length}个</h3>
      <Choices
        id="new-unit"
        legend="哪些单位要在这里报送？"
        hint="勾上就新增，所在的任务随即落到它名下。已有的单位换了叫法，到“人员”里给它加别名；不在这里报送的，不用勾。"
        name="new-unit"
        type="checkbox"
        kind="units"
        options={names.map(({ name, tasks }) => ({
          value: name,
          text: (
            <>
              {name}
              <span class="note">　{tasksInWords(tasks)}</span>
            </>
          ),
        }))}
        chosen={[]}
      />
      <Choices
        id="new-unit-class"
        legend="类别"
        name="new-unit-class"
        options={UNIT_CLASSES.map((one) => ({ value: one, text: one }))}
        chosen={['处室']}
      />
      <Actions>
        <Button name="act" value={NEW_UNITS}>
          新增勾选的单位
        </Button>
      </Actions>
    </div>
  )
}

/**
 * Creates the ticked units behind those there are. Only names that the notice holds and that nobody has yet are taken.
 * @throws Refusal input.invalid when nothing is ticked · access.forbidden
 */
export const createNamed = async (c: Ctx, questions: readonly Question[], sent: Sent): Promise<void> => {
  const { people, load } = c.var.house.services
  const asked = new Set(unknownNames(questions).map(({ name }) => name))
  const names = [...new Set(sent.all('new-unit'))].filter((name) => asked.has(name))
  if (names.length === 0) throw new Refusal('input.invalid', { problems: ['请勾选要新增的单位'] })
  const unitClass = UnitClass.catch('处室').parse(sent.get('new-unit-class'))
  const units = await load.units()
  const ids = units.map((unit) => unit.id)
  let order = Math.max(0, ...units.map((unit) => unit.order))
  for (const name of names) {
    order = Math.min(order + 10, 100_000)
    const unit = Unit.safeParse({ id: freshId('unit', ids), name, class: unitClass, order })
    if (!unit.success) throw new Refusal('input.invalid', { problems: [`“${name}”不能作单位名称，请到“人员”里新增`] })
    await people.saveUnit(call(c), unit.data, 0)
    ids.push(unit.data.id)
  }
}
