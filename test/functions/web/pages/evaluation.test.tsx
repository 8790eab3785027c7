import { describe, expect, it } from 'vitest'
import { leftOut, ScoreTable } from '../../../../functions/web/pages/evaluation.tsx'
import { evaluate } from '../../../../shared/domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../../../../shared/domain/evaluation/rules.ts'
import { clock, duty, filed, planWith, said, unit, yearWith } from '../../../domain/counting/scene.ts'

const units = [
  unit('a', 1, { name: '救助处' }),
  unit('b', 2, { name: '福利处' }),
  unit('c', 3, { name: '慈善总会', class: '社会组织' }),
]
const year = yearWith({
  plan: planWith([duty('a', 1), duty('b', 1), duty('c', 2)]),
  units,
  cutOff: clock('2019-04-10T09:00'),
  reports: [filed('a', '2019-03', [said(1)], { selfAccepted: true }), filed('c', '2019-03', [said(2)])],
})
const evaluation = evaluate(year, DEFAULT_RULES)
const name = (id: string): string => units.find((one) => one.id === id)?.name ?? id

describe('the evaluation page', () => {
  const html = String(ScoreTable({ year, evaluation, name }))

  it('ranks within each class and marks what a unit accepted of itself', () => {
    expect(html).toContain('处室　2个')
    expect(html).toContain('社会组织　1个')
    expect(html).toContain('自审1个月')
  })
  it('shows two decimals, and no column for an item that applies to nobody', () => {
    expect(html).toMatch(/\d+\.\d\d/)
    expect(html).not.toContain('组织启动')
  })
  it('says what is left out and why, once', () => {
    const out = leftOut(evaluation, name)
    expect(out.filter((text) => text.startsWith('组织启动'))).toHaveLength(1)
    expect(out.every((text) => text.endsWith('。'))).toBe(true)
  })
})
