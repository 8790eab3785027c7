import { route } from './route.ts'
import {
  Bounced,
  Chase,
  Chased,
  ChaseList,
  History,
  Ledger,
  LedgerLines,
  Preview,
  ReminderRules,
  RunView,
  SetRules,
  Unreachable,
} from './schemas.ts'

const tag = '催报'

/** The reminder ledger, what the next run would send, and a run by hand. */
export const reminderRoutes = [
  route({
    method: 'get',
    path: '/plans/{plan}/reminders/{period}',
    summary: '一个月的催报台账',
    tag,
    needs: 'reminder.read',
    output: Ledger,
    handle: async ({ c, services, call, params }) => {
      const [lines, standing] = await Promise.all([
        services.reminders.ledger(call, params.plan, params.period),
        services.reminders.lastRun(c.get('machine')),
      ])
      return { lines, ...standing }
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/reminders/{period}/chase',
    summary: '这个月可以催办的单位',
    tag,
    needs: 'reminder.read',
    output: ChaseList,
    handle: ({ c, services, call, params }) =>
      services.reminders.chaseable(call, { ...params, machine: c.get('machine') }),
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/reminders/{period}/chase',
    summary: '催办：一个单位、几个单位，或者所有还没报的',
    tag,
    needs: 'reminder.run',
    input: Chase,
    output: Chased,
    handle: async ({ c, services, call, params, input }) => {
      const { machine } = c.get('house').clocks
      const { mails, ...told } = await services.reminders.chase(call, { ...params, ...input, machine })
      return { ...told, sent: mails.filter(({ outcome }) => outcome === 'sent').length }
    },
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/reminders/{period}/bounced',
    summary: '登记退信：同一封信的各条都记作无法送达',
    tag,
    needs: 'reminder.run',
    input: Bounced,
    output: LedgerLines,
    handle: ({ services, call, params, input }) => services.reminders.bounced(call, { ...params, ...input }),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/reminder-rules',
    summary: '催报规则',
    tag,
    needs: 'reminder.read',
    output: ReminderRules,
    handle: ({ services, call, params }) => services.reminders.rules(call, params.plan),
  }),
  route({
    method: 'put',
    path: '/plans/{plan}/reminder-rules',
    summary: '改催报规则；没有给的规则不变',
    tag,
    needs: 'reminder.edit',
    input: SetRules,
    output: ReminderRules,
    handle: ({ services, call, params, input }) => services.reminders.setRules(call, params.plan, input),
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/reminder-rules/history',
    summary: '催报规则的变更记录',
    tag,
    needs: 'reminder.read',
    output: History,
    handle: ({ services, call, params }) => services.reminders.rulesHistory(call, params.plan),
  }),
  route({
    method: 'get',
    path: '/reminders/unreachable',
    summary: '没有收件人的单位',
    tag,
    needs: 'reminder.read',
    output: Unreachable,
    handle: async ({ services, call }) =>
      (await services.reminders.unreachable(call)).map(({ id, name }) => ({ id, name })),
  }),
  route({
    method: 'get',
    path: '/reminders/preview',
    summary: '下一次催报要发的邮件',
    tag,
    needs: 'reminder.read',
    output: Preview,
    handle: ({ c, services, call }) => services.reminders.preview(call, c.get('machine')),
  }),
  route({
    method: 'post',
    path: '/reminders/run',
    summary: '现在就催报一次',
    tag,
    needs: 'reminder.run',
    output: RunView,
    handle: async ({ c, services, call }) => {
      const { machine } = c.get('house').clocks
      const { at, sent, failed, unknown, refused, busy, again } = await services.reminders.run({
        now: call.now,
        machine,
        actor: call.actor,
      })
      return { at, sent, failed, unknown, refused, busy, again }
    },
  }),
]
