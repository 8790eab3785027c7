import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createWorkbooks } from '../../shared/adapter/excel/workbooks.ts'
import { createDiskFiles } from '../../shared/adapter/files/disk.ts'
import { createDocuments } from '../../shared/adapter/word/documents.ts'
import { createOutputs } from '../../shared/service/output.ts'
import { createOverview } from '../../shared/service/overview.ts'
import type { Files, Items, JobId } from '../../shared/service/ports.ts'
import type { Bureau } from './bureau.ts'

const NO_ITEMS: Items = {
  all: async function* () {},
  putAll: async () => 0,
  isEmpty: async () => true,
  clear: async () => 0,
  sweep: async () => 0,
}

/** The outputs of a bureau, with their files in a folder of their own. Jobs are set going and stay: a test carries them out when it wants. */
export const openOutputs = (bureau: Pick<Bureau, 'deps' | 'load'>, given: { files?: Files; items?: Items } = {}) => {
  const folder = path.join(tmpdir(), `yuebao-outputs-${randomUUID()}`)
  const files = given.files ?? createDiskFiles(folder)
  const started: JobId[] = []
  const troubles: { what: string; error: unknown }[] = []
  const overview = createOverview(bureau.deps, bureau.load)
  /** Runs while an output's data are read. */
  const meanwhile = { do: async (): Promise<void> => {} }
  const outputs = createOutputs({
    ...bureau.deps,
    items: given.items ?? NO_ITEMS,
    load: bureau.load,
    overview: {
      ...overview,
      at: async (plan, now) => {
        const data = await overview.at(plan, now)
        await meanwhile.do()
        return data
      },
    },
    files,
    workbooks: createWorkbooks(),
    documents: createDocuments(),
    starter: {
      start: async (job) => {
        started.push(job)
      },
    },
    trouble: (what, error) => troubles.push({ what, error }),
  })
  return { outputs, files, started, troubles, meanwhile, close: () => rm(folder, { recursive: true, force: true }) }
}
