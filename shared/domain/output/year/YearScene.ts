import type { Mark } from '../../counting/standing.ts'
import type { Year } from '../../counting/year.ts'
import type { Records } from '../../evaluation/records.ts'
import type { Evaluation, UnitScore } from '../../evaluation/score.ts'
import type { Unit } from '../../people.ts'
import type { Entry } from '../../report/entry.ts'
import type { ReportHead } from '../../report/report.ts'
import { dateInWords, dateOf, type Instant, type Period, periodsBetween } from '../../time.ts'
import { type Row, rowLater, type Tone } from '../book.ts'
import { unitLabel } from '../vocabulary.ts'

/** A published revision of the evaluation; `sha256` is that of its snapshot. */
export type PublishedAs = { revision: number; at: Instant; sha256: string }

/** What the sheets of a year are made from. */
export type YearScene = {
  year: Year
  evaluation: Evaluation
  records: Records
  /** Null: a draft. */
  published: PublishedAs | null
  /** Units that owe something in the year, in the office's order, class by class where ranks are by class. */
  units: Unit[]
  /** One list of units per ranking. */
  lists: { title: string; units: Unit[] }[]
  /** Unit → the name by which formulas find its rows; no two units share one. */
  label: ReadonlyMap<string, string>
  score: ReadonlyMap<string, UnitScore>
  /** `unit period` → head, and the texts of a filed report. */
  heads: ReadonlyMap<string, ReportHead>
  texts: ReadonlyMap<string, readonly Entry[]>
  /** The texts are so many that they stand in a workbook of their own. */
  elsewhere: boolean
  /** The twelve months of the plan's year. */
  months: Period[]
  /** Makes a row at once or, where units are many, each time it is asked for: then a year takes the memory of its figures, not of its cells. */
  row: (make: () => Row) => Row
}

/** From so many units on rows are made when they are written. */
const MANY_UNITS = 300

export const sceneOf = (
  year: Year,
  evaluation: Evaluation,
  given: Pick<YearScene, 'records' | 'published' | 'texts' | 'elsewhere'> & { reports: readonly ReportHead[] },
): YearScene => {
  const owing = year.units.filter((unit) =>
    Object.values(year.standings[unit.id] ?? {}).some((standing) => standing.owed),
  )
  const classes = [...new Set(owing.map((unit) => unit.class))]
  const lists =
    evaluation.rules.ranking === 'all'
      ? [{ title: '全部单位', units: owing }]
      : classes.map((title) => ({ title, units: owing.filter((unit) => unit.class === title) }))
  return {
    year,
    evaluation,
    records: given.records,
    published: given.published,
    units: lists.flatMap((list) => list.units),
    lists,
    label: labels(year.units),
    score: new Map(evaluation.units.map((one) => [one.unit, one])),
    heads: new Map(given.reports.map((head) => [`${head.unit} ${head.period}`, head])),
    texts: given.texts,
    elsewhere: given.elsewhere,
    months: periodsBetween(`${year.plan.year}-01`, `${year.plan.year}-12`),
    row: owing.length > MANY_UNITS ? rowLater : (make) => make(),
  }
}

const labels = (units: readonly Unit[]): Map<string, string> => {
  const count = new Map<string, number>()
  for (const unit of units) count.set(unitLabel(unit), (count.get(unitLabel(unit)) ?? 0) + 1)
  return new Map(
    units.map((unit) => {
      const label = unitLabel(unit)
      return [unit.id, (count.get(label) ?? 0) > 1 ? `${label}〔${unit.id}〕` : label]
    }),
  )
}

/** What a sheet's head says of its standing: 第1版　2019年12月20日发布. */
export const standingInWords = ({ published }: Pick<YearScene, 'published'>): string =>
  published === null
    ? '本表没有发布，供核对'
    : `评价第${published.revision}版　${dateInWords(dateOf(published.at), true)}发布`

export const labelOf = (scene: Pick<YearScene, 'label'>, unit: string): string => scene.label.get(unit) ?? unit

/** How a state tints its cell; the word says it. */
export const MARK_TONES: Record<Mark, Tone | null> = {
  none: null,
  'not-due': null,
  'on-time': 'good',
  late: 'warn',
  zero: 'calm',
  waiting: 'calm',
  returned: 'warn',
  overdue: 'bad',
  'made-up': 'warn',
  missing: 'bad',
}
