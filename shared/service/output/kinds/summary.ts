import { revised } from '../../../domain/output/revised.ts'
import { Refusal } from '../../../domain/refusal.ts'
import type { Entry } from '../../../domain/report/entry.ts'
import { allMeasures } from '../../measures.ts'
import type { FiledReport } from '../filed.ts'
import type { PlanKind } from '../kind.ts'
import { rowsIn, watchOf } from '../watch.ts'

/** The monthly summary workbook (W1) of any period of the plan. */
export const monthSummary: PlanKind = {
  id: 'summary',
  words: '工作进展汇总表',
  says: '汇总表、报送情况、问题与协调事项、零报告清单、台账和各单位报表',
  scope: 'month',
  format: 'xlsx',
  needs: 'output.download',
  make: async ({ with: { workbooks, load, chains }, plan, data, period, revision, filed, step }) => {
    const texts = new Map<string, readonly Entry[]>()
    const evidence = new Map<string, FiledReport['attachments']>()
    for await (const { head, entries, attachments } of filed(period === null ? [] : [period])) {
      texts.set(head.unit, entries)
      evidence.set(head.unit, attachments)
    }
    // The sheets are loaded when one is made: no page needs them.
    const { monthModel } = await import('../../../domain/output/monthModel.ts')
    const book = monthModel({
      input: data,
      year: data.year,
      people: data.people,
      period: period ?? '',
      texts,
      attachments: evidence,
      measures: await allMeasures(chains, plan.id),
      layout: await load.layout(plan),
    })
    if (!book) throw new Refusal('access.missing', {})
    const whole = revised(book, revision)
    return { title: book.title, bytes: workbooks.stream(whole, watchOf(step, '写工作簿', rowsIn(whole))) }
  },
}
