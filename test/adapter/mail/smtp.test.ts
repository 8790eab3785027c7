import { connect, createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { readEml } from '../../../shared/adapter/files/eml.ts'
import { createSmtpMailer, type SmtpSettings } from '../../../shared/adapter/mail/smtp.ts'
import { at } from '../../../shared/domain/time.ts'
import type { Mail } from '../../../shared/service/ports.ts'

const mail = (more: Partial<Mail> = {}): Mail => ({
  to: { name: '示例·李敏', mail: 'limin@mzt.example' },
  subject: '还有2项任务没填，明天17:30截止：救助处2019年6月月报',
  text: '示例·李敏，您好：\n救助处2019年6月月报。\n',
  html: '<p>救助处2019年6月月报</p>\n',
  messageId: '<reminder.2019-06-27.1.abc@yuebao.example>',
  headers: { 'X-Yuebao-Rule': 'before-1', 'X-Yuebao-Period': '2019-06', 'X-Yuebao-Units': 'jiuzhu' },
  at: at('2019-06-27', '09:00'),
  ...more,
})

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const smtpError = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code })

/** A real mail server on this machine that behaves as told; answers its port and what it received. */
const server = async (options: SMTPServerOptions = {}, host = '127.0.0.1') => {
  const received: Buffer[] = []
  let connections = 0
  const smtp = new SMTPServer({
    authOptional: true,
    closeTimeout: 200,
    disabledCommands: ['STARTTLS'],
    onConnect: (_session, done) => {
      connections++
      done()
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        received.push(Buffer.concat(chunks))
        done()
      })
    },
    ...options,
  })
  smtp.on('error', () => {})
  await new Promise<void>((ready) => smtp.listen(0, host, ready))
  closers.push(() => new Promise<void>((closed) => smtp.close(() => closed())))
  const address = smtp.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    received,
    connections: () => connections,
  }
}

/** A server that speaks just enough SMTP by hand to stop where a real one would not. */
const rawServer = async (afterData: (socket: Socket) => void) => {
  let taken = 0
  const raw = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('220 test\r\n')
    let data = false
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
      if (data) {
        if (text.endsWith('\r\n.\r\n')) {
          taken++
          afterData(socket)
        }
        return
      }
      for (let end = text.indexOf('\r\n'); end >= 0 && !data; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end)
        text = text.slice(end + 2)
        if (/^DATA/i.test(line)) {
          data = true
          socket.write('354 go on\r\n')
        } else socket.write('250 ok\r\n')
      }
    })
  })
  await new Promise<void>((ready) => raw.listen(0, '127.0.0.1', ready))
  closers.push(() => raw.close())
  const address = raw.address()
  return { port: typeof address === 'object' && address ? address.port : 0, taken: () => taken }
}

const mailerTo = (port: number, more: Partial<SmtpSettings> = {}) => {
  const mailer = createSmtpMailer({
    url: `smtp://127.0.0.1:${port}`,
    from: '月报 <yuebao@mzt.example>',
    timeouts: { connect: 400, answer: 400 },
    ...more,
  })
  closers.push(() => mailer.close())
  return mailer
}

