import { describe, expect, it } from 'vitest'
import { leftOut, ScoreTable } from '../../../../functions/web/pages/evaluationTable.tsx'
import { evaluate } from '../../../../shared/domain/evaluation/evaluate.ts'
import { NO_RECORDS } from '../../../../shared/domain/evaluation/records.ts'
import { DEFAULT_RULES } from '../../../../shared/domain/evaluation/rules.ts'
import { snapshotOf } from '../../../../shared/domain/evaluation/snapshot.ts'
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
const snapshot = snapshotOf(year, evaluate(year, DEFAULT_RULES), NO_RECORDS, 1)

describe('the evaluation page', () => {
  const html = String(ScoreTable({ snapshot, href: (id) => `/${id}` }))

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
    const out = leftOut(snapshot)
    expect(out.filter((text) => text.startsWith('组织启动'))).toHaveLength(1)
    expect(out.every((text) => text.endsWith('。'))).toBe(true)
  })
})
