import { allPeriods, type CalendarCorrection, pastChanged, type Rhythm, rhythmFor } from '../domain/calendar.ts'
import { chainOf, type HistoryRecord } from '../domain/history.ts'
import type { ParsedNotice } from '../domain/notice/ParsedNotice.ts'
import { MOST_TASKS, Plan, type Settlement } from '../domain/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import {
  carriedOver,
  dutiesFrom,
  type Question,
  questionsOf,
  suggestionFor,
  unitsAt,
  unowned,
} from '../domain/settlement.ts'
import { dateOf, type Instant, type LocalDate, periodInWords } from '../domain/time.ts'
import { change } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { keys, type PlanHead } from './keys.ts'
import type { Load } from './load.ts'
import { type DutySet, storedPlan, writeDuties } from './storedPlan.ts'

/** Characters of a notice that are read at all: five times the longest we know; a text far beyond it would keep everybody else waiting. */
const NOTICE_LIMIT = 100_000
/** A draft as JSON, the notice's text in it; the store's item takes 400 KB, and the answers are still to come. */
const PLAN_BYTES = 350_000

/**
 * What the parser found → a draft plan. Where numbers restart, tasks are counted on and keep the notice's number as their label; a notice without
 * a title is named after its year until the office names it. Dates that could not be read (a month in a notice without a year) stand among the
 * doubts alone.
 */
export const draftOf = (notice: ParsedNotice, text: string, year: number, imported: LocalDate): Plan => {
  const numbers = notice.tasks.map((task) => task.number)
  const unique = new Set(numbers).size === numbers.length
  const phases = notice.phases.flatMap(({ start, end, ...phase }) =>
    start !== null && end !== null ? [{ ...phase, start, end }] : [],
  )
  return Plan.parse({
    id: String(year),
    title: notice.title || `${year}年实施方案`,
    documentNumber: notice.documentNumber,
    issuer: notice.issuer,
    issuedOn: notice.issuedOn,
    year,
    groups: notice.groups.map((group) => ({ number: String(group.number), title: group.title })),
    tasks: notice.tasks.map((task, index) => ({
      ...task,
      number: unique ? task.number : index + 1,
      label: String(task.number),
      deadlines: task.deadlines.filter(({ date }) => date !== null),
    })),
    phases,
    settlements: [],
    rhythm: rhythmFor(year, phases, imported),
    formTitle: formTitleOf(notice, year),
    source: { text, spans: notice.coverage.spans, doubts: notice.doubts },
  })
}

/** The notice's attachment names its form (`2019年…月进展情况报表（样表）`); without one the plan's title gives the name. */
const formTitleOf = (notice: ParsedNotice, year: number): string => {
  const named = (notice.title ?? '').match(/《(.+?)》/)?.[1] ?? notice.title ?? `${year}年重点工作`
  const subject = named.replace(/(工作)?(实施|行动|工作)?(方案|意见|要点)$/, '')
  return `${subject.slice(0, 100)}工作月进展情况报表（X月）`
}

