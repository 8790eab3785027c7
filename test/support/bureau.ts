import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { defaultRhythm } from '../../shared/domain/calendar.ts'
import { type Actor, actorOf, Person, type Role, Unit } from '../../shared/domain/people.ts'
import { WholePlan } from '../../shared/domain/plan.ts'
import { type Entry, emptyEntry } from '../../shared/domain/report/entry.ts'
import { at, type Instant } from '../../shared/domain/time.ts'
import { change } from '../../shared/service/chain.ts'
import { keys } from '../../shared/service/keys.ts'
import { createLoad } from '../../shared/service/load.ts'
import { createOverview } from '../../shared/service/overview.ts'
import { createPeople } from '../../shared/service/people.ts'
import { createPlans } from '../../shared/service/plan.ts'
import { createPlanChanges } from '../../shared/service/planChange.ts'
import type { Cells, Chains } from '../../shared/service/ports.ts'
import { createReports, type Told } from '../../shared/service/report.ts'
import { createRhythms } from '../../shared/service/rhythm.ts'
import { createTasks } from '../../shared/service/task.ts'

/**
 * A very small bureau for tests of the services: three units, one plan of three tasks, on a real store.
 * Tasks: 1 救助处, 2 救助处 and 福利处, 3 法规处.
 */
const unit = (id: string, name: string, order: number, coordinator: string): Unit =>
  Unit.parse({ id, name, order, class: '处室', coordinator, head: `${id}-head` })
const person = (id: string, belongs: string | null, roles: Role[] = [], serves: string[] = []): Person =>
  Person.parse({ id, name: `示例·${id}`, mail: `${id}@mzt.example`, unit: belongs, units: serves, roles })

export const units = [
  unit('jiuzhu', '救助处', 10, 'limin'),
  unit('fuli', '福利处', 20, 'zhangwei'),
  unit('fagui', '法规处', 30, 'hefan'),
]
export const people = [
  person('limin', 'jiuzhu', [], ['jiuzhu']),
  person('zhangwei', 'fuli', [], ['fuli']),
  person('hefan', 'fagui', ['office'], ['fagui']),
  person('sunning', 'fagui', ['office']),
  person('tanyue', 'fagui', ['office']),
  person('guyong', 'fuli', ['reviewer']),
  person('zhengyan', null, ['evaluator']),
  person('tingling', null, ['leadership']),
  person('guanli', null, ['administrator']),
]
export const as = (id: string): Actor => {
  const found = people.find((one) => one.id === id)
  if (!found) throw new Error(id)
  return actorOf(found, units)
}

const task = (number: number, title: string) => ({
  number,
  label: String(number),
  group: 0,
  title,
  text: title,
  responsibility: null,
  deadlines: [],
  targets: [],
  line: number,
})

export const plan: WholePlan = WholePlan.parse({
  id: '2019',
  title: '2019年工作实施方案',
  documentNumber: null,
  issuer: null,
  issuedOn: '2019-03-11',
  year: 2019,
  groups: [{ number: '一', title: '政策环境' }],
  tasks: [task(1, '救助水平'), task(2, '养老服务'), task(3, '依法行政')],
  phases: [],
  settlements: [],
  duties: [
    { unit: 'jiuzhu', task: 1, role: 'responsible', from: null, to: null },
    { unit: 'jiuzhu', task: 2, role: 'support', from: null, to: null },
    { unit: 'fuli', task: 2, role: 'lead', from: null, to: null },
    { unit: 'fagui', task: 3, role: 'responsible', from: null, to: null },
  ],
  rhythm: defaultRhythm(2019),
  formTitle: '2019年工作月进展情况报表（X月）',
  source: { text: '', spans: [], doubts: [] },
})

export const JUNE = { plan: '2019', period: '2019-06' } as const
export const jiuzhuJune = { ...JUNE, unit: 'jiuzhu' }
/** Business times in June and July 2019: due June 28 17:30, locked July 5 17:30. */
export const when = (date: string, time = '09:00'): Instant => at(date, time)

export const filled = (task: number, more: Partial<Entry> = {}): Entry => ({
  ...emptyEntry(task),
  work: '召开推进会1次',
  progress: 50,
  status: '按计划推进',
  next: '继续推进',
  ...more,
})
export const bothTasks = [filled(1), filled(2)]

/** Services on a store, with units, people and the published plan in it. */
export const openBureau = async ({ chains, cells }: { chains: Chains; cells: Cells }) => {
  const deps = { chains, cells, chance: systemChance }
  const load = createLoad(deps)
  const told: Told[] = []
  const call = { actor: as('guanli'), now: at('2019-03-12', '09:00') }
  for (const one of units)
    await change(deps, keys.unit(one.id), null, call, { act: 'create', head: { state: 'kept', unit: one }, body: one })
  for (const one of people)
    await change(deps, keys.person(one.id), null, call, {
      act: 'create',
      head: { state: 'kept', person: one },
      body: one,
    })
  await change(deps, keys.plan(plan.id), null, call, {
    act: 'publish',
    body: plan,
    head: { id: plan.id, title: plan.title, year: plan.year, state: 'published', publishedAt: call.now },
  })
  return {
    deps,
    load,
    reports: createReports({ ...deps, tell: (act) => told.push(act) }, load),
    /** Every act on a report, as the mails that follow are told of it. */
    told,
    plans: createPlans(deps, load),
    planChanges: createPlanChanges(deps, load),
    overview: createOverview(deps, load),
    people: createPeople(deps, load),
    rhythms: createRhythms(deps, load),
    tasks: createTasks(deps, load),
  }
}
export type Bureau = Awaited<ReturnType<typeof openBureau>>
