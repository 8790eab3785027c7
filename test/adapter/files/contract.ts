import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FILE_PREFIXES } from '../../../shared/service/fileKeys.ts'
import type { Files } from '../../../shared/service/ports.ts'

/** What the services lean on in the port Files, whatever lies below it. */
export const filesContract = (
  name: string,
  open: () => Promise<{ files: Files; unfinished: () => number | Promise<number>; close: () => Promise<void> }>,
): void => {
  describe(`Files ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>
    let files: Files
    beforeAll(async () => {
      opened = await open()
      files = opened.files
    })
    afterAll(() => opened.close())

    const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    const readAll = async (key: string): Promise<Buffer | null> => {
      const found = await files.read(key)
      if (!found) return null
      const chunks: Uint8Array[] = []
      for await (const chunk of found.bytes) chunks.push(chunk)
      const bytes = Buffer.concat(chunks)
      expect(bytes.length).toBe(found.size)
      return bytes
    }
    const keysUnder = async (prefix: string): Promise<string[]> => {
      const found: string[] = []
      for await (const { key } of files.list(prefix)) found.push(key)
      return found
    }
    async function* megabytes(count: number, cutAt = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < count; n++) {
        if (n === cutAt) throw new Error('cut off')
        yield Buffer.alloc(1024 * 1024, n)
      }
    }

    it('keeps bytes as they were, and says their size and SHA-256', async () => {
      const bytes = Buffer.from('佐证材料\r\n\0\xff')
      expect(await files.put('attachments/2019/a/1', bytes)).toEqual({ size: bytes.length, sha256: sha(bytes) })
      expect(await readAll('attachments/2019/a/1')).toEqual(bytes)
    })

    it('keeps an empty file', async () => {
      expect(await files.put('attachments/2019/a/empty', new Uint8Array())).toEqual({
        size: 0,
        sha256: sha(Buffer.alloc(0)),
      })
      expect(await readAll('attachments/2019/a/empty')).toEqual(Buffer.alloc(0))
    })

    it('takes a stream larger than one part', async () => {
      const whole = Buffer.concat(Array.from({ length: 20 }, (_, n) => Buffer.alloc(1024 * 1024, n)))
      expect(await files.put('outputs/large', megabytes(20))).toEqual({ size: whole.length, sha256: sha(whole) })
      expect((await readAll('outputs/large'))?.equals(whole)).toBe(true)
      expect(await opened.unfinished()).toBe(0)
    })

    it.each([3, 19])(
      'keeps nothing of a stream that is cut off after %i MB, and what lay there before',
      async (cut) => {
        await expect(files.put('outputs/cut', megabytes(20, cut))).rejects.toThrow('cut off')
        expect(await readAll('outputs/cut')).toBeNull()
        const before = Buffer.from('before')
        await files.put('outputs/kept', before)
        await expect(files.put('outputs/kept', megabytes(20, cut))).rejects.toThrow('cut off')
        expect(await readAll('outputs/kept')).toEqual(before)
        expect(await opened.unfinished()).toBe(0)
      },
    )

    it('replaces a file', async () => {
      await files.put('outputs/twice', Buffer.from('first and longer'))
      await files.put('outputs/twice', Buffer.from('second'))
      expect(String(await readAll('outputs/twice'))).toBe('second')
    })

    it('says of a missing file that it is missing, and removes what is not there without a word', async () => {
      expect(await files.read('attachments/none')).toBeNull()
      expect(await files.read('attachments/2019')).toBeNull()
      await files.remove('attachments/none')
    })

    it('removes a file, and only that one', async () => {
      await files.put('outputs/r/1', Buffer.from('1'))
      await files.put('outputs/r/2', Buffer.from('2'))
      await files.remove('outputs/r/1')
      expect(await keysUnder('outputs/r/')).toEqual(['outputs/r/2'])
    })

    it('lists what begins with a prefix, in the order of keys, with sizes and times', async () => {
      const names = ['b/1', 'a/2', 'a/10', 'a0', 'a/b/c', '报表 一.pdf']
      for (const name of names) await files.put(`outputs/list/${name}`, Buffer.from(name))
      await files.put('outputs/list2', Buffer.from('beside'))
      expect(await keysUnder('outputs/list/')).toEqual(
        ['a/10', 'a/2', 'a/b/c', 'a0', 'b/1', '报表 一.pdf'].map((name) => `outputs/list/${name}`),
      )
      expect(await keysUnder('outputs/list/a/')).toHaveLength(3)
      expect(await keysUnder('outputs/none/')).toEqual([])
      for await (const { size, at } of files.list('outputs/list/报')) {
        expect(size).toBe(Buffer.byteLength('报表 一.pdf'))
        expect(Math.abs(Date.now() - Date.parse(at))).toBeLessThan(600_000)
      }
    })

    it('keeps the three kinds of files apart by prefixes that end with a slash', () => {
      expect(Object.values(FILE_PREFIXES).every((prefix) => /^[a-z]+\/$/.test(prefix))).toBe(true)
    })
  })
}
