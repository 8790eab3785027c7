import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { yearOf } from '../../../shared/domain/counting/year.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { MARK_KINDS, type ManualMark, MarkInput, recordInWords } from '../../../shared/domain/evaluation/marks.ts'
import { NO_RECORDS, type Records } from '../../../shared/domain/evaluation/records.ts'
import { DEFAULT_RULES } from '../../../shared/domain/evaluation/rules.ts'
import type { UnitScore } from '../../../shared/domain/evaluation/score.ts'
import { anyYearInput, clock, duty, filed, periods, planWith, said, unit, yearWith } from '../counting/scene.ts'
import { item, of } from './scene.ts'

const months = periods.map((dates) => dates.period).filter((period) => period < '2019-12')
const mark = (kind: ManualMark['kind'], over: Partial<ManualMark> = {}): ManualMark => ({
  ...{ id: `${kind}-1`, unit: 'a', kind, period: '2019-06', task: 1, record: '', points: null, reason: '核对发现' },
  ...{ at: clock('2019-12-10T10:00'), by: { id: 'zhengyan', name: '评价员' } },
  ...over,
})
/** Unit a's score: every report on time, one task, verified, so that all of 任务完成, 报送及时 and 报送质量 is there. */
const scored = (records: Partial<Records>): UnitScore =>
  of(
    evaluate(
      yearWith({
        plan: planWith([duty('a', 1, 'lead')]),
        units: [unit('a', 1), unit('b', 2)],
        reports: months.map((period) => filed('a', period, [said(1)])),
        verified: [{ unit: 'a', verified: [{ task: 1, at: clock('2019-12-10T10:00'), by: '某' }] }],
      }),
      DEFAULT_RULES,
      { ...NO_RECORDS, ...records },
    ),
    'a',
  )

describe('manual marks', () => {
  it('errors cost 0.2 and texts without substance 0.5 of 报送质量, each with its reason and its record', () => {
    const score = scored({ marks: [mark('error'), mark('error', { id: 'e2' }), mark('hollow')] })
    expect(item(score, 'quality')).toMatchObject({ points: 9.1 })
    expect(item(score, 'quality').lines.map((line) => [line.what, line.period, line.task, line.mark])).toEqual([
      ['差错：核对发现', '2019-06', 1, 'error-1'],
      ['差错：核对发现', '2019-06', 1, 'e2'],
      ['无实质内容：核对发现', '2019-06', 1, 'hollow-1'],
    ])
  })

  it('of another unit change nothing', () => {
    const others = MARK_KINDS.map((kind) => mark(kind, { unit: 'b', points: kind === 'overall' ? 9 : null }))
    expect(scored({ marks: others })).toEqual(scored({}))
  })

  it('综合评价 is left out until it is entered; the newest counts, at most its full points', () => {
    expect(item(scored({}), 'overall')).toMatchObject({ points: null, why: expect.stringContaining('还没有录入') })
    const twice = scored({ marks: [mark('overall', { points: 4 }), mark('overall', { points: 8.5 })] })
    expect(item(twice, 'overall').points).toBe(8.5)
    expect(twice).toMatchObject({ applicable: 85, total: 98.24 })
    expect(item(scored({ marks: [mark('overall', { points: 60 })] }), 'overall').points).toBe(10)
  })

  it('praise gives 2 and innovation 1, together within 5', () => {
    expect(scored({ marks: [mark('praised'), mark('innovation')] }).bonus.points).toBe(3)
    expect(scored({ marks: [mark('praised'), mark('praised'), mark('praised')] }).bonus.points).toBe(5)
  })

  it('a false report costs 5 and leaves 合格 at best, however many points there are', () => {
    const score = scored({ marks: [mark('falseReport'), mark('praised'), mark('praised'), mark('innovation')] })
    expect(score).toMatchObject({ total: 100, grade: '合格', cap: '合格', rank: 1 })
    expect(scored({ marks: [mark('falseReport')] }).bonus.points).toBe(-5)
  })

  it('no mark that costs ever raises a total, none that gives ever lowers it', () => {
    fc.assert(
      fc.property(anyYearInput, fc.constantFrom(...MARK_KINDS), fc.nat(3), (input, kind, times) => {
        if (kind === 'overall') return
        const year = yearOf(input)
        const marks = Array.from({ length: times + 1 }, (_, index) => mark(kind, { id: String(index) }))
        const total = (some: readonly ManualMark[]): number =>
          of(evaluate(year, DEFAULT_RULES, { ...NO_RECORDS, marks: some }), 'a').total ?? 0
        const [before, after] = [total(marks.slice(1)), total(marks)]
        if (kind === 'praised' || kind === 'innovation') expect(after).toBeGreaterThanOrEqual(before)
        else expect(after).toBeLessThanOrEqual(before)
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['an error without a month', { kind: 'error', reason: '有误' }, 'period'],
    ['praise without a document', { kind: 'praised', reason: '表扬' }, 'record'],
    ['综合评价 without points', { kind: 'overall', reason: '好' }, 'points'],
    ['points for an error', { kind: 'error', period: '2019-06', points: 3, reason: '有误' }, 'points'],
    ['anything without a reason', { kind: 'error', period: '2019-06', reason: ' ' }, 'reason'],
  ])('%s is not taken', (_, given, field) => {
    expect(MarkInput.safeParse(given).error?.issues[0]?.path).toEqual([field])
  })

  it('say what they refer to', () => {
    expect(recordInWords(mark('error', { task: 16 }))).toBe('6月任务16')
    expect(recordInWords(mark('praised', { period: null, task: null, record: '省厅通报' }))).toBe('省厅通报')
  })
})

describe('组织启动', () => {
  const facts = (coordinator: boolean, filedAt: string | null) =>
    scored({ kickoffs: [{ unit: 'a', coordinator, filedAt: filedAt === null ? null : clock(filedAt) }] })
  it.each([
    [true, '2019-03-15T23:59', 5],
    [true, '2019-03-16T00:00', 4],
    [false, '2019-03-10T09:00', 3],
    [true, null, 2],
    [false, null, 0],
  ] as const)('coordinator %s, filed %s: %d', (coordinator, filedAt, points) => {
    expect(item(facts(coordinator, filedAt), 'kickoff').points).toBe(points)
  })
  it('is left out where nothing is collected', () => expect(item(scored({}), 'kickoff').points).toBeNull())
})

describe('回头看', () => {
  const facts = (onTime: boolean, problems: number, remedied: number) =>
    scored({ lookbacks: [{ unit: 'a', filedAt: clock('2019-12-01T10:00'), onTime, problems, remedied }] })
  it.each([
    [true, 4, 3, 8.5],
    [true, 0, 0, 10],
    [false, 3, 1, 2],
    [false, 3, 0, 0],
  ] as const)('on time %s, %i problems, %i remedied: %d', (onTime, problems, remedied, points) => {
    expect(item(facts(onTime, problems, remedied), 'lookback').points).toBe(points)
  })
  it('gives nothing to a unit that filed none, and is left out where nothing is collected', () => {
    expect(item(scored({ lookbacks: [] }), 'lookback').points).toBe(0)
    expect(item(scored({}), 'lookback').points).toBeNull()
  })
})
