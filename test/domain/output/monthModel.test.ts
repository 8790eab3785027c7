import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleUnits } from '../../../functions/local/sample/department.ts'
import { LIGHTS } from '../../../shared/domain/counting/lights.ts'
import { percent } from '../../../shared/domain/counting/rates.ts'
import { defaultLayout, type FormLayout } from '../../../shared/domain/formLayout.ts'
import type { Book, Sheet } from '../../../shared/domain/output/book.ts'
import { monthModel } from '../../../shared/domain/output/monthModel.ts'
import { rate } from '../../../shared/domain/output/rate.ts'
import type { WholePlan } from '../../../shared/domain/plan.ts'
import { at } from '../../../shared/domain/time.ts'
import { recalculated } from '../../support/formulas.ts'
import { type SampleYear, samplePlan, sampleYear } from '../../support/workbook.ts'

let plan: WholePlan
let sample: SampleYear

const monthBook = (from: SampleYear, period: string, layout: FormLayout = defaultLayout(from.input.plan)): Book => {
  const texts = new Map(
    [...from.texts].flatMap(([key, entries]) => {
      const [unit = '', month] = key.split(' ')
      return month === period ? [[unit, entries] as const] : []
    }),
  )
  const book = monthModel({ input: from.input, year: from.year, people: from.people, period, texts, layout })
  if (!book) throw new Error(period)
  return book
}
const sheet = (book: Book, name: string): Sheet => {
  const found = book.sheets.find((one) => one.name === name)
  if (!found) throw new Error(name)
  return found
}
const lines = (book: Book, name: string): string[][] =>
  sheet(book, name).rows.map(({ cells }) =>
    cells.map((cell) => {
      const value = cell?.value ?? ''
      return String(typeof value === 'object' ? value.result : value)
    }),
  )

beforeAll(async () => {
  plan = samplePlan(await readFile(new URL('../../fixture/notices/jilin-2019.txt', import.meta.url), 'utf8'))
  sample = sampleYear(plan, {
    cutOff: at('2019-12-20', '17:30'),
    edit: (entry, unit, period) =>
      unit === 'jiuzhu' && period === '2019-06' && !entry.zero ? { ...entry, work: '=1+1' } : entry,
  })
})

