import { allPeriods, rhythmFor } from '../../../shared/domain/calendar.ts'
import { type Year, type YearInput, yearOf } from '../../../shared/domain/counting/year.ts'
import { Unit } from '../../../shared/domain/people.ts'
import { DUTY_ROLES, type Duty, Task, WholePlan } from '../../../shared/domain/plan.ts'
import { briefOf, type Entry, type EntryBrief } from '../../../shared/domain/report/entry.ts'
import { newReport, type ReportHead } from '../../../shared/domain/report/report.ts'
import { addDays, addMinutes, at, dateOf } from '../../../shared/domain/time.ts'
import { dice, sampleEntry } from '../sample/texts.ts'

/** A department of any size with a year of reports, made in memory: what the workbooks are measured on. The same sizes give the same year. */
export type BenchYear = { input: YearInput; year: Year; texts: Map<string, Entry[]> }

const YEAR = 2019
/** Reports that differ: more units share them, as they share words. */
const KINDS = 24
const CUT_OFF = at('2020-01-20', '09:00')
const CLASSES = ['处室', '直属事业单位', '社会组织'] as const

const planOf = (units: readonly Unit[], tasks: number): WholePlan => {
  const duties: Duty[] = units.flatMap((unit, index) =>
    Array.from({ length: tasks }, (_, task) => ({
      unit: unit.id,
      task: task + 1,
      role: DUTY_ROLES[(index + task) % DUTY_ROLES.length] ?? 'responsible',
      from: null,
      to: null,
    })),
  )
  const plan = WholePlan.parse({
    id: String(YEAR),
    title: `${YEAR}年重点工作实施方案`,
    documentNumber: null,
    issuer: '省民政厅',
    issuedOn: null,
    year: YEAR,
    groups: [{ number: '1', title: '主要任务' }],
    tasks: Array.from({ length: tasks }, (_, index) =>
      Task.parse({
        number: index + 1,
        label: String(index + 1),
        group: 0,
        title: `进一步提升第${index + 1}项工作水平`,
        text: `进一步提升第${index + 1}项工作水平。持续推进制度建设。`,
        responsibility: null,
        deadlines: [],
        targets: [],
        line: index + 1,
      }),
    ),
    phases: [],
    settlements: [],
    duties: [],
    rhythm: rhythmFor(YEAR, [], `${YEAR}-03-12`),
    formTitle: `${YEAR}年工作月进展情况报表（X月）`,
    source: { text: '', spans: [], doubts: [] },
  })
  return { ...plan, duties }
}

/** @param size.texts also what every unit wrote; without, only what heads carry */
export const benchYear = (size: { units: number; tasks: number; texts: boolean }): BenchYear => {
  const units = Array.from({ length: size.units }, (_, index) =>
    Unit.parse({
      id: `unit-${index}`,
      name: `第${index + 1}业务处`,
      class: CLASSES[index % 10 === 9 ? 2 : index % 3 === 2 ? 1 : 0],
      order: index,
    }),
  )
  const plan = planOf(units, size.tasks)
  const periods = allPeriods(plan.rhythm, { corrections: [] })
  const roll = dice(1)
  const reports: ReportHead[] = []
  const texts = new Map<string, Entry[]>()
  for (const [month, dates] of periods.entries()) {
    const kinds = Array.from({ length: KINDS }, (_, kind): { entries: Entry[]; briefs: EntryBrief[] } => {
      const entries = plan.tasks.map((task) =>
        sampleEntry(task, dates.period, (month + kind / KINDS) / periods.length, roll),
      )
      return { entries, briefs: entries.map(briefOf) }
    })
    for (const [index, unit] of units.entries()) {
      const luck = roll()
      if (luck < 0.03) continue
      const kind = kinds[index % KINDS]
      if (!kind) continue
      const duties = plan.duties.slice(index * size.tasks, (index + 1) * size.tasks)
      const filedAt =
        luck < 0.08 ? addMinutes(dates.due, 90) : addMinutes(at(addDays(dateOf(dates.due), -3), '09:00'), index % 480)
      if (size.texts) texts.set(`${unit.id} ${dates.period}`, kind.entries)
      reports.push({
        ...newReport(plan.id, dates.period, unit.id),
        version: 2,
        state: 'accepted',
        current: `${unit.id}-${dates.period}`,
        revision: luck > 0.95 ? 2 : 1,
        filedAt,
        returns: luck > 0.95 ? 1 : 0,
        returnsByUnit: luck > 0.97 ? 1 : 0,
        duties: duties.map(({ task, role }) => ({ task, role })),
        entries: kind.briefs,
        filedBy: { id: `person-${index}`, name: `填报人${index}` },
        acceptedBy: { id: 'office', name: '审核人' },
        acceptedAt: addMinutes(filedAt, 1_440),
      })
    }
  }
  const input: YearInput = { plan, units, periods, reports, verified: [], cutOff: CUT_OFF }
  return { input, year: yearOf(input), texts }
}
