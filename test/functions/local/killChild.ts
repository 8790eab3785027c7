import { writeSync } from 'node:fs'
import { openEngine } from '../../../functions/local/engine/engine.ts'
import { systemChance } from '../../../shared/adapter/crypto/chance.ts'
import type { DynamoDb } from '../../../shared/adapter/dynamodb/api.ts'
import { createCells } from '../../../shared/adapter/dynamodb/cells.ts'
import { createChains } from '../../../shared/adapter/dynamodb/chains.ts'
import { canonicalJson, chainOf } from '../../../shared/domain/history.ts'
import { emptyEntry } from '../../../shared/domain/report/entry.ts'
import { ReportBody } from '../../../shared/domain/report/report.ts'
import type { Call } from '../../../shared/service/deps.ts'
import { keys } from '../../../shared/service/keys.ts'
import { createLoad } from '../../../shared/service/load.ts'
import { createReports, type Which } from '../../../shared/service/report.ts'

/**
 * A service that is going to be killed. It opens the data folder, says what it finds there, sends the form that was under way once more, and
 * goes on: withdraw, save, submit, each announced before and acknowledged after. It dies by its own SIGKILL where it is told to.
 */

/** One act on the report; `text` is the number that stands in all its texts. */
export type Act = { act: 'save' | 'submit' | 'withdraw'; text: number; version: number }

export type Orders = {
  folder: string
  /** The coordinator's report, which is open and has two tasks. */
  which: Which
  coordinator: Call
  /** The act whose answer never came. */
  resend: Act | null
  /** The next text. */
  text: number
  /**
   * before: in the next submit, in front of its n-th store call (the one after the last: before the answer). during: some ms after it went out.
   * random: some ms after the acts begin. none: the service lives, and says how many store calls a submit makes.
   */
  die:
    | { how: 'before'; call: number }
    | { how: 'during'; call: number; ms: number }
    | { how: 'random'; ms: number }
    | { how: 'none' }
}

/** What lies in the folder, and what in it does not agree. */
export type Seen = {
  version: number
  state: string
  /** What the form shows. */
  form: number
  /** The history, oldest first, as it can be read and checked. */
  history: { act: string; text: number }[]
  faults: string[]
}

export type Said = { seen: Seen } | { trying: Act } | { done: Act; version: number; calls: number }

const say = (said: Said): void => {
  writeSync(1, `${JSON.stringify(said)}\n`)
}
const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}

const orders = JSON.parse(process.argv[2] ?? '') as Orders
const engine = await openEngine({ folder: orders.folder })

let calls = 0
let aim: Orders['die'] = { how: 'none' }
const call: DynamoDb = (operation, input) => {
  if (aim.how === 'before' && calls === aim.call) die()
  const answer = engine.call(operation, input)
  if (aim.how === 'during' && calls === aim.call) setTimeout(die, aim.ms)
  calls += 1
  return answer
}

const chains = createChains(call, engine.table)
const reports = createReports(
  { chains, chance: systemChance },
  createLoad({ chains, cells: createCells(call, engine.table), chance: systemChance }),
)
const { which, coordinator } = orders
const ref = keys.report(which.plan, which.period, which.unit)

const form = (text: number) =>
  [1, 2].map((task) => ({
    ...emptyEntry(task),
    work: `第${text}稿`.repeat(60),
    progress: 50,
    status: '按计划推进' as const,
    next: String(text),
  }))
const textOf = (entries: readonly { next: string; work: string }[]): number => {
  const [first, second] = entries
  if (!first || !second || first.next !== second.next || first.work !== second.work) return Number.NaN
  return first.next === '' ? 0 : Number(first.next)
}

const look = async (): Promise<Seen> => {
  const faults: string[] = []
  const view = await reports.view(which, coordinator)
  const { head } = view
  const records = await chains.records(ref)
  const chain = head.version === 0 ? [] : chainOf(head, records)
  const byId = new Map(records.map((record) => [record.id, record]))
  for (const named of [head.current, head.draft])
    if (named !== null && !byId.has(named)) faults.push(`the head names ${named}, and it is not there`)
  for (const [index, record] of chain.entries()) {
    const hash = systemChance.hash(canonicalJson(record))
    const after = chain[index + 1]
    if (hash !== (after ? after.before?.hash : head.hash)) faults.push(`the hash of ${record.id} is another`)
    if (index === 0 && record.before !== null) faults.push('the chain does not begin at its beginning')
  }
  const last = chain.at(-1)
  if (last && last.to !== head.state) faults.push(`head ${head.state}, history ${last.to}`)
  const named = byId.get(head.draft ?? head.current ?? '')
  const body = named ? ReportBody.parse(named.body) : null
  if (body && textOf(body.entries) !== textOf(view.entries)) faults.push('the form does not show the record')
  if (head.state === 'submitted' && head.entries.length !== 2) faults.push('the head does not carry what was submitted')
  return {
    version: head.version,
    state: head.state,
    form: textOf(view.entries),
    history: chain.map((record) => ({ act: record.act, text: textOf(ReportBody.parse(record.body).entries) })),
    faults,
  }
}

/** Announces, acts, acknowledges. */
const act = async (todo: Act, deadly = false): Promise<number> => {
  say({ trying: todo })
  calls = 0
  if (deadly && orders.die.how !== 'random') aim = orders.die
  const given = { entries: form(todo.text), version: todo.version }
  const head =
    todo.act === 'withdraw'
      ? await reports.withdraw(which, coordinator)
      : await reports[todo.act](which, coordinator, given)
  if (aim.how === 'before' && calls === aim.call) die()
  say({ done: todo, version: head.version, calls })
  return head.version
}

const seen = await look()
say({ seen })
if (orders.die.how === 'random') setTimeout(die, orders.die.ms)

let { version, state } = seen
if (orders.resend && orders.resend.act !== 'withdraw') {
  version = await act(orders.resend)
  if (orders.resend.act === 'submit') state = 'submitted'
}
let { text } = orders
do {
  if (state === 'submitted') version = await act({ act: 'withdraw', text: text - 1, version })
  version = await act({ act: 'save', text, version })
  version = await act({ act: 'submit', text, version }, true)
  state = 'submitted'
  text += 1
} while (orders.die.how !== 'none')
await engine.close()
