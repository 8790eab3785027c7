import { MARKS, type Standing } from '../../../shared/domain/counting/standing.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Unit } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { WORK_WORDS } from '../../../shared/domain/phase/phase.ts'
import { taskOf } from '../../../shared/domain/plan.ts'
import { reportDates } from '../../../shared/domain/report/dates.ts'
import type { Entry } from '../../../shared/domain/report/entry.ts'
import {
  dateInWords,
  dateOf,
  type Instant,
  momentInWords,
  monthInWords,
  type Period,
  periodInWords,
} from '../../../shared/domain/time.ts'
import type { YearData } from '../../../shared/service/overview.ts'
import type { PhaseOwed } from '../../../shared/service/phase.ts'
import type { ReportView } from '../../../shared/service/report.ts'
import { runningPlan } from '../../../shared/service/runningPlan.ts'
import type { Ctx } from '../context.ts'
import { call, page, signedIn } from '../request.ts'
import { Actions, Glyph, Lead, LinkButton, Notice, Phrase, Rows, Section, State } from './components.tsx'
import { EntryState, isReady } from './entryState.tsx'
import { Frame } from './frame.tsx'
import { lastReturn, mayWrite } from './report.tsx'
import { changedTasks, type Returned, savedInWords } from './reportForm.tsx'
import { DeclineNotice, ReturnNotice } from './returnNotice.tsx'
import { maySign } from './signOff.tsx'
import { Situation } from './situation.tsx'
import { entryWords, taskLine } from './taskWords.ts'

/** The unit's own page: what is owed this month, until when, what is left, one button; then the months before (R1). */

type Mine = {
  unit: Unit
  /** The running month; null before the first opens. */
  view: ReportView | null
  returned: Returned | null
  /** Earlier months that still wait for the unit: returned, or open and not filed; last year's first. */
  open: Open[]
  /** What the kick-off and the look-back still ask of the unit. */
  phases: PhaseOwed[]
}
type Open = { plan: string; period: Period; standing: Standing; closes: Instant }

export const showMine = async (c: Ctx): Promise<Response> => {
  const actor = signedIn(c)
  const { load, overview } = c.var.house.services
  const { running: plan, before } = await runningPlan(load, c.var.now)
  const units = [...new Set(actor.serves.map((served) => served.unit))]
  if (!plan || units.length === 0) return page(c, <NothingHere c={c} serves={units.length > 0} />)
  const [year, lastYear] = await Promise.all([
    overview.ofUnits(plan.id, units, call(c)),
    before ? overview.ofUnits(before.id, units, call(c)) : null,
  ])
  const mine = await Promise.all(units.map((unit) => mineOf(c, year, lastYear, unit)))
  return page(c, <MinePage c={c} year={year} mine={mine.filter((one) => one !== null)} />)
}

/** The months that a unit may still write and has not filed; a month after its lock is one while an extension runs. */
const openMonths = ({ plan, periods, reports, year }: YearData, unit: string, now: Instant): Open[] =>
  periods.flatMap((dates) => {
    const standing = year.standings[unit]?.[dates.period]
    if (!standing || !['overdue', 'missing', 'returned'].includes(standing.mark)) return []
    const head = reports.find((one) => one.unit === unit && one.period === dates.period)
    const { closes } = reportDates(dates, head ?? { extensions: [], windowUntil: null })
    return now < closes ? [{ plan: plan.id, period: dates.period, standing, closes }] : []
  })

const mineOf = async (c: Ctx, year: YearData, lastYear: YearData | null, unitId: string): Promise<Mine | null> => {
  const by = call(c)
  const unit = year.units.find((one) => one.id === unitId)
  if (!unit) return null
  const period = runningPeriod(year, by.now)
  const at = { plan: year.plan.id, period: period ?? '', unit: unitId }
  const view = period === null ? null : await c.var.house.services.reports.view(at, by)
  const open = [
    ...(lastYear ? openMonths(lastYear, unitId, by.now) : []),
    ...openMonths(year, unitId, by.now).filter((month) => month.period !== period),
  ]
  const last = year.periods.at(-1)?.locks ?? ''
  const phases = by.now < last ? await c.var.house.services.phases.owed(year.plan, unitId, by.now) : []
  return { unit, phases, view, returned: view ? await lastReturn(c, at, view) : null, open }
}

/** The newest month that has opened. */
const runningPeriod = ({ periods }: YearData, now: string): Period | null =>
  periods.findLast((dates) => dates.opens <= now)?.period ?? null

