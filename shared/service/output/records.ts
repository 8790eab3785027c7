import { chainOf } from '../../domain/history.ts'
import { type OutputLine, type OutputRecord, outputRecordOf } from '../../domain/output/record.ts'
import { type Call, type Deps, whoOf } from '../deps.ts'
import { keys, type OutputsHead } from '../keys.ts'
import { Moved } from '../ports.ts'
import { recordOf } from '../record.ts'

/** The history of outputs (W4): one chain per plan, and one for what tells of everything. */
export const createOutputRecords = ({ chains, chance }: Pick<Deps, 'chains' | 'chance'>) => {
  /** Two who download at once both have their line: whoever was second writes a new one after the first. */
  const TRIES = 12

  const recordsOf = async (chain: string): Promise<OutputRecord[]> => {
    const ref = keys.outputs(chain)
    const head = await chains.head(ref)
    return head
      ? chainOf(head, await chains.records(ref))
          .map(outputRecordOf)
          .reverse()
      : []
  }

  const append = async (line: OutputLine, call: Call, why: string | null): Promise<OutputRecord> => {
    const ref = keys.outputs(line.plan ?? keys.everything)
    let head: OutputsHead | null = await chains.head(ref)
    for (let left = TRIES; ; left--) {
      const { record, id, hash } = recordOf(chance, {
        by: whoOf(call.actor),
        at: call.now,
        act: 'make',
        from: head?.state ?? '',
        to: 'kept',
        why,
        head,
        body: line,
      })
      const version = head?.version ?? 0
      const moved: OutputsHead = { version: version + 1, state: 'kept', current: id, hash, draft: null }
      try {
        await chains.move(ref, { record, head: moved, expect: { version } })
        return outputRecordOf(record)
      } catch (error) {
        if (!(error instanceof Moved) || left === 0) throw error
        head = error.head as OutputsHead | null
      }
    }
  }

  return { append, recordsOf }
}
