import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Workbooks by our writer, beside the same cells by bare exceljs streaming and, where cc and Debian's libxlsxwriter-dev are there, by libxlsxwriter in
 * C: each in a process of its own, writing to a file. `BENCH_UNITS` (3200) and `BENCH_ROWS` (1100000) size the large ones; beside exceljs they
 * are an eighth and a tenth of that, or the whole with `BENCH_FULL=1`.
 */

type Run = { seconds: number; peak: number; rows: number; before: number }
type Tell = (name: string, unit: string, value: number, baseline: number) => void

const run = promisify(execFile)
const here = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))
const MEGABYTE = 1024
const DEPARTMENT = ['19', '6']
const TASKS = '30'
const sizeOf = (name: string, usual: number): number => Number(process.env[name]) || usual

export const benchWorkbooks = async (folder: string, tell: Tell): Promise<void> => {
  const out = path.join(folder, 'out.xlsx')
  const once = async (what: string, by: string, ...size: string[]): Promise<Run> => {
    const { stdout } = await run(
      process.execPath,
      [...process.execArgv, '--import', 'tsx', here('writeOnce.ts'), what, by, out, ...size],
      { env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' } },
    )
    return JSON.parse(stdout) as Run
  }
  const native = existsSync('/usr/include/xlsxwriter.h') ? path.join(folder, 'cells') : null
  if (native) await run('cc', ['-O2', here('cells.c'), '-o', native, '-lxlsxwriter'])
  const byC = async (...given: string[]): Promise<Run | null> => {
    if (!native) return null
    const { stdout } = await run(native, [...given, out])
    return JSON.parse(stdout) as Run
  }
  /** A year's workbook by the three of them. */
  const year = async (name: string, what: string, ...size: string[]): Promise<Run> => {
    const [ours, bare] = [await once(what, 'ours', ...size), await once(what, 'exceljs', ...size)]
    tell(`${name}, beside exceljs streaming`, 's', ours.seconds, bare.seconds)
    if (native) {
      const lines = path.join(folder, 'cells.tsv')
      await run(
        process.execPath,
        [...process.execArgv, '--import', 'tsx', here('writeOnce.ts'), what, 'lines', lines, ...size],
        { env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' } },
      )
      const c = await byC('sheets', lines)
      await rm(lines)
      // C is given the cells ready-made; ours counts the making of every formula.
      if (c) tell(`${name}, beside libxlsxwriter`, 's', ours.seconds, c.seconds)
    }
    tell(`${name}, peak memory beside what it is made from`, 'MB', ours.peak / MEGABYTE, ours.before / MEGABYTE)
    return ours
  }

  await year('year workbook of 19 units with texts', 'year-with-texts', ...DEPARTMENT)

  const units = sizeOf('BENCH_UNITS', 3_200)
  const full = process.env['BENCH_FULL'] === '1'
  const fewer = full ? units : Math.ceil(units / 8)
  const small = await year(`year workbook of ${fewer} units`, 'year', String(fewer), TASKS)
  if (!full) {
    const large = await once('year', 'ours', String(units), TASKS)
    tell(
      `year workbook of ${units} units, rows/s beside ${fewer} units`,
      '1/s',
      large.rows / large.seconds,
      small.rows / small.seconds,
    )
    tell(`year workbook of ${units} units`, 's', large.seconds, (small.seconds * units) / fewer)
    tell(
      `year workbook of ${units} units, peak memory beside what it is made from`,
      'MB',
      large.peak / MEGABYTE,
      large.before / MEGABYTE,
    )
  }

  const rows = sizeOf('BENCH_ROWS', 1_100_000)
  const some = full ? rows : Math.ceil(rows / 10)
  const [ours, bare, c] = [
    await once('rows', 'ours', String(some)),
    await once('rows', 'exceljs', String(some)),
    await byC('rows', String(some)),
  ]
  tell(`${some} raw rows, beside exceljs streaming`, 's', ours.seconds, bare.seconds)
  if (c) tell(`${some} raw rows, beside libxlsxwriter`, 's', ours.seconds, c.seconds)
  const all = full ? ours : await once('rows', 'ours', String(rows))
  const allC = full ? c : await byC('rows', String(rows))
  tell(`${rows} raw rows`, '1/s', rows / all.seconds, allC ? rows / allC.seconds : some / bare.seconds)
  tell(`${rows} raw rows, peak memory beside ${some} rows`, 'MB', all.peak / MEGABYTE, ours.peak / MEGABYTE)
}
