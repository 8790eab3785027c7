import { allPeriods } from '../domain/calendar.ts'
import type { Unit } from '../domain/people.ts'
import { may } from '../domain/permission.ts'
import { type Benchmark, BenchmarkBody, benchmarkCounts, benchmarksFor } from '../domain/phase/benchmarks.ts'
import { type KickoffEntry, kickoffFor, kickoffLacking } from '../domain/phase/kickoff.ts'
import {
  checksFor,
  LookbackBody,
  lookbackLacking,
  type Problem,
  problemBrief,
  SelfCheck,
  suggestedCheck,
} from '../domain/phase/lookback.ts'
import {
  PHASE_ACTS,
  type PhaseAct,
  type PhaseDates,
  type PhaseProblem,
  type PhaseState,
  phaseAfter,
  phaseOf,
  WORK_WORDS,
} from '../domain/phase/phase.ts'
import { type DutyRole, dutiesOf, type Plan, strongerRole } from '../domain/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Entry } from '../domain/report/entry.ts'
import { ReportBody } from '../domain/report/report.ts'
import { type Instant, momentInWords } from '../domain/time.ts'
import { change } from './chain.ts'
import { type Call, type Deps, permit } from './deps.ts'
import { type BenchmarkHead, type KickoffHead, keys, type LookbackHead } from './keys.ts'
import type { Load } from './load.ts'
import { kickoffTexts } from './measures.ts'

/** The acts of the phases: permit → load → ask the table and the dates → one record and one conditional move. */

/** Whose work, in which plan. */
export type PhaseWhich = { plan: string; unit: string }

export type PhaseScene = {
  plan: Plan
  unit: Unit
  dates: PhaseDates
  /** When the year's last month locks: from then on nothing is written any more. */
  closes: Instant
  /** Everything that the unit owes in the year, each task once. */
  tasks: { task: number; role: DutyRole }[]
}

export type Phases = ReturnType<typeof createPhases>

const STATE_WORDS: Record<PhaseState, string> = { draft: '草稿', filed: '已报送' }

