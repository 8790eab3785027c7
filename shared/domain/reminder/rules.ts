import * as z from 'zod'
import { addWorkingDays, isWorkingDay, type WorkCalendar } from '../calendar.ts'
import { Slug } from '../people.ts'
import type { ReportDates } from '../report/dates.ts'
import { addDays, at, dateOf, type Instant, instant, type LocalDate, later, ms } from '../time.ts'

/** The daily run's time of day, Asia/Shanghai (domain.md, 2a). */
export const RUN_TIME = '09:00'

/** How long after its lock a period is still looked at: a run missed for less than this loses nothing. */
export const CONCERN_DAYS = 60

/** Whom a rule writes to. `signer`: who may sign the report off, the head and who signs in the head's stead. */
export const ADDRESSEES = ['coordinator', 'head', 'signer', 'office'] as const
export const Addressee = z.enum(ADDRESSEES)
export type Addressee = z.infer<typeof Addressee>

export const ADDRESSEE_WORDS: Record<Addressee, string> = {
  coordinator: '工作协调员',
  head: '负责人',
  signer: '负责人和代签人',
  office: '法规处',
}

/**
 * What a report waits for, by its state: to be filed (draft), signed off, corrected (returned) or reviewed (submitted). An accepted one waits for
 * nothing.
 */
export const NEEDS = ['file', 'sign', 'correct', 'review'] as const
export type Need = (typeof NEEDS)[number]

/**
 * The moment that a rule counts from: the report's own due time, its lock, the end of an extension that runs beyond the lock (补报), the act that
 * brought it where it is, the end of its correction window.
 */
export type Anchor = 'due' | 'lock' | 'close' | 'since' | 'window'

type Kind = {
  anchor: Anchor
  needs: readonly Need[]
  /** Sent by a run on a day that is not a working day, too. */
  always: boolean
  /** What the office may choose from: working days from the anchor's day, and addressees. */
  days: { least: number; most: number }
  may: readonly Addressee[]
  /** The office cannot switch it off: whatever was missed before is told there. */
  kept?: true
  /** As the office reads it in the ledger. */
  words: (days: number) => string
}

const before = (what: string) => (days: number) => (days === 0 ? `${what}当天` : `${what}前${-days}个工作日`)
const after =
  (what: string, first = what) =>
  (days: number) =>
    days === 1 ? first : `${what}${days}个工作日`

/**
 * Every kind of 催报 there is (M1, M2, V3), in the order of urgency: later in the list is more urgent where two fall on one morning. What is fixed
 * about a kind stands here; what the office sets stands in `RuleSetting`.
 */
