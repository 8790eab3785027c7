import { describe, expect, it } from 'vitest'
import { isNotice } from '../../../shared/domain/notice/isNotice.ts'
import { parseNotice } from '../../../shared/domain/notice/parseNotice.ts'
import { notice } from './fixtures.ts'
import { heldOut } from './heldOut.ts'
import { heldOutForms } from './heldOutForms.ts'
import { heldOutFourth } from './heldOutFourth.ts'
import { heldOutHard } from './heldOutHard.ts'
import { heldOutThird } from './heldOutThird.ts'
import { partyText, score } from './score.ts'
import { expectSound } from './sound.ts'

const jilin = notice('jilin-2019.txt')
const numbers = (text: string): number[] => parseNotice(text).tasks.map(({ number }) => number)
const from1 = (to: number): number[] => Array.from({ length: to }, (_, i) => i + 1)

describe('the 2019 notice', () => {
  const parsed = parseNotice(jilin)
  const named = parsed.tasks.map(({ responsibility }) =>
    (responsibility?.parties ?? []).filter(({ wildcard }) => !wildcard),
  )

  it('says what it is', () => {
    const { title, documentNumber, issuer, issuedOn, year } = parsed
    expect({ title, documentNumber, issuer, issuedOn, year }).toEqual({
      title: '2019年全省民政软环境建设实施方案',
      documentNumber: '吉民发〔2019〕15号',
      issuer: '吉林省民政厅',
      issuedOn: '2019-03-11',
      year: 2019,
    })
  })

  it('has 8 environments, 30 tasks and 31 named pairs', () => {
    expect(parsed.groups.map(({ number }) => number)).toEqual(from1(8))
    expect(parsed.groups[0]?.title).toBe('着力突出民生保障的导向作用，建设持续提升的政策环境')
    expect(parsed.tasks.map(({ number }) => number)).toEqual(from1(30))
    expect(named.flat()).toHaveLength(31)
  })

  it('has 14 tasks with one wildcard each, and 5 with nobody named', () => {
    const wildcards = parsed.tasks.map(({ responsibility }) =>
      (responsibility?.parties ?? []).filter(({ wildcard }) => wildcard),
    )
    expect(wildcards.filter((list) => list.length === 1)).toHaveLength(14)
    expect(wildcards.filter((list) => list.length > 1)).toHaveLength(0)
    expect(parsed.tasks.filter((_, i) => named[i]?.length === 0).map(({ number }) => number)).toEqual([
      10, 12, 13, 21, 23,
    ])
    expect(wildcards[13]?.[0]?.name).toBe('各相关处室、事业单位')
    expect(wildcards[15]?.[0]?.name).toBe('相关处室、事业单位')
  })

  it('counts the units as domain.md does', () => {
    const counts = new Map<string, number>()
    for (const { name } of named.flat()) counts.set(name, (counts.get(name) ?? 0) + 1)
    expect(Object.fromEntries(counts)).toEqual({
      办公室: 7,
      法规处: 6,
      救助处: 4,
      福利处: 3,
      事务处: 2,
      规划财务处: 2,
      人事处: 2,
      机关党委: 2,
      社管局: 1,
      信息中心: 1,
      慈善总会: 1,
    })
  })

  it('has three phases with dates', () => {
    expect(parsed.phases).toEqual([
      { name: '启动阶段', start: '2019-03-01', end: '2019-03-15', line: 110 },
      { name: '落实阶段', start: '2019-03-16', end: '2019-10-31', line: 112 },
      { name: '回头看阶段', start: '2019-11-01', end: '2019-12-31', line: 114 },
    ])
  })

  it('has the targets 100个, 50个, 21个 and 15项 and no deadline', () => {
    expect(
      parsed.tasks.flatMap(({ targets }) => targets.map(({ text, quantity, unit }) => [text, quantity, unit])),
    ).toEqual([
      ['100个', 100, '个'],
      ['50个', 50, '个'],
      ['21个', 21, '个'],
      ['15项', 15, '项'],
    ])
    expect(parsed.tasks.flatMap(({ deadlines }) => deadlines)).toEqual([])
  })

  it('keeps a task without its number and clause, and names the stray mark of task 29', () => {
    const task = parsed.tasks[28]
    expect(task).toMatchObject({ number: 29, group: 7, line: 102, title: '进一步加强民政宣传工作' })
    expect(task?.text).toMatch(/^进一步加强民政宣传工作。落实.*的影响力。$/)
    expect(task?.responsibility?.text).toBe('（责任单位：办公室、相关处室）')
    expect(parsed.doubts.filter(({ line }) => line === 102).map(({ reason }) => reason)).toEqual([
      '责任单位后面多出标点，按没有处理，请确认。',
    ])
  })

  it('doubts 每月底前 and the file name of the attachment, and nothing else', () => {
    expect(parsed.doubts.map(({ line }) => line)).toEqual([102, 122, 129])
    expectSound(jilin, parsed)
  })

  it.each([
    ['without line breaks', jilin.replace(/[\r\n]/g, '')],
    ['without any blank', jilin.replace(/\s/g, '')],
    ['with blanks for line breaks', jilin.replace(/\s+/g, ' ')],
    ['with Windows line ends', jilin.replace(/\n/g, '\r\n')],
    ['without empty lines', jilin.replace(/\n\s*\n/g, '\n')],
  ])('says the same pasted %s', (_, text) => {
    const pasted = parseNotice(text)
    const plain = ({ tasks, groups, phases, documentNumber, title, issuedOn }: typeof parsed): unknown => ({
      tasks: tasks.map(({ line: _line, ...task }) => ({
        ...task,
        text: task.text.replace(/\s/g, ''),
        responsibility: task.responsibility?.parties,
      })),
      groups,
      phases: phases.map(({ line: _line, ...phase }) => phase),
      documentNumber,
      title,
      issuedOn,
    })
    expect(plain(pasted)).toEqual(plain(parsed))
    expectSound(text, pasted)
  })
})

