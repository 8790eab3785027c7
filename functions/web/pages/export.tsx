import { isOver, type OutputJob } from '../../../shared/domain/output/job.ts'
import type { OutputRecord } from '../../../shared/domain/output/record.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { keys } from '../../../shared/service/keys.ts'
import { wholeExport } from '../../../shared/service/output/kinds/export.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, see } from '../request.ts'
import { Actions, Button, ErrorSummary, Form, Lead, Phrase, Section, TextArea } from './components.tsx'
import { Frame } from './frame.tsx'
import { JobRows } from './outputJob.tsx'
import { RecordTable } from './outputRecords.tsx'

/** Everything out at once (design.md, Security): the administrator, with a reason that stays in the history. */

/** GET /export */
export const showExport = async (c: Ctx): Promise<Response> => exportPage(c)

/** POST /export: asks for one. */
export const askForExport = async (c: Ctx): Promise<Response> => {
  const why = (await form(c)).get('why')
  try {
    const { outputs } = c.var.house.services
    const job = await outputs.askForEverything(wholeExport.id, { why }, call(c), c.get('machine'))
    return see(c, paths.exportJob(job.id))
  } catch (error) {
    if (!isRefusal(error, 'reason.missing')) throw error
    return exportPage(c, '请写明理由')
  }
}

const exportPage = async (c: Ctx, problem?: string): Promise<Response> => {
  const by = call(c)
  const { outputs } = c.var.house.services
  const [jobs, records] = await Promise.all([outputs.jobs(keys.everything, by, c.get('machine')), outputs.exports(by)])
  return page(c, <ExportPage c={c} jobs={jobs} records={records} problem={problem} />, problem ? 422 : 200)
}

const ExportPage = ({
  c,
  jobs,
  records,
  problem,
}: {
  c: Ctx
  jobs: readonly OutputJob[]
  records: readonly OutputRecord[]
  problem?: string | undefined
}) => {
  const open = jobs.some((job) => !isOver(job.state))
  return (
    <Frame c={c} title={problem ? '缺1处：导出全部数据' : '导出全部数据'} current="export" watch={open}>
      {problem ? <ErrorSummary title="没有导出" problems={[{ href: '#why', text: problem }]} /> : null}
      <h1>导出全部数据</h1>
      <Lead>
        <Phrase>一个文件，有全部内容和所有人的邮箱地址，</Phrase>
        <Phrase>请按数据本身的密级保管。</Phrase>
        <Phrase>谁导出、理由和SHA-256都登记。</Phrase>
      </Lead>
      <Form c={c} action={paths.export} kind="gap">
        <TextArea id="why" name="why" label="理由" rows={3} error={problem} />
        <Actions>
          <Button primary>导出全部数据</Button>
        </Actions>
      </Form>
      {jobs.length === 0 ? null : (
        <Section id="jobs" title="正在做的和做好的" note={open ? <a href={paths.export}>刷新</a> : null}>
          <div id="jobs-list" data-watch={open ? 'true' : undefined}>
            <JobRows c={c} plan={keys.everything} jobs={jobs.slice(0, 10)} />
          </div>
        </Section>
      )}
      {records.length === 0 ? null : (
        <Section id="records" title="导出登记">
          <RecordTable plan={null} records={records} />
        </Section>
      )}
    </Frame>
  )
}
