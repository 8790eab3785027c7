import path from 'node:path'
import { seededChance } from '../../../shared/adapter/crypto/chance.ts'
import { createDiskFiles } from '../../../shared/adapter/files/disk.ts'
import { createOutbox } from '../../../shared/adapter/files/outbox.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Mail } from '../../../shared/service/ports.ts'
import type { SentMail } from '../../../shared/service/remind.ts'
import { compose } from '../../compose.ts'
import { readSettings } from '../../settings.ts'
import { createApp } from '../../web/app.tsx'
import { openEngine } from '../engine/engine.ts'
import type { Stage } from './door.ts'

/** Where the simulated department's pages lie. */
export const PUBLIC_URL = 'https://yuebao.mzt.example'
export const MAIL_FROM = '月报 <yuebao@mzt.example>'

/**
 * One machine's app on a fresh store in memory, its mails in `out/outbox`. Chance is seeded: the same seed gives the same ids and codes.
 */
export const openHere = async (out: string, seed: number): Promise<Stage> => {
  const engine = await openEngine({ folder: null })
  const outbox = await createOutbox({ dir: path.join(out, 'outbox'), from: MAIL_FROM })
  const newest = new Map<string, Mail>()
  let posted: SentMail[] = []
  let now: Instant = ''
  const clock = (): Instant => now
  const settings = { ...readSettings({}), publicUrl: PUBLIC_URL }
  const services = compose({
    settings,
    dynamoDb: engine.call,
    table: engine.table,
    files: createDiskFiles(path.join(out, 'files')),
    mailer: {
      send: (mail) => {
        newest.set(mail.to.mail, mail)
        return outbox.mailer.send(mail)
      },
    },
    chance: seededChance(`simulate ${seed}`),
    machine: clock,
    onMail: (mails) => posted.push(...mails),
    onTrouble: (what) => console.error(what),
  })
  const app = createApp({ services, settings, clocks: { business: clock, machine: clock } })
  return {
    services,
    door: {
      ask: async (address, init, place) =>
        app.request(`${PUBLIC_URL}${address}`, init, { incoming: { socket: { remoteAddress: place } } }),
      runReminders: () => services.reminders.run({ now, machine: clock, onMail: (mail) => posted.push(mail) }),
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
      lastMail: (to) => newest.get(to)?.text ?? '',
    },
    // Its thread would keep the process alive, also after an error.
    close: () => engine.close(),
  }
}
