import { paths } from '../../../shared/domain/paths.ts'
import { DUTY_WORDS, taskOf } from '../../../shared/domain/plan.ts'
import { entryDifference } from '../../../shared/domain/report/difference.ts'
import type { Entry, FieldProblem } from '../../../shared/domain/report/entry.ts'
import type { Remark } from '../../../shared/domain/report/report.ts'
import { addPeriods, dateOf, periodInWords, stampInWords, timeOf } from '../../../shared/domain/time.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { attachAct, fieldId, type Typed } from '../forms/report.ts'
import { AttachmentList, forTask, usedFor } from './attachments.tsx'
import { Bar, Button, Crumb, Details, ErrorSummary, Form, Lead, State, Text } from './components.tsx'
import { EntryFields } from './entryFields.tsx'
import { EntryRead, LastMonth } from './entryRead.tsx'
import { EntryState, isReady } from './entryState.tsx'
import { Frame } from './frame.tsx'
import { DeclineNotice, ReturnNotice } from './returnNotice.tsx'
import { Situation } from './situation.tsx'
import { TaskText } from './taskText.tsx'
import { deadlineWords } from './taskWords.ts'

/** A return as the form shows it: the reason, the remarks on single entries, and the entries as they were returned. */
export type Returned = { by: string; at: string; why: string; remarks: Remark[]; entries: Entry[] }

/** The other units with a task: all their names, or how many more they are. */
export type Shared = { names: string[]; more: number }

const NOBODY_ELSE: Shared = { names: [], more: 0 }

const sharedInWords = ({ names, more }: Shared): string => {
  if (more > 0) return `　同任务还有${more}个单位`
  return names.length > 0 ? `　同任务：${names.join('、')}` : ''
}

type Props = {
  c: Ctx
  which: Which
  view: ReportView
  /** What stands in the fields: the draft, or what was just sent and refused. */
  typed: readonly Typed[]
  version: number
  problems?: readonly FieldProblem[]
  /** The summary's heading where the form was refused. */
  refused?: string
  returned?: Returned | null
  /** Task → who else has it (同任务). */
  shared: ReadonlyMap<number, Shared>
}

const problemLine = (problem: FieldProblem): string => `任务${problem.task}：${problem.message}`

/** Where an error's link leads: the field; for the radios and the figures the first of them. */
const hrefOf = (problem: FieldProblem): string => `#${fieldId(problem.task, problem.field)}`

/** The report form (R1, R4): every owed task, last month beside it, one button. */
export const ReportFormPage = ({ c, which, view, typed, version, problems = [], refused, returned, shared }: Props) => {
  const { plan, period, unit } = which
  const month = periodInWords(period)
  const path = paths.report(plan, period, unit)
  const what = returned ? `修改退回的${month}月报` : `填写${month}月报`
  const pointed = (task: number): boolean =>
    returned?.remarks.length === 0 || returned?.remarks.some((remark) => remark.task === task) === true
  return (
    <Frame
      c={c}
      title={refused ? `${refused.replace(/^(还不能提交，|没有保存：)/, '')}：${what}` : what}
      current="mine"
      script
    >
      <Crumb items={[{ href: paths.mine, text: '本月' }]} here={returned ? '修改退回的月报' : '填写月报'} />
      <h1>
        <span class="ph">{returned ? `${month}月报已退回` : `${month}月报`}</span>
        {'　'}
        <span class="ph">{view.unit.name}</span>
      </h1>
      <Lead>
        {returned && returned.remarks.length > 0 ? <span class="ph">请改{returned.remarks.length}项任务。</span> : null}
        <Situation scene={view} now={c.var.now} />
      </Lead>
      {refused ? (
        <ErrorSummary
          title={refused}
          problems={problems.map((problem) => ({ href: hrefOf(problem), text: problemLine(problem) }))}
        />
      ) : null}
      {returned ? <ReturnNotice returned={returned} /> : null}
      <DeclineNotice view={view} />
      <Form c={c} action={path} id="report">
        <input type="hidden" name="version" value={String(version)} />
        {/* Enter in a field presses the form's first button: it must be the one that saves and stays. */}
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus; the button that is seen is at the foot */}
        <button class="on-enter" type="submit" name="act" value="save" tabindex={-1} aria-hidden="true">
          保存草稿
        </button>
        {typed.map((one) => (
          <EntrySection
            view={view}
            which={which}
            typed={one}
            problems={problems.filter((problem) => problem.task === one.task)}
            returned={returned ?? null}
            folded={returned != null && !pointed(one.task) && !problems.some((problem) => problem.task === one.task)}
            shared={shared.get(one.task) ?? NOBODY_ELSE}
          />
        ))}
        <Removed view={view} />
        <WholeEvidence which={which} view={view} />
        <FormBar
          view={view}
          returned={returned ?? null}
          now={c.var.now}
          submit={paths.reportSubmit(plan, period, unit)}
        />
      </Form>
      <p class="gap noprint">
        <a href={paths.reportZero(plan, period, unit)}>改报整单位零报告</a>
        {'　'}
        <a href={paths.fillable(plan, period, unit)}>用Excel填</a>
        {view.head.version > 0 ? (
          <>
            {'　'}
            <a href={paths.history(plan, period, unit)}>经过</a>
          </>
        ) : null}
      </p>
    </Frame>
  )
}

