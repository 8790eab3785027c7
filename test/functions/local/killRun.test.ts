import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SMTPServer } from 'smtp-server'
import { expect, it } from 'vitest'
import { readEml } from '../../../shared/adapter/files/eml.ts'
import { allPeriods } from '../../../shared/domain/calendar.ts'
import { isOpenLine, lineKeyText } from '../../../shared/domain/reminder/ledger.ts'
import { DEFAULT_REMINDERS, momentsOf } from '../../../shared/domain/reminder/rules.ts'
import { addMinutes, type Instant } from '../../../shared/domain/time.ts'
import { as, plan } from '../../support/bureau.ts'
import { compiled } from '../../support/compiled.ts'
import { seedUnits } from '../../support/manyUnits.ts'
import { openStore } from '../../support/store.ts'
import type { RunOrders, RunSaid } from './killRunChild.ts'

/**
 * A reminder run is killed (SIGKILL) in front of its store calls, while they are under way, and while the mail server has the text and has not
 * answered; each time the next run, after the lease, must leave no line open, none under two Message-IDs and none lost. KILLS=300 kills as often as the
 * year has mornings to remind on.
 */
const KILLS = Math.min(Number(process.env['KILLS'] ?? 10), 30)
const ROOT = path.resolve(import.meta.dirname, '../../..')
const UNITS = ['one', 'two', 'three'].map((id) => ({ id, mail: `${id}@mzt.example` }))

/** The mornings from the middle of June on when a rule falls due for the units. */
const mornings = (): Instant[] => {
  const calendar = { corrections: [] }
  const all = allPeriods(plan.rhythm, calendar)
    .filter(({ period }) => period >= '2019-06')
    .flatMap((dates) =>
      momentsOf(DEFAULT_REMINDERS, calendar, {
        ...{ need: 'file', since: null, window: null },
        dates: { ...dates, closes: dates.locks },
      }).filter(({ rule }) => rule.to.includes('coordinator')),
    )
  return [...new Set(all.map(({ falls }) => falls))].sort()
}

it(
  `leaves no reminder lost, doubled or open in ${KILLS} kills of a run`,
  async () => {
    const cache = path.join(ROOT, 'node_modules/.cache')
    await mkdir(cache, { recursive: true })
    const build = await mkdtemp(path.join(cache, 'kill-run-'))
    const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-kill-run-'))
    let victim: ChildProcess | null = null
    let killOnData = false
    const got: { id: string; to: string; at: number }[] = []
    let turn = 0
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const to = session.envelope.rcptTo[0]?.address ?? ''
          got.push({ id: readEml(Buffer.concat(chunks)).headers['message-id'] ?? '', to, at: turn })
          if (killOnData) victim?.kill('SIGKILL')
          else done()
        })
      },
    })
    smtp.on('error', () => {})
    await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', () => ready()))
    const address = smtp.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      const program = await compiled(build, 'test/functions/local/killRunChild.ts')
      const store = await openStore({ folder })
      await seedUnits(store, UNITS)
      await store.close()
      const periods = allPeriods(plan.rhythm, { corrections: [] })
        .map(({ period }) => period)
        .filter((period) => period >= '2019-06')
      const live = (now: Instant, machine: Instant, die: RunOrders['die']): Promise<RunSaid | null> =>
        new Promise((resolve, reject) => {
          const orders: RunOrders = { folder, port, now, machine, office: as('sunning'), plan: plan.id, periods, die }
          const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
            stdio: ['ignore', 'pipe', 'pipe'],
          })
          victim = child
          let [out, errors] = ['', '']
          child.stdout.on('data', (data: Buffer) => {
            out += data.toString()
          })
          child.stderr.on('data', (data: Buffer) => {
            errors += data.toString()
          })
          child.once('error', reject)
          child.once('close', (code, signal) => {
            if (signal === 'SIGKILL') resolve(null)
            else if (code === 0) resolve(JSON.parse(out) as RunSaid)
            else reject(new Error(errors))
          })
        })

      const [first = '', ...rest] = mornings()
      let machine: Instant = '2026-01-01T00:00:00.000Z'
      const whole = await live(first, machine, { how: 'none' })
      const calls = whole?.calls ?? 0
      expect(calls).toBeGreaterThan(20)
      const ids = new Map<string, Set<string>>()
      const kinds = { before: 0, during: 0, 'with the text handed over': 0 }
      for (let kill = 0; kill < KILLS; kill++) {
        turn = kill + 1
        const now = rest[kill]
        if (now === undefined) break
        machine = addMinutes(machine, 24 * 60)
        // Evenly over the second half of the calls, where the writes are; every fifth while the server has the text.
        const call = Math.floor(calls * (0.2 + (0.7 * ((kill * 7) % KILLS)) / KILLS))
        const how = kill % 5 === 4 ? 'with the text handed over' : kill % 2 === 0 ? 'before' : 'during'
        killOnData = how === 'with the text handed over'
        const died = await live(now, machine, how === 'with the text handed over' ? { how: 'none' } : { how, call })
        killOnData = false
        if (died === null) kinds[how]++
        const after = await live(addMinutes(now, 15), addMinutes(machine, 11), { how: 'none' })
        const ledger = after?.ledger ?? []
        expect(ledger.filter(isOpenLine).map(lineKeyText)).toEqual([])
        for (const line of ledger)
          if (line.messageId !== null)
            ids.set(lineKeyText(line), (ids.get(lineKeyText(line)) ?? new Set()).add(line.messageId))
        // Every unit owed, and its coordinator was written to on this morning: once, under one Message-ID.
        for (const { mail } of UNITS) {
          const mine = got.filter(({ to, at }) => to === mail && at === kill + 1).map(({ id }) => id)
          expect([kill, how, mail, new Set(mine).size]).toEqual([kill, how, mail, 1])
        }
      }
      for (const [line, messageIds] of ids) expect([line, messageIds.size]).toEqual([line, 1])
      expect(kinds['with the text handed over']).toBeGreaterThan(0)
      console.log(`${JSON.stringify(kinds)} kills of a run, ${ids.size} lines, ${got.length} mails handed over`)
    } finally {
      await new Promise<void>((closed) => smtp.close(() => closed()))
      await rm(folder, { recursive: true, force: true })
      await rm(build, { recursive: true, force: true })
    }
  },
  120_000 + KILLS * 10_000,
)
