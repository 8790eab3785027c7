import { execFile, fork } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openEngine } from '../engine/engine.ts'
import type { RunTook } from './remindOnce.ts'

/**
 * Reminder runs for 3,200 units of 30 tasks on the embedded store (`BENCH_UNITS`), beside the same for a tenth of the units: what a unit costs, and the
 * memory, must not grow with their number.
 */

type Tell = (name: string, unit: string, value: number, baseline: number) => void

const run = promisify(execFile)
const SCRIPT = fileURLToPath(new URL('./remindOnce.ts', import.meta.url))
const NAMES = ['due morning', 'morning after, with heads and digests', 'run with nothing to do']

/** As Lambda would give a function of 256 MB: the collector works for what it has, and the peak is what a run needs rather than what it finds. */
const SMALL = ['--max-old-space-size=128', '--max-semi-space-size=4']

export const benchReminders = async (folder: string, tell: Tell): Promise<void> => {
  const units = Number(process.env['BENCH_UNITS']) || 3_200
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }
  const execArgv = [...process.execArgv, '--import', 'tsx']

  /** The runs in a process that has no engine: each call is answered from here. */
  const apart = async (data: string, count: number): Promise<RunTook[]> => {
    const engine = await openEngine({ folder: data })
    try {
      return await new Promise((resolve, reject) => {
        const child = fork(SCRIPT, ['run', data, String(count)], {
          ...{ env, execArgv: [...execArgv, ...SMALL], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
        })
        let out = ''
        child.stdout?.on('data', (data: Buffer) => {
          out += data.toString()
        })
        child.on('message', ({ id, operation, input }: { id: number; operation: never; input: never }) => {
          engine.call(operation, input).then(
            (output) => child.send({ id, output }),
            (error: Error) => child.send({ id, failed: { ...error, name: error.name, message: error.message } }),
          )
        })
        child.once('error', reject)
        child.once('close', (code) =>
          code === 0 ? resolve(JSON.parse(out) as RunTook[]) : reject(new Error(`the runs ended with ${code}`)),
        )
      })
    } finally {
      await engine.close()
    }
  }

  const measure = async (count: number): Promise<{ here: RunTook[]; apart: RunTook[] }> => {
    const data = path.join(folder, `remind-${count}`)
    const step = (name: string, where: string) =>
      run(process.execPath, [...execArgv, SCRIPT, name, where, String(count)], { env })
    await step('seed', data)
    await cp(data, `${data}-apart`, { recursive: true })
    const { stdout } = await step('run', data)
    const own = await apart(`${data}-apart`, count)
    for (const one of [data, `${data}-apart`]) await rm(one, { recursive: true, force: true })
    return { here: JSON.parse(stdout) as RunTook[], apart: own }
  }
  const few = Math.max(1, Math.round(units / 10))
  const [small, large] = [await measure(few), await measure(units)]
  for (const [index, name] of NAMES.entries()) {
    const [one, all, oneApart, allApart] = [
      ...[small.here[index], large.here[index], small.apart[index], large.apart[index]],
    ]
    if (!one || !all || !oneApart || !allApart) continue
    const what = `reminders, ${units} units of 30 tasks, ${name} (${all.mails} mails)`
    tell(`${what}, time a unit beside ${few} units`, 'ms', (all.seconds * 1000) / units, (one.seconds * 1000) / few)
    tell(`${what}, requests a unit`, 'requests', all.requests / units, one.requests / few)
    tell(`${what}, peak memory of the run`, 'MB', allApart.peak, oneApart.peak)
    tell(`${what}, peak memory with the embedded engine`, 'MB', all.peak, one.peak)
  }
}
