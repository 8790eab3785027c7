import type { WorkCalendar } from '../calendar.ts'
import { CAPACITY_WORDS, type Capacity } from '../people.ts'
import type { Need } from '../reminder/rules.ts'
import type { ReportDates } from '../report/dates.ts'
import { type Entry, isBlank } from '../report/entry.ts'
import { type Instant, momentInWords, type Period, periodInWords } from '../time.ts'
import { deadlineOf, stageOf, unfilled } from './deadline.ts'
import { digestBlocks, digestHeading } from './digest.ts'
import { type Block, lastLine, type Words, written } from './layout.ts'
import { mineBlocks } from './mine.ts'
import { soonInWords } from './when.ts'

/** How far a task is in the unit's own draft; 待修改 where the return points at it. */
export const TASK_STATES = ['未填', '已填', '零报告', '待修改'] as const
export type TaskState = (typeof TASK_STATES)[number]

export const taskStateOf = (entry: Entry | undefined): TaskState =>
  entry === undefined || isBlank(entry) ? '未填' : entry.zero ? '零报告' : '已填'

/** One report that waits for its unit, as a mail tells of it. */
export type Owing = {
  plan: { id: string; title: string }
  period: Period
  unit: { id: string; name: string }
  dates: ReportDates
  need: Need
  tasks: { number: number; title: string; state: TaskState }[]
  /** When it was submitted or returned. */
  since: Instant | null
  /** Until when a returned report may be corrected. */
  window: Instant | null
}

/** In a mail to the unit: as what the person is addressed; a shared mailbox has no capacity. */
export type OwingToMe = Owing & {
  as: Capacity | null
  /** Who pressed 催办; null for the calendar's own reminders. */
  chasedBy: string | null
}
/** In the office's digest: whom to ring. `reachable`: has the unit anybody to whom mail can go? */
export type OwingToOffice = Owing & { coordinator: { name: string; phone: string } | null; reachable: boolean }

export type ReminderWords = {
  now: Instant
  calendar: WorkCalendar
  publicUrl: string
  to: { name: string }
  mine: OwingToMe[]
  /** For the office: units whose report is overdue or was left returned, reports left unreviewed. */
  digest: OwingToOffice[]
  /** The digest over the plan's histories, which a later change of them would contradict; in the office's mail only. */
  proof: string | null
  sample: boolean
}

const names = (all: readonly Owing[]): string => {
  const units = [...new Set(all.map(({ unit }) => unit.name))]
  return units.length > 2 ? `${units[0]}等${units.length}个单位` : units.join('、')
}
const months = (all: readonly Owing[]): string =>
  [...new Set(all.map(({ period }) => period))].sort().map(periodInWords).join('、')

const mineHeading = (all: readonly OwingToMe[], now: Instant): string => {
  const first = all[0]
  if (!first) return ''
  const when = soonInWords(now, deadlineOf(first, now))
  const stage = stageOf(first, now)
  if (first.need === 'sign') return `月报等您审签，${when}${stage === 'before' ? '截止' : '锁定'}`
  if (first.need === 'correct') return `月报退回后还没有重报，${when}截止`
  if (stage === 'late') return `已过截止时间，月报还没有提交，${when}锁定`
  if (stage !== 'before') return `月报还没有提交，延期补报${when}截止`
  const left = all.filter(({ need }) => need === 'file').reduce((sum, owing) => sum + unfilled(owing), 0)
  return left > 0 ? `还有${left}项任务没填，${when}截止` : `月报填好了还没有提交，${when}截止`
}

/** Why it came, and when it stops. */
const foot = ({ mine, digest, now, proof, sample }: ReminderWords): string[] => {
  const served = [
    ...new Set(mine.map(({ unit, as }) => (as ? `${unit.name}的${CAPACITY_WORDS[as]}` : `${unit.name}的公用邮箱`))),
  ]
  const mailbox = mine.length > 0 && mine.every(({ as }) => as === null)
  const first = mine[0]
  return [
    ...(served.length > 0
      ? [
          `${mailbox ? '这里' : '您'}是${served.join('、')}，所以收到这封信。${mine.every(({ need }) => need === 'file') ? '提交' : '办完'}后不再提醒。`,
        ]
      : []),
    ...(first && first.need !== 'correct' && stageOf(first, now) === 'before'
      ? [`截止后提交的记作迟报，${momentInWords(first.dates.locks)}锁定。`]
      : []),
    ...(digest.length > 0 ? ['这份情况发给法规处全体人员。单位报送、法规处审核以后，不再列入。'] : []),
    ...(digest.length > 0 && proof !== null ? [`各单位月报经过的当日校验值：${proof}`] : []),
    ...lastLine(sample),
  ]
}

/**
 * The reminder of one person and run: what waits for them, unfilled tasks first, the most pressing report on top; and, for the office, the
 * units that are overdue, those that left a returned report, and what waits for its review.
 */
export const reminderWords = (given: ReminderWords): Words => {
  const { now } = given
  const mine = [...given.mine].sort((a, b) => {
    const [one, other] = [deadlineOf(a, now), deadlineOf(b, now)]
    return one === other ? 0 : one < other ? -1 : 1
  })
  const several = mine.length > 1 || (mine.length > 0 && given.digest.length > 0)
  const heading = mine.length > 0 ? mineHeading(mine, now) : digestHeading(given.digest, now)
  const about = mine.length > 0 ? mine : given.digest
  const subject =
    mine.length > 0 ? `${heading}：${names(mine)}${months(mine)}月报` : `${heading}：${months(given.digest)}月报`
  const first = mine[0]
  const open = first?.tasks.filter((task) => task.state === '未填').map((task) => `任务${task.number}`) ?? []
  const blocks: Block[] = [
    { kind: 'paragraph', pieces: [`${given.to.name}，您好：`] },
    ...mine.flatMap((owing) => mineBlocks(owing, given, several)),
    ...digestBlocks(given, several),
  ]
  return written({
    subject,
    preview: first
      ? `${momentInWords(deadlineOf(first, now))}前${first.need === 'sign' ? '审签' : '提交'}${open.length > 0 ? `；${open.join('、')}还没填` : ''}。`
      : names(given.digest),
    over: [...new Set(about.map(({ plan }) => plan.title))].join('、'),
    heading,
    blocks,
    foot: foot({ ...given, mine }),
  })
}
