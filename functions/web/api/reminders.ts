import { route } from './route.ts'
import { Ledger, Preview, RunView } from './schemas.ts'

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
