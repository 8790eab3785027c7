import { describe, expect, it } from 'vitest'
import { openMail } from '../../../functions/cloud/mail.ts'
import type { CloudSettings } from '../../../functions/settings.ts'
import { createSesMailer } from '../../../shared/adapter/mail/ses.ts'
import { createSmtpMailer } from '../../../shared/adapter/mail/smtp.ts'

const from = '月报 <yuebao@mzt.example>'
const region = 'ap-southeast-1'
const adapters = {
  smtp: () => createSmtpMailer({ url: 'smtp://127.0.0.1:1', from }),
  ses: () => createSesMailer({ region, from }),
}

describe.each(['smtp', 'ses'] as const)('mail of a function by %s', (mail) => {
  it('is what its adapter is, and says so before anything is opened', () => {
    let asked = 0
    const settings = { mail, mailFrom: from, region, mailRate: 10 } as CloudSettings
    const mailer = openMail(settings, async () => {
      asked++
      return 'smtp://127.0.0.1:1'
    })
    const { atOnce, keepsMessageId } = adapters[mail]()
    expect(atOnce).toBeGreaterThan(1)
    expect(keepsMessageId).toBe(mail === 'smtp')
    expect([mailer.atOnce, mailer.keepsMessageId, asked]).toEqual([atOnce, keepsMessageId, 0])
  })
})
