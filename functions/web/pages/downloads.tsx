import { isOver, type OutputJob } from '../../../shared/domain/output/job.ts'
import { type OutputRecord, RecordId } from '../../../shared/domain/output/record.ts'
import type { Revision } from '../../../shared/domain/output/revision.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { Slug } from '../../../shared/domain/people.ts'
import {
  dateInWords,
  dateOf,
  type Instant,
  momentInWords,
  type Period,
  periodInWords,
  stampInWords,
} from '../../../shared/domain/time.ts'
import { FORMATS, type PlanKind } from '../../../shared/service/output/kind.ts'
import { revisionAt } from '../../../shared/service/output/scene.ts'
import type { Ctx } from '../context.ts'
import { call, download, handOut, page, param, periodParam, planParam, see } from '../request.ts'
import { Button, Details, Form, Hidden, Lead, Phrase, Rows, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { JobRows } from './outputJob.tsx'
import { RecordTable } from './outputRecords.tsx'

/** Records on the page before the rest is asked for. */
const NEWEST = 20

/** GET /plans/:plan/downloads: every kind of output, what is being made, and what went out. */
export const showDownloads = async (c: Ctx): Promise<Response> => {
  const planId = planParam(c)
  const by = call(c)
  const { outputs, overview } = c.var.house.services
  const [yearly, monthly, data, records, jobs, longYear, longMonth] = await Promise.all([
    outputs.kinds('plan', planId, by),
    outputs.kinds('month', planId, by),
    overview.year(planId, by),
    outputs.records(planId, by),
    outputs.jobs(planId, by, c.get('machine')),
    outputs.long({ plan: planId, period: null }, by),
    outputs.long({ plan: planId, period: '' }, by),
  ])
  const { year, plan } = data
  const opened = year.periods.filter((period) => period.opens <= year.cutOff).reverse()
  const [newest, ...before] = opened
  const all = c.req.query('all') !== undefined
  const kinds = grouped(yearly)
  const ofMonth = grouped(monthly)
  const isTable = (formats: readonly PlanKind[]): boolean => formats.some(({ format }) => format === 'csv')
  const documents = kinds.filter((formats) => !isTable(formats))
  const tables = kinds.filter(isTable)
  return page(
    c,
    <Frame c={c} title="下载" current="downloads" watch={jobs.some((job) => !isOver(job.state))}>
      <h1>下载</h1>
      <Lead>
        <Phrase>每份文件都写明数据截至什么时候、是第几版，</Phrase>
        <Phrase>并登记SHA-256。</Phrase>
        <Phrase>现在下载，数据截至{momentInWords(year.cutOff, true)}。</Phrase>
      </Lead>
      <JobSection c={c} plan={plan.id} jobs={jobs} />
      <Section id="months" title="每月">
        {newest === undefined ? <p>第一个报告期还没有开始。</p> : null}
        {newest ? (
          <Month c={c} plan={plan.id} kinds={ofMonth} month={newest} cutOff={year.cutOff} long={longMonth} />
        ) : null}
        {before.map((month) => (
          <Details summary={`${periodInWords(month.period)}（${standingOf(month, year.cutOff)}）`} kind="gap-small">
            <Month c={c} plan={plan.id} kinds={ofMonth} month={month} cutOff={year.cutOff} long={longMonth} />
          </Details>
        ))}
        <p class="note gap-small">已锁定的月份，以后有补报、更正或者重新打开的，再下载时版次加一，文件里附修订说明。</p>
      </Section>
      <Section id="year" title="全年">
        <KindRows c={c} plan={plan.id} kinds={documents} long={longYear} />
      </Section>
      <Section id="tables" title="数据表" note="可以自己再统计，也供其他系统读取">
        <KindRows c={c} plan={plan.id} kinds={tables} long={longYear} />
      </Section>
      <Revisions revision={revisionAt(data, null, by.now)} />
      <Records plan={plan.id} records={records} all={all} />
      <Section id="check" title="核对">
        <Rows kind="files">
          <li>
            <div>
              <a href={paths.verifyFile}>手上的文件是不是下载的那一份</a>
              <p class="note">选文件，或者粘贴它的SHA-256，看有没有登记</p>
            </div>
          </li>
          <li>
            <div>
              <a href={paths.integrity(plan.id)}>办理记录有没有被改动</a>
              <p class="note">逐条核对所有记录，并和每天的校验值比较</p>
            </div>
          </li>
        </Rows>
      </Section>
    </Frame>,
  )
}

const standingOf = (month: { due: Instant; locks: Instant }, cutOff: Instant): string =>
  cutOff < month.due
    ? `${dateInWords(dateOf(month.due))}截止，还没有报齐`
    : cutOff < month.locks
      ? `${dateInWords(dateOf(month.locks))}锁定，还可能变动`
      : '已锁定'

/** The formats of one thing side by side: what has the same name is the same. */
const grouped = (kinds: readonly PlanKind[]): PlanKind[][] => {
  const groups = new Map<string, PlanKind[]>()
  for (const kind of kinds) groups.set(kind.words, [...(groups.get(kind.words) ?? []), kind])
  return [...groups.values()]
}

const KindRows = ({
  c,
  plan,
  kinds,
  long,
}: {
  c: Ctx
  plan: string
  kinds: readonly (readonly PlanKind[])[]
  long: boolean
}) => (
  <Rows kind="files">
    {kinds.map((formats) => (
      <KindRow c={c} plan={plan} formats={formats} period={null} long={long} />
    ))}
  </Rows>
)

const Month = ({
  c,
  plan,
  kinds,
  month,
  cutOff,
  long,
}: {
  c: Ctx
  plan: string
  kinds: readonly (readonly PlanKind[])[]
  month: { period: Period; due: Instant; locks: Instant }
  cutOff: Instant
  long: boolean
}) => (
  <Rows kind="files">
    {kinds.map((formats) => (
      <KindRow c={c} plan={plan} formats={formats} period={month.period} long={long} note={standingOf(month, cutOff)} />
    ))}
  </Rows>
)

/** One kind in its formats: a link where a request can wait for it, a button that sets a job going where it cannot. */
const KindRow = ({
  c,
  plan,
  formats,
  period,
  long,
  note,
}: {
  c: Ctx
  plan: string
  formats: readonly PlanKind[]
  period: Period | null
  long: boolean
  note?: string
}) => {
  const [kind] = formats
  if (!kind) return null
  const name = `${period === null ? '' : periodInWords(period)}${kind.words}`
  const addressOf = (id: string): string =>
    period === null ? paths.output(plan, id) : paths.monthOutput(plan, period, id)
  return (
    <li>
      <div>
        {name}
        <p class="note">{note ?? kind.says}</p>
      </div>
      <div class="formats">
        {formats.map(({ id, format }) =>
          long ? (
            <Form c={c} action={addressOf(id)}>
              <Button small>
                做{FORMATS[format].words}
                <Hidden>：{name}</Hidden>
              </Button>
            </Form>
          ) : (
            <a href={addressOf(id)}>
              {FORMATS[format].words}
              <Hidden>：{name}</Hidden>
            </a>
          ),
        )}
      </div>
    </li>
  )
}

const JobSection = ({ c, plan, jobs }: { c: Ctx; plan: string; jobs: readonly OutputJob[] }) =>
  jobs.length === 0 ? null : (
    <Section
      id="jobs"
      title="正在做的和做好的"
      note={jobs.some((job) => !isOver(job.state)) ? <a href={paths.downloads(plan)}>刷新</a> : null}
    >
      <div id="jobs-list" data-watch={jobs.some((job) => !isOver(job.state)) ? 'true' : undefined}>
        <JobRows c={c} plan={plan} jobs={jobs.slice(0, 10)} />
      </div>
    </Section>
  )

const Revisions = ({ revision }: { revision: Revision }) =>
  revision.changes.length === 0 ? null : (
    <Section id="revisions" title="修订说明" note={`全年的文件现在是第${revision.number}版`}>
      <Scroll label="修订说明，可左右滚动">
        <table class="history">
          <thead>
            <tr>
              <th scope="col">时间</th>
              <th scope="col">报告期</th>
              <th scope="col">单位</th>
              <th scope="col">锁定后办理</th>
              <th scope="col">办理人</th>
              <th scope="col">理由</th>
            </tr>
          </thead>
          <tbody>
            {[...revision.changes].reverse().map((change) => (
              <tr>
                <td class="nb">{stampInWords(change.at)}</td>
                <td class="nb">{change.period === null ? '—' : periodInWords(change.period)}</td>
                <td>{change.unitName}</td>
                <td>{change.words}</td>
                <td>{change.by}</td>
                <td>{change.why ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  )

const Records = ({ plan, records, all }: { plan: string; records: readonly OutputRecord[]; all: boolean }) => (
  <Section
    id="records"
    title="下载登记"
    note={records.length === 0 ? null : <a href={paths.outputManifest(plan)}>校验清单（SHA256SUMS）</a>}
  >
    {records.length === 0 ? (
      <p class="note">还没有下载过。</p>
    ) : (
      <>
        <RecordTable plan={plan} records={all ? records : records.slice(0, NEWEST)} />
        {!all && records.length > NEWEST ? (
          <p class="gap-small">
            <a href={`${paths.downloads(plan)}?all#records`}>全部{records.length}次下载</a>
          </p>
        ) : null}
      </>
    )}
  </Section>
)

const wantedOf = (c: Ctx): { kind: string; plan: string; period: Period | null } => ({
  kind: param(c, 'kind', Slug),
  plan: planParam(c),
  period: c.req.param('period') ? periodParam(c) : null,
})

/** GET /plans/:plan/outputs/:kind and …/:kind/:period: one file of the registry, made now. */
export const downloadOutput = async (c: Ctx): Promise<Response> => {
  const { outputs } = c.var.house.services
  const file = await outputs.make(wantedOf(c), call(c))
  if (file.link !== null) return c.redirect(file.link, 303)
  return download(c, file.bytes, {
    name: file.fileName,
    type: file.contentType,
    fallback: file.plainName,
    sha256: file.record.sha256,
  })
}

/** POST to the same address: asks for it as a job, which the downloads page shows. */
export const askForOutput = async (c: Ctx): Promise<Response> => {
  const wanted = wantedOf(c)
  const job = await c.var.house.services.outputs.askFor(wanted, call(c), c.get('machine'))
  return see(c, paths.outputJob(wanted.plan, job.id))
}

/** GET /plans/:plan/downloads/:record: a recorded file once more. */
export const downloadAgain = async (c: Ctx): Promise<Response> =>
  handOut(c, await c.var.house.services.outputs.again(planParam(c), param(c, 'record', RecordId), call(c)))

/** GET /plans/:plan/downloads/SHA256SUMS */
export const downloadManifest = async (c: Ctx): Promise<Response> =>
  download(c, await c.var.house.services.outputs.manifest(planParam(c), call(c)), {
    name: 'SHA256SUMS',
    type: 'text/plain; charset=utf-8',
    fallback: 'SHA256SUMS',
  })
