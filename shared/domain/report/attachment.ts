import * as z from 'zod'
import { Instant } from '../time.ts'

/** 佐证材料 (R8): files that back what a report says, the signed and stamped form among them. */

const MB = 1024 * 1024

/** What is taken, in one place: a file, a report's files together, their number. Said beside the field, held by the form, the policy and the act. */
export const EVIDENCE_LIMITS = { file: 10 * MB, report: 50 * MB, count: 20 } as const

/** 汉字 take three bytes each in a file system's names, which hold 255. */
const NAME_LIMIT = 80

/** What a file can be, as its bytes tell. `endings` are those that go with it; WPS's own files are Office's of 1997 under other names. */
export const EVIDENCE_KINDS = {
  pdf: { type: 'application/pdf', endings: ['pdf'], words: 'PDF' },
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
    words: 'Word文档',
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    endings: ['xlsx'],
    words: 'Excel工作簿',
  },
  pptx: {
    type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    endings: ['pptx'],
    words: '演示文稿',
  },
  doc: { type: 'application/msword', endings: ['doc', 'wps'], words: 'Word文档' },
  xls: { type: 'application/vnd.ms-excel', endings: ['xls', 'et'], words: 'Excel工作簿' },
  ppt: { type: 'application/vnd.ms-powerpoint', endings: ['ppt', 'dps'], words: '演示文稿' },
  png: { type: 'image/png', endings: ['png'], words: '图片' },
  jpg: { type: 'image/jpeg', endings: ['jpg', 'jpeg'], words: '图片' },
} as const satisfies Record<string, { type: string; endings: readonly [string, ...string[]]; words: string }>
export type EvidenceKind = keyof typeof EVIDENCE_KINDS
const KINDS = Object.keys(EVIDENCE_KINDS) as [EvidenceKind, ...EvidenceKind[]]

/** For a file field: what the browser offers first. */
export const EVIDENCE_ENDINGS: readonly string[] = Object.values(EVIDENCE_KINDS).flatMap(({ endings }) => endings)

/** Random; the bytes lie under it. */
export const AttachmentId = z.string().regex(/^[\w-]{8,64}$/)

export const Attachment = z.object({
  id: AttachmentId,
  /** The upload that brought it: a browser that comes back twice adds one file. */
  upload: z.string(),
  /** The task whose entry it backs; null: the report as a whole. */
  task: z.int().min(1).nullable(),
  name: z.string().min(1).max(NAME_LIMIT),
  kind: z.enum(KINDS),
  size: z.int().min(0),
  /** Of the bytes as they were taken, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Who added it and when. */
  by: z.object({ id: z.string(), name: z.string() }),
  at: Instant,
  /** Added by the office, for a report that it enters for the unit (代录). */
  entered: z.boolean(),
})
export type Attachment = z.infer<typeof Attachment>

/** Characters that steer a reader's eye or a terminal instead of standing for something: controls, marks that turn the direction, joiners of nothing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu
/** What some file system forbids in a name. */
const FORBIDDEN = /[<>:"|?*]/g

const NAMELESS = '佐证材料'

/** The last part of a path, without what cannot be seen or no file system takes. */
const cleaned = (sent: string): string =>
  (sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '')
    .replace(UNSEEN, '')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '')

/** As much of a stem as leaves room for the longest ending, no sign of it broken in two. */
const shortened = (stem: string): string =>
  [...stem].reduce((text, sign) => (text.length + sign.length < NAME_LIMIT - 5 ? text + sign : text), '').trim()

/** A name as it was sent → one plain part of a path, its ending kept where it has one. */
export const plainName = (sent: string): string => {
  const [, stem = '', ending = ''] = /^(.*?)(\.[a-z0-9]{1,4})?$/is.exec(cleaned(sent)) ?? []
  return `${shortened(stem) || NAMELESS}${ending}`
}

/**
 * A file's name as it was sent → as it is shown and handed out: with an ending that goes with the content. A name that says something else keeps what
 * it said, and the true ending behind it: 照片.exe that is a PNG becomes 照片.exe.png.
 */
export const evidenceName = (sent: string, kind: EvidenceKind): string => {
  const { endings } = EVIDENCE_KINDS[kind]
  const plain = plainName(sent)
  const said = /\.([a-z]+)$/i.exec(plain)?.[1]?.toLowerCase() ?? ''
  const ending = endings.find((one) => one === said) ?? endings[0]
  const stem = ending === said ? plain.slice(0, -ending.length - 1) : plain
  return `${shortened(stem) || NAMELESS}.${ending}`
}

/** 0.4 MB, 12 KB: for people. */
export const sizeInWords = (bytes: number): string =>
  bytes >= MB / 10 ? `${(Math.ceil((bytes * 10) / MB) / 10).toFixed(1)}MB` : `${Math.max(1, Math.ceil(bytes / 1024))}KB`

/** The limits as the field says them. */
export const EVIDENCE_HINT = `PDF、Word、Excel、PPT、WPS文件，或者JPG、PNG图片。每个文件最多${EVIDENCE_LIMITS.file / MB}MB，一份月报最多${EVIDENCE_LIMITS.count}个文件、共${EVIDENCE_LIMITS.report / MB}MB。`

/** Is there room for one more file of this size? */
export const hasRoom = (attached: readonly Pick<Attachment, 'size'>[], size: number): boolean =>
  attached.length < EVIDENCE_LIMITS.count &&
  attached.reduce((sum, one) => sum + one.size, size) <= EVIDENCE_LIMITS.report

/** What came and what went between two versions of a report. */
export const attachmentDifference = (
  before: readonly Attachment[],
  after: readonly Attachment[],
): { added: Attachment[]; removed: Attachment[] } => ({
  added: after.filter((one) => !before.some((other) => other.id === one.id)),
  removed: before.filter((one) => !after.some((other) => other.id === one.id)),
})
