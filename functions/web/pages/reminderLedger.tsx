import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import {
  isTrouble,
  type LedgerLine,
  LINE_STATES,
  LINE_WORDS,
  LineState,
  lineId,
  mayBounce,
  NOTICE_WORDS,
} from '../../../shared/domain/reminder/ledger.ts'
import { mailboxUnit, NOBODY_WORDS } from '../../../shared/domain/reminder/recipients.ts'
import { DEFAULT_REMINDERS, RULE_IDS, type RuleSetting, ruleInWords } from '../../../shared/domain/reminder/rules.ts'
import { momentInWords, monthInWords, type Period, stampInWords } from '../../../shared/domain/time.ts'
import type { LedgerFilter, LedgerPage } from '../../../shared/service/ledgerView.ts'
import type { PreviewMail } from '../../../shared/service/remind.ts'
import type { Ctx } from '../context.ts'
import { Actions, Button, Form, Hidden, Note, Rows, Scroll, Select } from './components.tsx'
import { namesOf } from './taskFacts.tsx'

/** Rules and notices as the office reads them; of the rules, with the days that the plan set. */
export type RuleWords = (rule: string) => string

export const ruleWords = (settings: readonly RuleSetting[]): RuleWords => {
  const words = new Map<string, string>([
    ...DEFAULT_REMINDERS.map((rule): [string, string] => [rule.id, rule.words]),
    ...settings.map(({ id, days }): [string, string] => [id, ruleInWords(id, days)]),
    ...Object.entries(NOTICE_WORDS),
  ])
  return (rule) => words.get(rule) ?? rule
}

/** 救助处6月4项、3月2项 */
const itemsInWords = (mail: PreviewMail, units: readonly Unit[]): string => {
  const name = namesOf(units)
  const counts = new Map<string, number>()
  for (const item of mail.items) {
    const key = `${name(item.unit)}${monthInWords(item.period)}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const said = [...counts].map(([what, count]) => `${what}${count}项`)
  return said.length > 6 ? `${said.slice(0, 6).join('、')}等${said.length}份月报` : said.join('、')
}

/** People named one by one; of more there is the number. */
const MOST_PREVIEWED = 40

export const PreviewRows = ({
  mails,
  units,
  words,
}: {
  mails: readonly PreviewMail[]
  units: readonly Unit[]
  words: RuleWords
}) => (
  <>
    <Rows kind="mail">
      {mails.slice(0, MOST_PREVIEWED).map((mail) => (
        <li>
          <span>
            {mail.name}　<span class="note">{mail.mail}</span>
          </span>
          <span class="note">{mail.rule.split(',').map(words).join('、')}</span>
          <span class="note">{itemsInWords(mail, units)}</span>
        </li>
      ))}
    </Rows>
    {mails.length > MOST_PREVIEWED ? <Note>另有{mails.length - MOST_PREVIEWED}人。</Note> : null}
  </>
)

/** What the query asks for; what it asks wrongly filters nothing. */
export const filterIn = (query: (name: string) => string | undefined): LedgerFilter => {
  const state = LineState.safeParse(query('state'))
  return {
    state: state.success ? state.data : undefined,
    unit: query('unit') || undefined,
    rule: query('rule') || undefined,
  }
}

/** 全部12　已发送8　待重发1 …: each a way to the lines in that state. */
const States = ({
  href,
  page,
  filter,
}: {
  href: (state?: string) => string
  page: LedgerPage
  filter: LedgerFilter
}) => {
  const all = Object.values(page.counts).reduce((sum, count) => sum + count, 0)
  const link = (text: string, count: number, state: LineState | undefined) => (
    <a href={href(state)} aria-current={filter.state === state ? 'true' : undefined}>
      {filter.state === state ? (
        <strong>
          {text}
          {count}
        </strong>
      ) : (
        `${text}${count}`
      )}
    </a>
  )
  return (
    <nav class="acts" aria-label="结果">
      {link('全部', all, undefined)}
      {LINE_STATES.filter((state) => page.counts[state] > 0 || filter.state === state).map((state) =>
        link(LINE_WORDS[state], page.counts[state], state),
      )}
    </nav>
  )
}

const RULES_TO_CHOOSE = [...RULE_IDS, ...Object.keys(NOTICE_WORDS)]

/** A month's ledger: by result, by unit, by what brought a line about. */
export const Ledger = ({
  c,
  plan,
  period,
  page,
  filter,
  units,
  people,
  words,
}: {
  c: Ctx
  plan: Plan
  period: Period
  page: LedgerPage
  filter: LedgerFilter
  units: readonly Unit[]
  people: ReadonlyMap<string, string>
  words: RuleWords
}) => {
  const href = (state?: string): string => {
    const query = new URLSearchParams({
      period,
      ...(state ? { state } : {}),
      ...(filter.unit ? { unit: filter.unit } : {}),
      ...(filter.rule ? { rule: filter.rule } : {}),
    })
    return `${paths.reminders(plan.id)}?${query}#ledger`
  }
  return (
    <>
      <div class="gap">
        <States href={href} page={page} filter={filter} />
      </div>
      <form class="filters" method="get" action={`${paths.reminders(plan.id)}#ledger`}>
        <input type="hidden" name="period" value={period} />
        {filter.state ? <input type="hidden" name="state" value={filter.state} /> : null}
        <Select
          id="ledger-unit"
          name="unit"
          label="单位"
          chosen={filter.unit ?? ''}
          options={[{ value: '', text: '全部单位' }, ...units.map(({ id, name }) => ({ value: id, text: name }))]}
        />
        <Select
          id="ledger-rule"
          name="rule"
          label="依据"
          chosen={filter.rule ?? ''}
          options={[
            { value: '', text: '全部依据' },
            ...RULES_TO_CHOOSE.map((rule) => ({ value: rule, text: words(rule) })),
          ]}
        />
        <Actions>
          <Button small>筛选</Button>
        </Actions>
      </form>
      {page.found === 0 ? (
        <p class="gap">没有这样的催报。</p>
      ) : (
        <div class="gap">
          <Form c={c} action={paths.bounced(plan.id, period)}>
            <LedgerTable lines={page.lines} units={units} people={people} words={words} />
          </Form>
          <Note>发信邮箱收到退信，在那一行点“登记退信”：同一封信的各条都记作无法送达。</Note>
        </div>
      )}
      {page.found > page.lines.length ? (
        <Note>
          只列最近的{page.lines.length}条，共{page.found}条；按单位、依据或结果筛选，可以看到其余的。
        </Note>
      ) : null}
    </>
  )
}

