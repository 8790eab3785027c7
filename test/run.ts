import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `npm test`: types, lint, unused code, then every test. The last line says how many checks and tests passed and failed. */

const folder = mkdtempSync(join(tmpdir(), 'yuebao-test-'))
const report = join(folder, 'report.json')
let passed = 0
let failed = 0

const run = (name: string, command: string, args: string[]): boolean => {
  process.stdout.write(`\n— ${name}\n`)
  const { status } = spawnSync('npx', ['--no-install', command, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  return status === 0
}
const check = (name: string, command: string, args: string[]): void => {
  if (run(name, command, args)) passed++
  else failed++
}

check('types', 'tsc', ['--noEmit'])
check('lint and format', 'biome', ['check', '--error-on-warnings', '.'])
check('unused files, exports and dependencies', 'knip', [])
const ran = run('tests', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8')) as Record<
    string,
    number
  >
  passed += numPassedTests ?? 0
  const lost = (numFailedTests ?? 0) + (numFailedTests === 0 ? (numFailedTestSuites ?? 0) : 0)
  failed += lost > 0 || ran ? lost : 1
} catch {
  failed++
}
rmSync(folder, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
