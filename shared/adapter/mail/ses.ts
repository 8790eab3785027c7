import { SESv2Client, type SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { Delivery, Mailer } from '../../service/ports.ts'
import { AT_ONCE } from './atOnce.ts'
import { mimeOf } from './mime.ts'

/**
 * Mail over Amazon SES (API v2), as the same bytes that SMTP would carry. SES puts a Message-ID of its own in place of ours, so that a mail sent
 * again after an unknown outcome would reach its reader as a second one: it is not sent again, the price of SES.
 */
export type SesSettings = {
  region: string
  from: string
  /** Milliseconds to wait for a connection and for an answer. */
  timeouts?: { connect: number; answer: number }
}

type SesError = Partial<SESv2ServiceException> & { name: string; message: string; syscall?: string }

/** SES refuses this very mail, or its recipient, for good. Everything else it says is about the account, its limits, or the moment. */
const ABOUT_THE_MAIL = new Set(['MessageRejected', 'BadRequestException'])

/** The sender's identity is not verified, or the account is still in the sandbox: SES rejects the message, and would reject every other. */
const notVerified = ({ message }: SesError): boolean => /not verified|failed the check/i.test(message)

/** Nothing had been handed over: no rights to sign with, no address, or no connection yet. */
const notReached = ({ name, message, syscall }: SesError): boolean =>
  name === 'CredentialsProviderError' ||
  syscall === 'connect' ||
  syscall === 'getaddrinfo' ||
  message.includes('did not establish a connection')

const outcomeOf = (error: SesError): Delivery => {
  const detail = `${error.name}: ${error.message}`
    .replace(/[^\s<>]+@[^\s<>]+/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 200)
  if (error.$metadata?.httpStatusCode === undefined)
    return notReached(error) ? { outcome: 'failed', detail, down: true } : { outcome: 'unknown', detail }
  return ABOUT_THE_MAIL.has(error.name) && !notVerified(error)
    ? { outcome: 'refused', detail }
    : { outcome: 'failed', detail, down: true }
}

export const createSesMailer = (settings: SesSettings): Mailer => {
  const timeouts = settings.timeouts ?? { connect: 5_000, answer: 20_000 }
  const client = new SESv2Client({
    region: settings.region,
    // Whether a mail is tried again is the reminder ledger's to say, which knows what became of the first attempt.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: timeouts.connect,
      requestTimeout: timeouts.answer,
      throwOnRequestTimeout: true,
    },
  })
  return {
    atOnce: AT_ONCE,
    keepsMessageId: false,
    send: async (mail) => {
      const body = await mimeOf(mail, settings.from)
      try {
        const { MessageId } = await client.send(
          new SendEmailCommand({
            FromEmailAddress: settings.from,
            Destination: {
              ToAddresses: [mail.to.mail],
              ...(mail.cc && mail.cc.length > 0 ? { CcAddresses: [...mail.cc] } : {}),
            },
            Content: { Raw: { Data: body } },
          }),
        )
        return { outcome: 'sent', detail: MessageId ?? '' }
      } catch (error) {
        return outcomeOf(error as SesError)
      }
    },
  }
}
