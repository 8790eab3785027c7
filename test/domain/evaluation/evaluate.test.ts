import { describe, expect, it } from 'vitest'
import type { Year } from '../../../shared/domain/counting/year.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { ratesTable, scoresOf } from '../../../shared/domain/evaluation/figures.ts'
import { roundHalfAway } from '../../../shared/domain/evaluation/round.ts'
import { DEFAULT_RULES } from '../../../shared/domain/evaluation/rules.ts'
import type { UnitScore } from '../../../shared/domain/evaluation/score.ts'
import type { EntryBrief } from '../../../shared/domain/report/entry.ts'
import type { ReportHead } from '../../../shared/domain/report/report.ts'
import { addMinutes } from '../../../shared/domain/time.ts'
import { clock, datesOf, duty, filed, periods, planWith, said, unit, yearWith, zeroOn } from '../counting/scene.ts'
import { item, of } from './scene.ts'

const a = unit('a', 1)
const b = unit('b', 2)
const months = periods.map((dates) => dates.period).filter((period) => period < '2019-12')
const year = (over: Parameters<typeof yearWith>[0]): Year => yearWith(over)
/** Unit a's score when it filed these entries on time in every month to November. */
const whole = (entries: EntryBrief[], change: (head: ReportHead) => ReportHead = (head) => head): UnitScore =>
  of(
    evaluate(
      year({
        plan: planWith([duty('a', 1, 'lead')]),
        units: [a],
        reports: months.map((period) => change(filed('a', period, entries))),
      }),
      DEFAULT_RULES,
    ),
    'a',
  )

describe('任务完成', () => {
  it('tells the story of the example page: 1.81 ÷ 2.2 × 50 = 41.14', () => {
    const tasks = { 16: 'responsible', 10: 'wildcard', 12: 'wildcard', 25: 'wildcard', 29: 'wildcard' } as const
    const plan = planWith(Object.entries(tasks).map(([task, role]) => duty('a', Number(task), role)))
    const entries = [
      said(16, { status: '滞后', progress: 70 }),
      said(10),
      said(12, { status: '已完成' }),
      said(25, { status: '已完成' }),
      said(29, { status: '已完成' }),
    ]
    const verified = [12, 25].map((task) => ({ task, at: clock('2019-12-10T10:00'), by: '某' }))
    const score = of(
      evaluate(
        year({
          plan,
          units: [a],
          reports: months.map((period) => filed('a', period, entries)),
          verified: [{ unit: 'a', verified }],
        }),
        DEFAULT_RULES,
      ),
      'a',
    )
    expect(item(score, 'completion').points).toBe(41.14)
    expect(score.duties.map((one) => [one.task, one.weight, one.value])).toEqual([
      [10, 0.3, 0.8],
      [12, 0.3, 1],
      [16, 1, 0.7],
      [25, 0.3, 1],
      [29, 0.3, 0.9],
    ])
  })

  it.each([
    ['已完成', 100, 45],
    ['进度超前', 60, 40],
    ['按计划推进', 10, 40],
    ['滞后', 40, 20],
    ['滞后', 95, 35],
    ['停顿', 90, 0],
    ['未启动', 0, 0],
  ] as const)('%s at %i per cent gives %d of 50', (status, progress, points) => {
    expect(item(whole([said(1, { status, progress })]), 'completion').points).toBe(points)
  })

  it('takes the newest entry; a zero one keeps what was before it, 申请调整 the status before it', () => {
    const last = (entry: EntryBrief): number | null =>
      item(
        whole([said(1, { status: '已完成', progress: 100 })], (head) =>
          head.period === '2019-11' ? { ...head, entries: [entry] } : head,
        ),
        'completion',
      ).points
    expect(last(zeroOn(1))).toBe(45)
    expect(last(said(1, { status: '申请调整', progress: 100 }))).toBe(45)
    expect(last(said(1, { status: '停顿' }))).toBe(0)
  })

  it('a month that is not reported at the cut-off says nothing', () => {
    const plan = planWith([duty('a', 1, 'lead')])
    const reports = [
      filed('a', '2019-03', [said(1, { status: '已完成' })]),
      filed('a', '2019-04', [said(1, { status: '停顿' })], { state: 'draft', filedAt: null }),
      filed('a', '2019-05', [said(1, { status: '停顿' })], {
        state: 'returned',
        windowUntil: clock('2019-06-13T17:30'),
        returns: 1,
      }),
    ]
    expect(item(of(evaluate(year({ plan, units: [a], reports }), DEFAULT_RULES), 'a'), 'completion').points).toBe(45)
  })

  it('no entry ever is worth nothing, a cancelled task is left out', () => {
    const duties = [duty('a', 1, 'lead'), duty('a', 2)]
    const score = (cancelled: boolean): UnitScore =>
      of(
        evaluate(
          year({
            plan: planWith(duties, cancelled ? { 2: { cancelledFrom: '2019-06' } } : {}),
            units: [a],
            reports: months.map((period) => filed('a', period, [said(1)])),
          }),
          DEFAULT_RULES,
        ),
        'a',
      )
    expect(item(score(false), 'completion').points).toBe(20)
    expect(item(score(true), 'completion').points).toBe(40)
    expect(score(true).duties.map((one) => one.task)).toEqual([1])
  })

  it('of a unit whose every task is cancelled does not apply, says so, and the rest is scaled', () => {
    const plan = planWith([duty('a', 1)], { 1: { cancelledFrom: '2019-05' } })
    const reports = ['2019-03', '2019-04'].map((period) => filed('a', period, [said(1)]))
    const score = of(evaluate(year({ plan, units: [a], reports }), DEFAULT_RULES), 'a')
    expect(item(score, 'completion')).toMatchObject({
      points: null,
      why: expect.stringContaining('没有计分的任务分工'),
    })
    expect(score).toMatchObject({ applicable: 25, total: 100 })
  })
})

