import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { ACTS, stateAfter } from '../../../shared/domain/report/acts.ts'
import { isOpen } from '../../../shared/domain/report/dates.ts'
import type { Call } from '../../../shared/service/deps.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, type Form as Sent, see, which } from '../request.ts'
import { Actions, Button, Form, Note, Section, TextArea } from './components.tsx'
import { inPlace, statusOf } from './inPlace.tsx'
import { ReportReadPage } from './reportRead.tsx'

/** The unit head's part (R7): sign the report off, so that it reaches the office, or give it back with the reason. */

/** May this person sign the report off now? The same table and dates that the act asks. */
export const maySign = ({ actor, now }: Call, { unit, head, dates }: ReportView): boolean =>
  may(actor, 'report.sign', { unit: unit.id }) && stateAfter(head.state, 'sign-off') !== null && isOpen(dates, now)

/** Under the texts: the head has read them by then. */
export const SignOffSection = ({
  c,
  which: { plan, period, unit },
  version,
  declined,
}: {
  c: Ctx
  which: Which
  version: number
  /** What was typed towards giving it back, and what was wrong with it. */
  declined?: { reason: string; refusal: Refusal } | undefined
}) => (
  <Section id="sign" title="负责人审签">
    <p class="prose">审签以后月报报到法规处，报送时间按审签的时间计。内容要改，写明意见退给填报人。</p>
    <Form c={c} action={paths.reportSign(plan, period, unit)}>
      <input type="hidden" name="version" value={String(version)} />
      <Actions>
        <Button primary>审签，报法规处</Button>
      </Actions>
      <TextArea
        id="reason"
        name="reason"
        label="不予审签的意见"
        optional="审签的不填"
        hint="填报人会在邮件和月报页上看到这段话。"
        rows={2}
        value={declined?.reason ?? ''}
        error={declined ? declined.refusal.said.todo : undefined}
      />
      <Actions>
        <Button action={paths.reportDecline(plan, period, unit)}>{ACTS.decline.words}，退给填报人</Button>
      </Actions>
      <Note>审签和退给填报人都记入经过。</Note>
    </Form>
  </Section>
)

const versionIn = (sent: Sent): number | undefined =>
  /^\d+$/.test(sent.get('version')) ? Number(sent.get('version')) : undefined

/** POST …/sign */
export const signReport = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const sent = await form(c)
  await c.var.house.services.reports.signOff(at, call(c), { version: versionIn(sent) })
  return see(c, paths.receipt(at.plan, at.period, at.unit))
}

/** POST …/decline */
export const declineReport = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const sent = await form(c)
  const reason = sent.get('reason').trim()
  const { reports } = c.var.house.services
  try {
    if (reason.length > 1_000) throw new Refusal('input.invalid', { problems: ['意见最多1000字'] })
    await reports.decline(at, call(c), { why: reason, version: versionIn(sent) })
  } catch (error) {
    if (!isRefusal(error, 'reason.missing') && !isRefusal(error, 'input.invalid')) throw error
    const refusal = inPlace(error)
    const view = await reports.view(at, call(c))
    return page(
      c,
      <ReportReadPage c={c} which={at} view={view} returned={null} declined={{ reason, refusal }} />,
      statusOf(refusal),
    )
  }
  return see(c, paths.report(at.plan, at.period, at.unit))
}
