import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { ratesOf } from '../../shared/domain/counting/rates.ts'
import { type Leadership, leadershipOf, toldOf } from '../../shared/domain/leadership.ts'
import { at } from '../../shared/domain/time.ts'
import { type SampleYear, samplePlan, sampleYear } from '../support/workbook.ts'

let sample: SampleYear
let told: Leadership
beforeAll(async () => {
  const plan = samplePlan(await readFile(new URL('../fixture/notices/jilin-2019.txt', import.meta.url), 'utf8'))
  sample = sampleYear(plan, { cutOff: at('2019-09-10', '09:00') })
  told = leadershipOf(sample.year, toldOf(sample.year) ?? '')
})

describe('what 厅党组 reads', () => {
  it('is of the newest month that has fallen due', () => {
    expect(told.period).toBe('2019-08')
    expect(toldOf({ ...sample.year, cutOff: at('2019-03-20', '09:00') })).toBe('2019-03')
  })

  it('counts as the matrix does, month by month', () => {
    const { year } = sample
    const of = (period: string) => ratesOf(year.units.flatMap(({ id }) => year.standings[id]?.[period] ?? []))
    expect(told.rates).toEqual(of('2019-08'))
    expect(told.months.map(({ period }) => period)).toEqual(
      ['03', '04', '05', '06', '07', '08'].map((month) => `2019-${month}`),
    )
    for (const { period, onTime, late, missing } of told.months) {
      const rates = of(period)
      expect([onTime, late, missing]).toEqual([rates.onTime, rates.late + rates.madeUp, rates.missing])
      expect(onTime + late + missing).toBe(rates.expected)
    }
    expect(Object.values(told.lights).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(told.tasks)
  })

  it('names every unit that is missing and every task that is red or yellow, once', () => {
    const missing = sample.year.units.filter(({ id }) => sample.year.standings[id]?.['2019-08']?.missing)
    const absent = told.behind.filter((one) => one.kind === 'missing')
    expect(absent.flatMap(({ units }) => units)).toEqual(missing.map(({ name }) => name))
    const tasks = told.behind.flatMap((one) => (one.kind === 'missing' ? [] : [one.task.number]))
    expect(tasks).toHaveLength(told.lights.red + told.lights.yellow)
    expect(new Set(tasks).size).toBe(tasks.length)
  })

  it('says how far the implementation phase has gone at the month’s end', () => {
    // 16 March to 31 October are 230 days; 31 August ends the 169th.
    expect(told.elapsed).toBe(Math.round((169 * 100) / 230))
    expect(told.groups.map(({ title }) => title)).toContain('政策环境')
  })
})
