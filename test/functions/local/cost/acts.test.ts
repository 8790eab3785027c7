import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ACTS, type Act, measureActs } from '../../../../functions/local/cost/acts.ts'
import type { Units } from '../../../../functions/local/cost/meter.ts'
import { openStore } from '../../../support/store.ts'

type Measured = Record<Act, Units>

const measured = async (units: number, characters: number): Promise<Measured> => {
  const store = await openStore()
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-cost-'))
  const found: Partial<Measured> = {}
  try {
    await measureActs(store, { units, characters, months: 2, folder }, (act, took) => {
      found[act] = took
    })
  } finally {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
  return found as Measured
}

let few: Measured
let more: Measured
let most: Measured
let wordy: Measured
beforeAll(async () => {
  few = await measured(10, 20)
  more = await measured(30, 20)
  most = await measured(50, 20)
  wordy = await measured(30, 400)
}, 120_000)

describe('what the acts of a year ask of the table', () => {
  it('is measured for every act', () => {
    expect(Object.keys(few).sort()).toEqual([...ACTS].sort())
    for (const act of ACTS) expect(few[act].read, act).toBeGreaterThan(0)
  })

  it.each(['month', 'tasks', 'quiet morning'] as const)('grows with units, and with units alone: %s', (act) => {
    // Twenty units more cost the same wherever they are added, but for the rounding up of each query.
    const [first, second] = [more[act].read - few[act].read, most[act].read - more[act].read]
    expect(first).toBeGreaterThan(0)
    expect(Math.abs(second - first)).toBeLessThanOrEqual(4)
    // Twenty times the text costs nothing more.
    expect(wordy[act].read).toBe(more[act].read)
  })

  it.each(['form', 'save a draft', 'submit', 'receipt', 'accept', 'return'] as const)(
    'is the same for a unit however many there are: %s',
    (act) => {
      expect(most[act]).toEqual(few[act])
    },
  )

  it('pays for text where text is written or read', () => {
    expect(wordy['save a draft'].written).toBeGreaterThan(3 * more['save a draft'].written)
    expect(wordy.receipt.read).toBeGreaterThan(more.receipt.read)
  })

  it('writes nothing where somebody only looks', () => {
    for (const act of ['own page', 'form', 'receipt', 'review page', 'month', 'tasks'] as const)
      expect(more[act].written, act).toBe(0)
  })
})
