import type { DynamoDb } from '../../../shared/adapter/dynamodb/api.ts'
import { createDiskFiles } from '../../../shared/adapter/files/disk.ts'
import { at, type Instant } from '../../../shared/domain/time.ts'
import { compose, type Services } from '../../compose.ts'
import { readSettings } from '../../settings.ts'
import { createApp } from '../../web/app.tsx'
import type { Engine } from '../engine/engine.ts'
import type { Door } from '../simulate/door.ts'
import { createMeter, type Units } from './meter.ts'

const PUBLIC_URL = 'https://yuebao.mzt.example'

/** The real app on an engine, with the calls to the table counted. */
export type Metered = {
  /** The services on the same engine, not counted: they set the scene. */
  quiet: Services
  /** The services behind the door, counted. */
  services: () => Services
  door: Door
  /** What an act costs on a service that has read nothing yet, mails after it included. */
  unitsOf: (act: () => Promise<unknown>) => Promise<Units>
}

/** @param folder where files go that acts write */
export const openMetered = ({ call, table }: Pick<Engine, 'call' | 'table'>, folder: string): Metered => {
  const meter = createMeter(call)
  let now: Instant = at('2019-03-10', '09:00')
  const clock = (): Instant => now
  const newest = new Map<string, string>()
  const settings = { ...readSettings({}), publicUrl: PUBLIC_URL }

  const servicesOn = (dynamoDb: DynamoDb): Services =>
    compose({
      settings,
      dynamoDb,
      table,
      files: createDiskFiles(folder),
      machine: clock,
      // Jobs are carried out when they are measured.
      starter: { start: async () => {} },
      mailer: {
        send: async (mail) => {
          newest.set(mail.to.mail, mail.text)
          return { outcome: 'sent', detail: '' }
        },
      },
    })
  const open = () => {
    const services = servicesOn(meter.call)
    return { services, app: createApp({ services, settings, clocks: { business: clock, machine: clock } }) }
  }
  let opened = open()
  const door: Door = {
    ask: async (address, init, place) =>
      opened.app.request(`${PUBLIC_URL}${address}`, init, { incoming: { socket: { remoteAddress: place } } }),
    runReminders: () => opened.services.reminders.run({ now, machine: clock }),
    moveTo: (to) => {
      now = to
    },
    settled: async () => {
      await opened.services.settled()
      await opened.services.access.idle()
    },
    posted: () => [],
    lastMail: (to) => newest.get(to) ?? '',
  }
  return {
    quiet: servicesOn(call),
    services: () => opened.services,
    door,
    unitsOf: async (act) => {
      opened = open()
      meter.take()
      await act()
      await door.settled()
      return meter.take()
    },
  }
}
