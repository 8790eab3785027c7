import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { PlanChange } from '../../shared/domain/planChange.ts'
import { createPlanChanges } from '../../shared/service/planChange.ts'
import type { Chains } from '../../shared/service/ports.ts'
import { as, type Bureau, bothTasks, filled, JUNE, jiuzhuJune, openBureau, people, when } from '../support/bureau.ts'
import { openStore } from '../support/store.ts'

/** The plan of 2019 on 20 June: May is locked, June runs and is due on the 28th. */
let bureau: Bureau
const opened: { close(): Promise<void> }[] = []
beforeEach(async () => {
  const store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const TODAY = when('2019-06-20')
const by = (id: string, now = TODAY) => ({ actor: as(id), now })
const make = (change: PlanChange, from = '2019-07', more: { version?: number; now?: string } = {}) =>
  bureau.planChanges.make('2019', by('sunning', more.now ?? TODAY), { change, from, why: '机构调整', ...more })
const tasksOf = async (unit: string, period: string): Promise<number[]> =>
  (await bureau.reports.scene({ plan: '2019', period, unit })).duties.map(({ task }) => task)
const MERGE: PlanChange = { kind: 'merge', units: ['fuli'], into: 'jiuzhu' }

describe('a change to a published plan', () => {
  it('is looked at first: who gains and loses what, and what has begun', async () => {
    const change: PlanChange = { kind: 'reassign', task: 1, duties: [{ unit: 'fuli', role: 'lead' }] }
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: bothTasks, version: 0 })
    const seen = await bureau.planChanges.preview('2019', by('sunning'), { change, from: '2019-06' })
    expect(seen).toMatchObject({
      what: '任务1“救助水平”改派：牵头单位福利处',
      affected: [
        { unit: 'jiuzhu', gains: [], loses: [{ task: 1, role: 'responsible' }] },
        { unit: 'fuli', gains: [{ task: 1, role: 'lead' }], loses: [] },
      ],
      begun: [{ unit: 'jiuzhu', period: '2019-06', filed: false }],
    })
    expect(await tasksOf('fuli', '2019-06')).toEqual([2])
  })

  it('holds from its month on; a report filed there keeps its duties', async () => {
    await bureau.reports.submit(jiuzhuJune, by('limin'), { entries: bothTasks, version: 0 })
    await make({ kind: 'cancel', task: 2 }, '2019-06')
    expect(await tasksOf('jiuzhu', '2019-06')).toEqual([1, 2])
    expect(await tasksOf('fuli', '2019-06')).toEqual([])
    expect(await tasksOf('jiuzhu', '2019-07')).toEqual([1])
    expect(await tasksOf('jiuzhu', '2019-05')).toEqual([1, 2])
  })

  it('marks what was added on a draft and keeps what was typed for a task that is gone', async () => {
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: bothTasks, version: 0 })
    await make({ kind: 'reassign', task: 1, duties: [{ unit: 'fuli', role: 'lead' }] }, '2019-06')
    await make({ kind: 'reassign', task: 3, duties: [{ unit: 'jiuzhu', role: 'lead' }] }, '2019-06')
    const seen = () => bureau.reports.view(jiuzhuJune, by('limin'))
    expect(await seen()).toMatchObject({
      moves: { added: [3], removed: [1] },
      removed: [{ task: 1, work: '召开推进会1次' }],
    })
    expect((await seen()).entries.map(({ task }) => task)).toEqual([2, 3])
    await bureau.reports.save(jiuzhuJune, by('limin'), { entries: [filled(2), filled(3)], version: 1 })
    expect((await seen()).removed.map(({ task }) => task)).toEqual([1])
    const head = await bureau.reports.submit(jiuzhuJune, by('limin'), { entries: [filled(2), filled(3)], version: 2 })
    expect(head.entries.map(({ task }) => task)).toEqual([2, 3])
  })

  it('rewords a task from its month on; earlier months keep the old words', async () => {
    await make({ kind: 'reword', task: 1, title: '救助标准', text: '提高救助标准。' })
    const title = async (period: string) =>
      (await bureau.reports.scene({ ...JUNE, period, unit: 'jiuzhu' })).plan.tasks[0]?.title
    expect([await title('2019-06'), await title('2019-07')]).toEqual(['救助水平', '救助标准'])
    const year = async (now: string) => (await bureau.overview.at('2019', now)).plan.tasks[0]?.title
    expect([await year(TODAY), await year(when('2019-07-02'))]).toEqual(['救助水平', '救助标准'])
  })

  it('merges units: the successor owes, the merged one is shown under both names and owes no more', async () => {
    await make(MERGE)
    expect([await tasksOf('fuli', '2019-06'), await tasksOf('fuli', '2019-07')]).toEqual([[2], []])
    expect(await tasksOf('jiuzhu', '2019-07')).toEqual([1, 2])
    expect(await bureau.load.unit('fuli')).toMatchObject({ to: '2019-06-30', successors: ['jiuzhu'] })
    const names = async (now: string) => (await bureau.overview.at('2019', now)).units.map(({ name }) => name)
    expect(await names(TODAY)).toEqual(['救助处', '福利处', '法规处'])
    expect(await names(when('2019-07-02'))).toEqual(['救助处', '救助处（原福利处）', '法规处'])
    const late = await bureau.reports.view({ ...JUNE, unit: 'fuli' }, by('zhangwei', when('2019-07-02')))
    expect(late.unit.name).toBe('救助处（原福利处）')
    const { standings } = (await bureau.overview.at('2019', when('2019-08-01'))).year
    expect(standings['fuli']?.['2019-07']).toMatchObject({ owed: false, mark: 'none' })
  })

  it('renames a unit from its month on', async () => {
    await make({ kind: 'rename', unit: 'fuli', name: '养老处' })
    const name = async (period: string, now: string) =>
      (await bureau.reports.view({ plan: '2019', period, unit: 'fuli' }, by('zhangwei', now))).unit.name
    expect(await name('2019-06', TODAY)).toBe('福利处')
    expect(await name('2019-06', when('2019-07-02'))).toBe('养老处（原福利处）')
    expect(await name('2019-07', when('2019-07-02'))).toBe('养老处')
  })

  it('has its line in the plan’s history and among its changes', async () => {
    await make(MERGE)
    const last = (await bureau.plans.history('2019', by('sunning'))).at(-1)
    expect(last).toMatchObject({
      act: 'plan-change',
      why: '2019年7月起，福利处并入救助处。机构调整',
      by: { id: 'sunning' },
    })
    expect((await bureau.load.published('2019')).changes).toMatchObject([
      { from: '2019-07', kind: '合并单位', what: '福利处并入救助处', why: '机构调整' },
    ])
  })
})

