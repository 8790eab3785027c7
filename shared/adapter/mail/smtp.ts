import { Readable } from 'node:stream'
import addressParser from 'nodemailer/lib/addressparser'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Delivery, Kept, Mail, Mailer } from '../../service/ports.ts'
import { AT_ONCE } from './atOnce.ts'
import { mimeOf } from './mime.ts'

/**
 * Mail over SMTP. A connection of our own rather than nodemailer's pool, because the pool sends a message again by itself and does not say whether
 * the text had already been handed over when the line was cut: that difference is the one between `failed` and `unknown`.
 */

export type SmtpSettings = {
  /** `smtp://user:password@host:587` (STARTTLS required, except to this machine) or `smtps://…:465`; or where that is kept. */
  url: string | Kept
  from: string
  /** Milliseconds to wait for a connection or greeting, and for an answer. */
  timeouts?: { connect: number; answer: number }
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])
/** Half as many as there are mails: while one is carried, the next is made ready. */
const CONNECTIONS = AT_ONCE / 2
/** A connection left idle longer than this is closed; servers do the same. */
const IDLE_MS = 5_000

type SmtpError = Error & { code?: string; responseCode?: number; command?: string; response?: string }

/** One line for the office: what the server said, without addresses or line ends. */
const detailOf = (error: SmtpError): string =>
  (error.response ?? error.message)
    .replace(/[^\s<>]+@[^\s<>]+/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 200)

/**
 * What a failed attempt means. A refusal of the recipient or of the text is for good; one of the sender or the log-in is a matter of settings and
 * is tried again; no answer after the whole text had been handed over is unknown.
 */
const outcomeOf = (error: SmtpError, handedOver: boolean): Delivery => {
  const detail = detailOf(error)
  const code = error.responseCode
  if (code === undefined) return handedOver ? { outcome: 'unknown', detail } : { outcome: 'failed', detail, down: true }
  const aboutMail = error.command === 'RCPT TO' || error.command === 'DATA'
  if (aboutMail) return { outcome: code >= 500 ? 'refused' : 'failed', detail }
  return { outcome: 'failed', detail, down: true }
}

/** Was it the name or the password that the server refused? */
const wasLogIn = (error: SmtpError): boolean => error.code === 'EAUTH' || error.responseCode === 535

/**
 * The server took the text. Of several addresses it may have refused some: the mail is where its addressee is, and a copy that was refused is
 * only told.
 */
const takenBy = (mail: Mail, info: SMTPConnection.SentMessageInfo | undefined): Delivery => {
  const errors = (info?.rejectedErrors ?? []) as (SmtpError & { recipient?: string })[]
  const own = errors.find(({ recipient }) => recipient === mail.to.mail)
  if (own) return outcomeOf(Object.assign(own, { command: 'RCPT TO' }), false)
  const response = (info?.response ?? '').replace(/\s+/g, ' ').slice(0, 200)
  return { outcome: 'sent', detail: errors.length > 0 ? `${response}；抄送有${errors.length}个地址没有收下` : response }
}

type Line = { connection: SMTPConnection; idle: NodeJS.Timeout | null; used: boolean }

