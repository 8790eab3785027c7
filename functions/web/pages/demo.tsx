import { addWorkingDays, allPeriods } from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { Slug } from '../../../shared/domain/people.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { NOTICE_WORDS } from '../../../shared/domain/reminder/ledger.ts'
import { DEFAULT_REMINDERS } from '../../../shared/domain/reminder/rules.ts'
import {
  addDays,
  addMinutes,
  at,
  ClockTime,
  dateInWords,
  dateOf,
  type Instant,
  LocalDate,
  monthInWords,
  parseInstant,
  shanghai,
  stampInWords,
  timeOf,
} from '../../../shared/domain/time.ts'
import { runningPlan } from '../../../shared/service/runningPlan.ts'
import type { Ctx } from '../context.ts'
import { enter } from '../enter.ts'
import { localPath } from '../localPath.ts'
import { download, form, page, see } from '../request.ts'
import { Button, Crumb, Facts, Form, Lead, Rows, Section, TextField } from './components.tsx'
import { Frame } from './frame.tsx'

/** What only the demo has: the on-screen mailbox, the movable clock, signing in as a sample person. A bureau knows none of these addresses. */

const demoOf = (c: Ctx) => {
  const { demo } = c.var.house.services
  if (!demo || c.var.house.settings.mode !== 'demo') throw new Refusal('access.missing', {})
  return demo
}

const RULE_WORDS = new Map<string, string>([
  ...DEFAULT_REMINDERS.map((rule): [string, string] => [rule.id, rule.words]),
  ...Object.entries(NOTICE_WORDS),
  ['code', '登录验证码'],
])
const ruleInWords = (rules: string): string =>
  rules
    .split(',')
    .map((rule) => RULE_WORDS.get(rule.trim()) ?? rule.trim())
    .join('、')

/** A mail's time, an ISO 8601 text at +08:00, in words. */
const sentInWords = (iso: string): string => {
  const sent = parseInstant(iso)
  return sent ? `${dateInWords(dateOf(sent))}${timeOf(sent).replace(/^0/, '')}` : iso
}

type Jump = { to: Instant; says: string }

/** Where the clock can be sent at one press: the next working morning, the eve of the due day, past the due time, past the lock. */
const jumps = async (c: Ctx): Promise<Jump[]> => {
  const { load } = c.var.house.services
  const { now } = c.var
  const [{ running: plan }, calendar] = await Promise.all([runningPlan(load, now), load.calendar()])
  const morning = at(addWorkingDays(calendar, dateOf(now), 1), '09:00')
  const jump: Jump[] = [{ to: morning, says: '下一个工作日9:00' }]
  const period = plan ? allPeriods(plan.rhythm, calendar).find((one) => one.locks > now) : undefined
  if (period) {
    const month = monthInWords(period.period)
    const due = dateOf(addMinutes(period.due, -1))
    jump.push(
      { to: at(addWorkingDays(calendar, due, -1), '09:00'), says: `${month}截止前1个工作日9:00` },
      { to: addMinutes(period.due, 1), says: `${month}截止以后` },
      { to: at(addWorkingDays(calendar, due, 1), '09:00'), says: `${month}截止后第一个工作日9:00` },
      { to: addMinutes(period.locks, 1), says: `${month}锁定以后` },
    )
  }
  return jump.filter((one) => one.to > now)
}

const ClockForms = async ({ c }: { c: Ctx }) => (
  <Section id="clock" title="拨钟" note={`现在是${stampInWords(c.var.now)}`}>
    <p class="hint">时钟往前拨，路上该发的催报会补发。只动业务时间，登录和验证码的时限不受影响。</p>
    <Form c={c} action={paths.clock} kind="acts">
      <input type="hidden" name="back" value={paths.mailbox} />
      {(await jumps(c)).map((jump) => (
        <Button small name="to" value={shanghai(jump.to)}>
          到{jump.says}
        </Button>
      ))}
    </Form>
    <Form c={c} action={paths.clock}>
      <input type="hidden" name="back" value={paths.mailbox} />
      <div class="filters">
        <TextField id="date" name="date" type="date" label="拨到哪一天" value={addDays(dateOf(c.var.now), 1)} />
        <TextField id="time" name="time" type="time" label="几点" value={timeOf(c.var.now)} />
        <Button>拨钟</Button>
      </div>
    </Form>
  </Section>
)

/** So many mails stand on the page; the rest come with `?all=1`. */
const SHOWN = 30