describe('other real notices', () => {
  it('Guangzhou 2012: 6 groups, 33 tasks, five bare of a group, the goal is none', () => {
    const parsed = parseNotice(notice('guangzhou_rencai_2012.txt'))
    expect(parsed.groups).toHaveLength(6)
    expect(parsed.tasks.map(({ number }) => number)).toEqual([...from1(31).slice(1), 43, 44, 45])
    expect(parsed.tasks.filter(({ responsibility }) => responsibility !== null)).toHaveLength(33)
    expect(parsed.tasks.filter(({ group }) => group === null).map(({ number }) => number)).toEqual([43, 44, 45])
    expect(parsed.tasks.flatMap(({ deadlines }) => deadlines.map(({ date }) => date))).toEqual([
      '2012-10-31',
      '2012-12-31',
    ])
    const parties = (number: number): string[] =>
      parsed.tasks.find((task) => task.number === number)?.responsibility?.parties.map(partyText) ?? []
    expect(parties(2)).toEqual(['l:市发展改革委', 's:市委组织部', 's:市人力资源和社会保障局', 's*:各区、县级市'])
    expect(parties(29)).toEqual(['l:市人力资源和社会保障局'])
    expect(parties(44)).toEqual(['l:市委组织部', 's*:各项目牵头单位', 's*:各区、县级市'])
    expect(parsed.tasks.find(({ number }) => number === 11)?.title).toBe('121人才梯队项目')
    expect(parsed.doubts.map(({ reason }) => reason)).toEqual(['编号从31跳到43，请确认中间有没有遗漏。'])
  })

  it('国发〔2018〕39号: 5 groups, 15 tasks, the first named unit leads from the note on', () => {
    const parsed = parseNotice(notice('gwy_2018_39_jiuye.txt'))
    expect(parsed.groups.map(({ number }) => number)).toEqual(from1(5))
    expect(parsed.tasks.map(({ number }) => number)).toEqual(from1(15))
    expect(parsed.tasks.every(({ responsibility }) => responsibility !== null)).toBe(true)
    expect(parsed.tasks[0]?.responsibility?.parties.map(partyText)).toEqual(['l:人力资源社会保障部', 'r:财政部'])
    expect(parsed.tasks[1]?.responsibility?.parties.map(partyText)).toEqual([
      'l:财政部',
      'r:工业和信息化部',
      'r:人民银行',
      'r:银保监会',
    ])
    expect(parsed.tasks[11]?.responsibility?.parties.map(partyText)).toEqual(['r*:各省级人民政府'])
    expect(parsed.tasks.flatMap(({ deadlines }) => deadlines)).toEqual([])
  })

  it('国办发〔2018〕117号: 30 tasks numbered 一 to 三十 without groups', () => {
    const parsed = parseNotice(notice('gwy_2018_117_duchajili.txt'))
    expect(parsed.groups).toEqual([])
    expect(parsed.tasks.map(({ number }) => number)).toEqual(from1(30))
    expect(parsed.tasks[15]?.responsibility?.parties.map(partyText)).toEqual(['l:国家发展改革委', 's*:有关部门'])
    expect(parsed.title).toBe('国务院办公厅关于对真抓实干成效明显地方进一步加大激励支持力度的通知')
    expect(parsed.doubts).toEqual([])
  })

  it('国办发〔2019〕3号: tasks without a unit, none guessed, five deadlines', () => {
    const parsed = parseNotice(notice('gwy_2019_3b_youeryuan.txt'))
    expect(parsed.groups.map(({ number }) => number)).toEqual(from1(4))
    expect(parsed.tasks.map(({ number, group }) => [group, number])).toEqual(
      [1, 2, 3].flatMap((group) => from1(3).map((n) => [group, n])),
    )
    expect(parsed.tasks.every(({ responsibility }) => responsibility === null)).toBe(true)
    expect(parsed.tasks.flatMap(({ deadlines }) => deadlines.map(({ date }) => date))).toEqual([
      '2019-04-30',
      '2019-06-30',
      '2019-09-30',
      '2019-12-31',
      '2020-12-31',
    ])
    expect(parsed.tasks.at(-1)?.text).not.toContain('各省（自治区、直辖市）治理工作方案')
  })

  it('Taizhou 2019: one group, two tasks, the second cut off and without a unit', () => {
    const parsed = parseNotice(notice('snippet_taizhou_2019_yingshang.txt'))
    expect(parsed.groups.map(({ title }) => title)).toEqual(['开展行政审批提速行动'])
    expect(parsed.tasks.map(({ number }) => number)).toEqual([1, 2])
    expect(parsed.tasks[0]?.responsibility?.parties.map(partyText)).toEqual([
      'r:市行政审批局',
      'r:住建局',
      'r:司法局',
      'r*:各市(区)人民政府',
      'r:医药高新区管委会',
    ])
    expect(parsed.tasks[1]?.responsibility).toBeNull()
    expect(parsed.documentNumber).toBeNull()
  })

  it('opinions without clauses give tasks without units; rules give only their 主要任务; a talk gives none', () => {
    expect(numbers(notice('jilin-standardization-opinions-2016.txt'))).toEqual(from1(5))
    expect(numbers(notice('shanghai-standardization-opinions-2024.txt'))).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
    expect(numbers(notice('standardization-pilot-rules.txt'))).toEqual(from1(8))
    const talk = parseNotice(notice('city-standardization-experience.txt'))
    expect(isNotice(talk)).toBe(false)
    expect(talk.doubts.at(0)?.reason).toContain('没有认出任务')
  })

  it.each([
    'guangzhou_rencai_2012.txt',
    'gwy_2018_117_duchajili.txt',
    'gwy_2018_39_jiuye.txt',
    'gwy_2019_3b_youeryuan.txt',
    'snippet_taizhou_2019_yingshang.txt',
    'jilin-standardization-opinions-2016.txt',
    'shanghai-standardization-opinions-2024.txt',
    'standardization-pilot-rules.txt',
    'city-standardization-experience.txt',
  ])('accounts for every character of %s', (name) => {
    const text = notice(name)
    expectSound(text, parseNotice(text))
    const pasted = text.replace(/[\r\n]/g, '')
    expectSound(pasted, parseNotice(pasted))
  })

  it.each([
    'guangzhou_rencai_2012.txt',
    'gwy_2018_117_duchajili.txt',
    'gwy_2018_39_jiuye.txt',
    'gwy_2019_3b_youeryuan.txt',
  ])('finds the same tasks in %s pasted as one line', (name) => {
    const text = notice(name)
    const plain = (source: string): unknown =>
      parseNotice(source).tasks.map(({ number, responsibility }) => [number, responsibility?.parties])
    expect(plain(text.replace(/[\r\n]/g, ''))).toEqual(plain(text))
  })
})

describe('notices written for these tests', () => {
  // Before the parser had seen them, the sets scored F1 1.000 for tasks each, and 0.985, 0.949 and 0.974 for parties.
  // The fourth was written by a second hand; before the parser was mended for it: 0.909 and 0.807.
  it.each([
    ['the first set', heldOut],
    ['the second set', heldOutHard],
    ['the third set', heldOutThird],
    ['the fourth set', heldOutFourth],
    ['the forms that were misread', heldOutForms],
  ])('%s is read in full', (_, set) => {
    const result = score(set)
    expect(result.misses).toEqual([])
    expect(result.task).toBeGreaterThanOrEqual(0.95)
    expect(result.party).toBeGreaterThanOrEqual(0.95)
  })

  it.each(
    [...heldOut, ...heldOutHard, ...heldOutThird, ...heldOutFourth, ...heldOutForms].map(({ name, text }) => [
      name,
      text,
    ]),
  )('%s: every character is accounted for', (_, text) => {
    expectSound(text, parseNotice(text))
  })
})
