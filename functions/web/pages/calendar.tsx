import {
  allPeriods,
  CalendarCorrection,
  isWorkingDay,
  KNOWN_YEARS,
  type PeriodDates,
  unknownYears,
  type WorkCalendar,
} from '../../../shared/domain/calendar.ts'
import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import {
  dateInWords,
  dateOf,
  type Instant,
  momentInWords,
  monthInWords,
  stampInWords,
  weekdayInWords,
} from '../../../shared/domain/time.ts'
import { runningPlan } from '../../../shared/service/runningPlan.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, see, signedIn } from '../request.ts'
import { Actions, Button, Choices, Form, Lead, Note, Notice, Scroll, Section, TextField } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

/** A plan's periods: when each opens, falls due and locks. */
export const PeriodTable = ({ periods, now }: { periods: readonly PeriodDates[]; now: Instant }) => (
  <Scroll label="报告期">
    <table>
      <thead>
        <tr>
          <th scope="col">报告期</th>
          <th scope="col">开始</th>
          <th scope="col">截止</th>
          <th scope="col">锁定</th>
          <th scope="col">现在</th>
        </tr>
      </thead>
      <tbody>
        {periods.map((period) => (
          <tr>
            <th scope="row">{monthInWords(period.period)}</th>
            <td>{dateInWords(dateOf(period.opens))}</td>
            <td>{momentInWords(period.due)}</td>
            <td>{momentInWords(period.locks)}</td>
            <td>{phaseInWords(period, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
)

const phaseInWords = (period: PeriodDates, now: Instant): string =>
  now < period.opens ? '还没有开始' : now < period.due ? '填报中' : now < period.locks ? '已截止，没有锁定' : '已锁定'

/** What the calendar is made of and how far it is known, in words. */
const knownInWords = `法定节假日和调休取自国务院办公厅历年通知，已收录${KNOWN_YEARS.first}年到${KNOWN_YEARS.last}年；别的年份先按周一到周五算，通知公布后请在这里更正。`

type Given = { date: string; working: string; reason: string }
const NOTHING: Given = { date: '', working: 'no', reason: '' }

const CalendarPage = async ({ c, given, refusal }: { c: Ctx; given: Given; refusal?: Refusal }) => {
  const { load, plans } = c.var.house.services
  const [{ running: plan }, calendar, records] = await Promise.all([
    runningPlan(load, c.var.now),
    load.calendar(),
    plans.calendarHistory(call(c)),
  ])
  const edits = may(signedIn(c), 'calendar.edit')
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：日历` : '日历'} current="calendar">
      {refusal ? <RefusalSummary refusal={refusal} href="#date" /> : null}
      <h1>日历</h1>
      <Lead>截止和锁定按工作日推算。放假安排有变动时，在这里更正，截止时间随着变。</Lead>
      <Note>{knownInWords}</Note>
      {plan ? <PlanPeriods plan={plan} calendar={calendar} now={c.var.now} /> : null}
      <Corrections calendar={calendar} />
      {edits ? (
        <Section id="correct" title="更正一天">
          <Form c={c} action={paths.calendar} kind="medium">
            <TextField id="date" name="date" type="date" label="哪一天" value={given.date} short />
            <Choices
              id="working"
              legend="这一天"
              name="working"
              options={[
                { value: 'no', text: '不上班' },
                { value: 'yes', text: '上班' },
              ]}
              chosen={[given.working]}
            />
            <TextField
              id="reason"
              name="reason"
              label="依据"
              hint="比如放假通知的文号。更正和依据都记入经过。"
              value={given.reason}
            />
            <Actions>
              <Button primary>更正这一天</Button>
            </Actions>
          </Form>
        </Section>
      ) : null}
      <CalendarHistory records={records} />
    </Frame>
  )
}

/** Every correction that was ever made, the newest first: what stands above shows only the last of each day. */
const CalendarHistory = ({ records }: { records: readonly HistoryRecord[] }) => (
  <Section id="history" title="经过">
    {records.length === 0 ? (
      <p>还没有人更正过。</p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">时间</th>
            <th scope="col">经手人</th>
            <th scope="col">改了什么</th>
            <th scope="col">依据</th>
          </tr>
        </thead>
        <tbody>
          {[...records].reverse().map((record) => {
            const correction = CalendarCorrection.safeParse(record.body).data
            return (
              <tr>
                <td>{stampInWords(record.at)}</td>
                <td>{record.by.name}</td>
                <td>
                  {correction
                    ? `${dateInWords(correction.date, true)}改为${correction.working ? '上班' : '不上班'}`
                    : ''}
                </td>
                <td>{record.why ?? ''}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    )}
  </Section>
)

/** Which years' holidays the periods need and nobody has told yet; '' when none. Pages and logs say it, so that nobody takes Monday to Friday for certain. */
export const unknownInWords = (periods: readonly PeriodDates[]): string => {
  const years = unknownYears(periods)
  return years.length === 0 ? '' : `${years.join('、')}年的放假安排没有收录，先按周一到周五算。`
}

const PlanPeriods = ({ plan, calendar, now }: { plan: Plan; calendar: WorkCalendar; now: Instant }) => {
  const periods = allPeriods(plan.rhythm, calendar)
  const unknown = unknownInWords(periods)
  return (
    <Section id="periods" title={`${plan.year}年各报告期`}>
      {unknown === '' ? null : (
        <Notice tone="warn">
          <p>{unknown}国务院办公厅的通知公布后，请在下面逐日更正。</p>
        </Notice>
      )}
      <PeriodTable periods={periods} now={now} />
    </Section>
  )
}

const Corrections = ({ calendar }: { calendar: WorkCalendar }) => (
  <Section id="corrections" title="已作的更正">
    {calendar.corrections.length === 0 ? (
      <p>没有更正。</p>
    ) : (
      <table>
        <thead>
          <tr>
            <th scope="col">日期</th>
            <th scope="col">原来</th>
            <th scope="col">改为</th>
            <th scope="col">依据</th>
          </tr>
        </thead>
        <tbody>
          {calendar.corrections.map((correction) => (
            <tr>
              <th scope="row">
                {dateInWords(correction.date, true)}（{weekdayInWords(correction.date)}）
              </th>
              <td>{isWorkingDay({ corrections: [] }, correction.date) ? '上班' : '不上班'}</td>
              <td>{correction.working ? '上班' : '不上班'}</td>
              <td>{correction.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Section>
)

/** GET /calendar: the periods with their dates, the corrections, and the form for one more. */
export const showCalendar = (c: Ctx): Promise<Response> => {
  if (!may(signedIn(c), 'calendar.edit')) throw new Refusal('access.forbidden', {})
  return page(c, <CalendarPage c={c} given={NOTHING} />)
}

/** POST /calendar: corrects one day, with the reason. */
export const correctCalendar = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const given: Given = { date: sent.get('date'), working: sent.get('working'), reason: sent.get('reason') }
  try {
    const parsed = CalendarCorrection.safeParse({ ...given, working: given.working === 'yes' })
    if (!parsed.success)
      throw new Refusal('input.invalid', {
        problems: parsed.error.issues.map((issue) =>
          issue.path[0] === 'reason' ? '请写明依据，最多200字' : '请选一天',
        ),
      })
    await c.var.house.services.plans.correctCalendar(call(c), parsed.data)
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <CalendarPage c={c} given={given} refusal={refusal} />, statusOf(refusal))
  }
  return see(c, `${paths.calendar}#corrections`)
}
