import * as z from 'zod'
import { Instant, LocalDate, Period } from '../time.ts'

/**
 * The reminder ledger (design.md, Storage): one line per (plan, period, unit, rule, due date, person), and one mail per (person, run date) that
 * carries all lines claimed in that run. A notice of an act on a report (received, returned, accepted …) has its line too; it is told of one act, so
 * the act's record is part of its key, and it is a mail of its own.
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

/** What the office has to look at: it did not arrive, or nobody knows. */
export const isTrouble = ({ state }: Pick<LedgerLine, 'state'>): boolean =>
  state === 'undeliverable' || state === 'failed' || state === 'unknown'

/** A line in these states is not finished: a later run takes it up again. */
export const isOpenLine = (line: Pick<LedgerLine, 'state'>): boolean =>
  line.state === 'claimed' || line.state === 'failed'

/** Rules that no calendar brings about: a person pressed 催办, an act on a report is told, no run was made. */
export const CHASE = 'chase'
export const ALARM = 'alarm'
export const NOTICES = ['receipt', 'returned', 'accepted', 'sign-wanted', 'declined'] as const
export type NoticeRule = (typeof NOTICES)[number]
export const NOTICE_WORDS: Record<NoticeRule | typeof CHASE | typeof ALARM, string> = {
  receipt: '收到回执',
  returned: '退回通知',
  accepted: '审核通过通知',
  'sign-wanted': '请审签',
  declined: '不予审签通知',
  [CHASE]: '催办',
  [ALARM]: '催报停运告警',
}
export const isNotice = (rule: string): rule is NoticeRule => (NOTICES as readonly string[]).includes(rule)

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
  /** A person's id, `-mailbox-…` for a unit's shared mailbox, or `-coordinator`, `-head`, `-office` where there is nobody with an address. */
  person: z.string(),
  /** Of a notice: the record of the act it tells of. Of a 催办: which of the day. Empty for what the calendar brings about. */
  about: z.string().default(''),
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
  /** Who pressed 催办; null for everything else. */
  by: z.object({ id: z.string(), name: z.string() }).nullable().default(null),
  /** Of a notice that failed for now: how often it was tried, and when it is tried again (machine time). */
  tries: z.int().min(0).default(0),
  next: Instant.nullable().default(null),
})
export type LedgerLine = z.infer<typeof LedgerLine>

/** Lines of a mail that the server took, or may have taken. */
export const mayBounce = ({ state, messageId }: Pick<LedgerLine, 'state' | 'messageId'>): boolean =>
  messageId !== null && (state === 'sent' || state === 'unknown')

export const lineId = (key: Omit<LineKey, 'plan' | 'period'>): string =>
  [key.unit, key.rule, key.due, key.person, ...(key.about === '' ? [] : [key.about])].join('/')
export const lineKeyText = (key: LineKey): string => `${key.plan}/${key.period}/${lineId(key)}`
export const keyOf = ({ plan, period, unit, rule, due, person, about }: LineKey): LineKey => ({
  plan,
  period,
  unit,
  rule,
  due,
  person,
  about,
})

/** Lines of one mail, told together: the office's digest carries one line for each of thousands of units. */
const CarriedLines = z.preprocess(
  // Mails of the first version name one unit a line.
  (line) =>
    typeof line === 'object' && line !== null && 'unit' in line && !('units' in line)
      ? { ...line, units: [line.unit] }
      : line,
  LineKey.omit({ unit: true, person: true }).extend({ units: z.array(z.string()) }),
)
type CarriedLines = z.infer<typeof CarriedLines>

/** Lines → as a mail keeps them. */
export const carried = (lines: readonly LineKey[]): CarriedLines[] => {
  const groups = new Map<string, CarriedLines>()
  for (const { plan, period, unit, rule, due, about } of lines) {
    const key = [plan, period, rule, due, about].join('/')
    const group = groups.get(key)
    if (group) group.units.push(unit)
    else groups.set(key, { plan, period, rule, due, about, units: [unit] })
  }
  return [...groups.values()]
}

/** Does the mail carry this line of its person? */
export const carries = ({ lines }: Pick<ReminderMail, 'lines'>, line: LineKey): boolean =>
  lines.some(
    ({ plan, period, rule, due, about, units }) =>
      plan === line.plan &&
      period === line.period &&
      rule === line.rule &&
      due === line.due &&
      about === line.about &&
      units.includes(line.unit),
  )

/**
 * A mail on its way. `claimed`: lines are being gathered, nothing was sent; `sending`: handed to the server, the outcome not yet written down.
 * A lease (machine time) tells a run at work from one that was killed.
 */
export const ReminderMail = MailKey.extend({
  messageId: z.string(),
  state: z.enum(['claimed', 'sending', 'sent', 'refused', 'failed', 'unknown', 'skipped']),
  /** Handed over so often since it was claimed: what may have gone out is sent once more at most. */
  attempts: z.int().min(0),
  /** Failed for now so often in all, and when it is tried again (machine time). */
  tries: z.int().min(0).default(0),
  next: Instant.nullable().default(null),
  lease: Instant,
  lines: z.array(CarriedLines),
  to: z.string(),
  detail: z.string(),
})
export type ReminderMail = z.infer<typeof ReminderMail>

export const mailId = ({ day, person, number }: MailKey): string => `${day}/${person}/${number}`

/** What may be done with the mail of an open line. */
export type MailStanding = 'busy' | 'free' | 'waiting' | 'doubtful' | 'spent' | 'settled'

/**
 * busy: another run is at it. free: it surely did not go out. waiting: it did not, and its next attempt is not due yet. doubtful: it may have gone
 * out, and may be sent once more under its Message-ID. spent: it may have gone out, and was tried twice. settled: its outcome is known, only the line
 * does not say so yet.
 * @param machine machine time
 */
export const standingOf = (mail: ReminderMail | null, machine: Instant): MailStanding => {
  if (mail === null) return 'free'
  if (mail.state === 'failed') return mail.next !== null && machine < mail.next ? 'waiting' : 'free'
  if (mail.state === 'claimed') return machine < mail.lease ? 'busy' : 'free'
  if (mail.state === 'sending') return machine < mail.lease ? 'busy' : mail.attempts < 2 ? 'doubtful' : 'spent'
  return 'settled'
}

/** The line's state once its mail has an outcome. */
export const lineStateOf = (mail: ReminderMail['state']): LineState =>
  mail === 'refused' ? 'undeliverable' : mail === 'sending' ? 'claimed' : mail
