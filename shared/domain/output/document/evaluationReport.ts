import { onTimeRate, type Rates, reportingRate } from '../../counting/rates.ts'
import type { Year } from '../../counting/year.ts'
import type { Records } from '../../evaluation/records.ts'
import type { Evaluation, UnitScore } from '../../evaluation/score.ts'
import { UNIT_CLASSES, type Unit } from '../../people.ts'
import { type Task, taskOf, withinQuotes } from '../../plan.ts'
import type { Entry, Status } from '../../report/entry.ts'
import { dateInWords, dateOf, monthInWords, type Period } from '../../time.ts'
import type { Revision } from '../revision.ts'
import { groupsOf } from '../words.ts'
import { type Attachment, type Block, h1, h2, names, type OfficialDocument, p, sentence } from './document.ts'
import { documentNotes, subjectOf } from './words.ts'

/**
 * The year-end report to 厅党组, in the outline of domain.md, section 3. It tells what the records hold: how the reports came in, how each task stands in
 * the newest words of who speaks for it, the scores, and what is open. Suggestions follow from what is open and say no more.
 */
export type ReportInput = {
  year: Year
  evaluation: Evaluation
  records: Records
  /** `unit period` → entries of the filed report. */
  texts: ReadonlyMap<string, readonly Entry[]>
  revision: Revision
  /** Does a published evaluation stand behind it? Until one does, the report is a draft. */
  published: boolean
  signature: string
}

/** A text of the report is at most so long; the workbook has the whole. */
const MOST = 160

const clip = (text: string): string => {
  const flat = sentence(text)
  if (flat.length <= MOST) return flat
  const cut = flat.slice(0, MOST)
  const stop = Math.max(...['。', '；', '，'].map((sign) => cut.lastIndexOf(sign)))
  return stop > MOST / 2 ? `${cut.slice(0, stop)}。` : `${cut}……`
}

type Told = { unit: Unit; period: Period; entry: Entry; status: Status | null; progress: number | null }

/** The newest words on a task: of its lead or, without one, of its first responsible unit that said something. */
const newestOn = ({ year, texts }: ReportInput, task: number): Told | null => {
  const order = ['lead', 'responsible', 'wildcard', 'support'] as const
  const months = year.units.flatMap((unit) =>
    (year.duties[unit.id] ?? []).flat().filter((duty) => duty.task === task && duty.entry !== null && !duty.entry.zero),
  )
  for (const role of order) {
    const newest = months
      .filter((duty) => duty.role === role)
      .sort((one, other) => (one.period < other.period ? 1 : one.period > other.period ? -1 : 0))[0]
    const unit = year.units.find(({ id }) => id === newest?.unit)
    const entry = newest ? texts.get(`${newest.unit} ${newest.period}`)?.find((one) => one.task === task) : undefined
    if (newest && unit && entry && entry.work !== '')
      return { unit, period: newest.period, entry, status: newest.status, progress: newest.progress }
  }
  return null
}

const STATUS_ORDER: readonly string[] = [
  '已核验销号',
  '已完成',
  '进度超前',
  '按计划推进',
  '滞后',
  '停顿',
  '申请调整',
  '未启动',
]

/** How the task stands at the cut-off, in the word of the monthly form; null where nobody ever reported on it. */
const standOf = (year: Year, task: Task): string | null => {
  const month = year.periods.findLast(({ due }) => due <= year.cutOff)?.period
  const light = month ? year.tasks[task.number]?.[month]?.light : null
  if (light === 'verified') return '已核验销号'
  const speaking = year.units
    .flatMap((unit) => (year.duties[unit.id] ?? []).flat())
    .filter((duty) => duty.task === task.number && duty.status !== null)
    .sort((one, other) => (one.period < other.period ? 1 : -1))
  const best = ['lead', 'responsible', 'wildcard', 'support']
    .map((role) => speaking.find((duty) => duty.role === role))
    .find((duty) => duty !== undefined)
  return best?.status ?? null
}

const standings = (year: Year, tasks: readonly Task[]): string => {
  const counts = new Map<string, number>()
  for (const task of tasks) {
    const stand = standOf(year, task) ?? '没有报过进展'
    counts.set(stand, (counts.get(stand) ?? 0) + 1)
  }
  return [...STATUS_ORDER, '没有报过进展']
    .filter((stand) => counts.has(stand))
    .map((stand) => `${stand}${counts.get(stand)}项`)
    .join('、')
}

const taskWords = (task: Task): string => `任务${task.label}“${withinQuotes(task.title.replace(/[。.]$/, ''))}”`

const results = (input: ReportInput): Block[] =>
  groupsOf(input.year.plan).flatMap((group, index): Block[] => [
    h2(index + 1, group.title.replace(/^（[^）]*）/, '').replace(/[。.]$/, '')),
    p(`本组${group.tasks.length}项任务，${standings(input.year, group.tasks)}。`),
    ...group.tasks.map((task) => {
      const told = newestOn(input, task.number)
      return told
        ? p(
            `${taskWords(task)}（${told.unit.name}）：${clip(told.entry.work)}`,
            told.progress === null ? null : `累计完成进度${told.progress}%。`,
          )
        : p(`${taskWords(task)}：没有报过进展。`)
    }),
  ])

