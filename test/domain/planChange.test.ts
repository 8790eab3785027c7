import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { named, nameOn, Unit } from '../../shared/domain/people.ts'
import {
  DUTY_ROLES,
  dutiesOf,
  movesIn,
  planIn,
  strongerRole,
  taskOf,
  type WholePlan,
} from '../../shared/domain/plan.ts'
import {
  affectedBy,
  changeable,
  changedPlan,
  changeInWords,
  ended,
  hindrances,
  type PlanChange,
} from '../../shared/domain/planChange.ts'
import { addPeriods, lastDay, type Period } from '../../shared/domain/time.ts'
import { clock, duty, periods, planWith } from './counting/scene.ts'

const unit = (id: string, order: number, more: Partial<Unit> = {}): Unit =>
  Unit.parse({ id, name: `${id}处`, class: '处室', order, ...more })
const four = ['a', 'b', 'c', 'd'].map((id, index) => unit(id, index))
const rank = new Map(four.map((one, index) => [one.id, index]))
const months = periods.map((dates) => dates.period)
const nobodyVerified = (): number[] => []

const owes = (plan: WholePlan, id: string, period: Period, units: readonly Unit[] = four) => {
  const found = units.find((one) => one.id === id)
  return found ? dutiesOf(plan, found, period, [], '').map(({ task, role }) => `${task} ${role}`) : []
}
const made = (
  plan: WholePlan,
  change: PlanChange,
  from: Period,
  verified = nobodyVerified as (u: string) => number[],
) => changedPlan(plan, change, from, verified, rank)

/** The units after a change, as the service leaves them. */
const unitsAfter = (units: readonly Unit[], change: PlanChange, from: Period): Unit[] =>
  units.map((one) => {
    const end = ended(change).find(({ unit: id }) => id === one.id)
    const to = lastDay(addPeriods(from, -1))
    if (end) return { ...one, to, successors: end.successors }
    return change.kind === 'rename' && change.unit === one.id
      ? { ...one, name: change.name, formerly: [...one.formerly, { name: one.name, to }] }
      : one
  })