const LedgerTable = ({
  lines,
  units,
  people,
  words,
}: {
  lines: readonly LedgerLine[]
  units: readonly Unit[]
  people: ReadonlyMap<string, string>
  words: RuleWords
}) => {
  const name = namesOf(units)
  const whom = ({ person }: LedgerLine): string => {
    const box = mailboxUnit(person)
    return box === null ? (NOBODY_WORDS[person] ?? people.get(person) ?? person) : `${name(box)}公用邮箱`
  }
  const says = (line: LedgerLine): string =>
    [
      line.by ? `${line.by.name}催办` : '',
      line.into ? `并入“${words(line.into)}”` : '',
      line.state === 'failed' && line.tries > 0 ? `已试${line.tries}次，还会再试` : '',
      line.reason ?? '',
    ]
      .filter((part) => part !== '')
      .join('；')
  return (
    <Scroll label="催报台账">
      <table class="ledger">
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
          {lines.map((line) => (
            <tr>
              <td>{stampInWords(line.at)}</td>
              <th scope="row">{line.unit === '-' ? '本系统' : name(line.unit)}</th>
              <td>{words(line.rule)}</td>
              <td>{whom(line)}</td>
              <td>
                {isTrouble(line) ? <strong class="todo">{LINE_WORDS[line.state]}</strong> : LINE_WORDS[line.state]}
              </td>
              <td>
                {says(line)}
                {line.unit !== '-' && mayBounce(line) ? (
                  <Button small name="line" value={lineId(line)}>
                    登记退信<Hidden>{`${name(line.unit)}，${words(line.rule)}，${whom(line)}`}</Hidden>
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

/** 下一次6月27日（星期四）9:00，发给5人。 */
export const nextInWords = (mails: readonly PreviewMail[]): string =>
  mails[0] ? `下一次${momentInWords(mails[0].at)}，发给${mails.length}人。` : '下一次没有要发的。'