const monthsWith = (year: Year, unit: Unit, is: 'late' | 'madeUp' | 'missing'): string[] =>
  year.periods.filter(({ period }) => year.standings[unit.id]?.[period]?.[is]).map(({ period }) => monthInWords(period))

const filing = (year: Year): Block[] => {
  const all: Rates = year.rates.all
  const due = year.periods.filter((dates) => dates.due <= year.cutOff)
  const told = (is: 'late' | 'madeUp' | 'missing', word: string): Block[] => {
    const units = year.units.flatMap((unit) => {
      const months = monthsWith(year, unit, is)
      return months.length > 0 ? [`${unit.name}（${months.join('、')}）`] : []
    })
    return units.length > 0 ? [p(`${word}${all[is]}份：${names(units, 20)}。`)] : []
  }
  const first = due[0]
  const last = due.at(-1)
  return [
    p(
      first && last
        ? `${monthInWords(first.period)}至${monthInWords(last.period)}共${due.length}个报告期，应报${all.expected}份，已报${all.reported}份，报送率${reportingRate(all)}；`
        : '还没有到期的报告期，',
      `按时${all.onTime}份，按时率${onTimeRate(all)}；零报告${all.zero}份；退回${all.returned}次。`,
    ),
    ...told('late', '迟报'),
    ...told('madeUp', '漏报后补报'),
    ...told('missing', '未报'),
  ]
}

const inClass = (input: ReportInput): { name: string; units: UnitScore[] }[] =>
  input.evaluation.rules.ranking === 'all'
    ? [{ name: '', units: ranked(input.evaluation.units) }]
    : UNIT_CLASSES.map((name) => ({
        name,
        units: ranked(input.evaluation.units.filter((unit) => unit.class === name)),
      })).filter(({ units }) => units.length > 0)

const ranked = (units: readonly UnitScore[]): UnitScore[] =>
  units.filter(({ total }) => total !== null).sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0))

const nameOf = (year: Year, id: string): string => year.units.find((unit) => unit.id === id)?.name ?? id
/** 86.5, 90, 78.25: as many decimals as there are. */
const score = (points: number): string => String(points)

const scores = (input: ReportInput): Block[] => {
  const { year, evaluation } = input
  const all = evaluation.units.filter(({ total }) => total !== null)
  const grades = evaluation.rules.grades.flatMap(({ name }) => {
    const units = all.filter(({ grade }) => grade === name).map(({ unit }) => nameOf(year, unit))
    return units.length > 0 ? [`${name}${units.length}个（${names(units, 20)}）`] : []
  })
  const leftOut = [
    ...new Set(evaluation.units.flatMap(({ items }) => items.flatMap((item) => (item.why ? [item.name] : [])))),
  ]
  return [
    p(`按评价规则，${all.length}个单位参加评价，等次为：${grades.join('，')}。`),
    ...inClass(input).map(({ name, units }) =>
      p(
        `${name === '' ? '排名' : `${name}排名`}：`,
        units
          .slice(0, 5)
          .map((unit) => `第${unit.rank}名${nameOf(year, unit.unit)}（${score(unit.total ?? 0)}分）`)
          .join('，'),
        units.length > 5 ? '。其余见附件1。' : '。',
      ),
    ),
    ...(leftOut.length > 0 ? [p(`${leftOut.join('、')}有单位不计，总分按其余各项折算，逐项原因见评价工作簿。`)] : []),
  ]
}

const troubles = (input: ReportInput): Block[] => {
  const { year, records, texts } = input
  const month = year.periods.findLast(({ due }) => due <= year.cutOff)?.period
  const of = (light: 'red' | 'yellow'): Task[] =>
    year.plan.tasks.filter((task) => month && year.tasks[task.number]?.[month]?.light === light)
  const open = month
    ? year.units.flatMap((unit) =>
        (texts.get(`${unit.id} ${month}`) ?? [])
          .filter((entry) => entry.problem !== '')
          .map((entry) => ({ unit, entry })),
      )
    : []
  const lookback = records.lookbacks ?? []
  const found = lookback.reduce((sum, one) => sum + one.problems, 0)
  const remedied = lookback.reduce((sum, one) => sum + one.remedied, 0)
  const lines = [
    of('red').length > 0
      ? p(`停顿、过期或未报的任务${of('red').length}项：${of('red').map(taskWords).join('、')}。`)
      : null,
    of('yellow').length > 0
      ? p(`滞后或有问题没有措施的任务${of('yellow').length}项：${of('yellow').map(taskWords).join('、')}。`)
      : null,
    ...open.slice(0, 8).map(({ unit, entry }) => {
      const task = taskOf(year.plan, entry.task)
      return p(`${unit.name}（任务${task?.label ?? entry.task}）：${clip(entry.problem)}`)
    }),
    open.length > 8 ? p(`另有${open.length - 8}条，见当月汇总表。`) : null,
    records.lookbacks === null
      ? null
      : p(
          `“回头看”自查发现问题${found}个，已整改${remedied}个${found > remedied ? `，还有${found - remedied}个没有整改` : ''}。`,
        ),
  ].filter((block) => block !== null)
  return lines.length > 0 ? lines : [p('截至统计时间，记录中没有未解决的问题。')]
}

