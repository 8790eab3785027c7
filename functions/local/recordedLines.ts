import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { revisionInWords } from '../../shared/domain/output/revision.ts'
import { stampInWords } from '../../shared/domain/time.ts'
import { keys } from '../../shared/service/keys.ts'
import { createOutputRecords } from '../../shared/service/output/records.ts'
import type { Chains } from '../../shared/service/ports.ts'

/** What is recorded of a file with this SHA-256, a line for each time it went out, the newest first; nothing for a file that never did. */
export async function* recordedLines({ chains }: { chains: Chains }, sha256: string): AsyncGenerator<string> {
  const { recordsOf } = createOutputRecords({ chains, chance: systemChance })
  const plans = [keys.everything, ...(await chains.heads(keys.plans)).map((head) => head.id)]
  for (const plan of plans)
    for (const record of await recordsOf(plan))
      if (record.sha256 === sha256)
        yield `${record.fileName}　${revisionInWords({ number: record.revision })}　数据截至${stampInWords(record.cutOff)}　${record.by.name}　${stampInWords(record.at)}\n`
}
