import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sumFilling } from '../../../shared/domain/counting/filling.ts'
import { sumRates } from '../../../shared/domain/counting/rates.ts'
import { type TaskMonth, type Year, yearOf } from '../../../shared/domain/counting/year.ts'
import type { ReportHead } from '../../../shared/domain/report/report.ts'
import { addMinutes } from '../../../shared/domain/time.ts'
import {
  anyYearInput,
  clock,
  datesOf,
  duty,
  filed,
  headOf,
  periods,
  planWith,
  said,
  unit,
  yearWith,
  zeroOn,
} from './scene.ts'

const monthIn = (year: Year, task: number, period: string): TaskMonth => {
  const month = year.tasks[task]?.[period]
  if (!month) throw new Error(`no such month: ${task} ${period}`)
  return month
}
const standingIn = (year: Year, id: string, period: string) => year.standings[id]?.[period]
const a = unit('a', 1)
const b = unit('b', 2)
const c = unit('c', 3)

/** The lights of a task, month by month from March. */
const lights = (year: Year, task: number): (string | null)[] =>
  periods.map(({ period }) => monthIn(year, task, period).light)

describe('duties of a year', () => {
  it('a unit without a duty in a month owes nothing there', () => {
    const plan = planWith([
      duty('a', 1, 'lead', { from: '2019-05' }),
      duty('a', 2, 'support', { from: '2019-05', to: '2019-06' }),
    ])
    const year = yearWith({ plan, units: [a] })
    expect(standingIn(year, 'a', '2019-04')).toMatchObject({ owed: false, mark: 'none' })
    expect(year.rates.unit['a']).toMatchObject({ expected: 7, missing: 7 })
    expect(monthIn(year, 1, '2019-04').light).toBeNull()
    expect(year.filling.task).toEqual({ 1: { due: 7, filled: 0 }, 2: { due: 2, filled: 0 } })
  })

  it('a unit reached twice has one duty, with the stronger role', () => {
    const plan = planWith([duty('a', 1, 'wildcard'), duty('a', 1, 'lead'), duty('a', 1, 'support')])
    const month = monthIn(yearWith({ plan, units: [a] }), 1, '2019-03')
    expect(month.duties.map((one) => one.role)).toEqual(['lead'])
    expect(month.filling).toEqual({ due: 1, filled: 0 })
  })

  it('verified before a month opens, the duty is owed no longer; verified during it, it still is', () => {
    const plan = planWith([duty('a', 1, 'lead')])
    const reports = ['2019-03', '2019-04', '2019-05', '2019-06'].map((period) =>
      filed('a', period, [said(1, { status: '已完成' })]),
    )
    const verify = (at: string) =>
      yearWith({
        plan,
        units: [a],
        reports,
        verified: [{ unit: 'a', verified: [{ task: 1, at: clock(at), by: '某' }] }],
      })
    expect(verify('2019-06-30T10:00').rates.unit['a']?.expected).toBe(4)
    expect(verify('2019-07-01T00:00').rates.unit['a']).toMatchObject({ expected: 5, missing: 1 })
    expect(lights(verify('2019-06-30T10:00'), 1)).toEqual([
      ...Array(4).fill('green'),
      ...Array(5).fill('verified'),
      null,
    ])
    expect(lights(verify('2019-06-26T10:00'), 1)[3]).toBe('verified')
  })

  it('a verification after the cut-off is not known yet', () => {
    const plan = planWith([duty('a', 1, 'lead')])
    const verified = [{ unit: 'a', verified: [{ task: 1, at: clock('2019-07-03T10:00'), by: '某' }] }]
    const year = yearWith({ plan, units: [a], verified, cutOff: clock('2019-07-02T00:00') })
    expect(year.verified['a']).toEqual([])
  })

  it('a task cancelled from a month on is owed and shown no longer', () => {
    const plan = planWith([duty('a', 1, 'lead'), duty('a', 2)], { 1: { cancelledFrom: '2019-05' } })
    const year = yearWith({ plan, units: [a] })
    expect(year.filling.task[1]).toEqual({ due: 2, filled: 0 })
    expect(lights(year, 1)).toEqual(['red', 'red', ...Array(8).fill(null)])
    expect(year.rates.unit['a']?.expected).toBe(9)
  })

  it('a unit owes nothing in a period at whose end it does not exist', () => {
    const plan = planWith([duty('a', 1)])
    const owed = (dates: { from?: string; to?: string }) =>
      Object.entries(yearWith({ plan, units: [{ ...a, ...dates }] }).standings['a'] ?? {})
        .filter(([, standing]) => standing.owed)
        .map(([period]) => period.slice(5))
    expect(owed({ to: '2019-05-31' })).toEqual(['03', '04', '05'])
    expect(owed({ to: '2019-05-30' })).toEqual(['03', '04'])
    expect(owed({ from: '2019-11-30' })).toEqual(['11', '12'])
    expect(owed({ from: '2019-12-31', to: '2019-12-30' })).toEqual([])
  })

  it('a filed report keeps the duties it was filed with, whatever becomes of the plan', () => {
    const kept = filed('a', '2019-03', [said(1), said(2)], {
      duties: [
        { task: 1, role: 'lead' },
        { task: 2, role: 'support' },
      ],
    })
    const year = yearWith({ plan: planWith([duty('a', 1, 'lead'), duty('b', 2)]), units: [a, b], reports: [kept] })
    expect(year.filling.task[2]).toEqual({ due: 10, filled: 1 })
  })
})

