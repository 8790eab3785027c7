import type { PhaseDates, PhaseProblem } from '../../../shared/domain/phase/phase.ts'
import { type DutyRole, type Plan, taskOf } from '../../../shared/domain/plan.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { dateInWords, dateOf, daysLeftInWords, type Instant, momentInWords } from '../../../shared/domain/time.ts'
import type { Sent, Typed } from '../forms/phase.ts'
import { Phrase } from './components.tsx'
import { inPlace, statusOf } from './inPlace.tsx'
import { TaskText } from './taskText.tsx'
import { taskLine } from './taskWords.ts'

/** What the pages of the phases have in common. */

/** A form that was refused: what was typed, what is wrong with it, and on which version it stands now. */
export type Refused = {
  title: string
  typed: Typed
  problems: readonly PhaseProblem[]
  version: number | undefined
  status: 409 | 413 | 415 | 422
}

/**
 * Does what a form asks; what is wrong with it is shown in the form, with what was typed.
 * @param again shows the form again
 */
export const answerPhase = async <T extends { version?: number | undefined }>(
  sent: Sent<T>,
  does: () => Promise<unknown>,
  done: () => Response,
  again: (refused: Refused) => Promise<Response>,
): Promise<Response> => {
  const { typed } = sent
  const { version } = sent.given
  if (sent.problems.length > 0)
    return again({ title: `没有保存：有${sent.problems.length}处不合要求`, ...sent, version, status: 422 })
  try {
    await does()
    return done()
  } catch (error) {
    const refusal = inPlace(error)
    const { title, why, todo } = refusal.said
    const problems = isRefusal(error, 'phase.incomplete')
      ? (error.extra as PhaseProblem[])
      : [{ task: null, field: '', message: `${why}${todo}` }]
    return again({ title, typed, problems, version, status: statusOf(refusal) })
  }
}

export const isClosed = ({ closes, dates }: { closes: Instant; dates: PhaseDates }, now: Instant): boolean =>
  now < dates.opens || now >= closes

/** A task's head in a phase's form: its number and title, the unit's part in it, the notice's text folded. */
export const TaskHead = ({ plan, task: number, role }: { plan: Plan; task: number; role: DutyRole }) => {
  const task = taskOf(plan, number)
  return (
    <>
      <header>
        <h2 id={`h-${number}`}>
          <span class="n">任务{number}</span>
          {task?.title ?? ''}
        </h2>
      </header>
      <p class="note">{task ? taskLine(plan, task, role) : ''}</p>
      <TaskText task={task} printed={false} />
    </>
  )
}

/** How a unit stands with a phase's work, in a sentence: filed when, or until when. */
export const PhaseStands = ({
  view: { dates, closes },
  filedAt,
  now,
  what,
}: {
  view: { dates: PhaseDates; closes: Instant }
  filedAt: Instant | null
  now: Instant
  what: string
}) => {
  if (filedAt !== null)
    return (
      <>
        <Phrase>{momentInWords(filedAt)}已报送，</Phrase>
        <Phrase>{filedAt < dates.due ? '按时。' : '过了期限。'}</Phrase>
      </>
    )
  if (now < dates.opens) return <Phrase>{dateInWords(dateOf(dates.opens))}起报送。</Phrase>
  if (now < dates.due)
    return (
      <>
        <Phrase>
          请在<strong>{momentInWords(dates.due)}</strong>前报送{what}，
        </Phrase>
        <Phrase>{daysLeftInWords(now, dates.due)}。</Phrase>
      </>
    )
  return (
    <>
      <Phrase>
        <strong>{momentInWords(dates.due)}</strong>已到期，
      </Phrase>
      <Phrase>{now < closes ? '还可以补报。' : '没有报送。'}</Phrase>
    </>
  )
}
