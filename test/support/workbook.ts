import { sampleAnswers, samplePeople, sampleUnits } from '../../functions/local/sample/department.ts'
import { dice, sampleEntry, zeroReason } from '../../functions/local/sample/texts.ts'
import { allPeriods } from '../../shared/domain/calendar.ts'
import { type Year, type YearInput, yearOf } from '../../shared/domain/counting/year.ts'
import { MARK_KINDS, MARK_TABLE, type ManualMark } from '../../shared/domain/evaluation/marks.ts'
import type { Records } from '../../shared/domain/evaluation/records.ts'
import { parseNotice } from '../../shared/domain/notice/parseNotice.ts'
import type { Person } from '../../shared/domain/people.ts'
import { dutiesOf, taskOf, type Verification, type WholePlan } from '../../shared/domain/plan.ts'
import { briefOf, type Entry, wholeUnitZero } from '../../shared/domain/report/entry.ts'
import { newReport, type ReportHead } from '../../shared/domain/report/report.ts'
import { dutiesFrom, questionsOf } from '../../shared/domain/settlement.ts'
import { addDays, addMinutes, at, dateOf, type Instant } from '../../shared/domain/time.ts'
import { draftOf } from '../../shared/service/plan.ts'

/** A made-up year on a real notice: what the workbooks are tested on. The same seed gives the same year. */
export type SampleYear = {
  input: YearInput
  year: Year
  people: Person[]
  /** `unit period` → entries of filed reports. */
  texts: Map<string, Entry[]>
}

/** The notice → a published plan, wildcards answered as the sample department does. */
export const samplePlan = (notice: string): WholePlan => {
  const draft = draftOf(parseNotice(notice), notice, 2019, '2019-03-12')
  const settlements = questionsOf(draft, sampleUnits).map((question) => ({
    task: question.task.number,
    party: question.party?.name ?? null,
    units: sampleAnswers[question.task.number] ?? ['bangongshi'],
  }))
  const settled = { ...draft, settlements }
  return { ...settled, duties: dutiesFrom(settled, sampleUnits) }
}

/**
 * @param options.cutOff what is filed later is not in the year
 * @param options.edit changes an entry before it is filed, for awkward texts
 */