export const createPhases = (deps: Deps, load: Load) => {
  const { chains, chance } = deps

  /** What the unit owes in any month of the year, verified or not: the look-back asks about all of it. */
  const around = async ({ plan: planId, unit: unitId }: PhaseWhich) => {
    const [{ plan, duties }, unit, calendar] = await Promise.all([
      load.owing(planId, unitId),
      load.unit(unitId),
      load.calendar(),
    ])
    const periods = allPeriods(plan.rhythm, calendar)
    const roles = new Map<number, DutyRole>()
    for (const { period, opens } of periods)
      for (const { task, role } of dutiesOf({ tasks: plan.tasks, duties }, unit, period, [], opens))
        roles.set(task, strongerRole(role, roles.get(task) ?? role))
    const tasks = [...roles].map(([task, role]) => ({ task, role })).sort((one, other) => one.task - other.task)
    return { plan, unit, periods, closes: periods.at(-1)?.locks ?? '', tasks }
  }

  /** @throws Refusal access.missing where the plan has no such phase */
  const sceneOf = async (which: PhaseWhich, work: 'kickoff' | 'lookback'): Promise<PhaseScene> => {
    const { plan, unit, closes, tasks } = await around(which)
    const dates = phaseOf(plan, work)
    if (dates === null) throw new Refusal('access.missing', {})
    return { plan, unit, dates, closes, tasks }
  }

  const closed = (what: string, closes: Instant, now: Instant): void => {
    if (now >= closes) throw new Refusal('phase.closed', { what, closed: momentInWords(closes, true) })
  }

  /** The table and the dates say no, in words. @returns the state that the act leads to */
  const allow = (
    act: PhaseAct,
    work: 'kickoff' | 'lookback',
    { dates, closes }: PhaseScene,
    state: PhaseState,
    now: Instant,
  ): PhaseState => {
    const what = WORK_WORDS[work].title
    if (now < dates.opens) throw new Refusal('phase.not-open', { what, opens: momentInWords(dates.opens, true) })
    closed(what, closes, now)
    const next = phaseAfter(state, act)
    if (next === null) throw new Refusal('phase.state', { act: PHASE_ACTS[act].words, state: STATE_WORDS[state] })
    return next
  }

  /** A draft is the unit's own: others read what was filed. */
  const shownTo = (call: Call, { unit }: PhaseWhich, head: { state: PhaseState } | null): boolean =>
    head?.state === 'filed' || may(call.actor, 'phase.file', { unit })

  const complete = (problems: PhaseProblem[]): void => {
    if (problems.length > 0) throw new Refusal('phase.incomplete', { count: problems.length }, problems)
  }

  const writeKickoff = async (
    act: 'save' | 'file',
    which: PhaseWhich,
    call: Call,
    given: { entries: readonly KickoffEntry[]; version?: number | undefined },
  ): Promise<KickoffHead> => {
    permit(call.actor, PHASE_ACTS[act].needs, { unit: which.unit })
    const ref = keys.kickoff(which.plan, which.unit)
    const [scene, head] = await Promise.all([sceneOf(which, 'kickoff'), chains.head(ref)])
    const state = allow(act, 'kickoff', scene, head?.state ?? 'draft', call.now)
    const entries = kickoffFor(
      scene.tasks.map(({ task }) => task),
      given.entries,
    )
    if (act === 'file') complete(entries.flatMap(kickoffLacking))
    return change(deps, ref, head, call, {
      act,
      unit: which.unit,
      head: { state, unit: which.unit, filedAt: head?.filedAt ?? (state === 'filed' ? call.now : null) },
      body: { entries },
      version: given.version,
    })
  }

  const lookbackBody = async (which: PhaseWhich, head: LookbackHead | null): Promise<LookbackBody> => {
    const record = head?.current ? await chains.record(keys.lookback(which.plan, which.unit), head.current) : null
    return record ? LookbackBody.parse(record.body) : { checks: [], problems: [] }
  }

  /** What the year says of each task: the newest entry in a filed month that is no zero, and whether the task is verified. */
  const yearSays = async ({ plan: planId, unit }: PhaseWhich): Promise<(task: number) => SelfCheck> => {
    const { periods } = await around({ plan: planId, unit })
    const refs = periods.map(({ period }) => keys.report(planId, period, unit))
    const [heads, verification] = await Promise.all([
      Promise.all(refs.map((ref) => chains.head(ref))),
      chains.head(keys.verification(planId, unit)),
    ])
    const bodies = await Promise.all(
      heads.map(async (head, index) => {
        const ref = refs[index]
        const record =
          head && ref && head.filedAt !== null && head.current ? await chains.record(ref, head.current) : null
        return record ? ReportBody.parse(record.body).entries : []
      }),
    )
    const newest = new Map<number, Entry>()
    for (const entry of bodies.flat()) if (!entry.zero) newest.set(entry.task, entry)
    const verified = new Set(verification?.verified.map((one) => one.task))
    return (task) => suggestedCheck(task, newest.get(task) ?? null, verified.has(task))
  }

  /** One act on a look-back: reads it, lets `next` make the new body, writes it. */
  const writeLookback = async (
    act: 'save' | 'file' | 'remedy' | 'mark',
    which: PhaseWhich,
    call: Call,
    version: number | undefined,
    why: string | null,
    next: (scene: PhaseScene, before: LookbackBody) => LookbackBody,
  ): Promise<LookbackHead> => {
    permit(call.actor, PHASE_ACTS[act].needs, { unit: which.unit })
    const ref = keys.lookback(which.plan, which.unit)
    const [scene, head] = await Promise.all([sceneOf(which, 'lookback'), chains.head(ref)])
    const state = allow(act, 'lookback', scene, head?.state ?? 'draft', call.now)
    const body = next(scene, await lookbackBody(which, head))
    return change(deps, ref, head, call, {
      act,
      unit: which.unit,
      why,
      head: {
        state,
        unit: which.unit,
        filedAt: head?.filedAt ?? (state === 'filed' ? call.now : null),
        problems: body.problems.map(problemBrief),
      },
      body,
      version,
    })
  }

  /**
   * The self-check as it was sent, with its problems: those known keep when they were found, by whom and what became of them; one left without any
   * text is taken out again, unless the office marked it or it is remedied; new ones get an id and now.
   */
  const merged = (
    { tasks }: PhaseScene,
    before: LookbackBody,
    given: Pick<LookbackGiven, 'checks' | 'problems'>,
    now: Instant,
  ): LookbackBody => {
    const owed = new Set(tasks.map(({ task }) => task))
    const sent = new Map(given.problems.flatMap((problem) => (problem.id === null ? [] : [[problem.id, problem]])))
    const stays = ({ marked, remedied }: Problem): boolean => marked || remedied !== null
    const kept = before.problems.flatMap((known): Problem[] => {
      const now = sent.get(known.id)
      if (!now || known.remedied !== null) return [known]
      const { text, remedy, by } = now
      if (text === '' && remedy === '' && by === null && !stays(known)) return []
      return [{ ...known, ...(known.marked ? {} : { text }), remedy, by }]
    })
    const added = given.problems
      .filter(({ id, task, text, remedy }) => id === null && owed.has(task) && (text !== '' || remedy !== ''))
      .map(
        ({ task, text, remedy, by }): Problem => ({
          ...{ task, text, remedy, by },
          id: chance.id(),
          foundAt: now,
          marked: false,
          remedied: null,
        }),
      )
    const checks = [...owed].flatMap((task) => given.checks.filter((check) => check.task === task).slice(0, 1))
    return { checks, problems: [...kept, ...added] }
  }

  const fileOrSave = (
    act: 'save' | 'file',
    which: PhaseWhich,
    call: Call,
    given: LookbackGiven,
  ): Promise<LookbackHead> =>
    writeLookback(act, which, call, given.version, null, (scene, before) => {
      const body = merged(scene, before, given, call.now)
      if (act === 'file') {
        const missing = scene.tasks.filter(({ task }) => !body.checks.some((check) => check.task === task))
        complete([
          ...missing.map(({ task }): PhaseProblem => ({ task, field: 'result', message: '请选落实情况' })),
          ...lookbackLacking(body),
        ])
      }
      return body
    })

  return {
    /** How far every unit has come, for the page of all: one Query each. */
    all: async (plan: string) => {
      const [kickoffs, lookbacks, benchmarks] = await Promise.all([
        chains.heads(keys.kickoffs(plan)),
        chains.heads(keys.lookbacks(plan)),
        chains.heads(keys.allBenchmarks(plan)),
      ])
      return { kickoffs, lookbacks, benchmarks }
    },

    /** What a unit still has to file or to remedy now, for its own page. */
    owed: async (plan: Plan, unit: string, now: Instant): Promise<PhaseOwed[]> => {
      const [kickoff, lookback] = [phaseOf(plan, 'kickoff'), phaseOf(plan, 'lookback')]
      const running = (dates: PhaseDates | null): dates is PhaseDates => dates !== null && dates.opens <= now
      const [filed, checked] = await Promise.all([
        running(kickoff) ? chains.head(keys.kickoff(plan.id, unit)) : null,
        running(lookback) ? chains.head(keys.lookback(plan.id, unit)) : null,
      ])
      const open = checked?.problems.filter(({ remediedAt }) => remediedAt === null).length ?? 0
      return [
        ...(running(kickoff) && filed?.state !== 'filed'
          ? [{ work: 'kickoff' as const, dates: kickoff, open: 0 }]
          : []),
        ...(running(lookback) && (checked?.state !== 'filed' || open > 0)
          ? [{ work: 'lookback' as const, dates: lookback, open: checked?.state === 'filed' ? open : 0 }]
          : []),
      ]
    },

    /** @throws Refusal access.forbidden · access.missing where the plan has no kick-off */
    kickoff: async (which: PhaseWhich, call: Call) => {
      permit(call.actor, 'phase.read', { unit: which.unit })
      const [scene, head] = await Promise.all([
        sceneOf(which, 'kickoff'),
        chains.head(keys.kickoff(which.plan, which.unit)),
      ])
      const entries = shownTo(call, which, head) ? await kickoffTexts(chains, which.plan, head) : []
      return {
        ...scene,
        head,
        entries: kickoffFor(
          scene.tasks.map(({ task }) => task),
          entries,
        ),
      }
    },

    /** @throws Refusal phase.not-open · phase.closed · phase.state · head.moved */
    saveKickoff: (
      which: PhaseWhich,
      call: Call,
      given: { entries: readonly KickoffEntry[]; version?: number | undefined },
    ) => writeKickoff('save', which, call, given),

    /** Files it, or files it again corrected: the first time stands. @throws Refusal phase.incomplete with the problems as `extra` */
    fileKickoff: (
      which: PhaseWhich,
      call: Call,
      given: { entries: readonly KickoffEntry[]; version?: number | undefined },
    ) => writeKickoff('file', which, call, given),

    /** The self-check; what the unit has not answered yet is filled from the year. */
    lookback: async (which: PhaseWhich, call: Call) => {
      permit(call.actor, 'phase.read', { unit: which.unit })
      const [scene, head] = await Promise.all([
        sceneOf(which, 'lookback'),
        chains.head(keys.lookback(which.plan, which.unit)),
      ])
      const { checks, problems } = await lookbackBody(which, head)
      const own = may(call.actor, 'phase.file', { unit: which.unit })
      const blank = (task: number): SelfCheck => SelfCheck.parse({ task })
      const suggest = own && head?.state !== 'filed' ? await yearSays(which) : blank
      const shown = shownTo(call, which, head)
      return {
        ...scene,
        head,
        checks: checksFor(
          scene.tasks.map(({ task }) => task),
          shown ? checks : [],
          suggest,
        ),
        problems: shown ? problems : problems.filter(({ marked }) => marked),
      }
    },

    saveLookback: (which: PhaseWhich, call: Call, given: LookbackGiven) => fileOrSave('save', which, call, given),

    /** @throws Refusal phase.incomplete with the problems as `extra` */
    fileLookback: (which: PhaseWhich, call: Call, given: LookbackGiven) => fileOrSave('file', which, call, given),

    /** The unit says that a problem is remedied, and how (立改立销). @throws Refusal access.missing · phase.remedied · reason.missing */
    remedy: (
      which: PhaseWhich,
      call: Call,
      given: { problem: string; result: string; version?: number | undefined },
    ): Promise<LookbackHead> => {
      const result = given.result.trim()
      return writeLookback('remedy', which, call, given.version, result, (_, before) => {
        const problem = before.problems.find(({ id }) => id === given.problem)
        if (!problem) throw new Refusal('access.missing', {})
        if (problem.remedied !== null) throw new Refusal('phase.remedied', {})
        if (result === '') throw new Refusal('reason.missing', {})
        const remedied = { at: call.now, result, by: call.actor.person.name }
        return {
          ...before,
          problems: before.problems.map((one) => (one === problem ? { ...one, remedied } : one)),
        }
      })
    },

    /** The office marks a problem of a task (指出问题); the unit answers with its remedy. */
    mark: (
      which: PhaseWhich,
      call: Call,
      given: { task: number; text: string; version?: number | undefined },
    ): Promise<LookbackHead> => {
      const text = given.text.trim()
      return writeLookback('mark', which, call, given.version, text, ({ tasks }, before) => {
        if (!tasks.some(({ task }) => task === given.task)) throw new Refusal('access.missing', {})
        if (text === '') throw new Refusal('reason.missing', {})
        const problem: Problem = {
          ...{ id: chance.id(), task: given.task, text, remedy: '', by: null },
          ...{ foundAt: call.now, marked: true, remedied: null },
        }
        return { ...before, problems: [...before.problems, problem] }
      })
    },

    benchmarks: async (which: PhaseWhich, call: Call) => {
      permit(call.actor, 'phase.read', { unit: which.unit })
      const ref = keys.benchmarks(which.plan, which.unit)
      const [{ plan, unit, closes }, head] = await Promise.all([around(which), chains.head(ref)])
      const record = head?.current ? await chains.record(ref, head.current) : null
      return { plan, unit, closes, head, steps: benchmarksFor(record ? BenchmarkBody.parse(record.body).steps : []) }
    },

    /** The register as it now stands. @throws Refusal phase.closed · head.moved */
    saveBenchmarks: async (
      which: PhaseWhich,
      call: Call,
      given: { steps: readonly Benchmark[]; version?: number | undefined },
    ): Promise<BenchmarkHead> => {
      permit(call.actor, 'phase.file', { unit: which.unit })
      const ref = keys.benchmarks(which.plan, which.unit)
      const [{ closes }, head] = await Promise.all([around(which), chains.head(ref)])
      closed(WORK_WORDS.benchmarks.title, closes, call.now)
      const steps = benchmarksFor(given.steps)
      return change(deps, ref, head, call, {
        act: 'save',
        unit: which.unit,
        head: { state: 'kept', unit: which.unit, ...benchmarkCounts(steps) },
        body: { steps },
        version: given.version,
      })
    },
  }
}

/** A phase's work that waits for the unit. `open`: it is filed, and so many problems are not remedied yet; 0: it is not filed. */
export type PhaseOwed = { work: 'kickoff' | 'lookback'; dates: PhaseDates; open: number }

/** A self-check as a form sends it; a problem without an id is new. */
export type LookbackGiven = {
  checks: readonly SelfCheck[]
  problems: readonly (Pick<Problem, 'task' | 'text' | 'remedy' | 'by'> & { id: string | null })[]
  version?: number | undefined
}
