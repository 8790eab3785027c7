import { paths } from '../../../shared/domain/paths.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import {
  ADDRESSEE_WORDS,
  Addressee,
  boundsOf,
  RULE_IDS,
  type RuleId,
  type RuleSetting,
  ruleInWords,
} from '../../../shared/domain/reminder/rules.ts'
import { stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, planParam, type Form as Sent, see } from '../request.ts'
import { Actions, Button, Check, Crumb, Form, Hidden, Lead, Note, Phrase, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

/** How a plan reminds: how many working days before or after what, and to whom. */

const GROUPS: { title: string; ids: readonly RuleId[] }[] = [
  { title: '提交以前', ids: ['before-5', 'before-1', 'due-morning'] },
  { title: '待负责人审签', ids: ['sign-idle', 'sign-due'] },
  { title: '过了截止时间', ids: ['overdue', 'digest', 'before-lock', 'lock-digest'] },
  { title: '延期补报', ids: ['close-1', 'close-morning'] },
  { title: '退回以后', ids: ['returned-idle', 'window-closing', 'window-closed'] },
  { title: '待审核', ids: ['unreviewed'] },
]

/** Days as the field shows them: without the sign, which the rule itself says in words. */
const shown = (days: number): string => String(Math.abs(days))

const Rule = ({ setting: { id, on, days, to } }: { setting: RuleSetting }) => {
  const { least, most, may, kept, always } = boundsOf(id)
  const words = ruleInWords(id, days)
  return (
    <tr>
      <th scope="row">
        {words}
        {always ? <span class="note">　不是工作日也发</span> : null}
      </th>
      <td>
        {least === most ? (
          <span class="note">不能改</span>
        ) : (
          <label>
            {most <= 0 ? '提前' : '第'}{' '}
            <input
              class="tiny"
              type="text"
              name={`${id}.days`}
              inputmode="numeric"
              value={shown(days)}
              aria-label={`${words}：工作日数`}
            />
            <span class="after">个工作日</span>
          </label>
        )}
      </td>
      <td>
        <div class="opts">
          {may.map((one) => (
            <Check name={`${id}.to`} value={one} checked={to.includes(one)}>
              {ADDRESSEE_WORDS[one]}
            </Check>
          ))}
        </div>
      </td>
      <td>
        {kept ? (
          <span class="note">总是启用</span>
        ) : (
          <Check name={`${id}.on`} value="yes" checked={on}>
            启用<Hidden>{words}</Hidden>
          </Check>
        )}
      </td>
    </tr>
  )
}

const RulesPage = async ({ c, typed, refusal }: { c: Ctx; typed?: readonly RuleSetting[]; refusal?: Refusal }) => {
  const plan = planParam(c)
  const { reminders } = c.var.house.services
  const [{ settings, version }, history] = await Promise.all([
    reminders.rules(call(c), plan),
    reminders.rulesHistory(call(c), plan),
  ])
  const given = new Map((typed ?? settings).map((setting) => [setting.id, setting]))
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：催报规则` : '催报规则'} current="reminders">
      <Crumb items={[{ href: paths.reminders(plan), text: '催报' }]} here="催报规则" />
      {refusal ? <RefusalSummary refusal={refusal} href="#rules" /> : null}
      <h1>催报规则</h1>
      <Lead>
        <Phrase>每天9:00按这些规则催报，</Phrase>
        <Phrase>工作日数从截止、锁定、退回或提交那天算起。</Phrase>
      </Lead>
      <Section id="rules" title="规则" note="从下一次运行起生效">
        <Form c={c} action={paths.reminderRules(plan)}>
          <input type="hidden" name="version" value={String(version)} />
          <Scroll label="催报规则">
            <table class="ledger">
              <thead>
                <tr>
                  <th scope="col">什么时候</th>
                  <th scope="col">工作日数</th>
                  <th scope="col">发给</th>
                  <th scope="col">启用</th>
                </tr>
              </thead>
              {GROUPS.map(({ title, ids }) => (
                <tbody>
                  <tr class="cls">
                    <th scope="rowgroup" colspan={4}>
                      {title}
                    </th>
                  </tr>
                  {ids.flatMap((id) => {
                    const setting = given.get(id)
                    return setting ? [<Rule setting={setting} />] : []
                  })}
                </tbody>
              ))}
            </table>
          </Scroll>
          <Note>同一份月报同一天有几条规则到期，只发最紧的一条，其余记作已并入；已经发出的不会因为改规则再发。</Note>
          <Actions>
            <Button primary>保存催报规则</Button>
          </Actions>
        </Form>
      </Section>
      <Section id="history" title="经过">
        {history.length === 0 ? (
          <p>没有改过，按默认规则。</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">时间</th>
                <th scope="col">谁</th>
                <th scope="col">改为</th>
              </tr>
            </thead>
            <tbody>
              {[...history].reverse().map((record) => (
                <tr>
                  <td>{stampInWords(record.at)}</td>
                  <td>{record.by.name}</td>
                  <td>{record.why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
    </Frame>
  )
}

/** The sent table → settings. What is no number stays what it is, and is refused with its sentence. */
const settingsIn = (sent: Sent): RuleSetting[] =>
  RULE_IDS.map((id) => {
    const { least, most, kept } = boundsOf(id)
    const text = sent.get(`${id}.days`).trim()
    const sign = most <= 0 ? -1 : 1
    const typed = /^\d{1,3}$/.test(text) ? sign * Number(text) : Number.NaN
    const to = sent.all(`${id}.to`).flatMap((one) => {
      const parsed = Addressee.safeParse(one)
      return parsed.success ? [parsed.data] : []
    })
    return { id, on: kept || sent.has(`${id}.on`), days: least === most ? least : typed === 0 ? 0 : typed, to }
  })

/** GET /plans/:plan/reminders/rules */
export const showReminderRules = (c: Ctx): Promise<Response> => page(c, <RulesPage c={c} />)

/** POST /plans/:plan/reminders/rules */
export const saveReminderRules = async (c: Ctx): Promise<Response> => {
  const plan = planParam(c)
  const sent = await form(c)
  const settings = settingsIn(sent)
  const version = /^\d+$/.test(sent.get('version')) ? Number(sent.get('version')) : undefined
  try {
    await c.var.house.services.reminders.setRules(call(c), plan, { settings, version })
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <RulesPage c={c} typed={settings} refusal={refusal} />, statusOf(refusal))
  }
  return see(c, `${paths.reminderRules(plan)}#history`)
}
