import type { Light } from '../../counting/lights.ts'
import { onTimeRate, type Rates, ratesOf, reportingRate } from '../../counting/rates.ts'
import { MARKS, type Standing } from '../../counting/standing.ts'
import type { Year } from '../../counting/year.ts'
import type { Unit } from '../../people.ts'
import { planIn, taskOf, withinQuotes } from '../../plan.ts'
import type { Entry } from '../../report/entry.ts'
import { type Instant, momentInWords, type Period, periodInWords } from '../../time.ts'
import type { Revision } from '../revision.ts'
import { type Block, h1, names, type OfficialDocument, p, sentence } from './document.ts'
import { documentNotes, subjectOf } from './words.ts'

/**
 * 通报: how a month's reports came in, how the tasks stand, what hinders, what is next (domain.md, 2: the office's year). Every figure is counted from the
 * records; nothing is praised or blamed beyond them.
 */
export type BulletinInput = {
  year: Year
  period: Period
  /** unit → entries of its filed report. */
  texts: ReadonlyMap<string, readonly Entry[]>
  revision: Revision
  /** The office's own full name. */
  signature: string
}

type Row = { unit: Unit; standing: Standing }

const counted = (rows: readonly Row[], is: (standing: Standing) => boolean): string[] =>
  rows.filter(({ standing }) => is(standing)).map(({ unit }) => unit.name)

const filing = (rows: readonly Row[], rates: Rates, due: Instant, locked: boolean): Block[] => {
  const late = counted(rows, (standing) => standing.late)
  const madeUp = counted(rows, (standing) => standing.madeUp)
  const missing = counted(rows, (standing) => standing.missing)
  const returned = counted(rows, (standing) => standing.expected && standing.returned > 0)
  const zero = counted(rows, (standing) => standing.reported && standing.zero)
  return [
    p(
      `${momentInWords(due, true)}截止，应报${rates.expected}份，已报${rates.reported}份，报送率${reportingRate(rates)}；`,
      `其中按时${rates.onTime}份，按时率${onTimeRate(rates)}。`,
    ),
    p(
      zero.length > 0 ? `零报告${zero.length}份：${names(zero)}。` : '没有零报告。',
      late.length > 0 ? `迟报${late.length}份：${names(late)}。` : null,
      madeUp.length > 0 ? `漏报后补报${madeUp.length}份：${names(madeUp)}。` : null,
      missing.length > 0 ? `${locked ? '未报' : '逾期没有报送'}${missing.length}份：${names(missing)}。` : null,
      returned.length > 0 ? `退回修改的${returned.length}份：${names(returned)}。` : null,
    ),
  ]
}

const lightsOf = (year: Year, period: Period): Map<Light, number[]> => {
  const lights = new Map<Light, number[]>()
  for (const task of year.plan.tasks) {
    const light = year.tasks[task.number]?.[period]?.light
    if (light) lights.set(light, [...(lights.get(light) ?? []), task.number])
  }
  return lights
}

/** A light in a running text; LIGHTS has the words of a legend. */
const STANDS: Record<Light, string> = {
  verified: '已核验销号',
  green: '按计划、超前或已完成',
  yellow: '滞后或有问题没有措施',
  red: '停顿、过期或未报',
  grey: '未启动',
}

/** 任务5“进一步加强…”、任务19“…” */
const tasksNamed = (year: Year, numbers: readonly number[]): string =>
  numbers
    .map((number) => {
      const task = taskOf(year.plan, number)
      return `任务${task?.label ?? number}“${withinQuotes(task?.title.replace(/[。.]$/, '') ?? '')}”`
    })
    .join('、')

const progress = (year: Year, period: Period): Block[] => {
  const lights = lightsOf(year, period)
  const of = (light: Light): number[] => lights.get(light) ?? []
  const judged = [...lights.values()].reduce((sum, numbers) => sum + numbers.length, 0)
  const told = (['verified', 'green', 'yellow', 'red', 'grey'] as const)
    .filter((light) => of(light).length > 0)
    .map((light) => `${STANDS[light]}的${of(light).length}项`)
  const rest = year.plan.tasks.length - judged
  if (rest > 0) told.push(`没有到期或没有单位承担的${rest}项`)
  return [
    p(`全年${year.plan.tasks.length}项任务，本月：${told.join('，')}。`),
    ...(of('red').length > 0 ? [p(`${STANDS.red}的任务：${tasksNamed(year, of('red'))}。`)] : []),
    ...(of('yellow').length > 0 ? [p(`${STANDS.yellow}的任务：${tasksNamed(year, of('yellow'))}。`)] : []),
  ]
}

type Found = { unit: Unit; entry: Entry }

