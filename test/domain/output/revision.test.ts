import { describe, expect, it } from 'vitest'
import type { Book } from '../../../shared/domain/output/book.ts'
import { revised } from '../../../shared/domain/output/revised.ts'
import { revisionInWords, revisionOf } from '../../../shared/domain/output/revision.ts'
import { REPORT_ACTS } from '../../../shared/domain/report/acts.ts'
import { type AfterLock, afterLockWith } from '../../../shared/domain/report/afterLock.ts'
import { at } from '../../../shared/domain/time.ts'

const locks = at('2019-07-05', '17:30')
const act = (more: Partial<Parameters<typeof afterLockWith>[1]>) => ({
  act: 'reopen' as const,
  at: at('2019-07-10', '09:00'),
  by: '示例·孙宁',
  why: '数据有误',
  locks,
  filed: true,
  let: null,
  ...more,
})
const units = [
  { id: 'fuli', name: '福利处' },
  { id: 'jiuzhu', name: '救助处' },
]
const head = (unit: string, afterLock: AfterLock[]) => ({ unit, period: '2019-06', afterLock })

describe('What happens to a report after its lock', () => {
  it('is noted only then, and only where it changes what outputs state', () => {
    expect(afterLockWith([], act({ at: at('2019-07-05', '17:29') }))).toEqual([])
    expect(afterLockWith([], act({ at: locks }))).toHaveLength(1)
    const noted = REPORT_ACTS.filter((one) => afterLockWith([], act({ act: one })).length > 0)
    expect(noted).toEqual(['submit', 'sign-off', 'withdraw', 'return', 'reopen', 'enter'])
    expect(afterLockWith([], act({ act: 'submit', filed: false }))).toEqual([])
  })

  it('carries the reason of what let a filing in', () => {
    const reopened = afterLockWith([], act({}))
    const filed = afterLockWith(reopened, act({ act: 'submit', why: null }))
    expect(filed.map((one) => one.why)).toEqual(['数据有误', '数据有误'])
    expect(afterLockWith([], act({ act: 'submit', why: null, let: '停电' }))[0]?.why).toBe('停电')
    expect(afterLockWith([], act({ act: 'submit', why: null }))[0]?.why).toBeNull()
  })
})

describe('The revision of an output', () => {
  const early = afterLockWith([], act({}))
  const late = afterLockWith(early, act({ act: 'submit', why: null, at: at('2019-07-12', '10:00') }))

  it('is the first while nothing changed after the lock', () => {
    const revision = revisionOf({ reports: [head('fuli', [])], units, cutOff: at('2019-08-01', '09:00') })
    expect(revision).toEqual({ number: 1, changes: [] })
    expect(revisionInWords(revision)).toBe('第1版')
  })

  it('counts each act up to the cut-off, in order of time, with the unit’s name', () => {
    const reports = [head('jiuzhu', late), head('fuli', afterLockWith([], act({ act: 'enter', why: '电话报送' })))]
    const at10 = revisionOf({ reports, units, cutOff: at('2019-07-10', '09:00') })
    expect(at10.number).toBe(3)
    expect(at10.changes.map((change) => [change.unitName, change.words, change.why])).toEqual([
      ['福利处', '代录', '电话报送'],
      ['救助处', '重新打开', '数据有误'],
    ])
    expect(revisionOf({ reports, units, cutOff: at('2019-07-20', '09:00') }).number).toBe(4)
    expect(revisionOf({ reports: [...reports].reverse(), units, cutOff: at('2019-07-10', '09:00') })).toEqual(at10)
  })

  it('stands in the foot of every page, and from the second on a sheet says what changed', () => {
    const book: Book = {
      title: '汇总',
      subject: '',
      author: '',
      cutOff: locks,
      foot: '数据截至',
      names: [],
      sheets: [],
    }
    expect(revised(book, { number: 1, changes: [] })).toEqual({ ...book, foot: '数据截至　第1版' })
    const second = revised(
      book,
      revisionOf({ reports: [head('jiuzhu', early)], units, cutOff: at('2019-08-01', '09:00') }),
    )
    expect(second.foot).toBe('数据截至　第2版')
    expect(second.sheets.map((sheet) => sheet.name)).toEqual(['修订说明'])
    expect(second.sheets[0]?.rows.at(-1)?.cells.map((one) => one?.value)).toEqual([
      '2019年7月10日9:00:00',
      '2019年6月',
      '救助处',
      '重新打开',
      '示例·孙宁',
      '数据有误',
    ])
  })
})
