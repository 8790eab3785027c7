import { createHash } from 'node:crypto'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { DEDUCTIONS, place } from '../../shared/domain/output/vocabulary.ts'

import { isRefusal } from '../../shared/domain/refusal.ts'
import type { Output, Outputs } from '../../shared/service/output.ts'
import { as, type Bureau, filled, JUNE, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openOutputs } from '../support/outputs.ts'
import { openStore } from '../support/store.ts'

let store: Awaited<ReturnType<typeof openStore>>
let bureau: Bureau
let outputs: Outputs
let opened: ReturnType<typeof openOutputs>
beforeAll(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  opened = openOutputs(bureau)
  outputs = opened.outputs
  // 救助处 files, is returned, and files again; 福利处 reports zero and is accepted; 法规处 files and takes it back.
  const entries = [filled(1, { work: '=SUM(A1:A9)' }), filled(2, { work: '开展专项检查' })]
  await bureau.reports.submit(jiuzhuJune, by('limin'), { entries: [filled(1), filled(2)], version: 0 })
  await bureau.reports.sendBack('return', jiuzhuJune, by('sunning', when('2019-06-26')), {
    why: '请写明数字',
    cause: 'unit',
  })
  await bureau.reports.submit(jiuzhuJune, by('limin', when('2019-06-27')), { entries, version: 2 })
  await bureau.reports.submitZero(june('fuli'), by('zhangwei'), { reason: '等待审批', next: '下月推进', version: 0 })
  await bureau.reports.accept(june('fuli'), by('sunning', when('2019-06-26')))
  await bureau.reports.submit(june('fagui'), by('hefan'), { entries: [filled(3, { work: '撤回的内容' })], version: 0 })
  await bureau.reports.withdraw(june('fagui'), by('hefan', when('2019-06-26')))
})
afterAll(async () => {
  await store.close()
  await opened.close()
})

const by = (id: string, now = when('2019-06-25')) => ({ actor: as(id), now })
const june = (unit: string) => ({ ...JUNE, unit })
const read = async ({ bytes }: Output): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer)
  return workbook
}
const texts = (workbook: ExcelJS.Workbook): unknown[] =>
  workbook.worksheets.flatMap((sheet) => {
    const values: unknown[] = []
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        values.push(cell.value)
      })
    })
    return values
  })
const later = when('2019-07-06')
const JUNE_SUMMARY = { kind: 'summary', ...JUNE }
const EVALUATION = { kind: 'evaluation', plan: '2019', period: null }

describe('the monthly summary workbook', () => {
  it('carries the texts of the reports that stand, as text, and none of one taken back', async () => {
    const output = await outputs.make(JUNE_SUMMARY, by('sunning', later))
    const values = texts(await read(output))
    expect(values).toContain('=SUM(A1:A9)')
    expect(values).toContain('开展专项检查')
    expect(values.join()).toContain('等待审批')
    expect(values.join()).not.toContain('撤回的内容')
  })

  it('says what it is: name, type, hash of its bytes, data cut-off', async () => {
    const output = await outputs.make(JUNE_SUMMARY, by('zhengyan', later))
    expect(output).toMatchObject({
      fileName: '2019年6月月报汇总.xlsx',
      contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      record: { cutOff: later, revision: 1, kind: 'summary', plan: '2019', period: '2019-06' },
    })
    expect(output.record.size).toBe(output.bytes.byteLength)
    expect(output.record.sha256).toBe(createHash('sha256').update(output.bytes).digest('hex'))
  })

  it('has the same bytes when nothing changed', async () => {
    const [first, second] = [
      await outputs.make(JUNE_SUMMARY, by('sunning', later)),
      await outputs.make(JUNE_SUMMARY, by('zhengyan', later)),
    ]
    expect(first.record.sha256).toBe(second.record.sha256)
  })

  it('is refused to a unit, and does not exist for a month or plan that there is not', async () => {
    const code = async (act: Promise<unknown>): Promise<string> =>
      act.then(
        () => 'given',
        (error: unknown) => (isRefusal(error) ? error.code : 'fault'),
      )
    expect(await code(outputs.make(JUNE_SUMMARY, by('limin', later)))).toBe('access.forbidden')
    expect(await code(outputs.make(EVALUATION, by('guanli', later)))).toBe('access.forbidden')
    expect(await code(outputs.make({ ...JUNE_SUMMARY, period: '2019-02' }, by('sunning', later)))).toBe(
      'access.missing',
    )
    expect(await code(outputs.make({ ...EVALUATION, plan: '2018' }, by('sunning', later)))).toBe('access.missing')
  })
})

describe('the evaluation workbook', () => {
  it('scores from the store what was filed, late, missing and returned', async () => {
    const output = await outputs.make(EVALUATION, by('zhengyan', later))
    expect(output.fileName).toBe('2019年度评价工作簿.xlsx')
    const sheet = (await read(output)).getWorksheet('扣分明细')
    const rows = new Map<unknown, unknown[]>()
    sheet?.eachRow((row) => {
      const value = row.getCell(2).value
      if (!rows.has(value))
        rows.set(
          value,
          (['late', 'missing', 'returned'] as const).map((key) => row.getCell(place(DEDUCTIONS, key)).result),
        )
    })
    // 迟报, 未报 and returns of the unit's own making: three months before June were missed by everybody.
    expect(rows.get('救助处')).toEqual([0, 3, 1])
    expect(rows.get('福利处')).toEqual([0, 3, 0])
    expect(rows.get('法规处')).toEqual([0, 4, 0])
  })
})

describe('the workbook of what was filed', () => {
  it('has a row for every entry that stands, as text, with its marks', async () => {
    const output = await outputs.make({ kind: 'entries-xlsx', plan: '2019', period: null }, by('zhengyan', later))
    expect(output.fileName).toBe('2019年月报全部内容.xlsx')
    const sheet = (await read(output)).worksheets[0]
    const rows: unknown[][] = []
    sheet?.eachRow((row) => {
      rows.push((row.values as unknown[]).slice(1))
    })
    expect(rows[0]?.slice(0, 3)).toEqual(['报告期', '单位', '任务编号'])
    const work = rows[0]?.indexOf('本月工作进展情况') ?? -1
    const marks = rows[0]?.indexOf('标注') ?? -1
    const jiuzhu = rows.filter(([period, unit]) => period === '2019-06' && unit === '救助处')
    expect(jiuzhu.map((row) => row[work])).toEqual(['=SUM(A1:A9)', '开展专项检查'])
    expect(jiuzhu[0]?.[marks]).toContain('修订1次')
    expect(rows.flat().join()).not.toContain('撤回的内容')
  })
})
