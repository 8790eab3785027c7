import { type DayDigest, TROUBLE_WORDS, type Trouble } from '../../../shared/domain/digest.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { dateInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Verified } from '../../../shared/service/digest.ts'
import { placeInWords } from '../../../shared/service/placeInWords.ts'
import type { Ctx } from '../context.ts'
import { call, page, planParam } from '../request.ts'
import { Actions, Button, Crumb, Form, Lead, Notice, Phrase, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'

/** Do the records stand as they were written (A2)? */

/** Days shown: a month and a bit. */
const DAYS = 40

/** GET /plans/:plan/integrity: every day's digest, as it was printed in the office's mail. */
export const showIntegrity = async (c: Ctx): Promise<Response> => {
  const plan = planParam(c)
  const days = await c.var.house.services.digests.days(plan, call(c))
  return page(c, <IntegrityPage c={c} plan={plan} days={days} />)
}

/** POST to the same address: walks through everything now. Nothing is changed by it. */
export const verifyHistory = async (c: Ctx): Promise<Response> => {
  const plan = planParam(c)
  const by = call(c)
  const { digests } = c.var.house.services
  const [days, found] = await Promise.all([digests.days(plan, by), digests.verify(plan, by)])
  const places = await Promise.all(found.troubles.map((trouble) => placeInWords(c.var.house.services.load, trouble)))
  return page(
    c,
    <IntegrityPage
      c={c}
      plan={plan}
      days={days}
      found={found}
      troubles={found.troubles.map((trouble, index) => ({ ...trouble, place: places[index] ?? '' }))}
    />,
  )
}

const IntegrityPage = ({
  c,
  plan,
  days,
  found,
  troubles = [],
}: {
  c: Ctx
  plan: string
  days: readonly DayDigest[]
  found?: Verified
  troubles?: readonly (Trouble & { place: string })[]
}) => (
  <Frame c={c} title="核对办理记录" current="downloads">
    <Crumb items={[{ href: paths.downloads(plan), text: '下载' }]} here="核对办理记录" />
    <h1>核对办理记录</h1>
    <Lead>
      <Phrase>每条办理记录带着上一条的SHA-256，</Phrase>
      <Phrase>每天再合成一个校验值，印在发给法规处的邮件里。</Phrase>
    </Lead>
    {found === undefined ? null : troubles.length === 0 ? (
      <Notice tone="done" title={`核对了${found.records}条记录、${found.days}天的校验值，没有改动`}>
        <p>要和存档核对的，把下面的校验值和当天邮件里的比一比。</p>
      </Notice>
    ) : (
      <Notice tone="warn" title={`有${troubles.length}处对不上`}>
        <ul class="bullets">
          {troubles.map((trouble) => (
            <li>
              {trouble.place}：{TROUBLE_WORDS[trouble.what]}
              {trouble.day ? `（${dateInWords(trouble.day, true)}的校验值）` : ''}
              {trouble.record ? <span class="note hash">　记录{trouble.record}</span> : null}
            </li>
          ))}
        </ul>
        <p>请保存现场，用最近的备份核对，并联系系统管理员。</p>
      </Notice>
    )}
    <Form c={c} action={paths.integrity(plan)} kind="gap-small">
      <Actions>
        <Button primary>现在核对</Button>
      </Actions>
    </Form>
    <Section id="days" title="每天的校验值" note={days.length > DAYS ? `最近${DAYS}天` : null}>
      {days.length === 0 ? (
        <p class="note">还没有校验值，每天催报时记下一个。</p>
      ) : (
        <Scroll label="每天的校验值，可左右滚动">
          <table>
            <thead>
              <tr>
                <th scope="col">日期</th>
                <th scope="col">记下的时间</th>
                <th scope="col">校验值，和当天发给法规处的邮件里相同</th>
              </tr>
            </thead>
            <tbody>
              {[...days]
                .reverse()
                .slice(0, DAYS)
                .map((day) => (
                  <tr>
                    <th scope="row" class="nb">
                      {dateInWords(day.day, true)}
                    </th>
                    <td class="nb">{stampInWords(day.at)}</td>
                    <td class="hash">{day.digest}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  </Frame>
)
