import { UnreadableFile } from '../../domain/notice/UnreadableFile.ts'

/** Text of a .txt: a byte order mark decides, else UTF-8 if it is valid, else GB18030, which Chinese editors still save. */
export const decodeText = (bytes: Uint8Array): string => {
  if (isPdf(bytes)) throw new UnreadableFile('pdf')
  const text = decode(bytes)
  const head = text.slice(0, 2000).trimStart()
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!doctype\s+svg|<svg[\s>])/i.test(head))
    throw new UnreadableFile('svg')
  if (
    /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|div|p|table|meta|title)[\s>]/i.test(
      head,
    )
  )
    throw new UnreadableFile('html')
  if (/^\{\\rtf/.test(head) || looksBinary(text)) throw new UnreadableFile('binary')
  return text
}

const isPdf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46

const decode = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const sixteen = utf16WithoutMark(bytes)
  if (sixteen !== null) return new TextDecoder(sixteen).decode(bytes)
  if (bytes.subarray(0, 4096).includes(0)) throw new UnreadableFile('binary')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    try {
      return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    } catch {
      throw new UnreadableFile('encoding')
    }
  }
}

/** Line breaks, blanks and characters such as 一 leave zero bytes in UTF-16, which no other text has; the right order gives Chinese. */
const utf16WithoutMark = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  const sample = bytes.subarray(0, 4096)
  if (bytes.byteLength % 2 !== 0 || !sample.includes(0)) return null
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = new TextDecoder(encoding).decode(sample)
    const plausible = text.match(/[\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\s\x20-\x7e]/g)?.length ?? 0
    if (plausible * 10 > text.length * 9) return encoding
  }
  return null
}

/** Control characters, replacement marks or private characters in number: a picture or program that happened to decode. */
const looksBinary = (text: string): boolean => {
  const sample = text.slice(0, 20_000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  const odd = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd\ue000-\uf8ff]/g)?.length ?? 0
  return odd > 0 && odd * 100 > sample.length
}
