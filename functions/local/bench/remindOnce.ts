import { systemChance } from '../../../shared/adapter/crypto/chance.ts'
import type { DynamoDb } from '../../../shared/adapter/dynamodb/api.ts'
import { createCells } from '../../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../../shared/adapter/dynamodb/chains.ts'
import { createItems } from '../../../shared/adapter/dynamodb/items.ts'
import { cellKey, headAttributes, headKey, type Item, recordKey } from '../../../shared/adapter/dynamodb/table.ts'
import { defaultRhythm } from '../../../shared/domain/calendar.ts'
import type { HeadBase } from '../../../shared/domain/history.ts'
import { Person, Unit } from '../../../shared/domain/people.ts'
import { Plan, type WholePlan } from '../../../shared/domain/plan.ts'
import { briefOf, type Entry, emptyEntry } from '../../../shared/domain/report/entry.ts'
import { newReport } from '../../../shared/domain/report/report.ts'
import { at, type Instant, instant } from '../../../shared/domain/time.ts'
import { createDigests } from '../../../shared/service/digest.ts'
import { keys } from '../../../shared/service/keys.ts'
import { createLoad } from '../../../shared/service/load.ts'
import { createNotify } from '../../../shared/service/notify.ts'
import type { Ref } from '../../../shared/service/ports.ts'
import { createReminders } from '../../../shared/service/remind.ts'
import { storedPlan, writeDuties } from '../../../shared/service/storedPlan.ts'
import { type Engine, openEngine } from '../engine/engine.ts'

/**
 * Reminder runs of a large department, in a process of its own, so that its memory is its own: `remindOnce seed|run FOLDER UNITS`. `seed` fills a data
 * folder: every unit owes every task, two months are filed and accepted, of the third every second unit has a draft. `run` makes three runs on it, of a
 * due morning, of the morning after with its heads and digests, and one with nothing to do, and prints what each took.
 */

const [step = '', folder = '', size = '0'] = process.argv.slice(2)
const UNITS = Number(size)
const TASKS = 30
const PLAN = '2019'
const OFFICE = 3
const MONTHS = ['2019-04', '2019-05', '2019-06']

const unitId = (index: number): string => `unit-${index}`
const entry = (task: number): Entry => ({
  ...emptyEntry(task),
  work: '完成对象动态核查126户，新增保障对象18户，退出9户，入户调查率达到100%。',
  progress: 50,
  status: '按计划推进',
  next: '继续推进，按月调度。',
})
const entries = Array.from({ length: TASKS }, (_, index) => entry(index + 1))

const plan: Plan = Plan.parse({
  ...{ id: PLAN, title: '2019年重点工作实施方案', documentNumber: null, issuer: null, issuedOn: null, year: 2019 },
  groups: [],
  tasks: entries.map(({ task }) => ({
    ...{ number: task, label: String(task), group: null, title: `进一步提升第${task}项工作水平`, text: '', line: task },
    ...{ responsibility: null, deadlines: [], targets: [] },
  })),
  ...{ phases: [], settlements: [], formTitle: '月进展情况报表（X月）' },
  rhythm: { ...defaultRhythm(2019), first: '2019-04', firstOpens: '2019-04-01' },
  source: { text: '', spans: [], doubts: [] },
})

const plainItem = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? Number(value.N)]))

const headItem = <T extends HeadBase>(ref: Ref<T>, head: T): Record<string, unknown> =>
  plainItem({ ...headKey(ref), ...headAttributes(head) })

const base = (state: string) => ({ version: 1, state, current: 'seed', hash: 'seed', draft: null })

/** Everything but the plan, as it lies in the table. */
function* items(): Generator<Record<string, unknown>> {
  const record = {
    ...{ id: 'draft', before: null, at: at('2019-06-20', '10:00'), act: 'save', from: 'draft', to: 'draft', why: null },
    by: { id: 'x', name: 'x', role: '', unit: null },
    body: { entries: entries.slice(0, 20), duties: [], remarks: [] },
  }
  for (let index = 0; index < OFFICE; index++) {
    const person = Person.parse({
      id: `office-${index}`,
      name: `示例·法规处${index}`,
      mail: `o${index}@mzt.example`,
      roles: ['office'],
    })
    yield headItem(keys.person(person.id), { ...base('kept'), person })
  }
  for (let index = 0; index < UNITS; index++) {
    const id = unitId(index)
    const unit = Unit.parse({
      ...{ id, name: `第${index}业务处`, class: '处室', order: index, coordinator: `${id}-p`, head: `${id}-h` },
    })
    yield headItem(keys.unit(id), { ...base('kept'), unit })
    for (const as of ['p', 'h']) {
      const person = Person.parse({
        id: `${id}-${as}`,
        name: `示例·${id}${as}`,
        mail: `${id}${as}@mzt.example`,
        unit: id,
      })
      yield headItem(keys.person(person.id), { ...base('kept'), person })
    }
    for (const period of MONTHS.slice(0, 2))
      yield headItem(keys.report(PLAN, period, id), {
        ...newReport(PLAN, period, id),
        ...base('accepted'),
        ...{ state: 'accepted', revision: 1, filedAt: at(`${period}-25`, '10:00'), entries: entries.map(briefOf) },
        duties: entries.map(({ task }) => ({ task, role: 'responsible' as const })),
      })
    if (index % 2 === 0) continue
    const ref = keys.report(PLAN, '2019-06', id)
    yield headItem(ref, {
      ...newReport(PLAN, '2019-06', id),
      version: 1,
      draft: 'draft',
      draftAt: at('2019-06-20', '10:00'),
    })
    yield { ...plainItem(recordKey(ref, 'draft')), j: JSON.stringify(record) }
  }
  const run = {
    at: at('2019-06-27', '09:00'),
    machine: instant(Date.now()),
    trigger: 'bench',
    sent: 0,
    failed: 0,
    unknown: 0,
  }
  yield { ...plainItem(cellKey(keys.lastRun)), v: 1, w: 'seed', j: JSON.stringify(run) }
}

