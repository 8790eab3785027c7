import {
  EVALUATION_ACTS,
  EVALUATION_STATE_WORDS,
  type EvaluationAct,
  type EvaluationState,
  evaluationAfter,
} from '../../domain/evaluation/acts.ts'
import { compareScores, type MovedUnit } from '../../domain/evaluation/compare.ts'
import type { PublishedRevision } from '../../domain/evaluation/published.ts'
import { changedRules } from '../../domain/evaluation/ruleFields.ts'
import { Snapshot, snapshotOf } from '../../domain/evaluation/snapshot.ts'
import { canonicalJson, chainOf, type HistoryRecord } from '../../domain/history.ts'
import { actorOf, belongsTo } from '../../domain/people.ts'
import { Refusal } from '../../domain/refusal.ts'
import { stampInWords } from '../../domain/time.ts'
import { change } from '../chain.ts'
import { type Call, type Deps, permit, reasonGiven } from '../deps.ts'
import { evaluationFiles } from '../fileKeys.ts'
import { type EvaluationHead, keys } from '../keys.ts'
import { filedIn, textsOf } from '../output/filed.ts'
import { PUBLISHED, type PublishedPart, publishedTitle } from '../output/kinds/publishedEvaluation.ts'
import { createOutputRecords } from '../output/records.ts'
import type { Overview, YearData } from '../overview.ts'
import type { Files, Workbooks } from '../ports.ts'
import { type Evaluated, evaluated } from './evaluated.ts'
import { markInWords } from './marks.ts'

/** A published file in hand, and what is recorded of it. */
export type PublishedFile = { revision: PublishedRevision; name: string; bytes: Uint8Array }

/** What a person may see of a published revision: `own` where the office publishes each unit's own score alone. */
export type Shown = { revision: PublishedRevision; snapshot: Snapshot; only: 'own' | 'all' }

