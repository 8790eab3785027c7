import {
  allPeriods,
  type PeriodDates,
  type Rhythm,
  type Rule,
  ruleOf,
  type WorkCalendar,
} from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import {
  ClockTime,
  type Instant,
  at as instantAt,
  LocalDate,
  momentInWords,
  monthInWords,
  Period,
} from '../../../shared/domain/time.ts'
import type { PlanHead } from '../../../shared/service/keys.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, planParam, type Form as Sent, see } from '../request.ts'
import { PeriodTable, unknownInWords } from './calendar.tsx'
import {
  Actions,
  Button,
  Crumb,
  Form,
  Lead,
  Note,
  Notice,
  Section,
  Select,
  TextArea,
  TextField,
} from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { RuleFields, readRule } from './rhythmFields.tsx'

/** When the months of a published plan fall due and lock (D1): one month's own due time, and another rule from a month on. */

/** What was typed in one of the two forms, and what was wrong with it. */
type Refused = { form: 'due' | 'rule'; sent: Record<string, string>; refusal: Refusal }

const dayInWords = ({ due }: Rule): string =>
  due.day === 'last-working-day'
    ? '每月最后一个工作日'
    : due.day === 'last-calendar-day'
      ? '每月最后一天'
      : `每月${due.day}日`

/** 每月最后一个工作日17:30截止，次月第5个工作日17:30锁定。 */
export const ruleInWords = (rhythm: Rhythm, period: Period): string => {
  const rule = ruleOf(rhythm, period)
  return `${dayInWords(rule)}${rule.due.time}截止，次月第${rule.lock.workingDay}个工作日${rule.lock.time}锁定。`
}

const Overrides = ({ rhythm, periods }: { rhythm: Rhythm; periods: readonly PeriodDates[] }) =>
  rhythm.overrides.length === 0 ? null : (
    <ul class="bullets">
      {periods.flatMap(({ period, due }) => {
        const own = rhythm.overrides.find((override) => override.period === period)
        return own
          ? [
              <li>
                {monthInWords(period)}另定在{momentInWords(due)}截止：{own.reason}
              </li>,
            ]
          : []
      })}
    </ul>
  )

const RhythmPage = ({
  c,
  head,
  plan,
  calendar,
  refused,
}: {
  c: Ctx
  head: PlanHead
  plan: Plan
  calendar: WorkCalendar
  refused?: Refused
}) => {
  const { rhythm } = plan
  const { now } = c.var
  const periods = allPeriods(rhythm, calendar)
  const ahead = periods.filter((one) => one.due > now)
  const [next] = ahead
  const title = `${plan.year}年报送安排`
  const unknown = unknownInWords(periods)
  const months = ahead.map(({ period }) => ({ value: period, text: monthInWords(period) }))
  const typed = (which: Refused['form'], name: string, otherwise: string): string =>
    refused?.form === which ? (refused.sent[name] ?? '') : otherwise
  return (
    <Frame c={c} title={refused ? `${refused.refusal.said.title}：${title}` : title} current="plans">
      <Crumb items={[{ href: paths.plan(plan.id), text: '实施方案' }]} here="报送安排" />
      {refused ? (
        <RefusalSummary refusal={refused.refusal} href={refused.form === 'due' ? '#due-date' : '#from'} />
      ) : null}
      <h1>{title}</h1>
      <Lead>{ruleInWords(rhythm, next?.period ?? rhythm.last)}</Lead>
      {unknown === '' ? null : (
        <div class="gap">
          <Notice tone="warn">
            <p>
              {unknown}公布后请<a href={paths.calendar}>更正日历</a>。
            </p>
          </Notice>
        </div>
      )}
      <Section id="periods" title="各报告期">
        <PeriodTable periods={periods} now={now} />
        <Overrides rhythm={rhythm} periods={periods} />
        <Note>已经截止的月份不再改。退回以后给{rhythm.window}个工作日重报。</Note>
      </Section>
      {next === undefined ? (
        <p class="gap">各月都已截止，没有可以改的。</p>
      ) : (
        <>
          <Section id="own" title="给一个月另定截止时间">
            <Form c={c} action={paths.rhythmDue(plan.id)} kind="medium">
              <input type="hidden" name="version" value={String(head.version)} />
              <Select
                id="due-period"
                name="period"
                label="哪个月"
                options={months}
                chosen={typed('due', 'period', ahead.at(-1)?.period ?? '')}
                short
              />
              <TextField
                id="due-date"
                name="date"
                type="date"
                label="哪一天截止"
                hint="12月常常要提前，比如20日。不晚于锁定。"
                value={typed('due', 'date', '')}
                short
              />
              <TextField
                id="due-time"
                name="time"
                type="time"
                label="几点"
                value={typed('due', 'time', ruleOf(rhythm, next.period).due.time.replace('24:00', '23:59'))}
                short
              />
              <TextArea id="due-why" name="why" label="理由" rows={2} value={typed('due', 'why', '')} />
              <Actions>
                <Button primary>另定这个月的截止</Button>
                {rhythm.overrides.some(({ period }) => months.some(({ value }) => value === period)) ? (
                  <Button name="back" value="yes">
                    改回按规则
                  </Button>
                ) : null}
              </Actions>
            </Form>
          </Section>
          <Section id="rule" title="从某个月起改规则">
            <Form c={c} action={paths.rhythm(plan.id)} kind="medium">
              <input type="hidden" name="version" value={String(head.version)} />
              <Select
                id="from"
                name="from"
                label="从哪个报告期起"
                options={months}
                chosen={typed('rule', 'from', next.period)}
                short
              />
              <RuleFields
                rule={refused?.form === 'rule' ? typedRule(refused.sent, rhythm) : ruleOf(rhythm, next.period)}
                window={Number(typed('rule', 'window', String(rhythm.window))) || rhythm.window}
              />
              <TextArea id="rule-why" name="why" label="理由" rows={2} value={typed('rule', 'why', '')} />
              <Actions>
                <Button>从这个月起照新规则</Button>
              </Actions>
              <Note>改了以后，还没有截止的月份和催报都跟着变；已经报送的月报不受影响。</Note>
            </Form>
          </Section>
        </>
      )}
    </Frame>
  )
}