const NothingHere = ({ c, serves }: { c: Ctx; serves: boolean }) => (
  <Frame c={c} title="本月" current="mine">
    <h1>本月</h1>
    <Lead>
      {serves ? '还没有发布的实施方案，现在没有要填的月报。' : '您没有担任任何单位的工作协调员、代填人或负责人。'}
    </Lead>
    <p class="prose gap">{serves ? '法规处发布后，这里会列出应报任务。' : '如果应当有，请联系法规处。'}</p>
  </Frame>
)

const MinePage = ({ c, year, mine }: { c: Ctx; year: YearData; mine: readonly Mine[] }) => {
  const period = runningPeriod(year, c.var.now)
  const first = year.periods[0]
  const title = period === null ? '本月' : `${periodInWords(period)}月报`
  return (
    <Frame c={c} title={title} current="mine">
      <h1>{title}</h1>
      {period === null && first ? <Lead>第一个报告期从{dateInWords(dateOf(first.opens))}开始。</Lead> : null}
      {mine.map((one, index) => (
        <UnitMonth c={c} year={year} mine={one} primary={index === 0} named={mine.length > 1} />
      ))}
    </Frame>
  )
}

const UnitMonth = ({
  c,
  year,
  mine: { unit, view, returned, open, phases },
  primary,
  named,
}: {
  c: Ctx
  year: YearData
  mine: Mine
  primary: boolean
  /** The person serves several units: each is named, and has ids of its own. */
  named: boolean
}) => {
  const { now } = c.var
  const suffix = named ? `-${unit.id}` : ''
  return (
    <div class={named ? 'unit-month' : undefined}>
      {named ? <h2>{unit.name}</h2> : null}
      {returned && view ? (
        <ReturnNotice returned={returned} title={`${periodInWords(view.head.period)}月报已退回`} />
      ) : null}
      {view ? <DeclineNotice view={view} /> : null}
      {view ? (
        <Month c={c} year={year} unit={unit} view={view} returned={returned} primary={primary} suffix={suffix} />
      ) : null}
      {phases.map((owed) => (
        <PhaseNotice plan={year.plan.id} unit={unit.id} owed={owed} now={now} />
      ))}
      {open.map(({ plan, period, standing, closes }) => (
        <div class="gap">
          <Notice tone={standing.mark === 'returned' ? 'back' : 'warn'}>
            <p>
              {periodInWords(period)}月报{MARKS[standing.mark].word}，
              {now < standing.locks
                ? `${momentInWords(standing.locks)}锁定。`
                : `${momentInWords(closes)}以前可以${standing.mark === 'returned' ? '重报' : '补报'}。`}
              <a href={paths.report(plan, period, unit.id)}>打开{monthInWords(period)}月报</a>
            </p>
          </Notice>
        </div>
      ))}
      <Section
        id={`months${suffix}`}
        title="历月月报"
        note={view ? <a href={paths.overview(year.plan.id, view.head.period)}>各单位报送情况</a> : null}
      >
        <Months year={year} unit={unit.id} view={view} />
      </Section>
    </div>
  )
}

/** What a phase still asks, with a link to it. */
const PhaseNotice = ({
  plan,
  unit,
  owed: { work, dates, open },
  now,
}: {
  plan: string
  unit: string
  owed: PhaseOwed
  now: Instant
}) => (
  <div class="gap">
    <Notice tone="warn">
      <p>
        {open > 0
          ? `${dates.name}自查的${open}个问题还没有整改。`
          : now < dates.due
            ? `${dates.name}：请在${momentInWords(dates.due)}前报送${WORK_WORDS[work].what}。`
            : `${dates.name}的${WORK_WORDS[work].what}还没有报送，${momentInWords(dates.due)}已到期。`}
        <a href={paths[work](plan, unit)}>{open > 0 ? '去整改' : '去报送'}</a>
      </p>
    </Notice>
  </div>
)