const problemsIn = ({ year, texts }: BulletinInput): Found[] =>
  year.units
    .flatMap((unit) => (texts.get(unit.id) ?? []).map((entry) => ({ unit, entry })))
    .filter(({ entry }) => !entry.zero && (entry.problem !== '' || entry.coordination !== ''))
    .sort((one, other) => one.entry.task - other.entry.task)

const problems = (found: readonly Found[]): Block[] => {
  const wanting = found.filter(({ entry }) => entry.coordination !== '').length
  return found.length === 0
    ? [p('已报的月报没有填写存在问题和需协调解决事项。')]
    : [
        p(
          `各单位填报存在问题${found.filter(({ entry }) => entry.problem !== '').length}条，`,
          wanting > 0 ? `需协调解决事项${wanting}条，` : '没有需协调解决事项，',
          '逐条见附件2。',
        ),
      ]
}

const label = (year: Year, task: number): string => {
  const found = taskOf(year.plan, task)
  return found ? `${found.label}.${found.title.replace(/[。.]$/, '')}` : String(task)
}

/** @returns null when the plan has no such period */
export const bulletin = (input: BulletinInput): OfficialDocument | null => {
  const { period, revision } = input
  // As the tasks read in that month, whatever they were reworded to since.
  const year = { ...input.year, plan: planIn(input.year.plan, period) }
  const dates = year.periods.find((one) => one.period === period)
  if (!dates) return null
  const rows = year.units.flatMap((unit): Row[] => {
    const standing = year.standings[unit.id]?.[period]
    return standing?.owed ? [{ unit, standing }] : []
  })
  const rates = ratesOf(rows.map(({ standing }) => standing))
  const locked = year.cutOff >= dates.locks
  const found = problemsIn(input)
  const month = periodInWords(period)
  const next = year.periods.find((one) => one.period > period)
  const open = rows.filter(({ standing }) => standing.missing || standing.mark === 'returned')
  return {
    name: `${month}${subjectOf(year.plan)}报送情况通报`,
    title: [`关于${month}${subjectOf(year.plan)}`, '月报报送情况的通报'],
    to: '各责任单位',
    body: [
      p(
        `按照《${year.plan.title.replace(/^关于印发|的通知$/g, '').replace(/[《》]/g, '')}》，现将${month}月报报送情况通报如下。`,
      ),
      h1(1, '报送情况'),
      ...filing(rows, rates, dates.due, locked),
      h1(2, '工作进展'),
      ...progress(year, period),
      h1(3, '存在问题'),
      ...problems(found),
      h1(4, '下一步要求'),
      p(
        open.length > 0 && !locked
          ? `还没有报送或者退回后没有重报的单位，请在${momentInWords(dates.locks, true)}锁定前补报。`
          : null,
        open.length > 0 && locked ? '未报的单位，请向法规处申请延期补报并说明原因。' : null,
        '进度滞后的任务，请责任单位对照时限写明原因和措施。',
        next
          ? `${periodInWords(next.period)}月报请在${momentInWords(next.due, true)}前报送，没有新进展的要报零报告。`
          : null,
      ),
    ],
    attachments: [
      {
        name: `${month}各单位月报报送情况`,
        heads: ['序号', '单位', '应报任务', '报送情况', '报送时间', '备注'],
        widths: [8, 24, 12, 14, 26, 16],
        rows: rows.map(({ unit, standing }, index) => [
          String(index + 1),
          unit.name,
          String(year.duties[unit.id]?.flat().filter((duty) => duty.period === period && !duty.verified).length ?? 0),
          MARKS[standing.mark].word,
          standing.filedAt ? momentInWords(standing.filedAt).replace(/（.*）/, '') : '—',
          [
            standing.zero && standing.reported ? '零报告' : '',
            standing.entered ? '代录' : '',
            standing.selfAccepted ? '自审' : '',
          ]
            .filter((word) => word !== '')
            .join('、'),
        ]),
        notes: ['待审：已提交，还没有审核。自审：审核通过的人属于填报单位。代录：由法规处代为录入。'],
      },
      {
        name: `${month}存在问题和需协调解决事项`,
        heads: ['任务', '单位', '存在问题', '需协调解决事项', '下一步工作措施'],
        widths: [22, 12, 24, 20, 22],
        rows: found.map(({ unit, entry }) => [
          label(year, entry.task),
          unit.name,
          entry.problem || '—',
          entry.coordination || '—',
          entry.next === '' ? '—' : sentence(entry.next),
        ]),
        notes: found.length === 0 ? ['没有填写。'] : [],
      },
    ],
    signature: input.signature,
    cutOff: year.cutOff,
    notes: documentNotes(year.cutOff, revision),
  }
}