export const createSmtpMailer = (settings: SmtpSettings): Mailer & { close: () => void } => {
  const addressOf = async (anew = false): Promise<URL> =>
    new URL(typeof settings.url === 'string' ? settings.url : await settings.url(anew))
  let address: Promise<URL> | null = null
  const timeouts = settings.timeouts ?? { connect: 15_000, answer: 60_000 }
  const [sender] = addressParser(settings.from)
  const envelopeFrom = sender && 'address' in sender ? (sender.address ?? '') : ''
  const idle: Line[] = []
  const waiting: (() => void)[] = []
  let open = 0

  const connectTo = (url: URL): Promise<Line> =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'smtps:'
      const connection = new SMTPConnection({
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: Number(url.port) || (secure ? 465 : 587),
        secure,
        // To this machine itself the line needs no cover, and its certificate is seldom one that holds.
        ignoreTLS: LOOPBACK.has(url.hostname),
        requireTLS: !secure && !LOOPBACK.has(url.hostname),
        connectionTimeout: timeouts.connect,
        greetingTimeout: timeouts.connect,
        socketTimeout: timeouts.answer,
      })
      const line: Line = { connection, idle: null, used: false }
      connection.on('error', reject)
      connection.once('end', () => {
        drop(line)
        reject(new Error('the server closed the connection'))
      })
      connection.connect((error) => {
        if (error) return reject(error)
        if (url.username === '') return resolve(line)
        const credentials = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
        connection.login({ credentials }, (failed) => (failed ? reject(failed) : resolve(line)))
      })
    })

  /** A log-in that is refused is tried once more with the address as it is kept now: the password may have been changed. */
  const connect = async (): Promise<Line> => {
    address ??= addressOf()
    const known = await address.catch((error: unknown) => {
      address = null
      throw error
    })
    try {
      return await connectTo(known)
    } catch (error) {
      if (typeof settings.url === 'string' || !wasLogIn(error as SmtpError)) throw error
      const anew = await addressOf(true)
      if (anew.href === known.href) throw error
      address = Promise.resolve(anew)
      return connectTo(anew)
    }
  }

  /** Forgets an idle line that ended. */
  const drop = (line: Line): void => {
    const index = idle.indexOf(line)
    if (index >= 0) idle.splice(index, 1)
    if (line.idle) clearTimeout(line.idle)
  }

  const take = (): Line | null => {
    const line = idle.pop() ?? null
    if (line?.idle) clearTimeout(line.idle)
    return line
  }

  const keep = (line: Line): void => {
    line.used = true
    line.idle = setTimeout(() => {
      drop(line)
      line.connection.quit()
    }, IDLE_MS)
    line.idle.unref()
    idle.push(line)
  }

  /** Hands one message to one connection. `handed` is set once its last byte was read for sending. */
  const hand = (line: Line, mail: Mail, body: Buffer, state: { handed: boolean }): Promise<Delivery> =>
    new Promise((resolve, reject) => {
      // Nothing is read from the stream before the server has agreed to take the text.
      const stream = Readable.from([body])
      stream.once('end', () => {
        state.handed = true
      })
      const ended = () => reject(new Error('the server closed the connection'))
      line.connection.once('error', reject)
      line.connection.once('end', ended)
      const to = [...new Set([mail.to.mail, ...(mail.cc ?? [])])]
      line.connection.send({ from: envelopeFrom, to }, stream, (error, info) => {
        line.connection.off('error', reject)
        line.connection.off('end', ended)
        if (error) reject(error)
        else resolve(takenBy(mail, info))
      })
    })

  const attempt = async (mail: Mail, body: Buffer): Promise<Delivery> => {
    for (;;) {
      const kept = take()
      const state = { handed: false }
      let line = kept
      try {
        line ??= await connect()
        const delivery = await hand(line, mail, body, state)
        keep(line)
        return delivery
      } catch (error) {
        line?.connection.close()
        const failed = error as SmtpError
        // A kept connection may have been closed by the server meanwhile: that says nothing about this mail.
        if (kept && failed.responseCode === undefined && !state.handed) continue
        return outcomeOf(failed, state.handed)
      }
    }
  }

  return {
    // One is made ready while another is on the line.
    atOnce: AT_ONCE,
    keepsMessageId: true,

    async send(mail) {
      const body = await mimeOf(mail, settings.from)
      if (open >= CONNECTIONS) await new Promise<void>((go) => waiting.push(go))
      else open++
      try {
        return await attempt(mail, body)
      } finally {
        const next = waiting.shift()
        if (next) next()
        else open--
      }
    },

    close() {
      for (const line of idle.splice(0)) {
        if (line.idle) clearTimeout(line.idle)
        line.connection.quit()
      }
    },
  }
}
