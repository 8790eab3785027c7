import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { onTimeRate, ratesOf, reportingRate } from '../../../../shared/domain/counting/rates.ts'
import { evaluate } from '../../../../shared/domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from '../../../../shared/domain/evaluation/rules.ts'
import { bulletin } from '../../../../shared/domain/output/document/bulletin.ts'
import {
  closing,
  names,
  numeral,
  type OfficialDocument,
  sentence,
  widthOf,
} from '../../../../shared/domain/output/document/document.ts'
import { evaluationReport } from '../../../../shared/domain/output/document/evaluationReport.ts'
import { subjectOf } from '../../../../shared/domain/output/document/words.ts'
import type { WholePlan } from '../../../../shared/domain/plan.ts'
import { at } from '../../../../shared/domain/time.ts'
import { type SampleYear, samplePlan, sampleRecords, sampleYear } from '../../../support/workbook.ts'

let plan: WholePlan
let sample: SampleYear
let month: OfficialDocument
let report: OfficialDocument

const NO_CHANGES = { number: 1, changes: [] }
const PERIOD = '2019-06'
const textsOf = (from: SampleYear, period: string) =>
  new Map(
    [...from.texts].flatMap(([key, entries]) => {
      const [unit = '', of] = key.split(' ')
      return of === period ? [[unit, entries] as const] : []
    }),
  )
const textIn = ({ body }: OfficialDocument): string => body.map(({ text }) => text).join('\n')

beforeAll(async () => {
  plan = samplePlan(await readFile(new URL('../../../fixture/notices/jilin-2019.txt', import.meta.url), 'utf8'))
  sample = sampleYear(plan, { cutOff: at('2019-12-20', '17:30') })
  const { year, texts } = sample
  const records = sampleRecords(sample)
  const evaluation = evaluate(year, DEFAULT_RULES, records)
  const signature = '吉林省民政厅法规处'
  const made = bulletin({ year, period: PERIOD, texts: textsOf(sample, PERIOD), revision: NO_CHANGES, signature })
  if (!made) throw new Error(PERIOD)
  month = made
  report = evaluationReport({ year, evaluation, records, texts, revision: NO_CHANGES, published: false, signature })
})

describe('the month’s 通报', () => {
  it('states the month’s figures as the matrix counts them', () => {
    const { year } = sample
    const standings = year.units.flatMap((unit) => year.standings[unit.id]?.[PERIOD] ?? [])
    const rates = ratesOf(standings)
    const text = textIn(month)
    expect(text).toContain(
      `应报${rates.expected}份，已报${rates.reported}份，报送率${reportingRate(rates)}；其中按时${rates.onTime}份，按时率${onTimeRate(rates)}。`,
    )
    for (const unit of year.units) if (year.standings[unit.id]?.[PERIOD]?.missing) expect(text).toContain(`未报`)
    expect(month.attachments[0]?.rows).toHaveLength(standings.filter(({ owed }) => owed).length)
  })

  it('says of every task how it stands, and of none that it progressed which was not reported', () => {
    const said = month.body.find(({ text }) => text.startsWith(`全年${plan.tasks.length}项任务，本月：`))?.text ?? ''
    const counts = [...said.matchAll(/的(\d+)项/g)].map(([, count]) => Number(count))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(plan.tasks.length)
  })

  it('lists every problem that was filed and none besides, each in the words of its unit', () => {
    const filed = [...textsOf(sample, PERIOD)].flatMap(([, entries]) =>
      entries.filter((entry) => !entry.zero && (entry.problem !== '' || entry.coordination !== '')),
    )
    const listed = month.attachments[1]?.rows ?? []
    expect(listed.map(([, , problem]) => problem).sort()).toEqual(filed.map(({ problem }) => problem || '—').sort())
  })

  it('calls a task as it was called that month, whatever it was reworded to later', () => {
    const tasks = plan.tasks.map((task) => ({
      ...task,
      title: '改后的名称',
      wordings: [{ until: '2019-10', title: task.title, text: task.text }],
    }))
    const year = { ...sample.year, plan: { ...sample.year.plan, tasks } }
    const of = (period: string) =>
      bulletin({ year, period, texts: textsOf(sample, period), revision: NO_CHANGES, signature: '吉林省民政厅法规处' })
    expect(of(PERIOD)).toEqual(month)
    expect(JSON.stringify(of('2019-10'))).toContain('改后的名称')
  })

  it('is about a month of the plan, and about no other', () => {
    const { year } = sample
    expect(
      bulletin({ year, period: '2019-02', texts: new Map(), revision: NO_CHANGES, signature: '法规处' }),
    ).toBeNull()
  })
})

