import { describe, expect, it } from 'vitest'
import { UnitMatrix } from '../../../../functions/web/pages/matrix.tsx'
import { monthLead } from '../../../../functions/web/pages/overview.tsx'
import { OwingRows, owingIn } from '../../../../functions/web/pages/owes.tsx'
import { RatesTable } from '../../../../functions/web/pages/rates.tsx'
import { RATE_DEFINITIONS } from '../../../../shared/domain/counting/rates.ts'
import type { Instant } from '../../../../shared/domain/time.ts'
import {
  clock,
  datesOf,
  duty,
  filed,
  headOf,
  planWith,
  said,
  unit,
  yearWith,
  zeroOn,
} from '../../../domain/counting/scene.ts'

const june = datesOf('2019-06')
const units = ['救助处', '福利处', '社管局', '人事处'].map((name, index) =>
  unit(`u${index}`, index, { name, coordinator: 'p' }),
)
const plan = planWith(units.map((one) => duty(one.id, 1)))
const reports = [
  filed('u0', '2019-06', [said(1)]),
  headOf('u1', '2019-06', {
    state: 'returned',
    filedAt: clock('2019-06-26T10:00'),
    windowUntil: clock('2019-07-05T17:30'),
    returns: 1,
    entries: [said(1)],
  }),
  filed('u3', '2019-06', [zeroOn(1)], { entered: true, selfAccepted: true }),
  filed('u2', '2019-05', [said(1)], { filedAt: clock('2019-06-03T09:00') }),
]
const yearAt = (cutOff: Instant) => yearWith({ plan, units, reports, cutOff })
const words = (lead: ReturnType<typeof monthLead>): string => [...lead.plain, lead.strong, lead.later].join('')

describe('the month in a sentence', () => {
  it.each([
    ['before it opens', '2019-05-30T09:00', '6月1日开始填报，4个单位应报。'],
    [
      'while it is filled',
      '2019-06-26T11:00',
      '6月28日（星期五）17:30截止，还有2天。4个单位应报，3个已提交（其中1个退回待重报）。1个还没有提交。',
    ],
    [
      'after the due time',
      '2019-07-01T09:30',
      '6月28日（星期五）17:30已截止。4个单位中3个已报，1个逾期，1个退回待重报。7月5日（星期五）17:30锁定，锁定前补报的记作迟报。',
    ],
    [
      'after the lock',
      '2019-07-08T09:00',
      '6月28日（星期五）17:30已截止。4个单位中2个已报，2个未报。7月5日（星期五）17:30已锁定，要补报的由法规处开延期。',
    ],
  ])('%s', (_, now, expected) => {
    expect(words(monthLead(yearAt(clock(now)), '2019-06'))).toBe(expected)
  })
})

describe('who has not filed', () => {
  const year = yearAt(clock('2019-07-01T09:30'))
  const owing = owingIn(year, '2019-06', [], reports)

  it('lists those that are overdue or returned, and nobody who filed', () => {
    expect(owing.map((one) => one.unit.name)).toEqual(['福利处', '社管局'])
  })
  it('tells what is known: the window of a return, months before, a coordinator who is missing', () => {
    expect(owing[0]?.notes.join('；')).toContain('7月5日（星期五）17:30前重报')
    expect(owing[1]?.notes.join('；')).toContain('没有工作协调员')
    expect(owing[1]?.notes.join('；')).toContain('4个月里4次没有按时报')
  })
  it('offers to enter and to extend to the office alone', () => {
    const rows = (office: boolean) => String(OwingRows({ owing, plan: '2019', period: '2019-06', office, reads: true }))
    expect(rows(true)).toContain('/plans/2019/2019-06/u2/enter')
    expect(rows(false)).not.toContain('/enter')
    expect(rows(false)).not.toContain('/extend')
  })
})

describe('the matrix', () => {
  const year = yearAt(clock('2019-07-01T09:30'))
  const html = (link: (unit: string, period: string) => string | null) =>
    String(UnitMatrix({ year, units, current: '2019-06', link }))

  it('says every mark in words, with 代录 and 自审', () => {
    expect(html(() => null)).toContain('零报告，代录，自审')
    expect(html(() => null)).toContain('未到期')
  })
  it('links only what has been filed, and only where the reader may go', () => {
    const linked = html((id, period) => (id === 'u0' ? `/${id}/${period}` : null))
    expect(linked.match(/<a /g)).toHaveLength(1)
    expect(linked).toContain('href="/u0/2019-06"')
  })
  it('gives the rate of each month under it, and a dash where nothing was due', () => {
    const foot = html(() => null).split('<tfoot>')[1] ?? ''
    expect(foot).toContain('75.0%')
    expect(foot).toContain('—')
  })
})

describe('the rates', () => {
  it('stand beside their definitions', () => {
    const html = String(RatesTable({ year: yearAt(june.locks), units, period: '2019-06' }))
    for (const { label, definition } of RATE_DEFINITIONS) {
      expect(html).toContain(label)
      expect(html).toContain(definition)
    }
  })
})
