import { Refusal } from '../domain/refusal.ts'
import {
  type Attachment,
  EVIDENCE_KINDS,
  EVIDENCE_LIMITS,
  evidenceName,
  hasRoom,
  plainName,
  sizeInWords,
} from '../domain/report/attachment.ts'
import { ReportBody } from '../domain/report/report.ts'
import { UnfitFile } from '../domain/report/UnfitFile.ts'
import { addMinutes, type Instant } from '../domain/time.ts'
import type { Call, Deps } from './deps.ts'
import { evidenceAt, FILE_PREFIXES, fileKeys, type Upload, uploadAt } from './fileKeys.ts'
import { keys } from './keys.ts'
import type { FileForm, Files, InspectEvidence } from './ports.ts'
import type { Reports, Scene, Which } from './report.ts'

/**
 * 佐证材料 (R8). A file goes one way in both homes: a browser leaves it in quarantine (in a bucket by a signed form, on one machine through the service);
 * then it is read there, told by its bytes, copied to its place, and named by the draft. Bytes come first and the name after them, so a kill leaves
 * nothing that is shown; what no record names is swept a day later. What lies in quarantine is never handed out.
 */
export type Evidence = ReturnType<typeof createEvidence>

/** A browser may send somewhat more than is taken: who picked too large a file reads our sentence and not the bucket's. */
export const SENDABLE = 2 * EVIDENCE_LIMITS.file
const FORM_SECONDS = 60 * 60
const LINK_SECONDS = 60
/** What is older than this and named by no record is no upload under way. */
const SWEPT_AFTER = 24 * 60

