import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { isTrouble, type LedgerLine, LINE_WORDS, NOTICE_WORDS } from '../../../shared/domain/reminder/ledger.ts'
import { DEFAULT_REMINDERS } from '../../../shared/domain/reminder/rules.ts'
import { momentInWords, monthInWords, Period, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { PreviewMail } from '../../../shared/service/remind.ts'
import type { Ctx } from '../context.ts'
import { call, page, planParam, signedIn } from '../request.ts'
import { Lead, Note, Notice, Phrase, Rows, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { namesOf } from './taskFacts.tsx'

const RULES = new Map<string, string>([
  ...DEFAULT_REMINDERS.map((rule): [string, string] => [rule.id, rule.words]),
  ...Object.entries(NOTICE_WORDS),
])
const rulesInWords = (rules: string): string =>
  rules
    .split(',')
    .map((rule) => RULES.get(rule) ?? rule)
    .join('、')

/** The places of people where there is nobody with an address. */
const NOBODY: Record<string, string> = {
  '-coordinator': '没有可用的协调员邮箱',
  '-head': '没有可用的负责人邮箱',
  '-office': '没有可用的法规处邮箱',
}

/** 救助处6月4项、3月2项 */
const itemsInWords = (mail: PreviewMail, units: readonly Unit[]): string => {
  const name = namesOf(units)
  const counts = new Map<string, number>()
  for (const item of mail.items) {
    const key = `${name(item.unit)}${monthInWords(item.period)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => `${what}${count}项`).join('、')
}

export const PreviewRows = ({ mails, units }: { mails: readonly PreviewMail[]; units: readonly Unit[] }) => (
  <Rows kind="mail">
    {mails.map((mail) => (
      <li>
        <span>
          {mail.name}　<span class="note">{mail.mail}</span>
        </span>
        <span class="note">{rulesInWords(mail.rule)}</span>
        <span class="note">{itemsInWords(mail, units)}</span>
      </li>
    ))}
  </Rows>
)

export const LedgerTable = ({
  lines,
  units,
  people,
}: {
  lines: readonly LedgerLine[]
  units: readonly Unit[]
  people: ReadonlyMap<string, string>
}) => {
  const name = namesOf(units)
  const says = (line: LedgerLine): string =>
    [line.into ? `并入“${RULES.get(line.into) ?? line.into}”` : '', line.reason ?? '']
      .filter((part) => part !== '')
      .join('；')
  return (
    <Scroll label="催报台账">
      <table>
        <thead>
          <tr>
            <th scope="col">时间</th>
            <th scope="col">单位</th>
            <th scope="col">依据</th>
            <th scope="col">发给</th>
            <th scope="col">结果</th>
            <th scope="col">说明</th>
          </tr>
        </thead>
        <tbody>
          {[...lines]
            .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
            .map((line) => (
              <tr>
                <td>{stampInWords(line.at)}</td>
                <th scope="row">{name(line.unit)}</th>
                <td>{RULES.get(line.rule) ?? line.rule}</td>
                <td>{NOBODY[line.person] ?? people.get(line.person) ?? line.person}</td>
                <td>
                  {isTrouble(line) ? <strong class="todo">{LINE_WORDS[line.state]}</strong> : LINE_WORDS[line.state]}
                </td>
                <td>{says(line)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Scroll>
  )
}

/** GET /plans/:plan/reminders: what the next run will send, the ledger of a month (`?period=`), the last run. */
export const showReminders = async (c: Ctx): Promise<Response> => {
  if (!may(signedIn(c), 'reminder.read')) throw new Refusal('access.forbidden', {})
  const { reminders, overview } = c.var.house.services
  const data = await overview.year(planParam(c), call(c))
  const { year, plan } = data
  const opened = year.periods.filter((one) => one.opens <= year.cutOff)
  const asked = Period.safeParse(c.req.query('period'))
  const period =
    year.periods.find((one) => asked.success && one.period === asked.data)?.period ??
    opened.at(-1)?.period ??
    plan.rhythm.first
  const [mails, lines, { last, overdue }] = await Promise.all([
    reminders.preview(call(c), c.var.machine),
    reminders.ledger(call(c), plan.id, period),
    reminders.lastRun(c.var.machine),
  ])
  const at = mails[0]?.at
  const people = new Map(data.people.map((person) => [person.id, person.name]))
  const trouble = lines.filter(isTrouble)
  return page(
    c,
    <Frame c={c} title="催报" current="reminders" year={data}>
      <h1>催报</h1>
      <Lead>
        <Phrase>每天9:00自动催报，只发给还没报的人，每人一封。</Phrase>
        {at ? (
          <Phrase>
            下一次{momentInWords(at)}，发给{mails.length}人。
          </Phrase>
        ) : (
          <Phrase>下一次没有要发的。</Phrase>
        )}
      </Lead>
      {overdue ? (
        <div class="gap">
          <Notice tone="warn" title="催报没有按时运行">
            <p>
              {last ? `上一次运行是${stampInWords(last.at)}，已超过26小时。` : '还没有运行过。'}
              错过的催报，下一次运行会补上；一直没有运行，请告诉系统管理员。
            </p>
          </Notice>
        </div>
      ) : null}
      <Section id="next" title="下一次要发的信" note={at ? momentInWords(at) : undefined}>
        {mails.length === 0 ? <p>到下一次运行时，没有要催的。</p> : <PreviewRows mails={mails} units={data.units} />}
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
        {trouble.length > 0 ? (
          <Note>
            有{trouble.length}条没有送到或结果不明，请核对<a href={paths.people}>邮箱</a>，或者电话催办。
          </Note>
        ) : null}
        {lines.length === 0 ? (
          <p class="gap">{monthInWords(period)}还没有催报。</p>
        ) : (
          <div class="gap">
            <LedgerTable lines={lines} units={data.units} people={people} />
          </div>
        )}
      </Section>
      {last ? (
        <Section id="last" title="上一次运行">
          <p>
            {stampInWords(last.at)}，发出{last.sent}封{last.failed > 0 ? `，没有送到${last.failed}封` : ''}
            {last.unknown > 0 ? `，结果不明${last.unknown}封` : ''}。
          </p>
        </Section>
      ) : null}
    </Frame>,
  )
}
