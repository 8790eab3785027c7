import { allPeriods } from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { unitsAt } from '../../../shared/domain/settlement.ts'
import { monthInWords, type Period } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, planParam, type Form as Sent, see, signedIn } from '../request.ts'
import { PeriodTable } from './calendar.tsx'
import {
  Bar,
  Button,
  Crumb,
  Details,
  ErrorSummary,
  Form,
  Lead,
  Note,
  Notice,
  Phrase,
  Scroll,
  Section,
  TextField,
} from './components.tsx'
import { fieldOf, QuestionFields, readAnswers, WordingFields, wordingsOf } from './draftQuestions.tsx'
import { createNamed, NEW_UNITS, NewUnits, unknownNames } from './draftUnits.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { RhythmFields, readRhythm } from './rhythmFields.tsx'
import { coverageInWords, SourceText, sourceLines } from './sourceLines.tsx'
import { aimsInWords, byGroup } from './taskFacts.tsx'

type Draft = Awaited<ReturnType<Ctx['var']['house']['services']['plans']['draft']>>

/** What still hinders publishing, each with a link to its place. */
const Hindrances = ({ draft, unanswered, past }: { draft: Draft; unanswered: number; past: number }) =>
  draft.unowned.length === 0 ? (
    <p>
      <strong>每项任务都有单位报送，可以发布。</strong>
      {unanswered > 0 ? <span class="note">还有{unanswered}处没有答复，发布时按上面勾选的定下。</span> : null}
      {past > 0 ? (
        <span class="note">
          有<a href="#rhythm">{past}个报告期已经锁定</a>，发布后记作未报。
        </span>
      ) : null}
    </p>
  ) : (
    <p>
      <strong>还不能发布</strong>
      {'　'}
      <span class="note">
        {draft.unowned.length}项任务没有落到单位：
        {draft.unowned.map((number, index) => (
          <>
            {index > 0 ? '、' : ''}
            <a href={`#t-${number}`}>任务{number}</a>
          </>
        ))}
      </span>
    </p>
  )

/** Tasks as they were read, each with its line, parties, aims, and what it asks of the office. */
const Tasks = ({ draft, units }: { draft: Draft; units: readonly Unit[] }) => {
  const wordings = wordingsOf(draft.questions)
  return (
    <>
      {wordings.length === 0 ? null : (
        <div class="got open" id="wordings">
          <h3>同一写法一次定下</h3>
          {wordings.map((wording) => (
            <>
              <h4>
                “{wording.name}”　{wording.questions.length}项任务
              </h4>
              <WordingFields wording={wording} units={units} />
            </>
          ))}
        </div>
      )}
      {byGroup(draft.plan).map((group) => (
        <section class="got-group" aria-labelledby={`g-${group.index ?? 'none'}`}>
          <h3 id={`g-${group.index ?? 'none'}`}>{group.title}</h3>
          {group.tasks.map((task) => {
            const questions = draft.questions.filter((question) => question.task.number === task.number)
            const open = draft.unowned.includes(String(task.number))
            const aims = aimsInWords(task)
            return (
              <div class={open ? 'got open' : 'got'} id={`t-${task.number}`}>
                <h4>
                  {task.number}　{task.title}
                </h4>
                <p class="note">
                  <a href={`#l-${task.line}`}>第{task.line}行</a>
                  {'　'}
                  {task.responsibility ? task.responsibility.text : <strong class="todo">原文没有写责任单位</strong>}
                  {aims === '' ? null : (
                    <>
                      <br />
                      {aims}
                    </>
                  )}
                  {open ? <strong class="todo">{'　'}还没有单位报送</strong> : null}
                </p>
                {questions.map((question) => (
                  <QuestionFields
                    question={question}
                    units={units}
                    id={fieldOf(question, draft.questions)}
                    wording={wordings.find((one) => one.questions.includes(question))}
                  />
                ))}
              </div>
            )
          })}
        </section>
      ))}
    </>
  )
}

