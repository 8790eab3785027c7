import type { Child } from 'hono/jsx'
import { paths } from '../../../shared/domain/paths.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { entryDifference } from '../../../shared/domain/report/difference.ts'
import type { Entry } from '../../../shared/domain/report/entry.ts'
import { addPeriods } from '../../../shared/domain/time.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import { fieldName } from '../forms/report.ts'
import { AttachmentList, forTask } from './attachments.tsx'
import { Details, Notice, TextArea } from './components.tsx'
import { Difference } from './diff.tsx'
import { EntryRead, LastMonth } from './entryRead.tsx'
import { State } from './marks.tsx'
import { TaskText } from './taskText.tsx'

/** One entry under review: what was filed, what changed since the return, last month beside it, hints, and a box for a remark. */

export type Hint = { task: number; text: string }

/** Hints to the reviewer; none of them is a penalty. */
export const hintsOf = (view: ReportView, zeroRun: (task: number) => number): Hint[] =>
  view.entries.flatMap((entry) => {
    const last = view.last.find((one) => one.task === entry.task)
    const run = zeroRun(entry.task)
    const turned =
      last?.status &&
      entry.status &&
      last.status !== entry.status &&
      ['滞后', '停顿', '申请调整'].includes(entry.status)
    const back =
      last?.progress != null && entry.progress !== null && entry.progress < last.progress
        ? `累计完成进度由${last.progress}%降到${entry.progress}%`
        : null
    const same = last && !entry.zero && !last.zero && entry.work !== '' && entry.work === last.work
    return [
      ...(run >= 3 ? [`连续${run}个月零报告，每次都写了理由。这是提示，不扣分。`] : []),
      ...(turned ? [`由“${last.status}”转为“${entry.status}”。`] : []),
      ...(back ? [`${back}。`] : []),
      ...(same ? ['本月工作进展情况和上月一字不差。'] : []),
    ].map((text) => ({ task: entry.task, text }))
  })

type Props = {
  which: Which
  view: ReportView
  entry: Entry
  /** The entry as it was returned, where the report came back from a return. */
  before: Entry | undefined
  hints: readonly Hint[]
  /** The box for a remark, with what was typed; null where nothing can be returned. */
  remark: string | null
}

const markedOf = (
  before: Entry | undefined,
  entry: Entry,
): { marked: Partial<Record<keyof Entry, Child>>; changed: boolean } => {
  if (!before) return { marked: {}, changed: false }
  const fields = entryDifference(before, entry)
  const marked: Partial<Record<keyof Entry, Child>> = {}
  for (const { field, parts } of fields)
    marked[field === 'standing' ? 'progress' : field] = <Difference parts={parts} />
  return { marked, changed: fields.length > 0 }
}

export const ReviewEntry = ({ which, view, entry, before, hints, remark }: Props) => {
  const { task: number } = entry
  const task = taskOf(view.plan, number)
  const last = view.last.find((one) => one.task === number)
  const { marked, changed } = markedOf(before, entry)
  const month = addPeriods(view.head.period, -1)
  return (
    <section class="entry" id={`task-${number}`} aria-labelledby={`h-${number}`}>
      <header>
        <h2 id={`h-${number}`}>
          <span class="n">任务{number}</span>
          <a href={paths.task(view.plan.id, String(number))}>{task?.title ?? ''}</a>
        </h2>
        {entry.zero ? <State letter="零" word="零报告" /> : null}
        {before ? <span class="note">{changed ? '退回后改过' : '和退回稿相同'}</span> : null}
      </header>
      <TaskText task={task} measures={view.measures} />
      {hints.map((hint) => (
        <Notice tone="warn">
          <p class="note">{hint.text}</p>
        </Notice>
      ))}
      <div class="cols">
        <div>
          <EntryRead entry={entry} task={task} last={last} marked={marked} />
          <AttachmentList which={which} attachments={forTask(view.attachments, number)} title="佐证材料" />
          {remark === null ? null : (
            <Details summary={`对任务${number}提意见`} kind="point" open={remark !== ''}>
              <TextArea
                id={`remark-${number}`}
                name={fieldName(number, 'remark')}
                label={`对任务${number}的意见`}
                hint="退回时指向这一项，最多500字。"
                optional="没有可不填"
                value={remark}
              />
            </Details>
          )}
        </div>
        <aside class="aside" aria-label={`任务${number}上月填报`}>
          <LastMonth entry={last} task={task} period={month} />
        </aside>
      </div>
    </section>
  )
}
