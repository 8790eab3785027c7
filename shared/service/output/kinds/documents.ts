import { Refusal } from '../../../domain/refusal.ts'
import type { Entry } from '../../../domain/report/entry.ts'
import { evaluated } from '../../evaluation/evaluated.ts'
import { keys } from '../../keys.ts'
import type { YearData } from '../../overview.ts'
import { textsOf } from '../filed.ts'
import type { PlanKind } from '../kind.ts'

/** The official documents (W3): the month's 通报 and the year's report to 厅党组. */

/** Who signs: the unit of the legal affairs office, by its full name. */
const signatureOf = ({ units, people }: YearData): string => {
  const office = people.filter((person) => person.roles.includes('office') && !person.removed && person.unit !== null)
  const unit = units.find(({ id }) => office.some((person) => person.unit === id))
  return unit ? unit.fullName || unit.name : '法规处'
}

export const monthBulletin: PlanKind = {
  id: 'bulletin',
  words: '报送情况通报',
  says: '公文格式（GB/T 9704-2012），下载后可以修改文字；附各单位报送情况和问题清单',
  scope: 'month',
  format: 'docx',
  needs: 'output.download',
  make: async ({ with: { documents }, data, period, revision, filed }) => {
    const texts = new Map<string, readonly Entry[]>()
    for await (const { head, entries } of filed(period === null ? [] : [period])) texts.set(head.unit, entries)
    const { bulletin } = await import('../../../domain/output/document/bulletin.ts')
    const document = bulletin({
      year: data.year,
      period: period ?? '',
      texts,
      revision,
      signature: signatureOf(data),
    })
    if (!document) throw new Refusal('access.missing', {})
    return { title: document.name, bytes: await documents.write(document) }
  },
}

export const yearReport: PlanKind = {
  id: 'report',
  words: '评价情况报告',
  says: '报厅党组，公文格式（GB/T 9704-2012），下载后可以修改文字；附得分排名和报送情况',
  scope: 'plan',
  format: 'docx',
  needs: 'output.download',
  make: async ({ with: { chains, documents }, data, revision, filed }) => {
    const { evaluation, records } = await evaluated(chains, data)
    const { texts } = await textsOf(filed, data)
    const { evaluationReport } = await import('../../../domain/output/document/evaluationReport.ts')
    const head = await chains.head(keys.evaluation(data.plan.id))
    const document = evaluationReport({
      ...{ year: data.year, evaluation, records, texts, revision },
      published: head?.state === 'published' && head.revisions.some(({ at }) => at <= data.year.cutOff),
      signature: signatureOf(data),
    })
    return { title: document.name, bytes: await documents.write(document) }
  },
}
