import { actorOf, Person, Unit } from '../../../shared/domain/people.ts'
import { type Entry, emptyEntry } from '../../../shared/domain/report/entry.ts'
import { at, type Instant, type Period } from '../../../shared/domain/time.ts'
import type { Services } from '../../compose.ts'
import { founder } from '../../found.ts'

/** A plan of thirty tasks that binds every unit, as when a province's cities and counties report on one plan. */

export const PLAN = '2019'
const TASKS = 30
const OPENED = at('2019-03-10', '09:00')

type Filing = (unit: number, period: Period, now: Instant, entries: readonly Entry[]) => Promise<unknown>
export type Province = {
  office: Person
  submit: Filing
  /** Submits, and the office accepts. */
  file: Filing
}

/** What a unit says of its thirty tasks, in so many characters of 汉字 a task. */
export const entriesOf = (characters: number): Entry[] =>
  Array.from({ length: TASKS }, (_, index) => {
    const work = Math.ceil(characters * 0.7)
    return {
      ...emptyEntry(index + 1),
      work: '推进工作落实，'.repeat(Math.ceil(work / 7)).slice(0, work),
      next: '下月继续推进。'.repeat(Math.ceil(characters / 7)).slice(0, characters - work),
      progress: 40,
      status: '按计划推进' as const,
    }
  })

export const settleProvince = async (services: Services, count: number): Promise<Province> => {
  const { people, plans, reports } = services
  const call = { actor: founder, now: OPENED }
  const units = Array.from({ length: count }, (_, index) =>
    Unit.parse({
      id: `county-${index}`,
      name: `第${index}县民政局`,
      class: '处室',
      order: index,
      coordinator: `person-${index}`,
    }),
  )
  const coordinators = units.map(({ id }, index) =>
    Person.parse({
      id: `person-${index}`,
      name: `示例${index}`,
      mail: `person-${index}@mzt.example`,
      unit: id,
      units: [id],
    }),
  )
  const office = Person.parse({ id: 'office', name: '示例办', mail: 'office@mzt.example', roles: ['office'] })
  for (const { coordinator: _c, standIn: _s, head: _h, standInHead: _i, ...unit } of units)
    await people.saveUnit(call, unit)
  for (const { units: _u, removed: _r, epoch: _e, ...person } of [...coordinators, office])
    await people.savePerson(call, person)
  for (const { id, coordinator } of units) await people.appoint(call, id, { coordinator })

  const lines = Array.from(
    { length: TASKS },
    (_, i) => `${i + 1}. 做好第${i + 1}项民政服务改善工作。（责任单位：相关处室）`,
  )
  await plans.importNotice(call, { text: `2019年重点工作实施方案\n\n${lines.join('\n')}\n` })
  await plans.settle(PLAN, call, {
    settlements: Array.from({ length: TASKS }, (_, index) => ({
      task: index + 1,
      party: '相关处室',
      units: units.map(({ id }) => id),
    })),
  })
  await plans.publish(PLAN, call)
  const submit = async (index: number, period: Period, now: Instant, entries: readonly Entry[]) => {
    const [unit, person] = [units[index], coordinators[index]]
    if (!unit || !person) throw new Error(`no unit ${index}`)
    const which = { plan: PLAN, period, unit: unit.id }
    const call = { actor: actorOf(person, [unit]), now }
    await reports.submit(which, call, { entries: [...entries], version: 0 })
    return which
  }
  return {
    office,
    submit,
    file: async (index, period, now, entries) => {
      await reports.accept(await submit(index, period, now, entries), { actor: actorOf(office, []), now })
    },
  }
}
