/**
 * Puts one time into every entry of a zip archive, in place. The writer stamps entries with the machine's clock; with the data's own time instead,
 * the same data gives the same bytes, and the SHA-256 that the history records can be made again.
 */
export const stamp = (archive: Uint8Array, at: string): Uint8Array => {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const time = new Date(Date.parse(at) + 8 * 3_600_000)
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1)
  const date =
    ((Math.max(1980, time.getUTCFullYear()) - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate()
  let end = archive.byteLength - 22
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0) return archive
  const count = view.getUint16(end + 10, true)
  for (let entry = 0, place = view.getUint32(end + 16, true); entry < count; entry++) {
    const local = view.getUint32(place + 42, true)
    for (const offset of [place + 12, local + 10]) {
      view.setUint16(offset, clock, true)
      view.setUint16(offset + 2, date, true)
    }
    place += 46 + view.getUint16(place + 28, true) + view.getUint16(place + 30, true) + view.getUint16(place + 32, true)
  }
  return archive
}
