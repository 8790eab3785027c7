import { allPeriods, CalendarCorrection, KNOWN_YEARS } from '../../../shared/domain/calendar.ts'
import { may } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { readNotice } from '../notice.ts'
import { route } from './route.ts'
import {
  CalendarHistory,
  CalendarView,
  ChangePreview,
  ChangeRule,
  Correct,
  Done,
  Draft,
  FormLayoutView,
  History,
  ImportNotice,
  LookAtChange,
  MakeChange,
  OnVersion,
  PlanHeads,
  PlanState,
  PlanView,
  SaveFormLayout,
  SetDue,
  Settle,
} from './schemas.ts'

const tag = '实施方案'

/** From the notice to the published plan, and the calendar it runs on. */
export const planRoutes = [
  route({
    method: 'get',
    path: '/plans',
    summary: '各年的实施方案，草稿只有法规处看得到',
    tag,
    needs: 'plan.read',
    output: PlanHeads,
    handle: async ({ services, call }) => {
      const edits = may(call.actor, 'plan.edit')
      return (await services.load.plans()).filter((head) => edits || head.state === 'published')
    },
  }),
  route({
    method: 'post',
    path: '/plans',
    summary: '导入通知，成为草稿',
    tag,
    needs: 'plan.edit',
    input: ImportNotice,
    output: PlanState,
    status: 201,
    handle: async ({ c, services, call, input }) => {
      const text = input.file ? await readNotice(c, { bytes: Buffer.from(input.file.base64, 'base64') }) : input.text
      if (text === undefined) throw new Refusal('input.invalid', { problems: ['要有text或file'] })
      return services.plans.importNotice(call, { text: text.replaceAll('\r\n', '\n'), year: input.year })
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}',
    summary: '已发布的实施方案和各月时间',
    tag,
    needs: 'plan.read',
    output: PlanView,
    handle: async ({ services, params }) => {
      const [{ head }, plan, calendar] = await Promise.all([
        services.load.plan(params.plan),
        services.load.whole(params.plan),
        services.load.calendar(),
      ])
      return { ...plan, state: head.state, version: head.version, periods: allPeriods(plan.rhythm, calendar) }
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/draft',
    summary: '草稿：识别结果、待定的问题、还没落到单位的任务',
    tag,
    needs: 'plan.edit',
    output: Draft,
    handle: async ({ services, call, params }) => {
      const { head, plan, questions, unowned } = await services.plans.draft(params.plan, call)
      return {
        version: head.version,
        plan,
        unowned,
        questions: questions.map((question) => ({
          ...question,
          task: question.task.number,
          party: question.party?.name ?? null,
        })),
      }
    },
  }),
  route({
    method: 'patch',
    path: '/plans/{plan}/draft',
    summary: '定下单位，改标题、表名和时间安排',
    tag,
    needs: 'plan.edit',
    input: Settle,
    output: PlanState,
    handle: ({ services, call, params, input }) => {
      const { version, settlements, rhythm, formTitle, title } = input
      return services.plans.settle(params.plan, call, {
        version,
        ...(settlements ? { settlements } : {}),
        ...(rhythm ? { rhythm } : {}),
        ...(formTitle ? { formTitle } : {}),
        ...(title ? { title } : {}),
      })
    },
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/publish',
    summary: '发布',
    tag,
    needs: 'plan.edit',
    input: OnVersion,
    output: PlanState,
    handle: ({ services, call, params, input }) => services.plans.publish(params.plan, call, input),
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/changes/preview',
    summary: '调整前看看：谁增加、谁减少，哪些月报已经在填',
    tag,
    needs: 'plan.edit',
    input: LookAtChange,
    output: ChangePreview,
    handle: ({ services, call, params, input }) => services.planChanges.preview(params.plan, call, input),
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/changes',
    summary: '从某个还没有截止的月份起调整任务、分工、单位',
    tag,
    needs: 'plan.edit',
    input: MakeChange,
    output: PlanState,
    handle: ({ services, call, params, input }) => services.planChanges.make(params.plan, call, input),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/history',
    summary: '实施方案的办理记录',
    tag,
    needs: 'plan.edit',
    output: History,
    handle: ({ services, call, params }) => services.plans.history(params.plan, call),
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/rhythm',
    summary: '从某个报告期起改截止和锁定的规则',
    tag,
    needs: 'plan.edit',
    input: ChangeRule,
    output: PlanState,
    handle: ({ services, call, params, input }) => services.rhythms.changeRule(params.plan, call, input),
  }),
  route({
    method: 'put',
    path: '/plans/{plan}/rhythm/{period}',
    summary: '给一个报告期另定截止时间',
    tag,
    needs: 'plan.edit',
    input: SetDue,
    output: PlanState,
    handle: ({ services, call, params: { plan, period }, input }) =>
      services.rhythms.setDue(plan, call, { ...input, period }),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/form-layout',
    summary: '月报表的格式：表名、列、表头和表尾',
    tag,
    needs: 'plan.edit',
    output: FormLayoutView,
    handle: ({ services, call, params }) => services.formLayouts.of(params.plan, call),
  }),
  route({
    method: 'put',
    path: '/plans/{plan}/form-layout',
    summary: '改月报表的格式',
    tag,
    needs: 'plan.edit',
    input: SaveFormLayout,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.formLayouts.save(params.plan, call, input)
      return { done: true as const }
    },
  }),
  route({
    method: 'get',
    path: '/calendar',
    summary: '工作日的更正',
    tag,
    needs: 'plan.read',
    output: CalendarView,
    handle: async ({ services }) => ({
      corrections: [...(await services.load.calendar()).corrections],
      knownYears: KNOWN_YEARS,
    }),
  }),
  route({
    method: 'get',
    path: '/calendar/history',
    summary: '谁在什么时候更正了哪一天，依据是什么',
    tag,
    needs: 'calendar.edit',
    output: CalendarHistory,
    handle: async ({ services, call }) =>
      (await services.plans.calendarHistory(call)).map((record) => ({
        ...record,
        body: CalendarCorrection.parse(record.body),
      })),
  }),
  route({
    method: 'put',
    path: '/calendar/{date}',
    summary: '更正一天是不是工作日',
    tag,
    needs: 'calendar.edit',
    input: Correct,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      const { version, ...correction } = input
      await services.plans.correctCalendar(call, { ...correction, date: params.date }, version)
      return { done: true as const }
    },
  }),
]
