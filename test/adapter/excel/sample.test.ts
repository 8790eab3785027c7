import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { createWorkbooks } from '../../../shared/adapter/excel/workbooks.ts'
import { evaluate } from '../../../shared/domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../../../shared/domain/evaluation/rules.ts'
import { defaultLayout } from '../../../shared/domain/formLayout.ts'
import { monthModel } from '../../../shared/domain/output/monthModel.ts'
import { yearModel } from '../../../shared/domain/output/yearModel.ts'
import { at } from '../../../shared/domain/time.ts'
import { faultsOf } from '../../support/ooxml.ts'
import { type SampleYear, samplePlan, sampleYear } from '../../support/workbook.ts'

let sample: SampleYear
beforeAll(async () => {
  const notice = await readFile(new URL('../../fixture/notices/jilin-2019.txt', import.meta.url), 'utf8')
  sample = sampleYear(samplePlan(notice), {
    cutOff: at('2019-12-20', '17:30'),
    edit: (entry, unit) => (unit === 'jiuzhu' && !entry.zero ? { ...entry, work: '=1+1&<"' } : entry),
  })
})

describe('the workbooks of a sample year', () => {
  it('have no fault that a spreadsheet would offer to repair', async () => {
    const period = '2019-06'
    const texts = new Map(
      [...sample.texts].flatMap(([key, entries]) =>
        key.endsWith(period) ? [[key.split(' ')[0] ?? '', entries] as const] : [],
      ),
    )
    const month = monthModel({
      input: sample.input,
      year: sample.year,
      people: sample.people,
      period,
      texts,
      layout: defaultLayout(sample.input.plan),
    })
    if (!month) throw new Error(period)
    expect(await faultsOf(await createWorkbooks().write(month))).toEqual([])
    const year = yearModel({
      year: sample.year,
      evaluation: evaluate(sample.year, DEFAULT_RULES),
      reports: sample.input.reports,
      texts: sample.texts,
    })
    expect(await faultsOf(await createWorkbooks().write(year))).toEqual([])
  })
})