/** The engine in this process, or, when a parent has it, asked over there: then the memory of this process is the run's own, as on AWS. */
const open = async (): Promise<Pick<Engine, 'call' | 'table'> & { close: () => Promise<void> }> => {
  if (!process.send) return openEngine({ folder })
  const waiting = new Map<number, (answer: Answer) => void>()
  let asked = 0
  process.on('message', ({ id, ...answer }: Answer & { id: number }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  const ask = (operation: string, input: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = asked++
      waiting.set(id, ({ output, failed }) =>
        failed ? reject(Object.assign(new Error(failed.message), failed)) : resolve(output),
      )
      process.send?.({ id, operation, input })
    })
  return { call: ask as DynamoDb, table: TABLE, close: async () => process.disconnect() }
}
type Answer = { output?: unknown; failed?: { name: string; message: string } }
const TABLE = 'yuebao'

const engine = await open()
let requests = 0
const call: DynamoDb = (operation, input) => {
  requests++
  return engine.call(operation, input)
}
const chains = createChains(call, engine.table)
const cells = createCells(call, engine.table)
const deps = { chains, cells, chance: systemChance }

const seed = async (): Promise<void> => {
  const all = items()
  await createItems(call, engine.table).putAll(
    (async function* () {
      yield* all
    })(),
  )
  const duties: WholePlan['duties'] = Array.from({ length: UNITS }, (_, index) => index).flatMap((index) =>
    entries.map(({ task }) => ({ unit: unitId(index), task, role: 'responsible' as const, from: null, to: null })),
  )
  const order = Array.from({ length: UNITS }, (_, index) => ({ id: unitId(index) }))
  const dutySet = await writeDuties(deps, PLAN, duties, order)
  const by = { id: 'x', name: 'x', role: '', unit: null }
  const ref = keys.plan(PLAN)
  await chains.move(ref, {
    record: {
      ...{ id: 'published', before: null, at: at('2019-04-01', '09:00'), act: 'publish', from: '', to: 'published' },
      ...{ why: null, by, body: storedPlan(plan, dutySet) },
    },
    head: {
      ...{ version: 1, state: 'published', current: 'published', hash: 'seed', draft: null },
      ...{ id: PLAN, title: plan.title, year: plan.year, publishedAt: at('2019-04-01', '09:00') },
    },
    expect: { version: 0 },
  })
}

/** What one run took; `peak` is the process's memory in megabytes. */
export type RunTook = { seconds: number; requests: number; mails: number; peak: number }

const runs = async (): Promise<RunTook[]> => {
  const load = createLoad(deps)
  const machine = (): Instant => instant(Date.now())
  const mailer = { atOnce: 6, send: async () => ({ outcome: 'sent' as const, detail: '' }) }
  const shared = { ...deps, load, mailer, machine, publicUrl: 'https://yuebao.example', sample: false }
  const digests = createDigests(deps, load)
  const reminders = createReminders({
    ...{ ...shared, notify: createNotify(shared) },
    proofOf: async (id, now) => (await digests.ofDay(id, now)).digest,
  })
  const once = async (now: Instant): Promise<RunTook> => {
    let peak = 0
    const look = (): void => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }
    const timer = setInterval(look, 25)
    requests = 0
    const began = performance.now()
    const { sent } = await reminders.run({ now, machine })
    const seconds = (performance.now() - began) / 1000
    look()
    clearInterval(timer)
    return { seconds, requests, mails: sent, peak: peak / 2 ** 20 }
  }
  return [
    await once(at('2019-06-28', '09:00')),
    await once(at('2019-07-01', '09:00')),
    await once(at('2019-07-01', '10:00')),
  ]
}

if (step === 'seed') await seed()
else console.log(JSON.stringify(await runs()))
await engine.close()