/** GET /demo/mailbox: the clock, and the mails sent, the newest first. */
export const showMailbox = async (c: Ctx): Promise<Response> => {
  const demo = demoOf(c)
  const mails = await demo.outbox.list(1_000)
  const shown = c.req.query('all') === '1' ? mails : mails.slice(0, SHOWN)
  return page(
    c,
    <Frame c={c} title="演示邮箱">
      <h1>演示邮箱</h1>
      <Lead>演示时不向外发信。所有信都在这里，同时存成.eml文件。</Lead>
      <ClockForms c={c} />
      <Section id="list" title="发出的信" note={`最近${shown.length}封，共${mails.length}封`}>
        {mails.length === 0 ? (
          <p>还没有发过信。</p>
        ) : (
          <Rows kind="mail">
            {shown.map((mail) => (
              <li>
                <a href={paths.mail(mail.id)}>{mail.subject}</a>
                <span class="note">{sentInWords(mail.at)}</span>
                <span class="note">{mail.to}</span>
                <span class="note">{ruleInWords(mail.rule)}</span>
              </li>
            ))}
          </Rows>
        )}
        {shown.length < mails.length ? (
          <p class="gap">
            <a href={`${paths.mailbox}?all=1#list`}>看全部{mails.length}封</a>
          </p>
        ) : null}
      </Section>
    </Frame>,
  )
}

/** Addresses of this service in a mail's plain text become links; anything else stays text. */
const linked = (text: string, publicUrl: string) =>
  text.split(/(https?:\/\/[!-~]+)/).map((part) => {
    const path = part.startsWith(`${publicUrl}/`) ? localPath(part.slice(publicUrl.length).split('#')[0] ?? '') : null
    return path === null ? part : <a href={part.slice(publicUrl.length)}>{part}</a>
  })

/** What a mail's HTML may do when it is shown: carry its own inline styles, and nothing else. */
const MAIL_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"

/**
 * GET /demo/mailbox/:id: one mail as its plain text. `?as=html` gives its HTML under a policy of its own (no script, no form, no session),
 * `?as=text` the plain text as a file.
 */
export const showMail = async (c: Ctx): Promise<Response> => {
  const demo = demoOf(c)
  const id = c.req.param('id') ?? ''
  const mail = await demo.outbox.read(id)
  if (!mail) throw new Refusal('access.missing', {})
  const as = c.req.query('as')
  if (as === 'html')
    return c.body(mail.html, 200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': MAIL_CSP })
  if (as === 'text')
    return download(c, mail.text, {
      name: `${mail.subject}.txt`,
      type: 'text/plain; charset=utf-8',
      fallback: 'mail.txt',
    })
  return page(
    c,
    <Frame c={c} title={mail.subject}>
      <Crumb items={[{ href: paths.mailbox, text: '演示邮箱' }]} here={mail.subject} />
      <h1>
        {mail.subject.split(/(?<=[：，])/).map((part) => (
          <span class="ph">{part}</span>
        ))}
      </h1>
      <Facts
        items={[
          ['发给', mail.to],
          ['时间', sentInWords(mail.at)],
          ['依据', ruleInWords(mail.rule)],
          [
            '样式',
            <>
              <a href={`${paths.mail(id)}?as=html`}>网页版</a>　<a href={`${paths.mail(id)}?as=text`}>纯文本</a>
            </>,
          ],
        ]}
      />
      <div class="letter">
        <p class="text">{linked(mail.text, c.var.house.settings.publicUrl)}</p>
      </div>
    </Frame>,
  )
}

/** POST /demo/clock: `to` (ISO 8601 at +08:00), or `date` and `time`; then back to where one was. */
export const moveClock = async (c: Ctx): Promise<Response> => {
  const demo = demoOf(c)
  const sent = await form(c)
  const [date, time] = [sent.get('date'), sent.get('time')]
  const to = sent.has('to')
    ? parseInstant(sent.get('to'))
    : LocalDate.safeParse(date).success && ClockTime.safeParse(time).success
      ? at(date, time)
      : null
  if (to === null || to < '2000-01-01' || to > '2100-01-01')
    throw new Refusal('input.invalid', { problems: ['请选拨到哪一天、几点'] })
  await demo.moveClock(to)
  const back = sent.get('back')
  return see(c, back === '/' ? back : (localPath(back) ?? paths.mailbox))
}

/** POST /demo/sign-in: signs in as one of the sample people. */
export const demoSignIn = async (c: Ctx): Promise<Response> => {
  const demo = demoOf(c)
  const person = Slug.safeParse((await form(c)).get('person'))
  if (!person.success || !demo.people.some((one) => one.id === person.data)) throw new Refusal('access.missing', {})
  return enter(c, await c.var.house.services.access.openAs(person.data, c.var.machine))
}
