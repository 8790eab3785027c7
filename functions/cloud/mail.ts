import { AT_ONCE } from '../../shared/adapter/mail/atOnce.ts'
import type { Kept, Mailer } from '../../shared/service/ports.ts'
import type { CloudSettings } from '../settings.ts'

/** A function waits for a mail server no longer than it may live itself. */
const TIMEOUTS = { connect: 5_000, answer: 20_000 }

/** Mail by SMTP or by SES, as set, no faster than set. Neither library is loaded before the first mail is sent. */
export const openMail = (settings: CloudSettings, smtpUrl: Kept): Mailer => {
  const { mailFrom: from, region, mailRate } = settings
  const open = async (): Promise<Mailer> => {
    const { paced } = await import('../../shared/adapter/mail/paced.ts')
    if (settings.mail === 'ses') {
      const { createSesMailer } = await import('../../shared/adapter/mail/ses.ts')
      return paced(createSesMailer({ region, from, timeouts: TIMEOUTS }), mailRate)
    }
    const { createSmtpMailer } = await import('../../shared/adapter/mail/smtp.ts')
    return paced(createSmtpMailer({ url: smtpUrl, from, timeouts: TIMEOUTS }), mailRate)
  }
  let opened: Promise<Mailer> | null = null
  return {
    atOnce: AT_ONCE,
    keepsMessageId: settings.mail === 'smtp',
    send: async (mail) => {
      opened ??= open()
      return (await opened).send(mail)
    },
  }
}
