import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { DUTY_WORDS, taskOf } from '../../../shared/domain/plan.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { stateAfter } from '../../../shared/domain/report/acts.ts'
import type { Attachment } from '../../../shared/domain/report/attachment.ts'
import { type Entry, entriesFor, type FieldProblem, lacking } from '../../../shared/domain/report/entry.ts'
import { STATE_WORDS } from '../../../shared/domain/report/report.ts'
import { addPeriods, momentInWords, periodInWords } from '../../../shared/domain/time.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { fieldId, readReport, type Typed, typedOf } from '../forms/report.ts'
import { call, form, page, see, signedIn, which } from '../request.ts'
import { AttachmentList } from './attachments.tsx'
import { Bar, Button, Crumb, ErrorSummary, Form, Lead, Notice, TextArea } from './components.tsx'
import { EntryFields } from './entryFields.tsx'
import { LastMonth } from './entryRead.tsx'
import { Frame } from './frame.tsx'
import { FrozenNotice } from './frozenNotice.tsx'
import { countedAs } from './situation.tsx'
import { TaskText } from './taskText.tsx'

/** 代录 (R9): the office enters a report for a unit that telephoned or sent paper. The same fields as the unit's own form, and a reason. */

type Problem = { href: string; text: string }
type Props = {
  c: Ctx
  which: Which
  view: ReportView
  typed: readonly Typed[]
  version: number
  why: string
  /** What is filed with it: what the unit had filed, and what the office has added. */
  files: readonly Attachment[]
  refused?: { title: string; problems: Problem[]; fields: readonly FieldProblem[] }
}

const EnterEntry = ({ view, typed, problems }: { view: ReportView; typed: Typed; problems: FieldProblem[] }) => {
  const { task: number } = typed
  const task = taskOf(view.plan, number)
  const last = view.last.find((one) => one.task === number)
  const role = view.duties.find((duty) => duty.task === number)?.role ?? 'responsible'
  return (
    <section class="entry" id={`task-${number}`} aria-labelledby={`h-${number}`}>
      <header>
        <h2 id={`h-${number}`}>
          <span class="n">任务{number}</span>
          {task?.title ?? ''}
        </h2>
        <span class="note">{DUTY_WORDS[role]}</span>
      </header>
      <TaskText task={task} measures={view.measures} />
      <div class="cols">
        <div>
          <EntryFields typed={typed} task={task} last={last} problems={problems} changes={[]} />
        </div>
        <aside class="aside" aria-label={`任务${number}上月填报`}>
          <LastMonth entry={last} task={task} period={addPeriods(view.head.period, -1)} />
        </aside>
      </div>
    </section>
  )
}

const EnterPage = ({ c, which: at, view, typed, version, why, files, refused }: Props) => {
  const month = periodInWords(at.period)
  const title = `代录${view.unit.name}${month}月报`
  const possible = stateAfter(view.head.state, 'enter') !== null && c.var.now >= view.dates.opens && !view.frozen
  return (
    <Frame c={c} title={refused ? `${refused.title}：${title}` : title} current="overview" script>
      <Crumb items={[{ href: paths.overview(at.plan, at.period), text: '总览' }]} here="代录" />
      {refused ? <ErrorSummary title={refused.title} problems={refused.problems} /> : null}
      <h1>
        <span class="ph">代录</span>
        <span class="ph">
          {view.unit.name}
          {month}月报
        </span>
      </h1>
      {view.frozen ? <FrozenNotice plan={at.plan} /> : null}
      {possible ? (
        <>
          <Lead>
            按单位电话里说的或送来的纸质报表录入。现在录入记作{countedAs(view, c.var.now)}
            ，各处都注明“代录”，并且要由别人审核。
          </Lead>
          {view.head.draftAt === null ? null : (
            <div class="gap">
              <Notice tone="warn">
                <p>单位有草稿，{momentInWords(view.head.draftAt)}保存。录入以后，以录入的为准，单位的草稿不再保留。</p>
              </Notice>
            </div>
          )}
          <Form c={c} action={paths.enter(at.plan, at.period, at.unit)} kind="entries">
            <input type="hidden" name="version" value={String(version)} />
            <TextArea
              id="why"
              name="why"
              label="代录理由"
              hint="比如谁在什么时候来电报送，或者收到盖章的纸质报表。记入经过。"
              value={why}
            />
            <div class="field">
              <p class="label">
                盖章的扫描件等佐证材料<span class="optional">没有可不添加</span>
              </p>
              <AttachmentList which={at} attachments={files} />
              <p class="note">
                <a href={paths.evidence(at.plan, at.period, at.unit)}>
                  {files.length === 0 ? '添加佐证材料' : '添加或移除'}
                </a>
                ，请在录入文字以前先添加。
              </p>
            </div>
            <div class="gap" />
            {typed.map((one) => (
              <EnterEntry
                view={view}
                typed={one}
                problems={(refused?.fields ?? []).filter((problem) => problem.task === one.task)}
              />
            ))}
            <Bar says={<p>录入后直接提交，等待审核。</p>}>
              <a href={paths.overview(at.plan, at.period)}>不录了，回总览</a>
              <Button primary>提交代录的月报</Button>
            </Bar>
          </Form>
        </>
      ) : view.frozen ? null : (
        <Lead>
          {c.var.now < view.dates.opens
            ? '报告期还没有开始，不能代录。'
            : `月报现在是“${STATE_WORDS[view.head.state]}”，不用代录。`}
        </Lead>
      )}
    </Frame>
  )
}

