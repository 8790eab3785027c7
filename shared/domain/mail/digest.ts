import { paths } from '../paths.ts'
import { dateInWords, dateOf, type Instant, momentInWords, monthInWords, type Period, periodInWords } from '../time.ts'
import { deadlineOf, unfilled } from './deadline.ts'
import { type Block, pageAt } from './layout.ts'
import type { Owing, OwingToOffice, ReminderWords } from './reminder.ts'
import { soonInWords } from './when.ts'

/** The office's part of a mail: who is overdue, who left a returned report, what waits for its review. */

/** Units listed by name under one month and matter; of the others there is only the number, and the page that shows them. */
export const MOST_LISTED = 60

/** What is told together: 逾期 of drafts and of what waits for its signature, 退回后没有重报, 待审. */
type Matter = 'overdue' | 'returned' | 'unreviewed'
const matterOf = ({ need }: Pick<Owing, 'need'>): Matter =>
  need === 'correct' ? 'returned' : need === 'review' ? 'unreviewed' : 'overdue'
const MATTERS: readonly Matter[] = ['overdue', 'returned', 'unreviewed']

const countUnits = (all: readonly Owing[]): number => new Set(all.map(({ unit }) => unit.id)).size

export const digestHeading = (all: readonly OwingToOffice[], now: Instant): string => {
  const of = (matter: Matter) => all.filter((owing) => matterOf(owing) === matter)
  const overdue = of('overdue')
  const first = overdue.find(({ dates }) => now < dates.locks)
  if (first) return `${countUnits(overdue)}个单位逾期没有提交，${soonInWords(now, deadlineOf(first, now))}锁定`
  if (overdue.length > 0) return `${countUnits(overdue)}个单位没有提交，报告期已锁定`
  const returned = of('returned')
  if (returned.length > 0) return `${countUnits(returned)}个单位退回后没有重报，已过期限`
  return `${of('unreviewed').length}份月报提交后还没有审核`
}

const draftState = (owing: Owing): string => {
  if (owing.need === 'sign') return '待负责人审签'
  const left = unfilled(owing)
  if (left === owing.tasks.length) return '未填'
  return left === 0 ? '草稿，未提交' : `草稿，缺${left}项`
}

const stateIn = (owing: OwingToOffice): string => {
  const day = owing.since === null ? '' : dateInWords(dateOf(owing.since))
  switch (matterOf(owing)) {
    case 'overdue':
      return draftState(owing)
    case 'returned':
      return `${day}退回`
    case 'unreviewed':
      return `${day}提交`
  }
}

const whom = ({ coordinator, reachable }: OwingToOffice): string => {
  if (!reachable)
    return coordinator ? `工作协调员${coordinator.name}没有可用的邮箱，请电话联系` : '没有收件人，请先定下工作协调员'
  return coordinator
    ? `工作协调员：${[coordinator.name, coordinator.phone].filter(Boolean).join('，')}`
    : '没有工作协调员'
}

const said = (matter: Matter, group: readonly OwingToOffice[], period: Period, now: Instant): Block => {
  const month = `${periodInWords(period)}月报`
  const first = group[0]
  const units = { strong: `${group.length}个单位` }
  if (matter === 'returned')
    return { kind: 'paragraph', pieces: [`${month}退回后过了重报期限，还有`, units, '没有重报，现在按没有报送计。'] }
  if (matter === 'unreviewed')
    return { kind: 'paragraph', pieces: [`${month}有`, units, '提交后一直没有审核，请审核通过或退回。'] }
  const open = first && group.some(({ dates }) => now < dates.locks)
  return {
    kind: 'paragraph',
    pieces: [
      `${month}截止时间已过，还有`,
      units,
      open
        ? `没有提交。${momentInWords(deadlineOf(first, now))}前提交的记作迟报，之后锁定。`
        : '没有提交。报告期已锁定，要补报的，由法规处开延期补报。',
    ],
  }
}

const TITLES: Record<Matter, string> = { overdue: '逾期单位', returned: '退回没有重报', unreviewed: '待审' }

const groupBlocks = (
  matter: Matter,
  group: readonly OwingToOffice[],
  given: ReminderWords,
  titled: boolean,
): Block[] => {
  const first = group[0]
  if (!first) return []
  const { plan, period } = first
  const url = (path: string): string => pageAt(given.publicUrl, path)
  const title = `${periodInWords(period)}月报：${TITLES[matter]}`
  const listed = group.slice(0, MOST_LISTED)
  const more = group.length - listed.length
  return [
    ...(titled ? [{ kind: 'heading', text: title } satisfies Block] : []),
    said(matter, group, period, given.now),
    {
      kind: 'rows',
      caption: title,
      heads: ['单位', '状态'],
      rows: listed.map((owing) => ({
        state: stateIn(owing),
        urgent: matter !== 'unreviewed',
        mark: whom(owing),
        title: `${owing.unit.name}（应报${owing.tasks.length}项）`,
        to: url((matter === 'unreviewed' ? paths.review : paths.report)(plan.id, period, owing.unit.id)),
      })),
    },
    ...(more > 0 ? [{ kind: 'paragraph', pieces: [`另有${more}个单位，名单见下面的页面。`] } satisfies Block] : []),
    matter === 'unreviewed'
      ? { kind: 'button', label: `审核${monthInWords(period)}月报`, to: url(paths.reviews(plan.id)) }
      : { kind: 'button', label: `打开${monthInWords(period)}报送情况`, to: url(paths.overview(plan.id, period)) },
  ]
}

export const digestBlocks = (given: ReminderWords, several: boolean): Block[] => {
  const groups = new Map<string, { matter: Matter; group: OwingToOffice[] }>()
  for (const matter of MATTERS)
    for (const owing of given.digest.filter((one) => matterOf(one) === matter)) {
      const key = `${matter}/${owing.plan.id}/${owing.period}`
      const known = groups.get(key)
      if (known) known.group.push(owing)
      else groups.set(key, { matter, group: [owing] })
    }
  return [...groups.values()].flatMap(({ matter, group }) =>
    groupBlocks(matter, group, given, several || groups.size > 1),
  )
}
