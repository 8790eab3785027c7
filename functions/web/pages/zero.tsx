import { paths } from '../../../shared/domain/paths.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { ACTS } from '../../../shared/domain/report/acts.ts'
import { FIELD_LIMIT, isBlank } from '../../../shared/domain/report/entry.ts'
import { STATE_WORDS } from '../../../shared/domain/report/report.ts'
import { momentInWords, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import { permit } from '../../../shared/service/deps.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, see, which } from '../request.ts'
import {
  Actions,
  Button,
  Crumb,
  ErrorSummary,
  Form,
  Lead,
  Notice,
  Phrase,
  Rows,
  Section,
  TextArea,
} from './components.tsx'
import { type ConflictExtra, ConflictPage } from './conflict.tsx'
import { Frame } from './frame.tsx'
import { mayWrite } from './report.tsx'
import { Situation } from './situation.tsx'
import { entryWords } from './taskWords.ts'

/** A whole-unit zero report (R3): a page that asks again, as the link in the mails leads here, and the act. */

type Given = { reason: string; next: string }

/** GET changes nothing. A report that cannot be written any more is refused here already, in the words of the act. */
export const showZero = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const by = call(c)
  const view = await c.var.house.services.reports.view(at, by)
  if (!mayWrite(by, view)) {
    if (view.duties.length === 0)
      throw new Refusal('report.nothing-owed', { what: `${view.unit.name}${periodInWords(at.period)}` })
    if (view.head.state !== 'draft' && view.head.state !== 'returned')
      throw new Refusal('report.state', {
        act: ACTS.submit.words,
        state: STATE_WORDS[view.head.state],
        by: view.act?.by.name ?? '',
        at: view.act ? stampInWords(view.act.at) : '',
      })
    return see(c, paths.report(at.plan, at.period, at.unit))
  }
  return page(c, <ZeroPage c={c} which={at} view={view} given={{ reason: '', next: '' }} version={view.head.version} />)
}

/** POST: files the zero report. */
export const submitZero = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const by = call(c)
  permit(by.actor, 'report.fill', { unit: at.unit })
  const sent = await form(c)
  const given = { reason: sent.get('reason').trim(), next: sent.get('next').trim() }
  const version = Number(sent.get('version'))
  const { reports } = c.var.house.services
  const again = async (errors: Partial<Given>): Promise<Response> => {
    const view = await reports.view(at, by)
    return page(c, <ZeroPage c={c} which={at} view={view} given={given} version={version} errors={errors} />, 422)
  }
  const errors: Partial<Given> = {
    ...(given.reason === '' ? { reason: '请写明零报告理由' } : {}),
    ...(given.reason.length > FIELD_LIMIT ? { reason: `最多${FIELD_LIMIT}字，现在${given.reason.length}字` } : {}),
    ...(given.next.length > FIELD_LIMIT ? { next: `最多${FIELD_LIMIT}字，现在${given.next.length}字` } : {}),
  }
  if (Object.keys(errors).length > 0) return again(errors)
  try {
    await reports.submitZero(at, by, { ...given, version: Number.isSafeInteger(version) ? version : 0 })
    return see(c, paths.receipt(at.plan, at.period, at.unit))
  } catch (error) {
    if (isRefusal(error, 'report.conflict'))
      return page(c, <ConflictPage c={c} which={at} refusal={error} extra={error.extra as ConflictExtra} />, 409)
    throw error
  }
}

const ZeroPage = ({
  c,
  which,
  view,
  given,
  version,
  errors = {},
}: {
  c: Ctx
  which: Which
  view: ReportView
  given: Given
  version: number
  errors?: Partial<Given>
}) => {
  const { plan, period, unit } = which
  const report = paths.report(plan, period, unit)
  const written = view.entries.filter((entry) => !entry.zero && !isBlank(entry)).length
  const problems = Object.entries(errors).map(([field, text]) => ({ href: `#${field}`, text }))
  const title = `${periodInWords(period)}整单位零报告`
  return (
    <Frame c={c} title={problems.length > 0 ? `缺${problems.length}处：${title}` : title} current="mine">
      <Crumb
        items={[
          { href: paths.mine, text: '本月' },
          { href: report, text: '填写月报' },
        ]}
        here="整单位零报告"
      />
      <h1>
        <Phrase>{title}</Phrase>　<Phrase>{view.unit.name}</Phrase>
      </h1>
      <Lead>
        <Situation scene={view} now={c.var.now} />
        <br />
        <Phrase>{view.duties.length}项任务都报“本月无新进展”，</Phrase>
        <Phrase>写一条理由，提交后算已报。</Phrase>
      </Lead>
      {problems.length > 0 ? <ErrorSummary title={`还不能提交，缺${problems.length}处`} problems={problems} /> : null}
      {written > 0 ? (
        <div class="gap">
          <Notice tone="warn">
            <p>
              已有{written}项任务填了进展
              {view.head.draftAt === null ? '' : `（草稿${momentInWords(view.head.draftAt)}）`}
              。提交整单位零报告会用零报告代替它们；有新进展的，请
              <a href={report}>回到月报逐项填写</a>。
            </p>
          </Notice>
        </div>
      ) : null}
      <Form c={c} action={paths.reportZero(plan, period, unit)} kind="medium">
        <input type="hidden" name="version" value={String(version)} />
        <TextArea
          id="reason"
          name="reason"
          label="零报告理由"
          hint={`写为什么这个月都没有新进展，最多${FIELD_LIMIT}字。`}
          error={errors.reason}
          value={given.reason}
          rows={3}
        />
        <TextArea
          id="next"
          name="next"
          label="下一步工作措施"
          optional="可以不填"
          hint="沿用上月；上月没有的任务用这里写的。"
          error={errors.next}
          value={given.next}
        />
        <Actions>
          <Button primary>提交{view.duties.length}项任务的零报告</Button>
          <a href={report}>逐项填写月报</a>
        </Actions>
      </Form>
      <Section id="tasks" title="本月应报任务">
        <Rows kind="owed">
          {view.duties.map((duty) => {
            const last = view.last.find((entry) => entry.task === duty.task)
            return (
              <li>
                <span class="n">任务{duty.task}</span>
                <div>
                  {taskOf(view.plan, duty.task)?.title ?? ''}
                  <p class="note">下一步工作措施：{last?.next ? last.next : given.next || '按年度安排推进'}</p>
                </div>
                <span class="note">{last ? `上月：${entryWords(last)}` : ''}</span>
              </li>
            )
          })}
        </Rows>
      </Section>
    </Frame>
  )
}
