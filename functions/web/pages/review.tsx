import { windowEnd } from '../../../shared/domain/calendar.ts'
import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { belongsTo } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { reportDifference } from '../../../shared/domain/report/difference.ts'
import { Remark, ReportBody, type ReportHead } from '../../../shared/domain/report/report.ts'
import {
  ClockTime,
  type Instant,
  at as instantAt,
  LocalDate,
  momentInWords,
  periodInWords,
} from '../../../shared/domain/time.ts'
import { waitingIn, type YearData } from '../../../shared/service/overview.ts'
import type { Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, planParam, type Form as Sent, see, signedIn, which } from '../request.ts'
import { Lead, Phrase, Rows } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, statusOf } from './inPlace.tsx'
import { type Returning, ReviewPage } from './reviewPage.tsx'

/** Who may open the reviews: everybody who may accept somebody's report. */
const mayReview = (c: Ctx): void => {
  const actor = signedIn(c)
  if (!may(actor, 'overview.read') || !may(actor, 'report.accept', { unit: '' }))
    throw new Refusal('access.forbidden', {})
}

/**
 * What became of the report that was acted on a moment ago (`?after=2019-06.jiuzhu`), for the page that comes next: who presses a button
 * should see what it did. The words are of the record, so a made-up address says nothing untrue; null when there is nothing to say.
 */
const outcome = (c: Ctx, data: YearData): string | null => {
  const [period, unit] = (c.req.query('after') ?? '').split('.')
  const head = data.reports.find((one) => one.period === period && one.unit === unit)
  const name = data.units.find((one) => one.id === unit)?.name ?? ''
  if (head?.state === 'accepted') return `${name}${periodInWords(head.period)}月报已审核通过。`
  if (head?.state === 'returned') return `${name}${periodInWords(head.period)}月报已退回，理由已发给填报人。`
  return null
}

/** GET /plans/:plan/reviews */
export const showReviews = async (c: Ctx): Promise<Response> => {
  mayReview(c)
  const actor = signedIn(c)
  const data = await c.var.house.services.overview.year(planParam(c), call(c))
  const waiting = waitingIn(data)
  const done = outcome(c, data)
  const names = new Map(data.units.map((unit) => [unit.id, unit.name]))
  const notes = (head: ReportHead): string =>
    [
      head.filedAt ? `${momentInWords(head.filedAt)}提交` : '',
      head.returns > 0 ? '退回后重报' : '',
      head.entered ? '代录' : '',
      head.zero ? '整单位零报告' : '',
      may(actor, 'report.accept', { unit: head.unit, hands: head.hands }) ? '' : '要由别人审核',
    ]
      .filter((note) => note !== '')
      .join('　')
  return page(
    c,
    <Frame c={c} title="审核" current="reviews" year={data}>
      <h1>审核</h1>
      <Lead>
        {done === null ? null : <Phrase>{done}</Phrase>}
        {waiting.length === 0 ? (
          <Phrase>没有等着审核的月报。</Phrase>
        ) : (
          <Phrase>{waiting.length}份月报等着审核，从最早的看起。</Phrase>
        )}
      </Lead>
      {waiting.length === 0 ? null : (
        <div class="gap">
          <Rows kind="plain-rows">
            {waiting.map((head) => (
              <li>
                <a href={paths.review(head.plan, head.period, head.unit)}>
                  {names.get(head.unit)}　{periodInWords(head.period)}月报
                </a>
                <span class="note">{notes(head)}</span>
              </li>
            ))}
          </Rows>
        </div>
      )}
    </Frame>,
  )
}

/** The entries as they were last returned or reopened, where the filed text came after that; null otherwise. */
const returnedEntries = async (c: Ctx, at: Which, head: ReportHead) => {
  if (head.state !== 'submitted' || head.returns + head.reopened === 0) return null
  const records = await c.var.house.services.reports.history(at, call(c))
  const back = records.findLast((record) => record.act === 'return' || record.act === 'reopen')
  return back ? ReportBody.parse(back.body).entries : null
}

const textsOf = (record: HistoryRecord): Pick<ReportBody, 'entries' | 'attachments'> => {
  const { entries, attachments } = ReportBody.parse(record.body)
  return { entries, attachments }
}

/** Everything the page shows of one report, and where it stands in the row of those that wait. */
const reviewOf = async (c: Ctx, at: Which) => {
  const { reports, overview, load } = c.var.house.services
  const [whole, data, calendar] = await Promise.all([
    reports.view(at, call(c)),
    overview.year(at.plan, call(c)),
    load.calendar(),
  ])
  // What the unit is writing since the return is its own until it is submitted again.
  const view = whole.head.state === 'returned' && whole.act ? { ...whole, ...textsOf(whole.act) } : whole
  const waiting = waitingIn(data)
  const before = await returnedEntries(c, at, view.head)
  const zeroRun = (task: number): number =>
    data.year.tasks[task]?.[at.period]?.duties.find((duty) => duty.unit === at.unit)?.zeroRun ?? 0
  return {
    view,
    data,
    waiting,
    place: waiting.findIndex((head) => head.unit === at.unit && head.period === at.period),
    before,
    changed: before ? reportDifference(before, view.entries).map((one) => one.task) : [],
    zeroRun,
    names: new Map(data.units.map((unit) => [unit.id, unit.name])),
    mark: data.year.standings[at.unit]?.[at.period]?.mark ?? 'none',
    done: outcome(c, data),
    /** Until when a report reopened now may be corrected, unless the office says otherwise. */
    window: windowEnd(data.plan.rhythm, calendar, c.var.now, view.dates.locks),
  }
}
export type Review = Awaited<ReturnType<typeof reviewOf>>

