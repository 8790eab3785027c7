import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Metafile } from 'esbuild'
import { bundleEntry, bundleFunctions } from '../../../infra/bundle.ts'
import { createDiskFiles } from '../../../shared/adapter/files/disk.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { eventOf } from '../../../test/support/gateway.ts'
import { startFunction } from '../../../test/support/lambda/startFunction.ts'
import { openTable, REGION } from '../../../test/support/lambda/table.ts'
import { compose } from '../../compose.ts'
import { modeCell } from '../../found.ts'
import type { Settings } from '../../settings.ts'
import { median } from './measure.ts'
import { BENCH_NOW, LAST_PERIOD, PLAN, seedBench } from './seed.ts'

/**
 * The web function's cold start: from the start of its process to the first rendered form, fed through the stand-in of Lambda's Runtime API, beside a bare
 * handler that is bundled and fed in the same way. In turn, so that whatever else the machine does falls on both.
 */

const TURNS = 15
const UNITS = 5
const PUBLIC_URL = 'http://127.0.0.1:3000'

/** Bytes of all files of a folder, and of those read before the first event is answered. */
const bytesOf = async (folder: string, { outputs }: Metafile): Promise<{ all: number; first: number }> => {
  let all = 0
  for (const file of await readdir(folder, { recursive: true })) {
    const { size } = await stat(path.join(folder, file))
    if ((await stat(path.join(folder, file))).isFile()) all += size
  }
  const byName = new Map(Object.entries(outputs).map(([file, output]) => [path.basename(file), output]))
  const seen = new Set<string>()
  const walk = (name: string): void => {
    const output = byName.get(name)
    if (!output || seen.has(name)) return
    seen.add(name)
    for (const { kind, path: to } of output.imports) if (kind === 'import-statement') walk(path.basename(to))
  }
  walk('handler.mjs')
  return { all, first: [...seen].reduce((sum, name) => sum + (byName.get(name)?.bytes ?? 0), 0) }
}

/** One start: milliseconds until the form is there. */
const start = async (bundle: string, env: Record<string, string>, cookie: string): Promise<number> => {
  const address = paths.report(PLAN, LAST_PERIOD, 'bench-0')
  const event = eventOf({ method: 'GET', path: address, place: '203.0.113.1', headers: { cookie } })
  const began = performance.now()
  const started = await startFunction({ bundle, env, first: event })
  const answer = (await started.first) as APIGatewayProxyStructuredResultV2
  const ms = performance.now() - began
  await started.stop()
  if (answer.statusCode !== 200 || !answer.body?.includes('name="version"'))
    throw new Error(`no form: ${answer.statusCode} ${answer.body?.slice(0, 200)}`)
  return ms
}

export const measureCold = async (
  tell: (name: string, unit: string, value: number, baseline: number) => void,
): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'yuebao-cold-'))
  const table = await openTable()
  try {
    const { web } = await bundleFunctions(folder)
    const ours = (await import(`${web}.metafile.json`, { with: { type: 'json' } })) as { default: Metafile }
    const bare = path.join(folder, 'bare')
    const bareFile = await bundleEntry('functions/local/bench/bareHandler.ts', bare)
    const settings: Settings = { mode: 'bureau', publicUrl: PUBLIC_URL, mailFrom: '', adminMail: '', oidc: null }
    const services = compose({
      settings,
      dynamoDb: table.call,
      table: table.table,
      files: createDiskFiles(path.join(folder, 'files')),
      mailer: { send: async () => ({ outcome: 'sent', detail: '' }) },
    })
    const [filer] = await seedBench(services, UNITS)
    if (!filer) throw new Error('nobody files')
    await services.cells.put(modeCell, 'bureau', 'any')
    const clock = path.join(folder, 'clock')
    await writeFile(clock, BENCH_NOW)
    const env = {
      AWS_REGION: REGION,
      PUBLIC_URL,
      ADMIN_MAIL: 'admin@mzt.example',
      MAIL: 'ses',
      TABLE_NAME: table.table,
      BUCKET_NAME: 'files',
      DYNAMODB_ENDPOINT: table.endpoint,
      TEST_CLOCK: clock,
    }
    const times: number[] = []
    const bareTimes: number[] = []
    for (let turn = 0; turn < TURNS; turn++) {
      bareTimes.push(await start(bare, env, ''))
      times.push(await start(web, env, filer.cookie))
    }
    tell('web function, process start to the first form', 'ms', median(times), median(bareTimes))
    const [mine, its] = [await bytesOf(web, ours.default), await bytesOf(bare, bareFile)]
    tell('web function, bytes read before the first answer', 'bytes', mine.first, its.first)
    tell('web function, bytes of the bundle', 'bytes', mine.all, its.all)
  } finally {
    await table.close()
    await rm(folder, { recursive: true, force: true })
  }
}
