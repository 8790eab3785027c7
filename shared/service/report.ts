import { type PeriodDates, periodDates, type WorkCalendar, windowEnd } from '../domain/calendar.ts'
import { isFrozen } from '../domain/evaluation/published.ts'
import { canonicalJson, chainOf, type HistoryRecord } from '../domain/history.ts'
import { belongsTo, named, type Person, type Unit } from '../domain/people.ts'
import { may } from '../domain/permission.ts'
import { type DutyRole, dutiesOf, movesIn, type Plan, planIn } from '../domain/plan.ts'
import { Refusal } from '../domain/refusal.ts'
import { ACTS, type ReportAct, stateAfter } from '../domain/report/acts.ts'
import { afterLockWith } from '../domain/report/afterLock.ts'
import type { Attachment } from '../domain/report/attachment.ts'
import { isOpen, type ReportDates, reportDates, windowOpen } from '../domain/report/dates.ts'
import {
  briefOf,
  type Entry,
  entriesFor,
  type FieldProblem,
  fits,
  hasText,
  lacking,
  wholeUnitZero,
} from '../domain/report/entry.ts'
import { newReport, type Remark, ReportBody, type ReportHead, STATE_WORDS } from '../domain/report/report.ts'
import {
  addMinutes,
  addPeriods,
  dateOf,
  type Instant,
  momentInWords,
  type Period,
  periodInWords,
  stampInWords,
} from '../domain/time.ts'
import { type Call, type Deps, permit, reasonGiven, whoOf } from './deps.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import { filedMeasures } from './measures.ts'
import { Moved } from './ports.ts'
import { recordOf } from './record.ts'

/**
 * The acts on a report. Each: permit → load → ask the table → one record and one conditional move of the head. The version that the
 * caller read travels with the act, so that two people never overwrite each other.
 */

/** How long after the plan's last lock an extension may run. */
const EXTENSION_DAYS = 60

/** How often a file is added anew when somebody else moves the report at the same time. */
const EVIDENCE_ATTEMPTS = 8

/** Which report. */
export type Which = { plan: string; period: Period; unit: string }

/** Everything a page or an act needs to know of one report at one time. */
export type Scene = {
  plan: Plan
  unit: Unit
  period: PeriodDates
  dates: ReportDates
  head: ReportHead
  duties: { task: number; role: DutyRole }[]
  /** What a plan change gave the unit, and took from it, with this period. */
  moves: { added: number[]; removed: number[] }
  /** The published evaluation covers it: the office's acts wait for a correction. */
  frozen: boolean
}

export type Reports = ReturnType<typeof createReports>

/**
 * Told of every act that took effect, with the head and record that it left and the plan, unit and dates it was judged by, so that receipts and notices
 * go out; it neither delays the act nor makes it fail.
 */
export type Tell = (told: Told) => void
export type Told = {
  act: ReportAct
  which: Which
  head: ReportHead
  record: HistoryRecord
  plan: Plan
  unit: Unit
  period: PeriodDates
  /** Who acted. */
  by: Person
  now: Instant
}

