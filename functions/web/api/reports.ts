import { allPeriods } from '../../../shared/domain/calendar.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { ReportBody } from '../../../shared/domain/report/report.ts'
import { runningPlan } from '../../../shared/service/runningPlan.ts'
import { sentForm } from '../forms/fillable.ts'
import { route } from './route.ts'
import {
  Decline,
  Done,
  EnterReport,
  Extend,
  FillableFile,
  FilledFile,
  FilledForm,
  Head,
  Heads,
  OnVersion,
  Owed,
  Reopen,
  ReportHistory,
  ReportView,
  SendBack,
  SendReport,
  SendZero,
  Verify,
} from './schemas.ts'

const tag = '月报'
const at = '/plans/{plan}/reports/{period}/{unit}'

/** The acts on reports: one line each, named as in the table of the report's life. */
export const reportRoutes = [
  route({
    method: 'get',
    path: '/mine',
    summary: '我的单位已经开始填报的月报',
    tag,
    needs: 'signed-in',
    output: Owed,
    handle: async ({ services, call }) => {
      const { load, reports } = services
      const [{ running, before }, calendar] = await Promise.all([runningPlan(load, call.now), load.calendar()])
      const units = [...new Set(call.actor.serves.map((served) => served.unit))]
      const opened = [before, running].flatMap((plan) =>
        plan
          ? allPeriods(plan.rhythm, calendar)
              .filter((period) => period.opens <= call.now)
              .map(({ period }) => ({ plan: plan.id, period }))
          : [],
      )
      const scenes = await Promise.all(
        units.flatMap((unit) =>
          opened.map(async (month) => ({ ...month, unit, at: await reports.scene({ ...month, unit }) })),
        ),
      )
      return scenes
        .filter(({ at: { duties } }) => duties.length > 0)
        .map(({ plan, unit, period, at: { head, dates, duties } }) => ({
          plan,
          period,
          unit,
          state: head.state,
          version: head.version,
          filedAt: head.filedAt,
          tasks: duties.map((duty) => duty.task),
          dates,
        }))
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/reports/{period}',
    summary: '一个月里各单位月报的状态',
    tag,
    needs: 'report.read',
    output: Heads,
    handle: async ({ services, call, params }) => {
      const { reports } = await services.overview.at(params.plan, call.now)
      return reports.filter((head) => head.period === params.period)
    },
  }),
  route({
    method: 'get',
    path: at,
    summary: '一份月报：任务、内容、上月内容、时间和状态',
    tag,
    needs: 'report.read',
    output: ReportView,
    handle: async ({ services, call, params }) => {
      const view = await services.reports.view(params, call)
      const { plan, unit, dates, head, duties, entries, attachments, last, moves, removed } = view
      const tasks = duties.flatMap(({ task, role }) => {
        const found = taskOf(plan, task)
        return found ? [{ ...found, role, added: moves.added.includes(task) }] : []
      })
      return { unit, dates, head, tasks, entries, attachments, last, removed }
    },
  }),
  route({
    method: 'put',
    path: at,
    summary: '保存草稿',
    tag,
    needs: 'report.fill',
    input: SendReport,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.save(params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/submit`,
    summary: '提交',
    tag,
    needs: 'report.fill',
    input: SendReport,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.submit(params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/zero`,
    summary: '报整单位零报告',
    tag,
    needs: 'report.fill',
    input: SendZero,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.submitZero(params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/withdraw`,
    summary: '撤回',
    tag,
    needs: 'report.fill',
    output: Head,
    handle: ({ services, call, params }) => services.reports.withdraw(params, call),
  }),
  route({
    method: 'post',
    path: `${at}/sign-off`,
    summary: '审签',
    tag,
    needs: 'report.sign',
    input: OnVersion,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.signOff(params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/decline`,
    summary: '不予审签，退给填报人',
    tag,
    needs: 'report.sign',
    input: Decline,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.decline(params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/accept`,
    summary: '审核通过',
    tag,
    needs: 'report.accept',
    input: OnVersion,
    output: Head,
    handle: ({ services, call, params, input: { version } }) =>
      services.reports.accept(params, call, version === undefined ? {} : { version }),
  }),
  route({
    method: 'post',
    path: `${at}/return`,
    summary: '退回',
    tag,
    needs: 'report.return',
    input: SendBack,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.sendBack('return', params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/reopen`,
    summary: '重新打开已通过的月报',
    tag,
    needs: 'report.return',
    input: Reopen,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.sendBack('reopen', params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/enter`,
    summary: '代录',
    tag,
    needs: 'report.enter',
    input: EnterReport,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.enter(params, call, input),
  }),
  route({
    method: 'post',
    path: `${at}/extend`,
    summary: '延期补报',
    tag,
    needs: 'report.extend',
    input: Extend,
    output: Head,
    handle: ({ services, call, params, input }) => services.reports.extend(params, call, input),
  }),
  route({
    method: 'get',
    path: `${at}/history`,
    summary: '办理记录，每步的内容都在',
    tag,
    needs: 'report.read',
    output: ReportHistory,
    handle: async ({ services, call, params }) => {
      const records = await services.reports.history(params, call)
      return records.map((record) => ({ ...record, body: ReportBody.parse(record.body) }))
    },
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/tasks/{task}/verify',
    summary: '核验销号',
    tag,
    needs: 'task.verify',
    input: Verify,
    output: Done,
    handle: async ({ services, call, params, input: { unit, why } }) => {
      await services.tasks.verify(call, { ...params, unit }, { why })
      return { done: true as const }
    },
  }),
  route({
    method: 'get',
    path: `${at}/form`,
    summary: '下载本月的Excel填报表',
    tag,
    needs: 'report.fill',
    output: FillableFile,
    handle: async ({ services, call, params }) => {
      const { title, bytes } = await services.fillables.make(params, call)
      return { fileName: `${title}.xlsx`, base64: Buffer.from(bytes).toString('base64') }
    },
  }),
  route({
    method: 'post',
    path: `${at}/form`,
    summary: '读填好的Excel填报表，不保存',
    tag,
    needs: 'report.fill',
    input: FilledFile,
    output: FilledForm,
    handle: async ({ services, call, params, input }) => {
      const { filled } = await services.fillables.read(params, call, Buffer.from(input.base64, 'base64'))
      const { rows, problems } = sentForm(filled)
      return { version: filled.version, entries: rows.map(({ entry }) => entry), problems }
    },
  }),
]
