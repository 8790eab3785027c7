import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { paths } from '../../shared/domain/paths.ts'
import { shanghai } from '../../shared/domain/time.ts'
import { readSettings } from '../settings.ts'
import { measureCold } from './bench/cold.ts'
import { atOnce, inTurn, median, start } from './bench/measure.ts'
import { benchPlans } from './bench/plans.ts'
import { benchReminders } from './bench/reminders.ts'
import { BENCH_NOW, type Filer, LAST_PERIOD, PLAN, seedBench } from './bench/seed.ts'
import { benchWorkbooks } from './bench/workbooks.ts'
import { openLocal } from './openLocal.ts'

/** `npm run -s bench`: JSON lines, each figure beside its baseline, which is measured in the same run. */

const UNITS = 440
const CONNECTIONS = 10
const IN_TURN = 60
/** Submitted at all connections before the count begins. */
const WARM = 100

const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-bench-'))
const data = path.join(folder, 'data')
const round = (value: number): number => Math.round(value * 100) / 100
const tell = (name: string, unit: string, value: number, baseline: number): void =>
  console.log(
    JSON.stringify({ name, value: round(value), unit, baseline: round(baseline), ratio: round(value / baseline) }),
  )

/** The form as a browser sends it. */
const formOf = ({ token, entries }: Filer): string => {
  const fields = new URLSearchParams({ _token: token, version: '0' })
  for (const entry of entries) {
    for (const field of ['work', 'problem', 'coordination', 'next', 'note'] as const)
      fields.set(`t${entry.task}.${field}`, entry[field])
    fields.set(`t${entry.task}.progress`, String(entry.progress))
    fields.set(`t${entry.task}.status`, entry.status ?? '')
  }
  return fields.toString()
}

try {
  let filers: Filer[] = []
  const settings = { ...readSettings({}), dataDir: data, clock: BENCH_NOW }
  const seeded = await openLocal(settings, {
    seed: async (services) => {
      filers = await seedBench(services, UNITS)
    },
  })
  await seeded.close()

  const bareScript = new URL('./bench/bare.ts', import.meta.url)
  const script = new URL('./start.ts', import.meta.url)
  const env = { DATA_DIR: data, CLOCK: shanghai(BENCH_NOW) }
  const bareEnv = { DATA_DIR: path.join(folder, 'bare') }
  const starts: number[] = []
  const bareStarts: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const bare = await start(bareScript, bareEnv)
    bareStarts.push(bare.readyMs)
    await bare.stop()
    const ours = await start(script, env)
    starts.push(ours.readyMs)
    await ours.stop()
  }
  tell('start to ready, a full year stored', 'ms', median(starts), median(bareStarts))

  const bare = await start(bareScript, bareEnv)
  const ours = await start(script, env)
  const of = (filer: Filer): string => paths.report(PLAN, LAST_PERIOD, filer.unit)
  const page = (index: number) => {
    const filer = filers[index % filers.length]
    if (!filer) throw new Error('nobody files')
    return ours.ask('GET', of(filer), { headers: { cookie: filer.cookie } }).then((reply) => {
      if (reply.status !== 200 || !reply.body.includes('name="version"')) throw new Error(`form page: ${reply.status}`)
    })
  }
  const submit = async (index: number) => {
    const filer = filers[index]
    if (!filer) throw new Error('nobody files')
    const reply = await ours.ask('POST', `${of(filer)}/submit`, {
      headers: { cookie: filer.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf(filer),
    })
    if (reply.status !== 303)
      throw new Error(`submit: ${reply.status} ${/<h1[^>]*>(.*?)<\/h1>/s.exec(reply.body)?.[1] ?? ''}`)
  }
  const readBack = async (index: number): Promise<void> => {
    const filer = filers[index]
    if (!filer) return
    const reply = await ours.ask('GET', `${paths.api}/plans/${PLAN}/reports/${LAST_PERIOD}/${filer.unit}`, {
      headers: { cookie: filer.cookie },
    })
    const { head, entries } = JSON.parse(reply.body) as {
      head: { state: string }
      entries: { task: number; work: string }[]
    }
    const [sent] = filer.entries
    if (head.state !== 'submitted' || entries.find(({ task }) => task === sent?.task)?.work !== sent?.work)
      throw new Error(`not read back: ${filer.unit}`)
  }
  const sample = formOf(filers[0] ?? { unit: '', cookie: '', token: '', entries: [] })
  const barePost = async (): Promise<void> => {
    await bare.ask('POST', '/', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: sample })
  }
  await inTurn(30, page)
  await inTurn(30, barePost)
  await inTurn(30, () => bare.ask('GET', '/'))
  tell(
    'form page, median',
    'ms',
    median(await inTurn(IN_TURN * 2, page)),
    median(await inTurn(IN_TURN * 2, () => bare.ask('GET', '/'))),
  )
  tell(
    'submit and read back, median',
    'ms',
    median(
      await inTurn(IN_TURN, async (index) => {
        await submit(index)
        await readBack(index)
      }),
    ),
    median(await inTurn(IN_TURN, barePost)),
  )
  await atOnce(CONNECTIONS, WARM, barePost)
  await atOnce(CONNECTIONS, WARM, (index) => submit(index + IN_TURN))
  const left = UNITS - IN_TURN - WARM
  const bareRate = await atOnce(CONNECTIONS, left, barePost)
  const rate = await atOnce(CONNECTIONS, left, (index) => submit(index + IN_TURN + WARM))
  for (let index = 0; index < UNITS; index++) await readBack(index)
  tell(`submits at ${CONNECTIONS} connections`, '1/s', rate, bareRate)
  await ours.stop()
  await bare.stop()
  await benchPlans(folder, tell)
  await benchWorkbooks(folder, tell)
  await measureCold(tell)
  await benchReminders(folder, tell)
} finally {
  await rm(folder, { recursive: true, force: true })
}
