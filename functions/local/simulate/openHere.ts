import path from 'node:path'
import { seededChance } from '../../../shared/adapter/crypto/chance.ts'
import { createDiskFiles } from '../../../shared/adapter/files/disk.ts'
import { createOutbox } from '../../../shared/adapter/files/outbox.ts'
import type { Mail } from '../../../shared/service/ports.ts'
import { readSettings } from '../../settings.ts'
import { openEngine } from '../engine/engine.ts'
import { MAIL_FROM, openApp, PUBLIC_URL } from './appDoor.ts'
import type { Stage } from './door.ts'

/**
 * One machine's app on a fresh store in memory, its mails in `out/outbox`. Chance is seeded: the same seed gives the same ids and codes.
 */
export const openHere = async (out: string, seed: number): Promise<Stage> => {
  const engine = await openEngine({ folder: null })
  const outbox = await createOutbox({ dir: path.join(out, 'outbox'), from: MAIL_FROM })
  const newest = new Map<string, Mail>()
  const here = openApp(
    {
      settings: { ...readSettings({}), publicUrl: PUBLIC_URL },
      dynamoDb: engine.call,
      table: engine.table,
      files: createDiskFiles(path.join(out, 'files')),
      mailer: {
        ...outbox.mailer,
        send: (mail) => {
          newest.set(mail.to.mail, mail)
          return outbox.mailer.send(mail)
        },
      },
      chance: seededChance(`simulate ${seed}`),
      onTrouble: (what, error) => console.error(what, error ?? ''),
    },
    { lastMail: (to) => newest.get(to)?.text ?? '' },
  )
  // Its thread would keep the process alive, also after an error.
  return { ...here, close: () => engine.close() }
}
