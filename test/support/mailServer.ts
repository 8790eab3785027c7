import { SMTPServer } from 'smtp-server'
import { type Eml, readEml } from '../../shared/adapter/files/eml.ts'

/** A real mail server on this machine that takes everything from whoever knows its password, where it has one. */
export type MailServer = {
  /** With the password as it is now. */
  readonly url: string
  /** What arrived, in order. */
  mails: Eml[]
  /** The newest mail to an address. */
  newest: (to: string) => Eml | undefined
  /** Answers no mail from now on, until released. */
  hold: () => void
  /** Resolves when a mail waits for its answer. */
  heldOne: () => Promise<void>
  release: () => void
  /** Asks for another password from now on, and ends the connections it has. */
  rotate: (password: string) => void
  close: () => Promise<void>
}

export const openMailServer = async (given: { password?: string } = {}): Promise<MailServer> => {
  const mails: Eml[] = []
  let { password } = given
  let released: Promise<void> = Promise.resolve()
  let release = (): void => {}
  let arrived = (): void => {}
  const server = new SMTPServer({
    authOptional: password === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 200,
    onAuth: (auth, _session, done) =>
      auth.password === password
        ? done(null, { user: auth.username })
        : done(Object.assign(new Error('wrong password'), { responseCode: 535 })),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        arrived()
        await released
        mails.push(readEml(Buffer.concat(chunks)))
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    get url() {
      return `smtp://${password === undefined ? '' : `yuebao:${password}@`}127.0.0.1:${port}`
    },
    mails,
    newest: (to) => mails.findLast((mail) => mail.to.includes(`<${to}>`) || mail.to === to),
    hold: () => {
      released = new Promise((resolve) => {
        release = resolve
      })
    },
    heldOne: () =>
      new Promise((resolve) => {
        arrived = resolve
      }),
    release: () => release(),
    rotate: (next) => {
      password = next
      for (const connection of server.connections) connection.close()
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}
