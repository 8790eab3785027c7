import { addDays, at, dateInWords, dateOf } from '../../time.ts'
import { roundHalfAway } from '../round.ts'
import { type ItemInput, type ItemResult, leftOut, type ScoreLine } from '../score.ts'

/** 组织启动: a coordinator is named; measures, workflow and timetable are filed by the day, or later for less. Not more than the full points. */
export const kickoff = ({ year, unit, rules, records }: ItemInput): ItemResult => {
  if (records.kickoffs === null) return leftOut('启动阶段的材料没有在本系统报送')
  const rule = rules.items.kickoff
  const facts = records.kickoffs.find((one) => one.unit === unit.id)
  const filedAt = facts?.filedAt ?? null
  const line = (kind: ScoreLine['kind'], what: string, points: number): ScoreLine => ({
    ...{ kind, what, period: null, task: null, count: 1, each: points, points, mark: null },
  })
  const lines: ScoreLine[] = [
    ...(facts?.coordinator ? [line('coordinator', '明确了工作协调员', rule.coordinator)] : []),
    ...(filedAt === null
      ? []
      : isKickoffOnTime(year.plan.year, rule.by, filedAt)
        ? [line('filed', `措施、流程、时间表${dateInWords(dateOf(filedAt))}报送`, rule.filed)]
        : [
            line(
              'filedLate',
              `措施、流程、时间表${dateInWords(dateOf(filedAt))}报送，过了${dateInWords(`${year.plan.year}-${rule.by}`)}`,
              rule.filedLate,
            ),
          ]),
  ]
  const points = Math.min(
    rule.max,
    lines.reduce((sum, one) => sum + one.points, 0),
  )
  return { points: roundHalfAway(points, 2), why: null, lines }
}

/** A date without an hour lasts until the following midnight. @param by month-day of the rules */
export const isKickoffOnTime = (year: number, by: string, filedAt: string): boolean =>
  filedAt < at(addDays(`${year}-${by}`, 1), '00:00')
