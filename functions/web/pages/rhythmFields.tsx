import type * as z from 'zod'
import { Rhythm, Rule } from '../../../shared/domain/calendar.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { monthInWords, periodsBetween } from '../../../shared/domain/time.ts'
import { Choices, Select, TextField } from './components.tsx'

/** When a plan's months open, fall due and lock, as fields of a form. */

const HOURS = ['12:00', '16:00', '17:00', '17:30', '18:00', '24:00']
const hours = (now: string) => [...new Set([...HOURS, now])].sort().map((time) => ({ value: time, text: time }))
const months = (year: number) =>
  periodsBetween(`${year}-01`, `${year}-12`).map((period) => ({ value: period, text: monthInWords(period) }))

export const RhythmFields = ({ rhythm, year }: { rhythm: Rhythm; year: number }) => (
  <>
    <SpanFields rhythm={rhythm} year={year} />
    <RuleFields rule={rhythm} window={rhythm.window} />
  </>
)

/** From which month to which. */
const SpanFields = ({ rhythm, year }: { rhythm: Rhythm; year: number }) => (
  <>
    <div class="pair">
      <Select id="first" name="first" label="第一个报告期" options={months(year)} chosen={rhythm.first} short />
      <Select id="last" name="last" label="最后一个报告期" options={months(year)} chosen={rhythm.last} short />
    </div>
    <TextField
      id="first-opens"
      name="firstOpens"
      type="date"
      label="第一个报告期从哪天开始填"
      hint="以后各期从当月1日开始。"
      value={rhythm.firstOpens}
      short
    />
  </>
)

/** When a month falls due and locks, and how long a correction may take. */
export const RuleFields = ({ rule: { due, lock }, window }: { rule: Rule; window: number }) => (
  <>
    <Choices
      id="due"
      legend="“每月底前”按哪一天"
      name="due"
      options={[
        { value: 'last-working-day', text: '最后一个工作日' },
        { value: 'last-calendar-day', text: '最后一天' },
        { value: 'day', text: '固定的一天' },
      ]}
      chosen={[typeof due.day === 'number' ? 'day' : due.day]}
    />
    <TextField
      id="due-day"
      name="dueDay"
      label="固定的一天是几日"
      optional="选了固定的一天才填，1到28"
      value={typeof due.day === 'number' ? String(due.day) : ''}
      inputmode="numeric"
      short
    />
    <Select id="due-time" name="dueTime" label="截止到几点" options={hours(due.time)} chosen={due.time} short />
    <TextField
      id="lock-day"
      name="lockDay"
      label="次月第几个工作日锁定"
      hint="截止以后、锁定以前补报的记作迟报。"
      value={String(lock.workingDay)}
      inputmode="numeric"
      short
    />
    <Select id="lock-time" name="lockTime" label="锁定到几点" options={hours(lock.time)} chosen={lock.time} short />
    <TextField
      id="window"
      name="window"
      label="退回以后给几个工作日重报"
      value={String(window)}
      inputmode="numeric"
      short
    />
  </>
)

const WORDS: Record<string, string> = {
  first: '请选第一个报告期',
  last: '请选最后一个报告期',
  firstOpens: '请选第一个报告期开始填的日期',
  due: '固定的一天请填1到28，截止时间请选一个',
  lock: '锁定请填1到20的整数',
  window: '重报期限请填1到20的整数',
}

const whole = (text: string | undefined): number => (/^\d+$/.test((text ?? '').trim()) ? Number(text) : Number.NaN)

/**
 * The sent fields → rhythm; the overrides of single periods stay.
 * @throws Refusal input.invalid
 */
export const readRhythm = (sent: Record<string, string>, before: Rhythm): Rhythm => {
  return checked(Rhythm, {
    ...before,
    first: sent.first,
    last: sent.last,
    firstOpens: sent.firstOpens,
    ...ruleIn(sent),
  })
}

const ruleIn = (sent: Record<string, string>) => ({
  due: { day: sent.due === 'day' ? whole(sent.dueDay) : sent.due, time: sent.dueTime },
  lock: { workingDay: whole(sent.lockDay), time: sent.lockTime },
  window: whole(sent.window),
})

const RuleSent = Rule.extend({ window: Rhythm.shape.window })

/** The sent fields of a rule. @throws Refusal input.invalid */
export const readRule = (sent: Record<string, string>): z.infer<typeof RuleSent> => checked(RuleSent, ruleIn(sent))

const checked = <T,>(shape: z.ZodType<T>, given: unknown): T => {
  const parsed = shape.safeParse(given)
  if (!parsed.success)
    throw new Refusal('input.invalid', {
      problems: [
        ...new Set(
          parsed.error.issues.map(({ code, message, path }) =>
            code === 'custom' ? message : (WORDS[String(path[0])] ?? '报送安排不对'),
          ),
        ),
      ],
    })
  return parsed.data
}
