import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Party } from '../../../shared/domain/notice/ParsedNotice.ts'
import { parseNotice } from '../../../shared/domain/notice/parseNotice.ts'
import { notice } from './fixtures.ts'
import { partyText } from './score.ts'
import { expectSound } from './sound.ts'

const UNITS = [
  '市发展和改革委员会',
  '市工业和信息化局',
  '市人力资源和社会保障局',
  '市住房和城乡建设局',
  '市文化和旅游局',
  '市规划和自然资源局',
  '市民族和宗教事务局',
  '市财政局',
  '市教育局',
  '市公安局',
  '市委组织部',
  '市委宣传部',
  '市法院',
  '市检察院',
  '市总工会',
  '团市委',
  '市妇联',
  '市科协',
  '市工商联',
  '市残疾人联合会',
  '办公室',
  '法规处',
  '人事处',
  '机关党委',
  '信息中心',
  '慈善总会',
  '救助管理站',
  '市国资委',
  '市城管执法支队',
  '人民银行中心支行',
  '供销合作社联合社',
  '市政府办公室',
]
const WILDCARDS = [
  '相关处室',
  '各有关单位',
  '有关部门',
  '各区、县级市',
  '各县（市、区）人民政府',
  '相关处室、事业单位',
  '各乡镇',
]
const SENTENCES = [
  '完善工作机制，提升服务水平',
  '推进“一网通办”，优化办事流程',
  '落实《管理办法》要求',
  '健全制度（含配套细则），强化监管',
  '新建服务站点，覆盖重点区域',
  '加强政策宣传和业务培训',
]

interface Clause {
  text: string
  parties: string[]
}

const party = (name: string, role: Party['role']): string =>
  partyText({ name, role, wildcard: WILDCARDS.includes(name) })

const units = (max: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...UNITS), { minLength: 1, maxLength: max })
const wildcard = fc.option(fc.constantFrom(...WILDCARDS), { nil: undefined, freq: 2 })
const bracket = fc.constantFrom(['（', '）'], ['(', ')'], ['【', '】'], ['[', ']'], ['〔', '〕'], ['（', ')'])
const comma = fc.constantFrom('，', ',', '；', ';')

/** A clause in one of the forms of domain.md section 5, with the parties it names. */
const clause: fc.Arbitrary<Clause> = fc
  .record({
    names: units(5),
    wild: wildcard,
    brackets: bracket,
    mark: comma,
    listMark: fc.constantFrom('、', '、', '，', '和', '及', '以及'),
    form: fc.constantFrom('responsible', 'lead', 'verbs', 'duties', 'convenes', 'bare'),
    colon: fc.constantFrom('：', ':'),
    word: fc.constantFrom('单位', '部门', '处室'),
    due: fc.constantFrom('', '', '6月底完成', '2019年9月底前'),
  })
  .map(({ names, wild, brackets: [open = '（', close = '）'], mark, listMark, form, colon, word, due }) => {
    const all = wild === undefined ? names : [...names, wild]
    const [first = '', ...rest] = all
    const last = rest.at(-1)
    // 和 and 及 join the last two of a list; 、 the others.
    const list = (items: string[], between: string): string =>
      items.length < 2 ? items.join('') : `${items.slice(0, -1).join('、')}${between}${items.at(-1)}`
    const safe = WILDCARDS.includes(last ?? '') && !/^[各相有]/.test(last ?? '') ? '，' : listMark
    const time = due === '' ? '' : `${mark}${due}`
    if (form === 'lead' && rest.length > 0)
      return {
        text: `${open}牵头${word}${colon}${first}${mark}配合${word}${colon}${list(rest, safe)}${time}${close}`,
        parties: [party(first, 'lead'), ...rest.map((name) => party(name, 'support'))],
      }
    if (form === 'verbs' && rest.length > 0)
      return {
        text: `${open}${first}牵头${mark}${list(rest, safe)}配合${time}${close}`,
        parties: [party(first, 'lead'), ...rest.map((name) => party(name, 'support'))],
      }
    if (form === 'duties')
      return {
        text: `${open}${list(all, safe)}按职责分工负责${close}`,
        parties: all.map((name) => party(name, 'responsible')),
      }
    if (form === 'convenes' && rest.length > 0)
      return {
        text: `${open}${first}会同${list(rest, safe)}负责${close}`,
        parties: [party(first, 'lead'), ...rest.map((name) => party(name, 'support'))],
      }
    if (form === 'bare')
      return { text: `责任${word}${colon}${list(all, safe)}。`, parties: all.map((name) => party(name, 'responsible')) }
    return {
      text: `${open}责任${word}${colon}${list(all, safe)}${time}${close}`,
      parties: all.map((name) => party(name, 'responsible')),
    }
  })

