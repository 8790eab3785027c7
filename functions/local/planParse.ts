import { readFile } from 'node:fs/promises'
import { readNotice } from '../../shared/adapter/word/readNotice.ts'
import { parseNotice } from '../../shared/domain/notice/parseNotice.ts'
import { UnreadableFile } from '../../shared/domain/notice/UnreadableFile.ts'

/**
 * `npm run -s plan:parse -- FILE`: the parsed notice as JSON on stdout, also with doubts. A file that cannot be read gives
 * one line on stderr and exit 2.
 */
const refuse = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

const [file, ...more] = process.argv.slice(2)
if (file === undefined || more.length > 0) refuse('请给出一个文件：npm run -s plan:parse -- 文件名')
const bytes = await readFile(file ?? '').catch((error: NodeJS.ErrnoException) =>
  refuse(
    error.code === 'ENOENT'
      ? `找不到文件：${file}`
      : error.code === 'EISDIR'
        ? `这是文件夹，不是文件：${file}`
        : `读不了文件：${file}`,
  ),
)
const text = await readNotice(bytes, file).catch((error: unknown) => {
  if (error instanceof UnreadableFile) return refuse(error.message)
  throw error
})
process.stdout.write(`${JSON.stringify(parseNotice(text), null, 2)}\n`)
