import { evaluate } from '../domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../domain/evaluation/rules.ts'
import type { Book } from '../domain/output/book.ts'
import { monthModel } from '../domain/output/monthModel.ts'
import { yearModel } from '../domain/output/yearModel.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Entry } from '../domain/report/entry.ts'
import { ReportBody, type ReportHead } from '../domain/report/report.ts'
import type { Instant, Period } from '../domain/time.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys } from './keys.ts'
import type { Overview, YearData } from './overview.ts'
import type { Workbooks } from './ports.ts'

/** What goes out as files (W1, W2). */
export type Outputs = ReturnType<typeof createOutputs>

/** A file to download. `sha256` is that of `bytes`; `cutOff` is the instant of its data, which the file also states. */
export type Output = { fileName: string; contentType: string; bytes: Uint8Array; sha256: string; cutOff: Instant }

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const createOutputs = ({
  chains,
  chance,
  overview,
  workbooks,
}: Pick<Deps, 'chains' | 'chance'> & { overview: Overview; workbooks: Workbooks }) => {
  const entriesOf = async (head: ReportHead): Promise<Entry[]> => {
    const record = head.current
      ? await chains.record(keys.report(head.plan, head.period, head.unit), head.current)
      : null
    // A head reaches its record, always; without it the workbook would be silently short.
    if (!record) throw new Error(`report ${head.plan}/${head.period}/${head.unit} has no record ${head.current}`)
    return ReportBody.parse(record.body).entries
  }

  /** Filed reports of some periods with their texts, a period at a time so that a year does not ask for everything at once. */
  const filed = async (
    { year, reports }: YearData,
    periods: readonly Period[],
  ): Promise<{ head: ReportHead; entries: Entry[] }[]> => {
    const found: { head: ReportHead; entries: Entry[] }[] = []
    for (const period of periods)
      found.push(
        ...(await Promise.all(
          reports
            .filter((head) => head.period === period && year.standings[head.unit]?.[period]?.filed)
            .map(async (head) => ({ head, entries: await entriesOf(head) })),
        )),
      )
    return found
  }

  const written = async (book: Book): Promise<Output> => {
    const bytes = await workbooks.write(book)
    return {
      fileName: `${book.title}.xlsx`,
      contentType: XLSX,
      bytes,
      sha256: chance.hash(bytes),
      cutOff: book.cutOff,
    }
  }

  return {
    /**
     * The monthly summary workbook (W1) of any period of the plan, as things stand now.
     * @throws Refusal access.forbidden · access.missing for a plan that is not published or a period it does not have
     */
    monthWorkbook: async (planId: string, period: Period, call: Call): Promise<Output> => {
      permit(call.actor, 'output.download')
      const data = await overview.at(planId, call.now)
      const texts = new Map((await filed(data, [period])).map(({ head, entries }) => [head.unit, entries]))
      const book = monthModel({ input: data, year: data.year, people: data.people, period, texts })
      if (!book) throw new Refusal('access.missing', {})
      return written(book)
    },

    /**
     * The year-end evaluation workbook (W2) by the default rules, as things stand now.
     * @throws Refusal access.forbidden · access.missing for a plan that is not published
     */
    yearWorkbook: async (planId: string, call: Call): Promise<Output> => {
      permit(call.actor, 'output.download')
      const data = await overview.at(planId, call.now)
      const periods = data.year.periods.map((dates) => dates.period)
      const texts = new Map(
        (await filed(data, periods)).map(({ head, entries }) => [`${head.unit} ${head.period}`, entries]),
      )
      return written(
        yearModel({ year: data.year, evaluation: evaluate(data.year, DEFAULT_RULES), reports: data.reports, texts }),
      )
    },
  }
}