export const createEvidence = ({
  files,
  inspect,
  reports,
  chains,
  chance,
}: Pick<Deps, 'chains' | 'chance'> & { files: Files; inspect: InspectEvidence; reports: Reports }) => {
  /** One file at a time is held in memory and looked through, however many are sent at once. */
  let busy: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = busy.then(work, work)
    busy = mine.catch(() => undefined)
    return mine
  }

  /** @throws Refusal attachment.none for a key that is not of this person and report */
  const uploadOf = (which: Which, { actor }: Call, key: string): { upload: Upload; name: string } => {
    const found = uploadAt(key)
    const right =
      found !== null &&
      found.upload.person === actor.person.id &&
      found.upload.plan === which.plan &&
      found.upload.period === which.period &&
      found.upload.unit === which.unit
    if (!right) throw new Refusal('attachment.none', {})
    return found
  }

  const bytesOf = async (found: { size: number; bytes: AsyncIterable<Uint8Array> }): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of found.bytes) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  /** Looks at what lies in quarantine and copies it to its place. @throws Refusal */
  const admit = async (key: string, { upload, name }: { upload: Upload; name: string }) => {
    const found = await files.read(key)
    if (!found) throw new Refusal('attachment.none', {})
    if (found.size > EVIDENCE_LIMITS.file) {
      // Lets go of the stream before it is read.
      for await (const _ of found.bytes) break
      await files.remove(key)
      throw new Refusal('attachment.too-large', {
        size: sizeInWords(found.size),
        limit: sizeInWords(EVIDENCE_LIMITS.file),
      })
    }
    const bytes = await bytesOf(found)
    try {
      const kind = await inspect(bytes)
      const id = chance.id()
      const stored = await files.put(fileKeys.evidence(upload, id), bytes)
      return { id, kind, name: evidenceName(name, kind), ...stored }
    } catch (error) {
      if (!(error instanceof UnfitFile)) throw error
      await files.remove(key)
      throw new Refusal('attachment.unfit', { why: error.message })
    }
  }

  /** Is the file named by any record of the report, also one that a later act left behind? */
  const isNamed = async (which: Which, id: string): Promise<boolean> => {
    const records = await chains.records(keys.report(which.plan, which.period, which.unit))
    return records.some((record) => ReportBody.parse(record.body).attachments.some((one) => one.id === id))
  }

  return {
    /** Which files this person sees with the report, which they may take off, and by which act they may add some (null: not now). @throws Refusal access.forbidden */
    list: async (
      which: Which,
      call: Call,
    ): Promise<{
      attachments: (Attachment & { removable: boolean })[]
      act: 'save' | 'enter' | null
      scene: Scene
    }> => {
      const { attachments, removable, ...rest } = await reports.evidence(which, call)
      return { ...rest, attachments: attachments.map((one) => ({ ...one, removable: removable(one) })) }
    },

    /**
     * Where a browser sends one file: a form of the bucket, or null where the service takes it under `folder` (see `take`).
     * @param back the full address to which the bucket sends the browser afterwards
     */
    begin: async (
      which: Which,
      call: Call,
      { task, back }: { task: number | null; back: string },
    ): Promise<{ folder: string; form: FileForm | null }> => {
      const scene = await reports.toChangeEvidence(which, call)
      if (task !== null && !scene.duties.some((duty) => duty.task === task)) throw new Refusal('access.missing', {})
      const folder = fileKeys.upload({ ...which, person: call.actor.person.id, task, id: chance.id() })
      return { folder, form: await files.form(folder, { max: SENDABLE, back, seconds: FORM_SECONDS }) }
    },

    /**
     * Takes the bytes of an upload into quarantine, as the bucket does by itself.
     * @param folder from `begin`
     * @returns the key under which `receive` finds them
     * @throws Refusal attachment.none · input.too-large, and then nothing of it stays
     */
    take: async (
      which: Which,
      call: Call,
      folder: string,
      file: { name: string; bytes: AsyncIterable<Uint8Array> },
    ): Promise<string> => {
      // The name becomes a part of the key: one plain part, whatever was sent. Which ending is true is said later.
      const key = `${folder}${plainName(file.name)}`
      uploadOf(which, call, key)
      await reports.toChangeEvidence(which, call)
      const bounded = async function* (): AsyncGenerator<Uint8Array> {
        let size = 0
        for await (const chunk of file.bytes) {
          size += chunk.byteLength
          if (size > SENDABLE) throw new Refusal('input.too-large', { limit: sizeInWords(SENDABLE) })
          yield chunk
        }
      }
      await files.put(key, bounded())
      return key
    },

    /**
     * Looks at what a browser left under the key, and names it in the draft if it is fit. Asked twice for the same key it answers the same.
     * @throws Refusal attachment.none · unfit · too-large · too-many · report.state · report.locked …
     */
    receive: (which: Which, call: Call, key: string): Promise<Attachment> =>
      inTurn(async () => {
        const sent = uploadOf(which, call, key)
        const { id: upload, task } = sent.upload
        const { attachments } = await reports.evidence(which, call)
        const known = attachments.find((one) => one.upload === upload)
        if (known) return known
        await reports.toChangeEvidence(which, call)
        const { person } = call.actor
        const mine = {
          upload,
          task,
          ...(await admit(key, sent)),
          by: { id: person.id, name: person.name },
          at: call.now,
        }
        const named = await reports
          .changeEvidence(which, call, (now, act) => {
            if (now.some((one) => one.upload === upload)) return [...now]
            if (!hasRoom(now, mine.size))
              throw new Refusal('attachment.too-many', {
                count: EVIDENCE_LIMITS.count,
                size: sizeInWords(EVIDENCE_LIMITS.report),
              })
            return [...now, { ...mine, entered: act === 'enter' }]
          })
          .catch(async (error: unknown) => {
            // Refused, so surely not named; after any other error that is not known, and the sweep looks at it later.
            if (error instanceof Refusal) await files.remove(fileKeys.evidence(which, mine.id))
            throw error
          })
          .finally(() => files.remove(key))
        const attachment = named.find((one) => one.upload === upload)
        if (!attachment) throw new Error('the file was named and is not')
        // Another function was first with the same upload.
        if (attachment.id !== mine.id) await files.remove(fileKeys.evidence(which, mine.id))
        return attachment
      }),

    /** Takes a file off the draft. What was filed with it goes on naming it; bytes that nothing names any more are removed. */
    remove: async (which: Which, call: Call, id: string): Promise<void> => {
      const { attachments, removable } = await reports.evidence(which, call)
      const one = attachments.find((one) => one.id === id)
      if (!one) throw new Refusal('access.missing', {})
      await reports.toChangeEvidence(which, call)
      if (!removable(one)) throw new Refusal('attachment.kept', { name: one.name })
      await reports.changeEvidence(which, call, (now) => now.filter((one) => one.id !== id))
      if (!(await isNamed(which, id))) await files.remove(fileKeys.evidence(which, id))
    },

    /**
     * One file, for a person who may read the report: those of the draft or of what was filed, and those of earlier submissions. The bytes are held
     * against the SHA-256 under which they were taken before any of them is handed out.
     * @returns an address to fetch them from, or the bytes
     * @throws Refusal access.missing · attachment.damaged
     */
    open: async (
      which: Which,
      call: Call,
      id: string,
    ): Promise<{ attachment: Attachment; link: string | null; bytes: AsyncIterable<Uint8Array> | null }> => {
      const { attachments, scene } = await reports.evidence(which, call)
      const attachment =
        attachments.find((one) => one.id === id) ??
        (scene.head.state === 'awaiting-sign-off'
          ? undefined
          : (await reports.history(which, call))
              .filter((record) => record.act === 'submit' || record.act === 'enter')
              .flatMap((record) => ReportBody.parse(record.body).attachments)
              .find((one) => one.id === id))
      if (!attachment) throw new Refusal('access.missing', {})
      const key = fileKeys.evidence(which, id)
      if ((await files.digest(key))?.sha256 !== attachment.sha256)
        throw new Refusal('attachment.damaged', { name: attachment.name })
      const link = await files.link(key, {
        name: attachment.name,
        type: EVIDENCE_KINDS[attachment.kind].type,
        seconds: LINK_SECONDS,
      })
      return { attachment, link, bytes: link === null ? ((await files.read(key))?.bytes ?? null) : null }
    },

    /**
     * Removes what a killed upload left: files in quarantine, and evidence that no record of its report names; both only when they are older than any
     * upload under way. The daily run calls it.
     * @param machine machine time
     * @returns how many were removed
     */
    sweep: async (machine: Instant): Promise<number> => {
      const before = addMinutes(machine, -SWEPT_AFTER)
      let removed = 0
      for await (const { key, at } of files.list(FILE_PREFIXES.quarantine))
        if (at < before) {
          await files.remove(key)
          removed++
        }
      for await (const { key, at } of files.list(FILE_PREFIXES.attachments)) {
        const found = evidenceAt(key)
        // Named or not is settled within the request that put it: a week on, there is nothing left to find.
        if (!found || at >= before || at < addMinutes(before, -7 * 24 * 60)) continue
        if (await isNamed(found.report, found.id)) continue
        await files.remove(key)
        removed++
      }
      return removed
    },
  }
}
