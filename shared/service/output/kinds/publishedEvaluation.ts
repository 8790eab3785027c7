import { Refusal } from '../../../domain/refusal.ts'
import { evaluationFiles } from '../../fileKeys.ts'
import { keys } from '../../keys.ts'
import type { PlanKind } from '../kind.ts'

export const PUBLISHED_EVALUATION = 'published-evaluation'

/** The year-end evaluation workbook as it was published: the newest revision at the cut-off, byte for byte. */
export const publishedEvaluation: PlanKind = {
  id: PUBLISHED_EVALUATION,
  words: '年度评价工作簿（已发布）',
  says: '最近发布的一版，原样；没有发布以前没有这份文件',
  scope: 'plan',
  format: 'xlsx',
  needs: 'output.download',
  make: async ({ with: { chains, files }, plan, cutOff }) => {
    const head = await chains.head(keys.evaluation(plan.id))
    const revision = head?.revisions.findLast((one) => one.at <= cutOff)
    const file = revision ? await files.read(evaluationFiles(plan.id, revision.id).workbook) : null
    if (!revision || !file) throw new Refusal('access.missing', {})
    const title = `${plan.year}年度评价工作簿（第${revision.number}版）`
    return { title, bytes: file.bytes, revision: revision.number }
  },
}