/** The rule as it was typed where it can be read, else as it stands: the fields are shown again in either case. */
const typedRule = (sent: Record<string, string>, rhythm: Rhythm) => {
  try {
    return readRule(sent)
  } catch {
    return ruleOf(rhythm, rhythm.last)
  }
}

const show = async (c: Ctx, refused?: Refused): Promise<Response> => {
  const { load } = c.var.house.services
  const [{ head, plan }, calendar] = await Promise.all([load.plan(planParam(c)), load.calendar()])
  if (head.state !== 'published') throw new Refusal('access.missing', {})
  return page(
    c,
    <RhythmPage c={c} head={head} plan={plan} calendar={calendar} {...(refused ? { refused } : {})} />,
    refused ? statusOf(refused.refusal) : 200,
  )
}

/** GET /plans/:plan/rhythm */
export const showRhythm = (c: Ctx): Promise<Response> => show(c)

const versionIn = (sent: Sent): { version?: number } =>
  /^\d+$/.test(sent.get('version')) ? { version: Number(sent.get('version')) } : {}

const periodIn = (sent: Sent, name: string): Period => {
  const period = Period.safeParse(sent.get(name))
  if (!period.success) throw new Refusal('input.invalid', { problems: ['请选一个月'] })
  return period.data
}

const whyIn = (sent: Sent): string => {
  const why = sent.get('why').trim()
  if (why.length > 200) throw new Refusal('input.invalid', { problems: ['理由最多200字'] })
  return why
}

const dueIn = (sent: Sent): Instant | null => {
  if (sent.get('back') !== '') return null
  const [date, time] = [sent.get('date'), sent.get('time')]
  if (!LocalDate.safeParse(date).success || !ClockTime.safeParse(time).success)
    throw new Refusal('input.invalid', { problems: ['请填写哪一天、几点截止'] })
  return instantAt(date, time)
}

const act = async (c: Ctx, which: Refused['form'], does: (sent: Sent) => Promise<unknown>): Promise<Response> => {
  const sent = await form(c)
  try {
    await does(sent)
  } catch (error) {
    return show(c, { form: which, sent: sent.record(), refusal: inPlace(error) })
  }
  return see(c, `${paths.rhythm(planParam(c))}#periods`)
}

/** POST /plans/:plan/rhythm: another rule from a month on. */
export const changeRule = (c: Ctx): Promise<Response> =>
  act(c, 'rule', (sent) =>
    c.var.house.services.rhythms.changeRule(planParam(c), call(c), {
      ...readRule(sent.record()),
      from: periodIn(sent, 'from'),
      why: whyIn(sent),
      ...versionIn(sent),
    }),
  )

/** POST /plans/:plan/rhythm/due: one month's own due time, or back to the rule. Date and time are Shanghai's. */
export const setDue = (c: Ctx): Promise<Response> =>
  act(c, 'due', (sent) =>
    c.var.house.services.rhythms.setDue(planParam(c), call(c), {
      period: periodIn(sent, 'period'),
      due: dueIn(sent),
      why: whyIn(sent),
      ...versionIn(sent),
    }),
  )
