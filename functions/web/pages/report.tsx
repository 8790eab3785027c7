import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { inForce, taskOf } from '../../../shared/domain/plan.ts'
import { isRefusal, Refusal } from '../../../shared/domain/refusal.ts'
import { stateAfter } from '../../../shared/domain/report/acts.ts'
import { isOpen } from '../../../shared/domain/report/dates.ts'
import { type Entry, type FieldProblem, lacking } from '../../../shared/domain/report/entry.ts'
import { type Remark, ReportBody, type ReportHead } from '../../../shared/domain/report/report.ts'
import { momentInWords } from '../../../shared/domain/time.ts'
import { type Call, permit } from '../../../shared/service/deps.ts'
import type { ReportView, Which } from '../../../shared/service/report.ts'
import { problemOf } from '../api/problem.ts'
import type { Ctx } from '../context.ts'
import { attachTask, readReport, type SentReport, type Typed, tasksIn, typedOf } from '../forms/report.ts'
import { call, form, page, see, which } from '../request.ts'
import { type ConflictExtra, ConflictPage } from './conflict.tsx'
import { entryState, isReady } from './entryState.tsx'
import { ReportFormPage, type Returned, type Shared, savedInWords } from './reportForm.tsx'
import { ReportReadPage } from './reportRead.tsx'

/** One unit's month: the form while its people may write, the filed text for everybody else and afterwards. */

const pathOf = ({ plan, period, unit }: Which): string => paths.report(plan, period, unit)

/** May this person write in the report now? The same table and dates that the act asks. */
export const mayWrite = ({ actor, now }: Call, { unit, head, dates, duties }: ReportView): boolean =>
  duties.length > 0 &&
  may(actor, 'report.fill', { unit: unit.id }) &&
  stateAfter(head.state, 'save') !== null &&
  isOpen(dates, now)

/** The last return or reopening, where the report waits for its correction: reason, remarks, and the texts as they were. */
export const lastReturn = async (c: Ctx, at: Which, view: ReportView): Promise<Returned | null> => {
  if (view.head.state !== 'returned') return null
  const back = (act: string): boolean => act === 'return' || act === 'reopen'
  const record =
    view.act && back(view.act.act)
      ? view.act
      : (await c.var.house.services.reports.history(at, call(c))).findLast((line) => back(line.act))
  if (!record) return null
  const { remarks, entries } = ReportBody.parse(record.body)
  const by = [record.by.role, record.by.name].filter((word) => word !== '').join('　')
  return { by, at: momentInWords(record.at), why: record.why ?? '', remarks: remarks as Remark[], entries }
}

/** Task → the others who have it too: their names where they are few, else how many they are. */
const sharersOf = async (c: Ctx, { plan, unit, period }: Which): Promise<Map<number, Shared>> => {
  const { load } = c.var.house.services
  const few = (await load.sharers(plan)).map(({ task, units, first }) => {
    const others = first.filter((duty) => duty.unit !== unit && inForce(duty, period)).map((duty) => duty.unit)
    return { task, others, more: units > first.length ? units - 1 : 0 }
  })
  const named = new Map(
    (await load.unitsOf([...new Set(few.flatMap(({ more, others }) => (more > 0 ? [] : others)))])).map((one) => [
      one.id,
      one.name,
    ]),
  )
  return new Map(few.map(({ task, others, more }) => [task, { more, names: others.map((id) => named.get(id) ?? id) }]))
}

/** The form with what stands in it, and what is wrong with it. */
const formPage = async (
  c: Ctx,
  at: Which,
  view: ReportView,
  shown: { typed: readonly Typed[]; version: number; problems?: readonly FieldProblem[]; refused?: string },
  status: 200 | 422 = 200,
  sharers: Promise<Map<number, Shared>> = sharersOf(c, at),
): Promise<Response> => {
  const [returned, shared] = await Promise.all([lastReturn(c, at, view), sharers])
  return page(c, <ReportFormPage c={c} which={at} view={view} returned={returned} shared={shared} {...shown} />, status)
}

/** GET: what is owed, to be filled; or what was filed, to be read. */
export const showReport = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const by = call(c)
  // Who fills sees the form: those who share its tasks are read beside the report.
  const sharers = may(by.actor, 'report.fill', { unit: at.unit }) ? sharersOf(c, at) : null
  sharers?.catch(() => undefined)
  const view = await c.var.house.services.reports.view(at, by)
  if (!mayWrite(by, view))
    return page(c, <ReportReadPage c={c} which={at} view={view} returned={await lastReturn(c, at, view)} />)
  const typed = view.entries.map((entry) => typedOf(entry, taskOf(view.plan, entry.task)))
  return formPage(c, at, view, { typed, version: view.head.version }, 200, sharers ?? sharersOf(c, at))
}

/** The sent form. The unit's duties are asked by the act itself: fields of tasks that are not owed are dropped there. */
const sentReport = async (c: Ctx, at: Which): Promise<SentReport> => {
  // Before anything is answered about the form: a refused form shows the unit's draft.
  permit(call(c).actor, 'report.fill', { unit: at.unit })
  const [sent, plan] = await Promise.all([form(c), c.var.house.services.load.glance(at.plan)])
  return withNextOfLastMonth(c, at, readReport(sent, plan, tasksIn(sent, plan)))
}