/** What hinders this person from accepting, in a sentence; null when nothing does. */
export const hindrance = (actor: ReturnType<typeof signedIn>, head: ReportHead): string | null => {
  if (may(actor, 'report.accept', { unit: head.unit, hands: head.hands })) return null
  if (head.hands.includes(actor.person.id))
    return '您填报、审签或代录过这份月报，不能审核通过。请法规处其他同志、评价机构或复核人审核。'
  return '您是这个单位的人，不能审核它的月报。'
}

const show = async (c: Ctx, typed?: Returning, refusal?: Refusal): Promise<Response> => {
  mayReview(c)
  const at = which(c)
  const review = await reviewOf(c, at)
  const actor = signedIn(c)
  return page(
    c,
    <ReviewPage
      c={c}
      which={at}
      review={review}
      hindered={hindrance(actor, review.view.head)}
      self={belongsTo(actor, at.unit)}
      mayReturn={may(actor, 'report.return')}
      {...(typed ? { typed } : {})}
      {...(refusal ? { refusal } : {})}
    />,
    refusal ? statusOf(refusal) : 200,
  )
}

/** GET /plans/:plan/:period/:unit/review: the report beside last month; the difference to what was returned; accept or return. */
export const showReview = (c: Ctx): Promise<Response> => show(c)

const versionOf = (sent: Sent): { version?: number } =>
  /^\d+$/.test(sent.get('version')) ? { version: Number(sent.get('version')) } : {}

const typedOf = (sent: Sent): Returning => ({
  reason: sent.get('reason'),
  phrases: sent.all('phrase'),
  cause: sent.get('cause') === 'unit',
  ...(sent.has('untilDate') ? { until: { date: sent.get('untilDate'), time: sent.get('untilTime') } } : {}),
  remarks: new Map(
    sent.names().flatMap((name): [number, string][] => {
      const task = /^t(\d+)\.remark$/.exec(name)
      const text = sent.get(name).trim()
      return task && text !== '' ? [[Number(task[1]), text]] : []
    }),
  ),
})

/** The page that follows an act: the next report that waits after this one, or the first, or the list; it says what was done. */
const next = async (c: Ctx, at: Which): Promise<string> => {
  const data = await c.var.house.services.overview.year(at.plan, call(c))
  const order = (unit: string): number => data.units.findIndex((one) => one.id === unit)
  const waiting = waitingIn(data)
  const head =
    waiting.find((one) => one.period > at.period || (one.period === at.period && order(one.unit) > order(at.unit))) ??
    waiting[0]
  const path = head ? paths.review(head.plan, head.period, head.unit) : paths.reviews(at.plan)
  return `${path}?after=${at.period}.${at.unit}`
}

/** An act on the report; a refusal that the form can answer shows the form again. */
const act = async (
  c: Ctx,
  what: 'accept' | 'return' | 'reopen',
  does: (at: Which, sent: Sent) => Promise<ReportHead>,
): Promise<Response> => {
  const at = which(c)
  const sent = await form(c)
  try {
    await does(at, sent)
  } catch (error) {
    if (isRefusal(error, 'report.own-hands')) return show(c, typedOf(sent), error)
    return show(c, typedOf(sent), inPlace(error))
  }
  return see(c, what === 'reopen' ? paths.review(at.plan, at.period, at.unit) : await next(c, at))
}

/** POST …/accept */
export const acceptReport = (c: Ctx): Promise<Response> =>
  act(c, 'accept', (at, sent) => c.var.house.services.reports.accept(at, call(c), versionOf(sent)))

const remarksOf = ({ remarks }: Returning): Remark[] =>
  [...remarks].map(([task, text]) => {
    const parsed = Remark.safeParse({ task, text })
    if (!parsed.success) throw new Refusal('input.invalid', { problems: [`对任务${task}的意见最多500字`] })
    return parsed.data
  })

/** POST …/return: the phrases ticked and the reason typed make one reason; remarks point at single entries. */
export const returnReport = (c: Ctx): Promise<Response> =>
  act(c, 'return', (at, sent) => {
    const typed = typedOf(sent)
    const why = [...typed.phrases, typed.reason.trim()].filter((part) => part !== '').join('；')
    if (why.length > 1_000) throw new Refusal('input.invalid', { problems: ['退回理由最多1000字'] })
    return c.var.house.services.reports.sendBack('return', at, call(c), {
      why,
      remarks: remarksOf(typed),
      cause: typed.cause ? 'unit' : 'other',
      ...versionOf(sent),
    })
  })

const untilIn = (sent: Sent): { until?: Instant } => {
  const [date, time] = [sent.get('untilDate').trim(), sent.get('untilTime').trim()]
  if (date === '' && time === '') return {}
  if (!LocalDate.safeParse(date).success || !ClockTime.safeParse(time).success)
    throw new Refusal('input.invalid', { problems: ['请填写改到哪一天、几点为止'] })
  return { until: instantAt(date, time) }
}

/** POST …/reopen: an accepted report goes back to the unit, with the reason and until when. */
export const reopenReport = (c: Ctx): Promise<Response> =>
  act(c, 'reopen', (at, sent) => {
    const why = sent.get('reason').trim()
    if (why.length > 1_000) throw new Refusal('input.invalid', { problems: ['理由最多1000字'] })
    return c.var.house.services.reports.sendBack('reopen', at, call(c), { why, ...untilIn(sent), ...versionOf(sent) })
  })
