import { type Light, speakers } from './counting/lights.ts'
import { type Rates, ratesOf } from './counting/rates.ts'
import type { Year } from './counting/year.ts'
import type { Task } from './plan.ts'
import { at, type Instant, lastDay, ms, type Period } from './time.ts'

/**
 * What 厅党组 reads in a minute (O3): a month's figures, how the months before compare, how far each environment has come, and what is behind. Figures and
 * the plan's own words; no person's text.
 */
export type Leadership = {
  period: Period
  cutOff: Instant
  locked: boolean
  rates: Rates
  tasks: number
  lights: Record<Light, number>
  /** Due months up to this one. */
  months: { period: Period; onTime: number; late: number; missing: number }[]
  /** `progress`: the mean of its tasks' 累计完成进度, null where none has one. */
  groups: { title: string; progress: number | null; red: number; yellow: number }[]
  /** How much of the implementation phase has gone at the month's end, per cent; null where the notice names no such phase. */
  elapsed: number | null
  /** Units that are missing in one line, then tasks that are red, then tasks that are yellow; the plan's order within. */
  behind: Behind[]
  /** Tasks with zero reports running long enough to be worth a word. */
  zeroRuns: number
}

export type Behind =
  | { kind: 'red' | 'yellow'; task: Task; units: string[]; stand: string }
  /** `again`: of these units, those that were missing in the due month before as well. */
  | { kind: 'missing'; units: string[]; again: string[] }

/** The month that is told of: the newest that has fallen due, else the plan's first. */
export const toldOf = ({ periods, cutOff }: Pick<Year, 'periods' | 'cutOff'>): Period | null =>
  (periods.findLast(({ due }) => due <= cutOff) ?? periods[0])?.period ?? null

const percentOf = (part: number, whole: number): number => Math.floor((200 * part + whole) / (2 * whole))

const elapsedAt = ({ plan }: Pick<Year, 'plan'>, period: Period): number | null => {
  const phase = plan.phases.find(({ name }) => /落实|实施/.test(name))
  if (!phase) return null
  const [from, to] = [ms(at(phase.start, '00:00')), ms(at(phase.end, '24:00'))]
  const now = Math.min(Math.max(ms(at(lastDay(period), '24:00')), from), to)
  return to > from ? percentOf(now - from, to - from) : null
}

/** The group's short name where it ends in one: 政策环境 of 着力…，建设…的政策环境. */
const shortTitle = (title: string): string =>
  /[\p{sc=Han}]{2,5}环境(?=[。.]?$)/u.exec(title.replace(/^.*的/, ''))?.[0] ?? title

const groupsAt = ({ plan, tasks }: Year, period: Period): Leadership['groups'] =>
  plan.groups.map(({ title }, index) => {
    const months = plan.tasks
      .filter(({ group }) => group === index)
      .flatMap(({ number }) => tasks[number]?.[period] ?? [])
    const progress = months.flatMap((month) => (month.progress === null ? [] : [month.progress]))
    return {
      title: shortTitle(title),
      progress:
        progress.length === 0
          ? null
          : percentOf(
              progress.reduce((sum, one) => sum + one, 0),
              100 * progress.length,
            ),
      red: months.filter(({ light }) => light === 'red').length,
      yellow: months.filter(({ light }) => light === 'yellow').length,
    }
  })

const behindAt = ({ plan, units, tasks, standings, periods }: Year, period: Period): Behind[] => {
  const names = new Map(units.map(({ id, name }) => [id, name]))
  const lit = (wanted: 'red' | 'yellow'): Behind[] =>
    plan.tasks.flatMap((task): Behind[] => {
      const month = tasks[task.number]?.[period]
      if (month?.light !== wanted) return []
      const speaking = speakers(month.duties)
      const worst = speaking.filter(({ light }) => light === wanted)
      const stands = [...new Set(worst.map((duty) => (duty.missing ? '没有报送' : (duty.status ?? '没有报过进展'))))]
      const overdue = wanted === 'red' && worst.every((duty) => !duty.missing && duty.judged !== '停顿')
      return [
        {
          kind: wanted,
          task,
          units: worst.flatMap(({ unit }) => names.get(unit) ?? []),
          stand: [
            ...stands,
            ...(overdue ? ['过了期限'] : []),
            ...(month.progress === null ? [] : [`累计${month.progress}%`]),
          ].join('，'),
        },
      ]
    })
  const before = periods.findLast((dates) => dates.period < period)?.period
  const missing = units.filter(({ id }) => standings[id]?.[period]?.missing)
  const again = missing.filter(({ id }) => before !== undefined && standings[id]?.[before]?.missing)
  const absent: Behind[] =
    missing.length === 0
      ? []
      : [{ kind: 'missing', units: missing.map(({ name }) => name), again: again.map(({ name }) => name) }]
  return [...absent, ...lit('red'), ...lit('yellow')]
}

export const leadershipOf = (year: Year, period: Period): Leadership => {
  const { plan, units, standings, tasks, periods, cutOff } = year
  const ratesIn = (of: Period): Rates => ratesOf(units.flatMap(({ id }) => standings[id]?.[of] ?? []))
  const lights: Record<Light, number> = { verified: 0, green: 0, yellow: 0, red: 0, grey: 0 }
  for (const { number } of plan.tasks) {
    const light = tasks[number]?.[period]?.light
    if (light) lights[light]++
  }
  return {
    period,
    cutOff,
    locked: (periods.find((dates) => dates.period === period)?.locks ?? '') <= cutOff,
    rates: ratesIn(period),
    tasks: plan.tasks.length,
    lights,
    months: periods
      .filter((dates) => dates.due <= cutOff && dates.period <= period)
      .map((dates) => {
        const { onTime, late, madeUp, missing } = ratesIn(dates.period)
        return { period: dates.period, onTime, late: late + madeUp, missing }
      }),
    groups: groupsAt(year, period),
    elapsed: elapsedAt(year, period),
    behind: behindAt(year, period),
    zeroRuns: plan.tasks.filter(({ number }) => tasks[number]?.[period]?.zeroRun).length,
  }
}
