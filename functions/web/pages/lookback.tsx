import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { type Problem, RESULT_WORDS, RESULTS, type SelfCheck } from '../../../shared/domain/phase/lookback.ts'
import type { PhaseProblem } from '../../../shared/domain/phase/phase.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { dateInWords, momentInWords } from '../../../shared/domain/time.ts'
import type { LookbackGiven, Phases } from '../../../shared/service/phase.ts'
import type { Ctx } from '../context.ts'
import { idOf, newField, problemField, readLookback, type Sent, taskField } from '../forms/phase.ts'
import { call, form, page, planParam, type Form as SentForm, see, signedIn, unitParam } from '../request.ts'
import {
  Actions,
  Bar,
  Button,
  Choices,
  Crumb,
  Details,
  ErrorSummary,
  Form,
  Hidden,
  Lead,
  Note,
  Phrase,
  Section,
  Select,
  Text,
  TextArea,
  TextField,
} from './components.tsx'
import { Frame } from './frame.tsx'
import { answerPhase, isClosed, PhaseStands, type Refused, TaskHead } from './phaseParts.tsx'

/** “回头看”阶段 (H2): a self-check per task, filled from the year; problems with remedy and date; what became of them. */

type View = Awaited<ReturnType<Phases['lookback']>>

const standInWords = ({ remedied, by, remedy }: Problem): string =>
  remedied !== null
    ? `${momentInWords(remedied.at)}整改完成（${remedied.by}）`
    : remedy === ''
      ? '单位还没有写整改措施'
      : by === null
        ? '正在整改'
        : `${dateInWords(by, true)}前整改`

const ProblemRead = ({ problem }: { problem: Problem }) => (
  <dl class="stack">
    <div class="w">
      <dt>
        存在问题
        {problem.marked ? <span class="tag">法规处指出</span> : null}
      </dt>
      <dd>
        <Text>{problem.text}</Text>
      </dd>
    </div>
    <div class="w">
      <dt>整改</dt>
      <dd>
        <Text>{problem.remedy || '没有填写'}</Text>
        <span class="optional">{standInWords(problem)}</span>
      </dd>
    </div>
    {problem.remedied === null ? null : (
      <div class="w">
        <dt>整改结果</dt>
        <dd>
          <Text>{problem.remedied.result}</Text>
        </dd>
      </div>
    )}
  </dl>
)

const CheckRead = ({ check, problems }: { check: SelfCheck; problems: readonly Problem[] }) => (
  <>
    <dl class="stack">
      <div class="w">
        <dt>落实情况</dt>
        <dd>
          {check.result === null ? '没有自查' : RESULT_WORDS[check.result]}
          {check.found === '' ? null : (
            <>
              ：<Text>{check.found}</Text>
            </>
          )}
        </dd>
      </div>
    </dl>
    {problems.map((problem) => (
      <ProblemRead problem={problem} />
    ))}
  </>
)

type FieldsProps = {
  check: SelfCheck
  problems: readonly Problem[]
  refused: Refused | undefined
}

/** A problem's three fields, under whatever name. */
const ProblemFields = ({
  name,
  label,
  value,
  fixed,
  optional,
  error,
}: {
  name: (field: string) => string
  label: string
  value: (field: 'text' | 'remedy' | 'by') => string
  /** The text is the office's, and is not the unit's to change. */
  fixed?: string | undefined
  optional?: string
  error: (field: string) => string | undefined
}) => (
  <fieldset class="field problem">
    <legend>
      {label}
      {optional ? <span class="optional">{optional}</span> : null}
    </legend>
    {fixed === undefined ? (
      <TextArea
        id={idOf(name('text'))}
        name={name('text')}
        label="存在问题"
        value={value('text')}
        error={error('text')}
      />
    ) : (
      <p class="prose">
        <Text>{fixed}</Text>
        <input type="hidden" name={name('text')} value={fixed} />
      </p>
    )}
    <TextArea
      id={idOf(name('remedy'))}
      name={name('remedy')}
      label="整改措施"
      value={value('remedy')}
      error={error('remedy')}
    />
    <TextField
      id={idOf(name('by'))}
      name={name('by')}
      type="date"
      label="整改时限"
      value={value('by')}
      error={error('by')}
      short
    />
  </fieldset>
)

