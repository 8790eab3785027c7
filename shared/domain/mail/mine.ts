import { paths } from '../paths.ts'
import { momentInWords, periodInWords } from '../time.ts'
import { deadlineOf, stageOf, unfilled } from './deadline.ts'
import { type Block, pageAt } from './layout.ts'
import type { OwingToMe, ReminderWords } from './reminder.ts'
import { leftInWords } from './when.ts'

/** One report in the mail to its unit: until when, which tasks, and the way to each. */

const what = ({ unit, period }: OwingToMe): string => `${unit.name}${periodInWords(period)}月报`

/** 6月28日（星期五）17:30前，还有1个工作日 */
const until = (owing: OwingToMe, { now, calendar }: ReminderWords): string => {
  const deadline = deadlineOf(owing, now)
  return `${momentInWords(deadline)}前，${leftInWords(calendar, now, deadline)}`
}

/** The sentence that says what is to be done, and by when. */
const lead = (owing: OwingToMe, given: ReminderWords): Block => {
  const left = { strong: until(owing, given) }
  const due = momentInWords(owing.dates.due)
  switch (owing.need) {
    case 'sign':
      return {
        kind: 'paragraph',
        pieces: [`${what(owing)}已经填好，等负责人审签，审签后才算报送。审签时间：`, left, '。'],
      }
    case 'correct':
      return {
        kind: 'paragraph',
        pieces: [`${what(owing)}退回后还没有重报。重报时间：`, left, '；过了这个时间，按重报的时间计。'],
      }
  }
  switch (stageOf(owing, given.now)) {
    case 'before':
      return { kind: 'paragraph', pieces: [`请提交${what(owing)}，提交时间：`, left, '。'] }
    case 'late':
      return {
        kind: 'paragraph',
        pieces: [`${what(owing)}的截止时间是${due}，还没有提交。现在提交记作迟报，锁定时间：`, left, '。'],
      }
    case 'made-up':
      return { kind: 'paragraph', pieces: [`${what(owing)}已延期，补报时间：`, left, '。'] }
    case 'locked':
      return { kind: 'paragraph', pieces: [`${what(owing)}已经锁定。要补报，请联系法规处开延期补报。`] }
  }
}

const count = ({ need, tasks }: OwingToMe): string => {
  const remaining = unfilled({ tasks })
  const pointed = tasks.filter(({ state }) => state === '待修改').length
  if (need === 'sign') return `本月应报${tasks.length}项任务：`
  if (need === 'correct')
    return pointed > 0 ? `审核意见指出${pointed}项任务要改：` : `本月应报${tasks.length}项任务，请按退回理由修改：`
  return `本月应报${tasks.length}项任务，${remaining > 0 ? `还有${remaining}项没填` : '都已填好，提交后才算报送'}：`
}

const button = (owing: OwingToMe, url: (path: string) => string): Block => {
  const { plan, period, unit, need, as } = owing
  const report = url(paths.report(plan.id, period, unit.id))
  const signs = as === 'head' || as === 'standInHead'
  const label = (): string => {
    if (need === 'sign') return signs ? '打开月报审签' : '查看月报'
    if (as === 'head') return '查看月报'
    if (need === 'correct') return '打开月报修改'
    return unfilled(owing) > 0 ? '继续填写月报' : '打开月报提交'
  }
  return { kind: 'button', label: label(), to: report }
}

/** To the head too, so that it can be passed on; a report past its draft has no use for it. */
const zero = ({ plan, period, unit, need }: OwingToMe, url: (path: string) => string): Block[] =>
  need !== 'file'
    ? []
    : [
        {
          kind: 'paragraph',
          pieces: [
            '没有新进展的任务，报零报告并写明理由；全部任务都没有，可以',
            { link: '报整单位零报告', to: url(paths.reportZero(plan.id, period, unit.id)) },
            '，打开后还要确认一次。',
          ],
        },
      ]

const URGENT = ['待修改', '未填']

export const mineBlocks = (owing: OwingToMe, given: ReminderWords, several: boolean): Block[] => {
  const { plan, period, unit } = owing
  const url = (path: string): string => pageAt(given.publicUrl, path)
  const rank = (state: string): number => (URGENT.includes(state) ? 0 : 1)
  const sorted = [...owing.tasks].sort((a, b) => rank(a.state) - rank(b.state) || a.number - b.number)
  return [
    ...(several ? [{ kind: 'heading', text: what(owing) } satisfies Block] : []),
    ...(owing.chasedBy === null
      ? []
      : [{ kind: 'paragraph', pieces: [`法规处${owing.chasedBy}催办这份月报。`] } satisfies Block]),
    lead(owing, given),
    { kind: 'paragraph', pieces: [count(owing)] },
    {
      kind: 'rows',
      caption: `${what(owing)}应报任务`,
      heads: ['任务', '状态'],
      rows: sorted.map((task) => ({
        state: task.state,
        urgent: URGENT.includes(task.state),
        mark: `任务${task.number}`,
        title: task.title,
        to: url(paths.taskOf(plan.id, period, unit.id, task.number)),
      })),
    },
    button(owing, url),
    ...zero(owing, url),
  ]
}
