import type { KickoffEntry } from '../../../shared/domain/phase/kickoff.ts'
import { KICKOFF_TEXTS, KICKOFF_WORDS } from '../../../shared/domain/phase/kickoff.ts'
import type { Task } from '../../../shared/domain/plan.ts'
import { Details, Text } from './components.tsx'

/** What stands behind a task, folded: the notice's own text, and what the unit said in the kick-off that it would do. */

/** One task's three texts of the kick-off, to be read. */
export const KickoffRead = ({ entry }: { entry: KickoffEntry }) => (
  <dl class="stack">
    {KICKOFF_TEXTS.map((field) => (
      <div class="w">
        <dt>{KICKOFF_WORDS[field]}</dt>
        <dd>
          <Text>{entry[field] || '没有填写'}</Text>
        </dd>
      </div>
    ))}
  </dl>
)

export const TaskText = ({
  task,
  measures = [],
  printed = true,
}: {
  task: Task | undefined
  /** What the unit filed in the kick-off, of all its tasks. */
  measures?: readonly KickoffEntry[]
  /** Does it come out on paper? */
  printed?: boolean
}) => {
  if (!task) return null
  const filed = measures.find((one) => one.task === task.number)
  const kind = printed ? undefined : 'noprint'
  return (
    <>
      <Details summary="任务原文" {...(kind ? { kind } : {})}>
        <p class="prose">
          <Text>{task.text}</Text>
        </p>
      </Details>
      {filed ? (
        <Details summary="启动阶段报送的措施、流程和时间表" {...(kind ? { kind } : {})}>
          <KickoffRead entry={filed} />
        </Details>
      ) : null}
    </>
  )
}
