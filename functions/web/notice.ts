import { UnreadableFile } from '../../shared/domain/notice/UnreadableFile.ts'
import { Refusal } from '../../shared/domain/refusal.ts'
import type { Ctx } from './context.ts'

/**
 * The text of an uploaded notice, lines ended by \n; for the page and the API alike.
 * @throws Refusal input.unsupported with the reader's sentence · input.too-large
 */
export const readNotice = async (c: Ctx, file: { bytes: Uint8Array }): Promise<string> => {
  try {
    return (await c.get('house').services.readNotice(file.bytes)).replaceAll('\r\n', '\n')
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    if (error.code === 'too-large') throw new Refusal('input.too-large', { limit: '10MB' })
    throw new Refusal('input.unsupported', { why: error.message })
  }
}