/** A zero entry without 下一步工作措施 takes over last month's (domain.md, 1). Last month is read only when one needs it. */
const withNextOfLastMonth = async (c: Ctx, at: Which, sent: SentReport): Promise<SentReport> => {
  const lacks = (entry: Pick<Entry, 'zero' | 'next'>): boolean => entry.zero && entry.next.trim() === ''
  if (!sent.entries.some(lacks)) return sent
  const { last } = await c.var.house.services.reports.view(at, call(c))
  const next = (task: number): string => last.find((entry) => entry.task === task)?.next ?? ''
  const taken = <T extends Pick<Entry, 'task' | 'zero' | 'next'>>(one: T): T =>
    lacks(one) ? { ...one, next: next(one.task) } : one
  return { ...sent, entries: sent.entries.map(taken), typed: sent.typed.map(taken) }
}

/** The form again, with what was sent in it, and what is wrong said at the fields and above them. */
const refusedForm = async (
  c: Ctx,
  at: Which,
  sent: SentReport,
  { title, problems, head }: { title: string; problems: readonly FieldProblem[]; head?: ReportHead | null },
): Promise<Response> => {
  const view = await c.var.house.services.reports.view(at, call(c))
  const owed = view.entries.map((entry) => entry.task)
  const typed = owed.map(
    (task) =>
      sent.typed.find((one) => one.task === task) ??
      typedOf(view.entries.find((entry) => entry.task === task) as Entry, taskOf(view.plan, task)),
  )
  const entries = owed.flatMap((task) => sent.entries.filter((entry) => entry.task === task))
  return formPage(
    c,
    at,
    { ...view, entries: entries.length === owed.length ? entries : view.entries },
    { typed, version: head?.version ?? sent.version, problems, refused: title },
    422,
  )
}

const conflictPage = (c: Ctx, at: Which, refusal: Refusal): Promise<Response> =>
  page(c, <ConflictPage c={c} which={at} refusal={refusal} extra={refusal.extra as ConflictExtra} />, 409)

const wantsJson = (c: Ctx): boolean => (c.req.header('accept') ?? '').startsWith('application/json')

/** POST: saves the draft; for a form without scripts as for the script that saves typing. */
export const saveReport = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const by = call(c)
  const sent = await sentReport(c, at)
  const title = `没有保存：有${sent.problems.length}处不合要求`
  try {
    if (sent.problems.length > 0) {
      if (!wantsJson(c)) return await refusedForm(c, at, sent, { title, problems: sent.problems })
      const problems = sent.problems.map((problem) => `任务${problem.task}：${problem.message}`)
      return problemOf(c, new Refusal('input.invalid', { problems }))
    }
    const head = await c.var.house.services.reports.save(at, by, sent)
    const task = attachTask(await form(c))
    if (task !== undefined) return see(c, paths.evidenceFor(at.plan, at.period, at.unit, task))
    if (!wantsJson(c)) return see(c, pathOf(at))
    return c.json({
      version: head.version,
      savedAt: head.draftAt,
      says: savedInWords(head.draftAt ?? by.now, by.now),
      ready: sent.entries.filter(isReady).length,
      states: sent.entries.map((entry) => ({ task: entry.task, ...entryState(entry) })),
    })
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (wantsJson(c)) return problemOf(c, error)
    if (error.code === 'report.conflict') return conflictPage(c, at, error)
    throw error
  }
}

/** Keeps what a refused submission brought as a draft. The page gives the text back in any case; this outlives the page. */
const keepDraft = async (c: Ctx, at: Which, sent: SentReport): Promise<ReportHead | null> => {
  try {
    return await c.var.house.services.reports.save(at, call(c), sent)
  } catch (error) {
    if (isRefusal(error) && error.code !== 'report.conflict') return null
    throw error
  }
}

/** POST: submits the entries themselves; what is missing is said in place, and what was sent is kept. */
export const submitReport = async (c: Ctx): Promise<Response> => {
  const at = which(c)
  const sent = await sentReport(c, at)
  try {
    if (sent.problems.length > 0) {
      const wrong = (problem: FieldProblem): boolean =>
        sent.problems.some((one) => one.task === problem.task && one.field === problem.field)
      const problems = [...sent.problems, ...sent.entries.flatMap(lacking).filter((problem) => !wrong(problem))]
      const ordered = problems.sort((a, b) => a.task - b.task)
      return await refusedForm(c, at, sent, { title: `还不能提交，缺${ordered.length}处`, problems: ordered })
    }
    await c.var.house.services.reports.submit(at, call(c), sent)
    return see(c, paths.receipt(at.plan, at.period, at.unit))
  } catch (error) {
    if (isRefusal(error, 'report.incomplete')) return incomplete(c, at, sent, error)
    if (isRefusal(error, 'report.conflict')) return conflictPage(c, at, error)
    throw error
  }
}

const incomplete = async (c: Ctx, at: Which, sent: SentReport, refusal: Refusal): Promise<Response> => {
  try {
    const head = await keepDraft(c, at, sent)
    return await refusedForm(c, at, sent, {
      title: refusal.said.title,
      problems: refusal.extra as FieldProblem[],
      head,
    })
  } catch (error) {
    if (isRefusal(error, 'report.conflict')) return conflictPage(c, at, error)
    throw error
  }
}