/** Publishing the evaluation (E2): freezes it with revision, cut-off and hashes; what was published stays as it was. */
export const createEvaluations = (
  { chains, chance, files, workbooks }: Pick<Deps, 'chains' | 'chance'> & { files: Files; workbooks: Workbooks },
  overview: Overview,
) => {
  const records = createOutputRecords({ chains, chance })
  const headOf = (plan: string): Promise<EvaluationHead | null> => chains.head(keys.evaluation(plan))

  /** The table says no: who changed it last, and what it is now. */
  const allow = async (act: EvaluationAct, plan: string, head: EvaluationHead | null): Promise<EvaluationState> => {
    const state = head?.state ?? 'draft'
    const after = evaluationAfter(state, act)
    if (after !== null) return after
    const last = head?.current ? await chains.record(keys.evaluation(plan), head.current) : null
    throw new Refusal('evaluation.state', {
      act: EVALUATION_ACTS[act].words,
      state: EVALUATION_STATE_WORDS[state],
      by: last?.by.name ?? '',
      at: last ? stampInWords(last.at) : '',
    })
  }

  const move = (
    act: EvaluationAct,
    plan: string,
    call: Call,
    before: EvaluationHead | null,
    what: {
      head: Partial<EvaluationHead>
      state: EvaluationState
      why: string | null
      body: unknown
      version?: number
    },
  ): Promise<EvaluationHead> =>
    change({ chains, chance }, keys.evaluation(plan), before, call, {
      act,
      why: what.why,
      head: {
        revisions: before?.revisions ?? [],
        toUnits: before?.toUnits ?? true,
        ...what.head,
        state: what.state,
      },
      body: what.body,
      version: what.version,
    })

  /** @throws Refusal evaluation.self-marked with every mark that somebody made who belongs to the unit now */
  const noSelfMarks = ({ people, units }: YearData, { records }: Evaluated): void => {
    const actors = new Map(people.map((person) => [person.id, actorOf(person, units)]))
    const own = records.marks.filter((mark) => {
      const actor = actors.get(mark.by.id)
      return actor !== undefined && belongsTo(actor, mark.unit)
    })
    const name = (unit: string): string => units.find((one) => one.id === unit)?.name ?? unit
    if (own.length > 0)
      throw new Refusal('evaluation.self-marked', {
        marks: own.map((mark) => `${name(mark.unit)}　${markInWords(mark)}（${mark.by.name}）`),
      })
  }

  const snapshotAt = async (
    plan: string,
    revision: PublishedRevision,
  ): Promise<{ text: string; snapshot: Snapshot }> => {
    const text = new TextDecoder().decode(await fileAt(evaluationFiles(plan, revision.id).snapshot))
    return { text, snapshot: Snapshot.parse(JSON.parse(text)) }
  }

  const fileAt = async (key: string): Promise<Uint8Array> => {
    const found = await files.read(key)
    // A revision names its files, always; without them the published evaluation would be lost.
    if (!found) throw new Error(`no file ${key}`)
    const bytes = new Uint8Array(found.size)
    let at = 0
    for await (const part of found.bytes) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }

  /** @throws Refusal access.missing for a revision that there is not */
  const revisionOf = async (plan: string, number: number): Promise<PublishedRevision> => {
    const revision = (await headOf(plan))?.revisions.find((one) => one.number === number)
    if (!revision) throw new Refusal('access.missing', {})
    return revision
  }

  return {
    /** What is published, and whether a correction runs. */
    standing: async (plan: string, call: Call): Promise<EvaluationHead | null> => {
      permit(call.actor, 'evaluation.read')
      return headOf(plan)
    },

    /** The year with its scores as of now, which nobody has published: for those who prepare it. */
    draft: async (plan: string, call: Call): Promise<YearData & Evaluated> => {
      permit(call.actor, 'evaluation.draft')
      const data = await overview.at(plan, call.now)
      return { ...data, ...(await evaluated(chains, data)) }
    },

    /**
     * Publishes what the records say now: the cut-off is the moment of the act. The snapshot and the workbook are kept as files first; then one conditional
     * move of the head makes them the revision.
     * @throws Refusal evaluation.state · evaluation.self-marked · evaluation.nothing · reason.missing from the second revision on · head.moved
     */
    publish: async (plan: string, call: Call, given: { why: string; version?: number }): Promise<PublishedRevision> => {
      permit(call.actor, EVALUATION_ACTS.publish.needs)
      const before = await headOf(plan)
      const state = await allow('publish', plan, before)
      const number = (before?.revisions.length ?? 0) + 1
      const why = number > 1 ? reasonGiven(given.why) : given.why.trim() || null
      const data = await overview.at(plan, call.now)
      const found = await evaluated(chains, data)
      if (found.evaluation.units.every((unit) => unit.total === null)) throw new Refusal('evaluation.nothing', {})
      noSelfMarks(data, found)
      const last = before?.revisions.at(-1)
      const snapshot = canonicalJson(snapshotOf(data.year, found.evaluation, found.records, number))
      const sha256 = chance.hash(snapshot)
      const { yearModel } = await import('../../domain/output/yearModel.ts')
      const book = yearModel({
        ...{ year: data.year, evaluation: found.evaluation, records: found.records, reports: data.reports },
        ...(await textsOf(
          filedIn(chains, data, async () => {}),
          data,
        )),
        published: { revision: number, at: call.now, sha256 },
        before: last ? (await snapshotAt(plan, last)).snapshot : null,
      })
      const [text, workbook] = [new TextEncoder().encode(snapshot), await workbooks.write(book)]
      const id = chance.id()
      const places = evaluationFiles(plan, id)
      await Promise.all([files.put(places.snapshot, text), files.put(places.workbook, workbook)])
      const revision: PublishedRevision = {
        ...{ number, id, why, at: call.now, cutOff: call.now, by: call.actor.person.name },
        ...{ snapshot: sha256, workbook: chance.hash(workbook) },
      }
      await move('publish', plan, call, before, {
        head: { revisions: [...(before?.revisions ?? []), revision] },
        ...{ state, why, body: revision },
        ...(given.version === undefined ? {} : { version: given.version }),
      })
      // Whoever holds one of the files finds it again by its hash, as any other output.
      const sizes = { snapshot: text.byteLength, workbook: workbook.byteLength }
      for (const part of ['snapshot', 'workbook'] as const)
        await records.append(
          {
            ...{ kind: PUBLISHED[part].kind, plan, period: null, cutOff: call.now, revision: number },
            fileName: `${publishedTitle(part, data.plan.year, number)}.${PUBLISHED[part].format}`,
            ...{ size: sizes[part], sha256: revision[part], key: places[part], job: null },
          },
          call,
          why,
        )
      return revision
    },

    /**
     * Opens a correction, or gives it up: until the next revision is published, the office may again work on what is covered.
     * @throws Refusal evaluation.state · reason.missing
     */
    correct: async (plan: string, call: Call, act: 'correct' | 'give-up', given: { why: string }): Promise<void> => {
      permit(call.actor, EVALUATION_ACTS[act].needs)
      const why = reasonGiven(given.why)
      const before = await headOf(plan)
      const state = await allow(act, plan, before)
      await move(act, plan, call, before, { head: {}, state, why, body: {} })
    },

    /** Whether units see the ranking of all, or their own score alone. */
    show: async (plan: string, call: Call, toUnits: boolean): Promise<void> => {
      permit(call.actor, EVALUATION_ACTS.show.needs)
      const before = await headOf(plan)
      const state = await allow('show', plan, before)
      await move('show', plan, call, before, { head: { toUnits }, state, why: null, body: { toUnits } })
    },

    /**
     * A published revision as its reader may see it: the newest, or one by its number. A unit's own people see their unit's score with its records, and the
     * ranking of all where the office publishes it to units.
     * @throws Refusal access.missing where nothing is published
     */
    published: async (plan: string, call: Call, number?: number): Promise<Shown> => {
      permit(call.actor, 'evaluation.read')
      const head = await headOf(plan)
      const revision = number === undefined ? head?.revisions.at(-1) : await revisionOf(plan, number)
      if (!head || !revision) throw new Refusal('access.missing', {})
      const { snapshot } = await snapshotAt(plan, revision)
      const { roles, unit } = call.actor.person
      if (roles.length > 0 && !(roles.length === 1 && roles[0] === 'administrator'))
        return { revision, snapshot, only: 'all' }
      const own = new Set([...(unit === null ? [] : [unit]), ...call.actor.serves.map((served) => served.unit)])
      // Others' records are nobody's business but theirs; what the ranking shows of them are figures.
      const scores = snapshot.scores.flatMap((score) =>
        own.has(score.unit)
          ? [score]
          : head.toUnits
            ? [
                {
                  ...score,
                  items: score.items.map((item) => ({ ...item, lines: [] })),
                  bonus: { ...score.bonus, lines: [] },
                  duties: [],
                },
              ]
            : [],
      )
      const shown = new Set(scores.map((score) => score.unit))
      return {
        revision,
        only: head.toUnits ? 'all' : 'own',
        snapshot: {
          ...snapshot,
          scores,
          units: snapshot.units.filter((one) => shown.has(one.id)),
          marks: snapshot.marks.filter((mark) => own.has(mark.unit)),
          rates: snapshot.rates.filter((rate) => own.has(rate.unit)),
        },
      }
    },

    /** The files of a revision, byte for byte as they were made. */
    file: async (plan: string, call: Call, number: number, part: PublishedPart): Promise<PublishedFile> => {
      permit(call.actor, 'output.download')
      const revision = await revisionOf(plan, number)
      const bytes = await fileAt(evaluationFiles(plan, revision.id)[part])
      const { plan: of } = (await snapshotAt(plan, revision)).snapshot
      return { revision, name: `${publishedTitle(part, of.year, number)}.${PUBLISHED[part].format}`, bytes }
    },

    /**
     * What moved between two revisions and why; without the later one, between a revision and the draft of now.
     * @throws Refusal access.missing
     */
    compare: async (
      plan: string,
      call: Call,
      from: number,
      to: number | null,
    ): Promise<{ units: { id: string; name: string }[]; moved: MovedUnit[]; rules: string[] }> => {
      permit(call.actor, 'evaluation.draft')
      const before = (await snapshotAt(plan, await revisionOf(plan, from))).snapshot
      const after =
        to === null
          ? await overview.at(plan, call.now).then(async (data) => {
              const { evaluation, rules } = await evaluated(chains, data)
              return { scores: evaluation.units, rules, units: data.year.units }
            })
          : (await snapshotAt(plan, await revisionOf(plan, to))).snapshot
      const names = new Map([...before.units, ...after.units].map(({ id, name }) => [id, name]))
      return {
        units: [...names].map(([id, name]) => ({ id, name })),
        moved: compareScores(before.scores, after.scores),
        rules: changedRules(before.rules, after.rules),
      }
    },

    /** Who published, corrected and showed what when and why, the oldest first. */
    history: async (plan: string, call: Call): Promise<HistoryRecord[]> => {
      permit(call.actor, 'evaluation.draft')
      const head = await headOf(plan)
      return head ? chainOf(head, await chains.records(keys.evaluation(plan))) : []
    },
  }
}
