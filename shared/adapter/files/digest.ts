import { createHash } from 'node:crypto'
import type { StoredFile } from '../../service/ports.ts'

/** Counts and hashes bytes while they pass. `stored` is right once all have. */
export const counting = (
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
): { bytes: AsyncGenerator<Uint8Array>; stored: () => StoredFile } => {
  const hash = createHash('sha256')
  let size = 0
  const passing = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      hash.update(chunk)
      size += chunk.byteLength
      yield chunk
    }
  }
  return { bytes: passing(), stored: () => ({ size, sha256: hash.digest('hex') }) }
}

/** What a file is that `read` found. */
export const digestOf = async (found: { bytes: AsyncIterable<Uint8Array> } | null): Promise<StoredFile | null> => {
  if (!found) return null
  const { bytes, stored } = counting(found.bytes)
  for await (const _ of bytes);
  return stored()
}