/** The tasks that the return points at and that have been changed since. */
export const changedTasks = (returned: Returned, entries: readonly Entry[]): number[] =>
  returned.remarks
    .map((remark) => remark.task)
    .filter((task) => {
      const before = returned.entries.find((entry) => entry.task === task)
      const now = entries.find((entry) => entry.task === task)
      return before !== undefined && now !== undefined && entryDifference(before, now).length > 0
    })

/** The files that back one entry, or the whole report, and the button that leads to more; what was typed is saved on the way. */
const EntryEvidence = ({ which, view, task }: { which: Which; view: ReportView; task: number | null }) => (
  <div class="field">
    <AttachmentList which={which} attachments={forTask(view.attachments, task)} />
    <button
      class="btn small"
      type="submit"
      name="act"
      value={attachAct(task)}
      aria-label={`添加佐证材料，用于${usedFor({ task })}`}
    >
      添加佐证材料
    </button>
  </div>
)

const WholeEvidence = ({ which, view }: { which: Which; view: ReportView }) => (
  <section class="entry" aria-labelledby="h-whole">
    <header>
      <h2 id="h-whole">整份月报的佐证材料</h2>
    </header>
    <p class="note">比如签字盖章后的扫描件。没有可不添加。</p>
    <EntryEvidence which={which} view={view} task={null} />
  </section>
)