export const sampleYear = (
  plan: WholePlan,
  options: { seed?: number; cutOff: Instant; edit?: (entry: Entry, unit: string, period: string) => Entry },
): SampleYear => {
  const roll = dice(options.seed ?? 7)
  const periods = allPeriods(plan.rhythm, { corrections: [] })
  const texts = new Map<string, Entry[]>()
  const reports: ReportHead[] = []
  const verified = new Map<string, Verification[]>()
  for (const [month, dates] of periods.entries())
    for (const unit of sampleUnits) {
      const done = verified.get(unit.id) ?? []
      const duties = dutiesOf(plan, unit, dates.period, done, dates.opens)
      if (duties.length === 0 || dates.opens > options.cutOff) continue
      const luck = roll()
      const head = newReport(plan.id, dates.period, unit.id)
      if (luck < 0.04) continue
      const whole = luck > 0.95
      const entries = whole
        ? wholeUnitZero(
            duties.map((duty) => duty.task),
            zeroReason(roll),
            texts.get(`${unit.id} ${periods[month - 1]?.period}`) ?? [],
            '按年度安排推进。',
          )
        : duties.flatMap((duty) => {
            const task = taskOf(plan, duty.task)
            return task ? [sampleEntry(task, dates.period, (month + 1) / periods.length, roll)] : []
          })
      const edited = options.edit
        ? entries.map((entry) => options.edit?.(entry, unit.id, dates.period) ?? entry)
        : entries
      const minutes = Math.floor(roll() * 600)
      const late = luck < 0.12
      const madeUp = luck < 0.07
      const filedAt = madeUp
        ? addMinutes(dates.locks, 1_500 + minutes)
        : late
          ? addMinutes(dates.due, 60 + minutes)
          : addMinutes(at(addDays(dateOf(dates.due), -3), '09:00'), minutes)
      if (filedAt > options.cutOff) continue
      const returned = roll() < 0.12
      const coordinator = samplePeople.find((person) => person.id === unit.coordinator)
      texts.set(`${unit.id} ${dates.period}`, edited)
      reports.push({
        ...head,
        version: 2,
        state: roll() < 0.08 && month === periods.length - 2 ? 'submitted' : 'accepted',
        current: `${unit.id}-${dates.period}`,
        revision: returned ? 2 : 1,
        filedAt,
        extensions: madeUp
          ? [
              {
                at: addMinutes(dates.locks, 900),
                until: addMinutes(dates.locks, 9_000),
                reason: '出差',
                by: '示例·孙宁',
              },
            ]
          : [],
        returns: returned ? 1 : 0,
        returnsByUnit: returned && roll() < 0.7 ? 1 : 0,
        duties,
        entries: edited.map(briefOf),
        zero: edited.every((entry) => entry.zero),
        filedBy: { id: coordinator?.id ?? '', name: coordinator?.name ?? '' },
        entered: roll() < 0.03,
        acceptedBy: { id: 'sunning', name: '示例·孙宁' },
        acceptedAt: addMinutes(filedAt, 1_440),
        selfAccepted: unit.id === 'fagui' && roll() < 0.3,
      })
      for (const entry of edited)
        if (entry.status === '已完成' && month >= 8 && roll() < 0.4 && addMinutes(filedAt, 2_000) < options.cutOff)
          verified.set(unit.id, [
            ...(verified.get(unit.id) ?? []),
            { task: entry.task, at: addMinutes(filedAt, 2_000), by: '示例·孙宁' },
          ])
    }
  const input: YearInput = {
    plan,
    units: sampleUnits,
    periods,
    reports,
    verified: [...verified].map(([unit, list]) => ({ unit, verified: list })),
    cutOff: options.cutOff,
  }
  return { input, year: yearOf(input), people: samplePeople, texts }
}

/** What a made-up year has besides reports: marks of every kind, a kick-off and a look-back of most units. */
export const sampleRecords = ({ year }: Pick<SampleYear, 'year'>, seed = 7): Records => {
  const roll = dice(seed + 1_000)
  const someone = { id: 'zhengyan', name: '示例·唐可' }
  const marks = year.units.flatMap((unit, place): ManualMark[] =>
    MARK_KINDS.filter((kind) => roll() < (kind === 'overall' ? 0.8 : 0.25)).map((kind, index) => {
      const { refers } = MARK_TABLE[kind]
      return {
        ...{ id: `${unit.id}-${index}`, unit: unit.id, kind, by: someone, at: addMinutes(year.cutOff, -600 + place) },
        period: refers === 'report' ? '2019-06' : null,
        task: refers === 'report' && roll() < 0.5 ? (year.plan.tasks[0]?.number ?? null) : null,
        record: refers === 'document' ? '省厅通报2019年第3期' : '',
        points: kind === 'overall' ? Math.round(roll() * 100) / 10 : null,
        reason: '=SUM(A1:A9)核对后记录',
      }
    }),
  )
  const most = year.units.filter(() => roll() < 0.9)
  return {
    marks,
    kickoffs: most.map((unit) => ({
      unit: unit.id,
      coordinator: roll() < 0.9,
      filedAt: roll() < 0.1 ? null : at(roll() < 0.7 ? '2019-03-14' : '2019-03-18', '10:00'),
    })),
    lookbacks: most.map((unit) => {
      const problems = Math.floor(roll() * 5)
      return {
        unit: unit.id,
        filedAt: roll() < 0.1 ? null : at('2019-12-10', '10:00'),
        onTime: roll() < 0.8,
        problems,
        remedied: Math.floor(roll() * (problems + 1)),
      }
    }),
  }
}