/** The unit's draft is its own: the office starts from what was last filed, or from empty fields. */
const startOf = (view: ReportView): Entry[] =>
  entriesFor(
    view.duties.map((duty) => duty.task),
    view.head.draftAt === null && view.head.revision > 0 ? view.entries : [],
  )

const viewOf = async (c: Ctx): Promise<{ at: Which; view: ReportView; files: Attachment[] }> => {
  if (!may(signedIn(c), 'report.enter')) throw new Refusal('access.forbidden', {})
  const at = which(c)
  const { reports, evidence } = c.var.house.services
  const [view, { attachments: files }] = await Promise.all([reports.view(at, call(c)), evidence.list(at, call(c))])
  if (view.duties.length === 0)
    throw new Refusal('report.nothing-owed', { what: `${view.unit.name}${periodInWords(at.period)}` })
  return { at, view, files }
}

/** GET /plans/:plan/:period/:unit/enter */
export const showEnter = async (c: Ctx): Promise<Response> => {
  const { at, view, files } = await viewOf(c)
  const typed = startOf(view).map((entry) => typedOf(entry, taskOf(view.plan, entry.task)))
  return page(
    c,
    <EnterPage c={c} which={at} view={view} typed={typed} version={view.head.version} why="" files={files} />,
  )
}

const problemOf = (problem: FieldProblem): Problem => ({
  href: `#${fieldId(problem.task, problem.field)}`,
  text: `任务${problem.task}：${problem.message}`,
})

/** POST …/enter: enters and submits in one step; what is missing is said at the fields, as in the unit's own form. */
export const enterReport = async (c: Ctx): Promise<Response> => {
  const { at, view, files } = await viewOf(c)
  const sent = await form(c)
  const why = sent.get('why')
  const given = readReport(
    sent,
    view.plan,
    view.duties.map((duty) => duty.task),
  )
  const again = (title: string, problems: Problem[], fields: readonly FieldProblem[], status: 409 | 422) =>
    page(
      c,
      <EnterPage
        c={c}
        which={at}
        view={view}
        typed={given.typed}
        version={status === 409 ? view.head.version : given.version}
        why={why}
        files={files}
        refused={{ title, problems, fields }}
      />,
      status,
    )
  const noReason = why.trim() === '' ? [{ href: '#why', text: '请写明代录理由' }] : []
  const wrong = new Set(given.problems.map((problem) => fieldId(problem.task, problem.field)))
  const fields = [
    ...given.problems,
    ...given.entries.flatMap(lacking).filter((problem) => !wrong.has(fieldId(problem.task, problem.field))),
  ]
  if (fields.length > 0 || noReason.length > 0)
    return again(
      `还不能提交，缺${noReason.length + fields.length}处`,
      [...noReason, ...fields.map(problemOf)],
      fields,
      422,
    )
  try {
    await c.var.house.services.reports.enter(at, call(c), {
      entries: given.entries,
      version: given.version,
      why,
    })
  } catch (error) {
    if (isRefusal(error, 'report.conflict'))
      return again(
        error.said.title,
        [{ href: '#why', text: `${error.said.why}您录入的内容还在下面，核对后再提交，会盖过单位刚保存的。` }],
        [],
        409,
      )
    throw error
  }
  return see(c, `${paths.overview(at.plan, at.period)}#owe`)
}