const EntrySection = ({
  view,
  which,
  typed,
  problems,
  returned,
  folded,
  shared,
}: {
  view: ReportView
  which: Which
  typed: Typed
  problems: readonly FieldProblem[]
  returned: Returned | null
  folded: boolean
  shared: Shared
}) => {
  const number = typed.task
  const task = taskOf(view.plan, number)
  const role = view.duties.find((duty) => duty.task === number)?.role ?? 'responsible'
  const entry = view.entries.find((one) => one.task === number)
  const last = view.last.find((one) => one.task === number)
  const remark = returned?.remarks.find((one) => one.task === number)
  const before = returned?.entries.find((one) => one.task === number)
  const changes = before && entry ? entryDifference(before, entry) : []
  const hasLast = view.last.length > 0
  const fields = (
    <div class="cols">
      <div>
        <EntryFields
          typed={typed}
          task={task}
          last={last}
          problems={problems}
          changes={changes}
          evidence={{
            count: forTask(view.attachments, number).length,
            shown: <EntryEvidence which={which} view={view} task={number} />,
          }}
        />
      </div>
      <aside class={remark ? 'aside first' : 'aside'} id={`last-${number}`} aria-label={`任务${number}上月填报`}>
        {remark ? (
          <div class="remark">
            <h3>审核意见</h3>
            <p>
              <Text>{remark.text}</Text>
            </p>
          </div>
        ) : null}
        <LastMonth entry={last} task={task} period={addPeriods(view.head.period, -1)} />
      </aside>
    </div>
  )
  return (
    <section class="entry" id={`task-${number}`} aria-labelledby={`h-${number}`}>
      <header>
        <h2 id={`h-${number}`}>
          <span class="n">任务{number}</span>
          {task?.title ?? ''}
          {view.moves.added.includes(number) ? <span class="tag">本月新增</span> : null}
        </h2>
        {remark ? (
          <State letter="退" word={changes.length > 0 ? '已改，待重报' : '退回，待修改'} />
        ) : entry ? (
          <span data-state={number}>
            <EntryState entry={entry} />
          </span>
        ) : null}
      </header>
      <p class="note">
        {DUTY_WORDS[role]}　{task ? deadlineWords(view.plan, task) : ''}
        {sharedInWords(shared)}
        {hasLast ? (
          <a class="to-last" href={`#last-${number}`}>
            上月填报
          </a>
        ) : null}
      </p>
      <TaskText task={task} measures={view.measures} />
      {folded ? <Details summary="没有退回意见，不用改；要改可以打开">{fields}</Details> : fields}
    </section>
  )
}

/** Tasks that a change took away this month: what was typed for them stays to be read. */
const Removed = ({ view }: { view: ReportView }) => {
  const owed = view.duties.map((duty) => duty.task)
  const gone = [...new Set([...view.moves.removed, ...view.removed.map((entry) => entry.task)])]
    .filter((task) => !owed.includes(task))
    .sort((a, b) => a - b)
  if (gone.length === 0) return null
  return (
    <section class="entry" aria-labelledby="removed-h">
      <header>
        <h2 id="removed-h">已移出{gone.length}项</h2>
      </header>
      <p class="note">方案调整以后，从本月起不由{view.unit.name}报送，不用填。</p>
      {gone.map((task) => {
        const typed = view.removed.find((entry) => entry.task === task)
        const line = `任务${task}　${taskOf(view.plan, task)?.title ?? ''}`
        return typed ? (
          <Details summary={`${line}（填过的内容）`}>
            <EntryRead entry={typed} task={taskOf(view.plan, task)} />
          </Details>
        ) : (
          <p>{line}</p>
        )
      })}
    </section>
  )
}

const FormBar = ({
  view,
  returned,
  now,
  submit,
}: {
  view: ReportView
  returned: Returned | null
  now: string
  submit: string
}) => {
  const ready = view.entries.filter(isReady).length
  const pointed = returned?.remarks.length ?? 0
  const changed = returned ? changedTasks(returned, view.entries).length : 0
  const { draftAt } = view.head
  return (
    <Bar
      says={
        <>
          {pointed > 0 ? (
            <strong>
              已改{changed}/{pointed}
            </strong>
          ) : (
            <>
              <progress value={ready} max={view.entries.length} aria-label="已填任务" />
              <strong>
                已填{ready}/{view.entries.length}
              </strong>
            </>
          )}
          {'　'}
          <span class="note" id="saved" role="status">
            {draftAt === null ? '还没有保存' : savedInWords(draftAt, now)}
          </span>
        </>
      }
    >
      <Button name="act" value="save">
        保存草稿
      </Button>
      <Button primary action={submit} name="act" value="submit">
        {view.head.state === 'returned' ? '重新提交' : '提交月报'}
      </Button>
    </Bar>
  )
}

/** When a draft was saved, in words that stay right the day after: 草稿9:12已保存, 草稿6月24日9:12已保存. */
export const savedInWords = (draftAt: string, now: string): string =>
  dateOf(draftAt) === dateOf(now)
    ? `草稿${timeOf(draftAt).replace(/^0/, '')}已保存`
    : `草稿${stampInWords(draftAt)
        .replace(/^\d+年/, '')
        .replace(/:\d\d$/, '')}已保存`