const Month = ({
  c,
  year,
  unit,
  view,
  returned,
  primary,
  suffix,
}: {
  c: Ctx
  year: YearData
  unit: Unit
  view: ReportView
  returned: Returned | null
  primary: boolean
  suffix: string
}) => {
  const by = call(c)
  const { plan } = year
  const { period } = view.head
  const path = paths.report(plan.id, period, unit.id)
  const writes = mayWrite(by, view)
  const ready = view.entries.filter(isReady).length
  const left = view.entries.length - ready
  const button = writes
    ? view.head.state === 'returned'
      ? '修改月报'
      : view.head.version > 0
        ? '继续填写月报'
        : '填写月报'
    : maySign(by, view)
      ? '审签这份月报'
      : '看月报'
  return (
    <>
      <Lead>
        <Situation scene={view} now={by.now} own={may(by.actor, 'report.fill', { unit: unit.id })} />
        {writes ? (
          <>
            <br />
            <Phrase>
              {unit.name}
              {monthInWords(period)}应报{view.entries.length}项任务，
            </Phrase>
            {returned && returned.remarks.length > 0 ? <Phrase>退回{returned.remarks.length}项要改，</Phrase> : null}
            <Phrase>
              {left === 0
                ? returned
                  ? '改好后重新提交。'
                  : '都已填好，可以提交。'
                : `已填${ready}项，还有${left}项没填。`}
            </Phrase>
          </>
        ) : null}
      </Lead>
      {view.duties.length > 0 ? (
        <Actions>
          <LinkButton href={path} primary={primary}>
            {button}
          </LinkButton>
          {view.head.revision > 0 ? <a href={paths.receipt(plan.id, period, unit.id)}>打印回执</a> : null}
          {view.head.current !== null ? <a href={paths.history(plan.id, period, unit.id)}>经过</a> : null}
        </Actions>
      ) : null}
      {view.duties.length > 0 ? (
        <Section
          id={`owed${suffix}`}
          title={`${monthInWords(period)}应报任务`}
          note={writes && view.head.draftAt !== null ? savedInWords(view.head.draftAt, by.now) : null}
        >
          <Rows kind="owed">
            {view.duties.map((duty) => {
              const task = taskOf(plan, duty.task)
              const entry = view.entries.find((one) => one.task === duty.task)
              const last = view.last.find((one) => one.task === duty.task)
              return (
                <li>
                  <span class="n">任务{duty.task}</span>
                  <div>
                    <a href={paths.taskOf(plan.id, period, unit.id, duty.task)}>{task?.title ?? ''}</a>
                    <p class="note">{task ? taskLine(plan, task, duty.role) : ''}</p>
                  </div>
                  <span class="note">{last ? `上月：${entryWords(last)}` : ''}</span>
                  {entry ? <Stand entry={entry} returned={returned} /> : null}
                </li>
              )
            })}
          </Rows>
        </Section>
      ) : null}
      {writes ? (
        <section class="prose" aria-labelledby={`zero${suffix}-h`}>
          <h3 id={`zero${suffix}-h`}>全部任务都没有新进展？</h3>
          <p class="hint">可以报整单位零报告：写一条理由，下一步工作措施沿用上月。</p>
          <p>
            <a href={paths.reportZero(plan.id, period, unit.id)}>改报整单位零报告</a>
          </p>
        </section>
      ) : null}
    </>
  )
}

/** How an entry stands: a task that a return points at waits for its change, any other shows how far it has come. */
const Stand = ({ entry, returned }: { entry: Entry; returned: Returned | null }) => {
  if (!returned?.remarks.some((remark) => remark.task === entry.task)) return <EntryState entry={entry} />
  return <State letter="退" word={changedTasks(returned, [entry]).length > 0 ? '已改' : '待修改'} />
}

/** Every month of the plan with its mark; the unit's own draft shows as one. */
const Months = ({ year, unit, view }: { year: YearData; unit: string; view: ReportView | null }) => (
  <ol class="months">
    {year.periods.map(({ period, opens }) => {
      const standing = year.year.standings[unit]?.[period]
      const here = period === view?.head.period
      const drafting = here && standing?.mark === 'not-due' && view.head.version > 0
      const mark = MARKS[standing?.mark ?? 'none']
      const shown =
        here && view.head.state === 'awaiting-sign-off'
          ? { letter: '签', word: '待审签' }
          : drafting
            ? { letter: '稿', word: '草稿' }
            : { letter: mark.letter || '—', word: mark.word }
      const opened = opens <= year.cutOff
      return (
        <li class={here ? 'here' : undefined} aria-current={here ? 'date' : undefined}>
          {opened ? (
            <a href={paths.report(year.plan.id, period, unit)}>{monthInWords(period)}</a>
          ) : (
            <span>{monthInWords(period)}</span>
          )}
          <Glyph letter={shown.letter} word={shown.word} />
          <span class="word">{shown.word}</span>
          {standing?.filedAt ? <span class="note">{dateInWords(dateOf(standing.filedAt))}</span> : null}
        </li>
      )
    })}
  </ol>
)
