import type { WorkCalendar } from '../calendar.ts'
import { paths } from '../paths.ts'
import { CAPACITY_WORDS, type Capacity } from '../people.ts'
import type { ReportDates } from '../report/dates.ts'
import { type Entry, isBlank } from '../report/entry.ts'
import { type Instant, momentInWords, type Period, periodInWords } from '../time.ts'
import { type Block, lastLine, pageAt, type Words, written } from './layout.ts'
import { leftInWords, soonInWords } from './when.ts'

/** How far a task is in the unit's own draft. */
export const TASK_STATES = ['未填', '已填', '零报告'] as const
export type TaskState = (typeof TASK_STATES)[number]

export const taskStateOf = (entry: Entry | undefined): TaskState =>
  entry === undefined || isBlank(entry) ? '未填' : entry.zero ? '零报告' : '已填'

/** One report that a unit still owes, as a mail tells of it. */
export type Owing = {
  plan: { id: string; title: string }
  period: Period
  unit: { id: string; name: string }
  dates: ReportDates
  tasks: { number: number; title: string; state: TaskState }[]
}

/** In a mail to the unit: as what the person is addressed. */
export type OwingToMe = Owing & { as: Capacity }
/** In the office's digest: whom to ring. */
export type OwingToOffice = Owing & { coordinator: { name: string; phone: string } | null }

export type ReminderWords = {
  now: Instant
  calendar: WorkCalendar
  publicUrl: string
  to: { name: string }
  mine: OwingToMe[]
  /** Units whose report is overdue, for the office. */
  digest: OwingToOffice[]
  sample: boolean
}

type Stage = 'before' | 'late' | 'made-up' | 'locked'
const stageOf = ({ due, locks, closes }: ReportDates, now: Instant): Stage =>
  now < due ? 'before' : now < locks ? 'late' : now < closes ? 'made-up' : 'locked'

/** The moment up to which there is something to do. */
const deadlineOf = (dates: ReportDates, now: Instant): Instant =>
  now < dates.due ? dates.due : now < dates.locks ? dates.locks : dates.closes

const unfilled = (owing: Owing): number => owing.tasks.filter((task) => task.state === '未填').length

const names = (all: readonly Owing[]): string => {
  const units = [...new Set(all.map(({ unit }) => unit.name))]
  return units.length > 2 ? `${units[0]}等${units.length}个单位` : units.join('、')
}
const months = (all: readonly Owing[]): string =>
  [...new Set(all.map(({ period }) => period))].sort().map(periodInWords).join('、')

const mineHeading = (all: readonly OwingToMe[], now: Instant): string => {
  const first = all[0]
  if (!first) return ''
  const when = soonInWords(now, deadlineOf(first.dates, now))
  const stage = stageOf(first.dates, now)
  if (stage === 'late') return `已过截止时间，月报还没有提交，${when}锁定`
  if (stage !== 'before') return `月报还没有提交，延期补报${when}截止`
  const left = all.reduce((sum, owing) => sum + unfilled(owing), 0)
  return left > 0 ? `还有${left}项任务没填，${when}截止` : `月报填好了还没有提交，${when}截止`
}

const digestHeading = (all: readonly OwingToOffice[], now: Instant): string => {
  const units = new Set(all.map(({ unit }) => unit.id)).size
  const open = all.filter(({ dates }) => now < dates.locks)
  const first = open[0]
  return first
    ? `${units}个单位逾期没有提交，${soonInWords(now, deadlineOf(first.dates, now))}锁定`
    : `${units}个单位没有提交，报告期已锁定`
}

const taskBlocks = (owing: OwingToMe, { now, calendar, publicUrl }: ReminderWords, several: boolean): Block[] => {
  const { plan, period, unit, dates } = owing
  const what = `${unit.name}${periodInWords(period)}月报`
  const deadline = deadlineOf(dates, now)
  const left = leftInWords(calendar, now, deadline)
  const stage = stageOf(dates, now)
  const before = `${momentInWords(deadline)}前`
  const lead: Block = {
    kind: 'paragraph',
    pieces:
      stage === 'before'
        ? [`${what}，请在`, { strong: before }, `提交，${left}。`]
        : stage === 'late'
          ? [
              `${what}，截止时间是${momentInWords(dates.due)}，还没有提交。`,
              { strong: before },
              `提交的记作迟报，之后锁定，${left}。`,
            ]
          : [`${what}已延期，请在`, { strong: before }, `补报，${left}。`],
  }
  const remaining = unfilled(owing)
  const count: Block = {
    kind: 'paragraph',
    pieces: [
      `本月应报${owing.tasks.length}项任务，${remaining > 0 ? `还有${remaining}项没填` : '都已填好，提交后才算报送'}：`,
    ],
  }
  const sorted = [...owing.tasks].sort(
    (a, b) => Number(a.state !== '未填') - Number(b.state !== '未填') || a.number - b.number,
  )
  return [
    ...(several ? [{ kind: 'heading', text: what } satisfies Block] : []),
    lead,
    count,
    {
      kind: 'rows',
      caption: `${what}应报任务`,
      heads: ['任务', '状态'],
      rows: sorted.map((task) => ({
        state: task.state,
        urgent: task.state === '未填',
        mark: `任务${task.number}`,
        title: task.title,
        to: pageAt(publicUrl, paths.taskOf(plan.id, period, unit.id, task.number)),
      })),
    },
    {
      kind: 'button',
      label: owing.as === 'head' ? '查看月报' : remaining > 0 ? '继续填写月报' : '打开月报提交',
      to: pageAt(publicUrl, paths.report(plan.id, period, unit.id)),
    },
    {
      kind: 'paragraph',
      pieces: [
        '没有新进展的任务，报零报告并写明理由；全部任务都没有，可以',
        { link: '报整单位零报告', to: pageAt(publicUrl, paths.reportZero(plan.id, period, unit.id)) },
        '，打开后还要确认一次。',
      ],
    },
  ]
}