describe('报送及时 and 报送质量', () => {
  it('late costs 0.5, made up 1, missing 1.5, never below 0', () => {
    const at =
      (period: string, minutes: number, from: 'due' | 'locks') =>
      (head: ReportHead): ReportHead =>
        head.period === period ? { ...head, filedAt: addMinutes(datesOf(period)[from], minutes) } : head
    expect(item(whole([said(1)], at('2019-06', 0, 'due')), 'timeliness').points).toBe(14.5)
    expect(item(whole([said(1)], at('2019-06', 0, 'locks')), 'timeliness').points).toBe(14)
    const none = of(evaluate(year({ plan: planWith([duty('a', 1)]), units: [a] }), DEFAULT_RULES), 'a')
    expect(item(none, 'timeliness')).toMatchObject({ points: 1.5 })
    expect(item(none, 'timeliness').lines).toHaveLength(9)
    const stern = {
      ...DEFAULT_RULES,
      items: { ...DEFAULT_RULES.items, timeliness: { ...DEFAULT_RULES.items.timeliness, missing: 5 } },
    }
    expect(
      item(of(evaluate(year({ plan: planWith([duty('a', 1)]), units: [a] }), stern), 'a'), 'timeliness').points,
    ).toBe(0)
  })

  it('a return costs 0.3 when its cause is the unit’s, and nothing otherwise', () => {
    const score = whole([said(1)], (head) =>
      head.period === '2019-05' ? { ...head, returns: 3, returnsByUnit: 2 } : head,
    )
    expect(item(score, 'quality').points).toBe(9.4)
    expect(item(score, 'quality').lines).toEqual([
      {
        ...{ kind: 'returned', what: '因本单位原因退回', period: '2019-05', task: null, mark: null },
        ...{ count: 2, each: -0.3, points: -0.6 },
      },
    ])
  })

  it('a year of zero reports on time costs nothing there', () => {
    const score = whole([zeroOn(1)])
    expect([item(score, 'timeliness').points, item(score, 'quality').points]).toEqual([15, 10])
  })
})

