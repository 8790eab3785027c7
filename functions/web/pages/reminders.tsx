import { paths } from '../../../shared/domain/paths.ts'
import { Slug, type Unit } from '../../../shared/domain/people.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { momentInWords, monthInWords, Period, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, periodParam, planParam, see } from '../request.ts'
import { Lead, Note, Phrase, Rows, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { ChasedNotice, ChaseForm } from './reminderChase.tsx'
import { filterIn, Ledger, nextInWords, PreviewRows, ruleWords } from './reminderLedger.tsx'

/** Units to which nothing can go (M5), each with the way to its page. */
const Unreachable = ({ units }: { units: readonly Unit[] }) => (
  <Section id="unreachable" title={`${units.length}个单位没有收件人`}>
    <Rows kind="owes">
      {units.map((unit) => (
        <li>
          <strong>{unit.name}</strong>
          <span class="todo">催报送不到</span>
          <span class="note">工作协调员、代填人都没有可用的邮箱，也没有公用邮箱。</span>
          <span class="acts">
            <a href={paths.unit(unit.id)}>定下协调员或公用邮箱</a>
          </span>
        </li>
      ))}
    </Rows>
  </Section>
)

/** What the next run will send, who can be chased, the ledger of a month, the last run. */
export const RemindersPage = async ({
  c,
  plan: planId,
  period: asked,
  refusal,
}: {
  c: Ctx
  plan: string
  period: string | undefined
  refusal?: Refusal
}) => {
  const { reminders, overview } = c.var.house.services
  const data = await overview.year(planId, call(c))
  const { year, plan } = data
  const opened = year.periods.filter((one) => one.opens <= year.cutOff)
  const period =
    year.periods.find((one) => Period.safeParse(asked).success && one.period === asked)?.period ??
    opened.at(-1)?.period ??
    plan.rhythm.first
  const query = (name: string): string | undefined => c.req.query(name)
  const filter = filterIn(query)
  const [mails, ledger, { last }, { settings }, unreachable, chaseable] = await Promise.all([
    reminders.preview(call(c), c.var.machine),
    reminders.ledgerPage(call(c), plan.id, period, filter),
    reminders.lastRun(c.var.machine),
    reminders.rules(call(c), plan.id),
    reminders.unreachable(call(c)),
    reminders.chaseable(call(c), { plan: plan.id, period, machine: c.var.machine }),
  ])
  const words = ruleWords(settings)
  const people = new Map(data.people.map((person) => [person.id, person.name]))
  const trouble = ledger.counts.failed + ledger.counts.unknown + ledger.counts.undeliverable
  const at = mails[0]?.at
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：催报` : '催报'} current="reminders">
      {refusal ? <RefusalSummary refusal={refusal} href="#chase" /> : null}
      <h1>催报</h1>
      <Lead>
        <Phrase>每天9:00自动催报，只发给还没办的人，每人一封。</Phrase>
        <Phrase>{nextInWords(mails)}</Phrase>
      </Lead>
      <p class="gap noprint">
        <a href={paths.reminderRules(plan.id)}>催报规则：提前几天、发给谁</a>
      </p>
      {unreachable.length > 0 ? <Unreachable units={unreachable} /> : null}
      <Section id="chase" title={`催办${periodInWords(period)}月报`}>
        <ChasedNotice query={query} />
        {chaseable.length === 0 ? (
          <p>{monthInWords(period)}没有可以催办的单位：都已提交，或者已经锁定。</p>
        ) : (
          <ChaseForm c={c} plan={plan.id} period={period} units={chaseable} refusal={refusal} />
        )}
      </Section>
      <Section id="next" title="下一次要发的信" note={at ? momentInWords(at) : undefined}>
        {mails.length === 0 ? (
          <p>到下一次运行时，没有要催的。</p>
        ) : (
          <PreviewRows mails={mails} units={data.units} words={words} />
        )}
        <Note>到那时已经报了的，不会再发。</Note>
      </Section>
      <Section id="ledger" title={`${periodInWords(period)}催报台账`}>
        <nav class="acts" aria-label="报告期">
          {opened.map((one) => (
            <a
              href={`${paths.reminders(plan.id)}?period=${one.period}#ledger`}
              aria-current={one.period === period ? 'page' : undefined}
            >
              {one.period === period ? <strong>{monthInWords(one.period)}</strong> : monthInWords(one.period)}
            </a>
          ))}
        </nav>
        {trouble > 0 ? (
          <Note>
            有{trouble}条没有送到或结果不明，请核对<a href={paths.people}>邮箱</a>，或者电话催办。
          </Note>
        ) : null}
        <Ledger {...{ c, plan, period, filter, people, words }} page={ledger} units={data.units} />
      </Section>
      {last ? (
        <Section id="last" title="上一次运行">
          <p>
            {stampInWords(last.at)}，发出{last.sent}封{last.failed > 0 ? `，待重发${last.failed}封` : ''}
            {last.unknown > 0 ? `，结果不明${last.unknown}封` : ''}。
          </p>
        </Section>
      ) : null}
    </Frame>
  )
}

/** GET /plans/:plan/reminders, with `?period=`, `?state=`, `?unit=`, `?rule=`. */
export const showReminders = (c: Ctx): Promise<Response> =>
  page(c, <RemindersPage c={c} plan={planParam(c)} period={c.req.query('period')} />)

/** POST /plans/:plan/reminders/:period/chase */
export const chaseUnits = async (c: Ctx): Promise<Response> => {
  const [plan, period] = [planParam(c), periodParam(c)]
  const sent = await form(c)
  const unit = Slug.safeParse(sent.get('unit'))
  try {
    const { units, already, unreachable } = await c.var.house.services.reminders.chase(call(c), {
      plan,
      period,
      units: sent.has('all') ? null : unit.success ? [unit.data] : [],
      confirmed: sent.has('confirmed'),
      machine: c.var.house.clocks.machine,
    })
    const told = new URLSearchParams({
      period,
      chased: String(units.length),
      already: String(already.length),
      none: String(new Set(unreachable).size),
    })
    return see(c, `${paths.reminders(plan)}?${told}#chase`)
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <RemindersPage c={c} plan={plan} period={period} refusal={refusal} />, statusOf(refusal))
  }
}

/** POST /plans/:plan/reminders/:period/bounced: the mail of this line came back. */
export const markBounced = async (c: Ctx): Promise<Response> => {
  const [plan, period] = [planParam(c), periodParam(c)]
  const line = (await form(c)).get('line')
  await c.var.house.services.reminders.bounced(call(c), { plan, period, line: line ?? '' })
  return see(c, `${paths.reminders(plan)}?${new URLSearchParams({ period, state: 'undeliverable' })}#ledger`)
}