const KINDS = {
  'before-5': {
    anchor: 'due',
    needs: ['file'],
    always: false,
    days: { least: -20, most: -1 },
    may: ['coordinator', 'head'],
    words: before('截止'),
  },
  'before-1': {
    anchor: 'due',
    needs: ['file'],
    always: false,
    days: { least: -20, most: -1 },
    may: ['coordinator', 'head'],
    words: before('截止'),
  },
  'due-morning': {
    anchor: 'due',
    needs: ['file'],
    always: true,
    days: { least: 0, most: 0 },
    may: ['coordinator', 'head'],
    words: before('截止'),
  },
  'sign-idle': {
    anchor: 'since',
    needs: ['sign'],
    always: false,
    days: { least: 1, most: 10 },
    may: ['signer', 'coordinator'],
    words: (days) => `待审签${days}个工作日`,
  },
  'sign-due': {
    anchor: 'due',
    needs: ['sign'],
    always: true,
    days: { least: -5, most: 0 },
    may: ['signer', 'coordinator'],
    words: (days) => `待审签，${before('截止')(days)}`,
  },
  overdue: {
    anchor: 'due',
    needs: ['file', 'sign'],
    always: false,
    days: { least: 1, most: 10 },
    may: ['coordinator', 'head', 'signer'],
    words: after('逾期', '逾期'),
  },
  digest: {
    anchor: 'due',
    needs: ['file', 'sign'],
    always: false,
    days: { least: 1, most: 10 },
    may: ['office'],
    words: after('逾期汇总，第', '逾期汇总'),
  },
  'before-lock': {
    anchor: 'lock',
    needs: ['file', 'sign'],
    always: false,
    days: { least: -5, most: 0 },
    may: ['coordinator', 'head', 'signer'],
    words: before('锁定'),
  },
  'lock-digest': {
    anchor: 'lock',
    needs: ['file', 'sign'],
    always: false,
    days: { least: -5, most: 0 },
    may: ['office'],
    kept: true,
    words: (days) => (days === 0 ? '锁定日汇总' : `锁定前${-days}个工作日汇总`),
  },
  'close-1': {
    anchor: 'close',
    needs: ['file', 'sign'],
    always: false,
    days: { least: -10, most: -1 },
    may: ['coordinator', 'head', 'signer'],
    words: before('补报截止'),
  },
  'close-morning': {
    anchor: 'close',
    needs: ['file', 'sign'],
    always: true,
    days: { least: 0, most: 0 },
    may: ['coordinator', 'head', 'signer'],
    words: before('补报截止'),
  },
  'returned-idle': {
    anchor: 'since',
    needs: ['correct'],
    always: false,
    days: { least: 1, most: 10 },
    may: ['coordinator', 'head'],
    words: (days) => `退回后${days}个工作日没有重报`,
  },
  'window-closing': {
    anchor: 'window',
    needs: ['correct'],
    always: false,
    days: { least: -5, most: 0 },
    may: ['coordinator', 'head'],
    words: before('重报期限'),
  },
  'window-closed': {
    anchor: 'window',
    needs: ['correct'],
    always: false,
    days: { least: 1, most: 10 },
    may: ['office'],
    words: (days) => (days === 1 ? '过了重报期限' : `过了重报期限${days}个工作日`),
  },
  unreviewed: {
    anchor: 'since',
    needs: ['review'],
    always: false,
    days: { least: 1, most: 15 },
    may: ['office'],
    words: (days) => `提交后${days}个工作日没有审核`,
  },
} as const satisfies Record<string, Kind>

export type RuleId = keyof typeof KINDS
export const RULE_IDS = Object.keys(KINDS) as [RuleId, ...RuleId[]]
const kindOf = (id: RuleId): Kind => KINDS[id]
const isRuleId = (text: string): text is RuleId => text in KINDS

/**
 * Lines of one report and person that stand for each other, of which only the most urgent is sent: those that ask for the filing, those that ask for
 * the correction, those that ask for the review; to the unit and to the office apart. A 催办 by hand stands for itself.
 */
export const familyOf = (rule: string): string => {
  if (!isRuleId(rule)) return rule
  const { needs } = kindOf(rule)
  const matter = (['correct', 'review'] as const).find((need) => needs.includes(need)) ?? 'file'
  return isForOffice(rule) ? `${matter}/office` : matter
}

/** Does the rule speak to the office of its units, rather than to a unit of its own? */
export const isForOffice = (rule: string): boolean => isRuleId(rule) && kindOf(rule).may[0] === 'office'

/** What the office sets of one rule: on or off, how many working days, to whom. Plan data, kept with its history. */
export const RuleSetting = z.object({
  id: z.enum(RULE_IDS),
  on: z.boolean(),
  days: z.int(),
  to: z.array(Addressee),
})
export type RuleSetting = z.infer<typeof RuleSetting>

/** What holds until the office changes it (M1, M2, V3). */
const DEFAULTS: Record<RuleId, [days: number, ...to: Addressee[]]> = {
  'before-5': [-5, 'coordinator'],
  'before-1': [-1, 'coordinator'],
  'due-morning': [0, 'coordinator'],
  'sign-idle': [1, 'signer'],
  'sign-due': [0, 'signer'],
  overdue: [1, 'coordinator', 'head'],
  digest: [1, 'office'],
  'before-lock': [-1, 'coordinator', 'head'],
  'lock-digest': [0, 'office'],
  'close-1': [-1, 'coordinator'],
  'close-morning': [0, 'coordinator'],
  'returned-idle': [2, 'coordinator'],
  'window-closing': [-1, 'coordinator', 'head'],
  'window-closed': [1, 'office'],
  unreviewed: [3, 'office'],
}
export const DEFAULT_SETTINGS: readonly RuleSetting[] = RULE_IDS.map((id) => {
  const [days, ...to] = DEFAULTS[id]
  return { id, on: true, days, to }
})

