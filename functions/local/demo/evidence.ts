import type { Call } from '../../../shared/service/deps.ts'
import type { Evidence } from '../../../shared/service/evidence.ts'
import type { Which } from '../../../shared/service/report.ts'
import { sampleDocx, samplePdf, sampleScan, sampleXlsx } from '../sample/files.ts'

/** Which reports of the demo carry 佐证材料: by period and unit, for one of the unit's tasks (by its place) or the whole report. */
type Sample = { name: string; of: number | null; bytes: () => Uint8Array | Promise<Uint8Array> }

const SAMPLES: Record<string, readonly Sample[]> = {
  '2019-05 jiuzhu': [
    {
      name: '示例　关于调整城乡低保标准的通知.pdf',
      of: 0,
      bytes: () => samplePdf('关于调整城乡低保标准的通知', ['各市（州）民政局：', '现将调整后的标准印发给你们。']),
    },
    { name: '示例　五月报表（盖章）.png', of: null, bytes: sampleScan },
  ],
  '2019-06 jiuzhu': [
    {
      name: '示例　低保标准测算表.xlsx',
      of: 0,
      bytes: () =>
        sampleXlsx([
          ['地区', '原标准（元）', '新标准（元）'],
          ['甲市', '500', '540'],
          ['乙州', '480', '515'],
        ]),
    },
  ],
  '2019-06 fagui': [
    {
      name: '示例　普法活动记录.docx',
      of: 0,
      bytes: () => sampleDocx(['普法活动记录', '6月组织集中宣传1次，发放资料。']),
    },
  ],
  '2019-06 guihua': [{ name: '示例　六月报表（盖章）.png', of: null, bytes: sampleScan }],
}

/** Adds them by the same way as a browser does, before the report is saved or submitted. */
export const attachSamples = async (
  evidence: Evidence,
  which: Which,
  call: Call,
  tasks: readonly number[],
): Promise<void> => {
  for (const { name, of, bytes } of SAMPLES[`${which.period} ${which.unit}`] ?? []) {
    const task = of === null ? null : (tasks[of] ?? null)
    // On one machine the service takes the bytes: there is no bucket to come back from.
    const { folder } = await evidence.begin(which, call, { task, back: '' })
    const file = (async function* () {
      yield await bytes()
    })()
    await evidence.receive(which, call, await evidence.take(which, call, folder, { name, bytes: file }))
  }
}
