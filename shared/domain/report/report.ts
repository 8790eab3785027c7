import * as z from 'zod'
import { HeadBase } from '../history.ts'
import { Slug } from '../people.ts'
import { DutyRole } from '../plan.ts'
import { Instant, Period } from '../time.ts'
import { AfterLock } from './afterLock.ts'
import { Attachment } from './attachment.ts'
import { Entry, EntryBrief } from './entry.ts'

export const STATES = ['draft', 'awaiting-sign-off', 'submitted', 'returned', 'accepted'] as const
export const ReportState = z.enum(STATES)
export type ReportState = z.infer<typeof ReportState>
export const STATE_WORDS: Record<ReportState, string> = {
  draft: '草稿',
  'awaiting-sign-off': '待负责人审签',
  submitted: '待审',
  returned: '退回',
  accepted: '审核通过',
}

/** An extension for one unit and month (延期补报): when it was granted and until when it runs. */
export const Extension = z.object({ at: Instant, until: Instant, reason: z.string(), by: z.string() })
export type Extension = z.infer<typeof Extension>

/**
 * The head of a report: one small item per unit and period, read by every matrix and rate. The texts lie in records.
 * Before anything happened there is no head; `newReport` stands for it, with version 0.
 */
export const ReportHead = HeadBase.extend({
  state: ReportState,
  /** When it came to this state (business time); null before anything happened. */
  since: Instant.nullable().default(null),
  plan: Slug,
  period: Period,
  unit: Slug,
  /** How often it was submitted. */
  revision: z.int().min(0),
  /** Server's business time of the submission that counts (domain.md, 2a); null when nothing is filed. */
  filedAt: Instant.nullable(),
  /**
   * The time that a resubmission within the correction window keeps, while the report is on its way back to `submitted` through the head's
   * sign-off; withdrawing gives it up.
   */
  keptFiledAt: Instant.nullable().default(null),
  /** End of the correction window of the last return or reopening; null when none is running or was used. */
  windowUntil: Instant.nullable(),
  extensions: z.array(Extension),
  /** Number of return acts, and of those whose cause is the unit's. */
  returns: z.int().min(0),
  returnsByUnit: z.int().min(0),
  reopened: z.int().min(0),
  /** Acts after the lock that changed what outputs state (D4). */
  afterLock: z.array(AfterLock).default([]),
  /** The duties the report was filed with, and what its entries said; empty before the first submission. */
  duties: z.array(z.object({ task: z.int(), role: DutyRole })),
  entries: z.array(EntryBrief),
  /** Every entry zero. */
  zero: z.boolean(),
  /** Who filed it (or entered it, 代录), and who accepted it. */
  filedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Who signed it off, and when; null where nobody did or had to. */
  signedBy: z.object({ id: z.string(), name: z.string(), at: Instant }).nullable().default(null),
  entered: z.boolean(),
  acceptedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  acceptedAt: Instant.nullable(),
  /** Accepted by a member of the unit that filed it: 自审 in every output. */
  selfAccepted: z.boolean(),
  /** Everybody who filed, signed or entered any revision; none of them may accept it. */
  hands: z.array(z.string()),
  /** When the texts of the draft were saved; null where there are none, also when files have been added already. */
  draftAt: Instant.nullable(),
  /** How many 佐证材料 the draft, or else the last act, names. */
  attachments: z.int().min(0).default(0),
  /** The oldest version with the texts of now: only 佐证材料 came or went since, so a form opened then overwrites nothing. Null: the newest alone. */
  textsSince: z.int().nullable().default(null),
})
export type ReportHead = z.infer<typeof ReportHead>

export const newReport = (plan: string, period: string, unit: string): ReportHead => ({
  version: 0,
  state: 'draft',
  since: null,
  current: null,
  hash: null,
  draft: null,
  plan,
  period,
  unit,
  revision: 0,
  filedAt: null,
  keptFiledAt: null,
  windowUntil: null,
  extensions: [],
  returns: 0,
  returnsByUnit: 0,
  reopened: 0,
  afterLock: [],
  duties: [],
  entries: [],
  zero: false,
  filedBy: null,
  signedBy: null,
  entered: false,
  acceptedBy: null,
  acceptedAt: null,
  selfAccepted: false,
  hands: [],
  draftAt: null,
  attachments: 0,
  textsSince: null,
})

/** A remark on one entry, made with a return. */
export const Remark = z.object({ task: z.int().min(1), text: z.string().trim().min(1).max(500) })
export type Remark = z.infer<typeof Remark>

/** The body of a report's record: the entries as they are after the act. */
export const ReportBody = z.object({
  entries: z.array(Entry),
  duties: z.array(z.object({ task: z.int(), role: DutyRole })),
  remarks: z.array(Remark).default([]),
  /** 佐证材料, in the order in which they were added. A filed record goes on naming its own, whatever becomes of later drafts. */
  attachments: z.array(Attachment).default([]),
  /** Of a draft: texts for tasks that the unit has no more (a plan change removed them). Shown folded, never filed. */
  removed: z.array(Entry).default([]),
  /** Cause of a return: the unit's own (it costs 报送质量) or another. */
  cause: z.enum(['unit', 'other']).optional(),
  until: Instant.optional(),
})
export type ReportBody = z.infer<typeof ReportBody>
