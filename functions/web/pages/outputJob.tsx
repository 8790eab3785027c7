import { isOver, JOB_WORDS, type OutputJob, progressInWords } from '../../../shared/domain/output/job.ts'
import { RecordId } from '../../../shared/domain/output/record.ts'
import { revisionInWords } from '../../../shared/domain/output/revision.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import { keys } from '../../../shared/service/keys.ts'
import { kindOf } from '../../../shared/service/output/kinds.ts'
import type { Ctx } from '../context.ts'
import { call, handOut, page, param, planParam, see } from '../request.ts'
import { Actions, Button, Crumb, Facts, Form, Lead, LinkButton, Phrase, Rows, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { Sha256 } from './outputRecords.tsx'

/** What the file is called while it is not made yet. */
const nameOf = (job: OutputJob): string =>
  job.result?.fileName ??
  `${job.period === null ? '' : periodInWords(job.period)}${kindOf(job.kind)?.words ?? job.kind}`

const stateOf = (job: OutputJob): string =>
  job.state === 'running' ? `${JOB_WORDS.running}：${progressInWords(job)}` : JOB_WORDS[job.state]

/** Which job the address names: of a plan, or of everything. */
const jobParam = (c: Ctx) => ({
  plan: c.req.param('plan') === undefined ? keys.everything : planParam(c),
  id: param(c, 'job', RecordId),
})

/** Where a job is shown, cancelled and fetched, and the page it is listed on. */
const placesOf = (plan: string, job: string) =>
  plan === keys.everything
    ? {
        list: { href: paths.export, text: '导出全部数据' },
        job: paths.exportJob(job),
        cancel: paths.exportJobCancel(job),
        file: paths.exportJobFile(job),
      }
    : {
        list: { href: paths.downloads(plan), text: '下载' },
        job: paths.outputJob(plan, job),
        cancel: paths.outputJobCancel(plan, job),
        file: paths.outputJobFile(plan, job),
      }

/** Jobs, the newest first, each with its one act: cancel while it runs, fetch when it is done. */
export const JobRows = ({ c, plan, jobs }: { c: Ctx; plan: string; jobs: readonly OutputJob[] }) => (
  <Rows kind="files">
    {jobs.map((job) => (
      <li>
        <div>
          {job.state === 'done' ? (
            <a href={placesOf(plan, job.id).file}>{nameOf(job)}</a>
          ) : (
            <a href={placesOf(plan, job.id).job}>{nameOf(job)}</a>
          )}
          <p class="note">
            {stateOf(job)}，{job.by.name}，数据截至{stampInWords(job.cutOff)}
          </p>
          {job.error === null ? null : <p class="note todo">{job.error}</p>}
        </div>
        {isOver(job.state) ? null : (
          <Form c={c} action={placesOf(plan, job.id).cancel}>
            <Button small>
              取消<span class="vh">{nameOf(job)}</span>
            </Button>
          </Form>
        )}
      </li>
    ))}
  </Rows>
)

/** GET /plans/:plan/jobs/:job: how far it is. The page is refreshed by its link; a small script does it by itself. */
export const showJob = async (c: Ctx): Promise<Response> => {
  const at = jobParam(c)
  const job = await c.var.house.services.outputs.job(at, call(c), c.get('machine'))
  const open = !isOver(job.state)
  const places = placesOf(at.plan, at.id)
  return page(
    c,
    <Frame
      c={c}
      title={`${stateOf(job)}　${nameOf(job)}`}
      current={at.plan === keys.everything ? 'export' : 'downloads'}
      watch={open}
    >
      <Crumb items={[places.list]} here={nameOf(job)} />
      <h1>{nameOf(job)}</h1>
      <div id="job" data-watch={open ? 'true' : undefined} aria-live="polite">
        <Lead>
          {job.state === 'done' ? '做好了。' : null}
          {job.state === 'failed' ? job.error : null}
          {job.state === 'cancelled' ? '已取消，没有留下文件。' : null}
          {open ? (
            <>
              <Phrase>{stateOf(job)}。</Phrase>
              <Phrase>可以离开这一页，做好后在下载页取。</Phrase>
            </>
          ) : null}
        </Lead>
        {open && job.total > 0 ? (
          <p class="gap-small">
            <progress value={job.done} max={job.total} aria-label="进度">
              {progressInWords(job)}
            </progress>
          </p>
        ) : null}
        <Actions>
          {job.state === 'done' ? (
            <LinkButton href={places.file} primary>
              下载
            </LinkButton>
          ) : null}
          {open ? <LinkButton href={places.job}>刷新</LinkButton> : null}
          {open ? (
            <Form c={c} action={places.cancel}>
              <Button>取消</Button>
            </Form>
          ) : null}
        </Actions>
      </div>
      <Section id="facts" title="这份文件">
        <Facts
          items={[
            ['谁要的', job.by.name],
            ['数据截至', stampInWords(job.cutOff)],
            ...(job.result
              ? ([
                  ['版次', revisionInWords({ number: job.result.revision })],
                  ['SHA-256', <Sha256 value={job.result.sha256} />],
                ] as const)
              : []),
          ]}
        />
      </Section>
    </Frame>,
  )
}

/** POST /plans/:plan/jobs/:job/cancel */
export const cancelJob = async (c: Ctx): Promise<Response> => {
  const at = jobParam(c)
  await c.var.house.services.outputs.cancel(at, call(c))
  return see(c, placesOf(at.plan, at.id).job)
}

/** GET /plans/:plan/jobs/:job/file: the bytes on one machine, the way to them where a bucket hands them out. */
export const downloadJob = async (c: Ctx): Promise<Response> =>
  handOut(c, await c.var.house.services.outputs.fileOf(jobParam(c), call(c)))
