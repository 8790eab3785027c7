import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSesMailer } from '../../../shared/adapter/mail/ses.ts'
import { at } from '../../../shared/domain/time.ts'
import type { Mail, Mailer } from '../../../shared/service/ports.ts'
import { openSes, type Ses, sesError } from '../../support/lambda/ses.ts'

const mail: Mail = {
  to: { name: '示例·李敏', mail: 'limin@mzt.example' },
  subject: '还有2项任务没填，明天17:30截止：救助处2019年6月月报',
  text: '示例·李敏，您好：\n救助处2019年6月月报。\n',
  html: '<p>救助处2019年6月月报</p>\n',
  messageId: '<reminder.2019-06-27.1.abc@yuebao.example>',
  headers: { 'X-Yuebao-Rule': 'before-1' },
  at: at('2019-06-27', '09:00'),
}

let ses: Ses
let mailer: Mailer
beforeAll(async () => {
  ses = await openSes()
  vi.stubEnv('AWS_ENDPOINT_URL_SESV2', ses.endpoint)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  mailer = createSesMailer({
    region: 'ap-southeast-1',
    from: '月报 <yuebao@mzt.example>',
    timeouts: { connect: 400, answer: 400 },
  })
})
afterEach(() => ses.answers(null))
afterAll(async () => {
  vi.unstubAllEnvs()
  await ses.close()
})

describe('mail over SES', () => {
  it('sends the very mail that SMTP would carry', async () => {
    expect(await mailer.send(mail)).toEqual({ outcome: 'sent', detail: '0100-1' })
    const [sent] = ses.taken
    expect([sent?.from, sent?.to]).toEqual(['月报 <yuebao@mzt.example>', ['limin@mzt.example']])
    expect(sent?.mail.subject).toBe(mail.subject)
    expect(sent?.mail.text).toBe(mail.text)
    expect(sent?.mail.headers).toMatchObject({ 'message-id': mail.messageId, 'x-yuebao-rule': 'before-1' })
  })

  it.each([
    ['MessageRejected', 400, 'Email address is on the suppression list: limin@mzt.example', 'refused'],
    ['BadRequestException', 400, 'Illegal address', 'refused'],
    [
      'MessageRejected',
      400,
      'Email address is not verified. The following identities failed the check in region AP-SOUTHEAST-1: limin@mzt.example',
      'failed',
    ],
    ['AccountSuspendedException', 400, 'The account is suspended', 'failed'],
    ['TooManyRequestsException', 429, 'Maximum sending rate exceeded', 'failed'],
    ['LimitExceededException', 400, 'Daily sending quota exceeded', 'failed'],
    ['SendingPausedException', 400, 'Sending is paused for this account', 'failed'],
    ['MailFromDomainNotVerifiedException', 400, 'not verified', 'failed'],
    ['AccessDeniedException', 403, 'not authorized', 'failed'],
    ['InternalServiceErrorException', 500, 'try again', 'failed'],
  ])('takes %s for what it is, and asks once', async (type, status, message, outcome) => {
    let asked = 0
    ses.answers((response) => {
      asked++
      sesError(status, type, message)(response)
    })
    const delivery = await mailer.send(mail)
    expect([delivery.outcome, asked]).toEqual([outcome, 1])
    // What is about the account holds for the next mail too.
    expect(delivery.down).toBe(outcome === 'failed' ? true : undefined)
    expect(delivery.detail).toContain(type)
    expect(delivery.detail).not.toContain('limin@')
  })

  it('calls a mail unknown when the line is cut after it was handed over, and when no answer comes', async () => {
    let asked = 0
    ses.answers((_response, socket) => {
      asked++
      socket.destroy()
    })
    expect((await mailer.send(mail)).outcome).toBe('unknown')
    ses.answers(() => {
      asked++
    })
    expect((await mailer.send(mail)).outcome).toBe('unknown')
    expect(asked).toBe(2)
  })

  it('calls a mail failed when SES is not reached', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', 'http://127.0.0.1:1')
    const away = createSesMailer({ region: 'ap-southeast-1', from: '月报 <yuebao@mzt.example>' })
    expect((await away.send(mail)).outcome).toBe('failed')
  })
})
