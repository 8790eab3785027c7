import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { DUTY_WORDS, taskOf } from '../../../shared/domain/plan.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { ACTS, stateAfter } from '../../../shared/domain/report/acts.ts'
import { isOpen } from '../../../shared/domain/report/dates.ts'
import { STATE_WORDS } from '../../../shared/domain/report/report.ts'
import { addPeriods, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { call } from '../request.ts'
import { AttachmentList, forTask } from './attachments.tsx'
import { Actions, Button, Crumb, Facts, Form, Lead, LinkButton, State, Text } from './components.tsx'
import { EntryRead, LastMonth } from './entryRead.tsx'
import { Frame } from './frame.tsx'
import { RefusalSummary } from './inPlace.tsx'
import type { Returned } from './reportForm.tsx'
import { DeclineNotice, ReturnNotice } from './returnNotice.tsx'
import { maySign, SignOffSection } from './signOff.tsx'
import { Situation } from './situation.tsx'
import { TaskText } from './taskText.tsx'
import { deadlineWords } from './taskWords.ts'

/** The report to be read: its state, its times, its texts, and what may be done with it, by the table of acts. */
export const ReportReadPage = ({
  c,
  which,
  view,
  returned,
  declined,
}: {
  c: Ctx
  which: Which
  view: ReportView
  returned: Returned | null
  /** What the head typed towards giving the report back, where that was refused. */
  declined?: { reason: string; refusal: Refusal }
}) => {
  const { plan, period, unit } = which
  const { head, dates } = view
  const by = call(c)
  const { actor, now } = by
  const month = periodInWords(period)
  const own = actor.serves.some((served) => served.unit === unit)
  const filed = head.revision > 0
  const fills = may(actor, 'report.fill', { unit })
  const { entries } = view
  const withdraw = fills && stateAfter(head.state, 'withdraw') !== null && isOpen(dates, now)
  const reviewer = may(actor, 'overview.read') && may(actor, 'report.accept', { unit, hands: head.hands })
  return (
    <Frame
      c={c}
      title={`${declined ? `${declined.refusal.said.title}：` : ''}${month}月报　${view.unit.name}`}
      current={own ? 'mine' : 'overview'}
    >
      <Crumb
        items={own ? [{ href: paths.mine, text: '本月' }] : [{ href: paths.overview(plan, period), text: '总览' }]}
        here={`${month}月报`}
      />
      {declined ? <RefusalSummary refusal={declined.refusal} href="#reason" /> : null}
      <h1>
        <span class="ph">{month}月报</span>　<span class="ph">{view.unit.name}</span>
      </h1>
      <Lead>
        <Situation scene={view} now={now} own={fills} />
      </Lead>
      <Actions>
        {reviewer && head.state === 'submitted' ? (
          <LinkButton href={paths.review(plan, period, unit)} primary>
            审核这份月报
          </LinkButton>
        ) : null}
        {filed ? <a href={paths.receipt(plan, period, unit)}>回执</a> : null}
        {head.version > 0 ? <a href={paths.history(plan, period, unit)}>经过</a> : null}
        {may(actor, 'report.enter') &&
        !view.frozen &&
        stateAfter(head.state, 'enter') !== null &&
        view.duties.length > 0 ? (
          <a href={paths.enter(plan, period, unit)}>{ACTS.enter.words}</a>
        ) : null}
        {may(actor, 'report.extend') && !view.frozen && stateAfter(head.state, 'extend') !== null ? (
          <a href={paths.extend(plan, period, unit)}>{ACTS.extend.words}</a>
        ) : null}
        {withdraw ? (
          <Form c={c} action={paths.reportWithdraw(plan, period, unit)}>
            <Button small>撤回修改</Button>
          </Form>
        ) : null}
      </Actions>
      {returned ? <ReturnNotice returned={returned} /> : null}
      <DeclineNotice view={view} />
      {filed ? (
        <div class="gap">
          <Facts
            items={[
              ['状态', head.selfAccepted ? `${STATE_WORDS[head.state]}（自审）` : STATE_WORDS[head.state]],
              ['填报人', head.filedBy ? `${head.filedBy.name}${head.entered ? '（法规处代录）' : ''}` : ''],
              [
                '提交时间',
                head.filedAt !== null
                  ? stampInWords(head.filedAt)
                  : head.state === 'draft'
                    ? '没有报出'
                    : STATE_WORDS[head.state],
              ],
              ...(head.signedBy === null
                ? []
                : [['审签', `${head.signedBy.name}　${stampInWords(head.signedBy.at)}`] as const]),
              ...(head.acceptedAt === null ? [] : [['审核通过', stampInWords(head.acceptedAt)] as const]),
              ['提交次数', `第${head.revision}次提交`],
            ]}
          />
        </div>
      ) : null}
      {entries.length > 0 ? (
        <div class="entries">
          {entries.map((entry) => {
            const task = taskOf(view.plan, entry.task)
            const last = view.last.find((one) => one.task === entry.task)
            const remark = returned?.remarks.find((one) => one.task === entry.task)
            const role = view.duties.find((duty) => duty.task === entry.task)?.role ?? 'responsible'
            return (
              <section class="entry" id={`task-${entry.task}`} aria-labelledby={`h-${entry.task}`}>
                <header>
                  <h2 id={`h-${entry.task}`}>
                    <span class="n">任务{entry.task}</span>
                    {task?.title ?? ''}
                  </h2>
                  {entry.zero ? <State letter="零" word="零报告" /> : null}
                </header>
                <p class="note">
                  {DUTY_WORDS[role]}　{task ? deadlineWords(view.plan, task) : ''}
                </p>
                <TaskText task={task} measures={view.measures} printed={false} />
                <div class="cols">
                  <div>
                    <EntryRead entry={entry} task={task} last={last} />
                    <AttachmentList
                      which={which}
                      attachments={forTask(view.attachments, entry.task)}
                      title="佐证材料"
                    />
                  </div>
                  <aside class="aside" aria-label={`任务${entry.task}上月填报`}>
                    {remark ? (
                      <div class="remark">
                        <h3>审核意见</h3>
                        <p>
                          <Text>{remark.text}</Text>
                        </p>
                      </div>
                    ) : null}
                    <LastMonth entry={last} task={task} period={addPeriods(period, -1)} />
                  </aside>
                </div>
              </section>
            )
          })}
        </div>
      ) : null}
      <AttachmentList
        which={which}
        attachments={view.attachments.filter((one) => !entries.some((entry) => entry.task === one.task))}
        title="整份月报的佐证材料"
      />
      {maySign(by, view) ? <SignOffSection c={c} which={which} version={head.version} declined={declined} /> : null}
      {entries.length === 0 && view.duties.length > 0 ? <p class="note gap">还没有提交，这里暂时没有内容。</p> : null}
    </Frame>
  )
}
