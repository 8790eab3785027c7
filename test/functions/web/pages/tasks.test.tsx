import { describe, expect, it } from 'vitest'
import { dueNow, LightMark, LightMatrix, lightsInWords } from '../../../../functions/web/pages/lights.tsx'
import { clock, duty, filed, planWith, said, unit, yearWith, zeroOn } from '../../../domain/counting/scene.ts'

const units = [unit('a', 1, { name: '救助处' }), unit('b', 2, { name: '福利处' })]
const plan = planWith([duty('a', 1, 'lead'), duty('b', 1, 'support'), duty('b', 2)])
const year = yearWith({
  plan,
  units,
  cutOff: clock('2019-05-06T09:00'),
  reports: [
    filed('a', '2019-03', [said(1, { progress: 20 })]),
    filed('b', '2019-03', [said(1), said(2, { status: '滞后', progress: 10, problem: true })]),
    filed('a', '2019-04', [zeroOn(1)]),
  ],
})

describe('the lights', () => {
  it('are judged up to the newest month that has fallen due', () => {
    expect(dueNow(year)).toBe('2019-04')
  })
  it('are counted in words, the worst first', () => {
    expect(lightsInWords(['green', 'red', 'green', null], (word, n) => `${n}项${word}`)).toBe('1项红灯，2项绿灯')
  })
  it('say the light in words, with the progress, a zero report and a missing supporter', () => {
    const mark = String(LightMark({ month: year.tasks[1]?.['2019-04'] }))
    expect(mark).toContain('绿灯')
    expect(mark).toMatch(/20.*零缺1/)
  })
  it('show only the tasks asked for, under their group', () => {
    const html = String(LightMatrix({ year, tasks: plan.tasks.slice(1), owners: () => '福利处' }))
    expect(html).toContain('环境1')
    expect(html).toContain('>任务2</a>')
    expect(html).not.toContain('>任务1</a>')
  })
})
