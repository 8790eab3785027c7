import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, it } from 'vitest'
import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { readEml } from '../../shared/adapter/files/eml.ts'
import { createSmtpMailer } from '../../shared/adapter/mail/smtp.ts'
import { isOpenLine, lineKeyText } from '../../shared/domain/reminder/ledger.ts'
import { addMinutes, type Instant } from '../../shared/domain/time.ts'
import { createLoad } from '../../shared/service/load.ts'
import { createNotify } from '../../shared/service/notify.ts'
import { createReminders, type RunSummary } from '../../shared/service/remind.ts'
import { as, plan, when } from '../support/bureau.ts'
import { seedUnits } from '../support/manyUnits.ts'
import { openStore, type Store } from '../support/store.ts'

/**
 * The reminder run against a real mail server on this machine that fails in every way that mail servers fail, each way for its own recipients,
 * by the count of their attempts; and that is not there at all when the morning's run comes.
 */

const smtpError = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code })

const KINDS = {
  good: 'sent',
  'refused-at-rcpt': 'undeliverable',
  'refused-after-data': 'undeliverable',
  greylisted: 'sent',
  'full-for-now': 'sent',
  'silent-at-rcpt': 'sent',
  'drops-after-data-once': 'sent',
  'drops-after-data-always': 'unknown',
  'silent-after-data': 'unknown',
  'accepts-then-drops': 'sent',
} as const
type Kind = keyof typeof KINDS
const EACH = 4

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** What the server was handed in whole: Message-ID and address, in order. */
type Got = { id: string; to: string }

const misbehaving = () => {
  const got: Got[] = []
  const attempts = new Map<string, number>()
  const kindOf = (address: string): Kind => (address.split('@')[0] ?? '').replace(/-\d+$/, '') as Kind
  let senderRefusals = 2
  const sockets = new Set<Socket>()
  const smtp = new SMTPServer({
    authOptional: true,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, done) => {
      if (senderRefusals-- > 0) done(smtpError(553, 'sender not allowed'))
      else done()
    },
    onRcptTo: ({ address }, _session, done) => {
      const tried = (attempts.get(address) ?? 0) + 1
      attempts.set(address, tried)
      const kind = kindOf(address)
      if (kind === 'refused-at-rcpt') return done(smtpError(550, 'no such user'))
      if (kind === 'greylisted' && tried <= 2) return done(smtpError(451, 'greylisted'))
      if (kind === 'silent-at-rcpt' && tried === 1) return
      done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const kind = kindOf(to)
        const tried = attempts.get(to) ?? 0
        const take = () => got.push({ id: readEml(Buffer.concat(chunks)).headers['message-id'] ?? '', to })
        const drop = () => {
          for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy()
        }
        if (kind === 'refused-after-data') return done(smtpError(554, 'looks like spam'))
        if (kind === 'full-for-now' && tried === 1) return done(smtpError(452, 'disk full'))
        take()
        if (kind === 'drops-after-data-always' || (kind === 'drops-after-data-once' && tried === 1)) return drop()
        if (kind === 'silent-after-data') return
        done()
        if (kind === 'accepts-then-drops') setTimeout(drop, 5)
      })
    },
  })
  smtp.on('error', () => {})
  smtp.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return {
    got,
    listen: (port: number): Promise<number> =>
      new Promise((ready) =>
        smtp.listen(port, '127.0.0.1', () => {
          const address = smtp.server.address()
          closers.push(() => new Promise<void>((closed) => smtp.close(() => closed())))
          ready(typeof address === 'object' && address ? address.port : 0)
        }),
      ),
  }
}

