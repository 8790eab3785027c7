import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createCells } from '../../shared/adapter/dynamodb/cells.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { createOutbox } from '../../shared/adapter/files/outbox.ts'
import { createSmtpMailer } from '../../shared/adapter/mail/smtp.ts'
import { compose, type Parts, type Services } from '../compose.ts'
import { found, modeCell } from '../found.ts'
import { type LocalSettings, WrongSettings } from '../settings.ts'
import type { House } from '../web/context.ts'
import { type Clock, openClock } from './clock.ts'
import { createDemo } from './demo/demo.ts'
import { DEMO_OPENS, seedDemo } from './demo/seed.ts'
import { openEngine } from './engine/engine.ts'

/** One machine: everything embedded, data kept in a folder. */
export type LocalHouse = House & { settings: LocalSettings; clock: Clock; close: () => Promise<void> }

/**
 * Opens the house on its data folder: the engine, the clock, mail, and on first start either the demo's story or the bureau's administrator.
 * @throws FolderInUse · WrongSettings when the folder belongs to the other of demo and bureau
 */
export const openLocal = async (
  settings: LocalSettings,
  more: Pick<Parts, 'onMail' | 'onTrouble' | 'chance' | 'count'> & {
    seed?: (services: Services) => Promise<void>
    /** Told when the engine dies (a full disk); nothing can be saved from then on. */
    onDeath?: (error: Error) => void
  } = {},
): Promise<LocalHouse> => {
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 })
  const engine = await openEngine({ folder: settings.dataDir, ...(more.onDeath ? { onDeath: more.onDeath } : {}) })
  try {
    const cells = createCells(engine.call, engine.table)
    const mode = await cells.get(modeCell)
    if (mode && mode.value !== settings.mode)
      throw new WrongSettings(
        mode.value === 'demo'
          ? `${path.resolve(settings.dataDir)}是演示用的数据目录，不能用于正式使用；请用DATA_DIR另选目录。`
          : `${path.resolve(settings.dataDir)}是正式使用的数据目录，不能用于演示；请设置PUBLIC_URL、SMTP_URL、ADMIN_MAIL，或用DATA_DIR另选目录。`,
      )
    const demo = settings.mode === 'demo'
    const clock = await openClock(cells, settings.clock, demo ? DEMO_OPENS : null)
    const outbox =
      settings.smtpUrl === null
        ? await createOutbox({ dir: path.join(settings.dataDir, 'outbox'), from: settings.mailFrom })
        : null
    const smtp = settings.smtpUrl === null ? null : createSmtpMailer({ url: settings.smtpUrl, from: settings.mailFrom })
    const mailer = outbox?.mailer ?? smtp
    if (!mailer) throw new WrongSettings('没有发信的办法。')
    const files = createDiskFiles(path.join(settings.dataDir, 'files'))
    const services = compose({
      settings,
      dynamoDb: engine.call,
      table: engine.table,
      mailer,
      files,
      machine: clock.machine,
      ...more,
    })
    if (outbox && demo) services.demo = createDemo(services, clock, outbox)
    if (!mode) await found(services, settings, clock.business(), more.seed ?? (demo ? seedDemo : undefined))
    await services.outputs.takeUp()
    return {
      services,
      settings,
      clock,
      clocks: clock,
      close: async () => {
        await services.settled()
        await services.access.idle()
        smtp?.close()
        await engine.close()
      },
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}
