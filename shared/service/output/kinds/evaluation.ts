import { revised } from '../../../domain/output/revised.ts'
import { evaluated } from '../../evaluation/evaluated.ts'
import { textsOf } from '../filed.ts'
import type { PlanKind } from '../kind.ts'
import { rowsIn, watchOf } from '../watch.ts'

/** The year-end evaluation workbook (W2) as a draft, as things stand; the published ones are kept with their revisions (evaluation/publish.ts). */
export const evaluationWorkbook: PlanKind = {
  id: 'evaluation',
  words: '年度评价工作簿',
  says: '评分表、扣分明细、排名、任务完成情况、报送矩阵、规则和原始数据，公式可以复算',
  scope: 'plan',
  format: 'xlsx',
  needs: 'output.download',
  make: async ({ with: { chains, workbooks }, data, revision, filed, step }) => {
    const { year, reports } = data
    const { evaluation, records } = await evaluated(chains, data)
    // The sheets are loaded when one is made: no page needs them.
    const { yearModel } = await import('../../../domain/output/yearModel.ts')
    const book = yearModel({ year, evaluation, records, reports, ...(await textsOf(filed, data)) })
    const whole = revised(book, revision)
    return { title: book.title, bytes: workbooks.stream(whole, watchOf(step, '写工作簿', rowsIn(whole))) }
  },
}
