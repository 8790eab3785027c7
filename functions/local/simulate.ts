import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readNotice } from '../../shared/adapter/word/readNotice.ts'
import { at, LocalDate } from '../../shared/domain/time.ts'
import { play } from './simulate/play.ts'

/** `npm run -s simulate -- --out DIR [--plan FILE] [--seed N] [--from YYYY-MM-DD --to YYYY-MM-DD]` */
const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      plan: { type: 'string' },
      seed: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
    },
  })
  const { out } = values
  if (!out)
    throw new Error(
      '用法：npm run -s simulate -- --out 目录 [--plan 通知文件] [--seed 数] [--from YYYY-MM-DD --to YYYY-MM-DD]',
    )
  const seed = Number(values.seed ?? 1)
  if (!Number.isSafeInteger(seed)) throw new Error('--seed要是整数')
  const day = (name: 'from' | 'to', time: string): string | null => {
    const text = values[name]
    if (text === undefined) return null
    if (!LocalDate.safeParse(text).success) throw new Error(`--${name}要写成YYYY-MM-DD`)
    return at(text, time)
  }
  const file = values.plan ?? new URL('./demo/jilin-2019.txt', import.meta.url)
  const notice = await readNotice(new Uint8Array(await readFile(file)))
  const began = performance.now()
  const { events, mails, outputs } = await play({
    out: path.resolve(out),
    notice,
    seed,
    from: day('from', '09:00'),
    to: day('to', '18:00'),
  })
  console.log(
    `${events}个事件，${mails}封信，${outputs.length}份输出，用时${((performance.now() - began) / 1000).toFixed(1)}秒，在${path.resolve(out)}`,
  )
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error))
  process.exitCode = 1
})
