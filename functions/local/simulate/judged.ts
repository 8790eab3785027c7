import type { PeriodDates } from '../../../shared/domain/calendar.ts'
import { MarkInput } from '../../../shared/domain/evaluation/marks.ts'
import { addDays, addMinutes, at, dateOf, type Instant, type Period } from '../../../shared/domain/time.ts'
import { dice, pick } from '../sample/texts.ts'
import type { Deed } from './deeds/deed.ts'
import type { Cast } from './script.ts'

/** The evaluation's part in a year: what was marked in its course, 综合评价 shortly before the cut-off, the two publications. */

/** Day and hour of the first publication; December is not due by then. */
const CUT_OFF = ['12-20', '17:30'] as const
/** Days after the last lock: late enough for what the office still verifies. */
const SECOND = 12

const REASONS: readonly [string, ...string[]] = [
  '累计进度与附件不符',
  '只抄了上月的内容',
  '数字加总有误',
  '标题和内容对不上',
]
const OPINIONS: readonly [string, ...string[]] = [
  '措施落到实处，群众反映好',
  '承接主体培育有起色，项目落地慢',
  '推进平稳，亮点不多',
  '牵头任务抓得紧，配合任务偏慢',
]

/**
 * @param given.owing the units that owe something in a period
 */
export const judged = (given: {
  year: number
  periods: readonly PeriodDates[]
  cast: Cast
  seed: number
  owing: (period: Period) => readonly string[]
}): Deed[] => {
  const { year, periods, cast, seed, owing } = given
  const [office] = cast.office
  const roll = dice(seed * 104_729 + 1)
  const cutOff = at(`${year}-${CUT_OFF[0]}`, CUT_OFF[1])
  const mark = (when: Instant, actor: string, unit: string, given: Record<string, unknown>): Deed => ({
    ...{ act: 'mark', at: when, actor, unit },
    mark: MarkInput.parse(given),
  })
  const others = (units: readonly string[]): string[] => units.filter((unit) => unit !== cast.officeUnit)
  const someone = (units: readonly string[]): string => units[Math.floor(roll() * units.length)] ?? cast.officeUnit

  const monthly = periods
    .filter((dates) => dates.locks < cutOff)
    .flatMap((dates): Deed[] => {
      const units = others(owing(dates.period))
      if (units.length === 0) return []
      const when = addMinutes(dates.locks, 3 * 24 * 60)
      const finding = (kind: 'error' | 'hollow', actor: string, minutes: number): Deed =>
        mark(addMinutes(when, minutes), actor, someone(units), {
          kind,
          period: dates.period,
          reason: pick(roll, REASONS),
        })
      return [
        finding('error', office, 0),
        ...(roll() < 0.6 ? [finding('hollow', cast.evaluator, 20)] : []),
        ...(roll() < 0.4 ? [finding('error', cast.evaluator, 40)] : []),
      ]
    })
  const last = periods.findLast((dates) => dates.due <= cutOff)
  const final = periods.at(-1)
  if (!last || !final) return []
  const all = owing(last.period)
  const december = (day: string, time: string): Instant => at(`${year}-12-${day}`, time)
  const document = (kind: string, record: string, reason: string) => ({ kind, record, reason })
  const wrong = someone(others(all))
  const yearEnd: Deed[] = [
    mark(
      december('16', '09:30'),
      office,
      someone(others(all)),
      document('praised', '省委办公厅通报第12期', '做法在全省推广'),
    ),
    mark(
      december('16', '09:45'),
      office,
      someone(others(all)),
      document('innovation', '省厅优秀创新案例名单', '入选年度案例'),
    ),
    // Nobody marks their own unit: refused.
    mark(december('16', '10:00'), office, cast.officeUnit, document('innovation', '本处工作总结', '自评')),
    mark(december('16', '10:15'), cast.evaluator, someone(others(all)), {
      kind: 'falseReport',
      period: last.period,
      reason: '抽查发现所报项目并未开工',
    }),
    mark(december('17', '09:00'), cast.evaluator, wrong, { kind: 'error', period: last.period, reason: '误记' }),
    {
      act: 'unmark',
      at: december('17', '09:30'),
      actor: cast.evaluator,
      unit: wrong,
      kind: 'error',
      why: '核对后没有差错',
    },
    // One unit is left without 综合评价 at first; the item is then left out for it.
    ...all.slice(1).map((unit, index) =>
      mark(addMinutes(december('19', '09:00'), index * 5), cast.evaluator, unit, {
        kind: 'overall',
        points: 6 + Math.floor(roll() * 9) / 2,
        reason: pick(roll, OPINIONS),
      }),
    ),
    { act: 'publish-evaluation', at: cutOff, actor: office, why: '' },
  ]
  const second = at(addDays(dateOf(final.locks), SECOND), '16:00')
  const closed = others(owing(last.period))[0]
  const later: Deed[] = [
    // What the published revision covers is closed to the office: refused.
    ...(closed === undefined
      ? []
      : [
          {
            ...{ act: 'reopen' as const, at: addMinutes(cutOff, 24 * 60), actor: office, unit: closed },
            ...{ period: last.period, why: '再看一遍', cause: 'other' as const, remark: null },
          },
        ]),
    ...all.slice(0, 1).map((unit) =>
      mark(addMinutes(second, -120), cast.evaluator, unit, {
        kind: 'overall',
        points: 8,
        reason: pick(roll, OPINIONS),
      }),
    ),
    mark(addMinutes(second, -60), cast.evaluator, someone(others(all)), {
      kind: 'error',
      period: final.period,
      reason: pick(roll, REASONS),
    }),
    { act: 'publish-evaluation', at: second, actor: office, why: `${Number(final.period.slice(5))}月锁定后重算` },
  ]
  return [...monthly, ...yearEnd, ...later]
}