describe('the year’s report', () => {
  it('keeps the outline', () => {
    expect(report.body.filter(({ kind }) => kind === 'h1').map(({ text }) => text)).toEqual([
      '一、总体情况',
      '二、主要做法和成效',
      '三、报送情况',
      '四、评价结果',
      '五、存在问题',
      '六、下一步建议',
    ])
    expect(report.body.filter(({ kind }) => kind === 'h2')).toHaveLength(plan.groups.length)
    expect(report.to).toBe('厅党组')
  })

  it('states the year’s rates, and every unit’s scores and rank as the evaluation has them', () => {
    const { all } = sample.year.rates
    expect(textIn(report)).toContain(
      `应报${all.expected}份，已报${all.reported}份，报送率${reportingRate(all)}；按时${all.onTime}份`,
    )
    const evaluation = evaluate(sample.year, DEFAULT_RULES, sampleRecords(sample))
    const rows = report.attachments[0]?.rows ?? []
    for (const unit of evaluation.units) {
      if (unit.total === null) continue
      const name = sample.year.units.find(({ id }) => id === unit.unit)?.name
      const row = rows.find(([first]) => first === name)
      expect(row?.slice(-3)).toEqual([String(unit.total), String(unit.rank), unit.grade])
    }
  })

  it('quotes of a task only what was filed on it', () => {
    const filed = [...sample.texts.values()].flat().map(({ work }) => work.slice(0, 12))
    const told = report.body.filter(({ text }) => /^任务\d+“.*”（.*）：/.test(text))
    expect(told.length).toBeGreaterThan(20)
    for (const { text } of told) {
      const [, words = ''] = /^任务\d+“.*?”（[^）]*）：(.*)$/.exec(text) ?? []
      expect(filed.some((work) => work !== '' && words.startsWith(work))).toBe(true)
    }
  })

  it('sets quotation marks within quotation marks as single ones, as the month’s 通报 does', () => {
    expect(plan.tasks.some(({ title }) => title.includes('“'))).toBe(true)
    expect(textIn(report)).toMatch(/任务\d+“[^“”]*‘[^“”]*”/)
    for (const one of [month, report]) expect(textIn(one)).not.toMatch(/任务\d+“[^”]*“/)
  })

  it('is a draft until the evaluation is published, and says so', () => {
    expect(report.title.at(-1)).toBe('评价情况的报告（草稿）')
    expect(report.notes[0]).toBe('评价没有发布，供核对。')
  })

  it('names the revision and what changed after the lock', () => {
    const change = {
      at: at('2019-07-20', '09:00'),
      period: PERIOD,
      unit: 'jiuzhu',
      unitName: '救助处',
      words: '重新打开',
      by: '示例·孙宁',
      why: '数字有误',
    }
    const revised = evaluationReport({
      year: sample.year,
      evaluation: evaluate(sample.year, DEFAULT_RULES),
      records: { marks: [], kickoffs: null, lookbacks: null },
      texts: sample.texts,
      revision: { number: 2, changes: [change] },
      published: true,
      signature: '法规处',
    })
    expect(revised.title.join('')).not.toContain('草稿')
    expect(revised.notes).toEqual([
      '数据截至2019年12月20日17:30，数据第2版。',
      '修订：2019年7月20日救助处2019年6月重新打开，数字有误。',
    ])
  })
})

describe('the words of a document', () => {
  it.each([
    [1, '一'],
    [10, '十'],
    [12, '十二'],
    [20, '二十'],
    [31, '三十一'],
  ])('%i is %s', (n, words) => expect(numeral(n)).toBe(words))

  it('of the work', () => {
    expect(subjectOf({ formTitle: '2019年全省民政软环境建设工作月进展情况报表（X月）', year: 2019 })).toBe(
      '全省民政软环境建设工作',
    )
  })

  it('a list says how many where it does not name all', () => {
    expect(names(['甲', '乙'])).toBe('甲、乙')
    expect(names(['甲', '乙', '丙'], 2)).toBe('甲、乙等3个单位')
  })

  it('a sentence ends once, in one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('甲', '，', '；', '。', '\n', ' ', '3') }), (text) => {
        const made = sentence(text)
        expect(made).not.toContain('\n')
        expect(made).toMatch(/[。！？]$/)
        expect(made).not.toMatch(/[，；]。$/)
      }),
      { numRuns: 300 },
    )
  })

  it('signature and date stand as the standard says, whichever is longer', () => {
    const sign = fc.string({ unit: fc.constantFrom('厅', '处', '局'), minLength: 2, maxLength: 16 })
    const date = fc.constantFrom('2019年7月1日', '2019年12月20日')
    fc.assert(
      fc.property(sign, date, (signature, day) => {
        const right = closing(signature, day)
        const starts = { signature: -right.signature - widthOf(signature), date: -right.date - widthOf(day) }
        expect(starts.date - starts.signature).toBe(2)
        expect(Math.min(right.signature, right.date)).toBe(2)
      }),
      { numRuns: 200 },
    )
  })
})
