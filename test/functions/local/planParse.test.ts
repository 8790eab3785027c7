import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ParsedNotice } from '../../../shared/domain/notice/ParsedNotice.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['--import', 'tsx', 'functions/local/planParse.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  })

describe('plan:parse', () => {
  it('prints the parsed notice as JSON, also with doubts', () => {
    const { status, stdout, stderr } = run('functions/local/demo/jilin-2019.txt')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const parsed = ParsedNotice.parse(JSON.parse(stdout))
    expect(parsed.tasks).toHaveLength(30)
    expect(parsed.doubts.length).toBeGreaterThan(0)
  })

  it.each([
    ['a file that is not there', ['nowhere.txt'], '找不到文件：nowhere.txt\n'],
    ['a folder', ['functions'], '这是文件夹，不是文件：functions\n'],
    ['no file', [], '请给出一个文件：npm run -s plan:parse -- 文件名\n'],
  ])('%s: exit 2 and one line', (_, args, stderr) =>
    expect(run(...args)).toMatchObject({ status: 2, stdout: '', stderr }),
  )
})
