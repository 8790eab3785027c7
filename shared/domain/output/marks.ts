import type { Standing } from '../counting/standing.ts'
import type { ReportHead } from '../report/report.ts'
import { ENTERED, EXTENDED, LATE, MADE_UP, REOPENED, REVISED, SELF_ACCEPTED } from './vocabulary.ts'
import { shortMoment } from './words.ts'

/** What every output says of a report besides its state: 迟报, 自审, 代录, that it was filed again, an extension with its time, a reopening. */
export const monthNotes = (standing: Standing, head: ReportHead | null): string[] => {
  const extension = head?.extensions.at(-1)
  const again = standing.filed && head ? head.revision - 1 : 0
  return [
    ...(standing.late ? [LATE] : []),
    ...(standing.madeUp ? [MADE_UP] : []),
    ...(standing.selfAccepted ? [SELF_ACCEPTED] : []),
    ...(standing.entered ? [ENTERED] : []),
    ...(again > 0 ? [`${REVISED}${again}次`] : []),
    ...(extension ? [`${EXTENDED}至${shortMoment(extension.until)}`] : []),
    ...(head && head.reopened > 0 ? [`${REOPENED}${head.reopened}次`] : []),
  ]
}