describe('加减分 by lights', () => {
  const lately = (october: EntryBrief, november: EntryBrief): UnitScore =>
    whole([said(1)], (head) =>
      head.period === '2019-10'
        ? { ...head, entries: [october] }
        : head.period === '2019-11'
          ? { ...head, entries: [november] }
          : head,
    )
  const behind = said(1, { status: '滞后' })
  const stalled = said(1, { status: '停顿' })

  it('yellow in each of the last two due periods costs 1, red at the cut-off 2, once per task', () => {
    expect(lately(behind, behind).bonus.points).toBe(-1)
    expect(lately(said(1), behind).bonus.points).toBe(0)
    expect(lately(behind, said(1)).bonus.points).toBe(0)
    expect(lately(behind, stalled).bonus.points).toBe(-2)
    expect(lately(stalled, behind).bonus.points).toBe(0)
    expect(lately(stalled, stalled).bonus.lines).toEqual([
      {
        ...{ kind: 'red', what: '任务1：11月是红灯', period: '2019-11', task: 1, mark: null },
        ...{ count: 1, each: -2, points: -2 },
      },
    ])
    expect(lately(behind, behind).bonus.lines[0]?.what).toBe('任务1：10月、11月都是黄灯')
  })

  it('is no more than 5 in all', () => {
    const plan = planWith([1, 2, 3, 4].map((task) => duty('a', task, 'lead')))
    const score = of(evaluate(year({ plan, units: [a] }), DEFAULT_RULES), 'a')
    expect(score.bonus.lines).toHaveLength(4)
    expect(score.bonus.points).toBe(-5)
  })

  it('is borne by the lead, or by each responsible unit for its own light; support and wildcard bear none', () => {
    const borne = (duties: ReturnType<typeof duty>[]): number[] =>
      evaluate(year({ plan: planWith(duties), units: [a, b] }), DEFAULT_RULES).units.map(
        (one) => one.bonus.points ?? Number.NaN,
      )
    expect(borne([duty('a', 1, 'lead'), duty('b', 1)])).toEqual([-2, 0])
    expect(borne([duty('a', 1), duty('b', 1)])).toEqual([-2, -2])
    expect(borne([duty('a', 1), duty('b', 1, 'support')])).toEqual([-2, 0])
    expect(borne([duty('a', 1, 'wildcard'), duty('b', 1, 'wildcard')])).toEqual([0, 0])
  })

  it('a duty verified at the cut-off, cancelled, or over by then costs nothing', () => {
    const verified = [{ unit: 'a', verified: [{ task: 1, at: clock('2019-12-10T10:00'), by: '某' }] }]
    const points = (plan: Parameters<typeof planWith>, over: object = {}) =>
      of(evaluate(year({ plan: planWith(...plan), units: [a], ...over }), DEFAULT_RULES), 'a').bonus.points
    expect(points([[duty('a', 1, 'lead')]], { verified })).toBe(0)
    expect(points([[duty('a', 1, 'lead'), duty('a', 2, 'support')], { 1: { cancelledFrom: '2019-12' } }])).toBe(0)
    expect(points([[duty('a', 1, 'lead', { to: '2019-10' }), duty('a', 2, 'support')]])).toBe(0)
  })
})

describe('total, rank and grade', () => {
  it('items not collected are left out with a reason, and the sum is scaled by those that apply', () => {
    const score = whole([said(1)])
    expect(score.items.filter((one) => one.points === null).map((one) => one.name)).toEqual([
      '组织启动',
      '回头看',
      '综合评价',
    ])
    expect(score.items.every((one) => (one.points === null) === (one.why !== null))).toBe(true)
    expect(score).toMatchObject({ applicable: 75, total: 86.67, grade: '良好', rank: 1 })
  })

  it('bonus and malus come after scaling', () => {
    const score = whole([said(1, { status: '停顿' })])
    expect(score).toMatchObject({ total: roundHalfAway((25 * 100) / 75, 2) - 2 })
  })

  it('a unit of which nothing is expected is left out of the ranking, with a sentence', () => {
    const evaluation = evaluate(year({ plan: planWith([duty('a', 1)]), units: [a, b] }), DEFAULT_RULES)
    expect(of(evaluation, 'b')).toMatchObject({
      total: null,
      rank: null,
      grade: null,
      why: expect.stringMatching(/不参加排名$/),
    })
    expect(of(evaluation, 'a').rank).toBe(1)
  })

  it('ranks within the class, or in one list if the office chooses', () => {
    const other = unit('b', 2, { class: '社会组织' })
    const input = year({
      plan: planWith([duty('a', 1), duty('b', 1)]),
      units: [a, other],
      reports: months.map((period) => filed('a', period, [said(1)])),
    })
    expect(evaluate(input, DEFAULT_RULES).units.map((one) => one.rank)).toEqual([1, 1])
    expect(evaluate(input, { ...DEFAULT_RULES, ranking: 'all' }).units.map((one) => one.rank)).toEqual([1, 2])
  })
})

describe('figures.json', () => {
  it('has one row for each unit and due period with a duty, and scores by the items’ names', () => {
    const input = year({
      plan: planWith([duty('a', 1, 'lead', { from: '2019-10' })]),
      units: [a, b],
      reports: [filed('a', '2019-10', [zeroOn(1)], { returns: 1 }), filed('a', '2019-12', [said(1)])],
    })
    const none = { expected: 1, reported: 0, zero: 0, onTime: 0, late: 0, madeUp: 0, missing: 1, returned: 0 }
    expect(ratesTable(input)).toEqual([
      { ...none, unit: 'a', period: '2019-10', reported: 1, zero: 1, onTime: 1, missing: 0, returned: 1 },
      { ...none, unit: 'a', period: '2019-11' },
    ])
    const [first, second] = scoresOf(evaluate(input, DEFAULT_RULES))
    expect(Object.keys(first?.items ?? {})).toEqual(['任务完成', '报送及时', '报送质量', '加减分'])
    expect(second).toMatchObject({ unit: 'b', total: null, rank: null, grade: null })
  })
})