const digestState = (owing: Owing): string => {
  const left = unfilled(owing)
  if (left === owing.tasks.length) return '未填'
  return left === 0 ? '草稿，未提交' : `草稿，缺${left}项`
}

const digestBlocks = ({ digest, now, publicUrl }: ReminderWords, several: boolean): Block[] => {
  const groups = new Map<string, OwingToOffice[]>()
  for (const owing of digest) {
    const key = `${owing.plan.id}/${owing.period}`
    groups.set(key, [...(groups.get(key) ?? []), owing])
  }
  return [...groups.values()].flatMap((group): Block[] => {
    const first = group[0]
    if (!first) return []
    const month = `${periodInWords(first.period)}月报`
    const open = group.some(({ dates }) => now < dates.locks)
    return [
      ...(several || groups.size > 1 ? [{ kind: 'heading', text: `${month}：逾期单位` } satisfies Block] : []),
      {
        kind: 'paragraph',
        pieces: [
          `${month}截止时间已过，还有`,
          { strong: `${group.length}个单位` },
          open
            ? `没有提交。${momentInWords(deadlineOf(first.dates, now))}前提交的记作迟报，之后锁定。`
            : '没有提交。报告期已锁定，要补报的，由法规处开延期补报。',
        ],
      },
      {
        kind: 'rows',
        caption: `${month}逾期单位`,
        heads: ['单位', '状态'],
        rows: group.map((owing) => ({
          state: digestState(owing),
          urgent: true,
          mark: owing.coordinator
            ? `工作协调员：${[owing.coordinator.name, owing.coordinator.phone].filter(Boolean).join('，')}`
            : '没有工作协调员',
          title: `${owing.unit.name}（应报${owing.tasks.length}项）`,
          to: pageAt(publicUrl, paths.report(owing.plan.id, owing.period, owing.unit.id)),
        })),
      },
      { kind: 'button', label: '打开报送情况', to: pageAt(publicUrl, paths.overview(first.plan.id, first.period)) },
    ]
  })
}

/** Why it came, and when it stops. */
const foot = ({ mine, digest, now, sample }: ReminderWords): string[] => {
  const served = [...new Set(mine.map(({ unit, as }) => `${unit.name}的${CAPACITY_WORDS[as]}`))]
  const first = mine[0]
  return [
    ...(served.length > 0 ? [`您是${served.join('、')}，所以收到这封信。提交后不再提醒。`] : []),
    ...(first && stageOf(first.dates, now) === 'before'
      ? [`截止后提交的记作迟报，${momentInWords(first.dates.locks)}锁定。`]
      : []),
    ...(digest.length > 0 ? ['逾期情况发给法规处全体人员。单位提交后，不再列入。'] : []),
    ...lastLine(sample),
  ]
}

/**
 * The reminder of one person and run: what their units owe, unfilled tasks first, the most pressing report on top; and, for the office, the
 * units that are overdue.
 */
export const reminderWords = (given: ReminderWords): Words => {
  const { now } = given
  const mine = [...given.mine].sort((a, b) => {
    const [one, other] = [deadlineOf(a.dates, now), deadlineOf(b.dates, now)]
    return one === other ? 0 : one < other ? -1 : 1
  })
  const several = mine.length > 1 || (mine.length > 0 && given.digest.length > 0)
  const heading = mine.length > 0 ? mineHeading(mine, now) : digestHeading(given.digest, now)
  const about = mine.length > 0 ? mine : given.digest
  const subject =
    mine.length > 0 ? `${heading}：${names(mine)}${months(mine)}月报` : `${heading}：${months(given.digest)}月报`
  const plans = [...new Set(about.map(({ plan }) => plan.title))]
  const first = mine[0]
  const open = first?.tasks.filter((task) => task.state === '未填').map((task) => `任务${task.number}`) ?? []
  return written({
    subject,
    preview: first
      ? `${momentInWords(deadlineOf(first.dates, now))}前提交${open.length > 0 ? `；${open.join('、')}还没填` : ''}。`
      : names(given.digest),
    over: plans.join('、'),
    heading,
    blocks: [
      { kind: 'paragraph', pieces: [`${given.to.name}，您好：`] },
      ...mine.flatMap((owing) => taskBlocks(owing, given, several)),
      ...digestBlocks(given, several),
    ],
    foot: foot({ ...given, mine }),
  })
}