describe('is refused', () => {
  it.each([
    ['from a month that is due', MERGE, '2019-05', 'plan.change-past'],
    ['from a month that the plan does not have', MERGE, '2020-01', 'input.invalid'],
    [
      'when it changes nothing',
      { kind: 'reword', task: 1, title: '救助水平', text: '救助水平' },
      '2019-07',
      'input.invalid',
    ],
    [
      'when nobody would owe otherwise',
      { kind: 'reassign', task: 3, duties: [{ unit: 'fagui', role: 'responsible' }] },
      '2019-07',
      'input.invalid',
    ],
    ['for a unit that does not exist', { kind: 'merge', units: ['nobody'], into: 'fuli' }, '2019-07', 'input.invalid'],
  ] as const)('%s', async (_what, change, from, code) => {
    await expect(make(structuredClone(change) as PlanChange, from)).rejects.toMatchObject({ code })
    expect((await bureau.load.published('2019')).changes).toEqual([])
  })

  it('without a reason, and to everybody but the office', async () => {
    await expect(
      bureau.planChanges.make('2019', by('sunning'), { change: MERGE, from: '2019-07', why: ' ' }),
    ).rejects.toMatchObject({ code: 'reason.missing' })
    for (const { id, roles } of people.filter((person) => !person.roles.includes('office'))) {
      const given = { change: MERGE, from: '2019-07', why: '机构调整' }
      await expect(bureau.planChanges.make('2019', by(id), given), roles.join()).rejects.toMatchObject({
        code: 'access.forbidden',
      })
      await expect(bureau.planChanges.preview('2019', by(id), given)).rejects.toMatchObject({
        code: 'access.forbidden',
      })
    }
  })

  it('to the second of two who opened the same plan', async () => {
    await make(MERGE, '2019-07', { version: 1 })
    await expect(make({ kind: 'cancel', task: 3 }, '2019-07', { version: 1 })).rejects.toMatchObject({
      code: 'head.moved',
    })
  })
})

describe('cut off', () => {
  /** The store, failing at the n-th move. */
  const failingAt = (nth: number): Chains => {
    let moves = 0
    const { chains } = bureau.deps
    return {
      ...chains,
      move: (...given: Parameters<Chains['move']>) => {
        moves += 1
        return moves === nth ? Promise.reject(new Error('cut off')) : chains.move(...given)
      },
    } as Chains
  }
  const given = { change: MERGE, from: '2019-07', why: '机构调整', version: 1 }

  it('before the plan moved it never happened', async () => {
    const cut = createPlanChanges({ ...bureau.deps, chains: failingAt(1) }, bureau.load)
    await expect(cut.make('2019', by('sunning'), given)).rejects.toThrow('cut off')
    expect(await tasksOf('jiuzhu', '2019-07')).toEqual([1, 2])
    expect(await tasksOf('fuli', '2019-07')).toEqual([2])
  })

  it('after it, the same form sent again goes on with the units and makes no second change', async () => {
    const cut = createPlanChanges({ ...bureau.deps, chains: failingAt(2) }, bureau.load)
    await expect(cut.make('2019', by('sunning'), given)).rejects.toThrow('cut off')
    expect((await bureau.load.unit('fuli')).to).toBeNull()
    await bureau.planChanges.make('2019', by('sunning'), given)
    expect(await bureau.load.unit('fuli')).toMatchObject({ to: '2019-06-30', successors: ['jiuzhu'] })
    expect((await bureau.load.published('2019')).changes).toHaveLength(1)
  })
})

describe('a unit’s own dates', () => {
  it('cannot undo what it owed in a month that is due', async () => {
    const { coordinator: _c, standIn: _s, head: _h, standInHead: _i, ...unit } = await bureau.load.unit('fuli')
    const call = by('guanli')
    await expect(bureau.people.saveUnit(call, { ...unit, to: '2019-05-30' })).rejects.toMatchObject({
      code: 'unit.past',
    })
    await bureau.people.saveUnit(call, { ...unit, to: '2019-06-29' })
    expect(await tasksOf('fuli', '2019-06')).toEqual([])
    expect(await tasksOf('fuli', '2019-05')).toEqual([2])
  })
})