describe('the monthly summary workbook', () => {
  it('has the four lists and a form for every unit that owes something', () => {
    const names = monthBook(sample, '2019-06').sheets.map((one) => one.name)
    expect(names.slice(0, 5)).toEqual(['汇总表', '报送情况', '问题与协调事项', '零报告清单', '台账'])
    expect(names.slice(5)).toEqual(sampleUnits.map((unit) => `报表·${unit.name}`))
  })

  it('can be made for every month of the plan, and for no other', () => {
    for (const { period } of sample.year.periods) expect(monthBook(sample, period).title).toContain('月报汇总')
    expect(() => monthBook(sample, '2019-02')).toThrow()
  })

  it('adds up 报送情况 by formulas to the counted figures', () => {
    const book = monthBook(sample, '2019-07')
    for (const { written, value } of recalculated(book).values()) expect(value).toBe(written)
    const total = lines(book, '报送情况').find((line) => line[0] === '合计') ?? []
    const rates = sample.year.rates.period['2019-07']
    expect(total.slice(4, 12).map(Number)).toEqual([
      rates?.expected,
      rates?.reported,
      rates?.onTime,
      rates?.late,
      rates?.madeUp,
      rates?.missing,
      rates?.zero,
      rates?.returned,
    ])
    expect(Number(total[13])).toBe(rate(rates?.reported ?? 0, rates?.expected ?? 0))
  })

  it('says of every task what each unit that owes it wrote', () => {
    const book = monthBook(sample, '2019-06')
    const text = lines(book, '汇总表').flat()
    for (const [key, entries] of sample.texts) {
      if (!key.endsWith('2019-06')) continue
      for (const entry of entries) expect(text).toContain(entry.zero ? '本月无新进展（零报告）' : entry.work)
    }
    const works = sheet(book, '汇总表').rows.flatMap(({ cells }) => cells[5]?.value ?? [])
    expect(works.filter((value) => typeof value === 'object')).toEqual([])
    expect(works).toContain('=1+1')
  })

  it('lays a unit’s month out as the notice’s form does', () => {
    const form = lines(monthBook(sample, '2019-06'), '报表·救助处')
    expect(form[0]?.[0]).toBe('2019年全省民政软环境建设工作月进展情况报表（6月）')
    expect(form[1]?.filter((word) => word !== '')).toEqual([
      '填报单位（盖章）：救助处',
      '填报月份：2019年6月',
      expect.stringMatching(/^填报时间：2019年6月\d+日$/),
    ])
    expect(form[2]).toEqual([
      '序号',
      '任务编号及工作任务',
      '责任类型',
      '具体工作措施',
      '完成时限',
      '本月工作进展情况',
      '累计完成进度（%）',
      '进展状态',
      '存在问题',
      '需协调解决事项',
      '下一步工作措施',
      '备注',
    ])
    expect(form.find((line) => line[0]?.startsWith('工作协调员'))?.filter((word) => word !== '')).toEqual([
      '工作协调员（填报人）：示例·李敏',
      '联系电话：内线0000',
      '单位主要负责人（审核）签字：',
    ])
  })

  it('lays it out as the office says: title, order, names, words around the table', () => {
    const layout: FormLayout = {
      title: '民政工作月报（X月）',
      columns: [
        { key: 'work', name: '进展', width: 40 },
        { key: 'task', name: '事项', width: 30 },
        { key: 'attachments', name: '附件', width: 20 },
      ],
      labels: { ...defaultLayout(plan).labels, unit: '单位', signed: '负责人' },
    }
    const book = monthBook(sample, '2019-06', layout)
    const form = lines(book, '报表·救助处')
    expect(form[0]).toEqual(['民政工作月报（6月）', '', ''])
    expect(form.slice(1, 4).map(([first]) => first)).toEqual([
      '单位：救助处',
      '填报月份：2019年6月',
      expect.stringMatching(/^填报时间：/),
    ])
    expect(form[4]).toEqual(['进展', '事项', '附件'])
    expect(form[5]?.[1]).toMatch(/^1\./)
    expect(form.flat()).toContain('负责人：')
    expect(lines(book, '汇总表')[0]?.[0]).toContain('民政工作月报')
  })

  it('names 佐证材料 and who signed off where the unit’s report has them', () => {
    const texts = new Map([['jiuzhu', sample.texts.get('jiuzhu 2019-06') ?? []]])
    const heads = sample.input.reports.map((head) =>
      head.unit === 'jiuzhu'
        ? { ...head, signedBy: { id: 'wuqiang', name: '示例·吴强', at: head.filedAt ?? '' } }
        : head,
    )
    const task = texts.get('jiuzhu')?.[0]?.task ?? 0
    const book = monthModel({
      input: { ...sample.input, reports: heads },
      year: sample.year,
      people: sample.people,
      period: '2019-06',
      texts,
      layout: defaultLayout(plan),
      attachments: new Map([
        [
          'jiuzhu',
          [
            { task, name: '核查台账.xlsx' },
            { task: null, name: '盖章表.pdf' },
          ],
        ],
      ]),
    })
    if (!book) throw new Error('no book')
    const form = lines(book, '报表·救助处').flat()
    expect(form.some((text) => text.endsWith('佐证材料：核查台账.xlsx'))).toBe(true)
    expect(form).toContain('佐证材料：盖章表.pdf')
    expect(form.some((text) => text.includes('（示例·吴强已在线审签）'))).toBe(true)
    expect(
      lines(book, '汇总表')
        .flat()
        .some((text) => text.includes('核查台账.xlsx')),
    ).toBe(true)
  })

  it('keeps a ledger of every task: its light, how far it is, what each unit says', () => {
    const book = monthBook(sample, '2019-09')
    const rows = lines(book, '台账').filter(([number]) => /^\d+$/.test(number ?? ''))
    expect(rows).toHaveLength(plan.tasks.length)
    for (const [index, task] of plan.tasks.entries()) {
      const now = sample.year.tasks[task.number]?.['2019-09']
      const before = sample.year.tasks[task.number]?.['2019-08']
      const line = rows[index] ?? []
      expect(line[6]).toBe(now?.light ? LIGHTS[now.light].word : now?.duties.length ? '未到期' : '—')
      expect(line[7]).toBe(now?.progress === null ? '' : String(now?.progress))
      if (now && before && now.progress !== null && before.progress !== null)
        expect(Number(line[8])).toBe(now.progress - before.progress)
      expect([line[11], line[12]].map(Number)).toEqual([now?.filling.due, now?.filling.filled])
    }
    expect(sheet(book, '台账').shadings?.map(({ kind }) => kind)).toEqual(['bar', 'icons', 'scale'])
  })

  it('names the state where nothing was reported, and prints no text of a report that does not count', () => {
    const missing = sample.year.units.flatMap((unit) =>
      sample.year.periods.flatMap(({ period }) =>
        sample.year.standings[unit.id]?.[period]?.mark === 'missing' ? [{ unit, period }] : [],
      ),
    )[0]
    if (!missing) throw new Error('nobody is missing')
    const form = lines(monthBook(sample, missing.period), `报表·${missing.unit.name}`)
    expect(form[1]).toContain('填报时间：（未报）')
    expect(form[3]?.[5]).toBe('')
  })

  it('marks 自审 and 代录, and units that are assumed', () => {
    const notes = sample.year.periods.flatMap(({ period }) =>
      lines(monthBook(sample, period), '报送情况').map((line) => line[16] ?? ''),
    )
    expect(notes.some((note) => note.includes('自审'))).toBe(true)
    expect(notes.some((note) => note.includes('代录'))).toBe(true)
    expect(lines(monthBook(sample, '2019-06'), '报送情况').flat()).toContain('社工处（示例）')
  })

  it('lists zero reports with their reasons and how long they last', () => {
    const zeros = sample.input.reports
      .filter((head) => head.period === '2019-09')
      .reduce((sum, head) => sum + head.entries.filter((entry) => entry.zero).length, 0)
    const rows = lines(monthBook(sample, '2019-09'), '零报告清单').filter((line) => /^\d+$/.test(line[0] ?? ''))
    expect(rows).toHaveLength(zeros)
    for (const line of rows) {
      expect(line[4]).not.toBe('')
      expect(Number(line[6])).toBeGreaterThan(0)
    }
  })
})

describe('a rate', () => {
  it('is the same number in a cell as in words', () => {
    for (let whole = 0; whole < 60; whole++)
      for (let part = 0; part <= whole; part++) {
        const value = rate(part, whole)
        expect(typeof value === 'number' ? `${(Math.round(value * 1_000) / 10).toFixed(1)}%` : value).toBe(
          percent(part, whole),
        )
      }
    expect(rate(9_999, 10_000)).toBe(0.999)
  })
})
