import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { as, jiuzhuJune, openBureau, when } from '../../support/bureau.ts'
import { compiled } from '../../support/compiled.ts'
import { openStore } from '../../support/store.ts'
import type { Act, Orders, Said, Seen } from './killChild.ts'

/**
 * The service is killed (SIGKILL) in every gap between two store calls of a submit, while each of them is under way, and at random times of
 * whatever it does. Each next process opens the same folder and must find all that was acknowledged, and what was under way either whole or not at
 * all; then the same form is sent again. KILLS=300 kills as often.
 */
const KILLS = Number(process.env['KILLS'] ?? 40)
const LANES = 2
const ROOT = path.resolve(import.meta.dirname, '../../..')

type Lived = { said: Said[]; signal: NodeJS.Signals | null; errors: string }
const live = (program: string, orders: Orders): Promise<Lived> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: Said[] = []
    let errors = ''
    createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line) as Said))
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString()
    })
    child.once('error', reject)
    child.once('close', (_code, signal) => resolve({ said, signal, errors }))
  })

const scene = { which: jiuzhuJune, coordinator: { actor: as('limin'), now: when('2019-06-25') } }

/** The report as every acknowledgement so far makes it. */
type Known = Omit<Seen, 'faults'>
const NOTHING: Known = { version: 0, state: 'draft', form: 0, history: [] }

const after = (known: Known, { act, text }: Act): Known => ({
  version: known.version + 1,
  state: act === 'submit' ? 'submitted' : 'draft',
  form: act === 'withdraw' ? known.form : text,
  history: act === 'save' ? known.history : [...known.history, { act, text: act === 'withdraw' ? known.form : text }],
})

/** One data folder and the processes that live and die on it, one after the other. */
const openLane = async (program: string) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-kill-'))
  const store = await openStore({ folder })
  await openBureau(store)
  await store.close()
  let known = NOTHING
  let underway: Act | null = null
  let text = 1

  /** Follows one life, and holds what it finds against what the lives before acknowledged. @returns the store calls of its last submit */
  const next = async (die: Orders['die']): Promise<number> => {
    const { said, signal, errors } = await live(program, { folder, ...scene, resend: underway, text, die })
    const [first, ...rest] = said
    if (!first || !('seen' in first)) throw new Error(`it did not start: ${errors}`)
    const { faults, ...seen } = first.seen
    expect(faults).toEqual([])
    if (underway && seen.version === known.version + 1) known = after(known, underway)
    expect(seen).toEqual(known)

    let calls = 0
    let trying: Act | null = null
    for (const each of rest) {
      if ('trying' in each) trying = each.trying
      if ('done' in each) {
        // A form that had been taken before the kill is answered as it was then, and changes nothing.
        if (each.version !== known.version) known = after(known, each.done)
        expect(each.version).toBe(known.version)
        trying = null
        if (each.done.act === 'submit') calls = each.calls
      }
    }
    for (const each of rest) if ('trying' in each) text = Math.max(text, each.trying.text + 1)
    underway = trying ?? (rest.length === 0 ? underway : null)
    if (die.how === 'none')
      expect({ signal, errors: signal === null ? '' : errors }).toEqual({ signal: null, errors: '' })
    else expect(signal, errors).toBe('SIGKILL')
    return calls
  }
  return { next, close: () => rm(folder, { recursive: true, force: true }) }
}

it(
  `loses nothing acknowledged and halves nothing in ${KILLS} kills, and takes the same form again`,
  async () => {
    const cache = path.join(ROOT, 'node_modules/.cache')
    await mkdir(cache, { recursive: true })
    const build = await mkdtemp(path.join(cache, 'kill-'))
    const program = await compiled(build, 'test/functions/local/killChild.ts')
    const lanes = await Promise.all(Array.from({ length: LANES }, () => openLane(program)))
    try {
      const [counted = 0] = await Promise.all(lanes.map((lane) => lane.next({ how: 'none' })))
      expect(counted).toBeGreaterThan(3)
      const gaps: Orders['die'][] = Array.from({ length: counted + 1 }, (_, call) => ({ how: 'before', call }))
      const flights: Orders['die'][] = Array.from({ length: counted }, (_, call) => ({
        how: 'during',
        call,
        ms: Math.random() * 3,
      }))
      expect(KILLS).toBeGreaterThanOrEqual(gaps.length + flights.length)
      const third = (index: number): Orders['die'] =>
        (index % 3 === 0 ? gaps[(index / 3) % gaps.length] : undefined) ?? { how: 'random', ms: Math.random() * 60 }
      const deaths = [...gaps, ...flights]
      for (let index = 0; deaths.length < KILLS; index++) deaths.push(third(index))

      const todo = deaths.values()
      await Promise.all(
        lanes.map(async (lane) => {
          for (const die of todo) await lane.next(die)
          await lane.next({ how: 'none' })
        }),
      )
      console.log(
        `${deaths.length} kills: ${gaps.length} gaps and ${flights.length} calls of a submit, each at least once`,
      )
    } finally {
      await Promise.all(lanes.map((lane) => lane.close()))
      await rm(build, { recursive: true, force: true })
    }
  },
  60_000 + KILLS * 3_000,
)
