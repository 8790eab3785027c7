import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Act, measureActs } from './cost/acts.ts'
import type { Units } from './cost/meter.ts'
import { forMore, type Line, type Measured, totalOf, yearOfCost } from './cost/year.ts'
import { openEngine } from './engine/engine.ts'

/**
 * `npm run -s cost -- [--units 20,200,2000] [--characters 20,400] [--months 1]`: what each act asks of an on-demand table, as JSON lines of request
 * units. `npm run -s cost -- --year 19`: a year's bill for so many units, as a table. Both stand in docs/cost.md.
 */

const given = (name: string): number[] | null => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? null : (process.argv[at + 1] ?? '').split(',').map(Number)
}

const measureOn = async (
  size: { units: number; characters: number; months: number },
  told: (act: Act, units: Units) => void,
): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-cost-'))
  const engine = await openEngine({ folder: null })
  try {
    await measureActs(engine, { ...size, folder }, told)
  } finally {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A year of more units than these is computed from one of a part of them: a year's texts of thousands of units do not fit into memory. */
const MOST = 800
/** 汉字 on each task: two or three sentences. */
const CHARACTERS = 120

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (lines: readonly Line[]): string =>
  [
    row(['for', 'quantity', 'of', 'US$ a year']),
    row(['---', '---:', '---', '---:']),
    ...lines.map(({ what, quantity, unit, usd }) =>
      row([
        what,
        quantity.toLocaleString('en', { maximumFractionDigits: quantity < 100 ? 1 : 0 }),
        unit,
        usd.toFixed(2),
      ]),
    ),
    row(['**together**', '', '', `**${totalOf(lines).toFixed(2)}**`]),
  ].join('\n')

const [year] = given('year') ?? []
if (year !== undefined) {
  const times = Math.ceil(year / MOST)
  const measured: Partial<Measured> = {}
  await measureOn({ units: Math.ceil(year / times), characters: CHARACTERS, months: 10 }, (act, units) => {
    measured[act] = units
  })
  console.log(table(yearOfCost(forMore(measured as Measured, times), year)))
} else
  for (const units of given('units') ?? [20, 200, 2_000])
    for (const characters of given('characters') ?? [20, 400])
      for (const months of given('months') ?? [1])
        await measureOn({ units, characters, months }, (act, { read, written }) =>
          console.log(JSON.stringify({ units, characters, months, act, read, written })),
        )
