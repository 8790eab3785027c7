import { systemChance } from '../../../shared/adapter/crypto/chance.ts'
import { createCells } from '../../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../../shared/adapter/dynamodb/chains.ts'
import { Unit } from '../../../shared/domain/people.ts'
import { at } from '../../../shared/domain/time.ts'
import { createLoad } from '../../../shared/service/load.ts'
import { createOverview } from '../../../shared/service/overview.ts'
import { createPeople } from '../../../shared/service/people.ts'
import { createPlans } from '../../../shared/service/plan.ts'
import { createPlanChanges } from '../../../shared/service/planChange.ts'
import { createReports } from '../../../shared/service/report.ts'
import { founder } from '../../found.ts'
import { openEngine } from '../engine/engine.ts'
import { median } from './measure.ts'

/**
 * A plan of 3,200 units of 30 tasks (`BENCH_UNITS`) on the embedded store, each figure beside that of a tenth of the units: what is done with the whole
 * plan grows with its units, what is done with one report does not.
 */

type Tell = (name: string, unit: string, value: number, baseline: number) => void

const TASKS = 30
const TURNS = 40
const ON = at('2019-06-20', '09:00')

const timed = async (act: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await act()
  return performance.now() - began
}

const NOTICE = `2019年重点工作实施方案\n一、主要任务\n${Array.from(
  { length: TASKS },
  (_, index) => `${index + 1}.进一步提升第${index + 1}项工作水平。持续推进制度建设。（责任单位：相关处室）`,
).join('\n')}\n`

const measure = async (folder: string, count: number): Promise<Record<string, number>> => {
  const engine = await openEngine({ folder: `${folder}/plan-${count}` })
  try {
    const chains = createChains(engine.call, engine.table)
    const deps = { chains, cells: createCells(engine.call, engine.table), chance: systemChance }
    const load = createLoad(deps)
    const people = createPeople(deps, load)
    const plans = createPlans(deps, load)
    const call = { actor: founder, now: at('2019-03-12', '09:00') }
    const units = Array.from({ length: count }, (_, index) =>
      Unit.parse({ id: `u-${index}`, name: `第${index}处`, class: '处室', order: index }),
    )
    for (let from = 0; from < count; from += TURNS)
      await Promise.all(units.slice(from, from + TURNS).map((unit) => people.saveUnit(call, unit)))
    await plans.importNotice(call, { text: NOTICE })
    const all = units.map((unit) => unit.id)
    const settlements = Array.from({ length: TASKS }, (_, index) => ({
      task: index + 1,
      party: '相关处室',
      units: all,
    }))
    await plans.settle('2019', call, { settlements })
    const publish = await timed(() => plans.publish('2019', call))
    const fresh = createLoad(deps)
    const whole = await timed(() => fresh.whole('2019'))
    const reports = createReports(deps, createLoad(deps))
    const scenes: number[] = []
    for (let turn = 0; turn < TURNS; turn++)
      scenes.push(await timed(() => reports.scene({ plan: '2019', period: '2019-06', unit: `u-${turn}` })))
    const overview = createOverview(deps, fresh)
    const month = await timed(() => overview.at('2019', ON))
    const change = { kind: 'merge' as const, units: ['u-1'], into: 'u-2' }
    const merge = await timed(() =>
      createPlanChanges(deps, load).make('2019', { ...call, now: ON }, { change, from: '2019-07', why: '机构改革' }),
    )
    return { publish, whole, scene: median(scenes), month, merge }
  } finally {
    await engine.close()
  }
}

const SAYS = {
  publish: 'publish',
  whole: 'read whole, first time in a process',
  scene: 'one report’s duties, dates and head, median',
  month: 'what the month’s overview is made from, nothing filed',
  merge: 'two units merged',
}

export const benchPlans = async (folder: string, tell: Tell): Promise<void> => {
  const count = Number(process.env['BENCH_UNITS']) || 3_200
  const small = await measure(folder, Math.round(count / 10))
  const large = await measure(folder, count)
  for (const [name, says] of Object.entries(SAYS))
    tell(`plan of ${count} units of ${TASKS} tasks: ${says}`, 'ms', large[name] ?? 0, small[name] ?? 0)
}