/** A port on which nobody listens. */
const freePort = async (): Promise<number> => {
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

it('ends every line as sent, unknown or shown as undeliverable: none twice, none lost', async () => {
  const store: Store = await openStore()
  closers.push(() => store.close())
  const units = (Object.keys(KINDS) as Kind[]).flatMap((kind, order) =>
    Array.from({ length: EACH }, (_, index) => ({
      id: `u${order}-${index}`,
      kind,
      mail: `${kind}-${index}@mzt.example`,
    })),
  )
  await seedUnits(store, units)
  const port = await freePort()
  const server = misbehaving()
  const mailer = createSmtpMailer({
    url: `smtp://127.0.0.1:${port}`,
    from: '月报 <yuebao@mzt.example>',
    timeouts: { connect: 400, answer: 400 },
  })
  closers.push(() => mailer.close())
  let machineNow: Instant = '2026-01-01T00:00:00.000Z'
  const deps = {
    ...{ ...store, chance: systemChance, load: createLoad({ ...store, chance: systemChance }), mailer },
    ...{ publicUrl: 'https://yuebao.example', sample: false, machine: () => machineNow },
  }
  const reminders = createReminders({ ...deps, notify: createNotify(deps), proofOf: async () => 'proof' })
  const machine = (): Instant => machineNow
  const call = { actor: as('sunning'), now: when('2019-06-27') }
  const lines = async () => reminders.ledger(call, plan.id, '2019-06')

  const summaries: RunSummary[] = []
  let now = when('2019-06-27')
  // Nobody listens when the morning's run comes: it stops after a few mails.
  summaries.push(await reminders.run({ now, machine }))
  expect(summaries[0]).toMatchObject({ sent: 0, failed: 6 })
  expect((await lines()).filter(({ rule }) => rule === 'before-1')).toHaveLength(6)

  await server.listen(port)
  const ids = new Map<string, Set<string>>()
  // What is to be tried again says when; the timer comes then, two of them at once.
  for (let turn = 0; turn < 12; turn++) {
    const next = (await reminders.lastRun(machineNow)).last === null ? null : summaries.at(-1)?.next
    if (!next && !summaries.at(-1)?.again && turn > 0) break
    const later = next && next > machineNow ? next : addMinutes(machineNow, 11)
    now = addMinutes(now, (Date.parse(later) - Date.parse(machineNow)) / 60_000)
    machineNow = later
    const given = { now, machine }
    const [one, other] = await Promise.all([reminders.run(given), reminders.run(given)])
    summaries.push(other, one)
    for (const line of await lines())
      if (line.messageId !== null)
        ids.set(lineKeyText(line), (ids.get(lineKeyText(line)) ?? new Set()).add(line.messageId))
    if (one.next === null && other.next === null && (await lines()).every((line) => !isOpenLine(line))) break
    if (one.next !== null || other.next !== null) summaries.push({ ...one, next: one.next ?? other.next })
  }

  const ended = await lines()
  const reminded = ended.filter(({ rule }) => rule === 'before-1')
  for (const { id, kind } of units)
    expect([kind, reminded.filter(({ unit }) => unit === id).map(({ state }) => state)]).toEqual([kind, [KINDS[kind]]])

  // Twice: two different Message-IDs for one line, in the ledger or at the server. Lost: owed, and neither sent, nor folded, nor shown.
  const byPerson = new Map<string, Set<string>>()
  for (const { id, to } of server.got) byPerson.set(to, (byPerson.get(to) ?? new Set()).add(id))
  const duplicated =
    [...ids.values()].filter((all) => all.size > 1).length + [...byPerson.values()].filter((all) => all.size > 1).length
  const shown = ['sent', 'folded', 'unknown', 'undeliverable']
  const lost = units.filter(({ id }) => !reminded.some(({ unit, state }) => unit === id && shown.includes(state)))
  const count = (state: string) => reminded.filter((line) => line.state === state).length
  const figures = {
    lines: reminded.length,
    sent: count('sent'),
    retried: reminded.filter(({ tries }) => tries > 1).length,
    unknown: count('unknown'),
    failed: count('undeliverable'),
    duplicated,
    lost: lost.length,
    open: ended.filter(isOpenLine).length,
  }
  console.log(JSON.stringify(figures))
  expect(figures).toMatchObject({
    ...{ lines: 40, sent: 24, unknown: 8, failed: 8, duplicated: 0, lost: 0, open: 0 },
  })
  expect(figures.retried).toBeGreaterThanOrEqual(12)
}, 120_000)
