import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference, entryDifference, type Part, reportDifference } from '../../../shared/domain/report/difference.ts'
import { emptyEntry } from '../../../shared/domain/report/entry.ts'

const before = (parts: readonly Part[]): string =>
  parts
    .filter((part) => part.kind !== 'added')
    .map((part) => part.text)
    .join('')
const after = (parts: readonly Part[]): string =>
  parts
    .filter((part) => part.kind !== 'removed')
    .map((part) => part.text)
    .join('')
const drawn = (parts: readonly Part[]): string =>
  parts
    .map((part) => (part.kind === 'same' ? part.text : part.kind === 'added' ? `{+${part.text}}` : `{-${part.text}}`))
    .join('')

/** Texts of the kind people file: words that come again, figures, punctuation, line breaks. */
const text = fc
  .array(
    fc.constantFrom(
      '全省',
      '乡镇',
      '（街道）',
      '建立',
      '临时救助',
      '备用金',
      '，',
      '。',
      '78%',
      '1.3倍',
      '6月',
      '\n',
      'A',
    ),
  )
  .map((words) => words.join(''))

describe('the difference between two texts', () => {
  it('gives both texts back, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), fc.oneof(text, fc.string()), (old, now) => {
        const parts = difference(old, now)
        expect(before(parts)).toBe(old)
        expect(after(parts)).toBe(now)
      }),
    )
  })

  it('is one unchanged part, or none, for equal texts', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(difference(same, same)).toEqual(same === '' ? [] : [{ kind: 'same', text: same }])
      }),
    )
  })

  it('never holds an empty part, nor two of a kind in a row', () => {
    fc.assert(
      fc.property(text, text, (old, now) => {
        const parts = difference(old, now)
        parts.forEach((part, index) => {
          expect(part.text).not.toBe('')
          expect(part.kind).not.toBe(parts[index - 1]?.kind)
        })
      }),
    )
  })

  it('goes by words, not by characters', () => {
    expect(drawn(difference('抓紧推进流程图编制', '认真推进流程图编制'))).toMatch(/^\{-抓紧[^}]*\}\{\+认真/)
  })

  it('takes a figure as one word', () => {
    expect(drawn(difference('累计完成40%。', '累计完成55.5%。'))).toBe('累计完成{-40%}{+55.5%}。')
  })

  it('shows what was added in place', () => {
    expect(drawn(difference('已建立备用金。', '已建立备用金，本月新增72个。'))).toBe('已建立备用金{+，本月新增72个}。')
  })
})

describe('the difference between two versions of an entry', () => {
  const old = { ...emptyEntry(5), work: '形成初稿', status: '按计划推进' as const, progress: 40, next: '送审' }

  it('names the changed fields in the order of the form', () => {
    const now = { ...old, work: '形成送审稿', progress: 55, problem: '人手不足' }
    expect(entryDifference(old, now).map((field) => field.label)).toEqual([
      '本月工作进展情况',
      '累计完成进度、状态',
      '存在问题',
    ])
  })

  it('is empty when nothing changed', () => {
    expect(entryDifference(old, { ...old })).toEqual([])
  })

  it('shows a turn to a zero report as one change of standing', () => {
    expect(entryDifference(old, { ...old, zero: true }).map((field) => drawn(field.parts))).toEqual([
      '{-按计划推进，40%}{+零报告}',
    ])
  })
})

describe('the difference between two versions of a report', () => {
  it('leaves out the tasks that did not change, and takes a new task as all new', () => {
    const one = { ...emptyEntry(1), work: '一' }
    const two = { ...emptyEntry(2), work: '二' }
    const changes = reportDifference([one], [one, two])
    expect(changes.map((change) => change.task)).toEqual([2])
    expect(drawn(changes[0]?.fields[0]?.parts ?? [])).toBe('{+二}')
  })
})
