import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { compose } from '../../functions/compose.ts'
import type { Stage } from '../../functions/local/simulate/door.ts'
import { MAIL_FROM, PUBLIC_URL } from '../../functions/local/simulate/openHere.ts'
import type { Settings } from '../../functions/settings.ts'
import { createApp } from '../../functions/web/app.tsx'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { createSmtpMailer } from '../../shared/adapter/mail/smtp.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { openMailServer } from './mailServer.ts'
import { openStore } from './store.ts'

/** A bureau on one machine, its mails going to a real mail server: what `openLambda` is on AWS. */
export const openHereOverSmtp = async (): Promise<Stage> => {
  const store = await openStore()
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-here-'))
  const mailServer = await openMailServer()
  const mailer = createSmtpMailer({ url: mailServer.url, from: MAIL_FROM })
  const settings: Settings = {
    mode: 'bureau',
    publicUrl: PUBLIC_URL,
    mailFrom: MAIL_FROM,
    adminMail: 'admin@mzt.example',
    oidc: null,
  }
  let now: Instant = ''
  const clock = (): Instant => now
  const engine = { dynamoDb: store.call, table: store.table }
  const services = compose({ settings, ...engine, mailer, files: createDiskFiles(folder), machine: clock })
  const app = createApp({ services, settings, clocks: { business: clock, machine: clock } })
  return {
    services,
    door: {
      ask: async (address, init, place) =>
        app.request(`${PUBLIC_URL}${address}`, init, { incoming: { socket: { remoteAddress: place } } }),
      runReminders: async () => {
        const summary = await services.reminders.runIfDue({ now, machine: clock })
        return { lines: summary?.lines ?? 0 }
      },
      moveTo: (to) => {
        now = to
      },
      settled: async () => {
        await services.settled()
        await services.access.idle()
      },
      posted: () => [],
      lastMail: (to) => mailServer.newest(to)?.text ?? '',
    },
    close: async () => {
      mailer.close()
      await mailServer.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