describe('one change', () => {
  const plan = planWith([duty('a', 1, 'lead'), duty('b', 1, 'support'), duty('a', 2), duty('c', 3)])

  it('gives a task to others from the month on; who goes on in the same role is left alone', () => {
    const after = made(
      plan,
      {
        kind: 'reassign',
        task: 1,
        duties: [
          { unit: 'c', role: 'lead' },
          { unit: 'b', role: 'support' },
        ],
      },
      '2019-07',
    )
    expect(after.duties.filter((one) => one.task === 1)).toEqual([
      { ...duty('a', 1, 'lead'), to: '2019-06' },
      { ...duty('c', 1, 'lead'), from: '2019-07' },
      duty('b', 1, 'support'),
    ])
  })

  it('cancels a task, adds one, and rewords one', () => {
    const cancelled = made(plan, { kind: 'cancel', task: 2 }, '2019-07')
    expect([owes(cancelled, 'a', '2019-06'), owes(cancelled, 'a', '2019-07')]).toEqual([
      ['1 lead', '2 responsible'],
      ['1 lead'],
    ])
    const given = { kind: 'add', title: '新任务', text: '做好新任务。', group: 0 } as const
    const added = made(plan, { ...given, duties: [{ unit: 'd', role: 'responsible' }] }, '2019-08')
    expect([owes(added, 'd', '2019-07'), owes(added, 'd', '2019-08')]).toEqual([[], ['4 responsible']])
    expect(taskOf(added, 4)).toMatchObject({ title: '新任务', addedFrom: '2019-08' })
    const twice = made(
      made(plan, { kind: 'reword', task: 3, title: '新名', text: '新文' }, '2019-06'),
      { kind: 'reword', task: 3, title: '更新名', text: '更新文' },
      '2019-09',
    )
    const words = (period: Period) => taskOf(planIn(twice, period), 3)?.title
    expect([words('2019-05'), words('2019-06'), words('2019-08'), words('2019-09')]).toEqual([
      taskOf(plan, 3)?.title,
      '新名',
      '新名',
      '更新名',
    ])
  })

  it('merges: the successor carries on what is not verified, in the stronger role, and owes nothing twice', () => {
    const after = made(plan, { kind: 'merge', units: ['a'], into: 'b' }, '2019-07', (id) => (id === 'a' ? [2] : []))
    expect(owes(after, 'a', '2019-06')).toEqual(['1 lead', '2 responsible'])
    expect(owes(after, 'a', '2019-07')).toEqual([])
    expect(owes(after, 'b', '2019-06')).toEqual(['1 support'])
    expect(owes(after, 'b', '2019-07')).toEqual(['1 lead'])
    expect(movesIn(after, unit('b', 1), '2019-07')).toEqual({ added: [], removed: [] })
    expect(movesIn(after, unit('a', 1), '2019-07')).toEqual({ added: [], removed: [1, 2] })
  })

  it('splits: each part carries everything on; the unit itself may be one of them', () => {
    const after = made(plan, { kind: 'split', unit: 'a', into: ['a', 'd'] }, '2019-07')
    expect([owes(after, 'a', '2019-07'), owes(after, 'd', '2019-07')]).toEqual([
      ['1 lead', '2 responsible'],
      ['1 lead', '2 responsible'],
    ])
    expect(ended({ kind: 'split', unit: 'a', into: ['a', 'd'] })).toEqual([])
    expect(ended({ kind: 'split', unit: 'a', into: ['c', 'd'] })).toEqual([{ unit: 'a', successors: ['c', 'd'] }])
  })

  it('says in a sentence what it is, and why it cannot be', () => {
    const name = (id: string) => `${id}处`
    expect(changeInWords(plan, { kind: 'merge', units: ['a', 'b'], into: 'c' }, name)).toBe('a处、b处并入c处')
    const reworded = changeInWords(plan, { kind: 'reword', task: 1, title: '推进“互联网+”', text: '' }, name)
    expect(reworded).toContain('改写为“推进‘互联网+’”')
    const gone = [...four, unit('e', 9, { to: '2019-05-31' })]
    const why = (change: PlanChange) => hindrances(plan, change, '2019-07', gone)
    expect(why({ kind: 'cancel', task: 9 })).toEqual(['没有任务9'])
    expect(why({ kind: 'merge', units: ['a'], into: 'a' })).toHaveLength(1)
    expect(why({ kind: 'merge', units: ['a'], into: 'e' })).toEqual(['e处在2019年7月不存在，不能报送'])
    expect(why({ kind: 'rename', unit: 'a', name: 'b处' })).toHaveLength(1)
    expect(why({ kind: 'rename', unit: 'a', name: '甲处' })).toEqual([])
  })

  it('is made from a month that is not yet due', () => {
    expect(changeable(periods, clock('2019-11-29T17:29'))).toEqual(['2019-11', '2019-12'])
    expect(changeable(periods, clock('2019-11-29T17:30'))).toEqual(['2019-12'])
  })
})

describe('names', () => {
  const [a, b] = [unit('a', 0), unit('b', 1)]
  it('show a merged or renamed unit under both names, once it is so', () => {
    const merged = { ...a, to: '2019-06-30', successors: ['b'] }
    const renamed = { ...b, name: '乙处', formerly: [{ name: 'b处', to: '2019-08-31' }] }
    const all = (period: Period, day: string) => named([merged, renamed], period, day).map((one) => one.name)
    expect(all('2019-06', '2019-06-20')).toEqual(['a处', 'b处'])
    expect(all('2019-05', '2019-07-01')).toEqual(['b处（原a处）', 'b处'])
    expect(all('2019-05', '2019-09-01')).toEqual(['乙处（原a处）', '乙处（原b处）'])
    expect(all('2019-09', '2019-09-30')[1]).toBe('乙处')
    expect(nameOn(renamed, '2019-08-31')).toBe('b处')
  })
})

// Any sequence -------------------------------------------------------------------------------------------------------

