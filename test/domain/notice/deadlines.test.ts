import { describe, expect, it } from 'vitest'
import { findDeadlines } from '../../../shared/domain/notice/deadlines.ts'
import { fold } from '../../../shared/domain/notice/source.ts'

const dates = (text: string, loose = false): (string | null)[] =>
  findDeadlines(fold(text), { year: 2019 }, loose).map(({ date }) => date)

describe('a deadline in the words of a task', () => {
  it.each([
    ['2019年6月底前完成', '2019-06-30'],
    ['2020年底前建成', '2020-12-31'],
    ['6月底完成', '2019-06-30'],
    ['12月20日前上报', '2019-12-20'],
    ['２０２５年６月３０日前', '2025-06-30'],
    ['年底前实现全覆盖', '2019-12-31'],
    ['上半年完成改造', '2019-06-30'],
    ['第三季度末', '2019-09-30'],
    ['2月底前', '2019-02-28'],
    ['2020年2月底前', '2020-02-29'],
    ['明年3月底前', '2020-03-31'],
    ['今年年底前', '2019-12-31'],
    ['十月底前', '2019-10-31'],
    ['5月中旬前', '2019-05-20'],
    ['到2020年，覆盖率达到95%', '2020-12-31'],
  ])('%s → %s', (text, date) => expect(dates(text)).toEqual([date]))

  it.each([
    '5年内引进1000名',
    '2019年1月1日至12月31日，返还标准按50%确定',
    '从2019年1月1日起实施',
    '每年2月底前报送',
    '每月底前报送',
    '2016—2020年规划',
    '2012年起5年内',
    '自6月1日起',
    '在30日内制定办法',
    '2018年-2020年整改改造计划',
  ])('%s is none', (text) => expect(dates(text)).toEqual([]))

  it('a month without a year takes the year written before it', () =>
    expect(dates('2020年6月底前开工，12月底前竣工')).toEqual(['2020-06-30', '2020-12-31']))

  it('has no date where no year is known', () =>
    expect(findDeadlines('6月底前', { year: null }).map(({ date }) => date)).toEqual([null]))
})

describe('a date in the words of a clause', () => {
  it.each([
    ['3月16日-10月31日', '2019-10-31'],
    ['3月16日至31日', '2019-03-31'],
    ['2020年8月', '2020-08-31'],
    ['2019年11月30日', '2019-11-30'],
    ['三季度', '2019-09-30'],
    ['全年', '2019-12-31'],
    ['2021年', '2021-12-31'],
  ])('%s ends on %s', (text, date) => expect(dates(text, true)).toEqual([date]))
})