/** What may be set of a rule, for the form and the check. */
export const boundsOf = (
  id: RuleId,
): { least: number; most: number; may: readonly Addressee[]; always: boolean; kept: boolean } => {
  const kind = kindOf(id)
  return { ...kind.days, may: kind.may, always: kind.always, kept: kind.kept === true }
}

/** A rule in words, with so many working days: 截止前5个工作日. */
export const ruleInWords = (id: RuleId, days: number): string => kindOf(id).words(days)

/** What is wrong with the settings of one rule, in one sentence; null when nothing is. */
export const settingProblem = ({ id, on, days, to }: RuleSetting): string | null => {
  const { least, most, may, kept } = boundsOf(id)
  const name = ruleInWords(id, DEFAULTS[id][0])
  if (!on) return kept ? `“${name}”不能停用：没有报的单位，总要有一次告诉法规处` : null
  if (!Number.isInteger(days) || days < least || days > most)
    return least === most
      ? `“${name}”的天数不能改`
      : `“${name}”的工作日数要在${Math.min(Math.abs(least), Math.abs(most))}到${Math.max(Math.abs(least), Math.abs(most))}之间`
  if (to.length === 0) return `“${name}”要选至少一个收件人，不要的可以停用`
  return to.every((one) => may.includes(one)) ? null : `“${name}”不能发给这个收件人`
}

/** One rule as a run follows it. */
export const ReminderRule = z.object({
  id: Slug,
  anchor: z.enum(['due', 'lock', 'close', 'since', 'window']),
  needs: z.array(z.enum(NEEDS)).min(1),
  /** Working days from the anchor's day: negative before it, 0 its own morning, positive after it. */
  days: z.int().min(-20).max(20),
  to: z.array(Addressee).min(1),
  always: z.boolean(),
  words: z.string(),
})
export type ReminderRule = z.infer<typeof ReminderRule>

/** Settings → the rules that hold, the least urgent first. A kind that the settings do not name holds as it is by default. */
export const rulesOf = (settings: readonly RuleSetting[]): ReminderRule[] =>
  DEFAULT_SETTINGS.flatMap((standard) => {
    const { id, on, days, to } = settings.find((one) => one.id === standard.id) ?? standard
    const { anchor, needs, always } = kindOf(id)
    return on ? [{ id, anchor, needs: [...needs], days, to: [...to], always, words: ruleInWords(id, days) }] : []
  })

export const DEFAULT_REMINDERS: readonly ReminderRule[] = rulesOf(DEFAULT_SETTINGS)

/** A report's own moments, from which rules count. */
export type Moments = {
  need: Need
  dates: ReportDates
  /** When it came to wait for what it waits for; null for a report that nothing has happened to. */
  since: Instant | null
  /** End of its correction window. */
  window: Instant | null
}

/** When a rule speaks for one report: from `falls` on, while `now < until`; `due` is the day of the anchor and part of the ledger's key. */
export type Moment = { rule: ReminderRule; due: LocalDate; falls: Instant; until: Instant }

/** The last run at or before an anchor's own moment: the morning of its day, or of the day before where the anchor is no later than the run. */
const morningOf = (anchor: Instant): LocalDate => {
  const day = dateOf(instant(ms(anchor) - 1))
  return at(day, RUN_TIME) < anchor ? day : addDays(day, -1)
}

const dayOf = (rule: Pick<ReminderRule, 'days'>, calendar: WorkCalendar, anchor: Instant): LocalDate => {
  const morning = morningOf(anchor)
  if (rule.days === 0) return morning
  if (rule.days < 0) return addWorkingDays(calendar, morning, rule.days)
  // An anchor before the run of its own day leaves that day's run as the first one after it.
  const own = dateOf(anchor)
  const early = at(own, RUN_TIME) >= anchor && isWorkingDay(calendar, own)
  return addWorkingDays(calendar, early ? addDays(own, -1) : morning, rule.days)
}

