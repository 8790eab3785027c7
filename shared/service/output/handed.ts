import type { Files } from '../ports.ts'

/** A finished file on its way out: an address to fetch it from where a bucket hands it out, or its bytes. */
export type Handed = { fileName: string; plainName: string; contentType: string; size: number; sha256: string } & (
  | { link: string; bytes: null }
  | { bytes: AsyncIterable<Uint8Array> }
)

/** Seconds for which an address of a file is good: it is followed at once. */
const LINK = 300

type Kept = { key: string; fileName: string; contentType: string }

export const linkOf = (files: Files, { key, fileName, contentType }: Kept): Promise<string | null> =>
  files.link(key, { name: fileName, type: contentType, seconds: LINK })

/** The file under a key; null where it was swept away. */
export const handed = async (files: Files, kept: Kept & { size: number; sha256: string }): Promise<Handed | null> => {
  const { key, ...about } = kept
  const said = { ...about, plainName: key.split('/').at(-1) ?? '' }
  // An address of what is gone would be followed into an error, so the file is looked for first.
  const file = await files.read(key)
  if (file === null) return null
  const link = await linkOf(files, kept)
  if (link === null) return { ...said, bytes: file.bytes }
  await letGo(file.bytes)
  return { ...said, link, bytes: null }
}

/** Leaves a stream unread, so that its connection is free again. */
const letGo = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of bytes) break
}
