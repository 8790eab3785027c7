import { evaluate } from '../../../domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../../../domain/evaluation/rules.ts'
import { revised } from '../../../domain/output/revised.ts'
import { yearModel } from '../../../domain/output/yearModel.ts'
import type { Entry } from '../../../domain/report/entry.ts'
import type { PlanKind } from '../kind.ts'
import { rowsIn, watchOf } from '../watch.ts'

/** The year-end evaluation workbook (W2) by the default rules. */
export const evaluationWorkbook: PlanKind = {
  id: 'evaluation',
  words: '年度评价工作簿',
  says: '评分表、扣分明细、排名、任务完成情况、报送矩阵、规则和原始数据，公式可以复算',
  scope: 'plan',
  format: 'xlsx',
  needs: 'output.download',
  make: async ({ with: { workbooks }, data, revision, filed, step }) => {
    const { year, reports } = data
    const texts = new Map<string, readonly Entry[]>()
    for await (const { head, entries } of filed(year.periods.map((dates) => dates.period)))
      texts.set(`${head.unit} ${head.period}`, entries)
    const book = yearModel({ year, evaluation: evaluate(year, DEFAULT_RULES), reports, texts })
    const whole = revised(book, revision)
    return { title: book.title, bytes: workbooks.stream(whole, watchOf(step, '写工作簿', rowsIn(whole))) }
  },
}
