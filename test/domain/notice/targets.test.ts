import { describe, expect, it } from 'vitest'
import { fold } from '../../../shared/domain/notice/source.ts'
import { findTargets } from '../../../shared/domain/notice/targets.ts'

const targets = (text: string): string[] =>
  findTargets(fold(text)).map(({ from, to, quantity, unit }) => `${text.slice(from, to)}=${quantity}${unit}`)

describe('a numeric target', () => {
  it.each([
    ['支持100个农村社会福利服务中心、50个养老服务大院', ['100个=100个', '50个=50个']],
    ['取消15项证明材料', ['15项=15项']],
    ['博士后研究人员不少于400名', ['不少于400名=400名']],
    ['覆盖率达到95%', ['95%=95%']],
    ['引进1万名人才', ['1万名=10000名']],
    ['改造１２００户', ['１２００户=1200户']],
    ['培训1,200人次', ['1,200人次=1200人次']],
    ['压缩至3个工作日以内', ['3个工作日=3个工作日']],
    ['投资1.5亿元', ['1.5亿元=150000000元']],
    ['建设1到2个基地', ['1到2个=1个']],
    ['提高2.5个百分点', ['2.5个百分点=2.5个百分点']],
  ])('%s', (text, expected) => expect(targets(text)).toEqual(expected))

  it.each([
    '2019年6月底前',
    '不低于上年度标准的1.3倍',
    '35岁以下',
    '连续3年',
    '“五项”执法规范',
    '“三大”活动',
    '（吉发〔2016〕20号）',
    '《关于取消15项证明的通知》',
    '6个月的失业保险金',
    '第3批',
    '3个季度',
    '9点前',
  ])('%s holds none', (text) => expect(targets(text)).toEqual([]))
})