const HAN = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
const mark = {
  digit: (n: number) => `${n}.`,
  wide: (n: number) => `${n}．`,
  comma: (n: number) => `${n}、`,
  paren: (n: number) => `（${HAN[n - 1]}）`,
  half: (n: number) => `(${HAN[n - 1]})`,
}

const generated = fc
  .record({
    groups: fc.array(
      fc.array(fc.record({ sentence: fc.constantFrom(...SENTENCES), clause }), { minLength: 1, maxLength: 3 }),
      { minLength: 2, maxLength: 3 },
    ),
    style: fc.constantFrom<keyof typeof mark>('digit', 'wide', 'comma', 'paren', 'half'),
    restart: fc.boolean(),
    end: fc.constantFrom('\n', '\r\n', '\n\n　　', ''),
    stray: fc.constantFrom('', '', '', '、', '；'),
  })
  .map(({ groups, style, restart, end, stray }) => {
    let n = 0
    const expected: [number, string[]][] = []
    const parts = ['2019年全市重点工作实施方案', '为做好工作，制定本方案。', '一、总体要求', '坚持稳中求进，狠抓落实。']
    groups.forEach((tasks, g) => {
      parts.push(`${HAN[g + 1]}、抓好第${HAN[g]}方面工作。`)
      if (restart) n = 0
      tasks.forEach(({ sentence, clause: { text, parties } }) => {
        n++
        expected.push([n, parties])
        parts.push(`${mark[style](n)}${sentence}。${text}${text.endsWith('。') ? '' : stray}`)
      })
    })
    parts.push(`${HAN[groups.length + 1]}、保障措施`, '加强组织领导，压实工作责任。')
    return { text: parts.join(end), expected }
  })

describe('for every generated notice', () => {
  it('the tasks and their parties come back', () => {
    fc.assert(
      fc.property(generated, ({ text, expected }) => {
        const parsed = parseNotice(text)
        expect(
          parsed.tasks.map(({ number, responsibility }) => [number, responsibility?.parties.map(partyText)]),
        ).toEqual(expected)
        expectSound(text, parsed)
      }),
      { numRuns: 400 },
    )
  })
})

describe('for any text at all', () => {
  const pieces = fc.constantFrom(
    '一、',
    '（一）',
    '(二)',
    '1.',
    '2．',
    '3、',
    '①',
    '第一条',
    '第二章',
    '附件：',
    '附件1',
    '\n',
    '\r\n',
    '　',
    '（',
    '）',
    '(',
    ')',
    '【',
    '】',
    '责任单位：',
    '牵头',
    '负责',
    '配合单位:',
    '、',
    '，',
    '；',
    '。',
    '：',
    '市财政局',
    '相关处室',
    '和',
    '及',
    '等',
    '2019年',
    '6月底前',
    '100个',
    '阶段',
    '（3月1日-15日）',
    '的通知',
    '方案',
    '吉民发〔2019〕15号',
    '2019年3月11日',
    '“',
    '”',
    '《',
    '》',
    '\t',
    '|',
    '下同',
    '列第一位者为牵头单位',
    '0',
    '9',
    'A',
    '😀',
    '\u2028',
    '\u0000',
  )
  it('nothing is thrown and every character is accounted for', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
        (text) => expectSound(text, parseNotice(text)),
      ),
      { numRuns: 1500 },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => expectSound(text, parseNotice(text))),
      { numRuns: 300 },
    )
  })

  it('cutting a notice anywhere leaves the rest readable', () => {
    const text = notice('jilin-2019.txt')
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), (a, b) => {
        const cut = text.slice(Math.min(a, b), Math.max(a, b))
        expectSound(cut, parseNotice(cut))
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    '（',
    '）',
    '（责任单位：A、',
    '责任',
    '配合',
    '1.',
    '一、',
    '（一）',
    '2019年6月底前',
    '100个',
    '市财政局和',
    '《',
    '“',
    '各',
    ' ',
  ])('a long run of %j takes time in proportion to its length', (unit) => {
    const time = (length: number): number => {
      const text = unit.repeat(Math.ceil(length / unit.length))
      const before = process.cpuUsage().user
      parseNotice(text)
      return process.cpuUsage().user - before
    }
    time(20_000)
    const short = Math.max(time(40_000), 20_000)
    // Four times the text in no more than twelve times the work: what grows with the square would take sixteen.
    expect(time(160_000) / short).toBeLessThan(12)
  })
})