const anyId = fc.constantFrom(...four.map((one) => one.id))
const anyRole = fc.constantFrom(...DUTY_ROLES)
const anyDuties = fc.array(fc.record({ unit: anyId, role: anyRole }), { minLength: 1, maxLength: 4 })
const anyChange: fc.Arbitrary<PlanChange> = fc.oneof(
  fc.record({
    kind: fc.constant('reword' as const),
    task: fc.integer({ min: 1, max: 6 }),
    title: fc.constantFrom('甲', '乙', '丙'),
    text: fc.constantFrom('一', '二'),
  }),
  fc.record({
    kind: fc.constant('add' as const),
    title: fc.constant('新'),
    text: fc.constant('新'),
    group: fc.constantFrom(0, null),
    duties: anyDuties,
  }),
  fc.record({ kind: fc.constant('cancel' as const), task: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ kind: fc.constant('reassign' as const), task: fc.integer({ min: 1, max: 6 }), duties: anyDuties }),
  fc.record({
    kind: fc.constant('merge' as const),
    units: fc.uniqueArray(anyId, { minLength: 1, maxLength: 3 }),
    into: anyId,
  }),
  fc.record({
    kind: fc.constant('split' as const),
    unit: anyId,
    into: fc.uniqueArray(anyId, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('rename' as const), unit: anyId, name: fc.constantFrom('新名处', '别名处') }),
)
const anyPlan = fc
  .array(fc.record({ unit: anyId, task: fc.integer({ min: 1, max: 4 }), role: anyRole }), {
    minLength: 1,
    maxLength: 10,
  })
  .map((given) => planWith(given.map(({ unit: id, task, role }) => duty(id, task, role))))

/** All that a month's pages and figures take from the plan. */
const monthIn = (plan: WholePlan, units: readonly Unit[], period: Period) => ({
  owed: units.map((one) => dutiesOf(plan, one, period, [], '')),
  words: planIn(plan, period)
    .tasks.filter((task) => task.addedFrom === null || task.addedFrom <= period)
    .map(({ number, title, text }) => [number, title, text]),
})

describe('any sequence of changes, as the year goes on', () => {
  it('leaves every month as it was before the month that a change is made from', () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.array(fc.record({ change: anyChange, at: fc.nat(months.length - 1), ahead: fc.nat(4) }), { maxLength: 8 }),
        (first, steps) => {
          let plan = first
          let units: Unit[] = four
          // `at` is the month that runs; changes are made from it or from a later one.
          for (const { change, at, ahead } of steps.toSorted((one, other) => one.at - other.at)) {
            const from = months[Math.min(at + ahead, months.length - 1)] ?? ''
            if (hindrances(plan, change, from, units).length > 0) continue
            const after = made(plan, change, from)
            const then = unitsAfter(units, change, from)
            for (const period of months.filter((month) => month < from))
              expect(monthIn(after, then, period)).toEqual(monthIn(plan, units, period))
            plan = after
            units = then
          }
        },
      ),
      { numRuns: 1_500 },
    )
  })

  it('does from the month on what it says, and nobody owes a task twice', () => {
    fc.assert(
      fc.property(anyPlan, anyChange, fc.constantFrom(...months), (plan, change, from) => {
        if (hindrances(plan, change, from, four).length > 0) return
        const after = made(plan, change, from)
        const then = unitsAfter(four, change, from)
        const last = months.at(-1) ?? ''
        const tasksOf = (id: string): number[] =>
          dutiesOf(after, then.find((one) => one.id === id) ?? unit(id, 0), last, [], '').map((one) => one.task)
        for (const { id } of four) expect(new Set(tasksOf(id)).size).toBe(tasksOf(id).length)
        if (change.kind === 'cancel') for (const { id } of four) expect(tasksOf(id)).not.toContain(change.task)
        if (change.kind === 'reassign' && taskOf(plan, change.task)?.cancelledFrom === null) {
          const wanted = new Map<string, (typeof DUTY_ROLES)[number]>()
          for (const { unit: id, role } of change.duties) wanted.set(id, strongerRole(role, wanted.get(id) ?? role))
          for (const one of then)
            expect(dutiesOf(after, one, last, [], '').find(({ task }) => task === change.task)?.role).toBe(
              wanted.get(one.id),
            )
        }
        for (const { unit: id, successors } of ended(change)) {
          expect(tasksOf(id)).toEqual([])
          const carried = owes(plan, id, last).map((line) => Number(line.split(' ')[0]))
          for (const heir of successors) expect(tasksOf(heir)).toEqual(expect.arrayContaining(carried))
        }
      }),
      { numRuns: 1_500 },
    )
  })

  it('tells exactly who owes something else', () => {
    fc.assert(
      fc.property(anyPlan, anyChange, fc.constantFrom(...months), (plan, change, from) => {
        if (hindrances(plan, change, from, four).length > 0) return
        const after = made(plan, change, from)
        const told = affectedBy(plan, after, four, from)
        for (const one of four) {
          const differs = owes(plan, one.id, from).join() !== owes(after, one.id, from).join()
          expect(told.some(({ unit: id }) => id === one.id)).toBe(differs)
        }
      }),
      { numRuns: 500 },
    )
  })
})