describe('the lights of a year', () => {
  const plan = planWith([duty('a', 1, 'lead'), duty('b', 1, 'support'), duty('c', 1, 'wildcard'), duty('b', 2)])
  const all = (reports: ReportHead[], tasks = plan) =>
    yearWith({ plan: tasks, units: [a, b, c], reports, cutOff: clock('2019-07-06T00:00') })

  it('follow the lead alone; a missing supporting or wildcard unit is written as 缺N', () => {
    const year = all([filed('a', '2019-03', [said(1)]), filed('b', '2019-03', [said(1, { status: '停顿' }), said(2)])])
    expect(monthIn(year, 1, '2019-03')).toMatchObject({ light: 'green', missing: 1, progress: 50 })
    expect(monthIn(year, 1, '2019-04')).toMatchObject({ light: 'red', missing: 2 })
    expect(monthIn(year, 1, '2019-07')).toMatchObject({ light: null, missing: 0, progress: null })
  })

  it('without a lead are the worst of the responsible units, with the lowest progress', () => {
    const shared = planWith([duty('a', 1), duty('b', 1), duty('c', 1, 'wildcard')])
    const year = all(
      [
        filed('a', '2019-03', [said(1, { progress: 60 })]),
        filed('b', '2019-03', [said(1, { status: '滞后', progress: 20 })]),
        filed('c', '2019-03', [said(1, { status: '停顿', progress: 5 })]),
      ],
      shared,
    )
    expect(monthIn(year, 1, '2019-03')).toMatchObject({ light: 'yellow', progress: 20, missing: 0 })
  })

  it('with wildcard units only are the worst of theirs, and nobody is 缺', () => {
    const year = all([filed('a', '2019-03', [said(1)])], planWith([duty('a', 1, 'wildcard'), duty('b', 1, 'wildcard')]))
    expect(monthIn(year, 1, '2019-03')).toMatchObject({ light: 'red', missing: 0 })
  })

  it('a zero month keeps the light, the status and the progress before it', () => {
    const year = all([
      filed('a', '2019-03', [said(1, { status: '滞后', progress: 30 })]),
      filed('a', '2019-04', [zeroOn(1)]),
      filed('a', '2019-05', [said(1, { status: '按计划推进', progress: 45 })]),
      filed('a', '2019-06', [zeroOn(1)]),
    ])
    expect(lights(year, 1).slice(0, 4)).toEqual(['yellow', 'yellow', 'green', 'green'])
    expect(monthIn(year, 1, '2019-06')).toMatchObject({ zero: true, zeroRun: false, progress: 45 })
  })

  it('three zero months running are a hint; a missing month between begins anew', () => {
    const zeros = ['2019-03', '2019-04', '2019-05', '2019-06'].map((period) => filed('a', period, [zeroOn(1)]))
    const hints = (reports: ReportHead[]) =>
      periods.slice(0, 4).map(({ period }) => monthIn(all(reports), 1, period).zeroRun)
    expect(hints(zeros)).toEqual([false, false, true, true])
    expect(hints(zeros.filter((head) => head.period !== '2019-04'))).toEqual([false, false, false, false])
    expect(lights(all(zeros), 1).slice(0, 4)).toEqual(['grey', 'grey', 'grey', 'grey'])
  })

  it('申请调整 counts as the status before it', () => {
    const asked = said(1, { status: '申请调整', problem: true })
    const year = all([
      filed('a', '2019-03', [said(1)]),
      filed('a', '2019-04', [asked]),
      filed('b', '2019-04', [said(1), said(2)]),
    ])
    expect(monthIn(year, 1, '2019-04')).toMatchObject({ light: 'green' })
    expect(monthIn(year, 1, '2019-04').duties[0]).toMatchObject({ status: '申请调整', judged: '按计划推进' })
    expect(monthIn(all([filed('a', '2019-03', [asked])]), 1, '2019-03').light).toBe('grey')
  })

  it('a deadline turns the light red from the first month that falls due after it, until the task is done', () => {
    const deadline = planWith([duty('a', 1, 'lead')], {
      1: {
        deadlines: [
          { text: '5月底前', date: '2019-05-31' },
          { text: '4月底前', date: '2019-04-30' },
        ],
      },
    })
    const told = (june: Parameters<typeof said>[1]) =>
      lights(
        all(
          [
            ...['2019-03', '2019-04', '2019-05'].map((period) => filed('a', period, [said(1)])),
            filed('a', '2019-06', [said(1, june)]),
          ],
          deadline,
        ),
        1,
      ).slice(0, 4)
    expect(told({ progress: 90 })).toEqual(['green', 'green', 'green', 'red'])
    expect(told({ status: '已完成', progress: 100 })).toEqual(['green', 'green', 'green', 'green'])
  })

  it('a report filed before the due time shows no light yet, a returned one still stands while its window is open', () => {
    const early = filed('a', '2019-06', [said(1)])
    expect(
      monthIn(yearWith({ plan, units: [a, b, c], reports: [early], cutOff: clock('2019-06-28T17:29') }), 1, '2019-06')
        .light,
    ).toBeNull()
    const returned = { ...early, state: 'returned' as const, windowUntil: clock('2019-07-10T17:30'), returns: 1 }
    expect(monthIn(all([returned]), 1, '2019-06').light).toBe('green')
    const closed = { ...returned, windowUntil: clock('2019-07-05T17:30') }
    expect(monthIn(all([closed]), 1, '2019-06').light).toBe('red')
  })
})

