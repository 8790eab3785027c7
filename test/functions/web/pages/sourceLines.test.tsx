import { describe, expect, it } from 'vitest'
import { coverageInWords, SourceText, sourceLines } from '../../../../functions/web/pages/sourceLines.tsx'
import type { Plan } from '../../../../shared/domain/plan.ts'
import { duty, planWith } from '../../../domain/counting/scene.ts'

const text = '关于印发方案的通知\n\n（一）政策环境\n1.提升水平。（责任单位：救助处）\n继续做好。\n每月底前报送'
const span = (part: string, as: string, reason?: string): Plan['source']['spans'][number] => ({
  from: text.indexOf(part),
  to: text.indexOf(part) + part.length,
  as,
  ...(reason ? { reason } : {}),
})
const plan: Plan = {
  ...planWith([duty('a', 1)], { 1: { line: 4 } }),
  source: {
    text,
    spans: [
      span('关于印发方案的通知', 'skipped', '文件头'),
      span('（一）政策环境', 'group'),
      span('1.提升水平。', 'task'),
      span('（责任单位：救助处）', 'clause'),
      span('继续做好。', 'task'),
      span('每月底前报送', 'doubtful'),
    ],
    doubts: [{ line: 6, text: '每月底前报送', reason: '没有写明几点' }],
  },
}

describe('the notice line by line', () => {
  const lines = sourceLines(plan)

  it('keeps every character, and leaves out nothing but blank lines', () => {
    expect(lines.map((line) => line.segments.map((segment) => segment.text).join(''))).toEqual(
      text.split('\n').filter((line) => line !== ''),
    )
    expect(lines.map((line) => line.number)).toEqual([1, 3, 4, 5, 6])
  })
  it('says what became of each line', () => {
    expect(lines.map((line) => line.fate)).toEqual(['skipped', 'used', 'used', 'used', 'doubtful'])
    expect(lines.map((line) => line.became)).toEqual([
      ['略过：文件头'],
      ['任务分组'],
      ['任务1'],
      ['任务1（续）'],
      ['存疑：没有写明几点'],
    ])
  })
  it('counts them in words', () => {
    expect(coverageInWords(lines, 6)).toBe('原文6行：用上3行，略过1行，空1行，存疑1行。每一行都有去处。')
  })
  it('marks the clause inside its line', () => {
    expect(String(SourceText({ lines }))).toContain('<mark title="责任单位">（责任单位：救助处）</mark>')
  })
  it('shows the text of a hostile notice as text', () => {
    const hostile = '<script>alert(1)</script>'
    const html = String(
      SourceText({ lines: sourceLines({ ...plan, source: { text: hostile, spans: [], doubts: [] } }) }),
    )
    expect(html).not.toContain('<script>')
  })
})
