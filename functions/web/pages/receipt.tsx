import { formTitle } from '../../../shared/domain/formLayout.ts'
import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { DUTY_WORDS, taskOf } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { stateAfter } from '../../../shared/domain/report/acts.ts'
import { type Attachment, sizeInWords } from '../../../shared/domain/report/attachment.ts'
import { isOpen } from '../../../shared/domain/report/dates.ts'
import { ReportBody, type ReportHead, STATE_WORDS } from '../../../shared/domain/report/report.ts'
import { dateInWords, dateOf, monthInWords, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { call, page, see, which } from '../request.ts'
import { AttachmentLink, usedFor } from './attachments.tsx'
import { Actions, Button, Crumb, Facts, Form, Phrase } from './components.tsx'
import { Frame } from './frame.tsx'
import { countedAs } from './situation.tsx'
import { entryWords } from './taskWords.ts'

/** The receipt of a filed report (R6): one A4 sheet with its number, times and tasks, to be printed, signed and stamped. */

/** The newest submission in the history, with the hash under which the next record, or the head, names it. */
const submissionOf = (
  head: ReportHead,
  history: readonly HistoryRecord[],
): { record: HistoryRecord; hash: string } | null => {
  const index = history.findLastIndex((record) => record.act === 'submit' || record.act === 'enter')
  const record = history[index]
  if (!record) return null
  return { record, hash: (record.id === head.current ? head.hash : history[index + 1]?.before?.hash) ?? '' }
}

export const showReceipt = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const by = call(c)
  const { load, reports } = c.var.house.services
  const [view, history] = await Promise.all([reports.view(at, by), reports.history(at, by)])
  const submission = submissionOf(view.head, history)
  if (!submission) throw new Refusal('access.missing', {})
  const title = formTitle(await load.layout(view.plan), at.period)
  return page(c, <ReceiptPage c={c} which={at} view={view} title={title} {...submission} />)
}

/** POST: takes a submitted report back into the unit's hands. */
export const withdrawReport = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  await c.var.house.services.reports.withdraw(at, call(c))
  return see(c, paths.report(at.plan, at.period, at.unit))
}

/** What was filed with the texts: names with sizes, and enough of each hash to tell one file from another on paper. */
const ReceiptEvidence = ({ which, attachments }: { which: Which; attachments: readonly Attachment[] }) =>
  attachments.length === 0 ? null : (
    <>
      <h2>佐证材料（{attachments.length}份）</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">文件</th>
            <th scope="col">用于</th>
            <th scope="col">大小</th>
            <th scope="col">校验码前12位</th>
          </tr>
        </thead>
        <tbody>
          {attachments.map((one) => (
            <tr>
              <th scope="row">
                <AttachmentLink which={which} one={one} />
              </th>
              <td class="nb">{usedFor(one)}</td>
              <td class="nb">{sizeInWords(one.size)}</td>
              <td class="nb">{one.sha256.slice(0, 12)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )

const ReceiptPage = ({
  c,
  which,
  view,
  title,
  record,
  hash,
}: {
  c: Ctx
  which: Which
  view: ReportView
  /** The monthly form's, as the office lays it out. */
  title: string
  record: HistoryRecord
  hash: string
}) => {
  const { plan, period, unit } = which
  const { actor, now } = call(c)
  const { head, dates } = view
  const { entries, attachments } = ReportBody.parse(record.body)
  const number = `${period.replace('-', '')}-${unit}-${head.revision}`
  const fresh = head.current === record.id
  const own = actor.serves.some((served) => served.unit === unit)
  const withdraw =
    may(actor, 'report.fill', { unit }) && stateAfter(head.state, 'withdraw') !== null && isOpen(dates, now)
  const state = head.selfAccepted ? `${STATE_WORDS[head.state]}（自审）` : STATE_WORDS[head.state]
  return (
    <Frame
      c={c}
      title={`${periodInWords(period)}月报回执　${view.unit.name}`}
      current={own ? 'mine' : 'overview'}
      sheet
      script
    >
      <Crumb
        items={[
          own ? { href: paths.mine, text: '本月' } : { href: paths.overview(plan, period), text: '总览' },
          { href: paths.report(plan, period, unit), text: `${periodInWords(period)}月报` },
        ]}
        here="回执"
      />
      <p class="lead">
        {fresh && head.state === 'submitted' ? (
          <>
            <Phrase>{monthInWords(period)}月报已提交，</Phrase>
            <Phrase>等待法规处审核。</Phrase>
          </>
        ) : (
          <Phrase>这份月报现在是“{state}”。</Phrase>
        )}
        <Phrase>下面的回执可以打印，一张A4。</Phrase>
      </p>
      <Actions>
        <button class="btn primary" type="button" data-print hidden>
          打印回执
        </button>
        <a href={paths.report(plan, period, unit)}>看月报</a>
        <a href={paths.history(plan, period, unit)}>经过</a>
        {withdraw ? (
          <Form c={c} action={paths.reportWithdraw(plan, period, unit)}>
            <Button small>撤回修改</Button>
          </Form>
        ) : null}
      </Actions>
      <article class="sheet">
        <h1>
          <Phrase>{title}</Phrase>
          <br />
          <Phrase>回　执</Phrase>
        </h1>
        <h2>报送情况</h2>
        <Facts
          items={[
            ['填报单位', view.unit.fullName || view.unit.name],
            ['填报月份', periodInWords(period)],
            ['回执编号', number],
            ['提交时间', stampInWords(record.at)],
            [
              '记作',
              head.filedAt === null
                ? head.state === 'draft'
                  ? '没有报出'
                  : '审签后计'
                : `${countedAs(view, head.filedAt)}${head.zero ? '，零报告' : ''}`,
            ],
            ['提交次数', `第${head.revision}次提交`],
            ['填报人', `${record.by.name}（${record.act === 'enter' ? '法规处代录' : record.by.role}）`],
            ...(head.signedBy === null
              ? []
              : [['审签', `${head.signedBy.name}　${stampInWords(head.signedBy.at)}`] as const]),
            ['现在状态', state],
          ]}
        />
        <h2>任务（{entries.length}项）</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">任务</th>
              <th scope="col">名称</th>
              <th scope="col">责任</th>
              <th scope="col">填报</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => {
              const role = view.duties.find((duty) => duty.task === entry.task)?.role
              return (
                <tr>
                  <td class="nb">{entry.task}</td>
                  <th scope="row">{taskOf(view.plan, entry.task)?.title ?? ''}</th>
                  <td class="nb">{role ? DUTY_WORDS[role] : ''}</td>
                  <td class="nb">{entryWords(entry)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
        <ReceiptEvidence which={which} attachments={attachments} />
        <div class="closing">
          <div class="signatures">
            <p>
              <span>填报人：</span>
              <span />
            </p>
            <p>
              <span>审核人：</span>
              <span />
            </p>
            <p>
              <span>联系电话：</span>
              <span />
            </p>
            <p>
              <span>日期：</span>
              <span />
            </p>
          </div>
          <div class="seal">
            <span>（单位盖章）</span>
          </div>
        </div>
        <p class="note end">
          记录校验码（SHA-256前16位）：{hash.slice(0, 16)}。{dateInWords(dateOf(now), true)}打开，时间均为北京时间。
        </p>
      </article>
    </Frame>
  )
}
