import type { Instant } from '../../../shared/domain/time.ts'
import type { SentMail } from '../../../shared/service/remind.ts'
import { compose, type Parts } from '../../compose.ts'
import { createApp } from '../../web/app.tsx'
import type { Stage } from './door.ts'

/** Where the simulated department's pages lie. */
export const PUBLIC_URL = 'https://yuebao.mzt.example'
export const MAIL_FROM = '月报 <yuebao@mzt.example>'

/**
 * The app of this process as a door, both its clocks showing what it was last moved to.
 * @param given.lastMail reads the newest mail to an address
 */
export const openApp = (
  parts: Omit<Parts, 'machine' | 'onMail'>,
  given: { lastMail: (to: string) => string },
): Omit<Stage, 'close'> => {
  let posted: SentMail[] = []
  let now: Instant = ''
  const clock = (): Instant => now
  const services = compose({ ...parts, machine: clock, onMail: (mails) => posted.push(...mails) })
  const app = createApp({ services, settings: parts.settings, clocks: { business: clock, machine: clock } })
  return {
    services,
    door: {
      ask: async (address, init, place) =>
        app.request(`${PUBLIC_URL}${address}`, init, { incoming: { socket: { remoteAddress: place } } }),
      runReminders: async () => {
        const onMail = (mail: SentMail) => posted.push(mail)
        const summary = await services.reminders.runIfDue({ now, machine: clock, onMail })
        return { lines: summary?.lines ?? 0 }
      },
      moveTo: (to) => {
        now = to
      },
      settled: async () => {
        await services.settled()
        await services.access.idle()
      },
      posted: () => {
        const mails = posted
        posted = []
        return mails
      },
      lastMail: given.lastMail,
    },
  }
}
