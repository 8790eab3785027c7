/**
 * The directory of a compound file (OLE, Office 97–2003 and WPS): the names of its storages and streams, and which of them lie at the root.
 * [MS-CFB]: header, FAT, directory chain. Nothing else of the file is read.
 */
export type OleDirectory = { root: string[]; all: string[] }

const END = 0xfffffffe
const NONE = 0xffffffff
const HEADER_FAT = 109
const ENTRY = 128

/** @returns null for a file whose directory cannot be followed */
export const oleDirectory = (bytes: Uint8Array): OleDirectory | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < 512) return null
  const shift = view.getUint16(30, true)
  if (shift !== 9 && shift !== 12) return null
  const sector = 1 << shift
  const at = (number: number): number => (number + 1) * sector
  const inside = (number: number): boolean => at(number) + sector <= bytes.byteLength
  /** No chain is longer than the file has sectors: a loop ends here. */
  const most = Math.ceil(bytes.byteLength / sector)

  const fat: number[] = []
  for (let n = 0; n < HEADER_FAT; n++) {
    const number = view.getUint32(76 + n * 4, true)
    if (number === NONE) break
    if (!inside(number)) return null
    fat.push(number)
  }
  const next = (number: number): number => {
    const table = fat[Math.floor(number / (sector / 4))]
    return table === undefined ? NONE : view.getUint32(at(table) + (number % (sector / 4)) * 4, true)
  }

  const entries: { name: string; left: number; right: number; child: number }[] = []
  let steps = 0
  for (let number = view.getUint32(48, true); number !== END; number = next(number)) {
    if (!inside(number) || ++steps > most) return null
    for (let offset = at(number); offset < at(number) + sector; offset += ENTRY) {
      const length = view.getUint16(offset + 64, true)
      const name = length < 2 || length > 64 ? '' : decode(bytes.subarray(offset, offset + length - 2))
      entries.push({
        name,
        left: view.getUint32(offset + 68, true),
        right: view.getUint32(offset + 72, true),
        child: view.getUint32(offset + 76, true),
      })
    }
  }

  const root: string[] = []
  const seen = new Set<number>()
  const waiting = [entries[0]?.child ?? NONE]
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const entry = entries[number]
    if (!entry || seen.has(number)) continue
    seen.add(number)
    root.push(entry.name)
    waiting.push(entry.left, entry.right)
  }
  return { root, all: entries.map((entry) => entry.name) }
}

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-16le').decode(bytes)
