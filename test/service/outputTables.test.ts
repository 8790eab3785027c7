import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TableFile } from '../../shared/domain/output/table.ts'
import { TABLES } from '../../shared/service/output/tables.ts'
import { as, type Bureau, filled, JUNE, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openOutputs } from '../support/outputs.ts'
import { openStore, type Store } from '../support/store.ts'

/** CSV and JSON of everything (W4). */

let store: Store
let bureau: Bureau
let house: ReturnType<typeof openOutputs>
const HOSTILE = '=HYPERLINK("http://x","点")'
beforeAll(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  house = openOutputs(bureau)
  const entries = [filled(1, { work: HOSTILE, problem: '-1\n换行,逗号"引号"' }), filled(2, { work: '@检查' })]
  await bureau.reports.submit(jiuzhuJune, by('limin', '2019-06-25'), { entries, version: 0 })
  await bureau.reports.submitZero({ ...JUNE, unit: 'fuli' }, by('zhangwei', '2019-06-25'), {
    reason: '等待审批',
    next: '下月推进',
    version: 0,
  })
  await bureau.reports.accept({ ...JUNE, unit: 'fuli' }, by('sunning', '2019-06-26'))
  await bureau.reports.sendBack('reopen', { ...JUNE, unit: 'fuli' }, by('sunning', '2019-07-09'), { why: '+数字有误' })
})
afterAll(async () => {
  await store.close()
  await house.close()
})

const by = (id: string, date: string) => ({ actor: as(id), now: when(date) })
const office = by('sunning', '2019-07-10')
const textOf = async (kind: string, who = office): Promise<string> =>
  Buffer.from((await house.outputs.make({ kind, plan: '2019', period: null }, who)).bytes).toString()

/** CSV as a spreadsheet reads it. */
const rowsOf = (text: string): string[][] => {
  const rows: string[][] = [[]]
  let field = ''
  let quoted = false
  for (const sign of text.replace(/^\uFEFF/, '')) {
    const row = rows.at(-1) ?? []
    if (quoted) {
      if (sign === '"') quoted = false
      else field += sign
    } else if (sign === '"') {
      // Two quotes in a quoted field are one.
      if (field !== '' && !field.endsWith('"')) field += '"'
      quoted = true
    } else if (sign === ',' || sign === '\n') {
      row.push(field.replace(/\r$/, ''))
      field = ''
      if (sign === '\n') rows.push([])
    } else field += sign
  }
  return rows.slice(0, -1)
}

describe('Every table', () => {
  it.each(TABLES.map((table) => table.id))('is the same in CSV, JSON and the API: %s', async (id) => {
    const [csv, json] = [await textOf(id), await textOf(`${id}-json`)]
    const file = TableFile.parse(JSON.parse(json))
    expect([file.plan, file.cutOff, file.revision]).toEqual(['2019', when('2019-07-10'), 2])
    expect(csv.startsWith('\uFEFF')).toBe(true)
    const [head = [], ...rows] = rowsOf(csv)
    expect(head).toEqual([...file.columns.map((column) => column.words), '数据截至', '版次'])
    expect(rows).toHaveLength(Math.max(1, file.rows.length))
    for (const row of rows) {
      expect(row).toHaveLength(head.length)
      expect(row.slice(-2)).toEqual(['2019年7月10日9:00:00', '第2版'])
      for (const field of row) if (!/^-?\d+(\.\d+)?$/.test(field)) expect(field).not.toMatch(/^[=+\-@\t\r]/)
    }
    expect(await house.outputs.table('2019', id, office)).toEqual(file)
  })

  it('is only for those who may see what stands in it', async () => {
    const evaluator = by('zhengyan', '2019-07-10')
    await expect(textOf('people', evaluator)).rejects.toMatchObject({ code: 'access.forbidden' })
    await expect(house.outputs.table('2019', 'people', evaluator)).rejects.toMatchObject({ code: 'access.forbidden' })
    const offered = (await house.outputs.kinds('plan', '2019', evaluator)).map((kind) => kind.id)
    expect(offered).toContain('rates')
    // Neither what they may not see, nor what is not there yet.
    expect(offered).not.toContain('people')
    expect(offered).not.toContain('published-evaluation')
    await expect(house.outputs.table('2019', 'none', office)).rejects.toMatchObject({ code: 'access.missing' })
  })
})

describe('What stands in them', () => {
  const table = async (id: string) => (await house.outputs.table('2019', id, office)).rows

  it('is every text of every filed report, unchanged in JSON', async () => {
    const rows = await table('entries')
    expect(rows).toHaveLength(3)
    expect(rows.find((row) => row['work'] === HOSTILE)).toMatchObject({
      unit: '救助处',
      period: '2019-06',
      task: '1',
      problem: '-1\n换行,逗号"引号"',
      zero: false,
      filedAt: '2019-06-25T09:00:00+08:00',
    })
    expect(rows.find((row) => row['unit'] === '福利处')).toMatchObject({ zero: true, reason: '等待审批' })
  })

  it('is every step of every report with its reason, and what changed after the lock', async () => {
    const lines = await table('history')
    expect(lines.map((line) => [line['unit'], line['act'], line['from'], line['to']])).toEqual([
      ['福利处', '提交', '草稿', '待审'],
      ['福利处', '审核通过', '待审', '审核通过'],
      ['福利处', '重新打开', '审核通过', '退回'],
      ['救助处', '提交', '草稿', '待审'],
    ])
    expect(await table('changes')).toEqual([
      {
        at: '2019-07-09T09:00:00+08:00',
        period: '2019-06',
        unit: '福利处',
        act: '重新打开',
        by: '示例·sunning',
        why: '+数字有误',
      },
    ])
  })

  it('is the matrices in the words of the pages', async () => {
    const units = await table('unit-matrix')
    expect(units.find((row) => row['unit'] === '法规处')).toMatchObject({ '2019-06': '未报', '2019-07': '未到期' })
    const tasks = await table('task-matrix')
    expect(tasks.find((row) => row['task'] === '1')).toMatchObject({ title: '救助水平', '2019-06': '绿50%' })
  })
})

describe('A task that is reworded', () => {
  it('stands in the texts of each month as it was called then', async () => {
    const own = await openStore()
    const reworded = await openBureau(own)
    const there = openOutputs(reworded)
    try {
      const file = (period: string, date: string) =>
        reworded.reports.submit({ ...jiuzhuJune, period }, by('limin', date), {
          entries: [filled(1), filled(2)],
          version: 0,
        })
      await file('2019-06', '2019-06-25')
      const change = { kind: 'reword', task: 1, title: '救助标准', text: '提高救助标准。' } as const
      await reworded.planChanges.make('2019', by('sunning', '2019-07-01'), { change, from: '2019-07', why: '调整' })
      await file('2019-07', '2019-07-25')
      const { rows } = await there.outputs.table('2019', 'entries', by('sunning', '2019-08-05'))
      expect(rows.filter((row) => row['task'] === '1').map((row) => [row['period'], row['title']])).toEqual([
        ['2019-06', '救助水平'],
        ['2019-07', '救助标准'],
      ])
    } finally {
      await own.close()
      await there.close()
    }
  })
})