const anchorOf = (rule: ReminderRule, { dates, since, window }: Moments): Instant | null => {
  switch (rule.anchor) {
    case 'due':
      return dates.due
    case 'lock':
      return dates.locks
    case 'close':
      return dates.closes > dates.locks ? dates.closes : null
    case 'since':
      return since
    case 'window':
      return window
  }
}

/**
 * The moments of all rules for one report, the least urgent first. What speaks before its anchor is void after it; what speaks of a passed
 * due time to the unit is void at the lock, what speaks of a return is void when the window closes; the office is told until the period is no
 * longer looked at.
 */
export const momentsOf = (rules: readonly ReminderRule[], calendar: WorkCalendar, of: Moments): Moment[] => {
  const known = workedOut(rules, calendar)
  const { opens, due, locks, closes } = of.dates
  const key = [of.need, opens, due, locks, closes, of.since, of.window].join()
  const there = known.get(key)
  if (there) return there
  const made = workOut(rules, calendar, of)
  if (known.size >= MOST_KEPT) known.clear()
  known.set(key, made)
  return made
}

/** Most reports of a month have the same dates: their moments are worked out once. */
const MOST_KEPT = 2_000
const kept = new WeakMap<readonly ReminderRule[], WeakMap<WorkCalendar, Map<string, Moment[]>>>()
const workedOut = (rules: readonly ReminderRule[], calendar: WorkCalendar): Map<string, Moment[]> => {
  const byCalendar = kept.get(rules) ?? new WeakMap<WorkCalendar, Map<string, Moment[]>>()
  kept.set(rules, byCalendar)
  const known = byCalendar.get(calendar) ?? new Map<string, Moment[]>()
  byCalendar.set(calendar, known)
  return known
}

const workOut = (rules: readonly ReminderRule[], calendar: WorkCalendar, of: Moments): Moment[] => {
  const { dates } = of
  const concern = concernEnd(dates)
  return rules
    .flatMap((rule): Moment[] => {
      const anchor = rule.needs.includes(of.need) ? anchorOf(rule, of) : null
      if (anchor === null) return []
      const office = isForOffice(rule.id)
      const day =
        rule.anchor === 'since' ? addWorkingDays(calendar, dateOf(anchor), rule.days) : dayOf(rule, calendar, anchor)
      // An extension can move the due time up to the lock: nobody is called overdue before it.
      const early = rule.anchor === 'lock' && at(day, RUN_TIME) < dates.due
      if (early && !office) return []
      const falls = at(early ? dayOf({ days: 1 }, calendar, dates.due) : day, RUN_TIME)
      // Nobody is reminded of what has not happened yet: a window may begin after the morning on which it would be about to close.
      const from = [dates.opens, ...(rule.anchor === 'window' ? [of.since ?? dates.opens] : [])].reduce(later, falls)
      return [{ rule, due: dateOf(instant(ms(anchor) - 1)), falls: from, until: endOf(rule, anchor, of, concern) }]
    })
    .sort((a, b) => (a.falls === b.falls ? 0 : a.falls < b.falls ? -1 : 1))
}

const endOf = (rule: ReminderRule, anchor: Instant, { dates, need, window }: Moments, concern: Instant): Instant => {
  if (isForOffice(rule.id)) return concern
  if (rule.anchor === 'since') return need === 'correct' ? (window ?? dates.closes) : dates.closes
  return rule.days > 0 ? dates.locks : anchor
}

/** From when on nobody is reminded of this report any more. */
export const concernEnd = (dates: Pick<ReportDates, 'locks' | 'closes'>): Instant => {
  const last = dates.closes > dates.locks ? dates.closes : dates.locks
  return instant(ms(last) + CONCERN_DAYS * 86_400_000)
}

/** The rules' settings of a plan, as they are kept. */
export const RuleSettings = z.array(RuleSetting).max(50)

/** The next daily run at or after a moment. */
export const nextRun = (now: Instant): Instant => {
  const today = at(dateOf(now), RUN_TIME)
  return now <= today ? today : at(addDays(dateOf(now), 1), RUN_TIME)
}
