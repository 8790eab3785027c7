import type { Standing } from '../counting/standing.ts'
import type { ReportHead } from '../report/report.ts'
import { ENTERED, EXTENDED, REOPENED, SELF_ACCEPTED } from './vocabulary.ts'
import { shortMoment } from './words.ts'

/** What every output says of a report besides its state: 自审, 代录, an extension with its time, a reopening. */
export const monthNotes = (standing: Standing, head: ReportHead | null): string[] => {
  const extension = head?.extensions.at(-1)
  return [
    ...(standing.selfAccepted ? [SELF_ACCEPTED] : []),
    ...(standing.entered ? [ENTERED] : []),
    ...(extension ? [`${EXTENDED}至${shortMoment(extension.until)}`] : []),
    ...(head && head.reopened > 0 ? [`${REOPENED}${head.reopened}次`] : []),
  ]
}
