import { actorOf, Person, Unit } from '../../../shared/domain/people.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import type { Entry } from '../../../shared/domain/report/entry.ts'
import { addMinutes, at, type Instant, periodsBetween } from '../../../shared/domain/time.ts'
import { keys } from '../../../shared/service/keys.ts'
import type { Services } from '../../compose.ts'
import { founder } from '../../found.ts'
import { machineClock } from '../../machineClock.ts'
import { formToken } from '../../web/cookies.ts'
import { settleDepartment } from '../sample/settle.ts'
import { dice, sampleEntry } from '../sample/texts.ts'

/** A full year for a department of many units, so that there are reports enough to file: four tasks a unit, all months but the last filed. */

export const PLAN = '2019'
export const LAST_PERIOD = '2019-12'
/** Business time at which the measured service runs. */
export const BENCH_NOW: Instant = at('2019-12-20', '09:00')

/** One unit's coordinator, signed in, and what they will file. */
export type Filer = { unit: string; cookie: string; token: string; entries: Entry[] }

const TASKS_A_UNIT = 4

/** The tasks of a unit: each task is shared by about sixteen units, as in a department. */
const tasksOf = (index: number, tasks: number): number[] =>
  Array.from({ length: TASKS_A_UNIT }, (_, turn) => ((index * TASKS_A_UNIT + turn) % tasks) + 1)

/** A notice in which every unit is named, in the form of the 2019 one. */
const noticeFor = (count: number): string => {
  const tasks = Math.ceil(count / TASKS_A_UNIT)
  const lines = Array.from({ length: tasks }, (_, index) => {
    const units = Array.from({ length: count }, (_unit, unit) => unit).filter((unit) =>
      tasksOf(unit, tasks).includes(index + 1),
    )
    return `${index + 1}.进一步提升第${index + 1}项工作水平。持续推进制度建设，支持${index + 10}个项目改善条件。（责任单位：${units.map(unitName).join('、')}）`
  })
  return `2019年重点工作实施方案\n一、主要任务\n${lines.join('\n')}\n`
}

const unitName = (index: number): string => `第${index}业务处`

export const seedBench = async (services: Services, count: number): Promise<Filer[]> => {
  const founded = at('2019-03-12', '09:00')
  const call = { actor: founder, now: founded }
  await settleDepartment(services, founded)
  const ids = Array.from({ length: count }, (_, index) => `bench-${index}`)
  const units = ids.map((id, index) =>
    Unit.parse({ id, name: unitName(index), class: '处室', order: 1000 + index, coordinator: `${id}-person` }),
  )
  const people = ids.map((id) =>
    Person.parse({ id: `${id}-person`, name: `示例·${id}`, mail: `${id}@mzt.example`, unit: id, units: [id] }),
  )
  await Promise.all(
    units.map(({ coordinator: _c, standIn: _s, head: _h, standInHead: _i, ...unit }) =>
      services.people.saveUnit(call, unit),
    ),
  )
  for (const person of people) {
    const { units: _units, removed: _removed, epoch: _epoch, roles: _roles, ...input } = person
    await services.people.savePerson(call, input)
  }
  await Promise.all(ids.map((id) => services.people.appoint(call, id, { coordinator: `${id}-person` })))

  await services.plans.importNotice(call, { text: noticeFor(count) })
  await services.plans.publish(PLAN, call)
  const plan = await services.load.published(PLAN)

  const roll = dice(1)
  const entriesOf = (index: number, period: string, share: number): Entry[] =>
    tasksOf(index, plan.tasks.length).flatMap((number) => {
      const task = taskOf(plan, number)
      return task ? [sampleEntry(task, period, share, roll, 0, '按计划推进')] : []
    })
  const months = periodsBetween(plan.rhythm.first, plan.rhythm.last).filter((period) => period < LAST_PERIOD)
  for (const [index, period] of months.entries()) {
    const filed = addMinutes(at(`${period}-20`, '09:00'), index)
    await Promise.all(
      units.map((unit, order) => {
        const person = people[order]
        if (!person) return undefined
        const entries = entriesOf(order, period, (index + 1) / 10)
        return services.reports.submit(
          { plan: PLAN, period, unit: unit.id },
          { actor: actorOf(person, [unit]), now: filed },
          { entries, version: 0 },
        )
      }),
    )
  }
  await services.settled()
  // The daily run of that morning was made: nothing is sent while the measurement goes on.
  const machine = machineClock()
  await services.cells.put(
    keys.lastRun,
    { at: BENCH_NOW, machine, trigger: 'bench', sent: 0, failed: 0, unknown: 0, again: false },
    'any',
  )
  return Promise.all(
    people.map(async (person, index) => {
      const session = await services.access.openAs(person.id, machine)
      return {
        unit: person.unit ?? '',
        cookie: `yuebao-session=${session}`,
        token: formToken(session),
        entries: entriesOf(index, LAST_PERIOD, 1),
      }
    }),
  )
}