const suggestions = ({ year, records }: ReportInput): Block[] => {
  const month = year.periods.findLast(({ due }) => due <= year.cutOff)?.period
  const behind = year.plan.tasks.filter((task) => {
    const light = month ? year.tasks[task.number]?.[month]?.light : null
    return light === 'red' || light === 'yellow'
  }).length
  const owing = year.units.filter((unit) => monthsWith(year, unit, 'missing').length > 0).map(({ name }) => name)
  const open = (records.lookbacks ?? []).reduce((sum, one) => sum + one.problems - one.remedied, 0)
  const lines = [
    behind > 0 ? `对进度滞后、停顿或过期的${behind}项任务，由责任单位逐项明确完成时限和责任人。` : null,
    open > 0 ? `对“回头看”没有整改的${open}个问题，由责任单位按整改时限办结。` : null,
    owing.length > 0 ? `对有未报月报的单位（${names(owing)}），由法规处提醒并说明原因。` : null,
    '评价结果按实施方案的规定运用。',
  ].filter((line) => line !== null)
  return lines.map((line, index) => p(`${index + 1}.${line}`))
}

const ranking = (input: ReportInput): Attachment => {
  const { year, evaluation } = input
  const items = evaluation.units[0]?.items.map(({ name }) => name) ?? []
  return {
    name: '各单位评价得分和排名',
    heads: ['单位', ...items, '加减分', '总分', '排名', '等次'],
    widths: [20, ...items.map(() => 10), 9, 10, 8, 10],
    rows: inClass(input).flatMap(({ units }) =>
      units.map((unit) => [
        nameOf(year, unit.unit),
        ...unit.items.map(({ points }) => (points === null ? '—' : score(points))),
        score(unit.bonus.points ?? 0),
        score(unit.total ?? 0),
        String(unit.rank),
        unit.grade ?? '',
      ]),
    ),
    notes: [
      evaluation.rules.ranking === 'all' ? '全部单位一起排名。' : '按类别分别排名。',
      '“—”：这一项不计，总分按其余各项折算。',
    ],
  }
}

const filings = (year: Year): Attachment => ({
  name: '各单位全年报送情况',
  heads: ['单位', '应报', '已报', '按时', '迟报', '漏报', '未报', '零报告', '报送率'],
  widths: [22, 9, 9, 9, 9, 9, 9, 10, 12],
  rows: year.units.flatMap((unit) => {
    const rates = year.rates.unit[unit.id]
    return rates && rates.expected > 0
      ? [
          [
            unit.name,
            ...[rates.expected, rates.reported, rates.onTime, rates.late, rates.madeUp, rates.missing, rates.zero].map(
              String,
            ),
            reportingRate(rates),
          ],
        ]
      : []
  }),
  notes: ['应报＝按时＋迟报＋漏报＋未报；已报是前三项之和；报送率＝已报÷应报。'],
})

export const evaluationReport = (input: ReportInput): OfficialDocument => {
  const { year, revision, published } = input
  const { plan } = year
  const subject = subjectOf(plan)
  const owing = new Set(
    plan.tasks.length > 0 ? year.units.filter((unit) => year.duties[unit.id]?.length).map(({ id }) => id) : [],
  )
  const document = plan.documentNumber ? `（${plan.documentNumber}）` : ''
  return {
    name: `${plan.year}年${subject}评价情况报告`,
    title: [`关于${plan.year}年${subject}`, published ? '评价情况的报告' : '评价情况的报告（草稿）'],
    to: '厅党组',
    body: [
      p(
        `按照《${plan.title.replace(/^关于印发|的通知$/g, '').replace(/[《》]/g, '')}》${document}，法规处对各责任单位${plan.year}年工作落实情况作了评价，数据截至${dateInWords(dateOf(year.cutOff), true)}。现将有关情况报告如下。`,
      ),
      h1(1, '总体情况'),
      p(
        `实施方案共${plan.tasks.length}项任务，由${owing.size}个单位承担。截至统计时间，${standings(year, plan.tasks)}。`,
      ),
      h1(2, '主要做法和成效'),
      ...results(input),
      h1(3, '报送情况'),
      ...filing(year),
      h1(4, '评价结果'),
      ...scores(input),
      h1(5, '存在问题'),
      ...troubles(input),
      h1(6, '下一步建议'),
      ...suggestions(input),
      p('特此报告。'),
    ],
    attachments: [ranking(input), filings(year)],
    signature: input.signature,
    cutOff: year.cutOff,
    notes: [...(published ? [] : ['评价没有发布，供核对。']), ...documentNotes(year.cutOff, revision)],
  }
}
