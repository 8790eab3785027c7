import { writeSync } from 'node:fs'
import { openEngine } from '../../../functions/local/engine/engine.ts'

/** Another process on a data folder: says whether it got in, and stays until it is ended. */
try {
  await openEngine({ folder: process.argv[2] ?? '' })
  writeSync(1, 'open\n')
} catch (error) {
  writeSync(1, `${error instanceof Error ? error.message : String(error)}\n`)
}
