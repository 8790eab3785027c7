import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The direction of imports (functions → adapter → service → domain) is written once, in biome.json. Here it is shown to hold, in a house with intruders. */
const INTRUDERS: [name: string, file: string, from: string][] = [
  ['a rule that reads a store', 'shared/domain/a.ts', '../adapter/dynamodb/chains.ts'],
  ['a rule that calls an act', 'shared/domain/b.ts', '../service/report.ts'],
  ['a rule that reads a file', 'shared/domain/c.ts', 'node:fs'],
  ['a rule in a folder of its own that calls an act', 'shared/domain/report/d.ts', '../../service/report.ts'],
  ['an act that knows its store', 'shared/service/e.ts', '../adapter/dynamodb/chains.ts'],
  ['an act that speaks HTTP', 'shared/service/f.ts', 'hono'],
  ['an adapter that knows a door', 'shared/adapter/mail/g.ts', '../../../functions/settings.ts'],
]
const GUEST = 'functions/web/h.ts'

let folder: string
let restricted: Set<string>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yuebao-house-'))
  copyFileSync('biome.json', join(folder, 'biome.json'))
  const settle = (file: string, from: string): void => {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), `import { thing } from '${from}'\n\nexport const mine = thing\n`)
  }
  for (const [, file, from] of INTRUDERS) settle(file, from)
  settle(GUEST, '../../shared/service/report.ts')
  const { stdout } = spawnSync(
    resolve('node_modules/.bin/biome'),
    ['lint', '--vcs-enabled=false', '--reporter=json', '.'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[]
  }
  restricted = new Set(
    diagnostics
      .filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location: { path } }) => (typeof path === 'string' ? path : path.file)),
  )
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the house', () => {
  it.each(INTRUDERS)('refuses %s', (_name, file) => {
    expect(restricted).toContain(file)
  })

  it('lets a door use an act', () => {
    expect(restricted).not.toContain(GUEST)
  })
})
