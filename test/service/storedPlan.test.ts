import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DynamoDb } from '../../shared/adapter/dynamodb/api.ts'
import { createCells } from '../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../shared/adapter/dynamodb/chains.ts'
import { createGet } from '../../shared/adapter/dynamodb/read.ts'
import { Unit } from '../../shared/domain/people.ts'
import { byUnit, type WholePlan } from '../../shared/domain/plan.ts'
import { dutiesFrom } from '../../shared/domain/settlement.ts'
import { change } from '../../shared/service/chain.ts'
import { keys } from '../../shared/service/keys.ts'
import { createLoad } from '../../shared/service/load.ts'
import { createPlans } from '../../shared/service/plan.ts'
import { createReports } from '../../shared/service/report.ts'
import { as, type Bureau, openBureau, when } from '../support/bureau.ts'
import { openStore, type Store } from '../support/store.ts'

/** Enough that who owes what is half as much again as one item holds. */
const MANY = 500
const TASKS = 30

let store: Store
let bureau: Bureau
const office = { actor: as('sunning'), now: when('2020-03-02') }
const many = Array.from({ length: MANY }, (_, index) =>
  Unit.parse({ id: `u-${index}`, name: `第${index}处`, class: '处室', order: 1_000 - index }),
)
const NOTICE = `2020年工作实施方案\n\n${Array.from({ length: TASKS }, (_, i) => `${i + 1}. 做好第${i + 1}件事。（责任单位：相关处室）`).join('\n')}\n`

/** The service as a process that has read nothing yet has it, with every call to the table counted. */
const freshProcess = () => {
  const asked: { operation: string; keys: number }[] = []
  const call: DynamoDb = (operation, input) => {
    const request = (input as { RequestItems?: Record<string, { Keys?: unknown[] }> }).RequestItems
    asked.push({ operation, keys: request?.[store.table]?.Keys?.length ?? 1 })
    return store.call(operation, input)
  }
  const get = createGet(call, store.table)
  const deps = {
    ...bureau.deps,
    chains: createChains(call, store.table, get),
    cells: createCells(call, store.table, undefined, get),
  }
  const load = createLoad(deps)
  return { asked, load, reports: createReports(deps, load) }
}

const setOf = async (plan: string): Promise<string> => {
  const head = await store.chains.head(keys.plan(plan))
  const record = await store.chains.record(keys.plan(plan), head?.current ?? '')
  const body = record?.body as { dutySet: { id: string } } | undefined
  return body?.dutySet.id ?? ''
}

beforeAll(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  for (const unit of many)
    await change(bureau.deps, keys.unit(unit.id), null, office, {
      act: 'create',
      head: { state: 'kept', unit },
      body: unit,
    })
  await bureau.plans.importNotice(office, { text: NOTICE })
  await bureau.plans.settle('2020', office, {
    settlements: Array.from({ length: TASKS }, (_, index) => ({
      task: index + 1,
      party: '相关处室',
      units: many.map((unit) => unit.id),
    })),
  })
})
afterAll(() => store.close())

describe('a plan with more duties than one item holds', () => {
  it('stays a draft when publishing is cut off while the duties are written', async () => {
    let puts = 0
    const cells: Bureau['deps']['cells'] = {
      ...store.cells,
      put: (...given) => {
        puts += 1
        return puts > 90 ? Promise.reject(new Error('cut off')) : store.cells.put(...given)
      },
    }
    const cut = createPlans({ ...bureau.deps, cells }, bureau.load)
    await expect(cut.publish('2020', office)).rejects.toThrow('cut off')
    expect((await bureau.load.plan('2020')).head.state).toBe('draft')
    await expect(bureau.load.whole('2020')).rejects.toMatchObject({ code: 'access.missing' })
  })

  it('is published, and read whole in the units’ order', async () => {
    await bureau.plans.publish('2020', office)
    const whole = await freshProcess().load.whole('2020')
    const { settlements } = await bureau.load.published('2020')
    const units = await bureau.load.units()
    expect(JSON.stringify(whole.duties).length).toBeGreaterThan(400 * 1024)
    expect(whole.duties).toEqual(dutiesFrom({ tasks: whole.tasks, settlements }, units))
  })

  it('costs an act on one report one cell more, and nothing the second time', async () => {
    const { asked, load, reports } = freshProcess()
    const which = { plan: '2020', period: '2020-06', unit: 'u-7' }
    const scene = await reports.scene(which)
    expect(scene.duties).toHaveLength(TASKS)
    expect(asked).toEqual([
      { operation: 'BatchGetItem', keys: 6 },
      { operation: 'GetItem', keys: 1 },
      { operation: 'GetItem', keys: 1 },
    ])
    asked.length = 0
    await reports.scene(which)
    expect(asked).toEqual([{ operation: 'BatchGetItem', keys: 6 }])
    expect(await load.owing('2020', 'fuli')).toMatchObject({ duties: [] })
  })

  it('tells who shares a task without reading all who do', async () => {
    const { asked, load } = freshProcess()
    const [first] = await load.sharers('2020')
    expect(first).toMatchObject({ task: 1, units: MANY })
    expect(first?.first.length).toBeLessThan(10)
    expect(asked.map(({ operation }) => operation)).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })

  it('is not counted from when a part of it is gone', async () => {
    const { Items } = await store.call('Query', {
      TableName: store.table,
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: `C#${keys.duties('2020', await setOf('2020')).collection}` } },
      Limit: 1,
    })
    const [one] = Items ?? []
    await store.call('DeleteItem', { TableName: store.table, Key: { PK: one?.['PK'], SK: one?.['SK'] } as never })
    await expect(freshProcess().load.whole('2020')).rejects.toThrow('not those that were written')
  })
})

describe('a plan stored by an earlier version, its duties in its record', () => {
  it('is read as before, whole and for one unit', async () => {
    const { load } = freshProcess()
    const whole: WholePlan = await load.whole('2019')
    expect(whole.duties).toHaveLength(4)
    expect((await load.owing('2019', 'jiuzhu')).duties).toEqual(byUnit(whole.duties).get('jiuzhu'))
    expect((await load.sharers('2019')).map(({ task, units }) => [task, units])).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
    ])
  })
})
