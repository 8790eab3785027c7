import { bytesOf } from '../../../domain/output/table.ts'
import { dateOf } from '../../../domain/time.ts'
import type { Items } from '../../ports.ts'
import type { EverythingKind, EverythingScene } from '../kind.ts'

/** Who is signed in and which codes were mailed: gone within a day, and nobody's record. */
const PASSING = /^C#(sessions|codes|code-limits)$/

/** Items read between two signs of life. */
const SOME = 200

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
    const { files } = scene.with
    return {
      title: `月报全部数据${dateOf(scene.cutOff)}`,
      bytes: bytesOf(backupLines({ items: lasting(scene), files })),
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
