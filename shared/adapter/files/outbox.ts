import { createHash } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { mkdir, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { shanghai } from '../../domain/time.ts'
import type { Mailer } from '../../service/ports.ts'
import { mimeOf } from '../mail/mime.ts'
import { type Eml, readEml } from './eml.ts'

/** A mail in the list of the on-screen mailbox. `at` is the business time it was sent, ISO 8601 at +08:00. */
export type OutboxEntry = { id: string; at: string; to: string; subject: string; rule: string }

export type Outbox = {
  mailer: Mailer
  /** The newest first. */
  list(limit?: number): Promise<OutboxEntry[]>
  /** Null when there is no such mail. */
  read(id: string): Promise<(OutboxEntry & Eml) | null>
}

/** `20190627-090000-0001-0123456789ab`: business time in Shanghai, a count within that second, the Message-ID's hash. */
const NAME = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-\d{4,}-([0-9a-f]{12})$/
const HEAD_BYTES = 8_192

/**
 * The embedded outbox: each mail is a file `.eml` in a folder, named so that names sort by time. A mail sent again under its Message-ID replaces
 * itself. Files appear whole or not at all.
 */
export const createOutbox = async ({ dir, from }: { dir: string; from: string }): Promise<Outbox> => {
  await mkdir(dir, { recursive: true })
  const idOf = (file: string): string => file.replace(/\.eml$/, '')
  const ids = async (): Promise<string[]> =>
    (await readdir(dir))
      .filter((file) => file.endsWith('.eml') && NAME.test(idOf(file)))
      .map(idOf)
      .sort()

  /** Message-ID's hash → name, and how many mails a second holds: read once, for one process owns the folder. */
  const byHash = new Map<string, string>()
  const inSecond = new Map<string, number>()
  const remember = (id: string): void => {
    byHash.set(id.slice(-12), id)
    inSecond.set(id.slice(0, 15), (inSecond.get(id.slice(0, 15)) ?? 0) + 1)
  }
  for (const id of await ids()) remember(id)

  const nameFor = (messageId: string, at: string): string => {
    const hash = createHash('sha256').update(messageId).digest('hex').slice(0, 12)
    const known = byHash.get(hash)
    if (known) return known
    const second = shanghai(at).slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
    const id = `${second}-${String((inSecond.get(second) ?? 0) + 1).padStart(4, '0')}-${hash}`
    remember(id)
    return id
  }

  const entryOf = (id: string, { headers, to, subject }: Eml): OutboxEntry => {
    const [, year, month, day, hour, minute, second] = NAME.exec(id) ?? []
    return {
      id,
      at: `${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`,
      to,
      subject,
      rule: headers['x-yuebao-rule'] ?? '',
    }
  }

  const headOf = async (id: string): Promise<Buffer> => {
    const file = await open(join(dir, `${id}.eml`))
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }

  return {
    mailer: {
      keepsMessageId: true,
      async send(mail) {
        const bytes = await mimeOf(mail, from)
        const file = join(dir, `${nameFor(mail.messageId, mail.at)}.eml`)
        // Without the thread pool: a few kilobytes on a local disk take less time than three trips there and back.
        writeFileSync(`${file}.part`, bytes)
        renameSync(`${file}.part`, file)
        return { outcome: 'sent', detail: '已放入发件箱' }
      },
    },

    async list(limit = 200) {
      const newest = (await ids()).reverse().slice(0, limit)
      return Promise.all(newest.map(async (id) => entryOf(id, readEml(await headOf(id)))))
    },

    async read(id) {
      if (!NAME.test(id)) return null
      try {
        const mail = readEml(await readFile(join(dir, `${id}.eml`)))
        return { ...entryOf(id, mail), ...mail }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
  }
}
