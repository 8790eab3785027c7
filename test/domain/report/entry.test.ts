import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  briefOf,
  ENTRY_TEXTS,
  Entry,
  type EntryText,
  emptyEntry,
  entriesFor,
  FIELD_LIMIT,
  fits,
  isBlank,
  lacking,
  NEEDS_PROBLEM,
  STATUSES,
  sizeOf,
  wholeUnitZero,
} from '../../../shared/domain/report/entry.ts'

const full: Entry = {
  ...emptyEntry(5),
  work: '完成调研，形成初稿',
  progress: 40,
  status: '按计划推进',
  next: '征求意见',
}
const zero: Entry = { ...emptyEntry(5), zero: true, reason: '本月没有会议', next: '按计划推进' }
const fieldsLacking = (entry: Entry): string[] => lacking(entry).map((problem) => problem.field)

const anyText = fc.oneof(fc.constant(''), fc.constantFrom('无', '暂无', '进展顺利', '存在问题：人手不足'))
const anyEntry: fc.Arbitrary<Entry> = fc
  .record({
    zero: fc.boolean(),
    progress: fc.option(fc.integer({ min: 0, max: 100 })),
    status: fc.option(fc.constantFrom(...STATUSES)),
    texts: fc.tuple(...ENTRY_TEXTS.map(() => anyText)),
  })
  .map(({ zero, progress, status, texts }) => ({
    ...emptyEntry(3),
    zero,
    progress,
    status,
    ...(Object.fromEntries(ENTRY_TEXTS.map((field, i) => [field, texts[i] ?? ''])) as Record<EntryText, string>),
  }))

describe('what an entry lacks', () => {
  it('nothing, when work, status, progress and next step are there', () => {
    expect(lacking(full)).toEqual([])
  })

  it.each([
    ['work', { work: '' }],
    ['progress', { progress: null }],
    ['status', { status: null }],
    ['next', { next: '' }],
  ] as const)('%s, when it is empty', (field, over) => {
    expect(fieldsLacking({ ...full, ...over })).toEqual([field])
  })

  it('a progress of 0 is a progress', () => {
    expect(lacking({ ...full, progress: 0 })).toEqual([])
  })

  it.each(STATUSES)('%s asks for the problem exactly when it must', (status) => {
    expect(fieldsLacking({ ...full, status })).toEqual(NEEDS_PROBLEM.includes(status) ? ['problem'] : [])
    expect(lacking({ ...full, status, problem: '人手不足' })).toEqual([])
  })

  it('a zero entry asks for its reason and the next step, and for nothing else', () => {
    expect(lacking(zero)).toEqual([])
    expect(fieldsLacking({ ...zero, reason: '', next: '' })).toEqual(['reason', 'next'])
  })

  it('an empty entry is never complete, and says so at its own task', () => {
    expect(fieldsLacking(emptyEntry(7))).toEqual(['work', 'progress', 'status', 'next'])
    expect(lacking(emptyEntry(7)).every((problem) => problem.task === 7)).toBe(true)
  })

  it('filling in what lacks makes any entry complete', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const problems = lacking(entry)
        const filled = { ...entry }
        for (const { field } of problems) {
          if (field === 'progress') filled.progress = 10
          else if (field === 'status') filled.status = '未启动'
          else if (field !== 'figures' && field !== 'zero') filled[field] = '已写明'
        }
        expect(lacking(filled)).toEqual([])
        for (const { message } of problems) expect(message).not.toBe('')
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the entries of a report', () => {
  it('are those owed, in the order of the tasks, empty where nothing was given, and none besides', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
        fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
        (owed, given) => {
          const entries = entriesFor(
            owed,
            given.map((task) => ({ ...full, task })),
          )
          expect(entries.map((entry) => entry.task)).toEqual(owed)
          for (const entry of entries) expect(isBlank(entry)).toBe(!given.includes(entry.task))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('of a whole-unit zero report are all zero and complete; the next step comes from last month where there is one', () => {
    const entries = wholeUnitZero([2, 5], '没有新进展', [{ ...full, task: 5 }], '按年度安排推进')
    expect(entries.map(({ task, next }) => [task, next])).toEqual([
      [2, '按年度安排推进'],
      [5, '征求意见'],
    ])
    expect(entries.flatMap(lacking)).toEqual([])
    expect(entries.every((entry) => entry.zero && entry.reason === '没有新进展')).toBe(true)
  })

  it('a next step alone, which is pre-filled, is not an entry', () => {
    expect(isBlank({ ...emptyEntry(1), next: '按年度安排推进' })).toBe(true)
    expect(isBlank({ ...emptyEntry(1), progress: 0 })).toBe(false)
  })
})

describe('what counting reads of an entry', () => {
  it('a zero entry says neither status nor progress nor problem, whatever was left in its fields', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const brief = briefOf(entry)
        if (entry.zero) expect(brief).toMatchObject({ zero: true, status: null, progress: null, problem: false })
        else expect([brief.status, brief.progress]).toEqual([entry.status, entry.progress])
      }),
      { numRuns: 1000 },
    )
  })

  it.each(['无', '暂无', '没有', '无问题', '无。', ''])('“%s” is no problem', (problem) => {
    expect(briefOf({ ...full, problem }).problem).toBe(false)
  })

  it('无人负责 is one', () => {
    expect(briefOf({ ...full, problem: '无人负责' }).problem).toBe(true)
  })
})

describe('limits', () => {
  it('a field takes 2,000 characters and no more; line ends count once', () => {
    expect(Entry.safeParse({ ...full, work: '字'.repeat(FIELD_LIMIT) }).success).toBe(true)
    expect(Entry.safeParse({ ...full, work: '字'.repeat(FIELD_LIMIT + 1) }).success).toBe(false)
    expect(Entry.parse({ ...full, work: ' 一\r\n二 ' }).work).toBe('一\n二')
  })

  it.each([-1, 101, 50.5, '50'])('%s is no progress', (progress) => {
    expect(Entry.safeParse({ ...full, progress }).success).toBe(false)
  })

  it('a report is bounded in characters and in UTF-8 bytes', () => {
    const entries = (count: number): Entry[] =>
      Array.from({ length: count }, (_, i) => ({
        ...full,
        task: i + 1,
        work: '字'.repeat(2000),
        problem: '字'.repeat(2000),
      }))
    expect(fits(entries(20))).toBe(true)
    expect(sizeOf(entries(25)).characters).toBeGreaterThan(100_000)
    expect(fits(entries(25))).toBe(false)
    const heavy = Array.from({ length: 30 }, (_, i) => ({
      ...full,
      task: i + 1,
      work: '字'.repeat(2000),
      note: '业'.repeat(1400),
    }))
    expect(sizeOf(heavy).bytes).toBeGreaterThan(300 * 1024)
    expect(fits(heavy)).toBe(false)
  })
})