export const createReports = (
  { chains, chance, tell }: Pick<Deps, 'chains' | 'chance'> & { tell?: Tell },
  load: Load,
) => {
  /** @throws Refusal access.missing for a plan, period or unit that does not exist */
  const scene = async ({ plan: planId, period, unit: unitId }: Which): Promise<Scene> => {
    const [{ plan, duties }, calendar, unit, head, verification, published] = await Promise.all([
      load.owing(planId, unitId),
      load.calendar(),
      load.unit(unitId),
      chains.head(keys.report(planId, period, unitId)),
      chains.head(keys.verification(planId, unitId)),
      chains.head(keys.evaluation(planId)),
    ])
    if (period < plan.rhythm.first || period > plan.rhythm.last) throw new Refusal('access.missing', {})
    const dates = periodDates(plan.rhythm, calendar, period)
    const report = head ?? newReport(planId, period, unitId)
    const own = reportDates(dates, report)
    return {
      // As it reads in the period: what was reworded later keeps its old words here.
      plan: planIn(plan, period),
      unit,
      period: dates,
      dates: own,
      head: report,
      frozen: isFrozen(published, own.due),
      duties:
        report.duties.length > 0
          ? report.duties
          : dutiesOf({ tasks: plan.tasks, duties }, unit, period, verification?.verified ?? [], dates.opens),
      moves: movesIn({ tasks: plan.tasks, duties }, unit, period),
    }
  }

  const ref = (which: Which) => keys.report(which.plan, which.period, which.unit)
  const recordAt = async (which: Which, id: string | null): Promise<HistoryRecord | null> =>
    id === null ? null : chains.record(ref(which), id)
  const bodyAt = async (which: Which, id: string | null): Promise<ReportBody | null> => {
    const record = await recordAt(which, id)
    return record ? ReportBody.parse(record.body) : null
  }

  /**
   * What is shown and edited: the draft where there is one, else what the last act left. A draft that was replaced since the head was read is gone:
   * then the newer head is asked.
   */
  const draftOf = async (which: Which, head: ReportHead): Promise<ReportBody | null> => {
    const id = head.draft ?? head.current
    if (id === null) return null
    const body = await bodyAt(which, id)
    if (body) return body
    const now = await chains.head(ref(which))
    return now && now.version > head.version ? draftOf(which, now) : null
  }

  const entriesOf = async (which: Which, { head, duties }: Pick<Scene, 'head' | 'duties'>): Promise<Entry[]> =>
    entriesFor(
      duties.map((duty) => duty.task),
      (await draftOf(which, head))?.entries ?? [],
    )

  /** The 佐证材料 of the draft; the head says when there are none, so that most saves read nothing for them. */
  const attachedTo = async (which: Which, head: ReportHead): Promise<Attachment[]> =>
    head.attachments === 0 ? [] : ((await draftOf(which, head))?.attachments ?? [])

  /** What the record of an act says that leaves texts and files as the last act left them. */
  const unchanged = async (
    which: Which,
    { head, duties }: Scene,
    more: Partial<ReportBody> = {},
  ): Promise<Omit<ReportBody, 'removed'>> => {
    const body = await bodyAt(which, head.current)
    return { entries: body?.entries ?? [], duties, remarks: [], attachments: body?.attachments ?? [], ...more }
  }

  /** Texts of a draft for tasks that the unit has no more: a plan change took them away while they were being written. */
  const leftOver = (tasks: readonly number[], { entries, removed }: ReportBody): Entry[] => {
    const gone = (entry: Entry): boolean => !tasks.includes(entry.task) && hasText(entry)
    const left = entries.filter(gone)
    return [...left, ...removed.filter((entry) => gone(entry) && !left.some((one) => one.task === entry.task))]
  }

  /**
   * What the last act left of a report that is filed or was returned; nothing of one that is not, or not any more. What waits for the head's signature
   * has not left the unit: only who may sign it reads it.
   */
  const filedBody = ({ head, unit }: Scene, current: HistoryRecord | null, { actor }: Call): ReportBody | null =>
    current === null ||
    head.state === 'draft' ||
    (head.state === 'awaiting-sign-off' && !may(actor, 'report.sign', { unit: unit.id }))
      ? null
      : ReportBody.parse(current.body)

  /**
   * The files that a person who enters the report for the unit (代录) works with: what the unit has filed, and behind it what the office itself has
   * added. Those of the unit's own draft are the unit's.
   */
  const officeFiles = (draft: readonly Attachment[], filed: ReportBody | null): Attachment[] => {
    const known = filed?.attachments ?? []
    return [...known, ...draft.filter((one) => one.entered && !known.some((other) => other.id === one.id))]
  }

  /** Last month's filed entries; none where nothing was filed or it was withdrawn. */
  const lastMonth = async (which: Which, plan: Plan): Promise<Entry[]> => {
    const before = { ...which, period: addPeriods(which.period, -1) }
    if (before.period < plan.rhythm.first) return []
    const head = await chains.head(ref(before))
    return head && head.filedAt !== null ? ((await bodyAt(before, head.current))?.entries ?? []) : []
  }

  const what = (which: Which): string => periodInWords(which.period).concat('月报')

  /** The table and the dates say no: in the words of the catalogue. @returns the state that the act leads to */
  const allow = async (
    act: ReportAct,
    which: Which,
    { head, dates, unit, frozen }: Scene,
    now: Instant,
  ): Promise<ReportHead['state']> => {
    if (now < dates.opens)
      throw new Refusal('report.not-open', { what: what(which), opens: momentInWords(dates.opens, true) })
    const state = stateAfter(head.state, act, unit.signOff)
    if (state === null) {
      const last = await recordAt(which, head.current)
      throw new Refusal('report.state', {
        act: ACTS[act].words,
        state: STATE_WORDS[head.state],
        by: last?.by.name ?? '',
        at: last ? stampInWords(last.at) : '',
      })
    }
    if (ACTS[act].while === 'unpublished' && frozen) throw new Refusal('report.published', {})
    if (ACTS[act].while === 'open' && !isOpen(dates, now))
      throw new Refusal('report.locked', {
        what: what(which),
        locked: momentInWords(dates.closes, true),
        unit: unit.name,
      })
    return state
  }

  /** Somebody moved the head between our read and our write: say who, and give both texts. */
  const lost = async (act: ReportAct, which: Which, head: ReportHead | null, mine: Entry[] | null): Promise<never> => {
    const now = head ?? newReport(which.plan, which.period, which.unit)
    const last = await recordAt(which, now.draft ?? now.current)
    const by = last?.by.name ?? ''
    const at = last ? stampInWords(last.at) : ''
    if (stateAfter(now.state, act) === null)
      throw new Refusal('report.state', { act: ACTS[act].words, state: STATE_WORDS[now.state], by, at }, { mine })
    const theirs = last ? ReportBody.parse(last.body).entries : []
    throw new Refusal('report.conflict', { by, at }, { mine, theirs, version: now.version })
  }

  /** Are the texts still those that were shown with this version? Without one, nothing was shown. */
  const isFresh = (head: ReportHead, version: number | undefined): boolean =>
    version === undefined || (version >= (head.textsSince ?? head.version) && version <= head.version)

  /** One act: record, then head. Returns the head as it now is. */
  const move = async (
    act: ReportAct,
    which: Which,
    scene: Scene,
    call: Call,
    change: {
      why?: string
      body: Omit<ReportBody, 'removed'>
      head: Partial<ReportHead>
      version?: number | undefined
      mine?: Entry[]
    },
  ): Promise<ReportHead> => {
    const { head } = scene
    if (!isFresh(head, change.version)) return lost(act, which, head.version === 0 ? null : head, change.mine ?? null)
    const state = change.head.state ?? head.state
    const record = recordOf(chance, {
      by: whoOf(call.actor, which.unit),
      at: call.now,
      act,
      from: head.state,
      to: state,
      why: change.why ?? null,
      head,
      body: change.body,
    })
    const moved: ReportHead = {
      ...head,
      ...change.head,
      since: state === head.state ? head.since : call.now,
      version: head.version + 1,
      current: record.id,
      hash: record.hash,
      afterLock: afterLockWith(head.afterLock, {
        act,
        at: call.now,
        by: call.actor.person.name,
        why: change.why ?? null,
        locks: scene.period.locks,
        filed: head.filedAt !== null || (change.head.filedAt ?? null) !== null,
        let: head.state === 'returned' ? null : (head.extensions.at(-1)?.reason ?? null),
      }),
      ...(act === 'extend' ? {} : { draft: null, draftAt: null }),
      attachments: act === 'extend' ? head.attachments : change.body.attachments.length,
      textsSince: null,
    }
    try {
      await chains.move(ref(which), {
        record: record.record,
        head: moved,
        expect: { version: head.version, states: ACTS[act].from },
        drop: moved.draft === null ? head.draft : null,
      })
    } catch (error) {
      if (error instanceof Moved) return lost(act, which, error.head as ReportHead | null, change.mine ?? null)
      throw error
    }
    const { plan, unit, period } = scene
    tell?.({ act, which, head: moved, record: record.record, plan, unit, period, by: call.actor.person, now: call.now })
    return moved
  }

  /**
   * Has this very form been taken already? A double click, or a form sent again after its answer was lost, carries the version before and the
   * same texts: it is answered as the first was.
   */
  const taken = async (
    which: Which,
    { head }: Scene,
    call: Call,
    act: 'save' | 'submit' | 'enter',
    given: { entries: readonly Entry[]; version?: number | undefined },
  ): Promise<boolean> => {
    if (given.version === undefined || head.version !== given.version + 1) return false
    const record = await recordAt(which, act === 'save' ? head.draft : head.current)
    return (
      record !== null &&
      record.act === act &&
      record.by.id === call.actor.person.id &&
      canonicalJson(ReportBody.parse(record.body).entries) === canonicalJson(given.entries)
    )
  }

  /** An extension or a reopening runs until some time ahead, and not beyond the year's evaluation. */
  const within = (act: string, until: Instant, after: Instant, plan: Plan, calendar: WorkCalendar): void => {
    if (until <= after) throw new Refusal('extension.past', { act, after: momentInWords(after, true) })
    const last = periodDates(plan.rhythm, calendar, plan.rhythm.last).locks
    const latest = addMinutes(last, EXTENSION_DAYS * 24 * 60)
    if (until > latest) throw new Refusal('extension.far', { act, until: momentInWords(latest, true) })
  }

  /** Everybody who had a hand in the report, and who now has. */
  const withHand = (head: ReportHead, call: Call): string[] => [...new Set([...head.hands, call.actor.person.id])]

  const owed = ({ duties, unit }: Scene, which: Which): number[] => {
    if (duties.length === 0)
      throw new Refusal('report.nothing-owed', { what: `${unit.name}${periodInWords(which.period)}` })
    return duties.map((duty) => duty.task)
  }

  /**
   * When a report that now comes to `submitted` was filed, and what is kept for that moment while the head has not signed (domain.md, 2a): within
   * the correction window the first time stands.
   */
  const filedAs = (head: ReportHead, state: ReportHead['state'], now: Instant): Partial<ReportHead> => {
    const first = head.state === 'returned' ? head.filedAt : head.keptFiledAt
    if (state !== 'submitted') return { filedAt: null, keptFiledAt: first }
    return { filedAt: first !== null && windowOpen(head, now) ? first : now, keptFiledAt: null }
  }

  /** What a submission changes on the head: when it was filed, by whom, and what matrices read. */
  const filing = (
    head: ReportHead,
    call: Call,
    scene: Scene,
    entries: Entry[],
    to: { state: ReportHead['state']; entered: boolean },
  ): Partial<ReportHead> => ({
    ...to,
    ...filedAs(head, to.state, call.now),
    revision: head.revision + 1,
    signedBy: null,
    duties: scene.duties,
    entries: entries.map(briefOf),
    zero: entries.every((entry) => entry.zero),
    filedBy: { id: call.actor.person.id, name: call.actor.person.name },
    hands: withHand(head, call),
    acceptedAt: null,
    acceptedBy: null,
    selfAccepted: false,
  })

  const file = async (
    act: 'submit' | 'enter',
    which: Which,
    call: Call,
    given: { entries: readonly Entry[]; version?: number | undefined; why?: string },
  ): Promise<ReportHead> => {
    const at = await scene(which)
    permit(call.actor, ACTS[act].needs, { unit: which.unit })
    const entries = entriesFor(owed(at, which), given.entries)
    if (await taken(which, at, call, act, { ...given, entries })) return at.head
    const state = await allow(act, which, at, call.now)
    if (!fits(entries)) throw new Refusal('report.too-large', {})
    const problems = entries.flatMap(lacking)
    if (problems.length > 0)
      throw new Refusal('report.incomplete', { count: problems.length }, problems satisfies FieldProblem[])
    const draft = await attachedTo(which, at.head)
    const attachments =
      act === 'submit' ? draft : officeFiles(draft, filedBody(at, await recordAt(which, at.head.current), call))
    return move(act, which, at, call, {
      ...(given.why === undefined ? {} : { why: given.why }),
      body: { entries, duties: at.duties, remarks: [], attachments },
      head: filing(at.head, call, at, entries, { state, entered: act === 'enter' }),
      version: given.version,
      mine: entries,
    })
  }

  /** By which act may this person add 佐证材料 now? */
  const evidenceAct = ({ head, dates, unit, duties }: Scene, { actor, now }: Call): 'save' | 'enter' | null => {
    if (duties.length === 0 || now < dates.opens || stateAfter(head.state, 'save', unit.signOff) === null) return null
    if (may(actor, 'report.fill', { unit: unit.id }) && isOpen(dates, now)) return 'save'
    return may(actor, 'report.enter', { unit: unit.id }) ? 'enter' : null
  }

  /** @throws Refusal for what this person may not do, or not now */
  const toChangeEvidence = async (which: Which, call: Call): Promise<{ at: Scene; act: 'save' | 'enter' }> => {
    const at = await scene(which)
    const act = evidenceAct(at, call) ?? (may(call.actor, 'report.fill', { unit: which.unit }) ? 'save' : 'enter')
    permit(call.actor, ACTS[act].needs, { unit: which.unit })
    owed(at, which)
    await allow(act, which, at, call.now)
    return { at, act }
  }

  return {
    scene,
    entriesOf,

    /**
     * What a report page shows: the scene, the texts, last month's texts, and the last return's reason and remarks. A draft is the unit's own: whoever
     * does not fill in the report reads what was filed, also while the unit changes a returned one.
     */
    view: async (which: Which, call: Call) => {
      const at = await scene(which)
      permit(call.actor, 'report.read', { unit: which.unit })
      const own = may(call.actor, 'report.fill', { unit: which.unit })
      const [heirs, draft, last, current, measures] = await Promise.all([
        load.unitsOf(at.unit.successors),
        own ? draftOf(which, at.head) : null,
        lastMonth(which, at.plan),
        recordAt(which, at.head.current),
        filedMeasures(chains, which.plan, which.unit),
      ])
      const shown = own ? draft : filedBody(at, current, call)
      const tasks = at.duties.map((duty) => duty.task)
      return {
        ...at,
        unit: named([at.unit], which.period, dateOf(call.now), heirs)[0] ?? at.unit,
        entries: own || shown ? entriesFor(tasks, shown?.entries ?? []) : [],
        attachments: shown?.attachments ?? [],
        /** What was typed for tasks that are not the unit's any more; its own people see it. */
        removed: draft ? leftOver(tasks, draft) : [],
        last,
        /** What the unit filed in the kick-off, by task (H1). */
        measures,
        /** The newest act: a return or reopening shows its reason and remarks above the form. */
        act: current,
      }
    },

    /** Saves a draft. No history line; the draft before is dropped. @throws Refusal report.conflict with both texts */
    save: async (
      which: Which,
      call: Call,
      given: { entries: readonly Entry[]; version: number },
    ): Promise<ReportHead> => {
      const at = await scene(which)
      permit(call.actor, 'report.fill', { unit: which.unit })
      const entries = entriesFor(owed(at, which), given.entries)
      if (await taken(which, at, call, 'save', { ...given, entries })) return at.head
      await allow('save', which, at, call.now)
      if (!fits(entries)) throw new Refusal('report.too-large', {})
      const { head } = at
      if (!isFresh(head, given.version)) return lost('save', which, head, entries)
      const draft = at.moves.removed.length > 0 ? await draftOf(which, head) : null
      const removed = draft ? leftOver(owed(at, which), draft) : []
      const { record } = recordOf(chance, {
        by: whoOf(call.actor, which.unit),
        at: call.now,
        act: 'save',
        from: head.state,
        to: head.state,
        why: null,
        head,
        body: { entries, duties: at.duties, remarks: [], attachments: await attachedTo(which, head), removed },
      })
      const moved: ReportHead = {
        ...head,
        version: head.version + 1,
        draft: record.id,
        draftAt: call.now,
        textsSince: null,
      }
      try {
        await chains.move(ref(which), {
          record,
          head: moved,
          expect: { version: head.version, states: ACTS.save.from },
          drop: head.draft,
        })
      } catch (error) {
        if (error instanceof Moved) return lost('save', which, error.head as ReportHead | null, entries)
        throw error
      }
      return moved
    },

    /**
     * Which 佐证材料 this person works with now, and by which act they may add and remove some: the unit's people on their draft, the office towards a
     * report that it enters (代录). `act` is null where nothing can be added or removed; why, the act says when it is tried.
     */
    evidence: async (
      which: Which,
      call: Call,
    ): Promise<{
      scene: Scene
      attachments: Attachment[]
      act: 'save' | 'enter' | null
      /** Which of them this person may take off now. */
      removable: (one: Attachment) => boolean
    }> => {
      const at = await scene(which)
      permit(call.actor, 'report.read', { unit: which.unit })
      const act = evidenceAct(at, call)
      const fills = may(call.actor, 'report.fill', { unit: which.unit })
      const filed = filedBody(at, await recordAt(which, at.head.current), call)
      const draft = fills || act === 'enter' ? await attachedTo(which, at.head) : []
      const attachments = fills ? draft : act === 'enter' ? officeFiles(draft, filed) : (filed?.attachments ?? [])
      const ours = new Set((filed?.attachments ?? []).map((one) => one.id))
      const removable = (one: Attachment): boolean =>
        act === 'save' || (act === 'enter' && one.entered && !ours.has(one.id))
      return { scene: at, attachments, act, removable }
    },

    /** May this person add and remove 佐证材料 now? @throws Refusal that says why not */
    toChangeEvidence: async (which: Which, call: Call): Promise<Scene> => (await toChangeEvidence(which, call)).at,

    /**
     * Adds or removes 佐证材料: an act of its own on the newest draft, as often as somebody else moves the head meanwhile. It touches no text, so a form
     * that is open stays right. Like every save it makes no history line; the submission that follows names what it brings.
     * @param change the files as they are → as they shall be
     * @returns the files as they now are
     */
    changeEvidence: async (
      which: Which,
      call: Call,
      change: (now: readonly Attachment[], act: 'save' | 'enter') => Attachment[],
    ): Promise<Attachment[]> => {
      for (let attempt = 0; ; attempt++) {
        const { at, act } = await toChangeEvidence(which, call)
        const { head } = at
        const draft = await draftOf(which, head)
        const attachments = change(draft?.attachments ?? [], act)
        const { record } = recordOf(chance, {
          by: whoOf(call.actor, which.unit),
          at: call.now,
          act: 'save',
          from: head.state,
          to: head.state,
          why: null,
          head,
          body: {
            entries: draft?.entries ?? [],
            duties: at.duties,
            remarks: [],
            attachments,
            removed: draft?.removed ?? [],
          },
        })
        try {
          await chains.move(ref(which), {
            record,
            head: {
              ...head,
              version: head.version + 1,
              draft: record.id,
              attachments: attachments.length,
              textsSince: head.textsSince ?? head.version,
            },
            expect: { version: head.version, states: ACTS[act].from },
            drop: head.draft,
          })
          return attachments
        } catch (error) {
          if (!(error instanceof Moved) || attempt === EVIDENCE_ATTEMPTS) throw error
        }
      }
    },

    /** Submits the entries themselves. @throws Refusal report.incomplete with the field problems as `extra` */
    submit: (which: Which, call: Call, given: { entries: readonly Entry[]; version: number }): Promise<ReportHead> =>
      file('submit', which, call, given),

    /** A zero report for the whole unit (R3), with one reason. */
    submitZero: async (
      which: Which,
      call: Call,
      given: { reason: string; next: string; version: number },
    ): Promise<ReportHead> => {
      const reason = reasonGiven(given.reason)
      const at = await scene(which)
      const last = await lastMonth(which, at.plan)
      return file('submit', which, call, {
        entries: wholeUnitZero(owed(at, which), reason, last, given.next.trim() || '按年度安排推进'),
        version: given.version,
      })
    },

    /** The office enters a report for a unit (代录, R9), with the reason. */
    enter: (
      which: Which,
      call: Call,
      given: { entries: readonly Entry[]; version: number; why: string },
    ): Promise<ReportHead> => file('enter', which, call, { ...given, why: reasonGiven(given.why) }),

    withdraw: async (which: Which, call: Call): Promise<ReportHead> => {
      const at = await scene(which)
      permit(call.actor, 'report.fill', { unit: which.unit })
      await allow('withdraw', which, at, call.now)
      return move('withdraw', which, at, call, {
        body: await unchanged(which, at),
        head: { state: 'draft', filedAt: null, keptFiledAt: null },
      })
    },

    /** The unit head signs the report off (R7): it reaches the office, filed now. */
    signOff: async (which: Which, call: Call, given: { version?: number | undefined } = {}): Promise<ReportHead> => {
      const at = await scene(which)
      permit(call.actor, 'report.sign', { unit: which.unit })
      const state = await allow('sign-off', which, at, call.now)
      return move('sign-off', which, at, call, {
        body: await unchanged(which, at),
        head: {
          state,
          ...filedAs(at.head, state, call.now),
          signedBy: { id: call.actor.person.id, name: call.actor.person.name, at: call.now },
          hands: withHand(at.head, call),
        },
        version: given.version,
      })
    },

    /** The unit head gives the report back to the unit, with the reason. */
    decline: async (
      which: Which,
      call: Call,
      given: { why: string; remarks?: Remark[]; version?: number | undefined },
    ): Promise<ReportHead> => {
      const why = reasonGiven(given.why)
      const at = await scene(which)
      permit(call.actor, 'report.sign', { unit: which.unit })
      const state = await allow('decline', which, at, call.now)
      return move('decline', which, at, call, {
        why,
        body: await unchanged(which, at, { remarks: given.remarks ?? [] }),
        head: { state },
        version: given.version,
      })
    },

    accept: async (which: Which, call: Call, given: { version?: number } = {}): Promise<ReportHead> => {
      const at = await scene(which)
      if (!may(call.actor, 'report.accept', { unit: which.unit, hands: at.head.hands })) {
        permit(call.actor, 'report.accept', { unit: which.unit })
        throw new Refusal('report.own-hands', {})
      }
      await allow('accept', which, at, call.now)
      return move('accept', which, at, call, {
        body: await unchanged(which, at),
        head: {
          state: 'accepted',
          acceptedAt: call.now,
          acceptedBy: { id: call.actor.person.id, name: call.actor.person.name },
          selfAccepted: belongsTo(call.actor, which.unit),
          windowUntil: null,
        },
        version: given.version,
      })
    },

    /** Returns a submitted report, or reopens an accepted one; both open a correction window. */
    sendBack: async (
      act: 'return' | 'reopen',
      which: Which,
      call: Call,
      given: {
        why: string
        remarks?: Remark[]
        cause?: 'unit' | 'other'
        /** Of a reopening: until when the unit may correct it; the rhythm's window when absent. */
        until?: Instant | undefined
        version?: number | undefined
      },
    ): Promise<ReportHead> => {
      const why = reasonGiven(given.why)
      const at = await scene(which)
      permit(call.actor, 'report.return', { unit: which.unit })
      await allow(act, which, at, call.now)
      const calendar = await load.calendar()
      if (given.until !== undefined) within('重新打开', given.until, call.now, at.plan, calendar)
      const until = given.until ?? windowEnd(at.plan.rhythm, calendar, call.now, at.dates.locks)
      const cause = act === 'reopen' ? 'other' : (given.cause ?? 'other')
      return move(act, which, at, call, {
        why,
        body: await unchanged(which, at, { remarks: given.remarks ?? [], cause, until }),
        head: {
          state: 'returned',
          windowUntil: until,
          returns: at.head.returns + (act === 'return' ? 1 : 0),
          returnsByUnit: at.head.returnsByUnit + (act === 'return' && cause === 'unit' ? 1 : 0),
          reopened: at.head.reopened + (act === 'reopen' ? 1 : 0),
          acceptedAt: null,
          acceptedBy: null,
          selfAccepted: false,
        },
        version: given.version,
      })
    },

    /** Grants an extension for this unit and month (延期补报). */
    extend: async (which: Which, call: Call, given: { until: Instant; why: string }): Promise<ReportHead> => {
      const why = reasonGiven(given.why)
      const at = await scene(which)
      permit(call.actor, 'report.extend', { unit: which.unit })
      await allow('extend', which, at, call.now)
      // Before the due time an extension moves it; between due and lock it moves the lock; after the lock it opens the report. Anything earlier does nothing.
      const { due, locks } = at.dates
      const after = call.now < due ? due : call.now < locks ? locks : call.now
      within('延期', given.until, after, at.plan, await load.calendar())
      return move('extend', which, at, call, {
        why,
        body: await unchanged(which, at, { until: given.until }),
        head: {
          extensions: [
            ...at.head.extensions,
            { at: call.now, until: given.until, reason: why, by: call.actor.person.name },
          ],
        },
      })
    },

    /** The history, oldest first, with the texts of every act. */
    history: async (which: Which, call: Call): Promise<HistoryRecord[]> => {
      permit(call.actor, 'report.read', { unit: which.unit })
      const head = await chains.head(ref(which))
      return head ? chainOf(head, await chains.records(ref(which))) : []
    },
  }
}

export type ReportView = Awaited<ReturnType<Reports['view']>>
