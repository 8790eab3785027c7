import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { ACTS } from '../../../shared/domain/report/acts.ts'
import { type Attachment, attachmentDifference } from '../../../shared/domain/report/attachment.ts'
import { reportDifference } from '../../../shared/domain/report/difference.ts'
import { ReportBody, type ReportState, STATE_WORDS } from '../../../shared/domain/report/report.ts'
import { momentInWords, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { call, page, which } from '../request.ts'
import { AttachmentList } from './attachments.tsx'
import { Crumb, Details, Lead, Phrase, Scroll, Section, Text } from './components.tsx'
import { FieldDifferences } from './diff.tsx'
import { Frame } from './frame.tsx'

/** The history of a report (V2): who did what when and why, and what each resubmission changed (V1). */
export const showHistory = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const by = call(c)
  const { reports } = c.var.house.services
  const [view, history] = await Promise.all([reports.view(at, by), reports.history(at, by)])
  return page(c, <HistoryPage c={c} which={at} view={view} history={history} />)
}

const filesOf = (record: HistoryRecord): Attachment[] => ReportBody.parse(record.body).attachments

const isFiling = (record: HistoryRecord): boolean => record.act === 'submit' || record.act === 'enter'

/** 提交（第2次）, 退回，指向任务5、任务19, 延期补报到7月12日… */
const actWords = (record: HistoryRecord, filings: readonly HistoryRecord[]): string => {
  const words = record.act in ACTS ? ACTS[record.act as keyof typeof ACTS].words : record.act
  const { remarks, until, attachments } = ReportBody.parse(record.body)
  if (isFiling(record)) {
    const files = attachments.length > 0 ? `，佐证材料${attachments.length}份` : ''
    return `${words}（第${filings.indexOf(record) + 1}次）${files}`
  }
  const pointed = remarks.length > 0 ? `，指向${remarks.map((remark) => `任务${remark.task}`).join('、')}` : ''
  return `${words}${pointed}${until ? `，${momentInWords(until)}前` : ''}`
}

const stateWords = (state: string): string => STATE_WORDS[state as ReportState] ?? state

/** Who acted, with the capacity they acted in. */
const who = (record: HistoryRecord): string => [record.by.role, record.by.name].filter((word) => word !== '').join('　')

/** The history as a table, the newest first: also shown on the review's page. */
export const HistoryTable = ({ history }: { history: readonly HistoryRecord[] }) => {
  const filings = history.filter(isFiling)
  return (
    <Scroll label="经过，可左右滚动">
      <table class="history">
        <thead>
          <tr>
            <th scope="col">时间</th>
            <th scope="col">谁</th>
            <th scope="col">做了什么</th>
            <th scope="col">状态</th>
            <th scope="col">理由</th>
          </tr>
        </thead>
        <tbody>
          {[...history].reverse().map((record) => (
            <tr>
              <td class="nb">{stampInWords(record.at)}</td>
              <td>{who(record)}</td>
              <td>{actWords(record, filings)}</td>
              <td>
                {record.from === record.to
                  ? stateWords(record.to)
                  : `${stateWords(record.from)}→${stateWords(record.to)}`}
              </td>
              <td>{record.why === null ? '' : <Text>{record.why}</Text>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

/**
 * What one submission changed against the one before, task by task; nothing for the first.
 * @param history oldest first
 */
export const Resubmission = ({
  history,
  record,
  plan,
}: {
  history: readonly HistoryRecord[]
  record: HistoryRecord
  plan: ReportView['plan']
}) => {
  const filings = history.filter(isFiling)
  const before = filings[filings.indexOf(record) - 1]
  if (!before) return null
  const [was, is] = [ReportBody.parse(before.body), ReportBody.parse(record.body)]
  const changes = reportDifference(was.entries, is.entries)
  const files = attachmentDifference(was.attachments, is.attachments)
  const none = files.added.length + files.removed.length === 0
  if (changes.length === 0 && none) return <p class="note">和上一次提交相比，没有改动。</p>
  return (
    <>
      {changes.map(({ task, fields }) => (
        <div class="gap-small">
          <h3>
            任务{task}　{taskOf(plan, task)?.title ?? ''}
          </h3>
          <FieldDifferences fields={fields} />
        </div>
      ))}
      {none ? null : (
        <div class="gap-small">
          <h3>佐证材料</h3>
          <ul class="bullets">
            {files.removed.map((one) => (
              <li>
                移除<del>{one.name}</del>
              </li>
            ))}
            {files.added.map((one) => (
              <li>
                添加<ins>{one.name}</ins>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

const HistoryPage = ({
  c,
  which,
  view,
  history,
}: {
  c: Ctx
  which: Which
  view: ReportView
  history: readonly HistoryRecord[]
}) => {
  const { plan, period, unit } = which
  const own = c.var.actor?.serves.some((served) => served.unit === unit) === true
  const filings = history.filter(isFiling)
  const month = periodInWords(period)
  return (
    <Frame c={c} title={`${month}月报经过　${view.unit.name}`} current={own ? 'mine' : 'overview'}>
      <Crumb
        items={[
          own ? { href: paths.mine, text: '本月' } : { href: paths.overview(plan, period), text: '总览' },
          { href: paths.report(plan, period, unit), text: `${month}月报` },
        ]}
        here="经过"
      />
      <h1>
        <Phrase>{month}月报经过</Phrase>　<Phrase>{view.unit.name}</Phrase>
      </h1>
      <Lead>
        <Phrase>现在是“{STATE_WORDS[view.head.state]}”，</Phrase>
        <Phrase>{filings.length === 0 ? '还没有提交过。' : `提交过${filings.length}次。`}</Phrase>
      </Lead>
      <Section id="lines" title="谁在什么时候做了什么" note="草稿的保存不记入经过">
        {history.length === 0 ? <p class="note">还没有记录。</p> : <HistoryTable history={history} />}
      </Section>
      {filings.some((record) => filesOf(record).length > 0) ? (
        <Section id="files" title="各次提交的佐证材料">
          {filings
            .map((record, index) => ({ record, index }))
            .filter(({ record }) => filesOf(record).length > 0)
            .reverse()
            .map(({ record, index }) => (
              <AttachmentList which={which} attachments={filesOf(record)} title={`第${index + 1}次提交`} added />
            ))}
        </Section>
      ) : null}
      {filings.length > 1 ? (
        <Section
          id="changes"
          title="重新提交改了什么"
          note={
            <>
              <del>删去</del>　<ins>新增</ins>
            </>
          }
        >
          {filings
            .map((record, index) => ({ record, index }))
            .slice(1)
            .reverse()
            .map(({ record, index }, place) => (
              <Details
                summary={`第${index + 1}次提交和第${index}次相比（${stampInWords(record.at)}）`}
                open={place === 0}
                kind="gap-small"
              >
                <Resubmission history={history} record={record} plan={view.plan} />
              </Details>
            ))}
        </Section>
      ) : null}
    </Frame>
  )
}
