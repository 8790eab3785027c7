import type { Child } from 'hono/jsx'
import { allPeriods } from '../../../shared/domain/calendar.ts'
import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { byTask, byUnit, inForce, planIn, taskOf, type WholePlan } from '../../../shared/domain/plan.ts'
import { dateInWords, monthInWords, type Period, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, page, planParam, see, signedIn } from '../request.ts'
import { PeriodTable } from './calendar.tsx'
import { Actions, Details, Facts, Lead, Note, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { ChangeList } from './planChanges.tsx'
import { coverageInWords, SourceText, sourceLines } from './sourceLines.tsx'
import { aimsInWords, byGroup, dutiesInWords, namesOf } from './taskFacts.tsx'

const ACT_WORDS: Record<string, string> = {
  import: '导入通知',
  settle: '核对、定单位',
  publish: '发布',
  'plan-change': '调整',
  rule: '改报送规则',
  due: '另定截止',
}

/** Every task with who owes it as what in the month that runs, or from a later one. */
const PlanTasks = ({
  plan,
  period,
  units,
  linked,
}: {
  plan: WholePlan
  period: Period
  units: readonly Unit[]
  linked: boolean
}) => {
  const name = namesOf(units)
  return (
    <Scroll label="任务和责任单位">
      <table>
        <thead>
          <tr>
            <th scope="col">任务</th>
            <th scope="col">谁来报</th>
            <th scope="col">期限和指标</th>
          </tr>
        </thead>
        {byGroup(plan).map((group) => (
          <tbody>
            <tr class="cls">
              <th scope="rowgroup" colspan={3}>
                {group.title}
              </th>
            </tr>
            {group.tasks.map((task) => (
              <tr>
                <th scope="row">
                  {task.number}
                  {'　'}
                  {linked ? <a href={paths.task(plan.id, String(task.number))}>{task.title}</a> : task.title}
                  {task.addedFrom === null ? null : <span class="tag">{monthInWords(task.addedFrom)}起</span>}
                  {task.cancelledFrom === null ? null : (
                    <span class="tag">{monthInWords(task.cancelledFrom)}起取消</span>
                  )}
                </th>
                <td>{dutiesInWords(byTask(plan.duties).get(task.number) ?? [], name, period)}</td>
                <td>{aimsInWords(task)}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Scroll>
  )
}

const History = ({ records }: { records: readonly HistoryRecord[] }) => (
  <ul class="bullets">
    {[...records].reverse().map((record) => (
      <li>
        {stampInWords(record.at)}　{record.by.name}　{ACT_WORDS[record.act] ?? record.act}
        {record.why === null ? '' : `：${record.why}`}
      </li>
    ))}
  </ul>
)

/** GET /plans/:plan: the published plan: tasks, who owes them, phases, periods, the notice. A draft leads to its own page. */
export const showPlan = async (c: Ctx): Promise<Response> => {
  const id = planParam(c)
  const actor = signedIn(c)
  const { load, plans } = c.var.house.services
  const { head } = await load.plan(id)
  if (head.state !== 'published' && may(actor, 'plan.edit')) return see(c, paths.planDraft(id))
  const [whole, units, calendar, records] = await Promise.all([
    load.whole(id),
    load.units(),
    load.calendar(),
    plans.history(id, call(c)),
  ])
  const periods = allPeriods(whole.rhythm, calendar)
  const period = periods.findLast((dates) => dates.opens <= c.var.now)?.period ?? whole.rhythm.first
  const plan = planIn(whole, period)
  const owed = plan.duties.filter(
    (duty) => inForce(duty, period) && !((taskOf(plan, duty.task)?.cancelledFrom ?? '9999') <= period),
  )
  const lines = sourceLines(plan)
  const layout = may(actor, 'plan.edit') ? <a href={paths.formLayout(id)}>看格式、改格式</a> : null
  const facts: [string, Child][] = [
    ['文号', plan.documentNumber ?? '没有写明'],
    [
      '印发',
      [plan.issuer, plan.issuedOn ? dateInWords(plan.issuedOn, true) : null].filter(Boolean).join('　') || '没有写明',
    ],
    ['发布', head.publishedAt ? stampInWords(head.publishedAt) : ''],
    [
      '月报表',
      <>
        {plan.formTitle}
        {layout ? <>　{layout}</> : null}
      </>,
    ],
  ]
  return page(
    c,
    <Frame c={c} title={plan.title} current="plans">
      <h1>{plan.title}</h1>
      <Lead>
        {plan.tasks.length}项任务，{byUnit(owed).size}个单位每月报送，共{owed.length}项应报。
      </Lead>
      <Facts items={facts} />
      {may(actor, 'overview.read') ? (
        <Actions>
          <a href={paths.overview(id, period)}>这一年的总览</a>
          <a href={paths.tasks(id)}>任务</a>
          <a href={paths.evaluation(id)}>评价</a>
          {may(actor, 'output.download') ? <a href={paths.downloads(id)}>下载</a> : null}
        </Actions>
      ) : null}
      {plan.changes.length === 0 ? null : (
        <Section id="changes" title="发布以后的调整">
          <ChangeList changes={plan.changes} />
        </Section>
      )}
      <Section
        id="tasks"
        title="任务和责任单位"
        note={may(actor, 'plan.edit') ? <a href={paths.planChanges(id)}>调整任务、单位</a> : undefined}
      >
        <PlanTasks plan={plan} period={period} units={units} linked={may(actor, 'overview.read')} />
      </Section>
      <Section
        id="periods"
        title="报告期"
        note={may(actor, 'plan.edit') ? <a href={paths.rhythm(id)}>改报送安排</a> : undefined}
      >
        <PeriodTable periods={periods} now={c.var.now} />
        <Note>退回以后给{plan.rhythm.window}个工作日重报。放假安排更正以后，截止和锁定随着变。</Note>
      </Section>
      {plan.phases.length === 0 ? null : (
        <Section id="phases" title="阶段">
          <ul class="bullets">
            {plan.phases.map((phase) => (
              <li>
                {phase.name}　{dateInWords(phase.start, true)}到{dateInWords(phase.end, true)}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section id="notice" title="通知原文">
        <Note>{coverageInWords(lines, plan.source.text.split('\n').length)}</Note>
        <Details summary="展开全文">
          <SourceText lines={lines} />
        </Details>
      </Section>
      <Section id="history" title="经过">
        <History records={records} />
      </Section>
    </Frame>,
  )
}
