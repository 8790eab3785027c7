import * as z from 'zod'
import { type HistoryRecord, Who } from '../history.ts'
import { Instant, Period } from '../time.ts'

/** The id of a record or a job, as it stands in an address. */
export const RecordId = z.string().regex(/^[\w-]{1,64}$/)

/** What is recorded of every output (W4): which file went out, of which data, and the SHA-256 by which one in hand is known again. */
export const OutputLine = z.object({
  kind: z.string(),
  /** Null for what tells of everything. */
  plan: z.string().nullable(),
  period: Period.nullable(),
  fileName: z.string(),
  cutOff: Instant,
  revision: z.int().min(1),
  size: z.int().min(0),
  sha256: z.string(),
  /** Where its bytes are kept; null where they were handed out and not kept. */
  key: z.string().nullable(),
  /** The job that made it, so that a job carried out twice is recorded once. */
  job: z.string().nullable(),
})
export type OutputLine = z.infer<typeof OutputLine>

/** A line with who made it and when; `id` is the record's. */
export const OutputRecord = OutputLine.extend({
  id: z.string(),
  at: Instant,
  by: Who.pick({ id: true, name: true, role: true }),
  why: z.string().nullable(),
})
export type OutputRecord = z.infer<typeof OutputRecord>

export const outputRecordOf = ({ id, at, by, why, body }: HistoryRecord): OutputRecord => ({
  ...OutputLine.parse(body),
  id,
  at,
  by: { id: by.id, name: by.name, role: by.role },
  why,
})

const SHA256 = /^[0-9a-f]{64}$/

/** A SHA-256 as people paste it: any case, with spaces, also a whole line of `sha256sum` or certutil; null for what is none. */
export const parseSha256 = (text: string): string | null => {
  const found = text
    .toLowerCase()
    .split(/\n/)
    .flatMap((line) => [line.replaceAll(/\s/g, ''), ...line.trim().split(/\s+/)])
    .find((word) => SHA256.test(word))
  return found ?? null
}

/** Lines as `sha256sum -c` reads them, one per file name, the newest of each. */
export const sha256Lines = (records: readonly Pick<OutputRecord, 'fileName' | 'sha256'>[]): string =>
  [...new Map(records.map((record) => [record.fileName, record.sha256]))]
    .map(([name, sha256]) => `${sha256}  ${name}\n`)
    .join('')
