import { paths } from '../paths.ts'
import { type Instant, momentInWords, type Period, periodInWords, stampInWords } from '../time.ts'
import { type Block, lastLine, pageAt, type Words, written } from './layout.ts'

/** What every notice about one report knows. */
export type Notice = {
  publicUrl: string
  to: { name: string }
  plan: { id: string; title: string }
  period: Period
  unit: { id: string; name: string }
  sample: boolean
}

const what = ({ unit, period }: Notice): string => `${unit.name}${periodInWords(period)}月报`
const greeting = ({ to }: Notice): Block => ({ kind: 'paragraph', pieces: [`${to.name}，您好：`] })
type NoticeRemark = { task: number; title: string; text: string }
const remarkBlocks = (notice: Notice, remarks: readonly NoticeRemark[]): Block[] =>
  remarks.flatMap((remark): Block[] => [
    { kind: 'quote', label: `任务${remark.task}　${remark.title}`, text: remark.text },
    {
      kind: 'paragraph',
      pieces: [
        {
          link: `打开任务${remark.task}`,
          to: pageAt(notice.publicUrl, paths.taskOf(notice.plan.id, notice.period, notice.unit.id, remark.task)),
        },
      ],
    },
  ])
const taskRows = (caption: string, tasks: readonly { task: number; title: string; state: string }[]): Block => ({
  kind: 'rows',
  caption,
  heads: ['任务', '进展状态'],
  rows: tasks.map(({ task, title, state }) => ({ state, urgent: false, mark: `任务${task}`, title, to: null })),
})
const foot = (notice: Notice, why: string): string[] => [why, ...lastLine(notice.sample)]

/**
 * 退回 (V1): the reason, the remarks on single entries, and until when to correct it.
 * @param notice.reopened the report had been accepted and was opened again
 */
export const returnedWords = (
  notice: Notice & {
    by: string
    reason: string
    remarks: NoticeRemark[]
    until: Instant
    reopened: boolean
  },
): Words => {
  const until = momentInWords(notice.until)
  const heading = `${notice.reopened ? '月报重新打开' : '月报被退回'}，请在${until}前改好再提交`
  return written({
    subject: `${heading}：${what(notice)}`,
    preview: notice.reason,
    over: notice.plan.title,
    heading,
    blocks: [
      greeting(notice),
      {
        kind: 'paragraph',
        pieces: [
          `${what(notice)}由${notice.by}${notice.reopened ? '重新打开' : '退回'}。请在`,
          { strong: `${until}前` },
          '改好再提交，按原来的报送时间计；过了这个时间，按重新提交的时间计。',
        ],
      },
      { kind: 'quote', label: notice.reopened ? '重新打开的理由' : '退回理由', text: notice.reason },
      ...remarkBlocks(notice, notice.remarks),
      {
        kind: 'button',
        label: '打开月报修改',
        to: pageAt(notice.publicUrl, paths.report(notice.plan.id, notice.period, notice.unit.id)),
      },
    ],
    foot: foot(notice, '这份月报由您或您所在单位填报，所以收到这封信。'),
  })
}

/** 请审签 (R7): the report is filled in and waits for the head; it counts as filed when it is signed. */
export const signWantedWords = (
  notice: Notice & { by: string; at: Instant; due: Instant; tasks: { task: number; title: string; state: string }[] },
): Words => {
  const late = notice.at >= notice.due
  const heading = late
    ? `${what(notice)}等您审签，截止时间已过`
    : `${what(notice)}等您审签，${momentInWords(notice.due)}截止`
  return written({
    subject: heading,
    preview: `${notice.by}在${stampInWords(notice.at)}提交，审签后才算报送。`,
    over: notice.plan.title,
    heading,
    blocks: [
      greeting(notice),
      {
        kind: 'paragraph',
        pieces: [
          `${what(notice)}由${notice.by}在${stampInWords(notice.at)}填好提交，`,
          { strong: '审签后才算报送' },
          late
            ? `。截止时间是${momentInWords(notice.due)}，现在审签记作迟报。共${notice.tasks.length}项任务：`
            : `。请在${momentInWords(notice.due)}前审签。共${notice.tasks.length}项任务：`,
        ],
      },
      taskRows(`${what(notice)}内容`, notice.tasks),
      {
        kind: 'button',
        label: '打开月报审签',
        to: pageAt(notice.publicUrl, paths.report(notice.plan.id, notice.period, notice.unit.id)),
      },
      { kind: 'paragraph', pieces: ['内容要改的，在同一页写明理由，退给填报人。'] },
    ],
    foot: foot(notice, `您可以审签${notice.unit.name}的月报，所以收到这封信。`),
  })
}

