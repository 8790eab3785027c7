import type { Entry } from '../../domain/report/entry.ts'
import { ReportBody, type ReportHead } from '../../domain/report/report.ts'
import type { Period } from '../../domain/time.ts'
import { keys } from '../keys.ts'
import type { YearData } from '../overview.ts'
import type { Chains } from '../ports.ts'

/** Filed reports of some periods with their texts, some at a time, so that a year does not ask for everything at once. */
export type Filed = (periods: readonly Period[]) => AsyncGenerator<FiledReport>
export type FiledReport = { head: ReportHead } & Pick<ReportBody, 'entries' | 'attachments'>

/** Texts read at once. */
const ABREAST = 100

/** @param step is told how far the reading has come */
export const filedIn = (
  chains: Chains,
  { year, reports }: Pick<YearData, 'year' | 'reports'>,
  step: (words: string, done: number, total: number) => Promise<void>,
): Filed => {
  const textsIn = async (head: ReportHead): Promise<Pick<ReportBody, 'entries' | 'attachments'>> => {
    const record = head.current
      ? await chains.record(keys.report(head.plan, head.period, head.unit), head.current)
      : null
    // A head reaches its record, always; without it the file would be silently short.
    if (!record) throw new Error(`report ${head.plan}/${head.period}/${head.unit} has no record ${head.current}`)
    const { entries, attachments } = ReportBody.parse(record.body)
    return { entries, attachments }
  }
  return async function* (periods) {
    const wanted = periods.flatMap((period) =>
      reports.filter((head) => head.period === period && year.standings[head.unit]?.[period]?.filed),
    )
    for (let from = 0; from < wanted.length; from += ABREAST) {
      yield* await Promise.all(
        wanted.slice(from, from + ABREAST).map(async (head) => ({ head, ...(await textsIn(head)) })),
      )
      await step('读月报', Math.min(from + ABREAST, wanted.length), wanted.length)
    }
  }
}

/** How many entries the reports that count hold, without reading one. */
const entriesIn = ({ year, reports }: Pick<YearData, 'year' | 'reports'>): number =>
  reports.reduce((sum, head) => sum + (year.standings[head.unit]?.[head.period]?.filed ? head.entries.length : 0), 0)

/** With more texts than these a year's workbook leaves them to the one that holds nothing else (kinds/entries.ts): nobody scrolls to them past the scores. */
const MOST_TEXTS = 20_000

/** The texts of a whole year, `unit period` → entries; none, and `elsewhere`, where they are too many for a workbook beside its figures. */
export const textsOf = async (
  filed: Filed,
  data: Pick<YearData, 'year' | 'reports'>,
): Promise<{ texts: Map<string, readonly Entry[]>; elsewhere: boolean }> => {
  const texts = new Map<string, readonly Entry[]>()
  if (entriesIn(data) > MOST_TEXTS) return { texts, elsewhere: true }
  for await (const { head, entries } of filed(data.year.periods.map(({ period }) => period)))
    texts.set(`${head.unit} ${head.period}`, entries)
  return { texts, elsewhere: false }
}
