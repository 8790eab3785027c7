import { Refusal } from '../../../domain/refusal.ts'
import { evaluationFiles } from '../../fileKeys.ts'
import { keys } from '../../keys.ts'
import type { PlanKind } from '../kind.ts'

/** The two files of a published evaluation, and what they are called. */
export const PUBLISHED = {
  workbook: { kind: 'published-evaluation', format: 'xlsx', title: '年度评价工作簿' },
  snapshot: { kind: 'published-snapshot', format: 'json', title: '年度评价快照' },
} as const
export type PublishedPart = keyof typeof PUBLISHED

/** 2019年度评价工作簿（第1版） */
export const publishedTitle = (part: PublishedPart, year: number, revision: number): string =>
  `${year}${PUBLISHED[part].title}（第${revision}版）`

/** One file of the newest revision at the cut-off, byte for byte as it was published. */
const published = (part: PublishedPart, says: string): PlanKind => ({
  id: PUBLISHED[part].kind,
  words: `${PUBLISHED[part].title}（已发布）`,
  says,
  scope: 'plan',
  format: PUBLISHED[part].format,
  needs: 'output.download',
  there: async ({ chains }, plan) => ((await chains.head(keys.evaluation(plan)))?.revisions.length ?? 0) > 0,
  make: async ({ with: { chains, files }, plan, cutOff }) => {
    const head = await chains.head(keys.evaluation(plan.id))
    const revision = head?.revisions.findLast((one) => one.at <= cutOff)
    const file = revision ? await files.read(evaluationFiles(plan.id, revision.id)[part]) : null
    if (!revision || !file) throw new Refusal('access.missing', {})
    return {
      title: publishedTitle(part, plan.year, revision.number),
      bytes: file.bytes,
      revision: revision.number,
    }
  },
})

export const publishedEvaluation = published('workbook', '最近发布的一版，原样')
export const publishedSnapshot = published('snapshot', '最近发布的一版的全部得分和依据，供程序读取')