describe('mail over SMTP', () => {
  it('sends a mail that arrives as written, with its Message-ID, date and headers', async () => {
    const { port, received } = await server()
    expect(await mailerTo(port).send(mail())).toMatchObject({ outcome: 'sent' })
    const got = readEml(received[0] ?? Buffer.alloc(0))
    expect(got.subject).toBe(mail().subject)
    expect(got.text).toBe(mail().text)
    expect(got.html).toBe(mail().html)
    expect(got.headers).toMatchObject({
      'message-id': mail().messageId,
      date: 'Thu, 27 Jun 2019 01:00:00 +0000',
      'x-yuebao-rule': 'before-1',
      'x-yuebao-period': '2019-06',
      'x-yuebao-units': 'jiuzhu',
      from: '月报 <yuebao@mzt.example>',
      to: '示例·李敏 <limin@mzt.example>',
    })
    expect(got.headers['content-type']).toMatch(/^multipart\/alternative/)
  })

  it('keeps a connection for the next mail, and uses no more than three at once', async () => {
    const { port, received, connections } = await server()
    const mailer = mailerTo(port)
    for (let number = 0; number < 5; number++) await mailer.send(mail())
    expect(connections()).toBe(1)
    const all = await Promise.all(Array.from({ length: 20 }, () => mailer.send(mail())))
    expect(all.every(({ outcome }) => outcome === 'sent')).toBe(true)
    expect(received).toHaveLength(25)
    expect(connections()).toBeLessThanOrEqual(3)
  })

  it('finds a kept connection closed by the server and sends over a new one', async () => {
    const sockets: Socket[] = []
    const { port, received } = await server()
    const proxy = createServer((client) => {
      sockets.push(client)
      const upstream = connect(port, '127.0.0.1').on('error', () => {})
      client.on('error', () => {}).on('close', () => upstream.destroy())
      client.pipe(upstream).pipe(client)
    })
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
    closers.push(() => proxy.close())
    const address = proxy.address()
    const mailer = mailerTo(typeof address === 'object' && address ? address.port : 0)
    expect((await mailer.send(mail())).outcome).toBe('sent')
    for (const socket of sockets) socket.destroy()
    expect((await mailer.send(mail())).outcome).toBe('sent')
    expect(received).toHaveLength(2)
  })

  it.each([
    ['550 at RCPT', { onRcptTo: (_a, _s, done) => done(smtpError(550, 'no such user')) }, 'refused'],
    ['451 at RCPT', { onRcptTo: (_a, _s, done) => done(smtpError(451, 'greylisted')) }, 'failed'],
    ['553 at MAIL FROM', { onMailFrom: (_a, _s, done) => done(smtpError(553, 'sender not allowed')) }, 'failed'],
    [
      '554 after the text',
      { onData: (stream, _s, done) => stream.resume().on('end', () => done(smtpError(554, 'looks like spam'))) },
      'refused',
    ],
    [
      '452 after the text',
      { onData: (stream, _s, done) => stream.resume().on('end', () => done(smtpError(452, 'disk full'))) },
      'failed',
    ],
    ['421 at the greeting', { onConnect: (_s, done) => done(smtpError(421, 'too busy')) }, 'failed'],
  ] satisfies [string, SMTPServerOptions, string][])('takes %s for what it is', async (_name, options, outcome) => {
    const { port } = await server(options)
    const mailer = mailerTo(port)
    const delivery = await mailer.send(mail())
    expect(delivery.outcome).toBe(outcome)
    expect(delivery.detail).not.toBe('')
    expect(delivery.detail).not.toContain('limin@')
  })

  it('hands copies over with the mail; a copy that is refused is told and decides nothing, a refused addressee does', async () => {
    const { port, received } = await server({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('gone') ? done(smtpError(550, 'no such user')) : done(),
    })
    const mailer = mailerTo(port)
    expect(await mailer.send(mail({ cc: ['wang@mzt.example'] }))).toMatchObject({ outcome: 'sent' })
    expect(readEml(received[0] ?? Buffer.alloc(0)).headers['cc']).toBe('wang@mzt.example')
    const copied = await mailer.send(mail({ cc: ['gone@mzt.example'] }))
    expect(copied).toMatchObject({ outcome: 'sent', detail: expect.stringContaining('抄送有1个地址没有收下') })
    const own = await mailer.send(mail({ to: { name: '甲', mail: 'gone@mzt.example' }, cc: ['wang@mzt.example'] }))
    expect(own.outcome).toBe('refused')
  })

  it('says when no server is there for anybody, and when it is about this mail alone', async () => {
    expect((await mailerTo(1).send(mail())).down).toBe(true)
    const { port } = await server({ onRcptTo: (_a, _s, done) => done(smtpError(451, 'greylisted')) })
    expect((await mailerTo(port).send(mail())).down).toBeUndefined()
  })

  it('calls a mail unknown when the line is cut after the text, and does not send it again by itself', async () => {
    const { port, taken } = await rawServer((socket) => socket.destroy())
    expect((await mailerTo(port).send(mail())).outcome).toBe('unknown')
    expect(taken()).toBe(1)
  })

  it('calls a mail unknown when the server never answers after the text', async () => {
    const { port, taken } = await rawServer(() => {})
    expect((await mailerTo(port).send(mail())).outcome).toBe('unknown')
    expect(taken()).toBe(1)
  })

  it('calls a mail failed when the server falls silent before the text', async () => {
    const { port } = await server({ onRcptTo: () => {} })
    expect((await mailerTo(port).send(mail())).outcome).toBe('failed')
  })

  it('calls a mail failed when nobody listens, and when nobody greets', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready))
    const address = silent.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect((await mailerTo(port).send(mail())).outcome).toBe('failed')
    silent.close()
    expect((await mailerTo(1).send(mail())).outcome).toBe('failed')
  })

  it('signs in with the name and password of the address; a wrong password fails and refuses nobody', async () => {
    const options: SMTPServerOptions = {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === '月报@mzt.example' && password === 'p@ss:word'
          ? done(null, { user: username })
          : done(smtpError(535, 'wrong password')),
    }
    const { port, received } = await server(options)
    const name = encodeURIComponent('月报@mzt.example')
    const right = mailerTo(port, { url: `smtp://${name}:${encodeURIComponent('p@ss:word')}@127.0.0.1:${port}` })
    expect((await right.send(mail())).outcome).toBe('sent')
    const wrong = mailerTo(port, { url: `smtp://${name}:wrong@127.0.0.1:${port}` })
    expect((await wrong.send(mail())).outcome).toBe('failed')
    expect(received).toHaveLength(1)
  })

  it('asks where the address is kept once, and again when the password it gave is refused', async () => {
    let password = 'first'
    const { port, received } = await server({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) =>
        auth.password === password ? done(null, { user: 'yuebao' }) : done(smtpError(535, 'wrong password')),
    })
    const asked: boolean[] = []
    let kept = 'first'
    const mailer = mailerTo(port, {
      url: async (anew = false) => {
        asked.push(anew)
        return `smtp://yuebao:${kept}@127.0.0.1:${port}`
      },
    })
    expect((await mailer.send(mail())).outcome).toBe('sent')
    mailer.close()
    password = 'second'
    expect((await mailer.send(mail())).outcome).toBe('failed')
    kept = 'second'
    expect((await mailer.send(mail())).outcome).toBe('sent')
    expect(asked).toEqual([false, true, true])
    expect(received).toHaveLength(2)
  })

  it('a place that gives no address fails the mail, and is asked again for the next', async () => {
    const { port, received } = await server()
    let there = false
    const mailer = mailerTo(port, {
      url: async () => {
        if (!there) throw new Error('AccessDeniedException')
        return `smtp://127.0.0.1:${port}`
      },
    })
    expect((await mailer.send(mail())).outcome).toBe('failed')
    there = true
    expect((await mailer.send(mail())).outcome).toBe('sent')
    expect(received).toHaveLength(1)
  })

  it('sends nothing in the clear to another machine', async () => {
    // 127.0.0.2 answers here, but is not one of the names that need no cover.
    const { port, received, connections } = await server({}, '127.0.0.2')
    const outside = mailerTo(port, { url: `smtp://127.0.0.2:${port}` })
    expect((await outside.send(mail())).outcome).toBe('failed')
    expect((await mailerTo(port, { url: `smtps://127.0.0.2:${port}` }).send(mail())).outcome).toBe('failed')
    expect(connections()).toBeGreaterThan(0)
    expect(received).toHaveLength(0)
  })

  it('does not let a name or subject add headers or recipients', async () => {
    const { port, received } = await server()
    await mailerTo(port).send(
      mail({
        to: { name: '李敏\r\nBcc: other@mzt.example', mail: 'limin@mzt.example' },
        subject: '月报\r\nX-Evil: 1',
      }),
    )
    const got = readEml(received[0] ?? Buffer.alloc(0))
    expect(got.headers['bcc']).toBeUndefined()
    expect(got.headers['x-evil']).toBeUndefined()
  })
})
