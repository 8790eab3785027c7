import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { measureActs } from './cost/acts.ts'
import { openEngine } from './engine/engine.ts'

/**
 * `npm run -s cost -- [--units 20,200,2000] [--characters 20,400] [--months 1]`: what each act asks of an on-demand table, as JSON lines of request units.
 * docs/cost.md makes a year's cost of it.
 */
const listOf = (name: string, otherwise: number[]): number[] => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : (process.argv[at + 1] ?? '').split(',').map(Number)
}

for (const units of listOf('units', [20, 200, 2_000]))
  for (const characters of listOf('characters', [20, 400]))
    for (const months of listOf('months', [1])) {
      const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-cost-'))
      const engine = await openEngine({ folder: null })
      try {
        await measureActs(engine, { units, characters, months, folder }, (act, { read, written }) =>
          console.log(JSON.stringify({ units, characters, months, act, read, written })),
        )
      } finally {
        await engine.close()
        await rm(folder, { recursive: true, force: true })
      }
    }
