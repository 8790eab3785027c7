import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

/**
 * A real Chromium for the journeys. On Linux x64 it is the one inside @sparticuz/chromium, unpacked once beside the installed packages, so that
 * the tests need no browser and no library of the system; elsewhere it is the Chrome or Edge that is installed.
 */

/** Unpacks with the package's own code, in a process of its own: it works on the environment and on the folder for temporary files. */
const UNPACK = `
const { default: chromium } = await import(process.env.YUEBAO_CHROMIUM)
chromium.setGraphicsMode = false
await chromium.executablePath()
`
/** Makes the package unpack its libraries too, which it does only where it believes itself to be in a Lambda. */
const WITH_LIBRARIES = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }

const run = promisify(execFile)
const require = createRequire(import.meta.url)

/** The system's fonts where there are any, and one that comes with the package: without any font a button has no size. */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>${path.join(folder, 'fonts', 'fonts')}</dir>
  <cachedir>${path.join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`

/** The folder with `chromium`, `al2023/lib` and `fonts.conf`. Made under another name first: whoever finds it, finds it whole. */
const unpacked = async (): Promise<string> => {
  const entry = require.resolve('@sparticuz/chromium')
  const esm = pathToFileURL(path.join(path.dirname(entry), '..', 'esm', 'index.js')).href
  const modules = entry.slice(0, entry.lastIndexOf(`${path.sep}@sparticuz${path.sep}`))
  const { version } = require(path.join(modules, '@sparticuz/chromium/package.json')) as {
    version: string
  }
  const folder = path.join(modules, '.cache', `yuebao-chromium-${version}`)
  if (existsSync(folder)) return folder
  await mkdir(path.dirname(folder), { recursive: true })
  const making = await mkdtemp(`${folder}-`)
  await run(process.execPath, ['--input-type=module', '--eval', UNPACK], {
    env: { ...process.env, ...WITH_LIBRARIES, TMPDIR: making, YUEBAO_CHROMIUM: esm },
  })
  await writeFile(path.join(making, 'fonts.conf'), fontsIn(folder))
  // Of two test files that unpack at once, one comes second; it takes what the first has made.
  await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }))
  return folder
}

/** Does it start with the system's libraries? */
const starts = (executable: string): boolean => spawnSync(executable, ['--version'], { timeout: 20_000 }).status === 0

const ARGS = [
  // Test machines run as root or in containers, where the sandbox cannot be set up; only our own pages are opened.
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
]

export const hasOwnChromium = process.platform === 'linux' && process.arch === 'x64'

/**
 * Starts one browser; pages are opened in contexts of their own.
 * @param given.libraries `own`: the libraries that come with the package, also where the system has them
 * @throws where neither the package's Chromium nor an installed Chrome or Edge starts
 */
export const openBrowser = async (given: { libraries?: 'own' } = {}): Promise<Browser> => {
  if (!hasOwnChromium)
    return chromium
      .launch({ channel: 'chrome', args: ARGS })
      .catch(() => chromium.launch({ channel: 'msedge', args: ARGS }))
  const folder = await unpacked()
  const executablePath = path.join(folder, 'chromium')
  const own = given.libraries === 'own' || !starts(executablePath)
  const libraries = [path.join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH'] ?? '']
  const env = {
    ...process.env,
    FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    ...(own ? { LD_LIBRARY_PATH: libraries.filter((one) => one !== '').join(':') } : {}),
  }
  return chromium.launch({ executablePath, args: ARGS, env })
}