const CheckFields = ({ check: { task, result, found }, problems, refused }: FieldsProps) => {
  const typed = (name: string, otherwise: string): string => refused?.typed[name] ?? otherwise
  const wrong = (field: string): string | undefined =>
    refused?.problems.find((problem) => problem.task === task && problem.field === field)?.message
  const [resultName, foundName] = [taskField(task, 'result'), taskField(task, 'found')]
  return (
    <>
      <Choices
        id={idOf(resultName)}
        legend="落实情况"
        name={resultName}
        options={RESULTS.map((one) => ({ value: one, text: RESULT_WORDS[one] }))}
        chosen={[typed(resultName, result ?? '')]}
        error={wrong('result')}
      />
      <TextArea
        id={idOf(foundName)}
        name={foundName}
        label="自查情况"
        hint="按全年月报预填，请核对修改。"
        rows={3}
        value={typed(foundName, found)}
        error={wrong('found')}
      />
      {problems.map((problem) =>
        problem.remedied !== null ? (
          <ProblemRead problem={problem} />
        ) : (
          <>
            <input type="hidden" name={problemField(problem.id, 'task')} value={String(task)} />
            <ProblemFields
              name={(field) => problemField(problem.id, field)}
              label={problem.marked ? '法规处指出的问题' : '问题和整改'}
              {...(problem.marked ? { fixed: problem.text } : { optional: '三栏都清空就是撤掉' })}
              value={(field) => typed(problemField(problem.id, field), problem[field] ?? '')}
              error={(field) => wrong(`${problem.id}.${field}`)}
            />
          </>
        ),
      )}
      <Details
        summary={problems.length === 0 ? '有问题的，写明问题和整改' : '再加一个问题'}
        open={
          wrong('problem') !== undefined ||
          ['text', 'remedy', 'by'].some((field) => typed(newField(task, field), '') !== '')
        }
        kind="field"
      >
        <ProblemFields
          name={(field) => newField(task, field)}
          label="问题和整改"
          optional="没有可不填"
          value={(field) => typed(newField(task, field), '')}
          error={(field) => wrong(`new.${field}`) ?? (field === 'text' ? wrong('problem') : undefined)}
        />
      </Details>
    </>
  )
}

/** Where an error's link leads. */
const hrefOf = ({ task, field }: PhaseProblem): string => {
  const [id, part] = field.split('.')
  if (task === null) return '#main'
  if (field === 'problem') return `#${idOf(newField(task, 'text'))}`
  if (part === undefined) return `#${idOf(taskField(task, field))}`
  return `#${idOf(id === 'new' ? newField(task, part) : problemField(id ?? '', part))}`
}

const errorLine = ({ task, message }: PhaseProblem): string => (task === null ? message : `任务${task}：${message}`)

/** What the unit still has to remedy, each with its result. */
const Remedies = ({ c, view }: { c: Ctx; view: View }) => {
  const open = view.problems.filter(({ remedied }) => remedied === null)
  if (view.head?.state !== 'filed' || open.length === 0) return null
  return (
    <Section id="remedies" title={`还没有整改的问题${open.length}个`} note="立改立销">
      {open.map((problem) => (
        <Form c={c} action={paths.lookbackRemedy(view.plan.id, view.unit.id)} kind="medium gap">
          <input type="hidden" name="problem" value={problem.id} />
          <TextArea
            id={`remedy-${problem.id}`}
            name="result"
            label={`任务${problem.task}：${problem.text}`}
            hint={`${problem.remedy || '还没有写整改措施'}　${standInWords(problem)}。整改完成的，写明结果。`}
          />
          <Actions>
            <Button>
              整改完成<Hidden>：任务{problem.task}</Hidden>
            </Button>
          </Actions>
        </Form>
      ))}
    </Section>
  )
}

/** The office points a problem out. */
const MarkForm = ({ c, view, typed }: { c: Ctx; view: View; typed?: { task: string; text: string } | undefined }) => (
  <Section id="mark" title="指出问题">
    <Form c={c} action={paths.lookbackMark(view.plan.id, view.unit.id)} kind="medium">
      <Select
        id="mark-task"
        name="task"
        label="哪项任务"
        options={view.tasks.map(({ task }) => ({ value: String(task), text: `任务${task}` }))}
        chosen={typed?.task ?? ''}
        short
      />
      <TextArea
        id="mark-text"
        name="text"
        label="存在什么问题"
        hint="单位在这一页看到，要写整改措施和时限；整改率把它算在内。"
        value={typed?.text ?? ''}
      />
      <Actions>
        <Button>指出这个问题</Button>
      </Actions>
    </Form>
  </Section>
)

