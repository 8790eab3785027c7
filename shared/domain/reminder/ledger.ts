import * as z from 'zod'
import { Instant, LocalDate, Period } from '../time.ts'

/**
 * The reminder ledger (design.md, Storage): one line per (plan, period, unit, rule, due date, person), and one mail per (person, run date) that
 * carries all lines claimed in that run.
 */

export const LINE_STATES = ['claimed', 'sent', 'unknown', 'failed', 'undeliverable', 'folded', 'skipped'] as const
export const LineState = z.enum(LINE_STATES)
export type LineState = z.infer<typeof LineState>

/** As the office reads them. */
export const LINE_WORDS: Record<LineState, string> = {
  claimed: '正在发送',
  sent: '已发送',
  unknown: '结果不明',
  failed: '待重发',
  undeliverable: '无法送达',
  folded: '已并入',
  skipped: '不再需要',
}

/** A line in these states is not finished: the next run takes it up again. */
export const isOpenLine = (line: Pick<LedgerLine, 'state'>): boolean =>
  line.state === 'claimed' || line.state === 'failed'

/** Which mail carries the line: `day` is the run's date, `number` tells several of one person and day apart. */
export const MailKey = z.object({ day: LocalDate, person: z.string(), number: z.int().min(1) })
export type MailKey = z.infer<typeof MailKey>

export const LineKey = z.object({
  plan: z.string(),
  period: Period,
  unit: z.string(),
  rule: z.string(),
  /** The day of the date the rule speaks of. */
  due: LocalDate,
  /** A person's id, or `-coordinator`, `-head`, `-office` where there is nobody with an address. */
  person: z.string(),
})
export type LineKey = z.infer<typeof LineKey>

export const LedgerLine = LineKey.extend({
  state: LineState,
  /** When the rule came due; tells which of two lines is the more urgent. */
  falls: Instant,
  /** Business time of the last change. */
  at: Instant,
  mail: MailKey.nullable(),
  messageId: z.string().nullable(),
  /** Folded: into which rule. */
  into: z.string().nullable(),
  /** What the mail server said, or why no mail went out. */
  reason: z.string().nullable(),
})
export type LedgerLine = z.infer<typeof LedgerLine>

export const lineId = (key: Omit<LineKey, 'plan' | 'period'>): string =>
  [key.unit, key.rule, key.due, key.person].join('/')
export const lineKeyText = (key: LineKey): string => `${key.plan}/${key.period}/${lineId(key)}`
export const keyOf = ({ plan, period, unit, rule, due, person }: LineKey): LineKey => ({
  plan,
  period,
  unit,
  rule,
  due,
  person,
})

/**
 * A mail on its way. `claimed`: lines are being gathered, nothing was sent; `sending`: handed to the server, the outcome not yet written down.
 * A lease (machine time) tells a run at work from one that was killed.
 */
export const ReminderMail = MailKey.extend({
  messageId: z.string(),
  state: z.enum(['claimed', 'sending', 'sent', 'refused', 'failed', 'unknown', 'skipped']),
  attempts: z.int().min(0),
  lease: Instant,
  lines: z.array(LineKey),
  to: z.string(),
  detail: z.string(),
})
export type ReminderMail = z.infer<typeof ReminderMail>

export const mailId = ({ day, person, number }: MailKey): string => `${day}/${person}/${number}`

/** What may be done with the mail of an open line. */
export type MailStanding = 'busy' | 'free' | 'doubtful' | 'spent' | 'settled'

/**
 * busy: another run is at it. free: it surely did not go out. doubtful: it may have gone out, and may be sent once more under its Message-ID.
 * spent: it may have gone out, and was tried twice. settled: its outcome is known, only the line does not say so yet.
 * @param machine machine time
 */
export const standingOf = (mail: ReminderMail | null, machine: Instant): MailStanding => {
  if (mail === null) return 'free'
  if (mail.state === 'failed') return 'free'
  if (mail.state === 'claimed') return machine < mail.lease ? 'busy' : 'free'
  if (mail.state === 'sending') return machine < mail.lease ? 'busy' : mail.attempts < 2 ? 'doubtful' : 'spent'
  return 'settled'
}

/** The line's state once its mail has an outcome. */
export const lineStateOf = (mail: ReminderMail['state']): LineState =>
  mail === 'refused' ? 'undeliverable' : mail === 'sending' ? 'claimed' : mail
