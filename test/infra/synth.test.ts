import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The command itself, in a process that knows no account and reaches no network. */
const NOWHERE = 'http://127.0.0.1:9'
const folder = mkdtempSync(path.join(tmpdir(), 'yuebao-cdk-'))
const out = path.join(folder, 'cdk.out')
let ran: ReturnType<typeof spawnSync>

beforeAll(() => {
  ran = spawnSync('npm', ['run', 'synth', '--', '--output', out], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE },
  })
}, 240_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string): string => readFileSync(path.join(out, file), 'utf8')

describe('npm run synth', () => {
  it('succeeds, and the review has nothing to say', () => {
    expect(String(ran.stderr)).not.toMatch(/AwsSolutions|Serverless-|\[Error|\[Warning/)
    expect(ran.status, `${ran.stdout}${ran.stderr}`).toBe(0)
    expect(JSON.parse(read('validation-report.json'))).toMatchObject({ pluginReports: [] })
  })

  it('writes a stack for each partition', () => {
    const { artifacts } = JSON.parse(read('manifest.json')) as { artifacts: Record<string, { environment?: string }> }
    expect(artifacts['Yuebao']?.environment).toBe('aws://unknown-account/ap-southeast-1')
    expect(artifacts['YuebaoChina']?.environment).toBe('aws://unknown-account/cn-north-1')
  })

  it('bundles what the stacks deploy', () => {
    for (const name of ['web', 'reminders', 'outputs'])
      expect(existsSync(path.join(out, 'bundles', name, 'handler.mjs')), name).toBe(true)
    expect(existsSync(path.join(out, 'bundles/web/static/style.css'))).toBe(true)
    const assets = [...read('Yuebao.template.json').matchAll(/"S3Key":\s*"([0-9a-f]{64})\.zip"/g)].map(
      ([, hash]) => hash,
    )
    expect(assets).toHaveLength(3)
    for (const hash of assets) expect(existsSync(path.join(out, `asset.${hash}`, 'handler.mjs'))).toBe(true)
  })

  it('tells nothing of the machine that made it', () => {
    for (const stack of ['Yuebao', 'YuebaoChina'])
      for (const place of [process.cwd(), folder]) expect(read(`${stack}.template.json`)).not.toContain(place)
  })
})
