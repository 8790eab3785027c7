import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import {
  KICKOFF_TEXTS,
  KICKOFF_WORDS,
  type KickoffEntry,
  type KickoffText,
} from '../../../shared/domain/phase/kickoff.ts'
import type { PhaseProblem } from '../../../shared/domain/phase/phase.ts'
import { momentInWords } from '../../../shared/domain/time.ts'
import type { Phases } from '../../../shared/service/phase.ts'
import type { Ctx } from '../context.ts'
import { idOf, readKickoff, type Sent, taskField } from '../forms/phase.ts'
import { call, form, page, planParam, see, signedIn, unitParam } from '../request.ts'
import { Bar, Button, Crumb, ErrorSummary, Form, Lead, Phrase, TextArea } from './components.tsx'
import { Frame } from './frame.tsx'
import { answerPhase, isClosed, PhaseStands, type Refused, TaskHead } from './phaseParts.tsx'
import { KickoffRead } from './taskText.tsx'

/** 启动阶段 (H1): the unit's measures, workflow and timetable for each of its tasks. */

type View = Awaited<ReturnType<Phases['kickoff']>>

const HINTS: Record<KickoffText, string> = {
  measures: '准备做哪几件事。以后每月填报时会显示在旁边。',
  workflow: '由谁办、经过哪几步。',
  timetable: '分几步、各在什么时候完成。',
}

const Fields = ({
  entry,
  typed,
  problems,
}: {
  entry: KickoffEntry
  typed: Record<string, string> | undefined
  problems: readonly PhaseProblem[]
}) => (
  <>
    {KICKOFF_TEXTS.map((field) => {
      const name = taskField(entry.task, field)
      return (
        <TextArea
          id={idOf(name)}
          name={name}
          label={KICKOFF_WORDS[field]}
          hint={HINTS[field]}
          rows={field === 'measures' ? 3 : 2}
          value={typed?.[name] ?? entry[field]}
          error={problems.find((problem) => problem.task === entry.task && problem.field === field)?.message}
        />
      )
    })}
  </>
)

const KickoffPage = ({ c, view, refused }: { c: Ctx; view: View; refused?: Refused }) => {
  const { plan, unit, head, entries, tasks } = view
  const writes = may(signedIn(c), 'phase.file', { unit: unit.id }) && !isClosed(view, c.var.now)
  const filed = head?.state === 'filed'
  const title = `${view.dates.name}　${unit.name}`
  const role = (task: number) => tasks.find((one) => one.task === task)?.role ?? 'responsible'
  const body = entries.map((entry) => (
    <section class="entry" id={`task-${entry.task}`} aria-labelledby={`h-${entry.task}`}>
      <TaskHead plan={plan} task={entry.task} role={role(entry.task)} />
      {writes ? (
        <Fields entry={entry} typed={refused?.typed} problems={refused?.problems ?? []} />
      ) : (
        <KickoffRead entry={entry} />
      )}
    </section>
  ))
  return (
    <Frame c={c} title={refused ? `${refused.title}：${title}` : title} current="phases">
      <Crumb items={[{ href: paths.phases(plan.id), text: '阶段工作' }]} here={view.dates.name} />
      {refused ? (
        <ErrorSummary
          title={refused.title}
          problems={refused.problems.map((problem) => ({
            href: `#${idOf(taskField(problem.task ?? 0, problem.field))}`,
            text: `任务${problem.task}：${problem.message}`,
          }))}
        />
      ) : null}
      <h1>
        <Phrase>{view.dates.name}</Phrase>　<Phrase>{unit.name}</Phrase>
      </h1>
      <Lead>
        <PhaseStands
          view={view}
          filedAt={head?.filedAt ?? null}
          now={c.var.now}
          what="工作措施、工作流程和工作时间表"
        />
      </Lead>
      {writes ? (
        <Form c={c} action={paths.kickoff(plan.id, unit.id)}>
          <input type="hidden" name="version" value={String(refused?.version ?? head?.version ?? 0)} />
          {body}
          <Bar
            says={
              <p>
                {filed ? '已报送，改了再报一次，时间仍按第一次计。' : `${entries.length}项任务，每项填三栏。`}
                <span class="note">　{momentInWords(view.dates.due)}截止</span>
              </p>
            }
          >
            {filed ? null : <Button>保存草稿</Button>}
            <Button primary action={paths.kickoffFile(plan.id, unit.id)}>
              {filed ? '更正后再报' : '报送'}
            </Button>
          </Bar>
        </Form>
      ) : (
        body
      )}
    </Frame>
  )
}

const whichOf = (c: Ctx) => ({ plan: planParam(c), unit: unitParam(c) })
const show = async (c: Ctx, refused?: Refused): Promise<Response> => {
  const view = await c.var.house.services.phases.kickoff(whichOf(c), call(c))
  return page(c, <KickoffPage c={c} view={view} {...(refused ? { refused } : {})} />, refused?.status ?? 200)
}

/** GET /plans/:plan/kickoff/:unit */
export const showKickoff = (c: Ctx): Promise<Response> => show(c)

const act = async (c: Ctx, does: (sent: Sent<{ entries: KickoffEntry[]; version?: number }>) => Promise<unknown>) => {
  const sent = readKickoff(await form(c))
  return answerPhase(
    sent,
    () => does(sent),
    () => see(c, paths.kickoff(planParam(c), unitParam(c))),
    (refused) => show(c, refused),
  )
}

/** POST …/kickoff/:unit: keeps a draft. */
export const saveKickoff = (c: Ctx): Promise<Response> =>
  act(c, ({ given }) => c.var.house.services.phases.saveKickoff(whichOf(c), call(c), given))

/** POST …/kickoff/:unit/file */
export const fileKickoff = (c: Ctx): Promise<Response> =>
  act(c, ({ given }) => c.var.house.services.phases.fileKickoff(whichOf(c), call(c), given))
