import { allPeriods } from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import type { Change, WholePlan } from '../../../shared/domain/plan.ts'
import { CHANGE_WORDS, type ChangeKind, changeable } from '../../../shared/domain/planChange.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { type Period, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { ChangePreview } from '../../../shared/service/planChange.ts'
import type { Ctx } from '../context.ts'
import {
  ABOUT_A_TASK,
  isKind,
  KINDS,
  one,
  type Problem,
  readChange,
  startOf,
  type Typed,
  typedIn,
} from '../forms/planChange.ts'
import { call, form, page, planParam, type Form as Sent, see } from '../request.ts'
import { Actions, Button, Crumb, ErrorSummary, Form, Lead, Note, Rows, Section, Select } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { ChangeFields } from './planChangeFields.tsx'
import { PreviewPage } from './planChangePreview.tsx'

/** A published plan changes from a month on (P4): what to change, from when, why; who is affected; then it is made. */

const SAYS: Record<ChangeKind, string> = {
  reword: '任务名称和内容换个写法。以前月份的月报和表格仍是原来的写法。',
  add: '从某个月起多一项任务，定下由谁报送。',
  cancel: '从某个月起不再报这一项。以前报过的都保留，评价时不算这项任务。',
  reassign: '从某个月起换单位报送，或者改牵头、配合。',
  merge: '几个单位并成一个：任务由并入的单位接着报，原单位以前的月份写两个名称。',
  split: '一个单位分成几个：原有任务各自接着报，再按任务改派。',
  rename: '单位换名称，任务不变。改名以前的月份写两个名称。',
}

/** What was changed, the newest first; for everybody who reads the plan. */
export const ChangeList = ({ changes }: { changes: readonly Change[] }) => (
  <ul class="bullets">
    {[...changes].reverse().map((change) => (
      <li>
        {periodInWords(change.from)}起，{change.what}
        <span class="note use">
          {change.kind}，{change.why}　{change.by}
          {stampInWords(change.at)}办理
        </span>
      </li>
    ))}
  </ul>
)

type At = { plan: WholePlan; version: number; units: Unit[]; months: Period[]; ahead: Period }

/** @throws Refusal access.missing for a plan that is not published */
const readPlan = async (c: Ctx): Promise<At> => {
  const id = planParam(c)
  const { load } = c.var.house.services
  const [{ head }, plan, units, calendar] = await Promise.all([
    load.plan(id),
    load.whole(id),
    load.units(),
    load.calendar(),
  ])
  const periods = allPeriods(plan.rhythm, calendar)
  const months = changeable(periods, c.var.now)
  // Usually the next month: drafts of the one that runs are under way.
  const next = periods.find((dates) => dates.opens > c.var.now)?.period
  return { plan, version: head.version, units, months, ahead: next ?? months.at(-1) ?? plan.rhythm.last }
}

/** GET /plans/:plan/changes: the kinds of change, and what was changed already. */
export const showChanges = async (c: Ctx): Promise<Response> => {
  const { plan, months } = await readPlan(c)
  const [first] = months
  return page(
    c,
    <Frame c={c} title={`${plan.year}年方案调整`} current="plans">
      <Crumb items={[{ href: paths.plan(plan.id), text: '实施方案' }]} here="调整" />
      <h1>{plan.year}年方案调整</h1>
      <Lead>
        {first === undefined
          ? '这一年的报告期都已经截止，不能再调整。'
          : `最早从${periodInWords(first)}起调整，以前的月份一律不变。`}
      </Lead>
      {first === undefined ? null : (
        <Section id="kinds" title="要调整什么">
          <Rows>
            {KINDS.map((kind) => (
              <li>
                <div>
                  <a href={`${paths.planChangeNew(plan.id)}?kind=${kind}`}>{CHANGE_WORDS[kind]}</a>
                  <p class="note">{SAYS[kind]}</p>
                </div>
              </li>
            ))}
          </Rows>
        </Section>
      )}
      <Section id="made" title="已经办理的调整">
        {plan.changes.length === 0 ? <p>发布以后还没有调整过。</p> : <ChangeList changes={plan.changes} />}
      </Section>
    </Frame>,
  )
}

const taskIn = (plan: WholePlan, text: string): number | null =>
  plan.tasks.some((task) => String(task.number) === text) ? Number(text) : null

/** Each thing that is wrong with a link to its field; any other refusal in its own words. */
const Refused = ({ refusal }: { refusal: Refusal }) =>
  Array.isArray(refusal.extra) ? (
    <ErrorSummary
      title={refusal.said.title}
      problems={(refusal.extra as Problem[]).map(({ field, text }) => ({ href: `#${field}`, text }))}
    />
  ) : (
    <RefusalSummary refusal={refusal} href="#from" />
  )

