import type { Entry } from '../../domain/report/entry.ts'
import { ReportBody, type ReportHead } from '../../domain/report/report.ts'
import type { Period } from '../../domain/time.ts'
import { keys } from '../keys.ts'
import type { YearData } from '../overview.ts'
import type { Chains } from '../ports.ts'

/** Filed reports of some periods with their texts, some at a time, so that a year does not ask for everything at once. */
export type Filed = (periods: readonly Period[]) => AsyncGenerator<{ head: ReportHead; entries: Entry[] }>

/** Texts read at once. */
const ABREAST = 100

/** @param step is told how far the reading has come */
export const filedIn = (
  chains: Chains,
  { year, reports }: Pick<YearData, 'year' | 'reports'>,
  step: (words: string, done: number, total: number) => Promise<void>,
): Filed => {
  const entriesOf = async (head: ReportHead): Promise<Entry[]> => {
    const record = head.current
      ? await chains.record(keys.report(head.plan, head.period, head.unit), head.current)
      : null
    // A head reaches its record, always; without it the file would be silently short.
    if (!record) throw new Error(`report ${head.plan}/${head.period}/${head.unit} has no record ${head.current}`)
    return ReportBody.parse(record.body).entries
  }
  return async function* (periods) {
    const wanted = periods.flatMap((period) =>
      reports.filter((head) => head.period === period && year.standings[head.unit]?.[period]?.filed),
    )
    for (let from = 0; from < wanted.length; from += ABREAST) {
      yield* await Promise.all(
        wanted.slice(from, from + ABREAST).map(async (head) => ({ head, entries: await entriesOf(head) })),
      )
      await step('读月报', Math.min(from + ABREAST, wanted.length), wanted.length)
    }
  }
}

/** The texts of a whole year: `unit period` → entries. */
export const textsOf = async (
  filed: Filed,
  periods: readonly { period: Period }[],
): Promise<Map<string, readonly Entry[]>> => {
  const texts = new Map<string, readonly Entry[]>()
  for await (const { head, entries } of filed(periods.map(({ period }) => period)))
    texts.set(`${head.unit} ${head.period}`, entries)
  return texts
}
