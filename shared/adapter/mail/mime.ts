import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mail } from '../../service/ports.ts'

/**
 * A mail as it travels: RFC 5322, multipart/alternative with plain text and HTML, both UTF-8.
 * @param from as in the settings: `月报 <yuebao@example.gov.cn>`
 * @returns the bytes, lines ended by CRLF
 */
export const mimeOf = (mail: Mail, from: string): Promise<Buffer> =>
  new MailComposer({
    from,
    to: { name: mail.to.name, address: mail.to.mail },
    ...(mail.cc && mail.cc.length > 0 ? { cc: [...mail.cc] } : {}),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: new Date(mail.at),
    headers: mail.headers,
    // Chinese in quoted-printable is three times as long as in base64, and slower to write.
    textEncoding: 'base64',
    // Bytes of no meaning beside the text would differ each time; a mail sent again is the same mail.
    boundaryPrefix: 'yuebao',
    baseBoundary: mail.messageId.replace(/[^A-Za-z0-9]/g, '').slice(-24),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
