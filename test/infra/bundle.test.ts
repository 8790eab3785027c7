import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Metafile } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions } from '../../infra/bundle.ts'

/** What a person who signs in, opens the form and submits it waits for: the entry, and everything it imports before it can answer. */

const folder = mkdtempSync(path.join(tmpdir(), 'yuebao-bundle-'))
const files = new Map<string, Metafile['outputs'][string]>()
let entry = ''

beforeAll(async () => {
  await bundleFunctions(folder)
  const { outputs } = JSON.parse(readFileSync(path.join(folder, 'web.metafile.json'), 'utf8')) as Metafile
  for (const [file, output] of Object.entries(outputs)) files.set(path.basename(file), output)
  entry = 'handler.mjs'
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The files read before the first event is answered: the entry's static imports, and theirs. */
const closure = (): string[] => {
  const seen = new Set<string>()
  const walk = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const { path: to, kind } of files.get(file)?.imports ?? [])
      if (kind === 'import-statement' && files.has(path.basename(to))) walk(path.basename(to))
  }
  walk(entry)
  return [...seen]
}
const packagesIn = (names: readonly string[]): Set<string> =>
  new Set(
    names.flatMap((name) =>
      Object.keys(files.get(name)?.inputs ?? {}).flatMap(
        (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input)?.[1] ?? [],
      ),
    ),
  )

const HEAVY = [
  'exceljs',
  'jszip',
  'docx',
  'mammoth',
  'word-extractor',
  'yauzl',
  'echarts',
  'nodemailer',
  'openid-client',
  '@aws-sdk/client-sesv2',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/client-s3',
  '@aws-sdk/s3-presigned-post',
  '@aws-sdk/client-lambda',
  'dynalite',
  '@hono/node-server',
]

describe('the web function’s bundle', () => {
  it.each(HEAVY)('answers its first event without %s', (name) => {
    expect([...packagesIn(closure())]).not.toContain(name)
  })

  it('has the heavy ones beside it, in files of their own', () => {
    const all = packagesIn([...files.keys()])
    for (const name of ['mammoth', 'nodemailer', 'openid-client', '@aws-sdk/client-sesv2'])
      expect([...all]).toContain(name)
  })

  it('holds nothing of the demo, and none of the tools of one machine', () => {
    const inputs = [...files.values()].flatMap((file) => Object.keys(file.inputs))
    expect(
      inputs.filter((input) => /functions\/local\/(engine|simulate|bench)|dynalite|smtp-server/.test(input)),
    ).toEqual([])
  })

  it('reads less than a megabyte before it can answer', () => {
    const bytes = closure().reduce((sum, name) => sum + statSync(path.join(folder, 'web', name)).size, 0)
    expect(readdirSync(path.join(folder, 'web')).length).toBeGreaterThan(closure().length)
    expect(bytes).toBeLessThan(1_000_000)
  })
})