const DraftPage = async ({
  c,
  refusal,
}: {
  c: Ctx
  /** A settling or publishing that was refused. */
  refusal?: Refusal
}) => {
  const id = planParam(c)
  const { plans, load } = c.var.house.services
  const [draft, all, calendar] = await Promise.all([plans.draft(id, call(c)), load.units(), load.calendar()])
  const units = unitsAt(all, draft.plan.rhythm.first)
  const { plan } = draft
  const lines = sourceLines(plan)
  const unanswered = draft.questions.filter((question) => question.units === null)
  const strangers = unknownNames(draft.questions).length
  const vague = unanswered.filter((question) => question.kind !== 'unknown').length
  const doubts = plan.source.doubts
  const periods = allPeriods(plan.rhythm, calendar)
  const past = periods.filter((period) => period.locks <= c.var.now).map((period) => period.period)
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：核对识别结果` : '核对识别结果'} current="plans">
      <Crumb items={[{ href: paths.plans, text: '实施方案' }]} here="核对识别结果" />
      {refusal && isRefusal(refusal, 'plan.unowned') ? (
        <ErrorSummary
          title={refusal.said.title}
          problems={draft.unowned.map((number) => ({
            href: `#t-${number}`,
            text: `任务${number}：请定下由哪些单位报送`,
          }))}
        />
      ) : refusal ? (
        <RefusalSummary refusal={refusal} />
      ) : null}
      <h1>核对识别结果</h1>
      <Lead>
        <Phrase>
          认出{plan.groups.length}个任务分组、{plan.tasks.length}项任务、{plan.phases.length}个阶段。
        </Phrase>
        <br />
        {strangers > 0 ? (
          <Phrase>
            原文点名的单位有<a href="#new-units">{strangers}个对不上</a>。
          </Phrase>
        ) : null}
        {vague > 0 ? (
          <Phrase>
            有<strong>{vague}处</strong>原文没有点名单位，请定下由谁报送。
          </Phrase>
        ) : null}
        {doubts.length > 0 ? (
          <Phrase>
            有<a href="#doubts">{doubts.length}处存疑</a>，请对照原文。
          </Phrase>
        ) : null}
      </Lead>
      <Note>{coverageInWords(lines, plan.source.text.split('\n').length)}</Note>
      <Form c={c} action={paths.planSettle(id)}>
        <input type="hidden" name="version" value={String(draft.head.version)} />
        {/* What Enter in a field presses: the form's first button. Without it that would be 新增. */}
        <button type="submit" hidden>
          存为草稿
        </button>
        <div class="half import gap">
          <Section id="source" title="原文" note={plan.documentNumber}>
            <Scroll label="通知原文，逐行写明去处">
              <SourceText lines={lines} />
            </Scroll>
          </Section>
          <Section id="read" title="识别结果">
            <TextField id="title" name="title" label="实施方案名称" value={plan.title} />
            <TextField
              id="form-title"
              name="formTitle"
              label="月报表的标题"
              hint="印在回执和汇总表上，X代表月份。"
              value={plan.formTitle}
            />
            {doubts.length > 0 ? (
              <div class="got open" id="doubts">
                <h3>存疑{doubts.length}处</h3>
                <p class="note">
                  请对照原文核对。认错或漏了的，改好原文重新导入；哪天截止、几点截止，在下面的报送安排里定。
                </p>
                <ul class="bullets">
                  {doubts.map((doubt) => (
                    <li>
                      <a href={`#l-${doubt.line}`}>第{doubt.line}行</a>　{doubt.reason}
                      <span class="note use">“{short(doubt.text)}”</span>
                    </li>
                  ))}
                </ul>
              </div>
            ) : null}
            <NewUnits questions={draft.questions} />
            <Tasks draft={draft} units={units} />
          </Section>
        </div>
        <Section id="phases" title="阶段">
          {plan.phases.length === 0 ? (
            <p>通知里没有写阶段。</p>
          ) : (
            <ul class="bullets">
              {plan.phases.map((phase) => (
                <li>
                  {phase.name}　{phase.start}到{phase.end}　<a href={`#l-${phase.line}`}>第{phase.line}行</a>
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section id="rhythm" title="报送安排">
          {past.length === 0 ? null : (
            <Notice tone="warn" title={`有${past.length}个报告期已经锁定`}>
              <p>
                {pastInWords(past)}
                已经锁定，发布后各单位这几个月都记作未报。不从那时报起的，请把第一个报告期改晚，存为草稿后再发布。
              </p>
            </Notice>
          )}
          <RhythmFields rhythm={plan.rhythm} year={plan.year} />
          <Details summary="按现在的安排，各期的截止和锁定">
            <PeriodTable periods={periods} now={c.var.now} />
          </Details>
        </Section>
        <Bar says={<Hindrances draft={draft} unanswered={unanswered.length} past={past.length} />}>
          <Button primary={draft.unowned.length > 0}>存为草稿</Button>
          {draft.unowned.length > 0 ? null : (
            <Button primary action={paths.planPublish(id)}>
              发布
            </Button>
          )}
        </Bar>
      </Form>
    </Frame>
  )
}

/** 3月到10月; one month by itself. */
const pastInWords = (past: readonly Period[]): string =>
  [...new Set([past[0], past.at(-1)])].map((period) => monthInWords(period ?? '')).join('到')

const short = (text: string): string => (text.trim().length > 60 ? `${text.trim().slice(0, 60)}……` : text.trim())

const mayEdit = (c: Ctx): void => {
  if (!may(signedIn(c), 'plan.edit')) throw new Refusal('access.forbidden', {})
}

/** GET /plans/:plan/draft: the notice beside what was read in it, the open questions, the rhythm. A published plan has its own page. */
export const showDraft = async (c: Ctx): Promise<Response> => {
  mayEdit(c)
  const { head } = await c.var.house.services.load.plan(planParam(c))
  if (head.state === 'published') return see(c, paths.plan(head.id))
  return page(c, <DraftPage c={c} />)
}

/** What the form says; fields that were not sent leave what they stand for. */
const settlementOf = (draft: Draft, units: readonly Unit[], sent: Sent) => ({
  ...(/^\d+$/.test(sent.get('version')) ? { version: Number(sent.get('version')) } : {}),
  settlements: readAnswers(draft.questions, units, sent),
  ...(sent.has('due') ? { rhythm: readRhythm(sent.record(), draft.plan.rhythm) } : {}),
  ...(sent.get('formTitle').trim() === '' ? {} : { formTitle: sent.get('formTitle').trim().slice(0, 120) }),
  ...(sent.get('title').trim() === '' ? {} : { title: sent.get('title').trim().slice(0, 200) }),
})

const settle = async (c: Ctx, sent: Sent): Promise<number> => {
  const id = planParam(c)
  const { plans, load } = c.var.house.services
  const [draft, all] = await Promise.all([plans.draft(id, call(c)), load.units()])
  const units = unitsAt(all, draft.plan.rhythm.first)
  return (await plans.settle(id, call(c), settlementOf(draft, units, sent))).version
}

/** POST /plans/:plan/draft/settle: keeps the answers and the rhythm; with `act=units` the ticked names become units as well. */
export const settleDraft = async (c: Ctx): Promise<Response> => {
  mayEdit(c)
  const sent = await form(c)
  try {
    await settle(c, sent)
    if (sent.get('act') === NEW_UNITS) {
      const { questions } = await c.var.house.services.plans.draft(planParam(c), call(c))
      await createNamed(c, questions, sent)
    }
  } catch (error) {
    const refusal = inPlace(error)
    if (isRefusal(refusal, 'plan.published')) throw refusal
    return page(c, <DraftPage c={c} refusal={refusal} />, statusOf(refusal))
  }
  return see(c, `${paths.planDraft(planParam(c))}#read`)
}

/** POST /plans/:plan/draft/publish: keeps what the form says, then publishes; refused, with the list, while a task has nobody who owes it. */
export const publishDraft = async (c: Ctx): Promise<Response> => {
  mayEdit(c)
  const id = planParam(c)
  const sent = await form(c)
  try {
    const version = sent.has('due') ? await settle(c, sent) : undefined
    await c.var.house.services.plans.publish(id, call(c), { version })
  } catch (error) {
    const refusal = inPlace(error)
    if (isRefusal(refusal, 'plan.published')) throw refusal
    return page(c, <DraftPage c={c} refusal={refusal} />, statusOf(refusal))
  }
  return see(c, paths.plan(id))
}