/** 不予审签 (R7): the head gave it back, with the reason. */
export const declinedWords = (
  notice: Notice & { by: string; reason: string; remarks: NoticeRemark[]; until: Instant },
): Words => {
  const heading = `${what(notice)}没有审签，请改好再提交`
  return written({
    subject: heading,
    preview: notice.reason,
    over: notice.plan.title,
    heading,
    blocks: [
      greeting(notice),
      {
        kind: 'paragraph',
        pieces: [
          `${notice.by}没有审签${what(notice)}。请在`,
          { strong: `${momentInWords(notice.until)}前` },
          '改好再提交。',
        ],
      },
      { kind: 'quote', label: '不予审签的理由', text: notice.reason },
      ...remarkBlocks(notice, notice.remarks),
      {
        kind: 'button',
        label: '打开月报修改',
        to: pageAt(notice.publicUrl, paths.report(notice.plan.id, notice.period, notice.unit.id)),
      },
    ],
    foot: foot(notice, '这份月报由您或您所在单位填报，所以收到这封信。'),
  })
}

/** 审核通过. */
export const acceptedWords = (notice: Notice & { by: string; at: Instant }): Words => {
  const heading = `${what(notice)}已审核通过`
  return written({
    subject: heading,
    preview: `${notice.by}在${stampInWords(notice.at)}审核通过。`,
    over: notice.plan.title,
    heading,
    blocks: [
      greeting(notice),
      { kind: 'paragraph', pieces: [`${what(notice)}由${notice.by}在${stampInWords(notice.at)}审核通过，不用再办。`] },
      {
        kind: 'button',
        label: '查看月报',
        to: pageAt(notice.publicUrl, paths.report(notice.plan.id, notice.period, notice.unit.id)),
      },
    ],
    foot: foot(notice, '这份月报由您或您所在单位填报，所以收到这封信。'),
  })
}

/**
 * 回执 (R6): what was received, when, and as what it counts.
 * @param notice.counts 按时, 迟报 or 漏报, by the first submission that counts
 * @param notice.entered entered by the office for the unit (代录)
 */
export const receiptWords = (
  notice: Notice & {
    by: string
    at: Instant
    counts: '按时' | '迟报' | '漏报'
    revision: number
    entered: boolean
    entries: { task: number; title: string; state: string }[]
  },
): Words => {
  const heading = `${notice.entered ? '已代录' : '已收到'}${what(notice)}（${notice.counts}）`
  const tasks = pageAt(notice.publicUrl, paths.report(notice.plan.id, notice.period, notice.unit.id))
  return written({
    subject: heading,
    preview: `${notice.by}在${stampInWords(notice.at)}${notice.entered ? '代录' : '提交'}。`,
    over: notice.plan.title,
    heading,
    blocks: [
      greeting(notice),
      {
        kind: 'paragraph',
        pieces: [
          `${what(notice)}由${notice.by}在`,
          { strong: stampInWords(notice.at) },
          `${notice.entered ? '代录' : '提交'}，第${notice.revision}次，记作${notice.counts}。共${notice.entries.length}项任务：`,
        ],
      },
      taskRows(`${what(notice)}内容`, notice.entries),
      {
        kind: 'button',
        label: '打开回执',
        to: pageAt(notice.publicUrl, paths.receipt(notice.plan.id, notice.period, notice.unit.id)),
      },
      { kind: 'paragraph', pieces: ['审核通过以前可以撤回修改：', { link: '打开月报', to: tasks }, '。'] },
    ],
    foot: foot(notice, '回执可以打印，留有填报人、审核人和盖章处。'),
  })
}
