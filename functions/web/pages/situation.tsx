import type { Child } from 'hono/jsx'
import { windowOpen } from '../../../shared/domain/report/dates.ts'
import { dateInWords, dateOf, daysLeftInWords, type Instant, momentInWords } from '../../../shared/domain/time.ts'
import type { Scene } from '../../../shared/service/report.ts'
import { Phrase } from './components.tsx'

/** How a report stands, in the sentence a page begins with: what is owed, until when, and what is left. */

/** The word under which a submission at this time counts (domain.md, 2a). */
export const countedAs = ({ dates }: Pick<Scene, 'dates'>, at: Instant): '按时' | '迟报' | '漏报' =>
  at < dates.due ? '按时' : at < dates.locks ? '迟报' : '漏报'

const Moment = ({ at }: { at: Instant }) => <strong>{momentInWords(at)}</strong>

const owing = (scene: Scene, now: Instant): Child => {
  const { dates } = scene
  if (now < dates.opens) return <Phrase>{dateInWords(dateOf(dates.opens))}起可以填报。</Phrase>
  if (now < dates.due)
    return (
      <>
        <Phrase>
          请在
          <Moment at={dates.due} />
        </Phrase>
        <Phrase>前提交，{daysLeftInWords(now, dates.due)}。</Phrase>
      </>
    )
  if (now < dates.locks)
    return (
      <>
        <Phrase>
          <Moment at={dates.due} />
          已截止，
        </Phrase>
        <Phrase>{daysLeftInWords(now, dates.due)}。</Phrase>
        <Phrase>{momentInWords(dates.locks)}锁定，</Phrase>
        <Phrase>锁定前提交记作迟报。</Phrase>
      </>
    )
  if (now < dates.closes)
    return (
      <>
        <Phrase>
          延期补报到
          <Moment at={dates.closes} />，
        </Phrase>
        <Phrase>现在提交记作漏报。</Phrase>
      </>
    )
  return (
    <>
      <Phrase>{momentInWords(dates.locks)}已锁定，</Phrase>
      <Phrase>没有收到这个月的月报。</Phrase>
    </>
  )
}

const returned = (scene: Scene, now: Instant): Child => {
  const { head, dates } = scene
  if (windowOpen(head, now) && head.windowUntil !== null)
    return (
      <>
        <Phrase>
          请在
          <Moment at={head.windowUntil} />
        </Phrase>
        <Phrase>前改好重新提交{head.filedAt === null ? '。' : '，'}</Phrase>
        {head.filedAt === null ? null : <Phrase>仍按首次提交时间记作{countedAs(scene, head.filedAt)}。</Phrase>}
      </>
    )
  if (now < dates.closes)
    return (
      <>
        <Phrase>改正期限已过。</Phrase>
        <Phrase>
          <Moment at={dates.closes} />
          前还可以重新提交，
        </Phrase>
        <Phrase>记作{countedAs(scene, now)}。</Phrase>
      </>
    )
  return <Phrase>退回后没有重新提交，改正期限已过。</Phrase>
}

/** What a signature given now would make of the report. */
const signing = ({ dates, head }: Scene, now: Instant): Child =>
  now >= dates.closes ? (
    <Phrase>报告期已锁定，没有报出。</Phrase>
  ) : (
    <>
      <Phrase>
        请在
        <Moment at={now < dates.due ? dates.due : dates.closes} />
        前审签，
      </Phrase>
      <Phrase>
        现在审签记作{countedAs({ dates }, head.keptFiledAt !== null && windowOpen(head, now) ? head.keptFiledAt : now)}
        。
      </Phrase>
    </>
  )

/** The phrases that say how the report stands; `own` to those who file it, who may also take it back. */
export const Situation = ({ scene, now, own }: { scene: Scene; now: Instant; own?: boolean }) => {
  const { head, dates, unit } = scene
  if (scene.duties.length === 0) return <Phrase>{unit.name}这个月没有应报任务。</Phrase>
  switch (head.state) {
    case 'draft':
      return <>{owing(scene, now)}</>
    case 'returned':
      return <>{returned(scene, now)}</>
    case 'awaiting-sign-off':
      return (
        <>
          <Phrase>已填好，等待负责人审签，</Phrase>
          <Phrase>审签以后才报到法规处。</Phrase>
          {signing(scene, now)}
        </>
      )
    case 'submitted':
      return (
        <>
          <Phrase>{head.filedAt === null ? '已提交，' : `${momentInWords(head.filedAt)}提交，`}</Phrase>
          <Phrase>{head.filedAt === null ? null : `记作${countedAs(scene, head.filedAt)}，`}等待法规处审核。</Phrase>
          {own && now < dates.closes ? <Phrase>{momentInWords(dates.closes)}前可以撤回修改。</Phrase> : null}
        </>
      )
    case 'accepted':
      return (
        <>
          <Phrase>
            {head.filedAt === null ? '' : `${momentInWords(head.filedAt)}提交，记作${countedAs(scene, head.filedAt)}。`}
          </Phrase>
          <Phrase>
            {head.acceptedAt === null ? '' : `${momentInWords(head.acceptedAt)}审核通过`}
            {head.acceptedBy === null ? '' : `（${head.acceptedBy.name}）`}
            {head.selfAccepted ? '，自审' : ''}。
          </Phrase>
        </>
      )
  }
}
