import { ratesOf } from '../../../shared/domain/counting/rates.ts'
import type { Standing } from '../../../shared/domain/counting/standing.ts'
import type { Year } from '../../../shared/domain/counting/year.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { UNIT_CLASSES, type Unit } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import {
  dateInWords,
  dateOf,
  daysLeftInWords,
  momentInWords,
  monthInWords,
  type Period,
  periodInWords,
} from '../../../shared/domain/time.ts'
import type { YearData } from '../../../shared/service/overview.ts'
import type { Ctx } from '../context.ts'
import { call, page, periodParam, planParam, signedIn } from '../request.ts'
import { Actions, Details, Lead, LinkButton, Note, Phrase, Rows, Section, Select } from './components.tsx'
import { Frame } from './frame.tsx'
import { MarkLegend, reportingUnits, UnitMatrix } from './matrix.tsx'
import { OwingRows, owingIn } from './owes.tsx'
import { GroupFilling, RatesTable, UnitRates } from './rates.tsx'

/** How the month stands, in one or two sentences. */
export const monthLead = (year: Year, period: Period): { plain: string[]; strong: string; later: string } => {
  const dates = year.periods.find((one) => one.period === period)
  if (!dates) return { plain: [], strong: '', later: '' }
  const standings = year.units.flatMap((unit) => {
    const standing = year.standings[unit.id]?.[period]
    return standing?.owed ? [standing] : []
  })
  const count = (is: (standing: Standing) => boolean): number => standings.filter(is).length
  const returned = count((standing) => standing.mark === 'returned')
  const back = returned > 0 ? [`${returned}个退回待重报`] : []
  const now = year.cutOff
  if (now < dates.opens)
    return {
      plain: [`${dateInWords(dateOf(dates.opens))}开始填报，`, `${standings.length}个单位应报。`],
      strong: '',
      later: '',
    }
  if (now < dates.due) {
    const filed = count((standing) => standing.filed)
    const rest = standings.length - filed
    const again = count((standing) => standing.filed && standing.mark === 'returned')
    return {
      plain: [
        `${momentInWords(dates.due)}截止，`,
        `${daysLeftInWords(now, dates.due)}。`,
        `${standings.length}个单位应报，${filed}个已提交${again > 0 ? `（其中${again}个退回待重报）` : ''}。`,
      ],
      strong: rest === 0 ? '' : `${rest}个还没有提交。`,
      later: '',
    }
  }
  const rates = ratesOf(standings)
  const locked = now >= dates.locks
  const missing = rates.missing > 0 ? [`${rates.missing}个${locked ? '未报' : '逾期'}`] : []
  const open = [...missing, ...back]
  return {
    plain: [
      `${momentInWords(dates.due)}已截止。`,
      `${rates.expected}个单位中${rates.reported}个已报${open.length > 0 ? '，' : '。'}`,
    ],
    strong: open.length > 0 ? `${open.join('，')}。` : '',
    later: locked
      ? `${momentInWords(dates.locks)}已锁定，要补报的由法规处开延期。`
      : `${momentInWords(dates.locks)}锁定，锁定前补报的记作迟报。`,
  }
}

/** Filters of the matrix and the rates, as the address carries them. */
type Filter = { class: string; group: string }

const filtered = (year: Year, { class: unitClass, group }: Filter): Unit[] =>
  reportingUnits(year).filter(
    (unit) =>
      (unitClass === '' || unit.class === unitClass) &&
      (group === '' ||
        year.plan.duties.some(
          (duty) =>
            duty.unit === unit.id && year.plan.tasks.find((task) => task.number === duty.task)?.group === Number(group),
        )),
  )

const Filters = ({ year, period, filter }: { year: Year; period: Period; filter: Filter }) => (
  <form class="filters" method="get" action={`${paths.overview(year.plan.id, period)}#matrix`}>
    <Select
      id="f-class"
      name="class"
      label="类别"
      options={[{ value: '', text: '全部单位' }, ...UNIT_CLASSES.map((one) => ({ value: one, text: one }))]}
      chosen={filter.class}
    />
    {year.plan.groups.length === 0 ? null : (
      <Select
        id="f-group"
        name="group"
        label="承担哪个任务分组"
        options={[
          { value: '', text: '全部分组' },
          ...year.plan.groups.map((group, index) => ({ value: String(index), text: group.title })),
        ]}
        chosen={filter.group}
      />
    )}
    <button class="btn" type="submit">
      筛选
    </button>
  </form>
)

const Months = ({ year, period }: { year: Year; period: Period }) => (
  <nav class="acts" aria-label="报告期">
    {year.periods
      .filter((one) => one.opens <= year.cutOff || one.period === period)
      .map((one) => (
        <a href={paths.overview(year.plan.id, one.period)} aria-current={one.period === period ? 'page' : undefined}>
          {one.period === period ? <strong>{monthInWords(one.period)}</strong> : monthInWords(one.period)}
        </a>
      ))}
  </nav>
)

/** Months of whole-unit zero reports running that end with this one. */
const zeroRun = (year: Year, unit: string, period: Period): number => {
  let run = 0
  for (const one of year.periods.filter((dates) => dates.period <= period).reverse()) {
    if (!year.standings[unit]?.[one.period]?.zero) break
    run++
  }
  return run
}

const Zeros = ({ year, period, link }: { year: Year; period: Period; link: (unit: string) => string | null }) => {
  const zeros = reportingUnits(year).filter((unit) => year.standings[unit.id]?.[period]?.zero)
  return (
    <Section id="zeros" title="零报告" note="每份都有理由，不扣分">
      {zeros.length === 0 ? (
        <p>{monthInWords(period)}没有整单位的零报告。</p>
      ) : (
        <ul class="bullets">
          {zeros.map((unit) => {
            const run = zeroRun(year, unit.id, period)
            const href = link(unit.id)
            return (
              <li>
                {href === null ? unit.name : <a href={href}>{unit.name}</a>}
                {run > 2 ? `　连续${run}个月零报告` : ''}
              </li>
            )
          })}
        </ul>
      )}
    </Section>
  )
}