const ChangeFormPage = ({
  c,
  at,
  kind,
  typed,
  refusal,
}: {
  c: Ctx
  at: At
  kind: ChangeKind
  typed: Typed
  refusal?: Refusal
}) => {
  const { plan } = at
  const title = CHANGE_WORDS[kind]
  const task = plan.tasks.find((one_) => String(one_.number) === one(typed, 'task'))
  const choosing = ABOUT_A_TASK.includes(kind) && !task
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：${title}` : title} current="plans">
      <Crumb
        items={[
          { href: paths.plan(plan.id), text: '实施方案' },
          { href: paths.planChanges(plan.id), text: '调整' },
        ]}
        here={title}
      />
      {refusal ? <Refused refusal={refusal} /> : null}
      <h1>{task ? `${title}：任务${task.number}　${task.title}` : title}</h1>
      <Lead>{SAYS[kind]}</Lead>
      {choosing ? (
        <form class="medium" method="get" action={paths.planChangeNew(plan.id)}>
          <input type="hidden" name="kind" value={kind} />
          <Select
            id="task"
            name="task"
            label="哪项任务"
            options={plan.tasks
              .filter((one_) => one_.cancelledFrom === null)
              .map((one_) => ({ value: String(one_.number), text: `${one_.number}　${one_.title}` }))}
          />
          <Actions>
            <button class="btn primary" type="submit">
              下一步
            </button>
          </Actions>
        </form>
      ) : (
        <Form c={c} action={paths.planChangePreview(plan.id)} kind="medium">
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="version" value={String(at.version)} />
          <ChangeFields kind={kind} plan={plan} units={at.units} months={at.months} typed={typed} />
          <Note>下一页先列出谁增加、谁减少，确认以后才生效。</Note>
          <Actions>
            <Button primary>看看影响哪些单位</Button>
            <a href={paths.planChanges(plan.id)}>不调整了</a>
          </Actions>
        </Form>
      )}
    </Frame>
  )
}

/** GET /plans/:plan/changes/new?kind=&task=: the form of one kind of change; for those about a task the choice of it first. */
export const showChange = async (c: Ctx): Promise<Response> => {
  const kind = c.req.query('kind') ?? ''
  if (!isKind(kind)) throw new Refusal('access.missing', {})
  const at = await readPlan(c)
  if (at.months.length === 0) return see(c, paths.planChanges(at.plan.id))
  const typed = startOf(at.plan, kind, taskIn(at.plan, c.req.query('task') ?? ''), at.ahead, at.units)
  return page(c, <ChangeFormPage c={c} at={at} kind={kind} typed={typed} />)
}

/** The form again with what was sent in it, and why it was refused. */
const again = async (c: Ctx, sent: Sent, refusal?: Refusal): Promise<Response> => {
  const kind = sent.get('kind')
  if (!isKind(kind)) throw new Refusal('access.missing', {})
  const at = await readPlan(c)
  return page(
    c,
    <ChangeFormPage c={c} at={at} kind={kind} typed={typedIn(sent)} {...(refusal ? { refusal } : {})} />,
    refusal ? statusOf(refusal) : 200,
  )
}

/** POST /plans/:plan/changes/new: back from the preview, with everything as it was typed. */
export const editChange = async (c: Ctx): Promise<Response> => again(c, await form(c))

const versionOf = (sent: Sent): number | undefined =>
  /^\d+$/.test(sent.get('version')) ? Number(sent.get('version')) : undefined

/** POST /plans/:plan/changes/preview: who is affected. Nothing is changed. */
export const previewChange = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const id = planParam(c)
  try {
    const { load, planChanges } = c.var.house.services
    const [units, plan] = await Promise.all([load.units(), load.published(id)])
    const given = readChange(sent.get('kind'), typedIn(sent), units)
    const preview: ChangePreview = await planChanges.preview(id, call(c), given)
    const title = CHANGE_WORDS[given.change.kind]
    return page(
      c,
      <PreviewPage
        c={c}
        plan={plan}
        units={units}
        title={title}
        from={given.from}
        why={given.why}
        preview={preview}
        kept={[['kind', given.change.kind], ['version', sent.get('version')], ...listed(typedIn(sent))]}
      />,
    )
  } catch (error) {
    return again(c, sent, inPlace(error))
  }
}

const listed = (typed: Typed): [string, string][] =>
  Object.entries(typed).flatMap(([field, values]) => values.map((value): [string, string] => [field, value]))

/** POST /plans/:plan/changes: makes the change. */
export const makeChange = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const id = planParam(c)
  try {
    const { load, planChanges } = c.var.house.services
    const given = readChange(sent.get('kind'), typedIn(sent), await load.units())
    await planChanges.make(id, call(c), { ...given, version: versionOf(sent) })
  } catch (error) {
    const refusal = inPlace(error)
    // Somebody was first: the form is opened on the plan as it is now.
    return again(c, sent, isRefusal(refusal) ? refusal : undefined)
  }
  return see(c, `${paths.planChanges(id)}#made`)
}