describe('figures of a year', () => {
  it('count reports for units and entries for tasks and groups', () => {
    const plan = planWith([duty('a', 1, 'lead'), duty('a', 6), duty('b', 1, 'support')])
    const year = yearWith({
      plan,
      units: [a, b],
      reports: [
        filed('a', '2019-03', [said(1), zeroOn(6)]),
        filed('a', '2019-04', [zeroOn(1), zeroOn(6)], { returns: 2 }),
        headOf('b', '2019-03', {
          state: 'submitted',
          filedAt: addMinutes(datesOf('2019-03').due, 1),
          entries: [said(1)],
        }),
      ],
      cutOff: clock('2019-05-01T00:00'),
    })
    expect(year.rates.unit['a']).toEqual({
      expected: 2,
      reported: 2,
      zero: 1,
      onTime: 2,
      late: 0,
      madeUp: 0,
      missing: 0,
      returned: 2,
    })
    expect(year.rates.unit['b']).toMatchObject({ expected: 2, reported: 1, late: 1, missing: 1 })
    expect(year.rates.period['2019-04']).toMatchObject({ expected: 2, reported: 1 })
    expect(year.rates.period['2019-05']).toMatchObject({ expected: 0, reported: 0 })
    expect(year.filling.group).toEqual({ 0: { due: 4, filled: 3 }, 1: { due: 2, filled: 2 } })
    expect(year.filling.groupPeriod[0]?.['2019-04']).toEqual({ due: 2, filled: 1 })
  })

  it('units stand in the office’s order, whatever order they came in', () => {
    const year = yearWith({ plan: planWith([duty('a', 1)]), units: [c, a, b] })
    expect(year.units.map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })

  it('in any year: the parts sum to the whole, filled never exceeds due, and every cell is there', () => {
    fc.assert(
      fc.property(anyYearInput, (input) => {
        const year = yearOf(input)
        const { rates, filling } = year
        expect(sumRates(Object.values(rates.unit))).toEqual(rates.all)
        expect(sumRates(Object.values(rates.period))).toEqual(rates.all)
        expect(sumRates(Object.values(rates.class))).toEqual(rates.all)
        expect(rates.all.expected).toBe(rates.all.onTime + rates.all.late + rates.all.madeUp + rates.all.missing)
        expect(sumFilling(Object.values(filling.task))).toEqual(filling.all)
        expect(sumFilling(Object.values(filling.group))).toEqual(filling.all)
        expect(sumFilling(Object.values(filling.period))).toEqual(filling.all)
        expect(sumFilling(Object.values(filling.groupPeriod).flatMap((one) => Object.values(one)))).toEqual(filling.all)
        for (const one of Object.values(filling.task)) expect(one.filled).toBeLessThanOrEqual(one.due)
        for (const { id } of year.units) expect(Object.keys(year.standings[id] ?? {})).toHaveLength(periods.length)
        for (const { number } of year.plan.tasks)
          expect(Object.keys(year.tasks[number] ?? {})).toHaveLength(periods.length)
      }),
      { numRuns: 150 },
    )
  })

  it('in any year: support and wildcard never change the light of a task that has a lead or a responsible unit', () => {
    fc.assert(
      fc.property(anyYearInput, (input) => {
        const year = yearOf(input)
        const strong = (role: string): boolean => role === 'lead' || role === 'responsible'
        const without = yearOf({
          ...input,
          plan: { ...input.plan, duties: input.plan.duties.filter((one) => strong(one.role)) },
        })
        for (const { number } of input.plan.tasks)
          for (const { period } of periods) {
            const month = monthIn(year, number, period)
            if (month.duties.some((one) => strong(one.role)))
              expect(month.light).toBe(monthIn(without, number, period).light)
          }
      }),
      { numRuns: 200 },
    )
  })

  it('in any year: an entry turned into a zero one never makes a duty’s light another than the month before would give', () => {
    fc.assert(
      fc.property(anyYearInput, (input) => {
        for (const months of Object.values(yearOf(input).duties).flat())
          for (const [i, month] of months.entries()) {
            const before = months[i - 1]
            if (month.zero && before)
              expect([month.status, month.judged, month.progress, month.from]).toEqual([
                before.status,
                before.judged,
                before.progress,
                before.from,
              ])
            if (month.zero && before?.light && month.light && !before.missing && !month.verified && !month.missing)
              expect(month.light).toBe(before.light)
          }
      }),
      { numRuns: 200 },
    )
  })
})
