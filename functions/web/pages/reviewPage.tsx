import type { Child } from 'hono/jsx'
import { MARKS } from '../../../shared/domain/counting/standing.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { dateOf, momentInWords, periodInWords, timeOf } from '../../../shared/domain/time.ts'
import type { Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { AttachmentList } from './attachments.tsx'
import {
  Actions,
  Bar,
  Button,
  Check,
  Choices,
  Crumb,
  Facts,
  Form,
  Lead,
  Note,
  Notice,
  Section,
  Text,
  TextArea,
  TextField,
} from './components.tsx'
import { Frame } from './frame.tsx'
import { FrozenNotice } from './frozenNotice.tsx'
import { RefusalSummary } from './inPlace.tsx'
import { State } from './marks.tsx'
import type { Review } from './review.tsx'
import { hintsOf, ReviewEntry } from './reviewEntry.tsx'
import { Situation } from './situation.tsx'

/** What was typed towards a return. */
export type Returning = {
  reason: string
  phrases: string[]
  cause: boolean
  remarks: ReadonlyMap<number, string>
  /** Of a reopening: until when it may be corrected. */
  until?: { date: string; time: string }
}

const NOTHING: Returning = { reason: '', phrases: [], cause: false, remarks: new Map() }

/** Quick phrases for a return. */
export const PHRASES = [
  '进展缺少具体数据',
  '与上月内容相同',
  '滞后原因不清楚',
  '下一步措施没有时间',
  '进度与文字不一致',
  '零报告理由不清楚',
]

type Props = {
  c: Ctx
  which: Which
  review: Review
  /** Why this person may not accept; null when they may. */
  hindered: string | null
  /** Accepted by this person it would be 自审. */
  self: boolean
  mayReturn: boolean
  typed?: Returning
  refusal?: Refusal
}

const ReportFacts = ({ which, review }: Pick<Props, 'which' | 'review'>) => {
  const { view, mark, changed, before } = review
  const { head } = view
  const { letter, word } = MARKS[mark]
  const facts: [string, Child][] = [
    ['状态', <State letter={letter === '' ? '—' : letter} word={word} />],
    ['填报人', `${head.filedBy?.name ?? '还没有'}${head.entered ? '（代录）' : ''}`],
  ]
  if (head.filedAt) facts.push(['提交', `${momentInWords(head.filedAt)}，第${head.revision}次`])
  if (view.attachments.length > 0) facts.push(['佐证材料', `${view.attachments.length}份`])
  if (before) facts.push(['退回以后', changed.length === 0 ? '没有改动' : `改了任务${changed.join('、')}`])
  facts.push(['经过', <a href={paths.history(which.plan, which.period, which.unit)}>逐步看谁在什么时候办了什么</a>])
  return <Facts items={facts} />
}

/** Before and after in the row of those that wait. */
const Neighbours = ({ review }: { review: Review }) => {
  const { waiting, place, names } = review
  const before = place > 0 ? waiting[place - 1] : undefined
  const after = place >= 0 ? waiting[place + 1] : undefined
  if (!before && !after) return null
  return (
    <nav class="acts" aria-label="前后各份">
      {before ? (
        <a href={paths.review(before.plan, before.period, before.unit)}>上一份：{names.get(before.unit)}</a>
      ) : null}
      {after ? <a href={paths.review(after.plan, after.period, after.unit)}>下一份：{names.get(after.unit)}</a> : null}
    </nav>
  )
}

const ReturnFields = ({ typed, until, error }: { typed: Returning; until: string; error: string | undefined }) => (
  <>
    <Choices
      id="phrase"
      legend="常用语"
      optional="可多选，会写进理由"
      name="phrase"
      type="checkbox"
      options={PHRASES.map((phrase) => ({ value: phrase, text: phrase }))}
      chosen={typed.phrases}
    />
    <TextArea
      id="reason"
      name="reason"
      label="退回理由"
      hint="填报人会在邮件和月报页上看到这段话。选了常用语，可以不另写。"
      rows={3}
      value={typed.reason}
      error={error}
    />
    <p class="field">
      <Check name="cause" value="unit" checked={typed.cause}>
        原因在填报单位（计入报送质量）
      </Check>
    </p>
    <Note>{until}</Note>
  </>
)

export const ReviewPage = ({ c, which, review, hindered, self, mayReturn, typed = NOTHING, refusal }: Props) => {
  const { view, waiting, place, names } = review
  const { head, unit } = view
  const title = `${unit.name}${periodInWords(which.period)}月报`
  const filed = view.entries.length > 0 && head.revision > 0 && head.state !== 'draft'
  const submitted = head.state === 'submitted'
  const hints = submitted ? hintsOf(view, review.zeroRun) : []
  const returns = submitted && mayReturn && !view.frozen
  const accepts = submitted && hindered === null && !view.frozen
  const { plan, period, unit: id } = which
  const after = place >= 0 ? waiting[place + 1] : undefined
  const lacking = refusal?.code === 'reason.missing' ? '请写明理由' : undefined
  const window = `退回以后给${view.plan.rhythm.window}个工作日重报，或者到锁定，取晚的。`
  return (
    <Frame
      c={c}
      title={refusal ? `${refusal.said.title}：${title}` : `审核：${title}`}
      current="reviews"
      year={review.data}
    >
      <Crumb
        items={[
          { href: paths.overview(plan, period), text: '总览' },
          { href: paths.reviews(plan), text: '审核' },
        ]}
        here={place >= 0 ? `第${place + 1}份，共${waiting.length}份` : title}
      />
      {refusal ? <RefusalSummary refusal={refusal} href="#reason" /> : null}
      {review.done === null || refusal ? null : (
        <Notice tone="done">
          <p>
            {review.done}
            {submitted ? '下面是下一份。' : ''}
          </p>
        </Notice>
      )}
      <h1>
        <span class="ph">{unit.name}</span>　<span class="ph">{periodInWords(period)}月报</span>
      </h1>
      {filed ? (
        <Lead>
          <Situation scene={view} now={c.var.now} />
        </Lead>
      ) : (
        <Lead>{head.revision > 0 ? '单位已撤回，还没有重新提交。' : '还没有提交过，没有可审核的内容。'}</Lead>
      )}
      <div class="cols gap">
        <ReportFacts which={which} review={review} />
        {hints.length > 0 ? (
          <Notice tone="warn" title={`提示${hints.length}条`}>
            <ul class="bullets note">
              {hints.map((hint) => (
                <li>
                  <a href={`#task-${hint.task}`}>任务{hint.task}</a>：{hint.text}
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
      </div>
      <Neighbours review={review} />
      {view.frozen && mayReturn ? <FrozenNotice plan={plan} /> : null}
      {head.state === 'returned' && view.act?.why ? (
        <div class="gap">
          <Notice tone="back" title={view.act.act === 'reopen' ? '重新打开的理由' : '退回理由'}>
            <p>
              <Text>{view.act.why}</Text>
            </p>
          </Notice>
        </div>
      ) : null}
      {filed ? (
        <Form c={c} action={paths.accept(plan, period, id)} kind="gap">
          <input type="hidden" name="version" value={String(head.version)} />
          {review.before ? (
            <p class="legend">
              和退回稿相比：<ins>增加的字</ins> <del>删去的字</del>
            </p>
          ) : null}
          {view.entries.map((entry) => (
            <ReviewEntry
              which={which}
              view={view}
              entry={entry}
              before={review.before?.find((one) => one.task === entry.task)}
              hints={hints.filter((hint) => hint.task === entry.task)}
              remark={returns ? (typed.remarks.get(entry.task) ?? '') : null}
            />
          ))}
          <AttachmentList
            which={which}
            attachments={view.attachments.filter((one) => !view.entries.some((entry) => entry.task === one.task))}
            title="整份月报的佐证材料"
          />
          {returns ? (
            <Section id="back" title="要退回，写明理由">
              <ReturnFields typed={typed} until={window} error={lacking} />
              <Actions>
                <Button action={paths.return(plan, period, id)}>退回这份月报</Button>
              </Actions>
            </Section>
          ) : null}
          {head.state === 'accepted' && mayReturn && !view.frozen ? (
            <Section id="reopen" title="要更正已通过的月报">
              <TextArea
                id="reason"
                name="reason"
                label="重新打开的理由"
                hint="重新打开以后由单位改，再提交、再审核；以后的各类输出写明改过。"
                value={typed.reason}
                error={lacking}
              />
              <TextField
                id="until-date"
                name="untilDate"
                type="date"
                label="改到哪一天"
                hint="到时自动重新锁定。期限内重报，仍按原来的报送时间计。"
                value={typed.until?.date ?? dateOf(review.window)}
                short
              />
              <TextField
                id="until-time"
                name="untilTime"
                type="time"
                label="几点"
                value={typed.until?.time ?? timeOf(review.window)}
                short
              />
              <Actions>
                <Button action={paths.reopen(plan, period, id)}>重新打开</Button>
              </Actions>
            </Section>
          ) : null}
          {submitted && !view.frozen ? (
            <Bar
              says={
                hindered === null ? (
                  <p>
                    {self ? '您是这个单位的人，由您审核通过会注明“自审”。' : '审核通过后通知填报人。'}
                    {after ? <span class="note">　下一份：{names.get(after.unit)}</span> : null}
                  </p>
                ) : (
                  <p>{hindered}</p>
                )
              }
            >
              {returns ? (
                <a class="btn" href="#back">
                  退回
                </a>
              ) : null}
              {accepts ? <Button primary>审核通过</Button> : null}
            </Bar>
          ) : null}
        </Form>
      ) : null}
    </Frame>
  )
}
