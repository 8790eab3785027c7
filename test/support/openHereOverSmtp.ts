import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MAIL_FROM, openApp, PUBLIC_URL } from '../../functions/local/simulate/appDoor.ts'
import type { Stage } from '../../functions/local/simulate/door.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { createSmtpMailer } from '../../shared/adapter/mail/smtp.ts'
import { openMailServer } from './mailServer.ts'
import { openStore } from './store.ts'

/** A bureau on one machine, its mails going to a real mail server: what `openLambda` is on AWS. */
export const openHereOverSmtp = async (): Promise<Stage> => {
  const store = await openStore()
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-here-'))
  const mailServer = await openMailServer()
  const mailer = createSmtpMailer({ url: mailServer.url, from: MAIL_FROM })
  const here = openApp(
    {
      settings: {
        mode: 'bureau',
        publicUrl: PUBLIC_URL,
        mailFrom: MAIL_FROM,
        adminMail: 'admin@mzt.example',
        oidc: null,
      },
      dynamoDb: store.call,
      table: store.table,
      files: createDiskFiles(folder),
      mailer,
    },
    { lastMail: (to) => mailServer.newest(to)?.text ?? '' },
  )
  return {
    ...here,
    close: async () => {
      mailer.close()
      await mailServer.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
