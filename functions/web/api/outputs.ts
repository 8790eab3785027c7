import { allPeriods } from '../../../shared/domain/calendar.ts'
import { TROUBLE_WORDS } from '../../../shared/domain/digest.ts'
import type { OutputJob } from '../../../shared/domain/output/job.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { keys } from '../../../shared/service/keys.ts'
import { FORMATS } from '../../../shared/service/output/kind.ts'
import { wholeExport } from '../../../shared/service/output/kinds/export.ts'
import type { Ctx } from '../context.ts'
import { route } from './route.ts'
import {
  AskForOutput,
  Digests,
  Job,
  Jobs,
  OutputRecords,
  Outputs,
  Reason,
  Recorded,
  RevisionView,
  TableFile,
  VerifiedView,
} from './schemas.ts'

const tag = '下载'

const jobView = (c: Ctx, job: OutputJob) => ({
  ...job,
  result: job.result && {
    ...job.result,
    href: `${c.get('house').settings.publicUrl}${job.plan === keys.everything ? paths.exportJobFile(job.id) : paths.outputJobFile(job.plan, job.id)}`,
  },
})

/** What goes out as files: where it is, what went out, whether a file in hand is one of them, and whether the records stand. */
export const outputRoutes = [
  route({
    method: 'get',
    path: '/plans/{plan}/outputs',
    summary: '可以下载的文件',
    tag,
    needs: 'output.download',
    output: Outputs,
    handle: async ({ c, services, call, params: { plan } }) => {
      const { publicUrl } = c.get('house').settings
      const [yearly, monthly, { rhythm }, calendar, longYear, longMonth] = await Promise.all([
        services.outputs.kinds('plan', plan, call),
        services.outputs.kinds('month', plan, call),
        services.load.published(plan),
        services.load.calendar(),
        services.outputs.long({ plan, period: null }, call),
        services.outputs.long({ plan, period: '' }, call),
      ])
      const opened = allPeriods(rhythm, calendar).filter((period) => period.opens <= call.now)
      return [...yearly, ...monthly].flatMap((kind) =>
        (kind.scope === 'plan' ? [null] : opened.map(({ period }) => period)).map((period) => ({
          kind: kind.id,
          name: kind.words,
          period,
          type: FORMATS[kind.format].type,
          href: `${publicUrl}${period === null ? paths.output(plan, kind.id) : paths.monthOutput(plan, period, kind.id)}`,
          long: period === null ? longYear : longMonth,
        })),
      )
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/tables/{table}',
    summary: '一张数据表现在的内容，和下载的JSON一样；表名见可以下载的文件',
    tag,
    needs: 'output.download',
    output: TableFile,
    handle: ({ services, call, params }) => services.outputs.table(params.plan, params.table, call),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/outputs/records',
    summary: '下载登记：谁在什么时候下载了哪一份，数据截至什么时候，第几版，SHA-256',
    tag,
    needs: 'output.download',
    output: OutputRecords,
    handle: ({ services, call, params }) => services.outputs.records(params.plan, call),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/revision',
    summary: '全年的文件现在是第几版，锁定以后改了什么',
    tag,
    needs: 'output.download',
    output: RevisionView,
    handle: async ({ services, call, params }) => ({
      ...(await services.outputs.revision(params.plan, null, call)),
      cutOff: call.now,
    }),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/outputs/jobs',
    summary: '排队、正在做和做好的文件',
    tag,
    needs: 'output.download',
    output: Jobs,
    handle: async ({ c, services, call, params }) =>
      (await services.outputs.jobs(params.plan, call, c.get('machine'))).map((job) => jobView(c, job)),
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/outputs/jobs',
    summary: '要一份文件，排队去做；数据截至现在',
    tag,
    needs: 'output.download',
    input: AskForOutput,
    output: Job,
    status: 202,
    handle: async ({ c, services, call, params, input }) =>
      jobView(c, await services.outputs.askFor({ plan: params.plan, ...input }, call, c.get('machine'))),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/outputs/jobs/{job}',
    summary: '一份文件做到哪里了',
    tag,
    needs: 'output.download',
    output: Job,
    handle: async ({ c, services, call, params }) =>
      jobView(c, await services.outputs.job({ plan: params.plan, id: params.job }, call, c.get('machine'))),
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/outputs/jobs/{job}/cancel',
    summary: '取消',
    tag,
    needs: 'output.download',
    output: Job,
    handle: async ({ c, services, call, params }) =>
      jobView(c, await services.outputs.cancel({ plan: params.plan, id: params.job }, call)),
  }),
  route({
    method: 'post',
    path: '/export',
    summary: '导出全部数据，要写理由；排队去做',
    tag,
    needs: 'export.all',
    input: Reason,
    output: Job,
    status: 202,
    handle: async ({ c, services, call, input }) =>
      jobView(c, await services.outputs.askForEverything(wholeExport.id, input, call, c.get('machine'))),
  }),
  route({
    method: 'get',
    path: '/export',
    summary: '导出登记',
    tag,
    needs: 'export.all',
    output: OutputRecords,
    handle: ({ services, call }) => services.outputs.exports(call),
  }),
  route({
    method: 'get',
    path: '/export/{job}',
    summary: '导出做到哪里了',
    tag,
    needs: 'export.all',
    output: Job,
    handle: async ({ c, services, call, params }) =>
      jobView(c, await services.outputs.job({ plan: keys.everything, id: params.job }, call, c.get('machine'))),
  }),
  route({
    method: 'post',
    path: '/export/{job}/cancel',
    summary: '取消导出',
    tag,
    needs: 'export.all',
    output: Job,
    handle: async ({ c, services, call, params }) =>
      jobView(c, await services.outputs.cancel({ plan: keys.everything, id: params.job }, call)),
  }),
  route({
    method: 'get',
    path: '/outputs/{sha256}',
    summary: '核对手上的文件：有这个SHA-256的下载登记',
    tag,
    needs: 'signed-in',
    output: Recorded,
    handle: ({ services, call, params }) => services.outputs.recorded({ text: params.sha256 }, call),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/integrity',
    summary: '每天的校验值，和邮件里印的一样',
    tag,
    needs: 'history.verify',
    output: Digests,
    handle: ({ services, call, params }) => services.digests.days(params.plan, call),
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/integrity',
    summary: '现在核对：走一遍所有办理记录，和每天的校验值比较',
    tag,
    needs: 'history.verify',
    output: VerifiedView,
    handle: async ({ services, call, params }) => {
      const found = await services.digests.verify(params.plan, call)
      return {
        ...found,
        troubles: found.troubles.map((trouble) => ({ ...trouble, word: TROUBLE_WORDS[trouble.what] })),
      }
    },
  }),
]