export const createPlans = (deps: Deps, load: Load) => {
  const { chains } = deps

  const draft = async (id: string): Promise<{ head: PlanHead; plan: Plan }> => {
    const found = await load.plan(id)
    if (found.head.state === 'published') throw new Refusal('plan.published', {})
    return found
  }

  const write = (
    before: PlanHead | null,
    plan: Plan,
    call: Call,
    act: string,
    more: { publishedAt?: Instant; version?: number | undefined; dutySet?: DutySet } = {},
  ) =>
    change(deps, keys.plan(plan.id), before, call, {
      act,
      version: more.version,
      body: storedPlan(plan, more.dutySet ?? null),
      head: {
        id: plan.id,
        title: plan.title,
        year: plan.year,
        state: more.publishedAt ? 'published' : 'draft',
        publishedAt: more.publishedAt ?? null,
      },
    })

  /** Due times and locks that have passed stay as they were: what was on time remains so. @throws Refusal calendar.past */
  const keepPast = async (now: Instant, before: CalendarCorrection[], after: CalendarCorrection[]): Promise<void> => {
    const published = (await load.plans()).filter((head) => head.state === 'published')
    for (const plan of await Promise.all(published.map(load.bodyOf))) {
      const [was, is] = [before, after].map((corrections) => allPeriods(plan.rhythm, { corrections }))
      const period = pastChanged(was ?? [], is ?? [], now)
      if (period !== null) throw new Refusal('calendar.past', { what: periodInWords(period) })
    }
  }

  return {
    /**
     * Reads a notice into a draft. A draft of the same year is replaced (its history stays); a published plan is not.
     * @param given.year overrides the year that the notice states
     * @throws Refusal plan.no-notice · plan.exists · input.too-large · input.invalid for a year that cannot be a plan's
     */
    importNotice: async (call: Call, given: { text: string; year?: number | undefined }): Promise<PlanHead> => {
      permit(call.actor, 'plan.edit')
      if (given.text.length > NOTICE_LIMIT)
        throw new Refusal('input.too-large', { limit: `${NOTICE_LIMIT / 10_000}万字` })
      const { parseNotice } = await import('../domain/notice/parseNotice.ts')
      const notice = parseNotice(given.text)
      if (notice.tasks.length === 0) throw new Refusal('plan.no-notice', {})
      if (notice.tasks.length > MOST_TASKS) throw new Refusal('input.too-large', { limit: `${MOST_TASKS}项任务` })
      const year = given.year ?? notice.year ?? Number(dateOf(call.now).slice(0, 4))
      if (!Plan.shape.year.safeParse(year).success)
        throw new Refusal('input.invalid', { problems: [`年份${year}不对，请另行写明年份`] })
      const plan = draftOf(notice, given.text, year, dateOf(call.now))
      const bytes = new TextEncoder().encode(JSON.stringify(plan)).length
      if (bytes > PLAN_BYTES) throw new Refusal('input.too-large', { limit: `${PLAN_BYTES / 1_000}KB` })
      const head = await chains.head(keys.plan(plan.id))
      if (head?.state === 'published') throw new Refusal('plan.exists', { plan: plan.id })
      return write(head, plan, call, 'import')
    },

    /** A draft with its open questions and what last year's answers suggest. */
    draft: async (
      id: string,
      call: Call,
    ): Promise<{
      head: PlanHead
      plan: Plan
      questions: (Question & { suggestion: string[] })[]
      unowned: string[]
    }> => {
      permit(call.actor, 'plan.edit')
      const [{ head, plan }, all, last] = await Promise.all([draft(id), load.units(), load.newest()])
      const earlier = last && { ...last, settlements: carriedOver(last.settlements, all, plan.rhythm.first) }
      const units = unitsAt(all, plan.rhythm.first)
      return {
        head,
        plan,
        questions: questionsOf(plan, units).map((question) => ({
          ...question,
          suggestion: suggestionFor(question, earlier, units),
        })),
        unowned: unowned(plan, units).map((task) => String(task.number)),
      }
    },

    /**
     * The office's answers and corrections to a draft; what is not given stays.
     * @throws Refusal input.invalid for an answer that names no unit of ours: nobody would owe the task
     */
    settle: async (
      id: string,
      call: Call,
      given: {
        version?: number | undefined
        settlements?: Settlement[]
        rhythm?: Rhythm
        formTitle?: string
        title?: string
      },
    ): Promise<PlanHead> => {
      permit(call.actor, 'plan.edit')
      const { head, plan } = await draft(id)
      const answered = given.settlements ?? []
      if (answered.length > 0) {
        const known = new Set((await load.units()).map((unit) => unit.id))
        const unknown = [...new Set(answered.flatMap((one) => one.units))].filter((unit) => !known.has(unit))
        if (unknown.length > 0)
          throw new Refusal('input.invalid', { problems: [`没有这个单位：${unknown.join('、')}`] })
      }
      const kept = plan.settlements.filter(
        (old) => !answered.some((one) => one.task === old.task && one.party === old.party),
      )
      const next = Plan.parse({
        ...plan,
        settlements: [...kept, ...answered.filter((one) => one.units.length > 0)],
        rhythm: given.rhythm ?? plan.rhythm,
        formTitle: given.formTitle ?? plan.formTitle,
        title: given.title ?? plan.title,
      })
      return write(head, next, call, 'settle', { version: given.version })
    },

    /** @throws Refusal plan.unowned with the tasks that nobody owes */
    publish: async (id: string, call: Call, given: { version?: number | undefined } = {}): Promise<PlanHead> => {
      permit(call.actor, 'plan.edit')
      const [{ head, plan }, all] = await Promise.all([draft(id), load.units()])
      const units = unitsAt(all, plan.rhythm.first)
      const missing = unowned(plan, units)
      if (missing.length > 0) throw new Refusal('plan.unowned', { tasks: missing.map((task) => String(task.number)) })
      return write(head, plan, call, 'publish', {
        publishedAt: call.now,
        version: given.version,
        dutySet: await writeDuties(deps, id, dutiesFrom(plan, units), units),
      })
    },

    history: async (id: string, call: Call): Promise<HistoryRecord[]> => {
      permit(call.actor, 'plan.read')
      const head = await chains.head(keys.plan(id))
      return head ? chainOf(head, await chains.records(keys.plan(id))) : []
    },

    /** Who corrected which day when, and on what ground, oldest first; each record's body is the correction. */
    calendarHistory: async (call: Call): Promise<HistoryRecord[]> => {
      permit(call.actor, 'calendar.edit')
      const head = await chains.head(keys.calendar)
      return head ? chainOf(head, await chains.records(keys.calendar)) : []
    },

    /** Corrects one day of the calendar, with the reason; a later correction of the same day wins. */
    correctCalendar: async (call: Call, correction: CalendarCorrection, version?: number): Promise<void> => {
      permit(call.actor, 'calendar.edit')
      const head = await chains.head(keys.calendar)
      const before = head?.corrections ?? []
      const corrections = [...before.filter((old) => old.date !== correction.date), correction].sort((a, b) =>
        a.date < b.date ? -1 : 1,
      )
      await keepPast(call.now, before, corrections)
      await change(deps, keys.calendar, head, call, {
        act: 'calendar-change',
        why: correction.reason,
        head: { state: 'kept', corrections },
        body: correction,
        version,
      })
    },
  }
}
