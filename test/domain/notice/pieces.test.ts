import { describe, expect, it } from 'vitest'
import { withColons } from '../../../shared/domain/notice/bareLabels.ts'
import { cutPieces } from '../../../shared/domain/notice/pieces.ts'
import { plainDuties } from '../../../shared/domain/notice/plainDuties.ts'
import { readSource } from '../../../shared/domain/notice/source.ts'

const numbers = (text: string): (number | null)[] =>
  cutPieces(readSource(text)).map(({ marker }) => marker?.number ?? null)

describe('numbers at the start of a line', () => {
  it('stand before a year, a month and a number of their own', () => {
    expect(numbers('一、任务\n1.2021年底前公布清单。\n2.6月底前完成。\n3.2.5万户受益。\n4.100个站点建成。')).toEqual([
      1, 1, 2, 3, 4,
    ])
  })

  it('are not the decimals of a pasted line', () => {
    const text =
      '一、目标失业率控制在3.5%以内。二、任务1.稳岗。（责任单位：人社局）2.增收，力争3.5%以上。（责任单位：农业农村局）3.减负。（责任单位：税务局）'
    expect(numbers(text)).toEqual([1, 2, 1, 2, 3])
  })

  it('begin anew under the title of the plan that a pasted covering note issues', () => {
    const text =
      '关于印发方案的通知各科室：一、高度重视。二、压实责任。附件清洁行动方案一、目标环境改善。二、任务1.清扫。（责任单位：环卫科）2.消杀。（责任单位：防疫科）'
    expect(numbers(text).filter((one) => one !== null)).toEqual([1, 2, 1, 2, 1, 2])
  })
})

describe('labels without a colon', () => {
  it.each([
    ['责任单位 办公室、人事处', '责任单位:办公室、人事处'],
    ['清理杂物责任单位城管科、各社区', '清理杂物责任 :城管科、各社区'],
    ['各责任单位要按时报送', '各责任单位要按时报送'],
    ['明确责任单位、完成时限', '明确责任单位、完成时限'],
    ['加强与责任单位的沟通', '加强与责任单位的沟通'],
  ])('%s', (text, expected) => expect(withColons(text)).toBe(expected))
})

describe('duties in running text', () => {
  const found = (text: string): string[] =>
    plainDuties(text).map(({ innerFrom, innerTo }) => text.slice(innerFrom, innerTo))

  it('end a sentence or its first part', () => {
    expect(found('消防整治,由消防队负责,有关部门配合。其余照旧。')).toEqual(['由消防队负责,有关部门配合'])
    expect(found('由综合科牵头。')).toEqual(['由综合科牵头'])
    expect(found('由综合科负责审批的事项。')).toEqual([])
  })

  it('are looked for in time in proportion to the text', () => {
    const text = `由${'某科配合'.repeat(20)}负责,${`${'配合'.repeat(39)},`.repeat(4)}完`.repeat(2_000)
    const start = performance.now()
    plainDuties(text)
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})