const LookbackPage = ({
  c,
  view,
  refused,
  marking,
}: {
  c: Ctx
  view: View
  refused?: Refused
  marking?: { task: string; text: string }
}) => {
  const { plan, unit, head, checks, problems, tasks } = view
  const actor = signedIn(c)
  const closed = isClosed(view, c.var.now)
  const writes = may(actor, 'phase.file', { unit: unit.id }) && !closed
  const filed = head?.state === 'filed'
  const name = view.dates.name.replace(/阶段$/, '')
  const title = `${name}　${unit.name}`
  const done = problems.filter(({ remedied }) => remedied !== null).length
  const body = checks.map((check) => (
    <section class="entry" id={`task-${check.task}`} aria-labelledby={`h-${check.task}`}>
      <TaskHead
        plan={plan}
        task={check.task}
        role={tasks.find((one) => one.task === check.task)?.role ?? 'responsible'}
      />
      {writes ? (
        <CheckFields
          check={check}
          problems={problems.filter((problem) => problem.task === check.task)}
          refused={marking ? undefined : refused}
        />
      ) : (
        <CheckRead check={check} problems={problems.filter((problem) => problem.task === check.task)} />
      )}
    </section>
  ))
  return (
    <Frame c={c} title={refused ? `${refused.title}：${title}` : title} current="phases">
      <Crumb items={[{ href: paths.phases(plan.id), text: '阶段工作' }]} here={name} />
      {refused ? (
        <ErrorSummary
          title={refused.title}
          problems={refused.problems.map((problem) => ({
            href: marking ? '#mark-text' : hrefOf(problem),
            text: errorLine(problem),
          }))}
        />
      ) : null}
      <h1>
        <Phrase>{name}</Phrase>　<Phrase>{unit.name}</Phrase>
      </h1>
      <Lead>
        <PhaseStands view={view} filedAt={head?.filedAt ?? null} now={c.var.now} what="自查情况" />
        {problems.length > 0 ? (
          <Phrase>
            {problems.length}个问题，已整改{done}个。
          </Phrase>
        ) : null}
      </Lead>
      {writes ? <Remedies c={c} view={view} /> : null}
      {writes ? (
        <Form c={c} action={paths.lookback(plan.id, unit.id)}>
          <input type="hidden" name="version" value={String(refused?.version ?? head?.version ?? 0)} />
          {body}
          <Bar
            says={
              <p>
                {filed ? '已报送，改了再报一次，时间仍按第一次计。' : `${checks.length}项任务都要自查。`}
                <span class="note">　{momentInWords(view.dates.due)}截止</span>
              </p>
            }
          >
            {filed ? null : <Button>保存草稿</Button>}
            <Button primary action={paths.lookbackFile(plan.id, unit.id)}>
              {filed ? '更正后再报' : '报送自查情况'}
            </Button>
          </Bar>
        </Form>
      ) : (
        body
      )}
      {may(actor, 'phase.mark') && !closed ? <MarkForm c={c} view={view} typed={marking} /> : null}
      <Note>任务、整改结果和时间都记入经过；评价按报送时间和整改率计分。</Note>
    </Frame>
  )
}

const whichOf = (c: Ctx) => ({ plan: planParam(c), unit: unitParam(c) })

const show = async (c: Ctx, refused?: Refused, marking?: { task: string; text: string }): Promise<Response> => {
  const view = await c.var.house.services.phases.lookback(whichOf(c), call(c))
  return page(
    c,
    <LookbackPage c={c} view={view} {...(refused ? { refused } : {})} {...(marking ? { marking } : {})} />,
    refused?.status ?? 200,
  )
}

/** GET /plans/:plan/lookback/:unit */
export const showLookback = (c: Ctx): Promise<Response> => show(c)

const back = (c: Ctx): Response => see(c, paths.lookback(planParam(c), unitParam(c)))

const act = async (c: Ctx, does: (sent: Sent<LookbackGiven>) => Promise<unknown>): Promise<Response> => {
  const sent = readLookback(await form(c))
  return answerPhase(
    sent,
    () => does(sent),
    () => back(c),
    (refused) => show(c, refused),
  )
}

/** POST …/lookback/:unit: keeps a draft. */
export const saveLookback = (c: Ctx): Promise<Response> =>
  act(c, ({ given }) => c.var.house.services.phases.saveLookback(whichOf(c), call(c), given))

/** POST …/lookback/:unit/file */
export const fileLookback = (c: Ctx): Promise<Response> =>
  act(c, ({ given }) => c.var.house.services.phases.fileLookback(whichOf(c), call(c), given))

/** A short form beside the self-check: what is wrong is said above, and the page comes again. */
const beside = async (
  c: Ctx,
  sent: SentForm,
  does: () => Promise<unknown>,
  marking?: { task: string; text: string },
): Promise<Response> =>
  answerPhase(
    { typed: sent.record(), problems: [], given: {} },
    does,
    () => back(c),
    (refused) => show(c, refused, marking),
  )

/** POST …/lookback/:unit/remedy */
export const remedyProblem = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  return beside(c, sent, () =>
    c.var.house.services.phases.remedy(whichOf(c), call(c), {
      problem: sent.get('problem'),
      result: short(sent.get('result')),
    }),
  )
}

/** POST …/lookback/:unit/mark: by the office. */
export const markProblem = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const typed = { task: sent.get('task'), text: sent.get('text') }
  return beside(
    c,
    sent,
    () => c.var.house.services.phases.mark(whichOf(c), call(c), { task: Number(typed.task), text: short(typed.text) }),
    typed,
  )
}

const short = (text: string): string => {
  if (text.trim().length > 1_000) throw new Refusal('input.invalid', { problems: ['最多1000字'] })
  return text
}