/** The month for those who see everything: who owes, what waits, then the tables. */
const Work = ({ c, data, period }: { c: Ctx; data: YearData; period: Period }) => {
  const actor = signedIn(c)
  const { year, plan } = data
  const office = may(actor, 'report.enter')
  const reads = may(actor, 'report.read', { unit: '' })
  const owing = owingIn(year, period, data.people, data.reports)
  const waiting = data.reports.filter((head) => head.state === 'submitted')
  const order = new Map(data.units.map((unit, index) => [unit.id, index]))
  const here = waiting
    .filter((head) => head.period === period)
    .sort((a, b) => (order.get(a.unit) ?? 0) - (order.get(b.unit) ?? 0))
  const names = new Map(data.units.map((unit) => [unit.id, unit.name]))
  return (
    <>
      <Actions>
        {reads && waiting.length > 0 ? (
          <LinkButton href={paths.reviews(plan.id)} primary>
            审核{waiting.length}份月报
          </LinkButton>
        ) : null}
        {may(actor, 'output.download') ? (
          <a href={paths.monthOutput(plan.id, period, 'summary')}>下载{monthInWords(period)}汇总表</a>
        ) : null}
        <a href={paths.leadership(plan.id)}>一页情况</a>
        {may(actor, 'reminder.read') ? <a href={paths.reminders(plan.id)}>先看催报邮件</a> : null}
      </Actions>
      <Section id="owe" title="谁还没报" note={`截至${momentInWords(year.cutOff)}`}>
        {owing.length === 0 ? (
          <p>{monthInWords(period)}的月报都报了。</p>
        ) : (
          <OwingRows owing={owing} plan={plan.id} period={period} office={office} reads={reads} />
        )}
      </Section>
      {reads && here.length > 0 ? (
        <Section id="waiting" title={`${monthInWords(period)}待审${here.length}份`}>
          <Rows kind="plain-rows">
            {here.map((head) => (
              <li>
                <a href={paths.review(plan.id, period, head.unit)}>{names.get(head.unit)}</a>
                <span class="note">{head.filedAt ? `${momentInWords(head.filedAt)}提交` : ''}</span>
              </li>
            ))}
          </Rows>
        </Section>
      ) : null}
    </>
  )
}

/**
 * GET /plans/:plan/:period: the month's overview. Who may read everything sees who owes and what waits; a unit sees the published summary:
 * matrix and rates, no texts, links to its own reports only.
 */
export const showOverview = async (c: Ctx): Promise<Response> => {
  const period = periodParam(c)
  const actor = signedIn(c)
  const data = await c.var.house.services.overview.year(planParam(c), call(c))
  const { year, plan } = data
  if (!year.periods.some((one) => one.period === period)) throw new Refusal('access.missing', {})
  const all = may(actor, 'overview.read')
  const reads = may(actor, 'report.read', { unit: '' })
  const link = (unit: string, month: Period): string | null => {
    if (reads) return paths.review(plan.id, month, unit)
    return may(actor, 'report.read', { unit }) ? paths.report(plan.id, month, unit) : null
  }
  const query = { class: c.req.query('class') ?? '', group: c.req.query('group') ?? '' }
  const filter: Filter = {
    class: UNIT_CLASSES.some((one) => one === query.class) ? query.class : '',
    group: /^\d{1,3}$/.test(query.group) && plan.groups[Number(query.group)] ? query.group : '',
  }
  const units = filtered(year, filter)
  const lead = monthLead(year, period)
  return page(
    c,
    <Frame c={c} title={`${periodInWords(period)}报送情况`} current="overview" landscape year={data}>
      <h1>{periodInWords(period)}报送情况</h1>
      <Lead>
        {lead.plain.map((text) => (
          <Phrase>{text}</Phrase>
        ))}
        {lead.strong === '' ? null : <strong class="ph">{lead.strong}</strong>}
        {lead.later === '' ? null : (
          <>
            <br />
            <Phrase>{lead.later}</Phrase>
          </>
        )}
      </Lead>
      <Months year={year} period={period} />
      {all ? <Work c={c} data={data} period={period} /> : null}
      <Section
        id="matrix"
        title="各单位各月"
        kind="sheetbreak"
        note={
          <>
            {reads ? '点开一格看那份月报' : `截至${momentInWords(year.cutOff)}`}
            {may(actor, 'output.download') ? (
              <>
                {'　'}
                <a href={paths.output(plan.id, 'rates')}>下载CSV</a>
              </>
            ) : null}
          </>
        }
      >
        <Filters year={year} period={period} filter={filter} />
        <div class="gap">
          <MarkLegend />
        </div>
        {units.length === 0 ? (
          <p>没有符合条件的单位。</p>
        ) : (
          <UnitMatrix year={year} units={units} current={period} link={link} />
        )}
        <Note>由填报单位自己的人审核通过的，各类输出注明“自审”；由评价机构或指定的外处复核人审核的不注。</Note>
      </Section>
      <Section id="rates" title="报送率" note={`截至${momentInWords(year.cutOff)}`}>
        <RatesTable year={year} units={units} period={period} />
        <Details summary="按单位看">
          <UnitRates year={year} units={units} />
        </Details>
        <Details summary="按任务分组看">
          <GroupFilling year={year} period={period} />
        </Details>
      </Section>
      {all ? <Zeros year={year} period={period} link={(unit) => link(unit, period)} /> : null}
    </Frame>,
  )
}
