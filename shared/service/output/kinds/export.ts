import { bytesOf } from '../../../domain/output/table.ts'
import { dateOf } from '../../../domain/time.ts'
import type { Files, Items } from '../../ports.ts'
import type { EverythingKind, EverythingScene } from '../kind.ts'

/** Who is signed in and which codes were mailed: gone within a day, and nobody's record. */
const PASSING = /^C#(sessions|codes|code-limits)$/

/** Items read between two signs of life. */
const SOME = 200
/** Bytes of one file read between two signs of life. */
const MUCH = 4 * 1024 * 1024

/** Everything, in the form of a backup: with it another installation can be filled. For the administrator alone, with a reason. */
export const wholeExport: EverythingKind = {
  id: 'export',
  words: '全部数据',
  says: '所有单位、人员、实施方案、月报、办理记录、佐证材料和做好的文件，可以恢复到另一台机器',
  scope: 'everything',
  format: 'json',
  needs: 'export.all',
  make: async (scene) => {
    const { backupLines } = await import('../../backup.ts')
    return {
      title: `月报全部数据${dateOf(scene.cutOff)}`,
      bytes: bytesOf(backupLines({ items: lasting(scene), files: told(scene) })),
    }
  },
}

const lasting = ({ with: { items }, step }: EverythingScene): Pick<Items, 'all'> => ({
  all: async function* () {
    let count = 0
    for await (const item of items.all()) {
      if (PASSING.test(String(item['PK']))) continue
      yield item
      count++
      if (count % SOME === 0) await step(`写出${count}项`, 0, 0)
    }
  },
})

const told = ({ with: { files }, step }: EverythingScene): Pick<Files, 'list' | 'read'> => {
  let count = 0
  const say = () => step(`写出第${count}个文件`, 0, 0)
  return {
    list: (prefix) => files.list(prefix),
    read: async (key) => {
      count++
      // Before the file is opened: where this throws, nothing is left open.
      await say()
      const file = await files.read(key)
      return file && { ...file, bytes: piecesOf(file.bytes, say) }
    },
  }
}

async function* piecesOf(pieces: AsyncIterable<Uint8Array>, say: () => Promise<void>): AsyncGenerator<Uint8Array> {
  let since = 0
  for await (const piece of pieces) {
    yield piece
    since += piece.byteLength
    if (since < MUCH) continue
    since = 0
    await say()
  }
}
