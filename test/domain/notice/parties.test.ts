import { describe, expect, it } from 'vitest'
import { readClause } from '../../../shared/domain/notice/parties.ts'
import { fold } from '../../../shared/domain/notice/source.ts'
import { partyText } from './score.ts'

const read = (text: string): string => readClause(fold(text), text).parties.map(partyText).join(' / ')

describe('the words of a clause', () => {
  it.each([
    ['责任单位：救助处', 'r:救助处'],
    ['责任单位：福利处、事务处', 'r:福利处 / r:事务处'],
    ['责任单位：办公室，各相关处室、事业单位', 'r:办公室 / r*:各相关处室、事业单位'],
    [
      '牵头单位：市发展改革委，配合单位：市委组织部、市人力资源和社会保障局，各区、县级市',
      'l:市发展改革委 / s:市委组织部 / s:市人力资源和社会保障局 / s*:各区、县级市',
    ],
    ['牵头单位：甲局；责任单位：乙局、丙局及丁局，6月底完成', 'l:甲局 / r:乙局 / r:丙局 / r:丁局'],
    ['市教育局牵头，市体育局参与', 'l:市教育局 / s:市体育局'],
    ['市教育局牵头、市体育局、团市委配合', 'l:市教育局 / s:市体育局 / s:团市委'],
    ['市教育局牵头市体育局配合', 'l:市教育局 / s:市体育局'],
    ['财政部牵头，国务院相关部门及各地区按职责分工负责', 'l:财政部 / r*:国务院相关部门 / r*:各地区'],
    ['科技部、财政部等负责', 'r:科技部 / r:财政部'],
    ['国家发展改革委会同有关部门负责', 'l:国家发展改革委 / s*:有关部门'],
    ['人力资源社会保障部等有关部门和单位负责', 'r:人力资源社会保障部 / r*:有关部门和单位'],
    ['人力资源社会保障部、科技部，各省级人民政府按职责分工负责', 'r:人力资源社会保障部 / r:科技部 / r*:各省级人民政府'],
    ['主办：保卫处；协办：人事处', 'l:保卫处 / s:人事处'],
    ['责任领导：张三，责任单位：办公室', 'r:办公室'],
    ['責任單位：縣文化和旅遊局、各鄉鎮', 'r:縣文化和旅遊局 / r*:各鄉鎮'],
    ['责任单位：市发展和改革委员会和市工业和信息化局', 'r:市发展和改革委员会 / r:市工业和信息化局'],
    [
      '责任单位：民族和宗教事务局与规划和自然资源局以及住房和城乡建设局',
      'r:民族和宗教事务局 / r:规划和自然资源局 / r:住房和城乡建设局',
    ],
    ['责任单位：市场监管局（市运局）、审批局', 'r:市场监管局（市运局） / r:审批局'],
    ['责任单位：法规处（牵头）、救助处', 'l:法规处 / r:救助处'],
    ['责任单位：市财政局等和各区', 'r:市财政局 / r*:各区'],
    ['责任单位：各市（州）民政局', 'r*:各市（州）民政局'],
    ['责任单位：各单位按职责落实，下同', 'r*:各单位'],
    ['责任单位：市人力资源和\n社会保障局', 'r:市人力资源和社会保障局'],
    ['责任单位：办公室 人事处 机关党委', 'r:办公室 / r:人事处 / r:机关党委'],
    ['责任单位：各有关单位、市政府', 'r*:各有关单位 / r:市政府'],
    ['配合单位：无', ''],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it('says when the first named unit leads, and whether from here on', () => {
    const text = '财政部、民政部负责。列第一位者为牵头单位，下同'
    expect(readClause(fold(text), text).firstLeads).toEqual({ onwards: true })
    expect(read(text)).toBe('r:财政部 / r:民政部')
  })

  it('says when 等 leaves others unnamed', () => {
    expect(readClause('甲局、乙局等负责', '甲局、乙局等负责').andOthers).toBe(true)
    expect(readClause('甲局等有关部门负责', '甲局等有关部门负责').andOthers).toBe(false)
  })
})
