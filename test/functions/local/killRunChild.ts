import { writeSync } from 'node:fs'
import { openEngine } from '../../../functions/local/engine/engine.ts'
import { systemChance } from '../../../shared/adapter/crypto/chance.ts'
import type { DynamoDb } from '../../../shared/adapter/dynamodb/api.ts'
import { createCells } from '../../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../../shared/adapter/dynamodb/chains.ts'
import { createSmtpMailer } from '../../../shared/adapter/mail/smtp.ts'
import type { Actor } from '../../../shared/domain/people.ts'
import type { LedgerLine } from '../../../shared/domain/reminder/ledger.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { createLoad } from '../../../shared/service/load.ts'
import { createNotify } from '../../../shared/service/notify.ts'
import { createReminders } from '../../../shared/service/remind.ts'

/** A reminder run that is going to be killed: by its own SIGKILL in front of a store call or while one is under way, or from outside. */
export type RunOrders = {
  folder: string
  port: number
  now: Instant
  machine: Instant
  office: Actor
  plan: string
  periods: string[]
  die: { how: 'before' | 'during'; call: number } | { how: 'none' }
}

/** What a run that lived came to: its store calls, and the ledger as it lies there. */
export type RunSaid = { calls: number; ledger: LedgerLine[] }

const orders = JSON.parse(process.argv[2] ?? '') as RunOrders
const engine = await openEngine({ folder: orders.folder })
const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}
let calls = 0
const call: DynamoDb = (operation, input) => {
  const aim = orders.die
  calls += 1
  if (aim.how === 'before' && calls === aim.call) die()
  const answer = engine.call(operation, input)
  if (aim.how === 'during' && calls === aim.call) setImmediate(die)
  return answer
}

const chains = createChains(call, engine.table)
const cells = createCells(call, engine.table)
const load = createLoad({ chains, cells, chance: systemChance })
const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${orders.port}`, from: '月报 <yuebao@mzt.example>' })
const machine = (): Instant => orders.machine
const deps = {
  ...{ chains, cells, load, mailer, machine, chance: systemChance },
  ...{ publicUrl: 'https://yuebao.example', sample: false },
}
const reminders = createReminders({ ...deps, notify: createNotify(deps), proofOf: async () => 'proof' })
await reminders.run({ now: orders.now, machine })
const said: RunSaid = { calls, ledger: [] }
for (const period of orders.periods)
  said.ledger.push(...(await reminders.ledger({ actor: orders.office, now: orders.now }, orders.plan, period)))
writeSync(1, `${JSON.stringify(said)}\n`)
mailer.close()
await engine.close()
