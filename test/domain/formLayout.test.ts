import { describe, expect, it } from 'vitest'
import { defaultLayout, FormLayout, formTitle, summaryTitle } from '../../shared/domain/formLayout.ts'

const first = defaultLayout({ formTitle: '2019年工作月进展情况报表（X月）' })

describe('the layout of the monthly form', () => {
  it('begins as the reconstructed 样表, which is itself a valid one', () => {
    expect(FormLayout.parse(first)).toEqual(first)
    expect(first.columns.map(({ key }) => key)).not.toContain('attachments')
  })

  it.each([
    ['without the task', { columns: first.columns.filter(({ key }) => key !== 'task') }],
    ['without what was done', { columns: first.columns.filter(({ key }) => key !== 'work') }],
    ['with a column twice', { columns: [...first.columns, ...first.columns.slice(0, 1)] }],
    ['with a column that has no name', { columns: first.columns.map((one) => ({ ...one, name: ' ' })) }],
    ['with a column too narrow to read', { columns: first.columns.map((one) => ({ ...one, width: 1 })) }],
    ['with a line break in the title', { title: '月报\n表' }],
    ['without a title', { title: '' }],
  ])('is refused %s', (_, change) => {
    expect(FormLayout.safeParse({ ...first, ...change }).success).toBe(false)
  })

  it('puts the month where X stands, in the form’s title and the summary’s', () => {
    expect(formTitle(first, '2019-06')).toBe('2019年工作月进展情况报表（6月）')
    expect(summaryTitle(first, '2019-12')).toBe('2019年工作月进展情况汇总表（12月）')
    expect(formTitle({ title: 'X光工作月报（×月）' }, '2019-06')).toBe('X光工作月报（6月）')
    expect(summaryTitle({ title: '月报' }, '2019-06')).toBe('月报汇总表')
  })
})
