import { deflateRawSync, constants as zlib } from 'node:zlib'

/**
 * Zip files that no office suite would write: sizes that lie, a gigabyte in a megabyte, thousands of parts. The well-behaved ones come from jszip.
 */
export type Part = {
  name: string
  /** Deflated already. */
  packed: Buffer
  /** The size the file's directory states, true or not. */
  stated: number
}

export const part = (name: string, text: string | Buffer, stated?: number): Part => {
  const bytes = Buffer.from(text)
  return { name, packed: deflateRawSync(bytes), stated: stated ?? bytes.length }
}

/** Megabytes of zeros, deflated: one megabyte packed so that it can be repeated, and an empty last block. */
export const zeros = (name: string, megabytes: number, stated?: number): Part => {
  const one = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: zlib.Z_FULL_FLUSH, level: 9 })
  const packed = Buffer.concat([...Array.from({ length: megabytes }, () => one), Buffer.from([3, 0])])
  return { name, packed, stated: stated ?? megabytes * 1024 * 1024 }
}

/** The file: local headers, data, directory. Checksums are left 0, which no reader of ours asks for. */
export const zip = (parts: readonly Part[]): Buffer => {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, packed, stated } of parts) {
    const called = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x4e76, 8)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(stated, 18)
    common.writeUInt16LE(called.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, called, packed])
    const entry = Buffer.alloc(14)
    entry.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, entry, called]))
    pieces.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...pieces, listed, end])
}
